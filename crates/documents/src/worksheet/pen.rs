//! Writing cells: looks, columns, references, and the set-up that all sheets share.

use cocket_base::{Cents, Citation, Date, Decimal, Dollars};
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::utility::{column_number_to_name, row_col_to_cell};
use rust_xlsxwriter::{
    Color, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Worksheet, XlsxError,
};

use crate::error::DocumentError;

/// First row of data, from 0: a title, a note and the column titles stand above.
pub(super) const FIRST_ROW: u32 = 3;

/// Longest text in a cell; the format itself ends at 32,767.
const TEXT_LIMIT: usize = 4_000;

/// How a cell looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// The sheet's name.
    Title,
    /// A column's name.
    Head,
    /// Text.
    Plain,
    /// Text over several lines.
    Wrapped,
    /// Text that heads its rows.
    Strong,
    /// A count or a row number.
    Count,
    /// A quantity or an exchange rate, with the digits it has.
    Exact,
    /// Whole dollars.
    Whole,
    /// Dollars and cents.
    Money,
    /// Dollars and cents of a sum.
    Sum,
    /// A share of value.
    Percent,
    /// A day.
    Day,
}

const LOOKS: [Look; 12] = [
    Look::Title,
    Look::Head,
    Look::Plain,
    Look::Wrapped,
    Look::Strong,
    Look::Count,
    Look::Exact,
    Look::Whole,
    Look::Money,
    Look::Sum,
    Look::Percent,
    Look::Day,
];

/// The formats of all looks.
pub(super) struct Looks(Vec<Format>);

impl Looks {
    pub fn new() -> Looks {
        Looks(LOOKS.into_iter().map(format).collect())
    }

    fn of(&self, look: Look) -> &Format {
        &self.0[LOOKS.iter().position(|each| *each == look).unwrap_or(0)]
    }
}

fn format(look: Look) -> Format {
    let base = Format::new().set_align(FormatAlign::Top);
    match look {
        Look::Title => base.set_bold().set_font_size(13),
        Look::Head => base
            .set_bold()
            .set_text_wrap()
            .set_background_color(Color::RGB(0xE7ECEF))
            .set_border_bottom(FormatBorder::Thin),
        Look::Plain => base,
        Look::Wrapped => base.set_text_wrap(),
        Look::Strong => base.set_bold().set_border_top(FormatBorder::Hair),
        Look::Count => base.set_num_format("0"),
        Look::Exact => base.set_num_format("#,##0.##########"),
        Look::Whole => base.set_num_format("#,##0;[Red]-#,##0"),
        Look::Money => base.set_num_format("#,##0.00;[Red]-#,##0.00"),
        Look::Sum => {
            base.set_bold().set_num_format("#,##0.00;[Red]-#,##0.00").set_border_top(FormatBorder::Thin)
        }
        Look::Percent => base.set_num_format("0.00####%"),
        Look::Day => base.set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
    }
}

/// What goes into a cell.
pub(super) enum Ink {
    Nothing,
    Text(String),
    Number(Decimal),
    Day(Date),
    /// A formula without its equals sign, and what it comes to.
    Formula(String, Decimal),
}

impl From<&str> for Ink {
    fn from(text: &str) -> Ink {
        Ink::Text(text.into())
    }
}
impl From<String> for Ink {
    fn from(text: String) -> Ink {
        Ink::Text(text)
    }
}
impl From<Decimal> for Ink {
    fn from(number: Decimal) -> Ink {
        Ink::Number(number)
    }
}
impl From<Cents> for Ink {
    fn from(amount: Cents) -> Ink {
        Ink::Number(amount.as_dollars())
    }
}
impl From<Dollars> for Ink {
    fn from(value: Dollars) -> Ink {
        Ink::Number(value.as_decimal())
    }
}
impl From<Date> for Ink {
    fn from(day: Date) -> Ink {
        Ink::Day(day)
    }
}
impl<T: Into<Ink>> From<Option<T>> for Ink {
    fn from(value: Option<T>) -> Ink {
        value.map_or(Ink::Nothing, Into::into)
    }
}

/// A column: its name and its width in characters.
pub(super) struct Column(pub &'static str, pub u16);

/// Writes one sheet.
pub(super) struct Pen<'a> {
    sheet: &'a mut Worksheet,
    name: &'static str,
    looks: &'a Looks,
}

