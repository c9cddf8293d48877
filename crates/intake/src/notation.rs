//! Which notation a sheet's numbers are in, decided by its own evidence and never by habit.
//!
//! In this order: numbers that only one notation allows; what a person confirmed for the seller; the arithmetic of the rows;
//! whole pieces and whole packages. Where nothing decides, the cells stay unread and a finding says so.

use std::collections::BTreeMap;

use cocket_base::{Decimal, Dimension, Finding};

use crate::grid::{Cell, CellValue, Grid};
use crate::mapping::{Role, SheetMapping};
use crate::numbers::{Notation, Reading, close};
use crate::words::words;

/// How sure a column's notation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// No text depends on it.
    Free,
    /// Decided.
    Decided(Notation),
    /// Texts of both notations: each cell for itself.
    Mixed,
    /// Undecided.
    Open,
}

/// The notation of a sheet's columns.
#[derive(Clone, Debug)]
pub struct Notations {
    by_column: BTreeMap<u32, Verdict>,
    /// The sheet's notation, where one is known.
    pub sheet: Option<Notation>,
}

/// A number that could be two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ambiguous {
    /// With a decimal point.
    pub point: Decimal,
    /// With a decimal comma.
    pub comma: Decimal,
}

impl Notations {
    /// The value of a cell, `None` when it is no number, or the two values it could have.
    pub fn value(&self, cell: &Cell) -> Result<Option<Decimal>, Ambiguous> {
        let Some(reading) = cell.reading() else { return Ok(None) };
        self.resolve(&reading, self.by_column.get(&cell.column).copied())
    }

    /// The value of a number found in a text outside the table.
    pub fn value_of(&self, reading: &Reading) -> Result<Option<Decimal>, Ambiguous> {
        self.resolve(reading, None)
    }

    fn resolve(&self, reading: &Reading, verdict: Option<Verdict>) -> Result<Option<Decimal>, Ambiguous> {
        if let Some(value) = reading.clear() {
            return Ok(Some(value));
        }
        let (Some(point), Some(comma)) = (reading.point, reading.comma) else { return Ok(None) };
        let notation = match verdict {
            Some(Verdict::Decided(notation)) => Some(notation),
            Some(Verdict::Mixed) => None,
            _ => self.sheet,
        };
        notation.map(|notation| reading.under(notation)).ok_or(Ambiguous { point, comma })
    }
}

/// Decides the notation from the rows that hold figures: `lines` for the arithmetic, `others` (sums, adjustments) as votes.
pub fn decide(
    grid: &Grid,
    mapping: &SheetMapping,
    lines: &[u32],
    others: &[u32],
) -> (Notations, Vec<Finding>) {
    let numeric: Vec<(u32, Role)> = (mapping.columns.iter())
        .filter(|known| known.role.is_numeric())
        .map(|known| (known.column, known.role))
        .collect();
    let rows: Vec<u32> = lines.iter().chain(others).copied().collect();
    let mut findings = Vec::new();
    let mut notations = Notations { by_column: BTreeMap::new(), sheet: None };
    for (column, _) in &numeric {
        notations.by_column.insert(*column, verdict(grid, &rows, *column));
    }
    let decided: Vec<Notation> = (notations.by_column.values())
        .filter_map(|verdict| if let Verdict::Decided(notation) = verdict { Some(*notation) } else { None })
        .collect();
    let agreed = decided.first().filter(|first| decided.iter().all(|other| other == *first)).copied();
    notations.sheet = agreed.or(if decided.is_empty() { mapping.notation } else { None });
    for (column, verdict) in notations.by_column.iter().filter(|(_, verdict)| **verdict == Verdict::Mixed) {
        let _ = verdict;
        let text =
            "numbers of both notations, 1,234.50 and 1.234,50, in one column; each cell was read for itself";
        findings.push(Finding::warn(
            "NOTATION_MIXED",
            grid.place().column(crate::mapping::letters(*column)),
            text,
        ));
    }
    settle_by_arithmetic(grid, mapping, lines, &mut notations);
    let pieces = counts_pieces(grid, mapping, lines);
    settle_by_whole_numbers(grid, &numeric, lines, pieces, &mut notations);
    (notations, findings)
}

/// What the texts of one column allow.
fn verdict(grid: &Grid, rows: &[u32], column: u32) -> Verdict {
    let (mut point, mut comma, mut either) = (0, 0, 0);
    for cell in rows
        .iter()
        .filter_map(|row| grid.row(*row)?.cell(column))
        .filter(|cell| cell.value == CellValue::Text)
    {
        let Some(reading) = cell.reading() else { continue };
        match reading.only() {
            Some(Notation::Point) => point += 1,
            Some(Notation::Comma) => comma += 1,
            None if reading.is_ambiguous() => either += 1,
            None => {}
        }
    }
    match (point > 0, comma > 0, either > 0) {
        (true, true, _) => Verdict::Mixed,
        (true, false, _) => Verdict::Decided(Notation::Point),
        (false, true, _) => Verdict::Decided(Notation::Comma),
        (false, false, true) => Verdict::Open,
        (false, false, false) => Verdict::Free,
    }
}

