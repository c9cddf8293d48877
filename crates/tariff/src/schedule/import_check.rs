//! What is worth saying about an export that was read: one finding for each oddity, with its line.

use std::collections::BTreeSet;

use cocket_base::ids::TariffNumber;
use cocket_base::{Finding, Place};

use super::line::{Column, Line, RateRefused};
use super::model::{Builder, Schedule};
use super::pool::TextId;
use super::print_errors;

/// Inheritance goes by the first eight digits; the printed indents must agree with it.
pub(crate) fn inheritance(builder: &Builder) -> Vec<Finding> {
    let mut findings = Vec::new();
    // Rated rows above the present one, by indent.
    let mut above: Vec<(u8, TariffNumber)> = Vec::new();
    for row in builder.rows() {
        above.retain(|(indent, _)| *indent < row.indent);
        let Some(number) = row.number else { continue };
        if row.general != TextId::EMPTY {
            above.push((row.indent, number));
        } else if number.len() == 10 && number.chapter() < 98 {
            let nearest = above.last().map(|(_, number)| *number);
            if nearest != Some(number.prefix(8)) {
                let by_indent = nearest.map_or("no rated line".into(), |n| n.to_string());
                let text = format!(
                    "by its digits it takes the rates of {}, by indent of {by_indent}",
                    number.prefix(8)
                );
                let finding = Finding::warn("TARIFF_INHERITANCE", Place::item(number.to_string()), text);
                findings.push(finding.with_remedy("read the printed schedule before using its rate"));
            }
        }
    }
    findings
}

/// Rates that do not read, and misprints that were corrected.
pub(crate) fn rates(schedule: &Schedule) -> Vec<Finding> {
    let findings = |line: Line<'_>| {
        Column::ALL.into_iter().filter_map(move |column| rate(&line, column)).collect::<Vec<_>>()
    };
    schedule.lines().flat_map(findings).collect()
}

fn rate(line: &Line<'_>, column: Column) -> Option<Finding> {
    if !line.prints(column) {
        return None;
    }
    let printed = line.text(column);
    let place = || Place::item(line.number().to_string()).at_field(column.key());
    let read: Result<(), RateRefused> = match column {
        Column::General => line.general().map(|_| ()),
        Column::Special => line.special().map(|_| ()),
        Column::Other => line.other().map(|_| ()),
        Column::Safeguard => line.safeguard().map(|_| ()),
    };
    if let Err(refused) = read {
        let finding = Finding::warn("TARIFF_RATE_REFUSED", place(), refused.cause.to_string());
        return Some(
            finding
                .with_remedy("no duty is worked out from it; give the rate by hand where the line is used"),
        );
    }
    let corrected = print_errors::read_as(printed);
    (corrected != printed).then(|| {
        Finding::info("TARIFF_PRINT_ERROR", place(), format!("«{printed}» is read as «{corrected}»"))
    })
}

/// Units that the table of units lacks.
pub(crate) fn units(schedule: &Schedule) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen = BTreeSet::new();
    for line in schedule.lines() {
        for unit in line.units().iter().filter(|unit| unit.unit.is_none()) {
            if seen.insert(unit.printed.clone()) {
                let text = format!("unit «{}» is not known", unit.printed);
                findings.push(Finding::warn(
                    "TARIFF_UNIT_UNKNOWN",
                    Place::item(line.number().to_string()),
                    text,
                ));
            }
        }
    }
    findings
}

/// What the export lacks: one requested for a short range drops chapter 99, some begin after their first row.
pub(crate) fn coverage(schedule: &Schedule) -> Vec<Finding> {
    /// Kept free by the international nomenclature for future use.
    const RESERVED: u8 = 77;
    let chapters: BTreeSet<u8> = schedule.lines().map(|line| line.number().chapter()).collect();
    let missing = (1..=99u8).filter(|chapter| *chapter != RESERVED && !chapters.contains(chapter));
    let finding = |chapter: u8| {
        let place = Place::item(format!("{chapter:02}"));
        Finding::warn(
            "TARIFF_CHAPTER_MISSING",
            place,
            format!("the export holds no line of chapter {chapter:02}"),
        )
        .with_remedy("export the whole schedule, 0101 to 9999")
    };
    let mut findings: Vec<Finding> = missing.map(finding).collect();
    // Some releases drop the first row, so that what follows has no heading of its own.
    if let Some(first) = schedule.row(0).filter(|row| row.indent > 0) {
        let place = first.number.map_or_else(Place::default, |number| Place::item(number.to_string()));
        findings.push(Finding::info("TARIFF_FIRST_ROW_MISSING", place, "the export begins below a heading"));
    }
    findings
}
