//! Formulas that a workbook stores without their result: the simple ones are worked out exactly, as any sheet program would
//! on opening. Sums, products, rounding and the four operations over numbers of the same sheet; nothing else.

use std::collections::{BTreeMap, BTreeSet};

use cocket_base::{Decimal, Round};

use crate::grid::{CellValue, Grid};
use crate::mapping::column_of;
use crate::numbers::{close, is_plausible};

/// Deepest chain of formulas and brackets.
const DEEPEST: u32 = 40;
/// Cells of one range.
const MOST_RANGE: usize = 50_000;
/// Cells and operations of one sheet's formulas.
const MOST_STEPS: u32 = 2_000_000;

/// What came of a sheet's formulas.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Calculated {
    /// Cells that got the value of their formula.
    pub filled: Vec<(u32, u32)>,
    /// Cells whose stored result differs: row, column, stored, worked out.
    pub stale: Vec<(u32, u32, Decimal, Decimal)>,
}

/// Works out the formulas of a sheet (row from 1, column from 0, text without `=`) and fills in what has no stored result.
/// A stored zero counts as none: programs that write workbooks without calculating put it there.
pub(super) fn calculate(grid: &mut Grid, formulas: &BTreeMap<(u32, u32), String>) -> Calculated {
    let mut calculated = Calculated::default();
    let mut values: Vec<((u32, u32), Decimal)> = Vec::new();
    {
        let mut sheet = Sheet { grid, formulas, known: BTreeMap::new(), open: BTreeSet::new(), steps: 0 };
        for (row, column) in formulas.keys() {
            if let Some(value) = sheet.formula(*row, *column, 0).filter(|value| is_plausible(*value)) {
                values.push(((*row, *column), value));
            }
        }
    }
    for ((row, column), value) in values {
        let at = grid.rows.binary_search_by_key(&row, |r| r.number);
        let held = at.ok().and_then(|at| grid.rows.get_mut(at));
        let Some(cell) = held.and_then(|r| r.cells.iter_mut().find(|c| c.column == column)) else { continue };
        match &cell.value {
            CellValue::Broken if cell.text.starts_with('=') => {}
            CellValue::Number(stored) if stored.is_zero() && !value.is_zero() => {}
            CellValue::Number(stored) => {
                if !close(*stored, value, Decimal::new(5, 3)) {
                    calculated.stale.push((row, column, *stored, value));
                }
                continue;
            }
            _ => continue,
        }
        let value = value.round_dp(10).normalize();
        cell.text = value.to_string();
        cell.value = CellValue::Number(value);
        calculated.filled.push((row, column));
    }
    calculated
}

struct Sheet<'s> {
    grid: &'s Grid,
    formulas: &'s BTreeMap<(u32, u32), String>,
    known: BTreeMap<(u32, u32), Option<Decimal>>,
    /// Formulas being worked out: meeting one again is a circle.
    open: BTreeSet<(u32, u32)>,
    steps: u32,
}

impl Sheet<'_> {
    fn step(&mut self) -> Option<()> {
        self.steps += 1;
        (self.steps <= MOST_STEPS).then_some(())
    }

    fn formula(&mut self, row: u32, column: u32, depth: u32) -> Option<Decimal> {
        if let Some(known) = self.known.get(&(row, column)) {
            return *known;
        }
        if depth > DEEPEST || !self.open.insert((row, column)) {
            return None;
        }
        let text = self.formulas.get(&(row, column)).cloned().unwrap_or_default();
        let mut parser = Parser { sheet: self, rest: text.trim_start_matches('='), depth };
        let value = parser.sum().filter(|_| parser.rest.trim().is_empty());
        self.open.remove(&(row, column));
        self.known.insert((row, column), value);
        value
    }

    /// A cell's number: of its formula where it has one that works out, else as stored. A blank cell is nothing.
    fn number(&mut self, row: u32, column: u32, depth: u32) -> Result<Option<Decimal>, ()> {
        self.step().ok_or(())?;
        if self.formulas.contains_key(&(row, column))
            && let Some(value) = self.formula(row, column, depth + 1)
        {
            return Ok(Some(value));
        }
        match self.grid.row(row).and_then(|row| row.cell(column)) {
            None => Ok(None),
            Some(cell) => match &cell.value {
                CellValue::Number(value) if is_plausible(*value) => Ok(Some(*value)),
                CellValue::Text => Ok(None),
                _ => Err(()),
            },
        }
    }
}

struct Parser<'p, 's, 'g> {
    sheet: &'p mut Sheet<'g>,
    rest: &'s str,
    depth: u32,
}

impl<'s> Parser<'_, 's, '_> {
    fn eat(&mut self, sign: char) -> bool {
        let rest = self.rest.trim_start();
        match rest.strip_prefix(sign) {
            Some(after) => {
                self.rest = after;
                true
            }
            None => false,
        }
    }

