//! How and when the money is paid: record 10, table of payment types; 19 CFR 24.25; 19 USC 1505(a).

use jiff::{SpanRound, ToSpan, Unit};

use super::Edit;
use super::case::{Ask, Case, Hits};

pub(super) const EDITS: &[Edit] = &[
    Edit::new("263", kind_missing),
    Edit::new("197", kind_unknown),
    Edit::new("202", date_missing),
    Edit::new("199", date_not_allowed),
    Edit::new("204", date_not_working),
    Edit::new("205", date_gone),
    Edit::new("206", date_far_ahead),
    Edit::new("218", date_before_entry),
    Edit::new("211", month_missing),
    Edit::new("200", month_not_allowed),
    Edit::new("212", month_unknown),
    Edit::new("213", month_too_late),
    Edit::new("215", date_after_monthly_statement),
    Edit::new("718", tax_on_monthly),
];

/// A cell of the payment type's row, as in `print_date`.
fn cell<'a>(case: &'a Case<'_>, column: &str) -> Option<&'a str> {
    let kind = case.summary.payment.kind.as_deref()?;
    case.ctx.law.codes("payment_types")?.get(kind)?.column(column)
}

fn ask(case: &Case<'_>, column: &str) -> Option<Ask> {
    cell(case, column).and_then(Ask::read)
}

/// True for a payment type that goes on a periodic monthly statement.
pub(super) fn is_monthly(case: &Case<'_>) -> bool {
    ask(case, "periodic_month") == Some(Ask::Mandatory)
}

fn kind_missing(case: &Case<'_>, hits: &mut Hits) {
    let payment = &case.summary.payment;
    let totals = &case.summary.totals;
    let fees = totals.fees.iter().map(|fee| fee.amount);
    let due = super::case::total(
        [totals.duty, totals.tax, totals.antidumping, totals.countervailing].into_iter().chain(fees),
    );
    let wanted = due > 0 || payment.statement_date.is_some() || payment.statement_month.is_some();
    if payment.kind.is_none() && wanted {
        hits.header("payment.kind", format!("{} dollars are due", super::case::shown(due)));
    }
}

fn kind_unknown(case: &Case<'_>, hits: &mut Hits) {
    if let Some(kind) = case.summary.payment.kind.as_ref().filter(|kind| !case.knows("payment_types", kind)) {
        hits.header("payment.kind", format!("«{kind}» is no payment type"));
    }
}

fn date_missing(case: &Case<'_>, hits: &mut Hits) {
    if case.summary.payment.statement_date.is_none() && ask(case, "print_date") == Some(Ask::Mandatory) {
        hits.header("payment.statement_date", "no print date is given");
    }
}

fn date_not_allowed(case: &Case<'_>, hits: &mut Hits) {
    if let Some(date) =
        case.summary.payment.statement_date.filter(|_| ask(case, "print_date") == Some(Ask::Never))
    {
        hits.header("payment.statement_date", format!("{date} is given for a payment without statement"));
    }
}

fn date_not_working(case: &Case<'_>, hits: &mut Hits) {
    let calendar = case.ctx.law.calendar();
    if let Some(date) = case.summary.payment.statement_date.filter(|date| !calendar.is_working(*date)) {
        let why = calendar.day_off(date).map_or_else(|| "a weekend".into(), |name| name.to_string());
        hits.header("payment.statement_date", format!("{date} is {why}"));
    }
}

fn date_gone(case: &Case<'_>, hits: &mut Hits) {
    let today = case.ctx.today;
    if let Some(date) = case.summary.payment.statement_date.filter(|date| *date <= today) {
        hits.header("payment.statement_date", format!("{date} is not after today, {today}"));
    }
}

fn date_far_ahead(case: &Case<'_>, hits: &mut Hits) {
    let days = case.limit("statement_days_ahead").and_then(|days| i32::try_from(days).ok());
    let last = days.and_then(|days| case.ctx.today.checked_add(days.days()).ok());
    if let (Some(date), Some(last)) = (case.summary.payment.statement_date, last)
        && date > last
    {
        hits.header("payment.statement_date", format!("{date} lies after {last}"));
    }
}

fn date_before_entry(case: &Case<'_>, hits: &mut Hits) {
    let entry = case.summary.entry_date;
    if let Some(date) = case.summary.payment.statement_date.filter(|date| *date < entry) {
        hits.header("payment.statement_date", format!("{date} lies before the entry of {entry}"));
    }
}

fn month_missing(case: &Case<'_>, hits: &mut Hits) {
    if case.summary.payment.statement_month.is_none() && is_monthly(case) {
        hits.header("payment.statement_month", "no month is given");
    }
}

fn month_not_allowed(case: &Case<'_>, hits: &mut Hits) {
    let never = ask(case, "periodic_month") == Some(Ask::Never);
    if let Some(month) = case.summary.payment.statement_month.filter(|_| never) {
        hits.header(
            "payment.statement_month",
            format!("month {month} is given for a payment that is not monthly"),
        );
    }
}

fn month_unknown(case: &Case<'_>, hits: &mut Hits) {
    if let Some(month) = case.summary.payment.statement_month.filter(|month| !(1..=12).contains(month)) {
        hits.header("payment.statement_month", format!("{month} is no month"));
    }
}

/// The first of the statement's month: the first month of that number that is not before the month of entry.
fn statement_month(case: &Case<'_>) -> Option<cocket_base::Date> {
    let month =
        case.summary.payment.statement_month.filter(|month| (1..=12).contains(month) && is_monthly(case))?;
    let entry = case.summary.entry_date.first_of_month();
    (0..12)
        .filter_map(|ahead| entry.checked_add(ahead.months()).ok())
        .find(|first| first.month().unsigned_abs() == month)
}

fn month_too_late(case: &Case<'_>, hits: &mut Hits) {
    let Some(first) = statement_month(case) else { return };
    let Some(limit) = case.limit("periodic_months_after_entry").and_then(|months| i32::try_from(months).ok())
    else {
        return;
    };
    let entry = case.summary.entry_date.first_of_month();
    let round = SpanRound::new().largest(Unit::Month).relative(entry);
    let months = (entry.until((Unit::Month, first)))
        .and_then(|span| span.round(round))
        .map_or(0, |span| span.get_months());
    if months > limit {
        hits.header(
            "payment.statement_month",
            format!("month {} is {months} months after the entry", first.month()),
        );
    }
}

/// The monthly statement takes up the daily ones until the working day on which it is made up.
fn date_after_monthly_statement(case: &Case<'_>, hits: &mut Hits) {
    let (Some(first), Some(date)) = (statement_month(case), case.summary.payment.statement_date) else {
        return;
    };
    let Some(nth) = case.limit("periodic_statement_working_day").and_then(|nth| u32::try_from(nth).ok())
    else {
        return;
    };
    let Some(made_up) = case.ctx.law.calendar().nth_working_day(first.year(), first.month(), nth) else {
        return;
    };
    if date > made_up {
        hits.header(
            "payment.statement_date",
            format!("{date} lies after the monthly statement of {made_up}"),
        );
    }
}

fn tax_on_monthly(case: &Case<'_>, hits: &mut Hits) {
    let taxed =
        !case.summary.totals.tax.is_zero() || case.summary.lines.iter().any(|line| !line.taxes.is_empty());
    if taxed && cell(case, "revenue_tax").is_some_and(|cell| cell != "allowed") {
        let kind = case.summary.payment.kind.as_deref().unwrap_or_default();
        hits.header("payment.kind", format!("internal revenue tax with payment type {kind}"));
    }
}
