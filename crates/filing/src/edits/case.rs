//! What an edit sees: the summary, the law of its entry date, the schedule, and where to put what it finds.

use std::cell::RefCell;
use std::str::FromStr;
use std::sync::Arc;

use cocket_base::ids::{Country, FilerCode, TariffNumber};
use cocket_base::{Cents, Date, Decimal, Dollars, Place, Round, Trust, Unit};
use cocket_law::{EntryTraits, MpfYear, Pack};

use super::book::{EditBook, Mode};
use crate::EntrySummary;
use crate::declaration::{EntryLine, Fee};

/// What the schedule says of a number on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listing {
    /// The schedule of that day is not at hand: nothing is said about the number.
    NotHeld,
    /// The number stands in no revision held.
    Unknown,
    /// The number stands in another revision, not in the one of that day.
    Inactive,
    /// The number may be filed on that day.
    Active {
        /// Units of quantity as printed, in order; empty when none is asked for.
        units: Vec<String>,
        /// Symbols of the special column; `None` when the source does not tell.
        programs: Option<Vec<String>>,
    },
}

/// The schedule as the edits ask for it. The tariff crate, an index or a test's closure can stand behind it.
pub trait Schedule {
    /// What the schedule says of a number on a day.
    fn listing(&self, number: TariffNumber, day: Date) -> Listing;
}

impl<F: Fn(TariffNumber, Date) -> Listing> Schedule for F {
    fn listing(&self, number: TariffNumber, day: Date) -> Listing {
        self(number, day)
    }
}

/// No schedule at hand: no edit about tariff numbers finds anything.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoSchedule;

impl Schedule for NoSchedule {
    fn listing(&self, _: TariffNumber, _: Date) -> Listing {
        Listing::NotHeld
    }
}

/// What the edits need besides the summary.
#[derive(Clone, Copy)]
pub struct EditContext<'a> {
    /// The law.
    pub law: &'a Pack,
    /// The edits' own tables.
    pub book: &'a EditBook,
    /// The schedule.
    pub schedule: &'a dyn Schedule,
    /// Today, for statement dates and the like.
    pub today: Date,
    /// The day whose knowledge of the law counts; usually today.
    pub known: Date,
    /// The filer this office transmits under, when the edits shall see to it.
    pub filer: Option<FilerCode>,
    /// Added to the check digit of this filer's entry numbers, where CBP allowed that.
    pub check_digit_offset: u8,
}

impl<'a> EditContext<'a> {
    /// The starter tables, today's knowledge, any filer, no offset.
    pub fn new(law: &'a Pack, schedule: &'a dyn Schedule, today: Date) -> EditContext<'a> {
        let book = EditBook::starter();
        EditContext { law, book, schedule, today, known: today, filer: None, check_digit_offset: 0 }
    }
}

/// What an entry type says about an item of the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ask {
    Mandatory,
    Conditional,
    Allowed,
    Never,
}

impl Ask {
    pub(super) fn read(cell: &str) -> Option<Ask> {
        match cell {
            "M" => Some(Ask::Mandatory),
            "C" => Some(Ask::Conditional),
            "A" => Some(Ask::Allowed),
            "N" => Some(Ask::Never),
            _ => None,
        }
    }
}

/// A summary under examination.
pub(super) struct Case<'a> {
    pub summary: &'a EntrySummary,
    pub ctx: &'a EditContext<'a>,
    /// The mode's row; `None` for a mode that is blank or unknown.
    pub mode: Option<&'a Mode>,
    /// The entry type's traits; `None` for a type the law data does not know.
    pub traits: Option<&'a EntryTraits>,
    /// Source of a figure that the rule at hand looked up and that nobody has read in an official text.
    pub unread: RefCell<Option<Arc<str>>>,
}

impl<'a> Case<'a> {
    pub(super) fn new(summary: &'a EntrySummary, ctx: &'a EditContext<'a>) -> Case<'a> {
        let day = summary.entry_date;
        let mode = ctx.book.mode(&summary.mode, day, ctx.known);
        let traits = ctx.law.entry_traits(&summary.entry_type, day, ctx.known).ok().map(|row| &row.value);
        Case { summary, ctx, mode, traits, unread: RefCell::default() }
    }

    /// The date that fixes the law.
    pub(super) fn day(&self) -> Date {
        self.summary.entry_date
    }

    /// What the entry type says about an item of the matrix, as in `11 import date`.
    pub(super) fn ask(&self, item: &str) -> Option<Ask> {
        let row = self.ctx.law.codes("es_entry_type_matrix")?.get(item)?;
        Ask::read(row.column(&self.summary.entry_type)?)
    }

    /// True when the entry type must have the item.
    pub(super) fn must(&self, item: &str) -> bool {
        self.ask(item) == Some(Ask::Mandatory)
    }

    /// True when the entry type must not have the item.
    pub(super) fn never(&self, item: &str) -> bool {
        self.ask(item) == Some(Ask::Never)
    }

    /// True when a code stands in one of the law's code tables. A table that is not held knows every code.
    pub(super) fn knows(&self, table: &str, code: &str) -> bool {
        self.ctx.law.codes(table).is_none_or(|codes| codes.contains(code))
    }

    /// A figure of the edits' own limits.
    pub(super) fn limit(&self, name: &str) -> Option<Decimal> {
        let row = self.ctx.book.limit(name, self.day(), self.ctx.known)?;
        if row.cite.trust == Trust::K {
            *self.unread.borrow_mut() = Some(row.cite.source.clone());
        }
        Some(row.value)
    }

    /// True when an amount lies between zero and the limit of its field.
    pub(super) fn fits(&self, amount: Decimal, limit: &str) -> bool {
        amount >= Decimal::ZERO && self.limit(limit).is_none_or(|most| amount <= most)
    }

    /// True when a list of the edits' own holds the code.
    pub(super) fn listed(&self, list: &str, code: &str) -> bool {
        self.ctx.book.list(list, self.day(), self.ctx.known).iter().any(|held| &**held == code)
    }

    /// The fiscal year's merchandise processing fee, when the law data has it.
    pub(super) fn mpf(&self) -> Option<&'a MpfYear> {
        self.ctx.law.mpf(self.day(), self.ctx.known).ok().map(|row| &row.value)
    }

