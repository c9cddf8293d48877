//! Evaluation order: the topological order of the edges `instead_of`, `applies(tag)`, `bases(tag)` and `less`.
//!
//! There are no priorities. A ring of edges, or two headings that can claim one place without an edge between them,
//! is a fault of the files that names both with their citations.

use std::collections::HashMap;

use cocket_base::ids::TariffNumber;

use super::expression::Expr;
use super::load::Fault;
use super::model::{Heading, HeadingId, Pack, Share, TagId};

/// Sorts the pack's headings into evaluation order and builds the candidate index.
pub(super) fn arrange(mut pack: Pack) -> Result<Pack, Vec<Fault>> {
    let order = sorted(&pack)?;
    let clashes = clashes(&pack);
    if !clashes.is_empty() {
        return Err(clashes);
    }
    let mut place = vec![HeadingId(0); order.len()];
    for (new, old) in order.iter().enumerate() {
        place[old.at()] = HeadingId(u16::try_from(new).unwrap_or(u16::MAX));
    }
    let mut headings: Vec<(HeadingId, Heading)> =
        pack.headings.drain(..).enumerate().map(|(old, heading)| (place[old], heading)).collect();
    headings.sort_by_key(|(new, _)| *new);
    pack.headings = headings.into_iter().map(|(_, heading)| heading).collect();
    for heading in &mut pack.headings {
        heading.instead_of.iter_mut().for_each(|target| *target = place[target.at()]);
    }
    pack.by_list = vec![Vec::new(); pack.lists.all().len()];
    for (at, heading) in pack.headings.iter().enumerate() {
        let id = HeadingId(u16::try_from(at).unwrap_or(u16::MAX));
        for number in [Some(heading.number), heading.twin].into_iter().flatten() {
            pack.by_number.entry(number).or_default().push(id);
        }
        heading.goods.lists.iter().for_each(|list| pack.by_list[list.at()].push(id));
        if heading.goods.lists.is_empty() {
            pack.any_goods.push(id);
        }
    }
    Ok(pack)
}

/// Which headings must be settled before `heading`: those it asks about, by tag.
fn asks(heading: &Heading) -> Vec<TagId> {
    let mut tags = Vec::new();
    let mut note = |expr: &Expr| {
        if let Expr::Applies(tag) = expr {
            tags.push(*tag);
        }
    };
    heading.when.iter().for_each(|when| when.walk(&mut note));
    for row in &heading.rates {
        tags.extend(row.less.iter().copied());
        if let Share::Bases(bases) = &row.of {
            tags.extend(bases);
        }
    }
    tags
}

fn sorted(pack: &Pack) -> Result<Vec<HeadingId>, Vec<Fault>> {
    let count = pack.headings.len();
    let mut by_tag: HashMap<TagId, Vec<usize>> = HashMap::new();
    for (at, heading) in pack.headings.iter().enumerate() {
        heading.tags.iter().for_each(|tag| by_tag.entry(*tag).or_default().push(at));
    }
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (at, heading) in pack.headings.iter().enumerate() {
        after[at].extend(heading.instead_of.iter().map(|target| target.at()));
        for tag in asks(heading) {
            by_tag
                .get(&tag)
                .into_iter()
                .flatten()
                .filter(|first| **first != at)
                .for_each(|first| after[*first].push(at));
        }
    }
    let mut waiting = vec![0usize; count];
    after.iter().flatten().for_each(|at| waiting[*at] += 1);
    // File order among those that are ready: the result does not depend on hashing.
    let mut ready: std::collections::BTreeSet<usize> = (0..count).filter(|at| waiting[*at] == 0).collect();
    let mut order = Vec::with_capacity(count);
    while let Some(at) = ready.pop_first() {
        order.push(HeadingId(u16::try_from(at).unwrap_or(u16::MAX)));
        for next in &after[at] {
            waiting[*next] -= 1;
            if waiting[*next] == 0 {
                ready.insert(*next);
            }
        }
    }
    if order.len() == count { Ok(order) } else { Err(vec![ring(pack, &after, &waiting)]) }
}

/// A ring among the headings that never became ready.
fn ring(pack: &Pack, after: &[Vec<usize>], waiting: &[usize]) -> Fault {
    let stuck = |at: usize| waiting[at] > 0;
    // Walk backwards: every stuck heading has a stuck one before it, so the walk must close.
    let before = |at: usize| (0..after.len()).find(|from| stuck(*from) && after[*from].contains(&at));
    let mut path: Vec<usize> = (0..after.len()).filter(|at| stuck(*at)).take(1).collect();
    while let Some(previous) = path.last().and_then(|at| before(*at)) {
        if let Some(start) = path.iter().position(|at| *at == previous) {
            path.drain(..start);
            break;
        }
        path.push(previous);
    }
    path.reverse();
    Fault::Ring { ring: path.iter().map(|at| describe(&pack.headings[*at])).collect() }
}

