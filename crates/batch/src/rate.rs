//! From columns of lines to columns of amounts.
//!
//! ```text
//! number, epoch -> run ┬-> line version -> column -> base duty
//!                       └-> goods set   ┐
//! origin, epoch, column -> country set  ├-> intersection -> settle -> amounts
//! profile -> possible set               ┘
//! ```

use std::ops::Range;

use cocket_base::{Decimal, Dollars, Quantity, Unit};
use cocket_tariff::engine::{Tariff, rate as explained};
use cocket_tariff::rate::{QuantityRounding, RateFacts, assess};

use crate::ahead::{Ahead, Seen, WINDOW, Window};
use crate::compiled::Compiled;
use crate::condition::Known;
use crate::day;
use crate::lines::{Amounts, Further, Lines, Status};
use crate::memo::{Memo, Remembered};
use crate::money::{self, LARGEST_DOLLARS};
use crate::number::number_of;
use crate::profile::{Prepared, Profiles};
use crate::rows::RateKind;
use crate::settle::{Applied, Base, Case, Scratch, Settled, settle};
use crate::tables::{Tables, at};

/// Rates lines by a compiled tariff. It keeps room and remembers outcomes from call to call; each thread has its own.
#[derive(Clone, Debug)]
pub struct Rater<'c, 'f> {
    compiled: &'c Compiled<'f>,
    window: Window,
    hand: Hand,
}

/// What settling lines writes to.
#[derive(Clone, Debug)]
struct Hand {
    scratch: Scratch,
    memo: Memo,
}

/// The lines of a call, and what answers them.
struct Asked<'a, 'f> {
    compiled: &'a Compiled<'f>,
    profiles: &'a Profiles,
    lines: &'a Lines,
    tariff: Option<&'a Tariff>,
}

impl<'c, 'f> Rater<'c, 'f> {
    /// A rater that remembers nothing yet.
    pub fn new(compiled: &'c Compiled<'f>) -> Rater<'c, 'f> {
        let hand = Hand { scratch: Scratch::new(&compiled.tables), memo: Memo::new() };
        Rater { compiled, window: Window::new(&compiled.tables), hand }
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
        let Rater { compiled, window, hand } = self;
        let asked = Asked { compiled, profiles, lines, tariff };
        for first in (range.start..end).step_by(WINDOW) {
            let range = first..end.min(first + WINDOW);
            hand.memo.make_room(WINDOW);
            window.look(compiled, profiles, lines, range.clone(), &hand.memo);
            let mut came = [(Status::Beyond, 0, 0); WINDOW];
            for ((place, ahead), came) in range.clone().zip(window.lines()).zip(&mut came) {
                *came = match hand.line(&asked, place, ahead, window) {
                    Outcome::Decided { base, additional } => {
                        if let Some(reported) = &mut amounts.reported {
                            for applied in &hand.scratch.applied {
                                reported.numbers.push(applied.number);
                                reported.cents.push(applied.cents);
                            }
                        }
                        (Status::Decided, base, additional)
                    }
                    Outcome::Not(status) => (status, 0, 0),
                    Outcome::Beyond => asked.explain(place, amounts),
                };
                if let Some(reported) = &mut amounts.reported {
                    reported.ends.push(reported.numbers.len());
                }
            }
            amounts.extend(came.get(..range.len()).unwrap_or_default());
        }
    }
}

impl Asked<'_, '_> {
    /// The explained path's answer to a line.
    fn explain(&self, place: usize, amounts: &mut Amounts) -> (Status, i64, i64) {
        let Asked { profiles, lines, tariff, .. } = self;
        let line = lines.get(place);
        let profile = line.as_ref().and_then(|line| profiles.get(line.profile));
        let (Some(line), Some(profile)) = (line, profile) else { return (Status::Invalid, 0, 0) };
        let Some(tariff) = tariff else { return (Status::Beyond, 0, 0) };
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
                reported.numbers.push(crate::number::number_bits(heading.number));
                reported.cents.push(heading.amount.get());
            }
        }
        (status, base, duty - base)
    }
}

enum Outcome {
    Decided { base: i64, additional: i64 },
    Not(Status),
    Beyond,
}

