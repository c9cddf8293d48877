//! The pack: all law tables together, from the embedded starter files and an operator's files laid over them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, OnceLock};

use cocket_base::ids::PortCode;
use cocket_base::{Calendar, Date, Finding, Place, Trust, blocked};
use serde::Deserialize;

use crate::check;
use crate::clocks::{ClockHow, ClockRow, EntryTraits};
use crate::codes::CodeTable;
use crate::countries::Countries;
use crate::fees::{ClassFee, Hmf, InterestRates, Limit, MpfExemption, MpfYear};
use crate::holidays;
use crate::programs::Programs;
use crate::row::{Dated, Row, Unknown};
use crate::sound;
use crate::starter::STARTER_FILES;
use crate::table::{Cells, Table};
use crate::terms::{ChargeKind, Incoterm};

/// What a folder of law data says of itself (`pack.toml`): its name, for people, and its day.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    #[serde(rename = "name")]
    _name: Option<String>,
    /// The day it was made: no row of it can have been learnt later.
    made: Option<Date>,
    /// Leaps of a figure that a person has read in its source, by the words that the finding gives.
    #[serde(default)]
    confirmed: BTreeSet<String>,
}

/// A port by its Schedule D code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortRow {
    /// Name as listed.
    pub name: Arc<str>,
    /// What is known about the row.
    pub note: Option<Arc<str>>,
}

/// All ports of the pack.
#[derive(Debug, Default)]
pub struct Ports(BTreeMap<PortCode, Row<PortRow>>);

impl Ports {
    /// The port's name.
    pub fn name(&self, port: PortCode) -> Option<&str> {
        self.0.get(&port).map(|row| &*row.name)
    }

    /// All ports in the order of their codes.
    pub fn iter(&self) -> impl Iterator<Item = (PortCode, &Row<PortRow>)> {
        self.0.iter().map(|(port, row)| (*port, row))
    }

    /// The port's row.
    pub fn get(&self, port: PortCode) -> Option<&Row<PortRow>> {
        self.0.get(&port)
    }
}

/// The law as data.
#[derive(Debug)]
pub struct Pack {
    tables: BTreeMap<Arc<str>, Table>,
    confirmed: BTreeSet<String>,
    countries: Countries,
    ports: Ports,
    programs: Programs,
    mpf: Dated<MpfYear>,
    hmf: Dated<Hmf>,
    mpf_exemptions: Vec<Row<MpfExemption>>,
    class_fees: Vec<Row<ClassFee>>,
    port_zones: Vec<(Arc<str>, Arc<str>)>,
    interest: Dated<InterestRates>,
    limits: BTreeMap<Arc<str>, Dated<Limit>>,
    calendar: Calendar,
    port_closures: BTreeMap<Arc<str>, Vec<(Date, Arc<str>)>>,
    clocks: BTreeMap<Arc<str>, Dated<ClockRow>>,
    clock_facts: BTreeMap<Arc<str>, Arc<str>>,
    clock_how: Vec<Row<ClockHow>>,
    entry_traits: BTreeMap<Arc<str>, Dated<EntryTraits>>,
    incoterms: BTreeMap<Arc<str>, Dated<Incoterm>>,
    charge_kinds: BTreeMap<Arc<str>, Dated<ChargeKind>>,
    codes: BTreeMap<Arc<str>, CodeTable>,
    /// The pack without its rows of trust K, made when it is first asked for.
    verified: OnceLock<Option<Box<Pack>>>,
}

static STARTER: LazyLock<Pack> = LazyLock::new(|| {
    Pack::bare(STARTER_FILES.iter().copied()).expect("the embedded starter pack is sound; a test keeps it so")
});

