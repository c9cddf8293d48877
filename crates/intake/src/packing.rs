//! Packing lists: packages and weights per part, and the totals as printed.

use cocket_base::{Decimal, Dimension, Finding, Place, Unit};
use cocket_law::Pack;

use crate::extract::Extractor;
use crate::facts::{PackingList, PackingRow, Sourced};
use crate::grid::Grid;
use crate::invoice::Sheet;
use crate::mapping::{Mapping, Role};
use crate::notation::Notations;
use crate::numbers::close;
use crate::rows::{Kind, RowKind, SumKind};
use crate::sections::Section;
use crate::texts;
use crate::words::{fold, words};

/// The packing list of a paper's sheets, or nothing when none of them packs.
pub fn read(
    sheets: &[Sheet<'_>],
    file: &str,
    law: &Pack,
    most_rows: usize,
) -> (Option<PackingList>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut list = PackingList {
        file: file.into(),
        rows: Vec::new(),
        printed_packages: None,
        package_unit: None,
        printed_net_kg: None,
        printed_gross_kg: None,
        mapping: Mapping::default(),
    };
    let mut packs = false;
    for sheet in sheets {
        for section in sheet.sections.iter().filter(|section| section.kind == Kind::PackingList) {
            packs = true;
            list.mapping.sheets.push(section.mapping.clone());
            add_section(&mut list, sheet.grid, section, law, most_rows, &mut findings);
        }
        if sheet.sections.iter().any(|section| section.kind == Kind::PackingList) {
            add_statements(&mut list, sheet);
        }
    }
    (packs.then_some(list), findings)
}

fn add_section(
    list: &mut PackingList,
    grid: &Grid,
    section: &Section,
    law: &Pack,
    most_rows: usize,
    findings: &mut Vec<Finding>,
) {
    let mut reader = Extractor {
        grid,
        mapping: &section.mapping,
        notations: &section.notations,
        law,
        findings: Vec::new(),
    };
    let default = default_unit(grid, section, &mut reader.findings);
    let mut sums = (Decimal::ZERO, Decimal::ZERO);
    let figures = |kind: &RowKind| matches!(kind, RowKind::Line | RowKind::Unclear | RowKind::Sum(_));
    let last = section.rows.iter().rev().find(|row| figures(&row.kind)).map(|row| row.row);
    let add = |sums: &mut (Decimal, Decimal), list: &PackingList| {
        let row = list.rows.last();
        let value = |figure: Option<&Sourced<Decimal>>| figure.map_or(Decimal::ZERO, |figure| figure.value);
        sums.0 += value(row.and_then(|row| row.net_kg.as_ref()));
        sums.1 += value(row.and_then(|row| row.gross_kg.as_ref()));
    };
    for row in &section.rows {
        match row.kind {
            RowKind::Line if list.rows.len() >= most_rows => {
                let text = format!("more than {most_rows} rows; the rest was not read");
                reader.findings.push(Finding::block("PAPER_TOO_LARGE", grid.place_row(row.row), text));
                break;
            }
            RowKind::Line => {
                add_row(list, &mut reader, row.row, default);
                add(&mut sums, list);
            }
            RowKind::Sum(SumKind::Total | SumKind::Subtotal) => {
                add_totals(list, &mut reader, row.row, default)
            }
            RowKind::Unclear if Some(row.row) != last && row.label.is_empty() && !list.rows.is_empty() => {
                // More cartons of the part above.
                add_row(list, &mut reader, row.row, default);
                add(&mut sums, list);
            }
            RowKind::Unclear => add_unclear(list, &mut reader, row.row, default, sums),
            _ => {}
        }
    }
    findings.append(&mut reader.findings);
}

/// The unit of weights whose heading names none: what the sheet says elsewhere, else kilograms.
fn default_unit(grid: &Grid, section: &Section, findings: &mut Vec<Finding>) -> Unit {
    let weights =
        [Role::NetWeight, Role::GrossWeight].into_iter().filter_map(|role| section.mapping.column(role));
    let unstated: Vec<_> = weights.filter(|known| known.unit.is_none()).collect();
    let named = section
        .mapping
        .columns
        .iter()
        .filter_map(|known| known.unit)
        .find(|unit| unit.dimension() == Dimension::Mass);
    let stated = named.or_else(|| stated_mass_unit(grid, section.top));
    if let Some(first) = unstated.first() {
        let unit = stated.unwrap_or_else(Unit::kg);
        let place = grid.place().column(first.letters());
        let text = format!("the heading «{}» names no unit of weight; {unit} was taken", first.heading);
        findings.push(Finding::info("WEIGHT_UNIT_NOT_STATED", place, text));
    }
    stated.unwrap_or_else(Unit::kg)
}

/// «All weights in lbs» above the table.
fn stated_mass_unit(grid: &Grid, top: u32) -> Option<Unit> {
    let cells = grid.rows.iter().filter(|row| row.number < top).flat_map(|row| &row.cells);
    cells.filter(|cell| cell.is_wordy()).find_map(|cell| {
        let folded = fold(&cell.text);
        let about_weight = folded.split(' ').any(|word| {
            word.starts_with("weight") || word.starts_with("gewicht") || word.starts_with("peso")
        });
        let units = folded.split(' ').filter(|word| word.len() >= 2).filter_map(|word| words().unit(word));
        units.into_iter().find(|unit| about_weight && unit.dimension() == Dimension::Mass)
    })
}

fn add_row(list: &mut PackingList, reader: &mut Extractor<'_>, row: u32, default: Unit) {
    let part = match reader.part(row) {
        Some(part) => part,
        None => match list.rows.last() {
            // More cartons of the part above.
            Some(before) => Sourced {
                place: reader.grid.place_row(row).at_item(&before.part.value),
                ..before.part.clone()
            },
            None => {
                let finding = Finding::warn(
                    "PART_NO_MISSING",
                    reader.grid.place_row(row),
                    "the row has no part number",
                );
                reader.findings.push(finding.with_remedy("say which product it is"));
                Sourced { value: String::new(), place: reader.grid.place_row(row), raw: String::new() }
            }
        },
    };
    let item = part.value.clone();
    let quantity = reader.number(row, Role::Quantity, &item);
    let unit = if quantity.is_some() { reader.unit(row, &item, None) } else { None };
    let packages = reader.own(row, Role::Packages).is_some_and(|cell| cell.reading().is_some());
    let packing = PackingRow {
        place: reader.grid.place_row(row).at_item(&item),
        packages: if packages { reader.number(row, Role::Packages, &item) } else { None },
        net_kg: reader.weight(row, Role::NetWeight, &item, default),
        gross_kg: reader.weight(row, Role::GrossWeight, &item, default),
        liters: reader.number(row, Role::Liters, &item),
        tare_each_kg: reader.weight(row, Role::TareEach, &item, default),
        quantity,
        unit,
        part,
    };
    check_row(reader, &packing);
    list.rows.push(packing);
}

fn check_row(reader: &mut Extractor<'_>, row: &PackingRow) {
    let figures = [
        ("quantity", &row.quantity),
        ("net weight", &row.net_kg),
        ("gross weight", &row.gross_kg),
        ("packages", &row.packages),
    ];
    for (what, figure) in figures {
        if let Some(figure) =
            figure.as_ref().filter(|figure| figure.value.is_sign_negative() && !figure.value.is_zero())
        {
            let code = if what == "quantity" { "NEGATIVE_QUANTITY" } else { "NEGATIVE_WEIGHT" };
            let text = format!("{what} {} is below zero", figure.value);
            reader.findings.push(
                Finding::block(code, figure.place.clone(), text).with_remedy("ask for the right figure"),
            );
        }
    }
    if let (Some(net), Some(gross)) = (&row.net_kg, &row.gross_kg)
        && net.value > gross.value
    {
        let text = format!(
            "net weight {} kg is above gross weight {} kg",
            net.value.normalize(),
            gross.value.normalize()
        );
        reader.findings.push(
            Finding::warn("WEIGHT_IMPLAUSIBLE", row.place.clone(), text)
                .with_remedy("ask whether the two were exchanged"),
        );
    }
}

/// The printed totals of a sum row; a later one counts.
fn add_totals(list: &mut PackingList, reader: &mut Extractor<'_>, row: u32, default: Unit) {
    let has =
        |reader: &Extractor<'_>, role| reader.own(row, role).is_some_and(|cell| cell.reading().is_some());
    if has(reader, Role::Packages) {
        list.printed_packages = reader.number(row, Role::Packages, "").or(list.printed_packages.take());
    }
    if has(reader, Role::NetWeight) {
        list.printed_net_kg = reader.weight(row, Role::NetWeight, "", default).or(list.printed_net_kg.take());
    }
    if has(reader, Role::GrossWeight) {
        list.printed_gross_kg =
            reader.weight(row, Role::GrossWeight, "", default).or(list.printed_gross_kg.take());
    }
}

/// Figures without words: sums that nobody labelled, when they are the sums of the rows above.
fn add_unclear(
    list: &mut PackingList,
    reader: &mut Extractor<'_>,
    row: u32,
    default: Unit,
    (net, gross): (Decimal, Decimal),
) {
    let own = |reader: &mut Extractor<'_>, role, sum: Decimal| {
        let there = reader.own(row, role).is_some_and(|cell| cell.reading().is_some());
        there
            && reader
                .weight(row, role, "", default)
                .is_some_and(|found| close(found.value, sum, Decimal::new(1, 2)))
    };
    if own(reader, Role::GrossWeight, gross) || own(reader, Role::NetWeight, net) {
        add_totals(list, reader, row, default);
        return;
    }
    let text = "a row with figures that is neither a part nor a sum; it was left out";
    let finding = Finding::warn("ROW_NOT_UNDERSTOOD", reader.grid.place_row(row), text);
    reader.findings.push(finding.with_remedy("look at the row and say what it is"));
}

/// «3 pallets, gross 655.0 kg» outside the table, where the table prints no such total.
fn add_statements(list: &mut PackingList, sheet: &Sheet<'_>) {
    let skip = sheet.table_rows();
    let notations: Option<&Notations> = sheet.sections.first().map(|section| &section.notations);
    for row in sheet.grid.rows.iter().filter(|row| !skip.contains(&row.number)) {
        for cell in row.cells.iter().filter(|cell| cell.is_wordy()) {
            let place = || -> Place { sheet.grid.place_cell(row.number, cell.column) };
            let facts = texts::facts_of(&cell.text, notations);
            let sourced = |(value, raw): (Decimal, String)| Sourced { value, place: place(), raw };
            if list.printed_gross_kg.is_none() {
                list.printed_gross_kg = facts.gross_kg.map(sourced);
            }
            if list.printed_packages.is_none() {
                list.printed_packages = facts.packages.map(sourced);
                list.package_unit = facts.package_unit;
            }
        }
    }
}
