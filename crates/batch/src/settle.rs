//! A line's headings in evaluation order, as the explained path settles them: does the condition hold, who is displaced,
//! what is charged on which part of the value.

use cocket_base::Decimal;
use cocket_tariff::measure::logic::Truth;

use crate::charge::{Charge, charge};
use crate::condition;
use crate::day::{Day, NONE};
use crate::lines::{Dates, Quantities};
use crate::money;
use crate::profile::{Prepared, Vocabulary};
use crate::rows::{HeadingRow, NOTHING, Rate, flag, form};
use crate::scene::LineScene;
use crate::tables::{Tables, at, stretch};
use crate::words::Word;

/// A line made ready.
#[derive(Clone, Copy)]
pub struct Case<'l> {
    pub profile: &'l Prepared,
    pub vocabulary: &'l Vocabulary,
    pub dates: &'l Dates,
    pub quantities: &'l Quantities,
    pub entry: Day,
    pub law_day: Day,
    pub origin: u16,
    /// Place among [`COLUMNS`].
    pub column: usize,
    /// The accepted programme.
    pub spi: Word,
    pub goods: u16,
    pub dutiable: i64,
    pub base: Base,
}

/// The duty of the number itself.
#[derive(Clone, Copy, Debug)]
pub enum Base {
    /// Ten-thousandths of a percent of the dutiable value.
    AdValorem(i64),
    /// Worked out from quantities: the exact duty, and the rate's own fraction of the value where it is one.
    Worked { exact: Decimal, duty: i64, fraction: Option<Decimal> },
}

impl Base {
    /// The duty in cents.
    pub fn duty(&self, dutiable: i64) -> i64 {
        match self {
            Base::AdValorem(rate) => money::percent_of(dutiable, *rate),
            Base::Worked { duty, .. } => *duty,
        }
    }

    /// The ad valorem equivalent in percent; none where there is no value.
    pub fn ave(&self, dutiable: i64) -> Option<Decimal> {
        match self {
            Base::AdValorem(rate) => Some(Decimal::new(*rate, 4)),
            Base::Worked { exact, fraction, .. } => {
                let over_value = || exact.checked_div(Decimal::from(dutiable)).filter(|_| dutiable != 0);
                fraction.or_else(over_value)?.checked_mul(Decimal::ONE_HUNDRED)
            }
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
    pub vouched: i64,
    pub cents: i64,
    /// The same as ten-thousandths of a percent of the whole value, where it is such a percentage.
    pub rate: i64,
}

/// Room that is used again from line to line.
#[derive(Clone, Debug)]
pub struct Scratch {
    tags: Vec<u64>,
    displaced: Vec<u64>,
    pub applied: Vec<Applied>,
    /// True when a share of the value was charged, so that the cents are no percentage of the whole.
    pub direct: bool,
    /// Lists that are not held and on which headings hang.
    open: Vec<u16>,
}

impl Scratch {
    pub fn new(tables: &Tables<'_>) -> Scratch {
        Scratch {
            tags: vec![0; tables.tag_words()],
            displaced: vec![0; tables.words()],
            applied: Vec::with_capacity(16),
            direct: false,
            open: Vec::new(),
        }
    }

    fn clear(&mut self) {
        self.open.clear();
        self.direct = false;
        // Only headings that applied have set bits.
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
    candidates: impl Iterator<Item = u32> + Clone,
    scratch: &mut Scratch,
) -> Settled {
    // What a word on one heading says of a list, all its headings hear: the explained path listens.
    let unheld = |list: &u16| at(tables.list_missing, usize::from(*list)) == 1;
    if case.profile.says_of_lists && tables.lists_of(case.goods).iter().any(unheld) {
        return Settled::Beyond;
    }
    let settled = settle_once(tables, case, candidates.clone(), scratch, None);
    if scratch.open.is_empty() || !matches!(settled, Settled::Decided { .. }) {
        return settled;
    }
    scratch.direct = true;
    // Each list that is not held is supposed to hold the goods: where that changes the duty, nobody can decide it.
    let mut trial = Scratch::new(tables);
    let mut open = std::mem::take(&mut scratch.open);
    open.sort_unstable();
    open.dedup();
    for list in open {
        match settle_once(tables, case, candidates.clone(), &mut trial, Some(list)) {
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
    assumed: Option<u16>,
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
        let truth = decide(tables, &heading, &scene);
        if heading.flags & flag::UNHELD != 0 && truth != Truth::False {
            // Nobody presumes that goods are on a list that is not held, nor that they are off it.
            if scene.goods(&heading) == Truth::Unknown {
                scratch.open.extend(scene.hangs_on(&heading));
                continue;
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
            1 => case.dates.loading,
            2 => case.dates.export,
            3 => case.dates.privileged,
            _ if case.dates.privileged == NONE => NONE,
            _ => case.entry,
        };
        rate.columns >> case.column & 1 == 1 && day != NONE && rate.from <= day && day <= rate.until
    };
    (heading.rows.0..heading.rows.1).map(|row| tables.rate(row)).find(holds)
}

/// A bit of a set.
pub fn bit(words: &[u64], place: u32) -> bool {
    at(words, (place / 64) as usize) >> (place % 64) & 1 == 1
}

fn set(words: &mut [u64], place: u16) {
    if let Some(word) = words.get_mut(usize::from(place / 64)) {
        *word |= 1 << (place % 64);
    }
}