impl Pack {
    /// The pack that comes with the program, read once.
    pub fn starter() -> &'static Pack {
        &STARTER
    }

    /// The starter pack with an operator's files laid over it. A file is named after its table (`mpf.csv`); a row with the
    /// key and first day of a held row takes its place, every other row is added. On any fault nothing is loaded and all
    /// faults are told.
    pub fn load<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Pack, Vec<Finding>> {
        let mut findings = Vec::new();
        let (own, manifest) = read_files(files, &mut findings);
        let mut tables = STARTER.tables.clone();
        for (name, table) in own {
            match tables.get_mut(&name) {
                Some(held) => held.overlay(table),
                None => {
                    tables.insert(name, table);
                }
            }
        }
        let confirmed = STARTER.confirmed.union(&manifest.confirmed).cloned().collect();
        Pack::build(tables, Some(&STARTER.tables), confirmed, findings)
    }

    /// A pack of these files alone.
    pub fn bare<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Pack, Vec<Finding>> {
        let mut findings = Vec::new();
        let (tables, manifest) = read_files(files, &mut findings);
        Pack::build(tables, None, manifest.confirmed, findings)
    }

    /// `before` are the tables that the operator's rows were laid over.
    fn build(
        tables: BTreeMap<Arc<str>, Table>,
        before: Option<&BTreeMap<Arc<str>, Table>>,
        confirmed: BTreeSet<String>,
        mut findings: Vec<Finding>,
    ) -> Result<Pack, Vec<Finding>> {
        let beside = sound::Beside { before, confirmed: &confirmed };
        for table in tables.values() {
            check::windows(table, &mut findings);
            sound::check(table, &beside, &mut findings);
        }
        check::references(&tables, &mut findings);
        if blocked(&findings) { Err(findings) } else { Ok(Pack { confirmed, ..Pack::of(tables) }) }
    }

    /// Tables that were checked, given their types.
    fn of(tables: BTreeMap<Arc<str>, Table>) -> Pack {
        let table = |name: &str| tables.get(name);
        let ports = table("ports").map(|ports| {
            let row = |cells: crate::table::Cells<'_>| {
                Some((
                    cells.parse("port")?,
                    PortRow { name: cells.shared("name"), note: cells.optional("note") },
                ))
            };
            let split = |row: Row<(PortCode, PortRow)>| {
                (row.value.0, Row { value: row.value.1, cite: row.cite, known: row.known, at: row.at })
            };
            Ports(ports.dated("ports", row).into_rows().into_iter().map(split).collect())
        });
        let codes = tables
            .iter()
            .filter(|(_, table)| table.schema.open)
            .map(|(name, table)| (name.clone(), CodeTable::read(table)));
        Pack {
            countries: Countries::read(
                table("countries"),
                table("country_names"),
                table("country_groups"),
                table("origin_phrases"),
            ),
            ports: ports.unwrap_or_default(),
            programs: Programs::read(table("programs"), table("program_countries")),
            mpf: dated(table("mpf"), "the merchandise processing fee", MpfYear::read),
            hmf: dated(table("hmf"), "the harbor maintenance fee", Hmf::read),
            mpf_exemptions: dated(table("mpf_exemptions"), "exemptions", MpfExemption::read).into_rows(),
            class_fees: dated(table("class_fees"), "class fees", ClassFee::read).into_rows(),
            port_zones: table("port_zones").map(zones).unwrap_or_default(),
            interest: dated(table("interest_rates"), "the interest rate", InterestRates::read),
            limits: by_key(table("limits"), "limit", Limit::read),
            calendar: holidays::calendar(table("holidays"), table("closures")),
            port_closures: table("closures").map(holidays::port_closures).unwrap_or_default(),
            clocks: by_key(table("clocks"), "clock", ClockRow::read),
            clock_facts: table("clock_facts").map(facts).unwrap_or_default(),
            clock_how: dated(table("clock_how"), "how a clock is met", ClockHow::read).into_rows(),
            entry_traits: by_key(table("entry_traits"), "entry type", EntryTraits::read),
            incoterms: by_key(table("incoterms"), "term", Incoterm::read),
            charge_kinds: by_key(table("charge_kinds"), "charge", ChargeKind::read),
            codes: codes.collect(),
            verified: OnceLock::new(),
            confirmed: BTreeSet::new(),
            tables,
        }
    }

    /// The pack without its rows of trust K; `None` when it has none. A row that was not verified warns and never decides:
    /// an answer stands when this pack gives it too.
    pub fn verified(&self) -> Option<&Pack> {
        self.verified.get_or_init(|| self.without(Trust::K)).as_deref()
    }

    fn without(&self, trust: Trust) -> Option<Box<Pack>> {
        let left_out = |table: &Table| table.rows.iter().any(|row| row.cite.trust == trust);
        if !self.tables.values().any(left_out) {
            return None;
        }
        let mut tables = self.tables.clone();
        for table in tables.values_mut() {
            table.rows.retain(|row| row.cite.trust != trust);
        }
        Some(Box::new(Pack::of(tables)))
    }

    /// Countries, their names and groups.
    pub fn countries(&self) -> &Countries {
        &self.countries
    }

    /// Ports by Schedule D code.
    pub fn ports(&self) -> &Ports {
        &self.ports
    }

    /// Special programmes.
    pub fn programs(&self) -> &Programs {
        &self.programs
    }

    /// The merchandise processing fee in force on `day`, the date of entry or release (19 CFR 24.23).
    pub fn mpf(&self, day: Date, known: Date) -> Result<&Row<MpfYear>, Unknown> {
        self.mpf.on(day, known)
    }

    /// Exemptions from the merchandise processing fee in force on `day`, other than by programme.
    pub fn mpf_exemptions(&self, day: Date, known: Date) -> impl Iterator<Item = &Row<MpfExemption>> {
        self.mpf_exemptions.iter().filter(move |row| row.holds(day, known))
    }

    /// The harbor maintenance fee in force on `day` (19 CFR 24.24).
    pub fn hmf(&self, day: Date, known: Date) -> Result<&Row<Hmf>, Unknown> {
        self.hmf.on(day, known)
    }

    /// Class fees on agricultural and forest goods in force on `day`, the date of entry.
    pub fn class_fees(&self, day: Date, known: Date) -> impl Iterator<Item = &Row<ClassFee>> {
        self.class_fees.iter().filter(move |row| row.holds(day, known))
    }

    /// The time zone of a port, by the longest beginning of its code that the table `port_zones` holds.
    pub fn port_zone(&self, port: &str) -> Option<&str> {
        let held = self.port_zones.iter().filter(|(ports, _)| port.starts_with(&**ports));
        held.max_by_key(|(ports, _)| ports.len()).map(|(_, zone)| &**zone)
    }

    /// Fee, tax and deposit classes (code table `fee_class_codes`).
    pub fn fee_classes(&self) -> &CodeTable {
        static NONE: LazyLock<CodeTable> = LazyLock::new(CodeTable::default);
        self.codes.get("fee_class_codes").unwrap_or(&NONE)
    }

    /// Customs interest rates in force on `day` (26 USC 6621).
    pub fn interest(&self, day: Date, known: Date) -> Result<&Row<InterestRates>, Unknown> {
        self.interest.on(day, known)
    }

    /// A scalar figure by name (table `limits`), as in `informal_limit`.
    pub fn limit(&self, name: &str, day: Date, known: Date) -> Result<&Row<Limit>, Unknown> {
        find(&self.limits, "limit", name, day, known)
    }

    /// Working days, federal holidays and closures.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The calendar of a port: the nation's, and the port's own closures.
    pub fn calendar_at(&self, port: Option<&str>) -> Cow<'_, Calendar> {
        let own = port.and_then(|port| self.port_closures.get(port));
        own.map_or(Cow::Borrowed(&self.calendar), |own| Cow::Owned(self.calendar.with_closures(own)))
    }

    /// All clocks by id.
    pub fn clocks(&self) -> &BTreeMap<Arc<str>, Dated<ClockRow>> {
        &self.clocks
    }

    /// The question that asks a person for a clock's fact.
    pub fn clock_question(&self, fact: &str) -> Option<&str> {
        self.clock_facts.get(fact).map(|question| &**question)
    }

    /// How the thing that a clock, by its id, or a determination, by its name, is about is done on `day`.
    pub fn clock_how(&self, clock: &str, day: Date, known: Date) -> Option<&Row<ClockHow>> {
        let about = |row: &&Row<ClockHow>| *row.id == *clock || row.also.iter().any(|name| **name == *clock);
        let held = self.clock_how.iter().filter(about).filter(|row| row.holds(day, known));
        held.max_by_key(|row| (row.known, row.in_force().from))
    }

    /// How an entry type's fees and clocks differ.
    pub fn entry_traits(
        &self,
        entry_type: &str,
        day: Date,
        known: Date,
    ) -> Result<&Row<EntryTraits>, Unknown> {
        find(&self.entry_traits, "entry type", entry_type, day, known)
    }

    /// A term of delivery.
    pub fn incoterm(&self, term: &str, day: Date, known: Date) -> Result<&Row<Incoterm>, Unknown> {
        find(&self.incoterms, "term of delivery", &term.trim().to_ascii_uppercase(), day, known)
    }

    /// All terms of delivery in force on `day`.
    pub fn incoterms(&self, day: Date, known: Date) -> impl Iterator<Item = &Row<Incoterm>> {
        self.incoterms.values().filter_map(move |rows| rows.as_of(day, known))
    }

    /// All kinds of charges in force on `day`.
    pub fn charge_kinds(&self, day: Date, known: Date) -> impl Iterator<Item = &Row<ChargeKind>> {
        self.charge_kinds.values().filter_map(move |rows| rows.as_of(day, known))
    }

    /// A kind of charge.
    pub fn charge_kind(&self, kind: &str, day: Date, known: Date) -> Result<&Row<ChargeKind>, Unknown> {
        find(&self.charge_kinds, "kind of charge", kind, day, known)
    }

    /// A code table by name, as in `entry_types`.
    pub fn codes(&self, table: &str) -> Option<&CodeTable> {
        self.codes.get(table)
    }

    /// Names of all code tables.
    pub fn code_tables(&self) -> impl Iterator<Item = &str> {
        self.codes.keys().map(|name| &**name)
    }

    /// All tables as read, by name.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.tables.values()
    }

    /// The rows of a table that another room gives its type, as the tables of origin are. Rows that `read` does not take are
    /// left out: the cells were checked by kind before.
    pub fn rows<T>(&self, table: &str, read: impl Fn(Cells<'_>) -> Option<T>) -> Vec<Row<T>> {
        self.table(table).map(|held| held.dated(table, read).into_rows()).unwrap_or_default()
    }

    /// The codes of a table with what each means, as [`Table::words`] gives them; none for a table that is not held.
    pub fn words(&self, table: &str) -> Vec<(&str, &str)> {
        self.table(table).map(Table::words).unwrap_or_default()
    }

    pub(crate) fn table(&self, name: &str) -> Option<&Table> {
        self.tables.get(name)
    }
}

