//! From columns of lines to columns of amounts.
//!
//! ```text
//! number, epoch -> run ┬-> rate of the column -> base duty
//!                       └-> goods set   ┐
//! origin, epoch, column -> country set  ├-> intersection -> settle -> amounts
//! profile -> possible set               ┘
//! ```

use std::ops::Range;

use cocket_base::{Decimal, Dollars, Quantity, Unit};
use cocket_tariff::engine::{Tariff, rate as explained};
use cocket_tariff::rate::{QuantityRounding, RateFacts, assess};

use crate::asks::{places, words_of};
use crate::column::SPECIAL;
use crate::compiled::Compiled;
use crate::day::{self, Day};
use crate::lines::{Amounts, Came, Lines, Quantities, Reported, Status};
use crate::memo::Remembered;
use crate::money::{self, LARGEST_DOLLARS};
use crate::number::{number_bits, number_of};
use crate::places::Places;
use crate::profile::Profiles;
use crate::rows::RateKind;
use crate::settle::{Base, Case, Scratch, Settled, settle};
use crate::tables::at;
use crate::window::{Due, WINDOW, Window};

/// Rates lines by a compiled tariff. It keeps room and remembers outcomes from call to call; each thread has its own.
#[derive(Clone, Debug)]
pub struct Rater<'c, 'f> {
    compiled: &'c Compiled<'f>,
    window: Window,
    scratch: Scratch,
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
        Rater { compiled, window: Window::new(), scratch: Scratch::new(&compiled.tables) }
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
        let asked = Asked { compiled: self.compiled, profiles, lines, tariff };
        for first in (range.start..end).step_by(WINDOW) {
            let range = first..end.min(first + WINDOW);
            self.window.look(asked.compiled, profiles, lines, &range);
            let mut came = Came::NOTHING;
            let other = self.percentages(&mut came);
            if amounts.reported.is_some() {
                for place in 0..range.len() {
                    if other.contains(place) {
                        came.set(place, self.line(&asked, first, place, amounts));
                    } else if self.window.alike.contains(place) {
                        self.report(place, amounts);
                    }
                    amounts.end_line();
                }
            } else {
                for place in other.iter() {
                    came.set(place, self.line(&asked, first, place, amounts));
                }
            }
            amounts.extend(&came, range.len());
        }
    }

    /// Works out what lines owe that is nothing but percentages of their value, known or remembered. The answer is the list
    /// of all other lines.
    #[inline(never)]
    fn percentages(&self, came: &mut Came) -> Places {
        let Window { block, ahead, percent, alike, own, .. } = &self.window;
        for ((base, word), value) in came.base.iter_mut().zip(&ahead.word).zip(&block.value) {
            let rate = RateKind::percentage(*word);
            // What cannot be worked with is another line's.
            *base = money::percent_of((*value).clamp(0, LARGEST_DOLLARS), rate);
        }
        let mut other = block.lines.without(*percent).or(*own);
        for place in alike.iter() {
            let (key, entry) = self.window.seen(place);
            let rates = entry.two_rates_of(key);
            other.insert(place, rates.is_none());
            let [first, second] =
                rates.unwrap_or_default().map(|rate| money::percent_of(at(&block.value, place), rate));
            if let Some(additional) = came.additional.get_mut(place) {
                *additional = first + second;
            }
        }
        other
    }

    /// Reports the headings of a line that is due what others were.
    fn report(&self, place: usize, amounts: &mut Amounts) {
        let Some(reported) = &mut amounts.reported else { return };
        let (value, (_, entry)) = (at(&self.window.block.value, place), self.window.seen(place));
        reported.extend(self.window.memo.owed(&entry, value));
    }

    /// A line of the window that begins at `first`; the headings that a decided one owes are reported.
    fn line(
        &mut self,
        asked: &Asked<'_, '_>,
        first: usize,
        place: usize,
        amounts: &mut Amounts,
    ) -> (Status, i64, i64) {
        match self.settled(asked, first + place, place, amounts.reported.as_mut()) {
            Outcome::Decided { base, additional } => (Status::Decided, base, additional),
            Outcome::Not(status) => (status, 0, 0),
            Outcome::Beyond => asked.explain(first + place, amounts),
        }
    }

    fn settled(
        &mut self,
        asked: &Asked<'_, '_>,
        line: usize,
        place: usize,
        reported: Option<&mut Reported>,
    ) -> Outcome {
        let Asked { compiled, profiles, lines, .. } = asked;
        let Window { ahead, memo, .. } = &self.window;
        let (id, more) = (at(&lines.profile, line), at(&lines.more, line));
        let Some(profile) = profiles.ready.get(id as usize) else { return Outcome::Not(Status::Invalid) };
        let (dates, quantities) = (lines.dates_of(more), lines.quantities_of(more));
        let dutiable = at(&lines.value, line);
        let brief = at(&profiles.briefs, id as usize);
        let leaves_quota = brief.may_leave_quota(dates, quantities.iter().any(Option::is_some))
            && compiled.tables.is_of_quota(at(&lines.number, line));
        if leaves_quota || brief.left_out(dates) || !(0..=LARGEST_DOLLARS).contains(&dutiable) {
            return Outcome::Beyond;
        }
        let (word, law_day, column) =
            (at(&ahead.word, place), at(&ahead.law_day, place), at(&ahead.column, place));
        let rate = Rate { id: at(&ahead.rate, place), word, number: at(&lines.number, line), law_day };
        let base = match base_of(compiled, rate, dutiable, quantities) {
            Ok(base) => base,
            Err(outcome) => return outcome,
        };
        let decided = |additional, replaced| Outcome::Decided {
            base: if replaced { 0 } else { base.duty(dutiable) },
            additional,
        };
        let due = self.window.due(place);
        let (key, first) = self.window.seen(place);
        let known = if due == Due::Alike { memo.get(key, first) } else { None };
        match known.map(|entry| (entry, entry.outcome())) {
            _ if due == Due::Nothing => return decided(0, false),
            Some((_, Remembered::Prohibited)) => return Outcome::Not(Status::Prohibited),
            Some((entry, Remembered::Decided { replaced })) => {
                if let Some(reported) = reported {
                    reported.extend(memo.owed(&entry, dutiable));
                }
                return decided(memo.duty(&entry, dutiable), replaced);
            }
            Some((_, Remembered::Direct)) | None => {}
        }
        let claimed = profile.claim.filter(|_| column == SPECIAL).map(|claim| claim.word);
        let case = Case {
            profile,
            vocabulary: &profiles.vocabulary,
            dates,
            quantities,
            entry: at(&lines.entry, line),
            law_day,
            origin: at(&lines.origin, line),
            column: column.into(),
            spi: claimed.unwrap_or(profiles.vocabulary.none),
            goods: at(&ahead.goods, place),
            dutiable,
            base,
        };
        let possible = profile.possible.get(usize::from(dates.dated())).map_or(&[][..], Vec::as_slice);
        let candidates = candidates(self.window.set(place), possible);
        let settled = settle(&compiled.tables, &case, candidates, &mut self.scratch);
        let Scratch { applied, direct, .. } = &self.scratch;
        if due == Due::Alike && known.is_none() {
            self.window.memo.put(key, settled, applied, *direct);
        }
        match settled {
            Settled::Decided { additional, replaced } => {
                if let Some(reported) = reported {
                    reported.extend(applied.iter().map(|one| (one.number, one.cents)));
                }
                decided(additional, replaced)
            }
            Settled::Undecided => Outcome::Not(Status::NeedsFacts),
            Settled::Prohibited => Outcome::Not(Status::Prohibited),
            Settled::Beyond => Outcome::Beyond,
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
            let headings = answer.lines.iter().filter(|heading| heading.authority != "base");
            reported.extend(headings.map(|heading| (number_bits(heading.number), heading.amount.get())));
        }
        (status, base, duty - base)
    }
}

