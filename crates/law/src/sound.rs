//! What the rows of a table must be beside each other: figures in their order, no day left out, no figure that leaps.
//!
//! A figure that moves too far from the row before it, or from the row it takes the place of, is almost always a slip of the
//! decimal point. Where the law did move that far, `pack.toml` confirms it by name; the remedy gives the words.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::str::FromStr;
use std::sync::Arc;

use cocket_base::{Date, Decimal, Finding};

use crate::schema::Check;
use crate::table::{RawRow, Table};

/// What the checks of a table's rows compare with.
pub(crate) struct Beside<'a> {
    /// The tables that an operator's rows were laid over.
    pub before: Option<&'a BTreeMap<Arc<str>, Table>>,
    /// Leaps that a person confirmed.
    pub confirmed: &'a BTreeSet<String>,
}

/// Runs the checks of a table's schema.
pub(crate) fn check(table: &Table, beside: &Beside<'_>, findings: &mut Vec<Finding>) {
    if table.schema.open {
        return;
    }
    let by_key = ordered(table);
    crossings(table, &by_key, findings);
    for check in table.schema.checks {
        match check {
            Check::Rising(columns) => rising(table, columns, findings),
            Check::Unbroken => gaps(table, &by_key, findings),
            Check::EndsInYear(column) => ends_in_year(table, column, findings),
            Check::Steady(column, most) => leaps(table, &by_key, (column, *most), beside, findings),
            Check::OfUnit { figure, unit } => of_unit(table, figure, unit, findings),
        }
    }
}

type Ordered<'a> = BTreeMap<String, Vec<&'a RawRow>>;

/// The rows of each key by first day; of those that begin together the longest first, then by the day they were learnt.
fn ordered(table: &Table) -> Ordered<'_> {
    let mut by_key: Ordered<'_> = BTreeMap::new();
    for row in &table.rows {
        by_key.entry(table.key(row)).or_default().push(row);
    }
    for rows in by_key.values_mut() {
        rows.sort_by_key(|row| (row.cite.in_force.from, std::cmp::Reverse(last_day(row)), row.known));
    }
    by_key
}

fn last_day(row: &RawRow) -> Date {
    row.cite.in_force.until.unwrap_or(Date::MAX)
}

fn first_day(row: &RawRow) -> Date {
    row.cite.in_force.from.unwrap_or(Date::MIN)
}

/// A correction lies inside the row it corrects, or covers it, and says when it was learnt. A row that begins inside another
/// and ends after it is neither a correction nor what comes next. Rows learnt together are the matter of `check::windows`.
fn crossings(table: &Table, by_key: &Ordered<'_>, findings: &mut Vec<Finding>) {
    for (key, rows) in by_key {
        let mut open: Vec<&RawRow> = Vec::new();
        for row in rows {
            while open.last().is_some_and(|before| last_day(before) < first_day(row)) {
                open.pop();
            }
            let Some(before) = open.last() else {
                open.push(row);
                continue;
            };
            let crosses = last_day(before) < last_day(row);
            let later = if before.known > row.known { before } else { row };
            if before.known != row.known && (crosses || !later.known_said) {
                findings.push(meets(table, key, (before, row), crosses));
            }
            if !crosses {
                open.push(row);
            }
        }
    }
}

fn meets(table: &Table, key: &str, (before, row): (&RawRow, &RawRow), crosses: bool) -> Finding {
    let text = format!(
        "the row{} ({}) is in force on days of {} line {} ({})",
        about(key),
        row.cite.in_force,
        before.file,
        before.line,
        before.cite.in_force
    );
    let next = last_day(before).tomorrow().unwrap_or(Date::MAX);
    let remedy = if crosses {
        format!(
            "let it begin on {next}; a correction has the window of the row it corrects, or lies inside it"
        )
    } else {
        "end the earlier row before it begins; where it corrects that row, give the day it was learnt in the column known"
            .to_string()
    };
    Finding::block("LAW_OVERLAP", row.place().column("from").at_item(&*table.name), text).with_remedy(remedy)
}

fn about(key: &str) -> String {
    if key.is_empty() { String::new() } else { format!(" for {key}") }
}

fn gaps(table: &Table, by_key: &Ordered<'_>, findings: &mut Vec<Finding>) {
    for (key, rows) in by_key {
        let mut reach: Option<(Date, &RawRow)> = None;
        for row in rows {
            if let Some((until, before)) = reach
                && let Ok(next) = until.tomorrow()
                && next < first_day(row)
            {
                let last = first_day(row).yesterday().unwrap_or(next);
                let text = format!(
                    "no row{} holds from {next} to {last}, between {} line {} and this one",
                    about(key),
                    before.file,
                    before.line
                );
                let place = row.place().column("from").at_item(&*table.name);
                findings.push(Finding::block("LAW_GAP", place, text).with_remedy(format!(
                    "let this row begin on {next}, let the one before end on {last}, or add the row that is missing"
                )));
            }
            if reach.is_none_or(|(until, _)| until < last_day(row)) {
                reach = Some((last_day(row), row));
            }
        }
    }
}