impl<'a> Pen<'a> {
    /// A sheet with its title, note, column names and print set-up.
    pub fn new(
        sheet: &'a mut Worksheet,
        looks: &'a Looks,
        name: &'static str,
        title: &str,
        note: &str,
        columns: &[Column],
    ) -> Result<Pen<'a>, DocumentError> {
        let mut pen = Pen { sheet, name, looks };
        pen.set_up(columns).map_err(|error| pen.fault(0, 0, &error))?;
        pen.put(0, 0, Look::Title, title)?;
        pen.put(1, 0, Look::Plain, note)?;
        for (at, Column(name, _)) in (0..).zip(columns) {
            pen.put(FIRST_ROW - 1, at, Look::Head, *name)?;
        }
        Ok(pen)
    }

    fn set_up(&mut self, columns: &[Column]) -> Result<(), XlsxError> {
        let sheet = &mut *self.sheet;
        sheet.set_name(self.name)?;
        sheet.set_landscape().set_paper_size(1).set_print_fit_to_pages(1, 0);
        sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
        sheet.set_footer("&L&8&F, &A&R&8Page &P of &N");
        sheet.set_repeat_rows(FIRST_ROW - 1, FIRST_ROW - 1)?;
        sheet.set_freeze_panes(FIRST_ROW, 0)?;
        for (at, Column(_, width)) in (0..).zip(columns) {
            sheet.set_column_width(at, f64::from(*width))?;
        }
        Ok(())
    }

    /// Writes a cell.
    pub fn put(
        &mut self,
        row: u32,
        column: u16,
        look: Look,
        ink: impl Into<Ink>,
    ) -> Result<(), DocumentError> {
        let format = self.looks.of(look);
        let written = match ink.into() {
            Ink::Nothing => self.sheet.write_blank(row, column, format),
            Ink::Text(text) => self.sheet.write_string_with_format(row, column, cell_text(&text), format),
            Ink::Number(number) => match number.to_f64() {
                Some(figure) => self.sheet.write_number_with_format(row, column, figure, format),
                None => self.sheet.write_string_with_format(row, column, number.to_string(), format),
            },
            Ink::Day(day) => match excel_day(day) {
                Some(date) => self.sheet.write_datetime_with_format(row, column, date, format),
                None => self.sheet.write_string_with_format(row, column, day.to_string(), format),
            },
            Ink::Formula(formula, result) => {
                let formula = Formula::new(format!("={formula}"))
                    .set_result(result.round_dp(10).normalize().to_string());
                self.sheet.write_formula_with_format(row, column, formula, format)
            }
        };
        written.map(|_| ()).map_err(|error| self.fault(row, column, &error))
    }

    /// A filter over the table that ends at `last`.
    pub fn filter(&mut self, last: u32, columns: &[Column]) -> Result<(), DocumentError> {
        let width = u16::try_from(columns.len()).unwrap_or(1).saturating_sub(1);
        let done = self.sheet.autofilter(FIRST_ROW - 1, 0, last.max(FIRST_ROW), width).map(|_| ());
        done.map_err(|error| self.fault(FIRST_ROW - 1, 0, &error))
    }

    fn fault(&self, row: u32, column: u16, error: &XlsxError) -> DocumentError {
        DocumentError::Workbook {
            at: format!("{} {}", self.name, at(column, row)),
            message: error.to_string(),
        }
    }
}

/// Cells keep every letter, unlike the forms: a viewer brings its own fonts. What is longer is cut and marked.
fn cell_text(text: &str) -> String {
    let plain = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c });
    let mut plain = plain.filter(|c| !c.is_control());
    let mut kept: String = plain.by_ref().take(TEXT_LIMIT).collect();
    if plain.next().is_some() {
        kept.push('…');
    }
    kept
}

fn excel_day(day: Date) -> Option<ExcelDateTime> {
    let year = u16::try_from(day.year()).ok()?;
    ExcelDateTime::from_ymd(year, day.month().unsigned_abs(), day.day().unsigned_abs()).ok()
}

/// A cell by its letters and number, as in `O5`.
pub(super) fn at(column: u16, row: u32) -> String {
    row_col_to_cell(row, column)
}

/// A column of another sheet from the first row of data to `last`, as in `'Invoice lines'!$P$4:$P$14`.
pub(super) fn column_of(sheet: &str, column: u16, last: u32) -> String {
    let letter = column_number_to_name(column);
    format!("'{sheet}'!${letter}${}:${letter}${}", FIRST_ROW + 1, last.max(FIRST_ROW) + 1)
}

/// The sources of several citations, each once.
pub(super) fn sources<'a>(citations: impl Iterator<Item = &'a Citation>) -> String {
    let mut seen: Vec<&str> = Vec::new();
    for citation in citations {
        if !seen.contains(&&*citation.source) {
            seen.push(&citation.source);
        }
    }
    seen.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_keeps_its_letters_and_its_words_apart_and_says_when_it_is_cut() {
        assert_eq!(cell_text("Löffel\nund\tGabeln\u{7}"), "Löffel und Gabeln");
        assert_eq!(cell_text("深圳"), "深圳");
        let long = cell_text(&"ü".repeat(TEXT_LIMIT + 1));
        assert_eq!((long.chars().count(), long.chars().last()), (TEXT_LIMIT + 1, Some('…')));
        assert_eq!(cell_text(&"ü".repeat(TEXT_LIMIT)).chars().last(), Some('ü'));
    }
}
