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

use cocket_base::{Decimal, Dollars, Quantity, Unit};
use cocket_tariff::engine::{Tariff, rate as explained};
use cocket_tariff::rate::{QuantityRounding, RateFacts, assess};

use crate::ahead::{Ahead, WINDOW};
use crate::day::{self, Day};
use crate::lines::{Amounts, Further, Lines, Status};
use crate::memo::{self, Memo, Remembered};
use crate::money::{self, LARGEST_DOLLARS};
use crate::profile::{Prepared, Profiles};
use crate::settle::{Applied, Base, Case, Scratch, Settled, settle};
use crate::tables::{Compiled, RateKind, Tables, Version, at, number_of, stretch};

/// Places of the columns in the tables.
const GENERAL: usize = 0;
const SPECIAL: usize = 1;
const OTHER: usize = 2;

/// Rates lines by a compiled tariff. It keeps room and remembers outcomes from call to call; each thread has its own.
#[derive(Clone, Debug)]
pub struct Rater<'c, 'f> {
    compiled: &'c Compiled<'f>,
    scratch: Scratch,
    memo: Memo,
    /// The intersected set: words that are not empty, each with its place.
    set: Vec<(u32, u64)>,
    key: Vec<u64>,
}

impl<'c, 'f> Rater<'c, 'f> {
    /// A rater that remembers nothing yet.
    pub fn new(compiled: &'c Compiled<'f>) -> Rater<'c, 'f> {
        let scratch = Scratch::new(&compiled.tables);
        Rater { compiled, scratch, memo: Memo::new(), set: Vec::new(), key: Vec::new() }
    }

    /// Rates a range of lines and appends what they come to. The amounts are those of [`cocket_tariff::engine::rate`]
    /// with the day of knowledge that was compiled for.
    ///
    /// What the tables leave out (chapter 98, deposits, rate texts of the question, unusual facts) is asked of `tariff`;
    /// without one those lines come out as [`Status::Beyond`].
    pub fn rate(
        &mut self,
        profiles: &Profiles,
        lines: &Lines,
        range: Range<usize>,
        tariff: Option<&Tariff>,
        amounts: &mut Amounts,
    ) {
        let end = range.end.min(lines.len());
        let mut ahead = [Ahead::default(); WINDOW];
        for first in (range.start..end).step_by(WINDOW) {
            let window = first..end.min(first + WINDOW);
            self.compiled.look_ahead(profiles, lines, window.clone(), &mut ahead);
            for (place, found) in window.zip(&ahead) {
                self.one(profiles, lines, place, found, tariff, amounts);
            }
        }
    }

