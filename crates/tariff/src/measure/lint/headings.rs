//! One heading by itself: its windows, rates, corrections, trust and question.

use std::cmp::Reverse;

use cocket_base::{Trust, Window};

use super::{Report, known, place};
use crate::measure::expression::Expr;
use crate::measure::logic::Value;
use crate::measure::model::*;

pub(super) fn check(pack: &Pack, heading: &Heading, report: &mut Report) {
    described(heading, report);
    within_life(pack, heading, report);
    overlaps(heading, report);
    gaps(heading, report);
    trusted(pack, heading, report);
    known_in_time(heading, report);
    asked(pack, heading, report);
    heard(heading, report);
}

/// It is a number of chapter 98 or 99, has a title, and its source can be looked up.
fn described(heading: &Heading, report: &mut Report) {
    let cite = Some(&heading.cite);
    if !matches!(heading.number.prefix(2).compact().as_str(), "98" | "99") {
        let text = format!("{} is no number of chapter 98 or 99", heading.number);
        report.warn("HEADING_NUMBER", place(heading), cite, text, "write the number that is reported");
    }
    if heading.title.trim().is_empty() {
        let text = "the heading has no title, so no worksheet can say why it is reported";
        report.warn("TITLE_MISSING", place(heading), cite, text, "give title in a few words");
    }
    if !heading.cite.source.chars().any(|c| c.is_ascii_digit()) {
        let text = "the source names no note, proclamation or notice by its number";
        report.warn("CITE_VAGUE", place(heading), cite, text, "cite what a reader can look up");
    }
}

/// A rate window lies inside the time in which its authority was in force.
fn within_life(pack: &Pack, heading: &Heading, report: &mut Report) {
    let authority = &pack.authorities[heading.authority.at()];
    let life: Vec<Window> =
        authority.status.iter().filter(|s| s.state == Standing::InForce).map(|s| s.window).collect();
    let outside = |row: &&RateRow| {
        !life.iter().any(|life| {
            let starts = life.from.is_none_or(|from| row.window.from.is_some_and(|start| from <= start));
            starts
                && row
                    .window
                    .until
                    .or(life.until)
                    .is_none_or(|end| life.until.is_none_or(|until| end <= until))
        })
    };
    // Exemptions printed under another authority may begin before it; only what charges must lie inside.
    for row in heading.rates.iter().filter(|row| row.form != Form::None).filter(outside) {
        let text = format!("the window {} leaves the life of {}", row.window, authority.id);
        let remedy = "correct the window, or the in-force spans of the authority";
        report.warn("WINDOW_OUTSIDE_AUTHORITY", place(heading), Some(&heading.cite), text, remedy);
    }
}

/// No day has two different rates in one column, unless the later known corrects the earlier.
fn overlaps(heading: &Heading, report: &mut Report) {
    for (nth, a) in heading.rates.iter().enumerate() {
        let clashes = heading.rates[nth + 1..].iter().filter(|b| {
            let column = a.columns.iter().any(|column| b.columns.contains(column));
            a.by == b.by && column && a.window.overlaps(&b.window) && a.form != b.form
        });
        for b in clashes {
            let (first, second) = (known(heading, a), known(heading, b));
            let both = format!("two rates overlap: {:?} {} and {:?} {}", a.form, a.window, b.form, b.window);
            if first == second {
                let remedy =
                    "end the first where the second begins, or give the correction its day under known";
                report.warn("RATES_OVERLAP", place(heading), Some(&heading.cite), both, remedy);
            } else if first > second && a.window.from <= b.window.from {
                let text = format!("{both}; the first is known later than what is written as its correction");
                let remedy = "write rows in the order in which they became known, or correct known";
                report.warn("CORRECTION_ORDER", place(heading), Some(&heading.cite), text, remedy);
            } else if b.window.from < a.window.from {
                let text = format!("{both}; the correction begins earlier and would be hidden by the first");
                let remedy = "let the correction begin where the corrected row does, and add a row for the days before";
                report.warn("CORRECTION_HIDDEN", place(heading), Some(&heading.cite), text, remedy);
            }
        }
    }
}

