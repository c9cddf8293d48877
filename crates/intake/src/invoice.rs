//! Commercial invoices: lines, adjustments and the printed total of one paper's sheets.

use std::collections::{BTreeMap, BTreeSet};

use cocket_base::{Decimal, Finding, Place};
use cocket_law::Pack;

use crate::dates::FoundDate;
use crate::extract::Extractor;
use crate::facts::{Adjustment, AdjustmentKind, Invoice, InvoiceLine, Sourced};
use crate::grid::Grid;
use crate::ledger::{Event, settle};
use crate::line::{check_line, derive_amount, is_free, part_otherwise};
use crate::mapping::{Mapping, Role};
use crate::packet::PacketHeader;
use crate::rows::{Kind, RowKind};
use crate::sections::Section;
use crate::statements::{self, Statements};
use crate::words::fold;

/// A sheet with its tables.
pub struct Sheet<'s> {
    /// The cells.
    pub grid: &'s Grid,
    /// The tables.
    pub sections: Vec<Section>,
}

impl Sheet<'_> {
    /// Rows that are lines, headings or adjustments: no statements stand there.
    pub fn table_rows(&self) -> BTreeSet<u32> {
        let rows = self.sections.iter().flat_map(|section| &section.rows);
        let of_table = rows
            .filter(|row| matches!(row.kind, RowKind::Line | RowKind::Headings | RowKind::Adjustment { .. }));
        let headings = self.sections.iter().flat_map(|section| {
            let last = section.mapping.header_row.unwrap_or(0);
            let first = if section.top == 0 { last } else { section.top };
            (first..=last).collect::<Vec<u32>>()
        });
        of_table.map(|row| row.row).chain(headings).collect()
    }

    fn sells(&self) -> bool {
        self.sections.iter().any(|section| section.kind == Kind::Invoice)
    }
}

/// What the reading of an invoice needs besides its sheets.
pub struct Surroundings<'s> {
    /// File name.
    pub file: &'s str,
    /// Seller by the packet.
    pub seller: Option<&'s str>,
    /// The packet.
    pub header: &'s PacketHeader,
    /// Country names.
    pub law: &'s Pack,
    /// The client's part numbers by their folded form.
    pub parts: &'s BTreeMap<String, String>,
    /// Most lines that are read.
    pub lines: usize,
}

