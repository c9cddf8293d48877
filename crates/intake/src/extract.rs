//! From a classified row to facts with their places; everything that does not read is a finding.

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Currency, Decimal, Finding, Place, Quantity, Unit};
use cocket_law::Pack;

use crate::countries;
use crate::facts::Sourced;
use crate::grid::{Cell, CellValue, Grid};
use crate::mapping::{Role, SheetMapping, letters};
use crate::notation::Notations;
use crate::words::{fold, words};

/// Reads the cells of one table.
pub struct Extractor<'x> {
    /// The sheet.
    pub grid: &'x Grid,
    /// Its mapping.
    pub mapping: &'x SheetMapping,
    /// Its notation.
    pub notations: &'x Notations,
    /// Names of countries.
    pub law: &'x Pack,
    /// What was noticed.
    pub findings: Vec<Finding>,
}

/// A part number with the blanks around it, and what it was made of.
pub struct PartText {
    /// Without blanks at its ends, other blanks single, full-width signs plain.
    pub value: String,
    /// As it stands.
    pub raw: String,
}

impl PartText {
    /// The part number of a text.
    pub fn new(raw: &str) -> PartText {
        let plain: String = raw
            .chars()
            .filter(|c| !matches!(c, '\u{200b}' | '\u{feff}'))
            .map(crate::words::halfwidth)
            .collect();
        let value = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        PartText { value, raw: raw.into() }
    }
}