/// Between its first and its last day a heading that charges has a rate on each day.
fn gaps(heading: &Heading, report: &mut Report) {
    let mut windows: Vec<Window> = heading
        .rates
        .iter()
        .filter(|row| row.by == DateKind::Entry && row.form != Form::None)
        .map(|row| row.window)
        .collect();
    windows.sort_by_key(|window| (window.from, Reverse(window.until)));
    let mut ended = windows.first().and_then(|window| window.until);
    for window in windows.iter().skip(1) {
        let (Some(last), Some(from)) = (ended, window.from) else { return };
        if last.tomorrow().is_ok_and(|next| next < from) {
            let text = format!("no rate stands between {last} and {from}");
            let remedy = "add the row of those days, or split the heading's life with none = true";
            report.warn("RATE_GAP", place(heading), Some(&heading.cite), text, remedy);
        }
        ended = match window.until {
            Some(until) => Some(until.max(last)),
            None => return,
        };
    }
}

/// Nothing unverified decides money: neither a charge, nor an exemption that follows without the importer's word.
fn trusted(pack: &Pack, heading: &Heading, report: &mut Report) {
    if heading.cite.trust != Trust::K {
        return;
    }
    let charges = |heading: &Heading| heading.rates.iter().any(|row| row.form != Form::None);
    let waits = heading.when.as_ref().is_some_and(|when| rests_on_word(when, heading));
    let displaces = heading.instead_of.iter().any(|target| charges(&pack.headings[target.at()]));
    if charges(heading) || (displaces && !waits) {
        let text = "the row rests on trust K and decides what is owed";
        let remedy = "read the source and raise trust to S or V, or let the row wait for the importer's word";
        report.warn("UNVERIFIED_MONEY", place(heading), Some(&heading.cite), text, remedy);
    }
}

/// A row is not known only after its last day.
fn known_in_time(heading: &Heading, report: &mut Report) {
    for row in &heading.rates {
        let (Some(known), Some(until)) = (known(heading, row), row.window.until) else { continue };
        if known > until {
            let text = format!("known since {known}, after its last day {until}");
            let remedy = "correct known or until; a row without effect on anything that was known may go";
            report.warn("KNOWN_AFTER_END", place(heading), Some(&heading.cite), text, remedy);
        }
    }
}

/// A duty on listed goods that waits for the importer's word alone, and stands in place of no other, has a question.
fn asked(pack: &Pack, heading: &Heading, report: &mut Report) {
    let charges = |heading: &Heading| heading.rates.iter().any(|row| row.form != Form::None);
    let waits = heading.when.as_ref().is_some_and(|when| rests_on_word(when, heading));
    let replaces = heading.instead_of.iter().any(|target| charges(&pack.headings[target.at()]));
    if charges(heading) && waits && !replaces && heading.question.is_none() && !heading.goods.lists.is_empty()
    {
        let text = "the duty waits for the importer's word and nobody is asked for it";
        report.warn(
            "CHARGE_NOT_ASKED",
            place(heading),
            Some(&heading.cite),
            text,
            "give the heading a question",
        );
    }
}

/// A heading that is presumed while a fact is unknown hears the importer's word on itself: who declines it says that the
/// goods are not what it describes.
fn heard(heading: &Heading, report: &mut Report) {
    let Some(when) = heading.when.as_ref().filter(|_| heading.presume) else { return };
    let (mut word, mut fact) = (false, false);
    when.walk(&mut |expr| match expr {
        Expr::Confirmed(number) => word |= *number == heading.number,
        Expr::Fact(_) => fact = true,
        _ => {}
    });
    if fact && !word {
        let text = "it is presumed on a fact, and nobody can confirm or decline it";
        let remedy = "begin its condition with first(confirmed, …)";
        report.warn("WORD_NOT_HEARD", place(heading), Some(&heading.cite), text, remedy);
    }
}

/// True when the condition needs the importer's word on this very heading and no fact can answer for it.
fn rests_on_word(when: &Expr, heading: &Heading) -> bool {
    let (mut word, mut answered) = (false, false);
    when.walk(&mut |expr| match expr {
        Expr::Confirmed(number) => word |= *number == heading.number,
        // A fact may answer in its place, and `first(confirmed, …, true)` charges unless the importer denies.
        Expr::Fact(_) | Expr::Given(_) | Expr::Const(Value::Flag(true)) => answered = true,
        _ => {}
    });
    word && !answered
}