/// The invoices of a paper: one, or several when its sheets carry different invoice numbers.
pub fn read(sheets: &[Sheet<'_>], around: &Surroundings<'_>) -> (Vec<Invoice>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut drafts: Vec<Draft> = Vec::new();
    for sheet in sheets {
        let (stated, noticed) = statements::read(sheet.grid, &sheet.table_rows(), around.law);
        findings.extend(noticed);
        let other = |draft: &Draft| {
            draft.stated.number.as_ref().zip(stated.number.as_ref()).is_some_and(|(a, b)| a.value != b.value)
        };
        if drafts.last().is_none_or(|draft| sheet.sells() && draft.sells && other(draft)) {
            drafts.push(Draft::default());
        }
        if let Some(draft) = drafts.last_mut() {
            draft.add(sheet, stated, around, &mut findings);
        }
    }
    let invoices = drafts
        .into_iter()
        .filter(|draft| draft.sells)
        .map(|draft| draft.finish(around, &mut findings))
        .collect();
    (invoices, findings)
}

/// An invoice in the making.
#[derive(Default)]
struct Draft {
    sells: bool,
    stated: Statements,
    lines: Vec<InvoiceLine>,
    adjustments: Vec<Adjustment>,
    events: Vec<Event>,
    /// Sum of the lines so far.
    sum: Decimal,
    mapping: Mapping,
    /// Some line lacks an amount, so no total can be checked.
    incomplete: bool,
    /// A row of a total without a figure.
    worded_total: Option<Sourced<String>>,
}

impl Draft {
    fn add(
        &mut self,
        sheet: &Sheet<'_>,
        stated: Statements,
        around: &Surroundings<'_>,
        findings: &mut Vec<Finding>,
    ) {
        self.sells |= sheet.sells();
        self.stated.number = self.stated.number.take().or(stated.number);
        self.stated.date = self.stated.date.take().or(stated.date);
        self.stated.no_date = self.stated.no_date.take().or(stated.no_date);
        self.stated.currency = self.stated.currency.take().or(stated.currency);
        self.stated.terms = self.stated.terms.take().or(stated.terms);
        self.stated.origin = self.stated.origin.take().or(stated.origin);
        self.events.push(Event::Boundary);
        for section in sheet.sections.iter().filter(|section| section.kind == Kind::Invoice) {
            if self.stated.currency.is_none() {
                self.stated.currency = heading_currency(sheet.grid, section);
            }
            self.mapping.sheets.push(section.mapping.clone());
            self.add_section(sheet.grid, section, around, findings);
        }
        if sheet.sells() {
            let notations = sheet
                .sections
                .iter()
                .find(|section| section.kind == Kind::Invoice)
                .map(|section| &section.notations);
            self.adjustments.extend(statements::charges_in_prices(
                sheet.grid,
                &sheet.table_rows(),
                notations,
            ));
        }
    }

    fn add_section(
        &mut self,
        grid: &Grid,
        section: &Section,
        around: &Surroundings<'_>,
        findings: &mut Vec<Finding>,
    ) {
        let mut reader = Extractor {
            grid,
            mapping: &section.mapping,
            notations: &section.notations,
            law: around.law,
            findings: Vec::new(),
        };
        let mut after_total = false;
        for row in &section.rows {
            match row.kind {
                RowKind::Line if self.lines.len() >= around.lines => {
                    let text = format!("more than {} lines; the rest was not read", around.lines);
                    reader.findings.push(Finding::block("PAPER_TOO_LARGE", grid.place_row(row.row), text));
                    break;
                }
                RowKind::Line if after_total && !is_full_line(&reader, row.row) => {}
                RowKind::Line => self.add_line(&mut reader, row.row, around),
                RowKind::Continuation => self.add_description(grid, row.row, &row.label),
                RowKind::Sum(kind) => {
                    if let Some(printed) = sum_figure(&mut reader, row.row, &row.label) {
                        self.events.push(Event::Sum(kind, printed));
                        after_total |= kind == crate::rows::SumKind::Total;
                    }
                }
                RowKind::Adjustment { kind, less, included } => {
                    self.add_adjustment(&mut reader, row.row, &row.label, (kind, less, included))
                }
                RowKind::Payment => {
                    let text = format!(
                        "«{}» is a payment, not a change of the price; it was left out",
                        crate::extract::clip(&row.label)
                    );
                    reader.findings.push(Finding::info("PAYMENT_ROW", grid.place_row(row.row), text));
                }
                RowKind::Unclear if !after_total => self.add_unclear(&mut reader, row.row, &row.label),
                RowKind::Text if is_total(&row.label) => {
                    let place = grid.place_row(row.row);
                    let value = crate::extract::clip(&row.label);
                    self.worded_total = Some(Sourced { value, place, raw: row.label.clone() });
                }
                RowKind::Text if !row.label.is_empty() && !after_total => self.events.push(Event::Boundary),
                RowKind::Headings | RowKind::Text | RowKind::Unclear => {}
            }
        }
        findings.append(&mut reader.findings);
    }

    fn add_line(&mut self, reader: &mut Extractor<'_>, row: u32, around: &Surroundings<'_>) {
        let part = reader.part(row).unwrap_or_else(|| part_otherwise(reader, row, around.parts));
        let item = part.value.clone();
        let before = self.lines.last();
        let (unit_before, origin_before) =
            (before.and_then(|l| l.unit.clone()), before.and_then(|l| l.origin.clone()));
        let free = is_free(reader, row);
        let quantity = reader.number(row, Role::Quantity, &item);
        let unit = if quantity.is_some() { reader.unit(row, &item, unit_before.as_ref()) } else { None };
        let (unit_price, amount) = if free {
            (None, None)
        } else {
            (reader.number(row, Role::UnitPrice, &item), reader.number(row, Role::Amount, &item))
        };
        let place = reader.grid.place_row(row);
        let mut line = InvoiceLine {
            place: if item.is_empty() { place } else { place.at_item(&item) },
            description: reader.text(row, Role::Description, &item),
            quantity,
            unit,
            unit_price,
            amount,
            origin: reader.origin(row, &item, origin_before.as_ref()),
            hs: reader.hs(row, &item),
            net_kg: reader.weight(row, Role::NetWeight, &item, cocket_base::Unit::kg()),
            currency: reader.currency(row, &item),
            part,
        };
        if free {
            let text = "the line is free of charge; its value for customs is not on the paper";
            reader.findings.push(
                Finding::block("FREE_OF_CHARGE", line.place.clone(), text)
                    .with_remedy("ask for the value of the goods"),
            );
        }
        derive_amount(reader, &mut line, row);
        check_line(reader, &line, row);
        match &line.amount {
            Some(amount) => {
                self.sum += amount.value;
                self.events.push(Event::Line(amount.value));
            }
            None if free => {}
            None => self.incomplete = true,
        }
        self.lines.push(line);
    }

    fn add_description(&mut self, grid: &Grid, row: u32, text: &str) {
        let Some(line) = self.lines.last_mut() else { return };
        match &mut line.description {
            Some(description) if description.value.len() < 2_000 => {
                description.value.push(' ');
                description.value.push_str(text);
            }
            Some(_) => {}
            None => {
                line.description =
                    Some(Sourced { value: text.into(), place: grid.place_row(row), raw: text.into() })
            }
        }
    }

    fn add_adjustment(
        &mut self,
        reader: &mut Extractor<'_>,
        row: u32,
        label: &str,
        (kind, less, included): (AdjustmentKind, bool, bool),
    ) {
        let Some(mut amount) = reader.row_figure(row) else {
            if !included && kind != AdjustmentKind::Tax {
                let text = format!("«{}» has no amount", crate::extract::clip(label));
                reader.findings.push(
                    Finding::warn("ADJUSTMENT_WITHOUT_AMOUNT", reader.grid.place_row(row), text)
                        .with_remedy("ask what it comes to"),
                );
            }
            return;
        };
        if less && amount.value.is_sign_positive() {
            amount.value = -amount.value;
        }
        self.events.push(Event::Adjustment(self.adjustments.len()));
        self.adjustments.push(Adjustment {
            kind,
            amount,
            text: label.into(),
            in_total: included,
            in_prices: included,
        });
    }

    /// Figures without words: the sum of what stands above it is a total that nobody labelled.
    fn add_unclear(&mut self, reader: &mut Extractor<'_>, row: u32, label: &str) {
        let alone = label.is_empty() && reader.own(row, Role::Amount).is_some();
        if alone
            && let Some(figure) = reader.number(row, Role::Amount, "")
            && figure.value == self.sum
        {
            self.events.push(Event::Sum(crate::rows::SumKind::Total, figure));
            return;
        }
        let text = "a row with figures that is neither a line nor a sum; it was left out";
        let finding = Finding::warn("ROW_NOT_UNDERSTOOD", reader.grid.place_row(row), text);
        reader.findings.push(finding.with_remedy("look at the row and say what it is"));
    }

    fn finish(mut self, around: &Surroundings<'_>, findings: &mut Vec<Finding>) -> Invoice {
        let settled =
            settle(&Place::file(around.file), &self.events, &mut self.adjustments, !self.incomplete);
        findings.extend(settled.findings);
        if let Some(words) = self.worded_total.filter(|_| settled.total.is_none()) {
            findings.retain(|f| f.code != "TOTAL_MISSING" || f.place.file.as_deref() != Some(around.file));
            let place = Place { file: Some(around.file.into()), ..words.place };
            let text =
                format!("the total «{}» has no figure; the lines cannot be checked against it", words.value);
            findings.push(
                Finding::warn("TOTAL_IN_WORDS", place, text)
                    .with_remedy("compare the sum of the lines with the total by eye"),
            );
        }
        if let Some(date) = &self.stated.no_date {
            let text = format!("the invoice date «{}» is no day of the calendar", date.value);
            let place = Place { file: Some(around.file.into()), ..date.place.clone() };
            findings
                .push(Finding::warn("DATE_IMPLAUSIBLE", place, text).with_remedy("ask for the right date"));
        }
        let export = around.header.dates.export.or(around.header.dates.import);
        let date = self.stated.date.as_ref().and_then(|found: &Sourced<FoundDate>| {
            match statements::settle_date(found, export) {
                Ok(date) => Some(date),
                Err(finding) => {
                    findings.push(*finding);
                    None
                }
            }
        });
        let mut lines = self.lines;
        if lines.iter().all(|line| line.unit.is_none()) && lines.iter().any(|line| line.quantity.is_some()) {
            let unknown = findings
                .iter()
                .any(|f| f.code == "UNKNOWN_UNIT" && f.place.file.as_deref() == Some(around.file));
            if !unknown {
                let text = "no unit of quantity is stated; pieces, dozens or kilograms cannot be told apart";
                findings.push(
                    Finding::warn("UNIT_NOT_STATED", Place::file(around.file), text)
                        .with_remedy("say what is counted"),
                );
            }
        }
        for line in &mut lines {
            line.place.file = Some(around.file.into());
        }
        let currency = self.stated.currency.or_else(|| line_currency(&lines));
        if self.stated.number.is_none() {
            let text = "no invoice number was found on the paper";
            findings.push(Finding::info("INVOICE_NUMBER_MISSING", Place::file(around.file), text));
        }
        Invoice {
            file: around.file.into(),
            seller: around.seller.map(str::to_string),
            number: self.stated.number,
            date,
            currency,
            origin_of_all: self.stated.origin,
            terms: self.stated.terms,
            lines,
            adjustments: self.adjustments,
            printed_total: settled.total,
            mapping: self.mapping,
        }
    }
}

/// The words of a row call it a total.
fn is_total(label: &str) -> bool {
    let found = crate::words::words().row_words(&fold(label));
    matches!(crate::rows::by_words(&found), Some(RowKind::Sum(crate::rows::SumKind::Total)))
}

/// The currency all lines name in a column of their own.
fn line_currency(lines: &[InvoiceLine]) -> Option<Sourced<cocket_base::Currency>> {
    let first = lines.first()?.currency.as_ref()?;
    let same = |line: &InvoiceLine| line.currency.as_ref().is_none_or(|own| own.value == first.value);
    lines.iter().all(same).then(|| first.clone())
}

/// Behind the grand total only a row with quantity, price and amount is still a line.
fn is_full_line(reader: &Extractor<'_>, row: u32) -> bool {
    let number = |role| reader.own(row, role).is_some_and(|cell| cell.reading().is_some());
    number(Role::Quantity)
        && number(Role::UnitPrice)
        && (number(Role::Amount) || reader.mapping.column(Role::Amount).is_none())
}

/// The figure of a sum, unless it counts packages, pieces or kilograms outside the column of amounts.
fn sum_figure(reader: &mut Extractor<'_>, row: u32, label: &str) -> Option<Sourced<Decimal>> {
    let in_column = reader.own(row, Role::Amount).is_some_and(|cell| cell.reading().is_some());
    let folded = fold(label);
    let counts = ["package", "gross_weight", "net_weight"]
        .into_iter()
        .flat_map(|field| crate::words::words().labels(field));
    let counts_goods = counts.into_iter().any(|phrase| crate::words::holds(&folded, phrase))
        || folded.split(' ').any(|word| matches!(word, "kg" | "kgs" | "cbm" | "qty" | "quantity"));
    if !in_column && counts_goods {
        return None;
    }
    reader.row_figure(row)
}

/// The currency of the headings of price and amount.
fn heading_currency(grid: &Grid, section: &Section) -> Option<Sourced<cocket_base::Currency>> {
    let columns = [Role::Amount, Role::UnitPrice].into_iter().filter_map(|role| section.mapping.column(role));
    let named = columns.into_iter().find_map(|column| Some((column, column.currency?)));
    let row = section.mapping.header_row?;
    named.map(|(column, value)| Sourced {
        value,
        place: grid.place_cell(row, column.column),
        raw: column.heading.clone(),
    })
}
