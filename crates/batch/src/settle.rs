//! A line's headings in evaluation order, as the explained path settles them: does the condition hold, who is displaced,
//! what is charged on which part of the value.

use cocket_base::{Cents, Decimal, Dollars, Round};
use cocket_tariff::measure::expression::Given;
use cocket_tariff::measure::logic::Truth;

use crate::condition::{self, Known, Scene};
use crate::day::{Day, NONE};
use crate::lines::Further;
use crate::money;
use crate::profile::{Prepared, Vocabulary};
use crate::tables::{COLUMNS, HeadingRow, NOTHING, Rate, Tables, at, flag, form, share, stretch};
use crate::words::Word;

/// A line made ready.
#[derive(Clone, Copy)]
pub struct Case<'l> {
    pub profile: &'l Prepared,
    pub vocabulary: &'l Vocabulary,
    pub further: &'l Further,
    pub entry: Day,
    pub law_day: Day,
    pub origin: u16,
    /// Place among [`COLUMNS`].
    pub column: usize,
    /// The accepted programme.
    pub spi: Word,
    pub goods: u32,
    pub dutiable: i64,
    pub base: Base,
}

/// The duty of the number itself.
#[derive(Clone, Copy, Debug)]
pub enum Base {
    /// Ten-thousandths of a percent of the dutiable value.
    AdValorem(i64),
    /// Worked out from quantities: the exact duty, and its share of the value in percent where there is a value.
    Worked { exact: Decimal, duty: i64, ave: Option<Decimal> },
}

impl Base {
    /// The duty in cents.
    pub fn duty(&self, dutiable: i64) -> i64 {
        match self {
            Base::AdValorem(rate) => money::percent_of(dutiable, *rate),
            Base::Worked { duty, .. } => *duty,
        }
    }

    fn ave(&self) -> Option<Decimal> {
        match self {
            Base::AdValorem(rate) => Some(Decimal::new(*rate, 4)),
            Base::Worked { ave, .. } => *ave,
        }
    }
}

/// What the headings of a line come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// Duty on top, and whether the base duty was replaced.
    Decided { additional: i64, replaced: bool },
    /// A ban covers the goods.
    Prohibited,
    /// The tables do not hold what a heading charges.
    Beyond,
}

/// A heading that applies.
#[derive(Clone, Copy, Debug)]
pub struct Applied {
    pub heading: u32,
    /// The number reported.
    pub number: u64,
    /// What of its base facts vouch for.
    vouched: i64,
    pub cents: i64,
}

/// Room that is used again from line to line.
#[derive(Clone, Debug)]
pub struct Scratch {
    tags: Vec<u64>,
    displaced: Vec<u64>,
    pub applied: Vec<Applied>,
}

impl Scratch {
    pub fn new(tables: &Tables<'_>) -> Scratch {
        Scratch {
            tags: vec![0; tables.tag_words()],
            displaced: vec![0; tables.words()],
            applied: Vec::with_capacity(16),
        }
    }

    fn clear(&mut self) {
        // Only what applied has set bits.
        if !self.applied.is_empty() {
            self.tags.fill(0);
            self.displaced.fill(0);
            self.applied.clear();
        }
    }
}

/// Settles the candidates in their order.
pub fn settle(
    tables: &Tables<'_>,
    case: &Case<'_>,
    candidates: impl Iterator<Item = u32>,
    scratch: &mut Scratch,
) -> Settled {
    scratch.clear();
    let (mut additional, mut replaced, mut prohibited) = (0, false, false);
    for id in candidates {
        if bit(&scratch.displaced, id) {
            continue;
        }
        let heading = tables.heading(id as usize);
        if heading.flags & flag::BAN != 0 {
            prohibited |= decide(tables, case, &heading, &[]) == Truth::True;
            continue;
        }
        let Some(rate) = rate_in_force(tables, case, &heading) else { continue };
        let holds = match decide(tables, case, &heading, &scratch.tags) {
            Truth::True => true,
            Truth::False => false,
            Truth::Unknown => heading.flags & flag::PRESUME != 0,
        };
        if !holds {
            continue;
        }
        let charged = match charge(tables, case, id, &rate, scratch) {
            Charge::Applied(applied) => applied,
            Charge::NothingLeft => continue,
            Charge::Beyond => return Settled::Beyond,
        };
        additional += charged.cents;
        replaced |= rate.form == form::BASE;
        scratch.applied.push(charged);
        stretch(tables.refs, heading.tags.0, heading.tags.1)
            .iter()
            .for_each(|tag| set(&mut scratch.tags, *tag));
        let targets = stretch(tables.refs, heading.targets.0, heading.targets.1);
        targets.iter().for_each(|target| set(&mut scratch.displaced, *target));
    }
    if prohibited { Settled::Prohibited } else { Settled::Decided { additional, replaced } }
}

