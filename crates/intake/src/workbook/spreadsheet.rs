//! XLSX workbooks through `calamine`, cell by cell and counted, so that no declared dimension can make us allocate.
//!
//! Old binary and OpenDocument sheets are not read: their readers build whole areas in memory before anything can be
//! counted. The reader runs behind a catch, since its input comes from outside and its code is not ours.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Style, Xlsx, XlsxError};
use cocket_base::{Date, Decimal, Finding, Place};

use super::{Refusal, archive, formula, too_large, unreadable};
use crate::grid::{Cell, CellValue, Grid, Merge, Merges, Row};
use crate::limits::Limits;

/// Formulas of a sheet that are worked out.
const MOST_FORMULAS: usize = 20_000;
/// Longest formula that is looked at, in bytes.
const LONGEST_FORMULA: usize = 300;

type Book<'b> = Xlsx<Cursor<&'b [u8]>>;

/// The sheets of a workbook, in its order.
pub(super) fn sheets(name: &str, bytes: &[u8], limits: &Limits) -> (Vec<Grid>, Vec<Finding>) {
    if let Err(finding) = archive::weigh(name, bytes, limits) {
        return (Vec::new(), vec![*finding]);
    }
    let read = catch_unwind(AssertUnwindSafe(|| read_book(name, bytes, limits)));
    match read {
        Ok(Ok(result)) => result,
        Ok(Err(finding)) => (Vec::new(), vec![*finding]),
        Err(_) => (
            Vec::new(),
            vec![*unreadable(name, "the workbook is damaged in a way its reader does not survive")],
        ),
    }
}

fn read_book(name: &str, bytes: &[u8], limits: &Limits) -> Result<(Vec<Grid>, Vec<Finding>), Refusal> {
    let mut book: Book<'_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| refusal(name, &error))?;
    let sheets: Vec<(String, bool)> = (book.sheets_metadata().iter())
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible))
        .collect();
    if sheets.len() > limits.sheets {
        let text = format!("{} sheets; at most {} are read", sheets.len(), limits.sheets);
        let finding = Finding::block("SHEET_LIMIT", Place::file(name), text);
        return Err(Box::new(
            finding.with_remedy("ask for a workbook with the sheets of this shipment only"),
        ));
    }
    if sheets.is_empty() {
        return Err(unreadable(name, "the workbook has no sheet"));
    }
    let mut findings = Vec::new();
    let mut budget = Budget { cells: limits.cells, text_bytes: limits.text_bytes };
    let mut grids = Vec::new();
    for (sheet, hidden) in sheets {
        match read_sheet(&mut book, name, &sheet, hidden, limits, &mut budget, &mut findings) {
            Ok(grid) => grids.push(grid),
            Err(finding) if finding.code == "PAPER_TOO_LARGE" => return Err(finding),
            Err(finding) => findings.push(*finding),
        }
    }
    Ok((grids, findings))
}

fn refusal(name: &str, error: &XlsxError) -> Refusal {
    match error {
        XlsxError::Password => unreadable(name, "the workbook is protected by a password"),
        other => unreadable(name, format!("no sound workbook: {other}")),
    }
}

/// What may still be read of the workbook.
struct Budget {
    cells: usize,
    text_bytes: usize,
}

fn read_sheet(
    book: &mut Book<'_>,
    name: &str,
    sheet: &str,
    hidden: bool,
    limits: &Limits,
    budget: &mut Budget,
    findings: &mut Vec<Finding>,
) -> Result<Grid, Refusal> {
    let damaged = |error: XlsxError| -> Refusal {
        let text = format!("the sheet is damaged: {error}");
        let finding = Finding::block("PAPER_UNREADABLE", Place::file(name).sheet(sheet), text);
        Box::new(finding.with_remedy("ask for the paper again, or save it anew"))
    };
    let mut cells: Vec<(u32, Cell)> = Vec::new();
    let mut beyond = 0_usize;
    {
        let mut reader = book.worksheet_cells_reader(sheet).map_err(damaged)?;
        let formats = formats(reader.styles());
        while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(damaged)? {
            budget.cells = budget.cells.checked_sub(1).ok_or_else(|| {
                too_large(name, format!("more than {} cells in the workbook; it is not read", limits.cells))
            })?;
            let (row, column) = cell.get_position();
            let format = formats.get(style).cloned().flatten();
            let Some(cell) = convert(cell.get_value(), column, format, limits) else { continue };
            if column >= limits.columns {
                beyond += 1;
                continue;
            }
            budget.text_bytes = budget.text_bytes.checked_sub(cell.text.len()).ok_or_else(|| {
                too_large(
                    name,
                    format!("more than {} bytes of text in the workbook; it is not read", limits.text_bytes),
                )
            })?;
            cells.push((row.saturating_add(1), cell));
        }
    }
    if beyond > 0 {
        let text = format!(
            "{beyond} cells to the right of column {} were not looked at",
            crate::mapping::letters(limits.columns - 1)
        );
        findings.push(Finding::warn("COLUMNS_BEYOND", Place::file(name).sheet(sheet), text));
    }
    let formulas = formulas(book, sheet, limits, &mut cells);
    let merges = merges(book, sheet, limits);
    let mut grid =
        Grid { file: name.into(), sheet: Some(sheet.into()), hidden, rows: into_rows(cells), merges };
    let calculated = formula::calculate(&mut grid, &formulas);
    note_calculated(&grid, &calculated, findings);
    Ok(grid)
}

