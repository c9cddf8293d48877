//! What the law tables say of a line beside its rate: limits in the text of a number, quotas and their shares, and the
//! statuses of goods in a zone. The tables are `quota_numbers`, `quota_shares`, `quota_positions`, `unit_values` and
//! `zone_statuses` of the law pack.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Date, Decimal, Unit};
use cocket_law::{Cells, Pack, Row};

/// The rows that lines are checked against, found by number.
#[derive(Debug, Default)]
pub struct Limits {
    quotas: BTreeMap<TariffNumber, Vec<Row<QuotaNumber>>>,
    shares: BTreeMap<Arc<str>, Vec<Row<QuotaShare>>>,
    positions: Vec<Row<QuotaPosition>>,
    values: BTreeMap<TariffNumber, Vec<Row<UnitValue>>>,
    zones: Vec<Row<ZoneRule>>,
}

/// A number that is open to some of the goods only, with those above it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotaNumber {
    /// The number inside.
    pub number: TariffNumber,
    /// Why not all goods may use it.
    pub kind: QuotaKind,
    /// The numbers of the same goods outside; more than one where they differ further there.
    pub over: Vec<TariffNumber>,
    /// The quota, as in `chapter 2 additional U.S. note 3`; blank for general note 15.
    pub quota: Arc<str>,
}

/// Why a number is open to some of the goods only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuotaKind {
    /// A quantity a year.
    TariffRate,
    /// Goods of general note 15, which count against no quota.
    GeneralNote15,
}

/// The quantity of a quota that countries have, or all have together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotaShare {
    /// Of whom.
    pub scope: Scope,
    /// The countries of a share of countries.
    pub countries: Vec<Country>,
    /// How much; none where there is no limit.
    pub amount: Option<Decimal>,
    /// In which unit.
    pub unit: Unit,
    /// What any country may use when its own share is filled.
    pub open_to_any: Decimal,
    /// For how long, in words.
    pub period: Arc<str>,
}

/// Whose a share is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// That of the countries named.
    Countries,
    /// That of all other countries.
    Other,
    /// That of all together.
    All,
}

/// What holds of a quota in a position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotaPosition {
    /// `tariff_rate` or `absolute`.
    pub kind: Arc<str>,
    /// Open, nearly filled or filled.
    pub position: Position,
    /// Entry type.
    pub entry_type: Option<Arc<str>>,
    /// What may be done with the goods.
    pub doors: Vec<Arc<str>>,
    /// In a sentence.
    pub says: Arc<str>,
}

/// How far a quota is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// There is room.
    Open,
    /// So nearly filled that deposits are taken at the rate above it.
    Near,
    /// Nothing is left in the period.
    Filled,
}

impl Position {
    /// Names as tables and answers spell them.
    pub const NAMES: [(&'static str, Position); 3] =
        [("open", Position::Open), ("near", Position::Near), ("filled", Position::Filled)];

    /// The name as tables and answers spell it.
    pub fn word(self) -> &'static str {
        Position::NAMES.iter().find(|(_, position)| *position == self).map_or("", |(name, _)| name)
    }
}

/// What a number's text says of the value of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitValue {
    above: Option<Decimal>,
    at_least: Option<Decimal>,
    at_most: Option<Decimal>,
    below: Option<Decimal>,
    /// Of which unit.
    pub unit: Unit,
}

impl UnitValue {
    /// True when a value of a unit is within the limits.
    pub fn holds(&self, value: Decimal) -> bool {
        self.above.is_none_or(|limit| value > limit)
            && self.at_least.is_none_or(|limit| value >= limit)
            && self.at_most.is_none_or(|limit| value <= limit)
            && self.below.is_none_or(|limit| value < limit)
    }
}

impl fmt::Display for UnitValue {
    /// As in `over 3 but not over 6.5 USD per prs.`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let limits = [
            ("over", self.above),
            ("at least", self.at_least),
            ("not over", self.at_most),
            ("under", self.below),
        ];
        let said: Vec<String> = limits
            .iter()
            .filter_map(|(words, limit)| Some(format!("{words} {}", (*limit)?.normalize())))
            .collect();
        write!(f, "{} USD per {}", said.join(" but "), self.unit)
    }
}

/// What a zone status asks for and brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneRule {
    /// Its name, as conditions and questions spell it.
    pub status: Arc<str>,
    /// Its code in the admission message, and other spellings, in small letters.
    spellings: Vec<Arc<str>>,
    /// True when the law of the day of the status applies, and not that of the day of entry.
    pub keeps_law: bool,
    /// What becomes of the goods on entry for consumption.
    pub entry: ZoneEntry,
    /// True when goods of a tariff-rate quota bear the rate above it.
    pub over_quota: bool,
    /// The rule in a sentence.
    pub says: Arc<str>,
}

/// What becomes of goods of a zone status on entry for consumption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ZoneEntry {
    /// They bear duty.
    Rated,
    /// They are free when the fact holds; else they bear duty.
    FreeIf(Arc<str>),
    /// They may not be entered unless the fact holds.
    BarredUnless(Arc<str>),
}