impl Extractor<'_> {
    /// The cell of a role in its own row.
    pub fn own(&self, row: u32, role: Role) -> Option<&Cell> {
        let column = self.mapping.column(role)?.column;
        self.grid.row(row)?.cell(column)
    }

    /// The cell of a role, or the anchor of the merged area over it.
    pub fn spread(&self, row: u32, role: Role) -> Option<&Cell> {
        let column = self.mapping.column(role)?.column;
        self.grid.cell(row, column)
    }

    /// The place of a cell, named by its part.
    pub fn place(&self, row: u32, column: u32, item: &str) -> Place {
        let place = self.grid.place_cell(row, column);
        if item.is_empty() { place } else { place.at_item(item) }
    }

    /// The part number of a row, with a finding when blanks were removed.
    pub fn part(&mut self, row: u32) -> Option<Sourced<String>> {
        let cell = self.spread(row, Role::Part)?;
        let (column, raw) = (cell.column, cell.text.clone());
        let part = PartText::new(&raw);
        if part.value.is_empty() {
            return None;
        }
        let place = self.place(row, column, &part.value);
        if part.value != part.raw {
            let what = if part.value == raw.trim() {
                "blanks around the part number were removed"
            } else {
                "the part number's blanks and signs were made plain"
            };
            self.findings.push(Finding::info(
                "PART_NO_NORMALISED",
                place.clone(),
                format!("{what}: «{raw}» is {}", part.value),
            ));
        }
        Some(Sourced { value: part.value, place, raw })
    }

    /// A text of a row, spread over merged areas.
    pub fn text(&self, row: u32, role: Role, item: &str) -> Option<Sourced<String>> {
        let cell = self.spread(row, role)?;
        let value = cell.text.trim();
        let sourced = || Sourced {
            value: value.into(),
            place: self.place(row, cell.column, item),
            raw: cell.text.clone(),
        };
        (!value.is_empty()).then(sourced)
    }

    /// A number of a row. What is there and does not read is a finding.
    pub fn number(&mut self, row: u32, role: Role, item: &str) -> Option<Sourced<Decimal>> {
        let column = self.mapping.column(role)?.column;
        let Some(cell) = self.grid.row(row)?.cell(column) else {
            self.note_merged(row, column, role, item);
            return None;
        };
        let place = self.place(row, column, item);
        let finding = match (&cell.value, self.notations.value(cell)) {
            (CellValue::Broken, _) => {
                let what = if cell.text.starts_with('=') {
                    "a formula without a stored result"
                } else {
                    "an error or no usable number"
                };
                Finding::block("CELL_BROKEN", place, format!("{role}: {what} ({})", cell.text))
                    .with_remedy("open and save the workbook in its own program, or ask the seller")
            }
            (_, Ok(Some(value))) => return Some(Sourced { value, place, raw: cell.text.clone() }),
            (_, Err(two)) => {
                let text = format!(
                    "{role} «{}» is {} with a decimal point and {} with a decimal comma",
                    cell.text,
                    two.point.normalize(),
                    two.comma.normalize()
                );
                Finding::block("NUMBER_AMBIGUOUS", place, text)
                    .with_remedy("say how this seller writes numbers; it is remembered")
            }
            (_, Ok(None)) if is_blank_mark(&cell.text) => return None,
            (_, Ok(None)) => Finding::block(
                "NOT_A_NUMBER",
                place,
                format!("{role} «{}» is not a number", clip(&cell.text)),
            )
            .with_remedy("ask the seller for the figure"),
        };
        self.findings.push(finding);
        None
    }

    /// A figure that stands once for several rows belongs to all of them together.
    fn note_merged(&mut self, row: u32, column: u32, role: Role, item: &str) {
        let Some(merge) = self.grid.merged_from_above(row, column) else { return };
        let text = format!(
            "{role} stands once for rows {} to {}; the share of this row is not known",
            merge.top, merge.bottom
        );
        self.findings.push(Finding::warn("MERGED_FIGURE", self.place(row, column, item), text));
    }

    /// The unit of a quantity: its own column, the words behind the number, or the heading.
    pub fn unit(&mut self, row: u32, item: &str, ditto: Option<&Sourced<Unit>>) -> Option<Sourced<Unit>> {
        let written = self.spread(row, Role::Unit).map(|cell| (cell.column, cell.text.trim().to_string()));
        let behind = || {
            let cell = self.own(row, Role::Quantity)?;
            Some((cell.column, cell.reading()?.unit?))
        };
        let behind = behind();
        if let (Some((_, own)), Some((column, word))) = (&written, &behind) {
            self.unit_behind(self.place(row, *column, item), own, word);
        }
        let Some((column, text)) = written.or(behind) else {
            let quantity = self.mapping.column(Role::Quantity)?;
            let place = self.place(row, quantity.column, item);
            return quantity.unit.map(|value| Sourced { value, place, raw: quantity.heading.clone() });
        };
        let place = self.place(row, column, item);
        if is_ditto(&text) {
            return ditto.map(|before| Sourced { value: before.value, place, raw: text });
        }
        match words().unit(&text) {
            Some(value) => Some(Sourced { value, place, raw: text }),
            None => {
                let finding =
                    Finding::block("UNKNOWN_UNIT", place, format!("the unit «{}» is not known", clip(&text)));
                self.findings.push(finding.with_remedy("say what one of them is: pieces, dozens, kg, …"));
                None
            }
        }
    }

    /// A word behind the quantity says the same as the column of units, or one of the two is wrong.
    fn unit_behind(&mut self, place: Place, own: &str, word: &str) {
        let (of_column, of_cell) = (words().unit(own), words().unit(word));
        let finding = match (of_column, of_cell) {
            (_, None) => Finding::block(
                "UNKNOWN_UNIT",
                place,
                format!("«{}» behind the quantity is no unit that is known", clip(word)),
            )
            .with_remedy("say what one of them is: pieces, dozens, kg, …"),
            (Some(a), Some(b)) if a != b => {
                let text = format!("the quantity is in {b}, the column of units says {a}");
                Finding::block("UNIT_CONFLICT", place, text).with_remedy("ask the seller what is counted")
            }
            _ => return,
        };
        self.findings.push(finding);
    }

    /// The origin on a line.
    pub fn origin(
        &mut self,
        row: u32,
        item: &str,
        ditto: Option<&Sourced<Country>>,
    ) -> Option<Sourced<Country>> {
        let cell = self.spread(row, Role::Origin)?;
        let (column, raw) = (cell.column, cell.text.clone());
        let place = self.place(row, column, item);
        if is_ditto(&raw) {
            return ditto.map(|before| Sourced { value: before.value, place, raw });
        }
        if raw.trim().is_empty() || is_blank_mark(&raw) {
            return None;
        }
        let found = countries::named(&raw, self.law);
        if found.is_none() {
            let finding = Finding::block(
                "UNKNOWN_ORIGIN",
                place.clone(),
                format!("the origin «{}» names no country that is known", clip(&raw)),
            );
            self.findings.push(finding.with_remedy("give the country"));
        }
        found.map(|value| Sourced { value, place, raw })
    }

    /// The tariff number on a line, as far as its digits go.
    pub fn hs(&mut self, row: u32, item: &str) -> Option<Sourced<TariffNumber>> {
        let cell = self.spread(row, Role::Hs)?;
        let (column, raw) = (cell.column, cell.text.clone());
        if raw.trim().is_empty() || is_blank_mark(&raw) {
            return None;
        }
        let place = self.place(row, column, item);
        match tariff_digits(cell).and_then(|digits| digits.parse().ok()) {
            Some(value) => Some(Sourced { value, place, raw }),
            None => {
                self.findings.push(Finding::warn(
                    "HS_UNREADABLE",
                    place,
                    format!("«{}» is not a tariff number", clip(&raw)),
                ));
                None
            }
        }
    }

    /// A weight of a row, in kilograms: by the cell's own unit, else the heading's, else kilograms.
    pub fn weight(&mut self, row: u32, role: Role, item: &str, default: Unit) -> Option<Sourced<Decimal>> {
        let number = self.number(row, role, item)?;
        let heading = self.mapping.column(role).and_then(|known| known.unit);
        let own =
            self.own(row, role).and_then(|cell| cell.reading()?.unit).and_then(|text| words().unit(&text));
        let unit = own.or(heading).unwrap_or(default);
        match Quantity::new(number.value, unit).to(Unit::kg()) {
            Ok(kg) => Some(Sourced { value: kg.amount, ..number }),
            Err(_) => {
                let text = format!("{role} «{}» is in {unit}, which is no weight", clip(&number.raw));
                self.findings.push(Finding::block("UNKNOWN_UNIT", number.place, text));
                None
            }
        }
    }

    /// The currency on a line.
    pub fn currency(&self, row: u32, item: &str) -> Option<Sourced<Currency>> {
        let cell = self.spread(row, Role::Currency)?;
        let value = words().currency(&cell.text)?;
        Some(Sourced { value, place: self.place(row, cell.column, item), raw: cell.text.clone() })
    }

    /// The figure of a sum or an adjustment: in the column of amounts, else the rightmost number of the row, else the last
    /// number inside the row's own text.
    pub fn row_figure(&mut self, row: u32) -> Option<Sourced<Decimal>> {
        let amount = self.mapping.column(Role::Amount).map(|known| known.column);
        let cells = &self.grid.row(row)?.cells;
        let usable = |cell: &&Cell| cell.reading().is_some_and(|reading| !reading.percent);
        let in_column = cells.iter().find(|cell| Some(cell.column) == amount && cell.reading().is_some());
        let cell = in_column.or_else(|| cells.iter().rev().find(usable));
        let (column, raw, reading) = match cell {
            Some(cell) => (cell.column, cell.text.clone(), cell.reading()?),
            None => {
                let (cell, token) =
                    cells.iter().rev().filter(|cell| cell.value == CellValue::Text).find_map(|cell| {
                        let token = cell
                            .text
                            .split(|c: char| c.is_whitespace() || c == ':')
                            .rev()
                            .find(|token| is_amount_token(token))?;
                        Some((cell, token))
                    })?;
                (cell.column, token.to_string(), crate::numbers::read(token)?)
            }
        };
        let place = self.place(row, column, "");
        let as_cell = Cell { column, value: CellValue::Text, text: raw.clone(), format: None };
        let value = if cell.is_some() {
            self.grid.row(row)?.cell(column).map(|cell| self.notations.value(cell))?
        } else {
            self.notations.value(&as_cell).or_else(|_| self.notations.value_of(&reading))
        };
        match value {
            Ok(value) => value.map(|value| Sourced { value, place, raw }),
            Err(two) => {
                let text = format!(
                    "«{raw}» is {} with a decimal point and {} with a decimal comma",
                    two.point.normalize(),
                    two.comma.normalize()
                );
                self.findings.push(
                    Finding::block("NUMBER_AMBIGUOUS", place, text)
                        .with_remedy("say how this seller writes numbers; it is remembered"),
                );
                None
            }
        }
    }

    /// The place of a column's heading, for findings about the whole column.
    pub fn column_place(&self, role: Role) -> Place {
        let column = self.mapping.column(role).map(|known| letters(known.column));
        let place = self.grid.place();
        Place { column, row: self.mapping.header_row, ..place }
    }
}

