//! Precedence stands between classes of headings: what displaces one member of a class displaces every member that it can
//! meet. A list of numbers goes stale when a heading joins the class; this rule says so.

use std::collections::BTreeMap;

use super::edges::{share_column, share_origin};
use super::{Report, ever_together, place};
use crate::measure::model::*;
use crate::measure::order::shared_goods;

/// The class of a heading: a declared one, or its authority's for headings that carry none.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kin {
    Declared(TagId),
    Authority(AuthorityId),
}

pub(super) fn check(pack: &Pack, report: &mut Report) {
    let kin: Vec<Vec<Kin>> = pack.headings.iter().map(|heading| kin(pack, heading)).collect();
    let mut members: BTreeMap<Kin, Vec<usize>> = BTreeMap::new();
    for (at, classes) in kin.iter().enumerate() {
        classes.iter().for_each(|class| members.entry(*class).or_default().push(at));
    }
    for (at, heading) in pack.headings.iter().enumerate() {
        // Inside a class and inside an authority the headings say themselves which one goes before which.
        let own = |class: &Kin| {
            kin[at].contains(class)
                || matches!(class, Kin::Authority(authority) if *authority == heading.authority)
        };
        let mut touched: Vec<Kin> =
            heading.instead_of.iter().flat_map(|target| kin[target.at()].iter().copied()).collect();
        touched.sort_unstable();
        touched.dedup();
        for class in touched.into_iter().filter(|class| !own(class)) {
            let others = members.get(&class).map_or(&[][..], Vec::as_slice);
            partly(pack, at, (class, others), report);
        }
    }
}

fn kin(pack: &Pack, heading: &Heading) -> Vec<Kin> {
    let declared = pack.classes.iter().map(|class| class.tag).filter(|tag| heading.tags.contains(tag));
    let declared: Vec<Kin> = declared.map(Kin::Declared).collect();
    if declared.is_empty() { vec![Kin::Authority(heading.authority)] } else { declared }
}

/// Members of a class that the heading meets and does not displace, though it displaces others of the class.
fn partly(pack: &Pack, at: usize, (class, members): (Kin, &[usize]), report: &mut Report) {
    let heading = &pack.headings[at];
    let edge = |from: &Heading, to: usize| from.instead_of.iter().any(|target| target.at() == to);
    let left: Vec<String> = members
        .iter()
        .filter(|member| **member != at && !edge(heading, **member) && !edge(&pack.headings[**member], at))
        .filter_map(|member| {
            let other = &pack.headings[*member];
            let meet = ever_together(heading, other)
                && share_column(heading, other)
                && share_origin(pack, heading, other);
            let goods = meet.then(|| shared_goods(pack, heading, other)).flatten()?;
            Some(format!("{} ({goods})", other.number))
        })
        .collect();
    if left.is_empty() {
        return;
    }
    let (name, title) = match class {
        Kin::Declared(tag) => {
            let title = pack.classes.iter().find(|class| class.tag == tag).map(|class| &*class.title);
            (&*pack.tags[tag.at()], title.unwrap_or_default())
        }
        Kin::Authority(authority) => {
            let authority = &pack.authorities[authority.at()];
            (&*authority.id, &*authority.title)
        }
    };
    let text = format!("it displaces headings of the class «{name}» ({title}), but not {}", left.join(", "));
    let remedy =
        "name the class in instead_of; where the law names single numbers, give those a class of their own";
    report.warn("CLASS_PARTLY_DISPLACED", place(heading), Some(&heading.cite), text, remedy);
}
