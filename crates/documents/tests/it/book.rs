//! A workbook read back, with a small calculator of its own: it works every formula out again, exactly.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use cocket_base::{Decimal, Round};

/// What a cell says.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    Nothing,
    Text(String),
    Number(Decimal),
}

/// Sheets by name, cells by row and column from 0.
pub struct Book {
    pub names: Vec<String>,
    cells: HashMap<(String, u32, u32), Said>,
    formulas: HashMap<(String, u32, u32), String>,
    /// What formulas came to, so that none is worked out twice.
    worked: RefCell<HashMap<(String, u32, u32), Decimal>>,
}

impl Book {
    pub fn read(bytes: &[u8]) -> Book {
        let mut file: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
        let mut book = Book {
            names: file.sheet_names(),
            cells: HashMap::new(),
            formulas: HashMap::new(),
            worked: RefCell::default(),
        };
        for name in book.names.clone() {
            let range = file.worksheet_range(&name).unwrap();
            let (top, left) = range.start().unwrap_or_default();
            for (row, column, value) in range.used_cells() {
                let said = match value {
                    Data::Float(number) => Said::Number(number.to_string().parse().unwrap()),
                    Data::Int(number) => Said::Number((*number).into()),
                    Data::DateTime(day) => Said::Number(day.as_f64().to_string().parse().unwrap()),
                    Data::Empty => continue,
                    other => Said::Text(other.to_string()),
                };
                let at = (top + u32::try_from(row).unwrap(), left + u32::try_from(column).unwrap());
                book.cells.insert((name.clone(), at.0, at.1), said);
            }
            let range = file.worksheet_formula(&name).unwrap();
            let (top, left) = range.start().unwrap_or_default();
            for (row, column, formula) in range.used_cells().filter(|(.., formula)| !formula.is_empty()) {
                let at = (top + u32::try_from(row).unwrap(), left + u32::try_from(column).unwrap());
                book.formulas.insert((name.clone(), at.0, at.1), formula.trim_start_matches('=').into());
            }
        }
        book
    }

    pub fn cell(&self, sheet: &str, row: u32, column: u32) -> Said {
        self.cells.get(&(sheet.into(), row, column)).cloned().unwrap_or(Said::Nothing)
    }

    pub fn number(&self, sheet: &str, row: u32, column: u32) -> Decimal {
        match self.cell(sheet, row, column) {
            Said::Number(number) => number,
            other => panic!("{sheet} row {row} column {column} says {other:?}"),
        }
    }

    pub fn text(&self, sheet: &str, row: u32, column: u32) -> String {
        match self.cell(sheet, row, column) {
            Said::Text(text) => text,
            Said::Nothing => String::new(),
            Said::Number(number) => number.normalize().to_string(),
        }
    }

    pub fn formula(&self, sheet: &str, row: u32, column: u32) -> Option<&str> {
        self.formulas.get(&(sheet.into(), row, column)).map(String::as_str)
    }

    /// The row whose cell in `column` says `text`.
    pub fn row_of(&self, sheet: &str, column: u32, text: &str) -> u32 {
        let found = (0..5_000).find(|row| self.text(sheet, *row, column) == text);
        found.unwrap_or_else(|| panic!("no «{text}» on {sheet}"))
    }

    /// Works every formula out again; answers how many there are and which differ from what is stored.
    pub fn recalculate(&self) -> (usize, Vec<String>) {
        let differs = |((sheet, row, column), formula): (&(String, u32, u32), &String)| {
            let worked = Calculator { book: self, sheet, rest: formula }.sum();
            let stored = self.number(sheet, *row, *column);
            let near = (worked - stored).abs() < Decimal::new(1, 7);
            (!near).then(|| format!("{sheet} {row},{column} {formula}: stored {stored}, worked {worked}"))
        };
        (self.formulas.len(), self.formulas.iter().filter_map(differs).collect())
    }

    /// A cell worked out from its formula where it has one.
    fn value(&self, sheet: &str, row: u32, column: u32) -> Said {
        let Some(formula) = self.formula(sheet, row, column) else { return self.cell(sheet, row, column) };
        let key = (sheet.to_string(), row, column);
        let known = self.worked.borrow().get(&key).copied();
        Said::Number(known.unwrap_or_else(|| {
            let worked = Calculator { book: self, sheet, rest: formula }.sum();
            self.worked.borrow_mut().insert(key, worked);
            worked
        }))
    }
}

