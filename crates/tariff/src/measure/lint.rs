//! The linter: what a loaded pack says that is probably not what the law says. Each finding names file, row and citation.
//!
//! What cannot be resolved at all (unknown names, rings, clashes, rows without a source) is refused by the loader.

use std::collections::HashSet;

use cocket_base::{Decimal, Finding, Place, Trust, Window};

use super::expression::Expr;
use super::list::{List, Row};
use super::model::*;
use crate::engine::Column;
use crate::rate::{Effect, RateExpr};
use crate::schedule::Schedule;

/// Checks the pack by itself and against one revision of the schedule (the rows in force on that revision's first day).
pub fn lint(pack: &Pack, schedule: &Schedule) -> Vec<Finding> {
    let mut findings = Vec::new();
    for heading in &pack.headings {
        let at = place(heading);
        within_life(pack, heading, &at, &mut findings);
        overlaps(heading, &at, &mut findings);
        printed(heading, schedule, &at, &mut findings);
        reachable(pack, heading, &at, &mut findings);
        trusted(heading, &at, &mut findings);
        known_in_time(heading, &at, &mut findings);
    }
    for list in pack.lists.all() {
        stand_in_schedule(list, schedule, &mut findings);
    }
    facts(pack, &mut findings);
    unused(pack, &mut findings);
    findings
}

fn place(heading: &Heading) -> Place {
    Place::file(&*heading.file).at_item(heading.number.to_string())
}

fn warn(code: &str, at: &Place, heading: &Heading, text: impl std::fmt::Display) -> Finding {
    Finding::warn(code, at.clone(), format!("{text} ({})", heading.cite.source))
}

/// A rate window lies inside the time in which its authority was in force.
fn within_life(pack: &Pack, heading: &Heading, at: &Place, findings: &mut Vec<Finding>) {
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
        findings.push(warn("WINDOW_OUTSIDE_AUTHORITY", at, heading, text));
    }
}

/// No day has two different rates of one heading in one column.
fn overlaps(heading: &Heading, at: &Place, findings: &mut Vec<Finding>) {
    for (nth, a) in heading.rates.iter().enumerate() {
        let clashes = heading.rates[nth + 1..].iter().filter(|b| {
            let column = a.columns.iter().any(|column| b.columns.contains(column));
            a.by == b.by && column && a.window.overlaps(&b.window) && a.form != b.form
        });
        for b in clashes {
            let text = format!("two rates overlap: {:?} {} and {:?} {}", a.form, a.window, b.form, b.window);
            findings.push(warn("RATES_OVERLAP", at, heading, text));
        }
    }
}