enum Outcome {
    Decided { base: i64, additional: i64 },
    Not(Status),
    Beyond,
}

/// A rate, with what decides how it is worked out.
#[derive(Clone, Copy)]
struct Rate {
    id: u16,
    /// What it is.
    word: i32,
    number: u64,
    law_day: Day,
}

/// The base of a rate.
fn base_of(
    compiled: &Compiled<'_>,
    rate: Rate,
    dutiable: i64,
    quantities: &Quantities,
) -> Result<Base, Outcome> {
    match RateKind::decode(rate.word) {
        RateKind::Free => Ok(Base::AdValorem(0)),
        RateKind::AdValorem(rate) => Ok(Base::AdValorem(rate)),
        RateKind::Unreadable => Err(Outcome::Not(Status::Invalid)),
        RateKind::ByQuantity if *quantities == [None; 2] => Err(Outcome::Not(Status::NeedsFacts)),
        RateKind::ByQuantity | RateKind::Other => worked(compiled, rate, dutiable, quantities),
        RateKind::Beyond => Err(Outcome::Beyond),
    }
}

/// A rate by quantity, worked out from its text.
fn worked(
    compiled: &Compiled<'_>,
    rate: Rate,
    dutiable: i64,
    quantities: &Quantities,
) -> Result<Base, Outcome> {
    let Some(read) = compiled.rate_read(rate.id) else { return Err(Outcome::Beyond) };
    // What is plainly missing needs no working out.
    if !read.is_answered_by(quantities) {
        return Err(Outcome::Not(Status::NeedsFacts));
    }
    let (Some(number), Some(day)) = (number_of(rate.number), day::date(rate.law_day)) else {
        return Err(Outcome::Beyond);
    };
    let mut reported = [Quantity::new(Decimal::ZERO, Unit::NUMBER); 2];
    let count = reported.iter_mut().zip(quantities.iter().flatten()).map(|(to, from)| *to = *from).count();
    let value = Dollars::new(dutiable);
    let rounding = QuantityRounding::of(&number, day);
    let reported = reported.get(..count).unwrap_or_default();
    let facts = RateFacts::new(value).quantities(reported).rounding(rounding);
    let worked = assess(&read.rate, &facts).map_err(|_| Outcome::Not(Status::NeedsFacts))?;
    let fraction = read.rate.ad_valorem_fraction();
    Ok(Base::Worked { exact: worked.exact, duty: worked.duty.get(), fraction })
}

/// The possible headings and bans of a set, in evaluation order.
fn candidates<'s>(set: &'s [u64], possible: &'s [u64]) -> impl Iterator<Item = u32> + Clone + 's {
    let left = words_of(set).map(|(word, bits)| (word, bits & at(possible, word)));
    left.flat_map(|(word, bits)| places(bits).map(move |place| (word * 64 + place) as u32))
}