/// A token that is an amount: digits with a decimal sign or a currency, no plain small number such as `art. 8`.
fn is_amount_token(token: &str) -> bool {
    let separated = token.contains(['.', ',', '\'', '’']);
    separated && crate::numbers::read(token).is_some_and(|reading| !reading.percent)
}

/// `-`, `n/a` and the like: nothing is stated.
pub fn is_blank_mark(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty()
        && (text.chars().all(|c| matches!(c, '-' | '–' | '—' | '_' | '.' | '*' | '/'))
            || matches!(fold(text).as_str(), "n / a" | "na" | "nil" | "none" | "tba" | "tbd"))
}

/// `"`, `do.`, `ditto`: as above.
pub fn is_ditto(text: &str) -> bool {
    let trimmed = text.trim();
    matches!(trimmed, "\"" | "''" | "”" | "〃" | "\"\"" | "-\"-" | "-''-")
        || matches!(fold(trimmed).as_str(), "do" | "ditto" | "idem" | "dto" | "same" | "同上")
}

/// The digits of a tariff number. A numeric cell has lost the zeros at its ends: 406.9 is 0406.90.
fn tariff_digits(cell: &Cell) -> Option<String> {
    let text = cell.text.trim();
    let code: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let code = code.trim_start_matches(|c: char| c.is_alphabetic() || matches!(c, ':' | '.' | '#'));
    if !code.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '/')) {
        return None;
    }
    let numeric = matches!(cell.value, CellValue::Number(_));
    let digits = match code.split_once('.') {
        Some((head, tail)) if numeric => {
            format!("{head:0>4}{tail}{}", if tail.len() % 2 == 1 { "0" } else { "" })
        }
        _ => code.chars().filter(char::is_ascii_digit).collect(),
    };
    let digits = if numeric && matches!(digits.len(), 3 | 5 | 7 | 9) { format!("0{digits}") } else { digits };
    // Sellers' own schedules go beyond ten digits; the first ten are the most that any comparison needs.
    let digits: String =
        if (11..=14).contains(&digits.len()) { digits.chars().take(10).collect() } else { digits };
    matches!(digits.len(), 4 | 6 | 8 | 10).then_some(digits)
}