    fn one(
        &mut self,
        profiles: &Profiles,
        lines: &Lines,
        place: usize,
        found: &Ahead<'f>,
        tariff: Option<&Tariff>,
        amounts: &mut Amounts,
    ) {
        match self.line(profiles, lines, place, found) {
            Outcome::Decided { base, additional } => {
                if let Some(reported) = &mut amounts.reported {
                    for applied in &self.scratch.applied {
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
        let answer = explained(tariff, &profile.question(&line), self.compiled.known().and_then(day::date));
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

impl<'f> Rater<'_, 'f> {
    fn line(&mut self, profiles: &Profiles, lines: &Lines, place: usize, found: &Ahead<'f>) -> Outcome {
        let tables = &self.compiled.tables;
        let profile_id = at(&lines.profile, place);
        let Some(profile) = profiles.ready.get(profile_id as usize) else {
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
        let Ahead { law_day, epoch, run, version, general, goods, origin: origin_words, origin_summary } =
            *found;
        let (Some(run), Some(version)) = (run, version) else { return Outcome::Not(Status::Invalid) };
        let (number, origin) = (at(&lines.number, place), at(&lines.origin, place));
        let (column, rate, spi) = self.column(profile, version, origin_words);
        let spi = spi.unwrap_or(profiles.vocabulary.none);
        let word = if rate == version.general { general } else { at(tables.rates, usize::from(rate)) };
        let base = match RateKind::decode(word) {
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
            vocabulary: &profiles.vocabulary,
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
        let live = usize::from(epoch) * 3 + column;
        let summary = origin_summary & at(&self.compiled.live_summary, live);
        intersect(tables, goods, summary, origin_words, live, possible, &mut self.set);
        // A line that brings nothing of its own comes out as others with the same set did.
        let settled = match base {
            Base::AdValorem(rate) if profile_id == 0 && *further == Further::NONE && dutiable > 0 => {
                self.remembered(&case, rate, epoch)
            }
            _ => settle(tables, &case, candidates(&self.set), &mut self.scratch),
        };
        match settled {
            Settled::Decided { additional, replaced } => {
                let base = if replaced { 0 } else { base.duty(dutiable) };
                Outcome::Decided { base, additional }
            }
            Settled::Undecided => Outcome::Not(Status::NeedsFacts),
            Settled::Prohibited => Outcome::Not(Status::Prohibited),
            Settled::Beyond => Outcome::Beyond,
        }
    }

    /// The outcome of a line without further facts, from memory where it is known there.
    fn remembered(&mut self, case: &Case<'_>, rate: i64, epoch: u16) -> Settled {
        let tables = &self.compiled.tables;
        if self.set.is_empty() {
            self.scratch.applied.clear();
            self.scratch.soil();
            return Settled::Decided { additional: 0, replaced: false };
        }
        let asks = &self.compiled.asks;
        let (mut base, mut origin, mut goods) = (0u64, 0u64, 0u64);
        self.key.clear();
        self.key.push(0);
        let mut summary = 0u64;
        for (word, bits) in &self.set {
            let place = *word as usize;
            summary |= 1 << word;
            base |= bits & at(&asks.base, place);
            origin |= bits & at(&asks.origin, place);
            goods |= bits & at(&asks.goods, place);
            self.key.push(*bits);
        }
        // What no heading of the set asks for stays out of the key.
        let asked = |ask: u64, value: u64| if ask == 0 { 0 } else { value + 1 };
        let origin = asked(origin, u64::from(case.origin));
        let goods = asked(goods, u64::from(case.goods));
        self.key.push(summary);
        self.key.push(asked(base, rate.cast_unsigned()) << 16 | origin);
        if let Some(first) = self.key.first_mut() {
            *first = u64::from(epoch) << 32 | goods << 2 | case.column as u64;
        }
        let hash = memo::hash(&self.key);
        match self.memo.get(&self.key, hash) {
            Some(Remembered::Decided { rates, replaced }) => {
                self.scratch.applied.clear();
                let mut additional = 0;
                for pair in rates.chunks_exact(2) {
                    let cents = money::percent_of(case.dutiable, at(pair, 1).cast_signed());
                    additional += cents;
                    self.scratch.applied.push(Applied::replayed(at(pair, 0), cents));
                }
                self.scratch.soil();
                Settled::Decided { additional, replaced }
            }
            Some(Remembered::Prohibited) => Settled::Prohibited,
            Some(Remembered::Direct) => settle(tables, case, candidates(&self.set), &mut self.scratch),
            None => {
                let settled = settle(tables, case, candidates(&self.set), &mut self.scratch);
                self.memo.put(&self.key, hash, settled, &self.scratch.applied, self.scratch.direct);
                settled
            }
        }
    }

    /// The column with its rate, and the programme accepted.
    fn column(&self, profile: &Prepared, version: Version, origin: &[u64]) -> (usize, u16, Option<u32>) {
        let words = self.compiled.tables.words();
        let bit = |place: usize| at(origin, words + place / 64) >> (place % 64) & 1 == 1;
        if bit(self.compiled.tables.programmes()) {
            return (OTHER, version.other, None);
        }
        if let Some(claim) = profile.claim.filter(|claim| bit(claim.programme as usize)) {
            let column = usize::from(version.special);
            let (first, last) =
                (at(self.compiled.tables.claim_at, column), at(self.compiled.tables.claim_at, column + 1));
            let claims = stretch(self.compiled.tables.claims, first, last);
            let listed =
                claims.iter().find(|row| **row >> 16 == claim.claim).map(|row| (row & 0xffff) as u16);
            let general = at(self.compiled.tables.rates, usize::from(version.general));
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
        let Some(read) = self.compiled.rate_read(rate) else { return Err(Outcome::Beyond) };
        let given = || further.quantities.iter().flatten();
        // What is plainly missing needs no working out.
        if !read.units.iter().all(|unit| given().any(|quantity| quantity.unit.converts_to(*unit))) {
            return Err(Outcome::Not(Status::NeedsFacts));
        }
        let (Some(number), Some(day)) = (number_of(number), day::date(law_day)) else {
            return Err(Outcome::Beyond);
        };
        let mut quantities = [Quantity::new(Decimal::ZERO, Unit::kg()); 2];
        let count = quantities.iter_mut().zip(given()).map(|(to, from)| *to = *from).count();
        let value = Dollars::new(dutiable);
        let rounding = QuantityRounding::of(&number, day);
        let quantities = quantities.get(..count).unwrap_or_default();
        let facts = RateFacts::new(value).quantities(quantities).rounding(rounding);
        let worked = assess(&read.rate, &facts).map_err(|_| Outcome::Not(Status::NeedsFacts))?;
        // The equivalent is the duty over the value, as `ad_valorem_equivalent` has it, without working it out again.
        let over_value = || worked.exact.checked_div(Decimal::from(dutiable)).filter(|_| dutiable != 0);
        let fraction = read.rate.ad_valorem_fraction().or_else(over_value);
        let ave = fraction.and_then(|fraction| fraction.checked_mul(Decimal::ONE_HUNDRED));
        Ok(Base::Worked { exact: worked.exact, duty: worked.duty.get(), ave })
    }
}

/// A negative quantity is a fault that the explained path words.
fn negative(further: &Further) -> bool {
    further.quantities.iter().flatten().any(|quantity| quantity.amount.is_sign_negative())
}

/// The words of goods, origin, live and possible sets that have bits in common.
fn intersect(
    tables: &Tables<'_>,
    (kept, first): (u64, u32),
    summary: u64,
    origin: &[u64],
    live: usize,
    possible: &[u64],
    set: &mut Vec<(u32, u64)>,
) {
    set.clear();
    let live = tables.live_words.get(live * tables.words()..).unwrap_or_default();
    // Of a goods set only the words that have bits are kept, one after another.
    let mut left = kept & summary;
    while left != 0 {
        let word = left.trailing_zeros();
        let before = (kept & ((1 << word) - 1)).count_ones();
        left &= left - 1;
        let place = word as usize;
        let bits = at(tables.goods_words, (first + before) as usize)
            & at(origin, place)
            & at(live, place)
            & at(possible, place);
        if bits != 0 {
            set.push((word, bits));
        }
    }
}

/// Headings and bans of a set, in evaluation order.
fn candidates(set: &[(u32, u64)]) -> impl Iterator<Item = u32> + Clone + '_ {
    set.iter().flat_map(|(word, bits)| {
        let left = std::iter::successors(Some(*bits), |bits| Some(bits & bits.wrapping_sub(1)));
        left.take_while(|bits| *bits != 0).map(move |bits| word * 64 + bits.trailing_zeros())
    })
}