    fn sum(&mut self) -> Option<Decimal> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let mut value = self.product()?;
        loop {
            value = if self.eat('+') {
                value.checked_add(self.product()?)?
            } else if self.eat('-') {
                value.checked_sub(self.product()?)?
            } else {
                self.depth -= 1;
                return Some(value);
            };
        }
    }

    fn product(&mut self) -> Option<Decimal> {
        let mut value = self.factor()?;
        loop {
            self.sheet.step()?;
            value = if self.eat('*') {
                value.checked_mul(self.factor()?)?
            } else if self.eat('/') {
                value.checked_div(self.factor()?)?
            } else {
                return Some(value);
            };
        }
    }

    fn factor(&mut self) -> Option<Decimal> {
        let mut negative = false;
        while self.rest.trim_start().starts_with(['-', '+']) {
            self.sheet.step()?;
            negative ^= self.eat('-');
            self.eat('+');
        }
        let value = if self.eat('(') {
            let value = self.sum()?;
            self.eat(')').then_some(value)?
        } else {
            self.atom()?
        };
        let value = if self.eat('%') { value.checked_div(Decimal::ONE_HUNDRED)? } else { value };
        Some(if negative { -value } else { value })
    }

    fn atom(&mut self) -> Option<Decimal> {
        let word = self.word();
        if word.is_empty() {
            return None;
        }
        if word.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
            return word.parse().ok();
        }
        if self.eat('(') {
            return self.function(&word.to_ascii_uppercase());
        }
        let (row, column) = reference(word)?;
        // A blank counts as zero in a sheet's arithmetic.
        Some(self.sheet.number(row, column, self.depth).ok()?.unwrap_or(Decimal::ZERO))
    }

    fn word(&mut self) -> &'s str {
        let rest = self.rest.trim_start();
        let end =
            rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '$' | '.'))).unwrap_or(rest.len());
        let (word, after) = rest.split_at_checked(end).unwrap_or(("", rest));
        self.rest = after;
        word
    }

    fn function(&mut self, name: &str) -> Option<Decimal> {
        let arguments = self.arguments()?;
        let flat = || arguments.iter().flatten().copied();
        match name {
            "SUM" => flat().try_fold(Decimal::ZERO, Decimal::checked_add),
            "PRODUCT" => flat().try_fold(Decimal::ONE, Decimal::checked_mul),
            "ROUND" => match arguments.as_slice() {
                [value, places] => {
                    let places = u32::try_from(i64::try_from(*places.first()?).ok()?)
                        .ok()
                        .filter(|places| *places <= 10)?;
                    Some(Round::HalfUp.to(*value.first()?, places))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// The arguments up to the closing bracket, each a range or an expression.
    fn arguments(&mut self) -> Option<Vec<Vec<Decimal>>> {
        let mut all = Vec::new();
        loop {
            let before = self.rest;
            match self.range() {
                Some(values) => all.push(values),
                None => {
                    self.rest = before;
                    all.push(vec![self.sum()?]);
                }
            }
            if self.eat(')') {
                return Some(all);
            }
            if !self.eat(',') {
                return None;
            }
        }
    }

    /// `A1:B9`, or nothing when no range stands here.
    fn range(&mut self) -> Option<Vec<Decimal>> {
        let from = reference(self.word())?;
        if !self.eat(':') {
            return None;
        }
        let to = reference(self.word())?;
        let (rows, columns) = (from.0.min(to.0)..=from.0.max(to.0), from.1.min(to.1)..=from.1.max(to.1));
        let all = &self.sheet.grid.rows;
        let first = all.partition_point(|row| row.number < *rows.start());
        let inside = all.iter().skip(first).take_while(|row| row.number <= *rows.end());
        let held: Vec<(u32, u32)> = inside
            .flat_map(|row| row.cells.iter().map(|cell| (row.number, cell.column)))
            .filter(|(_, column)| columns.contains(column))
            .take(MOST_RANGE)
            .collect();
        let mut values = Vec::new();
        for (row, column) in held {
            values.extend(self.sheet.number(row, column, self.depth).ok()?);
        }
        Some(values)
    }
}

/// `B7` or `$B$7`: row from 1, column from 0.
fn reference(text: &str) -> Option<(u32, u32)> {
    let plain: String = text.chars().filter(|c| *c != '$').collect();
    let split = plain.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = plain.split_at_checked(split)?;
    Some((digits.parse().ok().filter(|row| *row > 0)?, column_of(letters)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::{Cell, Row};

    fn worked_out(formula: &str) -> Option<String> {
        let number = |column, text: &str| {
            let value: Decimal = text.parse().unwrap();
            Cell { column, value: CellValue::Number(value), text: text.into(), format: None }
        };
        let broken = Cell { column: 4, value: CellValue::Broken, text: format!("={formula}"), format: None };
        let rows = vec![
            Row { number: 1, cells: vec![number(0, "10"), number(1, "2.5"), Cell::text(2, "pcs"), broken] },
            Row { number: 2, cells: vec![number(0, "4"), number(1, "0.333")] },
        ];
        let mut grid = Grid { rows, ..Grid::default() };
        let formulas = BTreeMap::from([((1, 4), formula.to_string())]);
        calculate(&mut grid, &formulas);
        let cell = grid.cell(1, 4).unwrap();
        matches!(cell.value, CellValue::Number(_)).then(|| cell.text.clone())
    }

    #[test]
    fn the_formulas_of_invoices_are_exact() {
        for (formula, value) in [
            ("A1*B1", "25"),
            ("ROUND(A2*B2,2)", "1.33"),
            ("SUM(A1:A2)", "14"),
            ("SUM(A1:B2,1)-$A$1*2%", "17.633"),
            ("-(A1+A2)/2", "-7"),
            ("PRODUCT(A1,B1)", "25"),
            ("A1+D9", "10"),
        ] {
            assert_eq!(worked_out(formula).as_deref(), Some(value), "{formula}");
        }
    }

    #[test]
    fn anything_else_stays_without_a_value() {
        for formula in [
            "E1+1",
            "IF(A1>1,2,3)",
            "A1/0",
            "Sheet2!A1",
            "VLOOKUP(A1,A1:B2,2)",
            "A1*",
            "((((",
            "A1&B1",
            "",
            "SUM(",
            "9E99",
            &"(".repeat(500),
        ] {
            assert_eq!(worked_out(formula), None, "{formula}");
        }
    }
}
