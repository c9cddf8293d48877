//! From columns of lines to columns of amounts.
//!
//! ```text
//! number -> runs  ┐
//! day -> epoch    ├-> line version -> column -> base duty
//!                 └-> goods set ┐
//! origin, epoch -> origin set   ├-> intersection -> settle -> amounts
//! epoch, column -> live set     │
//! profile -> possible set       ┘
//! ```

use std::ops::Range;

use cocket_base::{Dollars, Quantity};
use cocket_tariff::engine::{Tariff, rate as explained};
use cocket_tariff::rate::{QuantityRounding, RateExpr, RateFacts, ad_valorem_equivalent, assess};

use crate::day::{self, Day};
use crate::lines::{Amounts, Further, Lines, Status};
use crate::money::LARGEST_DOLLARS;
use crate::profile::{Prepared, Profiles};
use crate::settle::{Base, Case, Scratch, Settled, settle};
use crate::tables::{Compiled, RateKind, Run, Tables, Version, at, number_of, stretch};

/// Places of the columns in the tables.
const GENERAL: usize = 0;
const SPECIAL: usize = 1;
const OTHER: usize = 2;

impl Compiled<'_> {
    /// Rates a range of lines and appends what they come to. The amounts are those of [`cocket_tariff::engine::rate`]
    /// with the day of knowledge that was compiled for.
    ///
    /// What the tables leave out (chapter 98, deposits, rate texts of the question, unusual facts) is asked of `tariff`;
    /// without one those lines come out as [`Status::Beyond`].
    pub fn rate(
        &self,
        profiles: &Profiles,
        lines: &Lines,
        range: Range<usize>,
        tariff: Option<&Tariff>,
        amounts: &mut Amounts,
    ) {
        let mut worker =
            Worker { compiled: self, tables: &self.tables, profiles, scratch: Scratch::new(&self.tables) };
        for place in range.start..range.end.min(lines.len()) {
            match worker.line(lines, place) {
                Outcome::Decided { base, additional } => {
                    if let Some(reported) = &mut amounts.reported {
                        for applied in &worker.scratch.applied {
                            reported.numbers.push(applied.number);
                            reported.cents.push(applied.cents);
                        }
                    }
                    amounts.push(Status::Decided, base, additional);
                }
                Outcome::Not(status) => amounts.push(status, 0, 0),
                Outcome::Beyond => self.explain(profiles, lines, place, tariff, amounts),
            }
        }
    }

    /// The explained path's answer to a line.
    fn explain(
        &self,
        profiles: &Profiles,
        lines: &Lines,
        place: usize,
        tariff: Option<&Tariff>,
        amounts: &mut Amounts,
    ) {
        let line = lines.get(place);
        let profile = line.as_ref().and_then(|line| profiles.get(line.profile));
        let (Some(line), Some(profile)) = (line, profile) else { return amounts.push(Status::Invalid, 0, 0) };
        let Some(tariff) = tariff else { return amounts.push(Status::Beyond, 0, 0) };
        amounts.explained += 1;
        let answer = explained(tariff, &profile.question(&line), self.known().and_then(day::date));
        let status = match answer.outcome {
            "decided" => Status::Decided,
            "needs_facts" => Status::NeedsFacts,
            "prohibited" => Status::Prohibited,
            _ => Status::Invalid,
        };
        let own = |number| number == line.number;
        let (base, duty) = match answer.lines.iter().rev().find(|reported| own(reported.number)) {
            Some(base) => (base.amount.get(), answer.duty.map_or(0, |duty| duty.get())),
            None => (0, 0),
        };
        if let Some(reported) = &mut amounts.reported {
            for heading in answer.lines.iter().filter(|reported| reported.authority != "base") {
                reported.numbers.push(crate::tables::number_bits(heading.number));
                reported.cents.push(heading.amount.get());
            }
        }
        amounts.push(status, base, duty - base);
    }
}

enum Outcome {
    Decided { base: i64, additional: i64 },
    Not(Status),
    Beyond,
}

