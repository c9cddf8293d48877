//! Tariff numbers with their values, quantities and duties: record 50.

use std::collections::BTreeSet;

use cocket_base::{Decimal, Dimension, Dollars, Round};

use super::Edit;
use super::case::{Case, Hits, Listing, exact, numbered, plain_rate, unit};
use crate::declaration::{EntryLine, TariffLine};

pub(super) const EDITS: &[Edit] = &[
    Edit::new("431", detail_missing),
    Edit::new("A11", too_many),
    Edit::new("433", number_unknown),
    Edit::new("434", number_inactive),
    Edit::new("436", number_twice),
    Edit::new("852", out_of_order),
    Edit::new("609", alone),
    Edit::new("604", temporary_number),
    Edit::new("676", temporary_number_missing),
    Edit::new("437", value_unsendable),
    Edit::new("438", duty_unsendable),
    Edit::new("624", duty_mismatch),
    Edit::new("439", |case, hits| quantity_missing(case, hits, 0)),
    Edit::new("443", |case, hits| quantity_missing(case, hits, 1)),
    Edit::new("444", |case, hits| quantity_missing(case, hits, 2)),
    Edit::new("440", quantity_unsendable),
    Edit::new("441", quantity_too_many),
    Edit::new("442", unit_mismatch),
    Edit::new("27H", |case, hits| {
        if case.is_air() {
            weight_improbable(case, hits)
        }
    }),
    Edit::new("27I", |case, hits| {
        if case.is_sea() {
            weight_improbable(case, hits)
        }
    }),
];

/// Calls `fault` for every tariff number of every line; what it says stands at `field` of that number.
fn each<'a>(
    case: &'a Case<'_>,
    hits: &mut Hits,
    field: &str,
    fault: impl Fn(&'a EntryLine, &'a TariffLine) -> Option<String>,
) {
    for line in &case.summary.lines {
        for (at, tariff) in numbered(&line.tariffs) {
            if let Some(text) = fault(line, tariff) {
                hits.line(line, format!("tariffs.{at}.{field}"), text);
            }
        }
    }
}

fn is_special(tariff: &TariffLine) -> bool {
    tariff.number.chapter() >= 98
}

fn detail_missing(case: &Case<'_>, hits: &mut Hits) {
    for line in &case.summary.lines {
        if line.tariffs.is_empty() {
            hits.line(line, "tariffs", "no tariff number is given");
        } else if line.entered_value == Dollars::ZERO {
            hits.line(line, "entered_value", "the goods have no value");
        }
    }
}

fn too_many(case: &Case<'_>, hits: &mut Hits) {
    for line in &case.summary.lines {
        let count = line.tariffs.len();
        if !case.fits(Decimal::from(count), "tariffs_per_line") {
            hits.line(line, "tariffs", format!("{count} tariff numbers are too many"));
        }
    }
}

/// A number of fewer than eight digits names no rate line in any schedule.
fn number_unknown(case: &Case<'_>, hits: &mut Hits) {
    each(case, hits, "number", |_, tariff| {
        let unknown = match case.ctx.schedule.listing(tariff.number, case.day()) {
            Listing::Unknown => true,
            Listing::NotHeld => tariff.number.len() < 8,
            _ => false,
        };
        unknown.then(|| format!("{} does not stand in the schedule", tariff.number))
    });
}

fn number_inactive(case: &Case<'_>, hits: &mut Hits) {
    each(case, hits, "number", |_, tariff| {
        let inactive = case.ctx.schedule.listing(tariff.number, case.day()) == Listing::Inactive;
        inactive.then(|| format!("{} was not in force on {}", tariff.number, case.day()))
    });
}

fn number_twice(case: &Case<'_>, hits: &mut Hits) {
    for line in &case.summary.lines {
        let mut seen = BTreeSet::new();
        for (at, tariff) in numbered(&line.tariffs).filter(|(_, tariff)| !seen.insert(tariff.number)) {
            hits.line(
                line,
                format!("tariffs.{at}.number"),
                format!("{} stands on the line twice", tariff.number),
            );
        }
    }
}

fn out_of_order(case: &Case<'_>, hits: &mut Hits) {
    for line in &case.summary.lines {
        let first_article = line.tariffs.iter().position(|tariff| !is_special(tariff));
        let late =
            first_article.and_then(|at| line.tariffs.iter().skip(at).find(|tariff| is_special(tariff)));
        if let Some(late) = late {
            hits.line(line, "tariffs", format!("{} stands after the goods' own number", late.number));
        }
    }
}

fn alone(case: &Case<'_>, hits: &mut Hits) {
    for line in &case.summary.lines {
        if let Some(only) = line.tariffs.iter().next_back()
            && line.tariffs.iter().all(|tariff| tariff.number.chapter() == 99)
        {
            hits.line(line, "tariffs", format!("{} stands alone", only.number));
        }
    }
}

fn is_temporary(case: &Case<'_>, tariff: &TariffLine) -> bool {
    case.listed("tariff_temporary", &tariff.number.prefix(4).compact())
}