impl Limits {
    /// From the tables of a pack.
    pub fn of(pack: &Pack) -> Limits {
        let mut limits = Limits {
            positions: pack.rows("quota_positions", position),
            zones: pack.rows("zone_statuses", zone),
            ..Limits::default()
        };
        for row in pack.rows("quota_numbers", quota) {
            limits.quotas.entry(row.number).or_default().push(row);
        }
        for row in pack.rows("quota_shares", |cells| Some((cells.shared("quota"), share(cells)?))) {
            let Row { value: (quota, value), cite, known, at } = row;
            limits.shares.entry(quota).or_default().push(Row { value, cite, known, at });
        }
        for row in pack.rows("unit_values", |cells| Some((cells.parse("number")?, unit_value(cells)?))) {
            let Row { value: (number, value), cite, known, at } = row;
            limits.values.entry(number).or_default().push(Row { value, cite, known, at });
        }
        limits
    }

    /// The quota that a number belongs to: by its eight digits, or all it has.
    pub fn quota(&self, number: TariffNumber, day: Date, known: Date) -> Option<&Row<QuotaNumber>> {
        held(&self.quotas, number).find(|row| row.holds(day, known))
    }

    /// The numbers inside quotas on whatever day, in order.
    pub fn quota_numbers(&self) -> impl Iterator<Item = TariffNumber> {
        self.quotas.keys().copied()
    }

    /// The share that goods of an origin count against.
    pub fn share(&self, quota: &str, origin: Country, day: Date, known: Date) -> Option<&Row<QuotaShare>> {
        let live = || self.shares.get(quota).into_iter().flatten().filter(|row| row.holds(day, known));
        let of = |scope| live().find(|row| row.scope == scope);
        let own = live().find(|row| row.countries.contains(&origin));
        own.or_else(|| of(Scope::Other)).or_else(|| of(Scope::All))
    }

    /// What holds of a quota in a position.
    pub fn position(
        &self,
        kind: &str,
        position: Position,
        day: Date,
        known: Date,
    ) -> Option<&Row<QuotaPosition>> {
        let is = |row: &&Row<QuotaPosition>| &*row.kind == kind && row.position == position;
        self.positions.iter().filter(is).find(|row| row.holds(day, known))
    }

    /// What the text of a number, and of those above it, says of the value of a unit.
    pub fn unit_values(
        &self,
        number: TariffNumber,
        day: Date,
        known: Date,
    ) -> impl Iterator<Item = &Row<UnitValue>> {
        held(&self.values, number).filter(move |row| row.holds(day, known))
    }

    /// The rule of a zone status by its name, code or another spelling.
    pub fn zone(&self, text: &str, day: Date, known: Date) -> Option<&Row<ZoneRule>> {
        let word = text.trim().to_lowercase();
        let named =
            |row: &&Row<ZoneRule>| *row.status == *word || row.spellings.iter().any(|other| **other == *word);
        self.zones.iter().filter(named).find(|row| row.holds(day, known))
    }

    /// The status that keeps the law of its day, meant where a question names the day alone.
    pub fn zone_of_a_day(&self, day: Date, known: Date) -> Option<&Row<ZoneRule>> {
        self.zones.iter().filter(|row| row.keeps_law).find(|row| row.holds(day, known))
    }

    /// The facts that zone statuses ask for.
    pub fn facts_asked(&self) -> Vec<Arc<str>> {
        let asked = self.zones.iter().filter_map(|row| match &row.entry {
            ZoneEntry::Rated => None,
            ZoneEntry::FreeIf(fact) | ZoneEntry::BarredUnless(fact) => Some(fact.clone()),
        });
        asked.collect()
    }

    /// The names of the zone statuses.
    pub fn zone_words(&self) -> Vec<&str> {
        self.zones.iter().map(|row| &*row.status).collect()
    }
}

/// The rows of a number: those of its first eight digits and its own.
fn held<T>(
    rows: &BTreeMap<TariffNumber, Vec<Row<T>>>,
    number: TariffNumber,
) -> impl Iterator<Item = &Row<T>> {
    let eight = number.prefix(8);
    let own = Some(number).filter(|own| *own != eight);
    std::iter::once(eight).chain(own).filter_map(|number| rows.get(&number)).flatten()
}

fn quota(cells: Cells<'_>) -> Option<QuotaNumber> {
    Some(QuotaNumber {
        number: cells.parse("number")?,
        kind: match cells.text("kind") {
            "tariff_rate" => QuotaKind::TariffRate,
            "general_note_15" => QuotaKind::GeneralNote15,
            _ => return None,
        },
        over: cells.words("over").iter().filter_map(|number| number.parse().ok()).collect(),
        quota: cells.shared("quota"),
    })
}

fn share(cells: Cells<'_>) -> Option<QuotaShare> {
    Some(QuotaShare {
        scope: match cells.text("scope") {
            "countries" => Scope::Countries,
            "other" => Scope::Other,
            "all" => Scope::All,
            _ => return None,
        },
        countries: cells.words("countries").iter().filter_map(|country| country.parse().ok()).collect(),
        amount: cells.decimal("amount"),
        unit: cells.parse("unit")?,
        open_to_any: cells.decimal("open_to_any").unwrap_or_default(),
        period: cells.shared("period"),
    })
}

