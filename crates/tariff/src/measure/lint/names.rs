//! Authorities, groups and facts: their lives have no holes, their members no doubles, and something reads them.

use std::collections::HashSet;

use cocket_base::{Date, Place, Window};

use super::{Report, inside};
use crate::measure::expression::Expr;
use crate::measure::model::*;

pub(super) fn check(pack: &Pack, report: &mut Report) {
    for (at, authority) in pack.authorities.iter().enumerate() {
        authority_life(pack, at, authority, report);
    }
    let used = Used::of(pack);
    for (at, group) in pack.groups.iter().enumerate() {
        members(group, report);
        if !used.groups.contains(&at) {
            let text = format!("no heading, programme or condition names the group @{}", group.id);
            report.info(
                "GROUP_UNUSED",
                Place::item(&*group.id),
                None,
                text,
                "take the group out, or name it",
            );
        }
    }
    for (at, fact) in pack.facts.iter().enumerate() {
        facts(fact, used.facts.contains(&at), report);
    }
}

/// The authority's spans do not overlap, its other states lie in its life, and on each day of it something is printed.
fn authority_life(pack: &Pack, at: usize, authority: &Authority, report: &mut Report) {
    let place = || Place::file(format!("{}.toml", authority.id)).at_item(&*authority.id);
    let in_force: Vec<Window> =
        authority.status.iter().filter(|s| s.state == Standing::InForce).map(|s| s.window).collect();
    if in_force.is_empty() {
        let text = format!("{} was never in force", authority.law);
        report.warn("AUTHORITY_NEVER_IN_FORCE", place(), None, text, "add an in-force span to its status");
    }
    for (nth, a) in in_force.iter().enumerate() {
        if let Some(b) = in_force[nth + 1..].iter().find(|b| b.overlaps(a)) {
            let text = format!("two in-force spans of {} overlap: {a} and {b}", authority.law);
            report.warn("AUTHORITY_OVERLAP", place(), None, text, "join the two spans");
        }
    }
    let other = |s: &&Status| !matches!(s.state, Standing::InForce | Standing::Ended);
    for status in authority.status.iter().filter(other) {
        if !in_force.iter().any(|life| inside(&status.window, life)) {
            let text =
                format!("{} {} leaves the life of {}", status.state.word(), status.window, authority.law);
            report.warn("STATUS_OUTSIDE_LIFE", place(), None, text, "keep the span inside an in-force span");
        }
    }
    let own: Vec<&Heading> = pack.headings.iter().filter(|heading| heading.authority.at() == at).collect();
    if own.is_empty() {
        let text = format!("no heading belongs to {}", authority.law);
        report.warn("AUTHORITY_EMPTY", place(), None, text, "add its headings, or take the authority out");
        return;
    }
    for life in &in_force {
        if let Some(day) = first_bare_day(&own, *life) {
            let text =
                format!("no heading of it stands on {day}, inside its life {life}; law: {}", authority.law);
            let remedy = "add the headings of those days, or part the in-force span";
            report.warn("AUTHORITY_GAP", place(), None, text, remedy);
        }
    }
}

/// The first day of the span on which no row of the headings is in force.
fn first_bare_day(headings: &[&Heading], life: Window) -> Option<Date> {
    let windows = || headings.iter().flat_map(|heading| heading.rates.iter().map(|row| row.window));
    let mut day = life.from.or_else(|| windows().filter_map(|window| window.from).min())?;
    // Each step jumps to the end of a window, so there are no more steps than windows.
    for _ in 0..=windows().count() {
        if life.until.is_some_and(|until| until < day) {
            return None;
        }
        let furthest = windows()
            .filter(|window| window.holds(day))
            .map(|window| window.until)
            .max_by_key(|until| (until.is_none(), *until));
        match furthest {
            None => return Some(day),
            Some(None) => return None,
            Some(Some(until)) => day = until.tomorrow().ok()?,
        }
    }
    None
}

/// A country is a member once at a time.
fn members(group: &Group, report: &mut Report) {
    for (nth, (country, window)) in group.members.iter().enumerate() {
        let again = group.members[nth + 1..].iter().any(|(c, w)| c == country && w.overlaps(window));
        if again {
            let text = format!("{country} is a member of @{} twice at one time", group.id);
            report.warn(
                "GROUP_MEMBER_TWICE",
                Place::item(&*group.id),
                None,
                text,
                "keep one, or part their dates",
            );
        }
    }
}

/// A fact has a question, a convention, and a reader.
fn facts(fact: &Fact, read: bool, report: &mut Report) {
    let at = || Place::file("facts.toml").at_item(&*fact.name);
    if fact.question.trim().is_empty() {
        let text = "nobody can be asked for it";
        report.warn(
            "FACT_WITHOUT_QUESTION",
            at(),
            None,
            text,
            "write the question as the importer would read it",
        );
    }
    if fact.unknown.trim().is_empty() {
        let text = "it does not say what holds while it is unknown";
        report.warn(
            "FACT_WITHOUT_CONVENTION",
            at(),
            None,
            text,
            "write under unknown what is taken to be true",
        );
    }
    if !read {
        report.info(
            "FACT_UNUSED",
            at(),
            None,
            "no heading reads the fact",
            "take it out, or use it in a condition",
        );
    }
}

/// Facts and groups that something reads.
struct Used {
    facts: HashSet<usize>,
    groups: HashSet<usize>,
}

impl Used {
    fn of(pack: &Pack) -> Used {
        let (mut facts, mut groups) = (HashSet::new(), HashSet::new());
        let mut note = |expr: &Expr| match expr {
            Expr::Fact(fact) => drop(facts.insert(fact.at())),
            Expr::InGroup(_, group) => drop(groups.insert(group.at())),
            _ => {}
        };
        for heading in &pack.headings {
            heading.when.iter().for_each(|when| when.walk(&mut note));
            for row in &heading.rates {
                if let Share::Percent(share) = &row.of {
                    share.walk(&mut note);
                }
            }
        }
        pack.bans.iter().filter_map(|ban| ban.when.as_ref()).for_each(|when| when.walk(&mut note));
        let own = pack.authorities.iter().flat_map(|authority| &authority.chapter98);
        let rules = pack.chapter98.iter().chain(own);
        rules.filter_map(|rule| rule.when.as_ref()).for_each(|when| when.walk(&mut note));
        facts
            .extend(pack.programmes.iter().filter_map(|programme| programme.qualifies).map(|fact| fact.at()));
        // The engine itself asks for some: where a line stands with its quota, and what its zone status asks.
        facts.extend(
            crate::engine::facts_asked().iter().filter_map(|name| pack.fact(name)).map(|fact| fact.at()),
        );
        let origins = pack
            .headings
            .iter()
            .map(|heading| &heading.origins)
            .chain(pack.bans.iter().map(|ban| &ban.origins))
            .chain(pack.programmes.iter().map(|programme| &programme.origins));
        for origin in origins {
            groups.extend(origin.groups.iter().chain(&origin.not_groups).map(|group| group.at()));
        }
        Used { facts, groups }
    }
}