/// What was worked out, and what the workbook stores differently.
fn note_calculated(grid: &Grid, calculated: &formula::Calculated, findings: &mut Vec<Finding>) {
    if let Some((row, column)) = calculated.filled.first() {
        let text = format!("{} formulas had no stored result and were worked out", calculated.filled.len());
        findings.push(Finding::info("FORMULA_CALCULATED", grid.place_cell(*row, *column), text));
    }
    for (row, column, stored, value) in calculated.stale.iter().take(20) {
        let text = format!(
            "the stored result is {}, the formula gives {}",
            stored.normalize(),
            value.round_dp(4).normalize()
        );
        let finding = Finding::warn("FORMULA_STALE", grid.place_cell(*row, *column), text);
        findings.push(finding.with_remedy("the stored result was used; ask the seller which is right"));
    }
}

/// The number formats by style, for those that are not the general one.
fn formats(styles: &[Style]) -> Vec<Option<Arc<str>>> {
    let code = |style: &Style| {
        let code = style.number_format.as_ref().map(|format| format.format_code.as_str())?;
        (!code.eq_ignore_ascii_case("general") && !code.is_empty()).then(|| Arc::from(code))
    };
    styles.iter().map(code).collect()
}

/// The formulas by row and column. One without a stored result gets a cell of its own: there is something, and it has no
/// value yet.
fn formulas(
    book: &mut Book<'_>,
    sheet: &str,
    limits: &Limits,
    cells: &mut Vec<(u32, Cell)>,
) -> BTreeMap<(u32, u32), String> {
    let mut found = BTreeMap::new();
    let Ok(mut reader) = book.worksheet_cells_reader(sheet) else { return found };
    let held: BTreeSet<(u32, u32)> = cells.iter().map(|(row, cell)| (*row, cell.column)).collect();
    let mut seen = 0_usize;
    while let Ok(Some(formula)) = reader.next_formula() {
        seen += 1;
        if seen > limits.cells || found.len() >= MOST_FORMULAS {
            break;
        }
        let (row, column) = formula.get_position();
        let row = row.saturating_add(1);
        let text = formula.get_value();
        if text.is_empty() || column >= limits.columns || text.len() > LONGEST_FORMULA {
            continue;
        }
        if !held.contains(&(row, column)) {
            cells.push((
                row,
                Cell { column, value: CellValue::Broken, text: format!("={text}"), format: None },
            ));
        }
        found.insert((row, column), text.clone());
    }
    found
}

fn merges(book: &mut Book<'_>, sheet: &str, limits: &Limits) -> Merges {
    let areas = book.merge_cells_by_sheet_name(sheet).unwrap_or_default();
    let area = |area: &calamine::Dimensions| Merge {
        top: area.start.0.saturating_add(1),
        bottom: area.end.0.saturating_add(1),
        left: area.start.1,
        right: area.end.1,
    };
    areas.iter().take(limits.merges).map(area).collect()
}

fn into_rows(mut cells: Vec<(u32, Cell)>) -> Vec<Row> {
    cells.sort_by_key(|(row, cell)| (*row, cell.column));
    cells.dedup_by_key(|(row, cell)| (*row, cell.column));
    let mut rows: Vec<Row> = Vec::new();
    for (number, cell) in cells {
        match rows.last_mut() {
            Some(row) if row.number == number => row.cells.push(cell),
            _ => rows.push(Row { number, cells: vec![cell] }),
        }
    }
    rows
}