/// Open columns of quantity, price and amount take the notations under which most rows multiply out. The sheet's own
/// notation wins among equals; without one, a single best choice is needed.
fn settle_by_arithmetic(grid: &Grid, mapping: &SheetMapping, lines: &[u32], notations: &mut Notations) {
    let trio = [Role::Quantity, Role::UnitPrice, Role::Amount]
        .map(|role| mapping.column(role).map(|known| known.column));
    let [Some(quantity), Some(price), Some(amount)] = trio else { return };
    let columns = [quantity, price, amount];
    let open: Vec<u32> =
        columns.into_iter().filter(|c| notations.by_column.get(c) == Some(&Verdict::Open)).collect();
    if open.is_empty() {
        return;
    }
    let per = mapping.column(Role::UnitPrice).and_then(|known| known.price_per).unwrap_or(1);
    let rows: Vec<[Reading; 3]> = lines
        .iter()
        .take(500)
        .filter_map(|row| {
            let row = grid.row(*row)?;
            let [a, b, c] = columns.map(|column| row.cell(column).and_then(Cell::reading));
            Some([a?, b?, c?])
        })
        .collect();
    let pieces_count = counts_pieces(grid, mapping, lines);
    let mut scored: Vec<(usize, bool, [Notation; 3])> = Vec::new();
    for choice in choices(columns, &open, notations) {
        let fits = rows.iter().filter(|row| fits(row, choice, per)).count();
        let whole = rows.iter().all(|[quantity, _, amount]| {
            let pieces = !pieces_count || quantity.under(choice[0]).is_none_or(|v| v.fract().is_zero());
            let cents = amount.under(choice[2]).is_none_or(|v| v.scale() <= 2);
            pieces && cents
        });
        scored.push((fits, whole, choice));
    }
    let most = scored.iter().map(|(fits, ..)| *fits).max().unwrap_or(0);
    if most == 0 || most * 2 < rows.len() {
        return;
    }
    let mut best: Vec<_> = scored.into_iter().filter(|(fits, ..)| *fits == most).collect();
    if let Some(sheet) = notations.sheet {
        let own = best
            .iter()
            .find(|(_, _, choice)| columns.iter().zip(choice).all(|(c, n)| !open.contains(c) || *n == sheet))
            .cloned();
        if let Some(own) = own {
            best = vec![own];
        }
    }
    if best.len() > 1 && best.iter().filter(|(_, whole, _)| *whole).count() >= 1 {
        best.retain(|(_, whole, _)| *whole);
    }
    let [(_, _, choice)] = best.as_slice() else { return };
    for (column, notation) in columns.into_iter().zip(choice).filter(|(column, _)| open.contains(column)) {
        notations.by_column.insert(column, Verdict::Decided(*notation));
    }
    if notations.sheet.is_none() && choice.iter().all(|notation| *notation == choice[0]) {
        notations.sheet = Some(choice[0]);
    }
}

/// Every way to read the open columns; decided ones keep theirs.
fn choices(columns: [u32; 3], open: &[u32], notations: &Notations) -> Vec<[Notation; 3]> {
    let fixed = |column: &u32| match notations.by_column.get(column) {
        Some(Verdict::Decided(notation)) => *notation,
        _ => notations.sheet.unwrap_or(Notation::Point),
    };
    let mut all = vec![columns.map(|column| fixed(&column))];
    for (at, column) in columns.iter().enumerate().filter(|(_, column)| open.contains(column)) {
        let _ = column;
        let mut more = Vec::new();
        for choice in &all {
            for notation in Notation::BOTH {
                let mut next = *choice;
                if let Some(slot) = next.get_mut(at) {
                    *slot = notation;
                }
                more.push(next);
            }
        }
        all = more;
    }
    all.sort_by_key(|choice| choice.map(|notation| notation == Notation::Comma));
    all.dedup();
    all
}

fn fits([quantity, price, amount]: &[Reading; 3], choice: [Notation; 3], per: u32) -> bool {
    let [q, p, a] = [quantity.under(choice[0]), price.under(choice[1]), amount.under(choice[2])];
    let (Some(q), Some(p), Some(a)) = (q, p, a) else { return false };
    let product = q.checked_mul(p).and_then(|product| product.checked_div(Decimal::from(per.max(1))));
    product.is_some_and(|product| close(product, a, Decimal::new(1, 2)))
}

