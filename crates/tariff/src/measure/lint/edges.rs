//! Headings among one another: those that nothing reaches, displacements that never happen, all-in headings beside others.

use std::collections::HashMap;

use super::{Report, ever_together, inside, place};
use crate::engine::Column;
use crate::measure::list::Row;
use crate::measure::model::*;

pub(super) fn check(pack: &Pack, report: &mut Report) {
    let by_tag = by_tag(pack);
    for (at, heading) in pack.headings.iter().enumerate() {
        reachable(pack, heading, report);
        never_live(pack, at, heading, &by_tag, report);
    }
    all_in_beside(pack, report);
}

fn by_tag(pack: &Pack) -> HashMap<TagId, Vec<usize>> {
    let mut by_tag: HashMap<TagId, Vec<usize>> = HashMap::new();
    for (at, heading) in pack.headings.iter().enumerate() {
        heading.tags.iter().for_each(|tag| by_tag.entry(*tag).or_default().push(at));
    }
    by_tag
}

/// Some line can reach the heading: its lists hold rows in its windows, its origins name a country, nothing always
/// displaces it.
fn reachable(pack: &Pack, heading: &Heading, report: &mut Report) {
    let cite = Some(&heading.cite);
    let lists = &heading.goods.lists;
    let live = |row: &Row| row.on && heading.rates.iter().any(|rate| rate.window.overlaps(&row.window));
    if !lists.is_empty() && !lists.iter().any(|list| pack.lists.get(*list).rows.iter().any(live)) {
        let text = "no list row is in force in the heading's windows";
        report.warn(
            "UNREACHABLE",
            place(heading),
            cite,
            text,
            "correct the windows of the list or of the heading",
        );
    }
    let origins = &heading.origins;
    let member = |group: &GroupId| {
        pack.groups[group.at()].members.iter().any(|(country, window)| {
            !origins.not_countries.contains(country)
                && heading.rates.iter().any(|rate| rate.window.overlaps(window))
        })
    };
    let named = origins.countries.iter().any(|country| !origins.not_countries.contains(country));
    let any = origins.countries.is_empty() && origins.groups.is_empty();
    if !any && !named && !origins.groups.iter().any(member) {
        let text = "no country of its origins is meant in the heading's windows";
        report.warn("UNREACHABLE", place(heading), cite, text, "correct the group's dates or the origins");
    }
    let displaced_by = pack.headings.iter().find(|other| {
        other.when.is_none()
            && other.instead_of.iter().any(|target| pack.headings[target.at()].number == heading.number)
            && covers(other, heading)
    });
    if let Some(other) = displaced_by {
        let text = format!("{} displaces it wherever it could apply", other.number);
        report.warn(
            "UNREACHABLE",
            place(heading),
            cite,
            text,
            "give one of the two a condition, or take one out",
        );
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
            cover.by == row.by
                && inside(&row.window, &cover.window)
                && row.columns.iter().all(|column| cover.columns.contains(column))
        })
    });
    any_origin && refuses_none && goods && times
}

/// A heading named under `instead_of` lives at some time, in some column and for some origin together with the one that
/// displaces it. Of a tag, one member must.
fn never_live(
    pack: &Pack,
    at: usize,
    heading: &Heading,
    by_tag: &HashMap<TagId, Vec<usize>>,
    report: &mut Report,
) {
    let meets = |target: &Heading| {
        ever_together(heading, target) && share_column(heading, target) && share_origin(pack, heading, target)
    };
    let names = |member: usize| member == at || heading.instead_of.iter().any(|target| target.at() == member);
    // A tag whose every member is displaced was probably written as a tag: one living member is enough.
    let excused = |target: HeadingId| {
        pack.headings[target.at()].tags.iter().filter_map(|tag| by_tag.get(tag)).any(|members| {
            members.len() > 1
                && members.iter().all(|member| names(*member))
                && members.iter().any(|member| *member != at && meets(&pack.headings[*member]))
        })
    };
    let dead = heading
        .instead_of
        .iter()
        .filter(|target| !meets(&pack.headings[target.at()]) && !excused(**target))
        .map(|target| pack.headings[target.at()].number.to_string());
    let dead: Vec<String> = dead.collect();
    if !dead.is_empty() {
        let text = format!("it displaces {}, which never live beside it", dead.join(", "));
        let remedy =
            "take the numbers or their tag out of instead_of, or correct windows, columns or origins";
        report.warn("DISPLACED_NEVER_LIVE", place(heading), Some(&heading.cite), text, remedy);
    }
}

pub(super) fn share_column(a: &Heading, b: &Heading) -> bool {
    let has = |heading: &Heading, column| heading.rates.iter().any(|row| row.columns.contains(&column));
    [Column::General, Column::Special, Column::Other]
        .into_iter()
        .any(|column| has(a, column) && has(b, column))
}

/// True unless the origins of the two exclude one another at all times.
pub(super) fn share_origin(pack: &Pack, a: &Heading, b: &Heading) -> bool {
    let named = |heading: &Heading| -> Vec<_> {
        let groups = heading.origins.groups.iter();
        let members = groups.flat_map(|group| pack.groups[group.at()].members.iter().map(|(c, _)| *c));
        heading.origins.countries.iter().copied().chain(members).collect()
    };
    let refused = |heading: &Heading, country| {
        let in_group = |group: &GroupId| {
            pack.groups[group.at()]
                .members
                .iter()
                .any(|(c, w)| c == country && w.from.is_none() && w.until.is_none())
        };
        heading.origins.not_countries.contains(country) || heading.origins.not_groups.iter().any(in_group)
    };
    let (of_a, of_b) = (named(a), named(b));
    match (of_a.is_empty(), of_b.is_empty()) {
        (true, true) => true,
        (true, false) => of_b.iter().any(|country| !refused(a, country)),
        (false, true) => of_a.iter().any(|country| !refused(b, country)),
        (false, false) => of_a.iter().any(|country| of_b.contains(country)),
    }
}

/// An all-in heading and another charge of its authority on the same prefix: an edge must say which one stands.
fn all_in_beside(pack: &Pack, report: &mut Report) {
    let has = |heading: &Heading, form: fn(&Form) -> bool| heading.rates.iter().any(|row| form(&row.form));
    let total = |form: &Form| matches!(form, Form::Total(_));
    let charges = |form: &Form| !matches!(form, Form::None);
    let edge = |from: &Heading, to: usize| from.instead_of.iter().any(|target| target.at() == to);
    for (at, all_in) in pack.headings.iter().enumerate().filter(|(_, heading)| has(heading, total)) {
        for (beside, other) in pack.headings.iter().enumerate() {
            let apart = other.authority != all_in.authority
                || at == beside
                || !has(other, charges)
                || edge(all_in, beside)
                || edge(other, at)
                || !ever_together(all_in, other)
                || !share_column(all_in, other)
                || !share_origin(pack, all_in, other);
            if apart {
                continue;
            }
            let pairs =
                all_in.goods.lists.iter().flat_map(|a| other.goods.lists.iter().map(move |b| (*a, *b)));
            if let Some(prefix) = pairs.into_iter().find_map(|(a, b)| pack.lists.overlap(a, b, |_| false)) {
                let text = format!("{prefix} is charged all in here and by {} beside it", other.number);
                let remedy = "say with instead_of which one stands, or take the prefix off one of the lists";
                report.warn("ALL_IN_BESIDE", place(all_in), Some(&all_in.cite), text, remedy);
            }
        }
    }
}