fn position(cells: Cells<'_>) -> Option<QuotaPosition> {
    let named = |(name, _): &&(&str, Position)| *name == cells.text("position");
    Some(QuotaPosition {
        kind: cells.shared("kind"),
        position: Position::NAMES.iter().find(named)?.1,
        entry_type: cells.optional("entry_type"),
        doors: listed(cells.text("doors")),
        says: cells.shared("says"),
    })
}

fn unit_value(cells: Cells<'_>) -> Option<UnitValue> {
    Some(UnitValue {
        above: cells.decimal("above"),
        at_least: cells.decimal("at_least"),
        at_most: cells.decimal("at_most"),
        below: cells.decimal("below"),
        unit: cells.parse("unit")?,
    })
}

fn zone(cells: Cells<'_>) -> Option<ZoneRule> {
    let mut spellings = listed(cells.text("others"));
    spellings.push(cells.text("code").into());
    Some(ZoneRule {
        status: cells.shared("status"),
        spellings: spellings.iter().map(|text| text.to_lowercase().into()).collect(),
        keeps_law: cells.text("law") == "status",
        entry: match cells.text("entry") {
            "rated" => ZoneEntry::Rated,
            "free_if" => ZoneEntry::FreeIf(cells.optional("asks")?),
            "barred_unless" => ZoneEntry::BarredUnless(cells.optional("asks")?),
            _ => return None,
        },
        over_quota: cells.yes("over_quota"),
        says: cells.shared("says"),
    })
}

/// Parts of a cell with bars between.
fn listed(cell: &str) -> Vec<Arc<str>> {
    cell.split('|').map(str::trim).filter(|part| !part.is_empty()).map(Arc::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date;

    fn limits() -> Limits {
        Limits::of(Pack::starter())
    }

    #[test]
    fn every_row_of_the_tables_is_read_and_names_what_there_is() {
        let (pack, limits) = (Pack::starter(), limits());
        let rows = |name: &str| pack.tables().find(|table| table.name() == name).unwrap().len();
        let count = |maps: usize, table: &str| assert_eq!(maps, rows(table), "{table}");
        count(limits.quotas.values().map(Vec::len).sum(), "quota_numbers");
        count(limits.shares.values().map(Vec::len).sum(), "quota_shares");
        count(limits.values.values().map(Vec::len).sum(), "unit_values");
        count(limits.positions.len(), "quota_positions");
        count(limits.zones.len(), "zone_statuses");
        let numbers: Vec<&Row<QuotaNumber>> = limits.quotas.values().flatten().collect();
        for quota in limits.shares.keys() {
            assert!(numbers.iter().any(|row| row.quota == *quota), "no number belongs to {quota}");
        }
        for row in limits.values.values().flatten() {
            let some = [row.above, row.at_least, row.at_most, row.below].iter().any(Option::is_some);
            assert!(some, "{} limits nothing", row.at);
        }
        for row in &limits.zones {
            if let ZoneEntry::FreeIf(fact) | ZoneEntry::BarredUnless(fact) = &row.entry {
                assert!(crate::measure::Pack::starter().unwrap().fact(fact).is_some(), "{fact}");
            }
        }
    }

    /// The pairs are kept level with the schedule that comes along: both numbers of a pair stand in it.
    #[test]
    fn every_number_of_a_quota_stands_in_the_schedule() {
        let schedule = crate::schedule::starter();
        let stands = |number: &TariffNumber| {
            let at = schedule.lines().any(|line| line.number().starts_with(number));
            assert!(at, "{number} stands nowhere");
        };
        let limits = limits();
        for row in limits.quotas.values().flatten().filter(|row| row.cite.in_force.until.is_none()) {
            stands(&row.number);
            row.over.iter().for_each(stands);
            assert!(!row.over.contains(&row.number), "{}", row.number);
        }
    }

    #[test]
    fn shares_go_by_country_then_to_the_others() {
        let limits = limits();
        let (day, known) = (date(2026, 6, 16), date(2026, 11, 24));
        let of = |origin: &str| {
            let quota = "chapter 2 additional U.S. note 3";
            limits.share(quota, origin.parse().unwrap(), day, known).unwrap().amount
        };
        assert_eq!(of("AR"), Some(Decimal::from(20_000)));
        assert_eq!(of("BR"), Some(Decimal::from(65_005)), "other countries");
        assert_eq!(of("CA"), None, "no limit");
    }

    #[test]
    fn limits_of_a_unit_hold_at_their_ends() {
        let limits = limits();
        let number: TariffNumber = "6402.91.70".parse().unwrap();
        let row = limits.unit_values(number, date(2026, 6, 16), Date::MAX).next().unwrap();
        assert_eq!(row.value.to_string(), "over 3 but not over 6.5 USD per prs.");
        let holds = |value: &str| row.value.holds(value.parse().unwrap());
        assert!(!holds("3") && holds("3.01") && holds("6.50") && !holds("6.51"));
    }
}
