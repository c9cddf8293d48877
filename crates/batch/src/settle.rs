//! A line's headings in evaluation order, as the explained path settles them: does the condition hold, who is displaced,
//! what is charged on which part of the value.

use std::cell::Cell;

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
    /// The goods could be on a list that is not held, and the duty hangs on it.
    Undecided,
    /// The tables do not hold what a heading charges or asks.
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
    /// The same as ten-thousandths of a percent of the whole value, where it is such a percentage.
    pub rate: i64,
}

impl Applied {
    /// A heading from memory: only what is reported of it.
    pub fn replayed(number: u64, cents: i64) -> Applied {
        Applied { heading: 0, number, vouched: 0, cents, rate: 0 }
    }
}

/// Room that is used again from line to line.
#[derive(Clone, Debug)]
pub struct Scratch {
    tags: Vec<u64>,
    displaced: Vec<u64>,
    pub applied: Vec<Applied>,
    /// True when the bits of a line before are still set though `applied` does not show them.
    soiled: bool,
    /// True when a share of the value was charged, so that the cents are no percentage of the whole.
    pub direct: bool,
    /// Confirmations of headings that hang on a list that is not held.
    open: Vec<u32>,
}

impl Scratch {
    pub fn new(tables: &Tables<'_>) -> Scratch {
        Scratch {
            tags: vec![0; tables.tag_words()],
            displaced: vec![0; tables.words()],
            applied: Vec::with_capacity(16),
            soiled: false,
            direct: false,
            open: Vec::new(),
        }
    }

    /// Says that `applied` was changed from outside, so that its emptiness tells nothing of the bits.
    pub fn soil(&mut self) {
        self.soiled = true;
    }