pub(super) fn describe(heading: &Heading) -> String {
    format!("{} ({}, {})", heading.number, heading.file, heading.cite.source)
}

/// Pairs of headings that can claim one place at once without an edge between them.
fn clashes(pack: &Pack) -> Vec<Fault> {
    let mut by_place: HashMap<_, Vec<usize>> = HashMap::new();
    for (at, heading) in pack.headings.iter().enumerate() {
        heading.place.into_iter().for_each(|place| by_place.entry(place).or_default().push(at));
    }
    let mut places: Vec<_> = by_place.into_iter().collect();
    places.sort_unstable();
    let mut faults = Vec::new();
    for (place, members) in places {
        for (nth, a) in members.iter().enumerate() {
            for b in &members[nth + 1..] {
                if let Some(example) = meet(pack, *a, *b) {
                    faults.push(Fault::Clash {
                        place: pack.places[place.at()].to_string(),
                        first: describe(&pack.headings[*a]),
                        second: describe(&pack.headings[*b]),
                        example,
                    });
                }
            }
        }
    }
    faults
}

/// An example of goods and origin that both headings can claim, when no edge decides between them.
fn meet(pack: &Pack, a: usize, b: usize) -> Option<String> {
    let (first, second) = (&pack.headings[a], &pack.headings[b]);
    let edge = |from: &Heading, to: usize| from.instead_of.iter().any(|target| target.at() == to);
    if edge(first, b) || edge(second, a) {
        return None;
    }
    let windows = first.rates.iter().any(|x| {
        second.rates.iter().any(|y| {
            x.by == y.by
                && x.window.overlaps(&y.window)
                && x.columns.iter().any(|column| y.columns.contains(column))
        })
    });
    let origin = windows.then(|| shared_origin(pack, first, second)).flatten()?;
    Some(format!("{} of {origin}", shared_goods(pack, first, second)?))
}

/// An example of goods that both headings are about.
pub(super) fn shared_goods(pack: &Pack, first: &Heading, second: &Heading) -> Option<String> {
    Some(match (first.goods.lists.is_empty(), second.goods.lists.is_empty()) {
        (true, true) => "any goods".to_string(),
        (false, true) => example(pack, first, second)?.to_string(),
        (true, false) => example(pack, second, first)?.to_string(),
        (false, false) => {
            let pairs =
                first.goods.lists.iter().flat_map(|x| second.goods.lists.iter().map(move |y| (*x, *y)));
            let taken_out = |prefix| excepted(pack, first, prefix) || excepted(pack, second, prefix);
            pairs.into_iter().find_map(|(x, y)| pack.lists.overlap(x, y, taken_out))?.to_string()
        }
    })
}

/// A number of `heading`'s lists that neither heading takes out again.
fn example(pack: &Pack, heading: &Heading, other: &Heading) -> Option<TariffNumber> {
    let rows = heading.goods.lists.iter().flat_map(|list| &pack.lists.get(*list).rows).filter(|row| row.on);
    let taken_out = |prefix| excepted(pack, heading, prefix) || excepted(pack, other, prefix);
    rows.map(|row| row.prefix).find(|prefix| !taken_out(*prefix))
}

fn excepted(pack: &Pack, heading: &Heading, prefix: TariffNumber) -> bool {
    heading.goods.except.iter().any(|list| pack.lists.covers(*list, prefix))
}

fn shared_origin(pack: &Pack, a: &Heading, b: &Heading) -> Option<String> {
    let named = |heading: &Heading| {
        let origins = &heading.origins;
        let members =
            origins.groups.iter().flat_map(|group| pack.groups[group.at()].members.iter().map(|(c, _)| *c));
        origins.countries.iter().copied().chain(members).collect::<Vec<_>>()
    };
    let refuses = |heading: &Heading, country: &cocket_base::ids::Country| {
        let origins = &heading.origins;
        let in_group =
            |group: &super::model::GroupId| pack.groups[group.at()].members.iter().any(|(c, _)| c == country);
        origins.not_countries.contains(country) || origins.not_groups.iter().any(in_group)
    };
    let (of_a, of_b) = (named(a), named(b));
    let both: Vec<_> = match (of_a.is_empty(), of_b.is_empty()) {
        (true, true) => return Some("any origin".into()),
        (true, false) => of_b,
        (false, true) => of_a,
        (false, false) => of_a.into_iter().filter(|country| of_b.contains(country)).collect(),
    };
    both.into_iter()
        .find(|country| !refuses(a, country) && !refuses(b, country))
        .map(|country| country.to_string())
}
