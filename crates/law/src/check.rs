//! What one row cannot show by itself: windows that contradict each other, days that cannot be, names that lead nowhere.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use cocket_base::{Date, Finding, Place};

use crate::countries::folded;
use crate::formula::Formula;
use crate::schema::date;
use crate::table::{RawRow, Table};

/// Two rows about one thing, learnt on one day, whose windows meet: which is the law? A row learnt later is a correction and
/// is let through.
pub(crate) fn windows(table: &Table, findings: &mut Vec<Finding>) {
    if table.schema.open {
        return duplicates(table, findings);
    }
    let mut by_key: HashMap<String, Vec<&RawRow>> = HashMap::new();
    for row in &table.rows {
        by_key.entry(table.key(row)).or_default().push(row);
    }
    let mut keys: Vec<(String, Vec<&RawRow>)> =
        by_key.into_iter().filter(|(_, rows)| rows.len() > 1).collect();
    keys.sort_by(|a, b| a.0.cmp(&b.0));
    for (key, mut rows) in keys {
        // By first day: a clash then shows between a row and the farthest-reaching one before it.
        rows.sort_by_key(|row| row.cite.in_force.from);
        let mut farthest: Option<&RawRow> = None;
        for row in rows {
            if let Some(before) = farthest
                && before.cite.in_force.overlaps(&row.cite.in_force)
                && before.known == row.known
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
    must_stand("incoterms", "holds", known("charge_kinds", "kind"), "charge_kinds");
    must_stand("incoterms", "ask", known("charge_kinds", "kind"), "charge_kinds");
    names(tables, known("countries", "country"), findings);
    formulas(tables, findings);
    days(tables, findings);
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
    let codes =
        tables.get("countries").map(|t| t.rows.iter().map(|row| t.cell(row, "country")).collect::<Vec<_>>());
    let mut meaning: HashMap<String, &str> =
        codes.unwrap_or_default().into_iter().map(|code| (folded(code), code)).collect();
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

/// Facts and clocks that a formula names must stand in their tables, and clocks must not turn in a circle.
fn formulas(tables: &BTreeMap<Arc<str>, Table>, findings: &mut Vec<Finding>) {
    let Some(clocks) = tables.get("clocks") else { return };
    let facts: HashSet<&str> = tables
        .get("clock_facts")
        .map(|t| t.rows.iter().map(|row| t.cell(row, "name")).collect())
        .unwrap_or_default();
    let formula = |row: &RawRow, column: &str| clocks.cell(row, column).parse::<Formula>().ok();
    let builds_on: HashMap<&str, Vec<Arc<str>>> = clocks
        .rows
        .iter()
        .map(|row| (clocks.cell(row, "name"), formula(row, "due").map(|f| f.clocks()).unwrap_or_default()))
        .collect();
    for row in &clocks.rows {
        for column in ["due", "opens"] {
            let Some(formula) = formula(row, column) else { continue };
            for (fact, _) in formula.facts().iter().filter(|(fact, _)| !facts.contains(&**fact)) {
                findings.push(stray(row, column, fact, "clock_facts"));
            }
            for clock in formula.clocks().iter().filter(|clock| !builds_on.contains_key(&***clock)) {
                findings.push(stray(row, column, clock, "clocks"));
            }
        }
        if in_circle(clocks.cell(row, "name"), &builds_on) {
            let finding =
                Finding::block("LAW_CIRCLE", row.place().column("due"), "the clock builds on itself");
            findings.push(finding.with_remedy("state the date it counts from"));
        }
    }
}

fn in_circle(start: &str, builds_on: &HashMap<&str, Vec<Arc<str>>>) -> bool {
    let mut open: Vec<&str> = builds_on.get(start).into_iter().flatten().map(|name| &**name).collect();
    let mut seen: HashSet<&str> = HashSet::new();
    while let Some(name) = open.pop() {
        if name == start {
            return true;
        }
        if seen.insert(name) {
            open.extend(builds_on.get(name).into_iter().flatten().map(|name| &**name));
        }
    }
    false
}

fn days(tables: &BTreeMap<Arc<str>, Table>, findings: &mut Vec<Finding>) {
    if let Some(table) = tables.get("closures") {
        for row in table.rows.iter().filter(|row| date(table.cell(row, "date")).is_none()) {
            let text = format!("«{}» is not a date", table.cell(row, "date"));
            findings.push(
                Finding::block("LAW_BAD_CELL", row.place().column("date"), text)
                    .with_remedy("write the date as 2026-12-24"),
            );
        }
    }
    let Some(table) = tables.get("holidays") else { return };
    for row in &table.rows {
        let (fixed, nth, weekday) =
            (table.cell(row, "day"), table.cell(row, "nth"), table.cell(row, "weekday"));
        let sound = if fixed.is_empty() {
            matches!(nth, "1" | "2" | "3" | "4" | "-1") && !weekday.is_empty()
        } else {
            nth.is_empty()
                && weekday.is_empty()
                && fixed.parse::<i8>().is_ok_and(|day| (1..=31).contains(&day))
        };
        if !sound {
            let place: Place = row.place().column("day");
            let finding = Finding::block(
                "LAW_BAD_CELL",
                place,
                "a holiday needs a day, or nth (1 to 4, or -1 for the last) and a weekday",
            );
            findings.push(finding.with_remedy("fill in one of the two forms"));
        }
    }
}