struct Worker<'w, 'f> {
    compiled: &'w Compiled<'f>,
    tables: &'w Tables<'f>,
    profiles: &'w Profiles,
    scratch: Scratch,
}

impl<'f> Worker<'_, 'f> {
    fn line(&mut self, lines: &Lines, place: usize) -> Outcome {
        let Some(profile) = self.profiles.ready.get(at(&lines.profile, place) as usize) else {
            return Outcome::Not(Status::Invalid);
        };
        let further = lines.further_of(at(&lines.more, place));
        let (entry, dutiable) = (at(&lines.entry, place), at(&lines.value, place));
        let dated_zone = profile.zone_status != crate::condition::Known::Nothing;
        // A zone status and its day belong together; what does not fit is the explained path's to say.
        let odd_zone = dated_zone && profile.privileged != (further.privileged != day::NONE);
        if !profile.native || odd_zone || !(0..=LARGEST_DOLLARS).contains(&dutiable) || negative(further) {
            return Outcome::Beyond;
        }
        let law_day =
            if profile.privileged && further.privileged != day::NONE { further.privileged } else { entry };
        let epoch = self.compiled.epoch(law_day);
        let number = at(&lines.number, place);
        let Some(run) = run_in(self.compiled.runs(number), epoch) else {
            return Outcome::Not(Status::Invalid);
        };
        let version = at(self.tables.versions, run.version as usize);
        let Some(version) = Version::decode(version) else { return Outcome::Not(Status::Invalid) };
        let origin = at(&lines.origin, place);
        let origin_words = self.origin_set(origin, epoch);
        let (column, rate, spi) = self.column(profile, version, origin_words);
        let spi = spi.unwrap_or(self.profiles.vocabulary.none);
        let base = match RateKind::decode(at(self.tables.rates, usize::from(rate))) {
            RateKind::Free => Base::AdValorem(0),
            RateKind::AdValorem(rate) => Base::AdValorem(rate),
            RateKind::Unreadable => return Outcome::Not(Status::Invalid),
            RateKind::ByQuantity if further.quantities == [None; 2] => {
                return Outcome::Not(Status::NeedsFacts);
            }
            RateKind::ByQuantity | RateKind::Other => {
                match self.worked(rate, number, law_day, dutiable, further) {
                    Ok(base) => base,
                    Err(outcome) => return outcome,
                }
            }
            RateKind::Beyond => return Outcome::Beyond,
        };
        let case = Case {
            profile,
            vocabulary: &self.profiles.vocabulary,
            further,
            entry,
            law_day,
            origin,
            column,
            spi,
            goods: run.goods,
            dutiable,
            base,
        };
        let possible = &profile.possible[usize::from(further.dated())];
        let sets = Sets::of(self.tables, run.goods, origin_words, epoch, column, possible);
        match settle(self.tables, &case, sets, &mut self.scratch) {
            Settled::Decided { additional, replaced } => {
                let base = if replaced { 0 } else { base.duty(dutiable) };
                Outcome::Decided { base, additional }
            }
            Settled::Undecided => Outcome::Not(Status::NeedsFacts),
            Settled::Prohibited => Outcome::Not(Status::Prohibited),
            Settled::Beyond => Outcome::Beyond,
        }
    }

    fn origin_set(&self, origin: u16, epoch: u16) -> &'f [u64] {
        let class = usize::from(at(self.tables.origin_class, usize::from(origin)));
        let set = at(self.tables.origin_at, class * self.tables.epoch_days.len() + usize::from(epoch));
        let width = self.tables.origin_width();
        self.tables.origin_words.get(usize::from(set) * width..).unwrap_or_default()
    }

    /// The column with its rate, and the programme accepted.
    fn column(&self, profile: &Prepared, version: Version, origin: &[u64]) -> (usize, u16, Option<u32>) {
        let words = self.tables.words();
        let bit = |place: usize| at(origin, words + place / 64) >> (place % 64) & 1 == 1;
        if bit(self.tables.programmes()) {
            return (OTHER, version.other, None);
        }
        if let Some(claim) = profile.claim.filter(|claim| bit(claim.programme as usize)) {
            let column = usize::from(version.special);
            let (first, last) = (at(self.tables.claim_at, column), at(self.tables.claim_at, column + 1));
            let claims = stretch(self.tables.claims, first, last);
            let listed =
                claims.iter().find(|row| **row >> 16 == claim.claim).map(|row| (row & 0xffff) as u16);
            let general = at(self.tables.rates, usize::from(version.general));
            let free = (RateKind::decode(general) == RateKind::Free).then_some(version.general);
            if let Some(rate) = listed.or(free) {
                return (SPECIAL, rate, Some(claim.word));
            }
        }
        (GENERAL, version.general, None)
    }

    /// A rate by quantity, worked out from its text.
    fn worked(
        &self,
        rate: u16,
        number: u64,
        law_day: Day,
        dutiable: i64,
        further: &Further,
    ) -> Result<Base, Outcome> {
        let text = Tables::text(self.tables.rate_text_at, self.tables.rate_text, usize::from(rate));
        let (Ok(rate), Some(number), Some(day)) =
            (RateExpr::parse(text), number_of(number), day::date(law_day))
        else {
            return Err(Outcome::Beyond);
        };
        let quantities: Vec<Quantity> = further.quantities.iter().flatten().copied().collect();
        let value = Dollars::new(dutiable);
        let rounding = QuantityRounding::of(&number, day);
        let facts = RateFacts::new(value).quantities(&quantities).rounding(rounding);
        let worked = assess(&rate, &facts).map_err(|_| Outcome::Not(Status::NeedsFacts))?;
        let fraction = if dutiable == 0 {
            rate.ad_valorem_fraction()
        } else {
            ad_valorem_equivalent(&rate, &facts).ok()
        };
        let ave = fraction.and_then(|fraction| fraction.checked_mul(cocket_base::Decimal::ONE_HUNDRED));
        Ok(Base::Worked { exact: worked.exact, duty: worked.duty.get(), ave })
    }
}