/// The heading is printed in the schedule, with the rate that the row in force says.
fn printed(heading: &Heading, schedule: &Schedule, at: &Place, findings: &mut Vec<Finding>) {
    let day = schedule.revision().from;
    let Some(row) = heading.rates.iter().find(|row| row.by == DateKind::Entry && row.window.holds(day))
    else {
        return;
    };
    // What became known after the revision cannot stand in it.
    if heading.known.is_some_and(|known| known > schedule.revision().known) {
        return;
    }
    let Some(line) = schedule.line(&heading.number) else {
        let text = format!("{} is not printed in {}", heading.number, schedule.revision().id);
        findings.push(warn("HEADING_NOT_PRINTED", at, heading, text));
        return;
    };
    // A rate may stand in one column only, as in 9903.82.18.
    let sides = [(Column::General, line.general()), (Column::Other, line.other())];
    for (column, printed) in sides {
        let Ok(printed) = printed else { continue };
        let says = said(printed);
        let ours = row.columns.contains(&column).then_some(&row.form);
        if !agree(says.as_ref(), ours) {
            let text = format!(
                "{} prints «{printed}» in column {}, the row says {ours:?}",
                heading.number,
                column.word()
            );
            findings.push(warn("RATE_DIFFERS", at, heading, text));
        }
    }
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

fn agree(printed: Option<&Form>, ours: Option<&Form>) -> bool {
    match (printed, ours) {
        (None, _) | (Some(Form::None), None | Some(Form::None)) => true,
        (Some(Form::Total(a)), Some(Form::Base(b) | Form::Total(b))) => a == b,
        (Some(a), Some(b)) => a == b,
        (Some(_), None) => false,
    }
}

/// Some number can reach the heading: its lists hold rows in its windows, its origins name a country.
fn reachable(pack: &Pack, heading: &Heading, at: &Place, findings: &mut Vec<Finding>) {
    let lists = &heading.goods.lists;
    let live = |row: &Row| row.on && heading.rates.iter().any(|rate| rate.window.overlaps(&row.window));
    if !lists.is_empty() && !lists.iter().any(|list| pack.lists.get(*list).rows.iter().any(live)) {
        findings.push(warn("UNREACHABLE", at, heading, "no list row is in force in the heading's windows"));
    }
    let displaced_by = pack.headings.iter().find(|other| {
        other.when.is_none()
            && other.instead_of.iter().any(|target| pack.headings[target.at()].number == heading.number)
            && covers(other, heading)
    });
    if let Some(other) = displaced_by {
        let text = format!("{} displaces it wherever it could apply", other.number);
        findings.push(warn("UNREACHABLE", at, heading, text));
    }
}

/// True when `other` applies to everything that `heading` is about, at all its times.
fn covers(other: &Heading, heading: &Heading) -> bool {
    let any_origin = other.origins.countries.is_empty() && other.origins.groups.is_empty();
    let refuses_none = other.origins.not_countries.is_empty() && other.origins.not_groups.is_empty();
    let goods = other.goods.except.is_empty()
        && (other.goods.lists.is_empty()
            || (!heading.goods.lists.is_empty()
                && heading.goods.lists.iter().all(|l| other.goods.lists.contains(l))));
    let times = heading.rates.iter().all(|row| {
        other.rates.iter().any(|cover| {
            let from =
                cover.window.from.is_none_or(|from| row.window.from.is_some_and(|start| from <= start));
            let until =
                cover.window.until.is_none_or(|until| row.window.until.is_some_and(|end| end <= until));
            from && until && row.columns.iter().all(|column| cover.columns.contains(column))
        })
    });
    any_origin && refuses_none && goods && times
}

/// Nothing unverified decides money.
fn trusted(heading: &Heading, at: &Place, findings: &mut Vec<Finding>) {
    if heading.cite.trust == Trust::K && heading.rates.iter().any(|row| row.form != Form::None) {
        findings.push(warn(
            "UNVERIFIED_MONEY",
            at,
            heading,
            "a duty rests on trust K: verify it, or let it warn only",
        ));
    }
}

/// A row is not known only after its last day.
fn known_in_time(heading: &Heading, at: &Place, findings: &mut Vec<Finding>) {
    for row in &heading.rates {
        let known = row.known.or(heading.known);
        if let (Some(known), Some(until)) = (known, row.window.until)
            && known > until
        {
            let text = format!("known since {known}, after its last day {until}");
            findings.push(warn("KNOWN_AFTER_END", at, heading, text));
        }
    }
}

/// Rows in force on the revision's first day name numbers that it prints.
fn stand_in_schedule(list: &List, schedule: &Schedule, findings: &mut Vec<Finding>) {
    let day = schedule.revision().from;
    if list.cite.trust == Trust::K {
        let at = Place::file(&*list.file).at_item(&*list.id);
        findings.push(Finding::warn(
            "UNVERIFIED_LIST",
            at,
            format!("the list rests on trust K ({})", list.cite.source),
        ));
    }
    for row in list.rows.iter().filter(|row| row.window.holds(day)) {
        // A list may name the statistical number or the rate line of numbers that the schedule prints longer or shorter.
        let found = schedule.numbers_under(&row.prefix).next().is_some()
            || schedule.line_or_eight(&row.prefix).is_some();
        if !found {
            let at = Place::file(&*list.file).at_item(&*list.id).column(row.prefix.to_string());
            let cite = row.cite.as_ref().unwrap_or(&list.cite);
            let text =
                format!("{} matches no number of {} ({})", row.prefix, schedule.revision().id, cite.source);
            findings.push(Finding::warn("LIST_ROW_UNKNOWN", at, text));
        }
    }
}

/// Every fact that is asked has a question, and says what holds meanwhile.
fn facts(pack: &Pack, findings: &mut Vec<Finding>) {
    for fact in &pack.facts {
        let at = Place::file("facts.toml").at_item(&*fact.name);
        if fact.question.trim().is_empty() {
            findings.push(Finding::warn("FACT_WITHOUT_QUESTION", at.clone(), "nobody can be asked for it"));
        }
        if fact.unknown.trim().is_empty() {
            findings.push(Finding::warn(
                "FACT_WITHOUT_CONVENTION",
                at,
                "it does not say what holds while it is unknown",
            ));
        }
    }
}

/// Lists and facts that nothing reads.
fn unused(pack: &Pack, findings: &mut Vec<Finding>) {
    let (mut lists, mut facts) = (HashSet::new(), HashSet::new());
    let mut note = |expr: &Expr| match expr {
        Expr::OnList(list) => drop(lists.insert(*list)),
        Expr::Fact(fact) => drop(facts.insert(*fact)),
        _ => {}
    };
    for heading in &pack.headings {
        heading.when.iter().for_each(|when| when.walk(&mut note));
        for row in &heading.rates {
            if let Share::Percent(expr) = &row.of {
                expr.walk(&mut note);
            }
        }
    }
    pack.bans.iter().filter_map(|ban| ban.when.as_ref()).for_each(|when| when.walk(&mut note));
    let goods =
        pack.headings.iter().map(|heading| &heading.goods).chain(pack.bans.iter().map(|ban| &ban.goods));
    goods.for_each(|goods| lists.extend(goods.lists.iter().chain(&goods.except).copied()));
    for (at, list) in
        pack.lists.all().iter().enumerate().filter(|(at, _)| !lists.iter().any(|list| list.at() == *at))
    {
        let place = Place::file(&*list.file).at_item(&*list.id);
        findings.push(Finding::info("LIST_UNUSED", place, format!("no heading reads list {at}")));
    }
    for (_, fact) in
        pack.facts.iter().enumerate().filter(|(at, _)| !facts.iter().any(|fact| fact.at() == *at))
    {
        let place = Place::file("facts.toml").at_item(&*fact.name);
        findings.push(Finding::info("FACT_UNUSED", place, "no heading reads the fact"));
    }
}