    fn clear(&mut self) {
        self.open.clear();
        self.direct = false;
        // Only headings that applied have set bits.
        if self.soiled || !self.applied.is_empty() {
            self.soiled = false;
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
    candidates: impl Iterator<Item = u32> + Clone,
    scratch: &mut Scratch,
) -> Settled {
    let settled = settle_once(tables, case, candidates.clone(), scratch, None);
    if scratch.open.is_empty() || !matches!(settled, Settled::Decided { .. }) {
        return settled;
    }
    scratch.direct = true;
    // Each list that is not held is supposed to hold the goods: where that changes the duty, nobody can decide it.
    let mut trial = Scratch::new(tables);
    for said in std::mem::take(&mut scratch.open) {
        match settle_once(tables, case, candidates.clone(), &mut trial, Some(said)) {
            Settled::Beyond => return Settled::Beyond,
            other if duty(case, other) != duty(case, settled) => return Settled::Undecided,
            _ => {}
        }
    }
    settled
}

fn duty(case: &Case<'_>, settled: Settled) -> Option<i64> {
    match settled {
        Settled::Decided { additional, replaced } => {
            Some(additional + if replaced { 0 } else { case.base.duty(case.dutiable) })
        }
        Settled::Prohibited | Settled::Undecided | Settled::Beyond => None,
    }
}

fn settle_once(
    tables: &Tables<'_>,
    case: &Case<'_>,
    candidates: impl Iterator<Item = u32>,
    scratch: &mut Scratch,
    assumed: Option<u32>,
) -> Settled {
    scratch.clear();
    let (mut additional, mut replaced, mut prohibited) = (0, false, false);
    for id in candidates {
        if bit(&scratch.displaced, id) {
            continue;
        }
        let heading = tables.heading(id as usize);
        if heading.flags & flag::BAN != 0 {
            let scene = LineScene::new(tables, case, &[], assumed);
            let goods = heading.flags & flag::UNHELD == 0 || scene.goods(&heading) == Truth::True;
            prohibited |= goods && decide(tables, &heading, &scene) == Truth::True;
            continue;
        }
        let Some(rate) = rate_in_force(tables, case, &heading) else { continue };
        let scene = LineScene::new(tables, case, &scratch.tags, assumed);
        let mut truth = decide(tables, &heading, &scene);
        if heading.flags & flag::UNHELD != 0 && truth != Truth::False {
            // Nobody presumes that goods are on a list that is not held: the importer's word on the heading decides.
            match (scene.goods(&heading), scene.confirmed(heading.said)) {
                (Truth::True, _) | (_, Truth::True) => {}
                (_, Truth::False) => truth = Truth::False,
                (_, Truth::Unknown) if heading.condition == NOTHING => {
                    scratch.open.push(heading.said);
                    continue;
                }
                (_, Truth::Unknown) => return Settled::Beyond,
            }
        }
        if truth == Truth::Unknown && scene.asked_unheld.get() {
            return Settled::Beyond;
        }
        let presumed = heading.flags & flag::PRESUME != 0;
        if truth == Truth::False || (truth == Truth::Unknown && !presumed) {
            continue;
        }
        let charged = match charge(&scene, id, &rate, scratch) {
            Charge::Applied(applied) => applied,
            Charge::NothingLeft => continue,
            Charge::Beyond => return Settled::Beyond,
        };
        additional += charged.cents;
        let shared = scene.shared.get();
        scratch.direct |= shared;
        if rate.form == form::BASE {
            if replaced {
                // Two that take the place of the base: the explained path says which.
                return Settled::Beyond;
            }
            replaced = true;
        }
        scratch.applied.push(charged);
        stretch(tables.refs, heading.tags.0, heading.tags.1)
            .iter()
            .for_each(|tag| set(&mut scratch.tags, *tag));
        let targets = stretch(tables.refs, heading.targets.0, heading.targets.1);
        targets.iter().for_each(|target| set(&mut scratch.displaced, *target));
    }
    if prohibited { Settled::Prohibited } else { Settled::Decided { additional, replaced } }
}

fn decide(tables: &Tables<'_>, heading: &HeadingRow, scene: &LineScene<'_, '_>) -> Truth {
    if heading.condition == NOTHING {
        return Truth::True;
    }
    condition::truth(tables, heading.condition, scene)
}

/// The rate row in force in the line's column: rows stand with the one that begins last first.
fn rate_in_force(tables: &Tables<'_>, case: &Case<'_>, heading: &HeadingRow) -> Option<Rate> {
    let holds = |rate: &Rate| {
        let day = match rate.by {
            0 => case.law_day,
            1 => case.further.loading,
            2 => case.further.export,
            3 => case.further.privileged,
            _ if case.further.privileged == NONE => NONE,
            _ => case.entry,
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

fn charge(scene: &LineScene<'_, '_>, id: u32, rate: &Rate, scratch: &Scratch) -> Charge {
    let (tables, case) = (scene.tables, scene.case);
    let whole = case.dutiable;
    let (mut base, known) = match rate.share {
        share::PERCENT => match condition::value(tables, rate.of.0, scene) {
            Known::Number(percent) => {
                scene.shared.set(true);
                match part(whole, percent) {
                    Some(part) => (part, true),
                    None => return Charge::Beyond,
                }
            }
            _ => (whole, false),
        },
        share::BASES => {
            scene.shared.set(true);
            (bases(tables, rate.of, whole, scratch), true)
        }
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
    let applied = |number, cents, rate| {
        let vouched = if known { base } else { 0 };
        Charge::Applied(Applied { heading: id, number, vouched, cents, rate })
    };
    match rate.form {
        form::NONE => applied(number, 0, 0),
        form::ADD | form::BASE => applied(number, money::percent_of(base, rate.rate), rate.rate),
        form::TOTAL => {
            let twin = at(tables.heading_twin, id as usize);
            match top_up(tables, case, base, rate, twin != 0) {
                Some(TopUp::Reached) => applied(twin, 0, 0),
                Some(TopUp::Lacks(cents, rate)) => applied(number, cents, rate),
                None => Charge::Beyond,
            }
        }
        _ => Charge::Beyond,
    }
}

enum TopUp {
    /// The base alone reaches the total, and the twin says so.
    Reached,
    /// What it lacks, in cents and as a percentage of the share (of no meaning where the base is none).
    Lacks(i64, i64),
}

/// What the base duty lacks to the total, on the share of the value left to the heading.
fn top_up(tables: &Tables<'_>, case: &Case<'_>, base: i64, rate: &Rate, twin: bool) -> Option<TopUp> {
    match case.base {
        Base::AdValorem(own) if twin && own >= rate.rate => Some(TopUp::Reached),
        // The share of an ad valorem duty is that duty on the share.
        Base::AdValorem(own) => {
            let lacks = (rate.rate - own).max(0);
            Some(TopUp::Lacks(money::percent_of(base, lacks), lacks))
        }
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
            Cents::from_dollars(lacks, Round::HalfUp).ok().map(|cents| TopUp::Lacks(cents.get(), 0))
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
    /// A confirmation that is supposed.
    assumed: Option<u32>,
    /// Set when a condition asked for a list that is not held.
    asked_unheld: Cell<bool>,
    /// Set when a share of the value was taken.
    shared: Cell<bool>,
}

impl<'s, 'f> LineScene<'s, 'f> {
    fn new(
        tables: &'s Tables<'f>,
        case: &'s Case<'s>,
        tags: &'s [u64],
        assumed: Option<u32>,
    ) -> LineScene<'s, 'f> {
        LineScene { tables, case, tags, assumed, asked_unheld: Cell::new(false), shared: Cell::new(false) }
    }

    fn list(&self, list: u16) -> Truth {
        let place = self.case.goods as usize;
        let (first, last) = (at(self.tables.goods_list_at, place), at(self.tables.goods_list_at, place + 1));
        let held = stretch(self.tables.goods_lists, first, last).binary_search(&list).is_ok();
        match held {
            true if at(self.tables.list_missing, usize::from(list)) == 1 => Truth::Unknown,
            held => held.into(),
        }
    }

    /// Whether the goods are on one of the heading's lists and on none of its exceptions.
    fn goods(&self, heading: &HeadingRow) -> Truth {
        let lists = |range: (u32, u32)| stretch(self.tables.refs, range.0, range.1).iter();
        let some = |range, truth| lists(range).any(|list| self.list(*list) == truth);
        let on = heading.lists.0 == heading.lists.1 || some(heading.lists, Truth::True);
        if some(heading.except, Truth::True) || !(on || some(heading.lists, Truth::Unknown)) {
            return Truth::False;
        }
        if on && !some(heading.except, Truth::Unknown) { Truth::True } else { Truth::Unknown }
    }
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
        if self.assumed == Some(heading) { Truth::True } else { self.case.profile.confirmed(heading) }
    }

    fn on_list(&self, list: u32) -> Truth {
        let truth = u16::try_from(list).map_or(Truth::False, |list| self.list(list));
        if truth == Truth::Unknown {
            self.asked_unheld.set(true);
        }
        truth
    }

    fn unit_value(&self, unit: u32) -> Known {
        let wanted = self.case.vocabulary.units.get(unit as usize);
        let given = || self.case.further.quantities.iter().flatten();
        let quantity = wanted.and_then(|unit| {
            let same = given().find(|quantity| quantity.unit == *unit).map(|quantity| quantity.amount);
            same.or_else(|| given().find_map(|quantity| Some(quantity.to(*unit).ok()?.amount)))
        });
        let value = Decimal::from(self.case.dutiable);
        quantity.and_then(|quantity| value.checked_div(quantity)).map_or(Known::Nothing, Known::Number)
    }

    fn in_group(&self, word: Word, group: u32) -> bool {
        let country = self.case.vocabulary.country(word);
        country.is_some_and(|country| self.tables.in_group(country, group, self.case.law_day))
    }
}