    pub(super) fn is_sea(&self) -> bool {
        self.mode.is_some_and(Mode::is_sea)
    }

    pub(super) fn is_air(&self) -> bool {
        self.mode.is_some_and(Mode::is_air)
    }

    pub(super) fn is_informal(&self) -> bool {
        self.traits.is_some_and(|traits| traits.informal)
    }

    /// A line's country of exportation: its own, else the shipment's.
    pub(super) fn export_country(&self, line: &EntryLine) -> Option<Country> {
        line.export_country.or(self.summary.transport.export_country)
    }

    /// A line's date of exportation: its own, else the shipment's.
    pub(super) fn export_date(&self, line: &EntryLine) -> Option<Date> {
        line.export_date.or(self.summary.transport.export_date)
    }
}

/// Where an edit puts what it finds.
#[derive(Default)]
pub(super) struct Hits {
    pub found: Vec<(Place, String)>,
}

impl Hits {
    /// At a field of the header, as in `payment.statement_date`.
    pub(super) fn header(&mut self, field: impl Into<String>, text: impl Into<String>) {
        self.found.push((Place::field(field), text.into()));
    }

    /// At a field of a line, as in `tariffs.1.number`; positions count from 1.
    pub(super) fn line(&mut self, line: &EntryLine, field: impl Into<String>, text: impl Into<String>) {
        self.found.push((Place::item(format!("line {}", line.number)).at_field(field), text.into()));
    }
}

/// Pairs each element with its position from 1.
pub(super) fn numbered<T>(items: &[T]) -> impl Iterator<Item = (usize, &T)> {
    items.iter().enumerate().map(|(at, item)| (at + 1, item))
}

/// A sum of amounts that cannot overflow, in cents.
pub(super) fn total(amounts: impl IntoIterator<Item = Cents>) -> i128 {
    amounts.into_iter().map(|amount| i128::from(amount.get())).sum()
}

/// A sum of fees of one class, in cents.
pub(super) fn total_of<'f>(fees: impl IntoIterator<Item = &'f Fee>, class: &str) -> i128 {
    total(fees.into_iter().filter(|fee| fee.class == class).map(|fee| fee.amount))
}

/// Cents as a person reads them.
pub(super) fn shown(cents: i128) -> String {
    i64::try_from(cents).map_or_else(|_| "an impossible sum".into(), |cents| Cents::new(cents).to_string())
}

/// A value times a rate, half up to the cent; `None` when it is beyond any money.
pub(super) fn times(value: Dollars, rate: Decimal) -> Option<Cents> {
    exact(value.as_decimal().checked_mul(rate)?)
}

/// An exact figure in dollars, half up to the cent.
pub(super) fn exact(dollars: Decimal) -> Option<Cents> {
    Cents::from_dollars(dollars, Round::HalfUp).ok()
}

/// The fraction that a rate text stands for when it is free or a plain percentage: `Free`, `0`, `12.5%`.
pub(super) fn plain_rate(text: &str) -> Option<Decimal> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("free") || text == "0" {
        return Some(Decimal::ZERO);
    }
    let percent = Decimal::from_str(text.strip_suffix('%')?.trim()).ok()?;
    percent.checked_div(Decimal::ONE_HUNDRED)
}

/// The unit a printed unit stands for; `None` for no unit (`X`) and for one the vocabulary lacks.
pub(super) fn unit(printed: &str) -> Option<Unit> {
    Unit::from_str(printed).ok().filter(|unit| unit.code() != "X")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_rates_are_worked_out_again() {
        assert_eq!(plain_rate("Free"), Some(Decimal::ZERO));
        assert_eq!(plain_rate("12.5%"), Some(Decimal::new(125, 3)));
        assert_eq!(plain_rate("15% all-in"), None);
        assert_eq!(plain_rate("4.4¢/kg + 6%"), None);
    }

    #[test]
    fn no_figure_is_too_large_to_look_at() {
        assert_eq!(times(Dollars::new(i64::MAX), Decimal::MAX), None);
        assert_eq!(times(Dollars::new(12_500), Decimal::new(125, 5)).unwrap().to_string(), "15.63");
        assert_eq!(total([Cents::new(i64::MAX), Cents::new(i64::MAX)]), i128::from(i64::MAX) * 2);
        assert_eq!(shown(i128::MAX), "an impossible sum");
    }
}