impl Hand {
    fn line(&mut self, asked: &Asked<'_, '_>, place: usize, ahead: &Ahead, window: &Window) -> Outcome {
        let Asked { compiled, profiles, lines, .. } = asked;
        let (id, more) = (at(&lines.profile, place), at(&lines.more, place));
        let Some(profile) = profiles.ready.get(id as usize) else { return Outcome::Not(Status::Invalid) };
        let further = lines.further_of(more);
        let dutiable = at(&lines.value, place);
        // A line of the empty profile without anything further has nothing that the tables could leave out.
        let odd = id | more != 0 && left_out(profile, further);
        if odd || !(0..=LARGEST_DOLLARS).contains(&dutiable) {
            return Outcome::Beyond;
        }
        let base = match RateKind::ad_valorem(ahead.word) {
            Some(rate) => Base::AdValorem(rate),
            None => match other_base(compiled, ahead, at(&lines.number, place), dutiable, further) {
                Ok(base) => base,
                Err(outcome) => return outcome,
            },
        };
        let set = window.set(ahead);
        let case = || Case {
            profile,
            vocabulary: &profiles.vocabulary,
            further,
            entry: at(&lines.entry, place),
            law_day: ahead.law_day,
            origin: at(&lines.origin, place),
            column: ahead.column,
            spi: ahead.spi.unwrap_or(profiles.vocabulary.none),
            goods: ahead.goods,
            dutiable,
            base,
        };
        let settled = if set.is_empty() {
            self.scratch.applied.clear();
            self.scratch.soil();
            Settled::Decided { additional: 0, replaced: false }
        } else if let Some(seen) = &ahead.plain {
            // A line that brings nothing of its own comes out as others with the same set did.
            self.remembered(&compiled.tables, seen, window.key(seen), set, dutiable, case)
        } else {
            settle(&compiled.tables, &case(), candidates(set), &mut self.scratch)
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

    /// The outcome of a plain line, from memory where it is known there.
    fn remembered<'l>(
        &mut self,
        tables: &Tables<'_>,
        seen: &Seen,
        key: &[u64],
        set: &[(u32, u64)],
        dutiable: i64,
        case: impl Fn() -> Case<'l>,
    ) -> Settled {
        let found = self.memo.read(seen.record, seen.head, key).or_else(|| self.memo.get(key, seen.hash));
        match found {
            Some(Remembered::Decided { rates, replaced }) => {
                self.scratch.applied.clear();
                let mut additional = 0;
                for pair in rates.chunks_exact(2) {
                    let cents = money::percent_of(dutiable, at(pair, 1).cast_signed());
                    additional += cents;
                    self.scratch.applied.push(Applied::replayed(at(pair, 0), cents));
                }
                self.scratch.soil();
                Settled::Decided { additional, replaced }
            }
            Some(Remembered::Prohibited) => Settled::Prohibited,
            Some(Remembered::Direct) => settle(tables, &case(), candidates(set), &mut self.scratch),
            None => {
                let settled = settle(tables, &case(), candidates(set), &mut self.scratch);
                self.memo.put(key, seen.hash, settled, &self.scratch.applied, self.scratch.direct);
                settled
            }
        }
    }
}

/// The base of a rate that is no percentage of the value.
fn other_base(
    compiled: &Compiled<'_>,
    ahead: &Ahead,
    number: u64,
    dutiable: i64,
    further: &Further,
) -> Result<Base, Outcome> {
    match RateKind::decode(ahead.word) {
        RateKind::Free => Ok(Base::AdValorem(0)),
        RateKind::AdValorem(rate) => Ok(Base::AdValorem(rate)),
        RateKind::Unreadable => Err(Outcome::Not(Status::Invalid)),
        RateKind::ByQuantity if further.quantities == [None; 2] => Err(Outcome::Not(Status::NeedsFacts)),
        RateKind::ByQuantity | RateKind::Other => worked(compiled, ahead, number, dutiable, further),
        RateKind::Beyond => Err(Outcome::Beyond),
    }
}

/// A rate by quantity, worked out from its text.
fn worked(
    compiled: &Compiled<'_>,
    ahead: &Ahead,
    number: u64,
    dutiable: i64,
    further: &Further,
) -> Result<Base, Outcome> {
    let Some(read) = compiled.rate_read(ahead.rate) else { return Err(Outcome::Beyond) };
    let given = || further.quantities.iter().flatten();
    // What is plainly missing needs no working out.
    if !read.units.iter().all(|unit| given().any(|quantity| quantity.unit.converts_to(*unit))) {
        return Err(Outcome::Not(Status::NeedsFacts));
    }
    let (Some(number), Some(day)) = (number_of(number), day::date(ahead.law_day)) else {
        return Err(Outcome::Beyond);
    };
    let mut quantities = [Quantity::new(Decimal::ZERO, Unit::NUMBER); 2];
    let count = quantities.iter_mut().zip(given()).map(|(to, from)| *to = *from).count();
    let value = Dollars::new(dutiable);
    let rounding = QuantityRounding::of(&number, day);
    let quantities = quantities.get(..count).unwrap_or_default();
    let facts = RateFacts::new(value).quantities(quantities).rounding(rounding);
    let worked = assess(&read.rate, &facts).map_err(|_| Outcome::Not(Status::NeedsFacts))?;
    let fraction = read.rate.ad_valorem_fraction();
    Ok(Base::Worked { exact: worked.exact, duty: worked.duty.get(), fraction })
}

/// True when the explained path must answer for what a line brings.
fn left_out(profile: &Prepared, further: &Further) -> bool {
    let dated_zone = profile.zone_status != Known::Nothing;
    // A zone status and its day belong together; what does not fit is the explained path's to say.
    let odd_zone = dated_zone && profile.privileged != (further.privileged != day::NONE);
    !profile.native || odd_zone || negative(further)
}

/// A negative quantity is a fault that the explained path words.
fn negative(further: &Further) -> bool {
    further.quantities.iter().flatten().any(|quantity| quantity.amount.is_sign_negative())
}

/// Headings and bans of a set, in evaluation order.
fn candidates(set: &[(u32, u64)]) -> impl Iterator<Item = u32> + Clone + '_ {
    set.iter().flat_map(|(word, bits)| {
        let left = std::iter::successors(Some(*bits), |bits| Some(bits & bits.wrapping_sub(1)));
        left.take_while(|bits| *bits != 0).map(move |bits| word * 64 + bits.trailing_zeros())
    })
}
