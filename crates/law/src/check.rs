//! What one row cannot show by itself: windows that contradict each other, days that cannot be, names that lead nowhere.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use cocket_base::ids::TariffNumber;
use cocket_base::{Date, Finding};

use crate::countries::folded;
use crate::formula::Formula;
use crate::table::{RawRow, Table};

/// Two rows about one thing, learnt on one day, whose windows meet: which is the law? A row learnt later is a correction and
/// is let through.
pub(crate) fn windows(table: &Table, findings: &mut Vec<Finding>) {
    if table.schema.open {
        return duplicates(table, findings);
    }
    let mut learnt_together: BTreeMap<(String, Option<Date>), Vec<&RawRow>> = BTreeMap::new();
    for row in &table.rows {
        learnt_together.entry((table.key(row), row.known)).or_default().push(row);
    }
    for ((key, _), mut rows) in learnt_together {
        // By first day: a clash then shows between a row and the farthest-reaching one before it.
        rows.sort_by_key(|row| row.cite.in_force.from);
        let mut farthest: Option<&RawRow> = None;
        for row in rows {
            if let Some(before) = farthest.filter(|before| before.cite.in_force.overlaps(&row.cite.in_force))
            {
                findings.push(overlap(&key, before, row, table));
            }
            let reaches = |row: &RawRow| row.cite.in_force.until.unwrap_or(Date::MAX);
            if farthest.is_none_or(|before| reaches(row) >= reaches(before)) {
                farthest = Some(row);
            }
        }
    }
}

fn overlap(key: &str, before: &RawRow, row: &RawRow, table: &Table) -> Finding {
    let same = before.cells == row.cells;
    let what = if same { "says the same as" } else { "contradicts" };
    let about = if key.is_empty() { String::new() } else { format!(" for {key}") };
    let text = format!(
        "the row{about} ({}) {what} {} line {} ({}), which is in force on the same days",
        row.cite.in_force, before.file, before.line, before.cite.in_force
    );
    let code = if same { "LAW_DUPLICATE" } else { "LAW_OVERLAP" };
    let remedy = "end the earlier row, or give the later day on which the correction was learnt";
    Finding::block(code, row.place().column("from").at_item(&*table.name), text).with_remedy(remedy)
}

fn duplicates(table: &Table, findings: &mut Vec<Finding>) {
    let mut seen: HashMap<(String, Option<Date>), u32> = HashMap::new();
    for row in &table.rows {
        let code = table.key(row);
        if let Some(first) = seen.insert((code.clone(), row.cite.in_force.from), row.line) {
            let text = format!("code «{code}» stands in the table already, in line {first}");
            findings.push(
                Finding::block("LAW_DUPLICATE", row.place().column("code"), text)
                    .with_remedy("remove one, or give them different windows"),
            );
        }
    }
}

/// No row can be learnt after its pack was made.
pub(crate) fn learnt(table: &Table, made: Option<Date>, findings: &mut Vec<Finding>) {
    let Some(made) = made else { return };
    for row in table.rows.iter().filter(|row| row.known.is_some_and(|known| known > made)) {
        let known = row.known.unwrap_or(made);
        // A blank `known` of a row in force from a future day was filled in: it must be said when it was learnt.
        let text = format!("the row counts as learnt on {known}, after the pack was made ({made})");
        let remedy = "give the day it was published or read in the column known";
        findings
            .push(Finding::block("LAW_KNOWN_LATE", row.place().column("known"), text).with_remedy(remedy));
    }
}

/// Names in one table that must stand in another.
pub(crate) fn references(tables: &BTreeMap<Arc<str>, Table>, findings: &mut Vec<Finding>) {
    let known = |table: &str, column: &str| -> Option<HashSet<String>> {
        let table = tables.get(table)?;
        Some(table.rows.iter().map(|row| table.cell(row, column).to_string()).collect())
    };
    let mut must_stand = |from: &str, column: &str, set: Option<HashSet<String>>, to: &str| {
        let (Some(table), Some(set)) = (tables.get(from), set) else { return };
        for row in &table.rows {
            for word in table
                .cell(row, column)
                .split_whitespace()
                .filter(|word| *word != "none" && !set.contains(*word))
            {
                findings.push(stray(row, column, word, to));
            }
        }
    };
    must_stand("program_countries", "spi", known("programs", "spi"), "programs");
    must_stand("program_countries", "country", known("countries", "country"), "countries");
    must_stand("country_groups", "countries", known("countries", "country"), "countries");
    must_stand("entry_traits", "entry_type", known("entry_types", "code"), "entry_types");
    must_stand("hmf", "modes", known("mot", "code"), "mot");
    must_stand("hmf", "types_without", known("entry_types", "code"), "entry_types");
    must_stand("clocks", "modes", known("mot", "code"), "mot");
    must_stand("clock_how", "id", known("clocks", "id"), "clocks");
    must_stand("class_fees", "class", known("fee_class_codes", "code"), "fee_class_codes");
    must_stand("incoterms", "holds", known("charge_kinds", "kind"), "charge_kinds");
    must_stand("incoterms", "ask", known("charge_kinds", "kind"), "charge_kinds");
    names(tables, known("countries", "country"), findings);
    exemptions(tables, known("country_groups", "group"), known("programs", "spi"), findings);
    formulas(tables, findings);
    holidays(tables, findings);
}

fn stray(row: &RawRow, column: &str, word: &str, to: &str) -> Finding {
    let text = format!("«{word}» does not stand in the table {to}");
    Finding::block("LAW_BAD_CODE", row.place().column(column), text)
        .with_remedy(format!("correct it, or add a row to {to}"))
}