fn decide(tables: &Tables<'_>, case: &Case<'_>, heading: &HeadingRow, tags: &[u64]) -> Truth {
    if heading.condition == NOTHING {
        return Truth::True;
    }
    condition::truth(tables, heading.condition, &LineScene { tables, case, tags })
}

/// The rate row in force in the line's column: rows stand with the one that begins last first.
fn rate_in_force(tables: &Tables<'_>, case: &Case<'_>, heading: &HeadingRow) -> Option<Rate> {
    let holds = |rate: &Rate| {
        let day = match rate.by {
            0 => case.law_day,
            1 => case.further.loading,
            2 => case.further.export,
            _ => case.further.privileged,
        };
        rate.columns >> case.column & 1 == 1 && day != NONE && rate.from <= day && day <= rate.until
    };
    (heading.rows.0..heading.rows.1).map(|row| tables.rate(row)).find(holds)
}

enum Charge {
    Applied(Applied),
    NothingLeft,
    Beyond,
}

fn charge(tables: &Tables<'_>, case: &Case<'_>, id: u32, rate: &Rate, scratch: &Scratch) -> Charge {
    let whole = case.dutiable;
    let (mut base, known) = match rate.share {
        share::PERCENT => {
            let scene = LineScene { tables, case, tags: &scratch.tags };
            match condition::value(tables, rate.of.0, &scene) {
                Known::Number(percent) => match part(whole, percent) {
                    Some(part) => (part, true),
                    None => return Charge::Beyond,
                },
                _ => (whole, false),
            }
        }
        share::BASES => (bases(tables, rate.of, whole, scratch), true),
        _ => (whole, true),
    };
    let less = rate.less.0 != rate.less.1;
    if less {
        base = (base - bases(tables, rate.less, whole, scratch)).max(0);
    }
    if base == 0 && (less || rate.share != share::WHOLE) {
        return Charge::NothingLeft;
    }
    let number = at(tables.heading_number, id as usize);
    let applied = |number, cents| {
        let vouched = if known { base } else { 0 };
        Charge::Applied(Applied { heading: id, number, vouched, cents })
    };
    match rate.form {
        form::NONE => applied(number, 0),
        form::ADD | form::BASE => applied(number, money::percent_of(base, rate.rate)),
        form::TOTAL => {
            let twin = at(tables.heading_twin, id as usize);
            match top_up(tables, case, base, rate, twin != 0) {
                Some(TopUp::Reached) => applied(twin, 0),
                Some(TopUp::Lacks(cents)) => applied(number, cents),
                None => Charge::Beyond,
            }
        }
        _ => Charge::Beyond,
    }
}

enum TopUp {
    /// The base alone reaches the total, and the twin says so.
    Reached,
    /// What it lacks, in cents.
    Lacks(i64),
}

/// What the base duty lacks to the total, on the share of the value left to the heading.
fn top_up(tables: &Tables<'_>, case: &Case<'_>, base: i64, rate: &Rate, twin: bool) -> Option<TopUp> {
    match case.base {
        Base::AdValorem(own) if twin && own >= rate.rate => Some(TopUp::Reached),
        // The share of an ad valorem duty is that duty on the share.
        Base::AdValorem(own) => Some(TopUp::Lacks(money::percent_of(base, (rate.rate - own).max(0)))),
        Base::Worked { exact, ave, .. } => {
            let percent = tables.decimal(rate.decimal);
            if twin && ave.is_some_and(|ave| ave >= percent) {
                return Some(TopUp::Reached);
            }
            let (base, whole) = (Decimal::from(base), Decimal::from(case.dutiable));
            let total = base.checked_mul(percent)?.checked_div(Decimal::ONE_HUNDRED)?;
            let share =
                if whole.is_zero() { Decimal::ZERO } else { exact.checked_mul(base)?.checked_div(whole)? };
            let lacks = total.checked_sub(share)?.max(Decimal::ZERO);
            Cents::from_dollars(lacks, Round::HalfUp).ok().map(|cents| TopUp::Lacks(cents.get()))
        }
    }
}

