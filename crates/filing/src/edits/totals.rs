//! Sums that must be the sums of the lines: record 90 and the form's own total.

use super::Edit;
use super::case::{Case, Hits, shown, total};

pub(super) const EDITS: &[Edit] = &[
    Edit::new("722", duty),
    Edit::new("724", tax),
    Edit::new("TOTAL_VALUE", value),
    Edit::new("SOURCE_VALUE", sources),
];

fn duty(case: &Case<'_>, hits: &mut Hits) {
    let tariffs = case.summary.lines.iter().flat_map(|line| &line.tariffs);
    let (sum, stated) = (total(tariffs.map(|tariff| tariff.amount)), case.summary.totals.duty);
    if sum != i128::from(stated.get()) {
        hits.header("totals.duty", format!("the lines come to {}, the total says {stated}", shown(sum)));
    }
}

fn tax(case: &Case<'_>, hits: &mut Hits) {
    let taxes = case.summary.lines.iter().flat_map(|line| &line.taxes);
    let (sum, stated) = (total(taxes.map(|tax| tax.amount)), case.summary.totals.tax);
    if sum != i128::from(stated.get()) {
        hits.header("totals.tax", format!("the lines come to {}, the total says {stated}", shown(sum)));
    }
}

fn value(case: &Case<'_>, hits: &mut Hits) {
    let sum: i128 = case.summary.lines.iter().map(|line| i128::from(line.entered_value.get())).sum();
    let stated = case.summary.totals.entered_value;
    if sum != i128::from(stated.get()) {
        hits.header(
            "totals.entered_value",
            format!("the lines come to {sum} dollars, the total says {stated}"),
        );
    }
}

/// A line decoded from the wire has no sources, and nothing to compare.
fn sources(case: &Case<'_>, hits: &mut Hits) {
    for line in case.summary.lines.iter().filter(|line| !line.sources.is_empty()) {
        let sum: i128 = line.sources.iter().map(|source| i128::from(source.entered_value.get())).sum();
        if sum != i128::from(line.entered_value.get()) {
            let text =
                format!("its invoice lines come to {sum} dollars, the line says {}", line.entered_value);
            hits.line(line, "entered_value", text);
        }
    }
}