/// A text short enough for a finding.
pub fn clip(text: &str) -> String {
    let text = text.trim();
    if text.chars().count() <= 60 {
        text.into()
    } else {
        format!("{}…", text.chars().take(59).collect::<String>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tariff_numbers_keep_or_get_back_their_zeros() {
        let number = |text: &str| {
            let cell = Cell {
                column: 0,
                value: CellValue::Number(text.parse().unwrap()),
                text: text.into(),
                format: None,
            };
            tariff_digits(&cell)
        };
        let text = |text: &str| tariff_digits(&Cell::text(0, text));
        assert_eq!(number("406.9").as_deref(), Some("040690"));
        assert_eq!(number("8536.5").as_deref(), Some("853650"));
        assert_eq!(number("40690").as_deref(), Some("040690"));
        assert_eq!(number("732393").as_deref(), Some("732393"));
        assert_eq!(text("8518.21").as_deref(), Some("851821"));
        assert_eq!(text("HS 8518 21 00").as_deref(), Some("85182100"));
        assert_eq!(text("8518.21.0000").as_deref(), Some("8518210000"));
        assert_eq!(text("851821000013").as_deref(), Some("8518210000"));
        assert_eq!(text("speaker"), None);
        assert_eq!(text("123"), None);
    }

    #[test]
    fn part_numbers_lose_their_blanks() {
        assert_eq!(PartText::new("CF-20  ").value, "CF-20");
        assert_eq!(PartText::new("\u{a0}AC-3340 ").value, "AC-3340");
        assert_eq!(PartText::new("ＱＦ－１００").value, "QF-100");
        assert!(is_ditto("do.") && is_ditto("\"") && !is_ditto("CN"));
        assert!(is_blank_mark("-") && is_blank_mark("n/a") && !is_blank_mark("A"));
    }
}