/// A share of a value in whole dollars, half up.
fn part(whole: i64, percent: Decimal) -> Option<i64> {
    let sane = percent.clamp(Decimal::ZERO, Decimal::ONE_HUNDRED);
    if let Some(share) = money::ten_thousandths(sane) {
        return Some(money::part_of(whole, share));
    }
    let exact = Decimal::from(whole).checked_mul(sane)?.checked_div(Decimal::ONE_HUNDRED)?;
    Dollars::from_exact(exact, Round::HalfUp).ok().map(Dollars::get)
}

/// The sum of what applied headings with one of the tags charge on known facts, at most the whole value.
fn bases(tables: &Tables<'_>, tags: (u32, u32), whole: i64, scratch: &Scratch) -> i64 {
    let wanted = stretch(tables.refs, tags.0, tags.1);
    let tagged = |applied: &&Applied| {
        let own = tables.heading(applied.heading as usize).tags;
        stretch(tables.refs, own.0, own.1).iter().any(|tag| wanted.contains(tag))
    };
    scratch.applied.iter().filter(tagged).map(|applied| applied.vouched).sum::<i64>().min(whole)
}

fn bit(words: &[u64], place: u32) -> bool {
    at(words, (place / 64) as usize) >> (place % 64) & 1 == 1
}

fn set(words: &mut [u64], place: u16) {
    if let Some(word) = words.get_mut(usize::from(place / 64)) {
        *word |= 1 << (place % 64);
    }
}

/// What conditions are decided from.
struct LineScene<'s, 'f> {
    tables: &'s Tables<'f>,
    case: &'s Case<'s>,
    tags: &'s [u64],
}

impl Scene for LineScene<'_, '_> {
    fn fact(&self, fact: u32) -> Known {
        self.case.profile.fact(fact)
    }

    fn given(&self, given: Given) -> Known {
        let Case { profile, vocabulary, further, .. } = self.case;
        let day = |day: Day| if day == NONE { Known::Nothing } else { Known::Day(day) };
        match given {
            Given::EntryDate => Known::Day(self.case.entry),
            Given::ExportDate => day(further.export),
            Given::LoadingDate => day(further.loading),
            Given::PrivilegedDate => day(further.privileged),
            Given::Origin => Known::Word(self.case.origin.into()),
            Given::ExportCountry => profile.export_country,
            Given::Column => {
                let [general, special, other] = vocabulary.columns;
                Known::Word(match COLUMNS.get(self.case.column) {
                    Some(cocket_tariff::engine::Column::Special) => special,
                    Some(cocket_tariff::engine::Column::Other) => other,
                    _ => general,
                })
            }
            Given::Spi => Known::Word(self.case.spi),
            Given::Mode => profile.mode,
            Given::ZoneStatus => profile.zone_status,
            Given::Chapter98 => Known::Word(vocabulary.none),
            Given::BaseAve => self.case.base.ave().map_or(Known::Nothing, Known::Number),
        }
    }

    fn applies(&self, tag: u32) -> bool {
        bit(self.tags, tag)
    }

    fn confirmed(&self, heading: u32) -> Truth {
        self.case.profile.confirmed(heading)
    }

    fn on_list(&self, list: u32) -> bool {
        let place = self.case.goods as usize;
        let (first, last) = (at(self.tables.goods_list_at, place), at(self.tables.goods_list_at, place + 1));
        let lists = stretch(self.tables.goods_lists, first, last);
        u16::try_from(list).is_ok_and(|list| lists.binary_search(&list).is_ok())
    }

    fn in_group(&self, word: Word, group: u32) -> bool {
        let country = self.case.vocabulary.country(word);
        country.is_some_and(|country| self.tables.in_group(country, group, self.case.law_day))
    }
}