struct Calculator<'a> {
    book: &'a Book,
    sheet: &'a str,
    rest: &'a str,
}

impl Calculator<'_> {
    fn sum(mut self) -> Decimal {
        let value = self.expression();
        assert!(self.rest.is_empty(), "not understood: {}", self.rest);
        value
    }

    fn eat(&mut self, token: &str) -> bool {
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn take(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let end = self.rest.find(|c| !wanted(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken.into()
    }

    fn expression(&mut self) -> Decimal {
        let mut value = self.product();
        loop {
            if self.eat("+") {
                value += self.product();
            } else if self.eat("-") {
                value -= self.product();
            } else {
                return value;
            }
        }
    }

    fn product(&mut self) -> Decimal {
        let mut value = self.factor();
        loop {
            if self.eat("*") {
                value *= self.factor();
            } else if self.eat("/") {
                value /= self.factor();
            } else {
                return value;
            }
        }
    }

    fn factor(&mut self) -> Decimal {
        if self.eat("(") {
            let value = self.expression();
            assert!(self.eat(")"));
            return value;
        }
        if self.eat("-") {
            return -self.factor();
        }
        for name in ["ROUND(", "SUMIFS(", "SUM(", "MIN(", "MAX("] {
            if self.eat(name) {
                let value = match name {
                    "ROUND(" => {
                        let value = self.expression();
                        assert!(self.eat(","));
                        Round::HalfUp.to(value, self.expression().try_into().unwrap())
                    }
                    "SUMIFS(" => self.sum_ifs(),
                    "SUM(" => self.range().iter().map(number).sum(),
                    _ => {
                        let first = self.expression();
                        assert!(self.eat(","));
                        let second = self.expression();
                        if name == "MIN(" { first.min(second) } else { first.max(second) }
                    }
                };
                assert!(self.eat(")"), "{}", self.rest);
                return value;
            }
        }
        if self.rest.starts_with(|c: char| c.is_ascii_digit()) {
            return self.take(|c| c.is_ascii_digit() || c == '.').parse().unwrap();
        }
        let cells = self.range();
        assert_eq!(cells.len(), 1);
        number(&cells[0])
    }

    fn sum_ifs(&mut self) -> Decimal {
        let amounts = self.range();
        let mut keep = vec![true; amounts.len()];
        while self.eat(",") {
            let cells = self.range();
            assert!(self.eat(","));
            let wanted = if self.eat("\"") {
                let text = self.take(|c| c != '"');
                assert!(self.eat("\""));
                Said::Text(text)
            } else {
                self.range().remove(0)
            };
            for (keep, cell) in keep.iter_mut().zip(cells) {
                *keep &= cell == wanted;
            }
        }
        amounts.iter().zip(keep).filter(|(_, keep)| *keep).map(|(amount, _)| number(amount)).sum()
    }

    /// One cell or a range, here or on another sheet.
    fn range(&mut self) -> Vec<Said> {
        let sheet = if self.eat("'") {
            let name = self.take(|c| c != '\'');
            assert!(self.eat("'!"));
            name
        } else {
            self.sheet.to_string()
        };
        let (row, column) = self.reference();
        let (last_row, last_column) = if self.eat(":") { self.reference() } else { (row, column) };
        let cells = (row..=last_row).flat_map(|row| (column..=last_column).map(move |column| (row, column)));
        cells.map(|(row, column)| self.book.value(&sheet, row, column)).collect()
    }

    fn reference(&mut self) -> (u32, u32) {
        self.eat("$");
        let letters = self.take(|c| c.is_ascii_uppercase());
        self.eat("$");
        let row: u32 = self.take(|c| c.is_ascii_digit()).parse().unwrap();
        let column = letters.bytes().fold(0, |sum, b| sum * 26 + u32::from(b - b'A') + 1);
        (row - 1, column - 1)
    }
}

fn number(said: &Said) -> Decimal {
    match said {
        Said::Number(number) => *number,
        _ => Decimal::ZERO,
    }
}