fn temporary_number(case: &Case<'_>, hits: &mut Hits) {
    if !case.listed("types_temporary", &case.summary.entry_type) {
        each(case, hits, "number", |_, tariff| {
            is_temporary(case, tariff)
                .then(|| format!("{} with type {}", tariff.number, case.summary.entry_type))
        });
    }
}

fn temporary_number_missing(case: &Case<'_>, hits: &mut Hits) {
    if case.listed("types_temporary", &case.summary.entry_type) {
        for line in &case.summary.lines {
            if !line.tariffs.iter().any(|tariff| is_temporary(case, tariff)) {
                hits.line(line, "tariffs", "no number of heading 9813 is given");
            }
        }
    }
}

fn value_unsendable(case: &Case<'_>, hits: &mut Hits) {
    for line in &case.summary.lines {
        if !case.fits(line.entered_value.as_decimal(), "ten_digits") {
            hits.line(line, "entered_value", format!("a value of {} dollars", line.entered_value));
        }
    }
    each(case, hits, "base", |_, tariff| {
        (!case.fits(tariff.base.as_decimal(), "ten_digits"))
            .then(|| format!("a value of {} dollars", tariff.base))
    });
}

fn duty_unsendable(case: &Case<'_>, hits: &mut Hits) {
    each(case, hits, "amount", |_, tariff| {
        (!case.fits(tariff.amount.as_dollars(), "duty"))
            .then(|| format!("a duty of {} dollars", tariff.amount))
    });
}

/// Rates that name a quantity or another number are worked out by the duty engine; here only what the line itself tells.
fn duty_mismatch(case: &Case<'_>, hits: &mut Hits) {
    each(case, hits, "amount", |_, tariff| {
        let due = exact(tariff.base.as_decimal().checked_mul(plain_rate(&tariff.rate)?)?)?;
        (due != tariff.amount)
            .then(|| format!("{} of {} is {due}, not {}", tariff.rate, tariff.base, tariff.amount))
    });
}

/// The units the schedule asks for, without those that stand for none.
fn asked(case: &Case<'_>, tariff: &TariffLine) -> Option<Vec<String>> {
    match case.ctx.schedule.listing(tariff.number, case.day()) {
        Listing::Active { mut units, .. } => {
            units.retain(|printed| !matches!(printed.trim(), "" | "X" | "x"));
            Some(units)
        }
        _ => None,
    }
}

fn quantity_missing(case: &Case<'_>, hits: &mut Hits, at: usize) {
    each(case, hits, &format!("quantities.{}", at + 1), |_, tariff| {
        let units = asked(case, tariff)?;
        let printed = units.get(at)?;
        let given = tariff.quantities.get(at).is_some_and(|reported| !reported.quantity.amount.is_zero());
        (!given).then(|| format!("{} needs its quantity in {printed}", tariff.number))
    });
}

fn quantity_unsendable(case: &Case<'_>, hits: &mut Hits) {
    each(case, hits, "quantities", |_, tariff| {
        let amounts = tariff.quantities.iter().map(|reported| Round::HalfUp.to(reported.quantity.amount, 2));
        let odd = amounts.into_iter().find(|amount| !case.fits(*amount, "quantity"))?;
        Some(format!("a quantity of {odd}"))
    });
}

fn quantity_too_many(case: &Case<'_>, hits: &mut Hits) {
    each(case, hits, "quantities", |_, tariff| {
        let (units, given) = (asked(case, tariff)?.len(), tariff.quantities.len());
        (given > units).then(|| format!("{given} quantities, the schedule asks for {units}"))
    });
}

/// Units are compared by their code on the wire.
fn unit_mismatch(case: &Case<'_>, hits: &mut Hits) {
    each(case, hits, "quantities", |_, tariff| {
        let units = asked(case, tariff)?;
        let (printed, reported) = units.iter().zip(&tariff.quantities).find(|(printed, reported)| {
            unit(printed).is_some_and(|wanted| wanted.code() != reported.quantity.unit.code())
        })?;
        Some(format!("{} is given, the schedule asks for {printed}", reported.quantity))
    });
}

/// Gross weight is at least the net weight that the quantities in kilograms show, and there is one. Both are rounded, so a
/// kilogram of difference is let pass.
fn weight_improbable(case: &Case<'_>, hits: &mut Hits) {
    for line in &case.summary.lines {
        let gross = line.gross_weight_kg.unwrap_or(0);
        let masses = line
            .article()
            .into_iter()
            .flat_map(|article| &article.quantities)
            .map(|reported| reported.quantity);
        let net = masses
            .filter(|quantity| {
                quantity.unit.dimension() == Dimension::Mass && quantity.unit.qualifier().is_empty()
            })
            .filter_map(|quantity| quantity.to(cocket_base::Unit::kg()).ok())
            .map(|quantity| quantity.amount)
            .max();
        let allowed = Decimal::from(gross).checked_add(Decimal::ONE);
        if gross == 0 {
            hits.line(line, "gross_weight_kg", "no gross weight is given");
        } else if let Some(net) = net.filter(|net| allowed.is_some_and(|allowed| *net > allowed)) {
            hits.line(line, "gross_weight_kg", format!("{gross} kg gross, {} kg net", net.normalize()));
        }
    }
}