fn figure(table: &Table, row: &RawRow, column: &str) -> Option<Decimal> {
    Decimal::from_str(table.cell(row, column)).ok()
}

fn rising(table: &Table, columns: &[&str], findings: &mut Vec<Finding>) {
    for row in &table.rows {
        let figures: Vec<(&str, Decimal)> =
            columns.iter().filter_map(|column| Some((*column, figure(table, row, column)?))).collect();
        for pair in figures.windows(2) {
            let [(low, least), (high, most)] = pair else { continue };
            if least > most {
                let text = format!("{low} {least} is above {high} {most}");
                findings.push(
                    Finding::block("LAW_ORDER", row.place().column(*low), text)
                        .with_remedy(format!("correct one of the two: {low} may not be above {high}")),
                );
            }
        }
    }
}

fn ends_in_year(table: &Table, column: &str, findings: &mut Vec<Finding>) {
    for row in &table.rows {
        let Some(until) = row.cite.in_force.until else { continue };
        if table.cell(row, column) != until.year().to_string() {
            let text = format!("the row of {column} {} ends on {until}", table.cell(row, column));
            findings.push(
                Finding::block("LAW_WINDOW", row.place().column("until"), text).with_remedy(format!(
                    "correct {column}, or the last day: a year's row ends in that year"
                )),
            );
        }
    }
}

fn leaps(
    table: &Table,
    by_key: &Ordered<'_>,
    (column, most): (&str, u32),
    beside: &Beside<'_>,
    findings: &mut Vec<Finding>,
) {
    let held = beside.before.and_then(|tables| tables.get(&table.name));
    let held_rows: HashMap<(String, Option<Date>), &RawRow> = held
        .map(|held| held.rows.iter().map(|row| ((held.key(row), row.cite.in_force.from), row)).collect())
        .unwrap_or_default();
    for (key, rows) in by_key {
        for (at, row) in rows.iter().enumerate() {
            let ours = held_rows.get(&(key.clone(), row.cite.in_force.from));
            let kept = ours.is_some_and(|ours| ours.line == row.line && ours.cells == row.cells);
            let Some(now) = figure(table, row, column).filter(|_| !kept) else { continue };
            let before = at.checked_sub(1).and_then(|at| rows.get(at)).copied();
            let compared = ours.zip(held).map(|(row, held)| (*row, held)).into_iter();
            let compared = compared.chain(before.map(|row| (row, table)));
            let leap = compared
                .filter_map(|(row, of)| Some((row, figure(of, row, column)?)))
                .find(|(_, was)| is_leap(*was, now, most));
            let Some((other, was)) = leap else { continue };
            let from = row.cite.in_force.from.map_or("always".to_string(), |day| day.to_string());
            let words = [&format!("{}.{column}", table.name), key.as_str(), &from];
            let name = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
            if beside.confirmed.contains(&name) {
                continue;
            }
            let text = format!(
                "{column} is {}, and {} in {} line {}: it should not move by more than {most} times",
                now.normalize(),
                was.normalize(),
                other.file,
                other.line
            );
            let remedy = format!(
                "correct the figure; where its source says so, add confirmed = [\"{name}\"] to pack.toml"
            );
            findings.push(
                Finding::block("LAW_LEAP", row.place().column(column).at_item(&*table.name), text)
                    .with_remedy(remedy),
            );
        }
    }
}

/// What was nothing may become anything; what was something may not become nothing unnoticed.
fn is_leap(was: Decimal, now: Decimal, most: u32) -> bool {
    let most = Decimal::from(most);
    let beyond = |small: Decimal, large: Decimal| small.checked_mul(most).is_some_and(|bound| large > bound);
    !was.is_zero() && (beyond(was, now) || beyond(now, was))
}

fn of_unit(table: &Table, column: &str, unit: &str, findings: &mut Vec<Finding>) {
    for row in &table.rows {
        let Some(value) = figure(table, row, column) else { continue };
        let whole = value.fract().is_zero();
        let (sound, should) = match table.cell(row, unit) {
            "flag" => (value.is_zero() || value == Decimal::ONE, "0 for no or 1 for yes"),
            "percent" => (value <= Decimal::ONE_THOUSAND, "percent, at most 1000"),
            "days" | "months" | "years" => {
                (whole && value >= Decimal::ONE && value <= MOST_SPANS, "a whole number from 1 to 100,000")
            }
            "count" => (whole && value <= MOST_SPANS, "a whole number up to 100,000"),
            "factor" => (value > Decimal::ZERO && value <= Decimal::ONE_HUNDRED, "above 0, at most 100"),
            _ => (true, ""),
        };
        if !sound {
            let text = format!("«{value}» of the unit {} should be {should}", table.cell(row, unit));
            findings.push(
                Finding::block("LAW_BAD_CELL", row.place().column(column), text)
                    .with_remedy("correct the figure or its unit"),
            );
        }
    }
}

/// Most days, months, years or times that a figure of law counts.
const MOST_SPANS: Decimal = Decimal::from_parts(100_000, 0, 0, false, 0);