/// Columns still open: the sheet's notation, else whole pieces and packages.
fn settle_by_whole_numbers(
    grid: &Grid,
    numeric: &[(u32, Role)],
    lines: &[u32],
    pieces: bool,
    notations: &mut Notations,
) {
    for (column, role) in numeric {
        if notations.by_column.get(column) != Some(&Verdict::Open) || notations.sheet.is_some() {
            continue;
        }
        let counted = *role == Role::Packages || *role == Role::Quantity && pieces;
        let readings: Vec<Reading> = lines
            .iter()
            .filter_map(|row| grid.row(*row)?.cell(*column)?.reading())
            .filter(Reading::is_ambiguous)
            .collect();
        let whole =
            |notation| readings.iter().all(|r| r.under(notation).is_some_and(|v| v.fract().is_zero()));
        let whole = Notation::BOTH.map(whole);
        // Three decimals on every piece count would be strange; thousands are not.
        if counted && whole[0] != whole[1] {
            let notation = if whole[0] { Notation::Point } else { Notation::Comma };
            notations.by_column.insert(*column, Verdict::Decided(notation));
        }
    }
}

/// True when every unit the lines or the heading name counts pieces, so that a fraction of one makes no sense.
fn counts_pieces(grid: &Grid, mapping: &SheetMapping, lines: &[u32]) -> bool {
    let whole = |unit: cocket_base::Unit| matches!(unit.dimension(), Dimension::Count | Dimension::Pairs);
    let heading = mapping.column(Role::Quantity).and_then(|known| known.unit);
    let column = mapping.column(Role::Unit).map(|known| known.column);
    let quantity = mapping.column(Role::Quantity).map(|known| known.column);
    let units = lines.iter().filter_map(|row| {
        let own = column.and_then(|column| grid.cell(*row, column)).map(|cell| cell.text.clone());
        let behind = || grid.row(*row)?.cell(quantity?)?.reading()?.unit;
        own.or_else(behind)
    });
    let units: Vec<_> = units.map(|text| words().unit(&text)).collect();
    match heading {
        Some(unit) if units.is_empty() => whole(unit),
        _ => !units.is_empty() && units.iter().all(|unit| unit.is_some_and(whole)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::Row;

    /// A sheet with part, quantity, unit, price and amount, decided and read back by column.
    fn read(lines: &[[&str; 4]]) -> Vec<[Option<String>; 3]> {
        let mut mapping = SheetMapping::default();
        for (role, column) in [(Role::Quantity, 0), (Role::Unit, 1), (Role::UnitPrice, 2), (Role::Amount, 3)]
        {
            mapping.assign(role, Some(column));
        }
        let row = |(line, number): (&[&str; 4], u32)| {
            let cells = line.iter().zip(0..).map(|(text, column)| Cell::text(column, *text)).collect();
            Row { number, cells }
        };
        let grid = Grid { rows: lines.iter().zip(1..).map(row).collect(), ..Grid::default() };
        let rows: Vec<u32> = grid.rows.iter().map(|row| row.number).collect();
        let (notations, _) = decide(&grid, &mapping, &rows, &[]);
        let value = |row: &Row, column| {
            let value = notations.value(row.cell(column).unwrap()).ok().flatten();
            value.map(|v| v.normalize().to_string())
        };
        grid.rows.iter().map(|row| [value(row, 0), value(row, 2), value(row, 3)]).collect()
    }

    fn some(texts: [&str; 3]) -> [Option<String>; 3] {
        texts.map(|text| Some(text.to_string()))
    }

    #[test]
    fn one_clear_number_decides_the_sheet() {
        let read = read(&[["1.000", "Stk", "3,85", "3.850,00"], ["12", "Stk", "1.180,00", "14.160,00"]]);
        assert_eq!(read[0], some(["1000", "3.85", "3850"]));
        assert_eq!(read[1], some(["12", "1180", "14160"]));
    }

    #[test]
    fn arithmetic_and_whole_pieces_decide_where_no_number_is_clear() {
        assert_eq!(read(&[["1.200", "pcs", "3", "3.600"]])[0], some(["1200", "3", "3600"]));
        assert_eq!(read(&[["1,200", "pcs", "3", "3,600"]])[0], some(["1200", "3", "3600"]));
        // Quantities with a point for thousands, prices with a decimal point: only the product tells.
        assert_eq!(
            read(&[["1.200", "kg", "0.25", "300"], ["2.000", "kg", "0.50", "1000"]])[0],
            some(["1200", "0.25", "300"])
        );
    }

    #[test]
    fn what_nothing_decides_stays_unread() {
        // 1200 kg at 3.50 or 1.2 kg at 3500: both come to 4200.
        let read = read(&[["1.200", "kg", "3.500", "4.200"]]);
        assert_eq!(read[0], [None, None, None]);
    }
}