/// A typed cell, or nothing when it is blank.
fn convert(data: &DataRef<'_>, column: u32, format: Option<Arc<str>>, limits: &Limits) -> Option<Cell> {
    let text_cell = |text: &str| {
        let text: String = text.chars().take(limits.cell_chars).collect();
        (!text.trim().is_empty()).then(|| Cell {
            column,
            value: CellValue::Text,
            text,
            format: format.clone(),
        })
    };
    match data {
        DataRef::Empty => None,
        DataRef::String(text) => text_cell(text),
        DataRef::SharedString(text) => text_cell(text),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text_cell(text),
        DataRef::Bool(value) => text_cell(if *value { "TRUE" } else { "FALSE" }),
        DataRef::Int(value) => Some(number(Decimal::from(*value), column, format)),
        DataRef::Float(value) => match decimal(*value) {
            Some(value) => Some(number(value, column, format)),
            None => Some(Cell { column, value: CellValue::Broken, text: value.to_string(), format }),
        },
        DataRef::DateTime(value) => Some(date_cell(value, column, format)),
        DataRef::Error(error) => {
            Some(Cell { column, value: CellValue::Broken, text: format!("{error}"), format })
        }
    }
}

fn number(value: Decimal, column: u32, format: Option<Arc<str>>) -> Cell {
    let text =
        format.as_deref().and_then(|format| zero_filled(value, format)).unwrap_or_else(|| value.to_string());
    Cell { column, value: CellValue::Number(value), text, format }
}

/// The binary number as the decimal a person typed: fifteen significant digits, which is what a sheet keeps.
fn decimal(value: f64) -> Option<Decimal> {
    if !value.is_finite() {
        return None;
    }
    Decimal::from_scientific(&format!("{value:.14e}")).ok().map(|value| value.normalize())
}

/// A format of zeros and fixed signs (`00000`, `0000\.00`) shows a code, and its leading zeros belong to it.
fn zero_filled(value: Decimal, format: &str) -> Option<String> {
    if value.is_sign_negative() || value != value.trunc() || format.len() > 40 {
        return None;
    }
    let zeros = format.chars().filter(|c| *c == '0').count();
    let fixed = format.chars().all(|c| matches!(c, '0' | '\\' | '"' | '.' | '-' | ' ' | '/'));
    let escaped = !format.contains('.') || format.contains("\\.") || format.contains("\".\"");
    if zeros < 2 || !fixed || !escaped {
        return None;
    }
    let digits = format!("{:0>zeros$}", value.trunc().to_string());
    let surplus = digits.len() - zeros;
    let mut left = digits.chars();
    let mut text: String = left.by_ref().take(surplus).collect();
    for c in format.chars().filter(|c| !matches!(c, '\\' | '"')) {
        match c {
            '0' => text.extend(left.next()),
            sign => text.push(sign),
        }
    }
    Some(text)
}

fn date_cell(value: &ExcelDateTime, column: u32, format: Option<Arc<str>>) -> Cell {
    let broken = |text: String| Cell { column, value: CellValue::Broken, text, format: format.clone() };
    // Day numbers beyond the year 9999 are no dates, and the conversion does not expect them.
    let serial = match decimal(value.as_f64()) {
        Some(serial) if serial >= Decimal::ZERO && serial < Decimal::from(2_958_466) => serial,
        _ => return broken(value.as_f64().to_string()),
    };
    if value.is_duration() {
        return Cell { column, value: CellValue::Number(serial), text: serial.to_string(), format };
    }
    let (year, month, day, ..) = value.to_ymd_hms_milli();
    let date = i16::try_from(year).ok().zip(i8::try_from(month).ok()).zip(i8::try_from(day).ok());
    match date.and_then(|((year, month), day)| Date::new(year, month, day).ok()) {
        Some(date) => Cell { column, value: CellValue::Date(date), text: date.to_string(), format },
        None => broken(serial.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn binary_numbers_become_the_decimals_that_were_typed() {
        for (value, text) in [
            (14.35, "14.35"),
            (573.949_999_999_999_9, "573.95"),
            (0.0273, "0.0273"),
            (1e-9, "0.000000001"),
            (54_166_432.5, "54166432.5"),
        ] {
            assert_eq!(decimal(value), Some(exact(text)));
        }
        assert_eq!(decimal(f64::NAN), None);
        assert_eq!(decimal(f64::INFINITY), None);
        assert_eq!(decimal(1e300), None);
    }

    #[test]
    fn codes_keep_their_zeros() {
        assert_eq!(zero_filled(exact("1234"), "00000").as_deref(), Some("01234"));
        assert_eq!(zero_filled(exact("40690"), "0000\\.00").as_deref(), Some("0406.90"));
        assert_eq!(zero_filled(exact("123456"), "00000").as_deref(), Some("123456"));
        assert_eq!(zero_filled(exact("12"), "0.00"), None);
        assert_eq!(zero_filled(exact("12"), "#,##0"), None);
        assert_eq!(zero_filled(exact("12"), "0"), None);
    }
}