/// A negative quantity is a fault that the explained path words.
fn negative(further: &Further) -> bool {
    further.quantities.iter().flatten().any(|quantity| quantity.amount.is_sign_negative())
}

/// The run that holds an epoch.
fn run_in(runs: &[u64], epoch: u16) -> Option<Run> {
    let mut found = *runs.first()?;
    for run in runs {
        if (run >> 48) as u16 > epoch {
            break;
        }
        found = *run;
    }
    Some(Run::decode(found))
}

/// The intersection of goods, origin, live and possible sets, bit by bit in order.
#[derive(Clone)]
struct Sets<'s> {
    goods: &'s [u64],
    origin: &'s [u64],
    live: &'s [u64],
    possible: &'s [u64],
    /// Words of the goods set that are left.
    summary: u64,
    /// Where in `goods` the next word lies.
    next: usize,
    /// Bits left of the word at hand.
    bits: u64,
    word: u32,
}

impl<'s> Sets<'s> {
    fn of(
        tables: &Tables<'s>,
        goods: u32,
        origin: &'s [u64],
        epoch: u16,
        column: usize,
        possible: &'s [u64],
    ) -> Sets<'s> {
        let first = at(tables.goods_first, goods as usize) as usize;
        let live = (usize::from(epoch) * 3 + column) * tables.words();
        Sets {
            goods: tables.goods_words.get(first..).unwrap_or_default(),
            origin,
            live: tables.live_words.get(live..).unwrap_or_default(),
            possible,
            summary: at(tables.goods_summary, goods as usize),
            next: 0,
            bits: 0,
            word: 0,
        }
    }
}

impl Iterator for Sets<'_> {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        while self.bits == 0 {
            if self.summary == 0 {
                return None;
            }
            self.word = self.summary.trailing_zeros();
            self.summary &= self.summary - 1;
            let place = self.word as usize;
            self.bits = at(self.goods, self.next)
                & at(self.origin, place)
                & at(self.live, place)
                & at(self.possible, place);
            self.next += 1;
        }
        let bit = self.bits.trailing_zeros();
        self.bits &= self.bits - 1;
        Some(self.word * 64 + bit)
    }
}