fn names(
    tables: &BTreeMap<Arc<str>, Table>,
    countries: Option<HashSet<String>>,
    findings: &mut Vec<Finding>,
) {
    let (Some(table), Some(countries)) = (tables.get("country_names"), countries) else { return };
    let strays = table.rows.iter().filter(|row| !countries.contains(table.cell(row, "country")));
    findings.extend(strays.map(|row| stray(row, "country", table.cell(row, "country"), "countries")));
    let mut meaning: HashMap<String, &str> = HashMap::new();
    for (table, row) in
        tables.get("countries").into_iter().flat_map(|t| t.rows.iter().map(move |row| (t, row)))
    {
        let own = ["country", "name", "iso3"].map(|column| folded(table.cell(row, column)));
        meaning.extend(
            own.into_iter().filter(|name| !name.is_empty()).map(|name| (name, table.cell(row, "country"))),
        );
    }
    for row in &table.rows {
        let (name, country) = (table.cell(row, "name"), table.cell(row, "country"));
        let other = meaning.insert(folded(name), country).filter(|other| *other != country);
        if let Some(other) = other {
            let text = format!(
                "«{name}» would name {country}, but reads as {other} once accents and blanks are gone"
            );
            findings.push(
                Finding::block("LAW_OVERLAP", row.place().column("name"), text)
                    .with_remedy("remove one of the two"),
            );
        }
    }
}

/// What an exemption from the merchandise processing fee speaks of must be a tariff number, a group or a programme.
fn exemptions(
    tables: &BTreeMap<Arc<str>, Table>,
    groups: Option<HashSet<String>>,
    programmes: Option<HashSet<String>>,
    findings: &mut Vec<Finding>,
) {
    let Some(table) = tables.get("mpf_exemptions") else { return };
    for row in &table.rows {
        let value = table.cell(row, "value");
        let among = |held: &Option<HashSet<String>>| held.as_ref().is_none_or(|held| held.contains(value));
        match table.cell(row, "kind") {
            "origin_group" if !among(&groups) => findings.push(stray(row, "value", value, "country_groups")),
            "programme_countries" if !among(&programmes) => {
                findings.push(stray(row, "value", value, "programs"))
            }
            "tariff" => {
                if let Err(error) = value.parse::<TariffNumber>() {
                    findings.push(
                        Finding::block("LAW_BAD_CELL", row.place().column("value"), error.to_string())
                            .with_remedy("give the number that the goods' numbers begin with"),
                    );
                }
            }
            _ => {}
        }
    }
}

/// Most clocks that a clock may build on, one behind the other.
const MOST_BEHIND: usize = 12;

/// Facts and clocks that a formula names must stand in their tables, and clocks must not turn in a circle.
fn formulas(tables: &BTreeMap<Arc<str>, Table>, findings: &mut Vec<Finding>) {
    let Some(clocks) = tables.get("clocks") else { return };
    let facts: HashSet<&str> = tables
        .get("clock_facts")
        .map(|t| t.rows.iter().map(|row| t.cell(row, "name")).collect())
        .unwrap_or_default();
    let formula = |row: &RawRow, column: &str| clocks.cell(row, column).parse::<Formula>().ok();
    // A name may have several rows over time; whichever is in force, the clock must come to an end.
    let mut builds_on: HashMap<&str, Vec<Arc<str>>> = HashMap::new();
    for row in &clocks.rows {
        let behind = formula(row, "due").map(|f| f.clocks()).unwrap_or_default();
        builds_on.entry(clocks.cell(row, "name")).or_default().extend(behind);
    }
    for row in &clocks.rows {
        for column in ["due", "opens"] {
            let Some(formula) = formula(row, column) else { continue };
            for fact in formula.facts().iter().filter(|fact| !facts.contains(&*fact.name)) {
                findings.push(stray(row, column, &fact.name, "clock_facts"));
            }
            for clock in formula.clocks().iter().filter(|clock| !builds_on.contains_key(&***clock)) {
                findings.push(stray(row, column, clock, "clocks"));
            }
        }
        if !comes_to_an_end(clocks.cell(row, "name"), &builds_on) {
            let text = format!("the clock builds on itself, or on more than {MOST_BEHIND} clocks in a row");
            findings.push(
                Finding::block("LAW_CIRCLE", row.place().column("due"), text)
                    .with_remedy("state the date it counts from"),
            );
        }
    }
}

fn comes_to_an_end(start: &str, builds_on: &HashMap<&str, Vec<Arc<str>>>) -> bool {
    let mut open: HashSet<&str> = HashSet::from([start]);
    for _ in 0..=MOST_BEHIND {
        open = open.iter().filter_map(|name| builds_on.get(name)).flatten().map(|name| &**name).collect();
    }
    open.is_empty()
}

/// A holiday is either a day of a month, which must exist, or a weekday counted within it.
fn holidays(tables: &BTreeMap<Arc<str>, Table>, findings: &mut Vec<Finding>) {
    let Some(table) = tables.get("holidays") else { return };
    for row in &table.rows {
        let (fixed, nth, weekday) =
            (table.cell(row, "day"), table.cell(row, "nth"), table.cell(row, "weekday"));
        // A leap year: 29 February is a day.
        let exists = |month: i8, day: i8| Date::new(2024, month, day).is_ok();
        let sound = if fixed.is_empty() {
            !nth.is_empty() && !weekday.is_empty()
        } else {
            let day = table.cell(row, "month").parse().ok().zip(fixed.parse().ok());
            nth.is_empty() && weekday.is_empty() && day.is_some_and(|(month, day)| exists(month, day))
        };
        if !sound {
            let finding = Finding::block(
                "LAW_BAD_CELL",
                row.place().column("day"),
                "a holiday needs a day of its month, or nth (1 to 4, or -1 for the last) and a weekday",
            );
            findings.push(finding.with_remedy("fill in one of the two forms"));
        }
    }
}