/// The tables of a folder, checked against the day that its manifest says it was made.
fn read_files<'a>(
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
    findings: &mut Vec<Finding>,
) -> (BTreeMap<Arc<str>, Table>, Manifest) {
    let mut tables: BTreeMap<Arc<str>, Table> = BTreeMap::new();
    let mut manifest = Manifest::default();
    for (path, text) in files {
        if path.rsplit(['/', '\\']).next() == Some("pack.toml") {
            match toml::from_str(text) {
                Ok(read) => manifest = read,
                Err(error) => {
                    let text = format!("the manifest cannot be read: {error}");
                    findings.push(
                        Finding::block("LAW_BAD_TOML", Place::file("pack.toml"), text)
                            .with_remedy("give name, made and confirmed alone"),
                    );
                }
            }
            continue;
        }
        let Some(table) = Table::read(path, text, findings) else { continue };
        match tables.get_mut(&table.name) {
            Some(held) => held.overlay(table),
            None => {
                tables.insert(table.name.clone(), table);
            }
        }
    }
    tables.values().for_each(|table| check::learnt(table, manifest.made, findings));
    (tables, manifest)
}

fn dated<T>(
    table: Option<&Table>,
    what: &str,
    read: impl Fn(crate::table::Cells<'_>) -> Option<T>,
) -> Dated<T> {
    table.map_or_else(|| Dated::new(what, Vec::new()), |table| table.dated(what, read))
}

fn by_key<T>(
    table: Option<&Table>,
    what: &str,
    read: impl Fn(crate::table::Cells<'_>) -> Option<T>,
) -> BTreeMap<Arc<str>, Dated<T>> {
    table.map(|table| table.dated_by_key(what, read)).unwrap_or_default()
}

fn facts(table: &Table) -> BTreeMap<Arc<str>, Arc<str>> {
    let rows = table.dated("facts", |cells| Some((cells.shared("name"), cells.shared("question"))));
    rows.into_rows().into_iter().map(|row| row.value).collect()
}

fn zones(table: &Table) -> Vec<(Arc<str>, Arc<str>)> {
    let rows = table.dated("zones", |cells| Some((cells.shared("ports"), cells.shared("zone"))));
    rows.into_rows().into_iter().map(|row| row.value).collect()
}

fn find<'a, T>(
    rows: &'a BTreeMap<Arc<str>, Dated<T>>,
    what: &str,
    key: &str,
    day: Date,
    known: Date,
) -> Result<&'a Row<T>, Unknown> {
    let missing = || Unknown { what: format!("{what} {key}").into(), day, known, held_until: None };
    rows.get(key).ok_or_else(missing)?.on(day, known)
}
