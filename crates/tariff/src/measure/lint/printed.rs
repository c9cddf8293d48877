//! Headings beside the printed schedule: they stand in it, with the rate that our row says.

use cocket_base::{Decimal, Place};

use super::{Report, known, place};
use crate::engine::Column;
use crate::measure::model::*;
use crate::rate::{Effect, RateExpr};
use crate::schedule::Schedule;

pub(super) fn check(heading: &Heading, schedules: &[&Schedule], report: &mut Report) {
    for schedule in schedules {
        printed(heading, schedule, report);
    }
}

/// The heading is printed in the schedule, with the rate that the row in force says; its twin is printed with nothing.
fn printed(heading: &Heading, schedule: &Schedule, report: &mut Report) {
    let (day, published, id) = {
        let revision = schedule.revision();
        (revision.from, revision.known, revision.id)
    };
    let live = heading.rates.iter().filter(|row| {
        let entry = matches!(row.by, DateKind::Entry | DateKind::Withdrawal);
        // What became known after the revision cannot stand in it.
        entry && row.window.holds(day) && known(heading, row).is_none_or(|known| known <= published)
    });
    let Some(row) = live.max_by_key(|row| (row.window.from, row.known)) else { return };
    let at = || place(heading).column(id.to_string());
    let Some(line) = schedule.line(&heading.number) else {
        let text = format!("{} is not printed in {id}", heading.number);
        let remedy = "correct the number or the window, or give known if it became public later";
        report.warn("HEADING_NOT_PRINTED", at(), Some(&heading.cite), text, remedy);
        return;
    };
    // A rate may stand in one column only, as in 9903.82.18.
    for (column, printed) in [(Column::General, line.general()), (Column::Other, line.other())] {
        let Ok(printed) = printed else { continue };
        let ours = row.columns.contains(&column).then_some(&row.form);
        if !agree(said(printed), ours) {
            let ours = ours.map_or("nothing".to_string(), |form| format!("{form:?}"));
            let text = format!(
                "{} prints «{printed}» in column {}, the row says {ours}",
                heading.number,
                column.word()
            );
            differs(heading, at(), text, report);
        }
    }
    if let Some(twin) = &heading.twin {
        match schedule.line(twin).map(|line| line.general()) {
            None => {
                let text = format!("the twin {twin} is not printed in {id}");
                let remedy = "correct the twin's number";
                report.warn("HEADING_NOT_PRINTED", at(), Some(&heading.cite), text, remedy);
            }
            Some(Ok(printed)) if !agree(said(printed), Some(&Form::None)) => {
                differs(heading, at(), format!("the twin {twin} prints «{printed}» and not zero"), report);
            }
            Some(_) => {}
        }
    }
}

fn differs(heading: &Heading, at: Place, text: String, report: &mut Report) {
    let remedy = "read the note: correct the row, or name the difference and its reason";
    report.warn("RATE_DIFFERS", at, Some(&heading.cite), text, remedy);
}

/// What a printed chapter 99 rate does, as a form; `None` for a text that no form holds.
fn said(printed: &RateExpr) -> Option<Form> {
    match printed.effect() {
        Effect::NoChange => Some(Form::None),
        Effect::Adds([]) => Some(Form::None),
        Effect::Adds(terms) => percent(terms).map(Form::Add),
        Effect::Replaces(rate) => percent(rate.terms()).map(Form::Total),
    }
}

fn percent(terms: &[RateExpr]) -> Option<Decimal> {
    terms.iter().try_fold(Decimal::ZERO, |sum, term| match term {
        RateExpr::AdValorem { rate, .. } => Some(sum + rate.fraction() * Decimal::ONE_HUNDRED),
        _ => None,
    })
}

/// «No change» and zero percent on top say the same, and so do «Free» of a quota heading and an exemption.
fn agree(printed: Option<Form>, ours: Option<&Form>) -> bool {
    let charges =
        |form: &&Form| !matches!(form, Form::None) && !matches!(form, Form::Add(rate) if rate.is_zero());
    match (printed.as_ref().filter(charges), ours.filter(charges)) {
        (None, None) => true,
        (None, Some(_)) => printed.is_none(),
        (Some(Form::Total(printed)), None) => printed.is_zero() && matches!(ours, Some(Form::None)),
        (Some(Form::Total(a)), Some(Form::Base(b) | Form::Total(b))) => a == b,
        (Some(a), Some(b)) => a == b,
        (Some(_), None) => false,
    }
}
