//! Lists of goods: rows that no schedule prints, that nothing reads, that repeat or contradict one another.

use std::collections::HashMap;

use cocket_base::ids::TariffNumber;
use cocket_base::{Citation, Place, Trust, Window};

use super::{Report, place};
use crate::measure::expression::Expr;
use crate::measure::list::{List, Row};
use crate::measure::model::*;
use crate::schedule::Schedule;

pub(super) fn check(pack: &Pack, schedules: &[&Schedule], report: &mut Report) {
    let readers = Readers::of(pack);
    for (at, list) in pack.lists.all().iter().enumerate() {
        let id = ListId(u16::try_from(at).unwrap_or(u16::MAX));
        printed(list, schedules, report);
        apart(list, report);
        match readers.windows.get(&id) {
            None => {
                let text = "no heading, condition or ban reads the list";
                report.info(
                    "LIST_UNUSED",
                    of_list(list),
                    Some(&list.cite),
                    text,
                    "take the list out, or name it",
                );
            }
            Some(windows) => read_in_time(list, windows, report),
        }
        if readers.decides.contains(&id) {
            trusted(list, report);
        }
    }
    both_sides(pack, report);
}

fn of_list(list: &List) -> Place {
    Place::file(&*list.file).at_item(&*list.id)
}

fn of_row(list: &List, row: &Row) -> Place {
    of_list(list).column(row.prefix.to_string())
}

fn source<'l>(list: &'l List, row: &'l Row) -> &'l Citation {
    row.cite.as_ref().unwrap_or(&list.cite)
}

/// Who reads which list, when, and whether money follows from it without anybody's word.
struct Readers {
    windows: HashMap<ListId, Vec<Window>>,
    decides: Vec<ListId>,
}

impl Readers {
    fn of(pack: &Pack) -> Readers {
        let mut readers = Readers { windows: HashMap::new(), decides: Vec::new() };
        for heading in &pack.headings {
            let mut lists: Vec<ListId> = Vec::new();
            let mut note = |expr: &Expr| {
                if let Expr::OnList(list) = expr {
                    lists.push(*list);
                }
            };
            heading.when.iter().for_each(|when| when.walk(&mut note));
            for row in &heading.rates {
                if let Share::Percent(share) = &row.of {
                    share.walk(&mut note);
                }
            }
            lists.extend(heading.goods.lists.iter().chain(&heading.goods.except));
            for list in lists {
                let windows = readers.windows.entry(list).or_default();
                windows.extend(heading.rates.iter().map(|row| row.window));
                let charges = |heading: &Heading| heading.rates.iter().any(|row| row.form != Form::None);
                let displaces = heading.instead_of.iter().any(|target| charges(&pack.headings[target.at()]));
                if heading.when.is_none() && (charges(heading) || displaces) {
                    readers.decides.push(list);
                }
            }
        }
        for ban in &pack.bans {
            let mut lists: Vec<ListId> = ban.goods.lists.iter().chain(&ban.goods.except).copied().collect();
            ban.when.iter().for_each(|when| {
                when.walk(&mut |expr| {
                    if let Expr::OnList(list) = expr {
                        lists.push(*list);
                    }
                });
            });
            lists.into_iter().for_each(|list| readers.windows.entry(list).or_default().push(ban.window));
        }
        readers
    }
}

/// Each row names a number that one of the revisions of its time prints.
fn printed(list: &List, schedules: &[&Schedule], report: &mut Report) {
    for row in &list.rows {
        let of_its_time: Vec<&&Schedule> =
            schedules.iter().filter(|schedule| row.window.holds(schedule.revision().from)).collect();
        // A list may name the statistical number or the rate line of numbers that the schedule prints longer or shorter.
        let prints = |schedule: &Schedule| {
            schedule.numbers_under(&row.prefix).next().is_some()
                || schedule.line_or_eight(&row.prefix).is_some()
        };
        if of_its_time.is_empty() || of_its_time.iter().any(|schedule| prints(schedule)) {
            continue;
        }
        let ids: Vec<String> =
            of_its_time.iter().map(|schedule| schedule.revision().id.to_string()).collect();
        let text = format!("{} matches no number of {}", row.prefix, ids.join(", "));
        let remedy = "correct the prefix, or end the row where the number was renamed";
        report.warn("LIST_ROW_UNKNOWN", of_row(list, row), Some(source(list, row)), text, remedy);
    }
}

/// No prefix stands twice at one time, on the list and taken out of it, or under a shorter one that already holds it.
fn apart(list: &List, report: &mut Report) {
    let mut seen: HashMap<TariffNumber, Vec<&Row>> = HashMap::new();
    for row in &list.rows {
        let before = seen.entry(row.prefix).or_default();
        if let Some(other) =
            before.iter().find(|other| other.window.overlaps(&row.window) && other.known == row.known)
        {
            let (code, text) = if other.on == row.on {
                ("LIST_ROW_TWICE", format!("{} stands twice at one time", row.prefix))
            } else {
                (
                    "LIST_ROW_CONTRADICTS",
                    format!("{} is on the list and taken out of it at one time", row.prefix),
                )
            };
            let remedy = "keep one of the rows, or part their dates";
            report.warn(code, of_row(list, row), Some(source(list, row)), text, remedy);
        }
        before.push(row);
    }
    for row in list.rows.iter().filter(|row| !row.on) {
        let shorter = [8, 6, 4, 2].into_iter().filter(|length| *length < row.prefix.len());
        let held = shorter
            .filter_map(|length| seen.get(&row.prefix.prefix(length)))
            .flatten()
            .any(|other| other.on && other.window.overlaps(&row.window));
        if !held {
            let text = format!("{} is taken out of nothing", row.prefix);
            let remedy = "take the row out, or add the shorter prefix that it is part of";
            report.warn("LIST_ROW_IDLE", of_row(list, row), Some(source(list, row)), text, remedy);
        }
    }
}

/// Each row is in force while something reads it.
fn read_in_time(list: &List, windows: &[Window], report: &mut Report) {
    for row in list.rows.iter().filter(|row| !windows.iter().any(|window| window.overlaps(&row.window))) {
        let text = format!("{} is in force {} and nothing reads it then", row.prefix, row.window);
        report.info(
            "LIST_ROW_NEVER_READ",
            of_row(list, row),
            Some(source(list, row)),
            text,
            "correct the dates of the row or of the headings",
        );
    }
}

/// Nothing unverified decides money.
fn trusted(list: &List, report: &mut Report) {
    if list.cite.trust == Trust::K {
        let text = "the list rests on trust K and decides what is owed";
        report.warn(
            "UNVERIFIED_LIST",
            of_list(list),
            Some(&list.cite),
            text,
            "read the source, or ask the importer",
        );
    }
    for row in &list.rows {
        if row.cite.as_ref().is_some_and(|cite| cite.trust == Trust::K) {
            let text = format!("{} rests on trust K and decides what is owed", row.prefix);
            let remedy = "read the source, or ask the importer";
            report.warn("UNVERIFIED_LIST", of_row(list, row), Some(source(list, row)), text, remedy);
        }
    }
}

/// A heading does not name one prefix both among its goods and among those taken out.
fn both_sides(pack: &Pack, report: &mut Report) {
    for heading in &pack.headings {
        for except in &heading.goods.except {
            let rows = &pack.lists.get(*except).rows;
            let twice = rows.iter().filter(|row| row.on).find(|row| {
                let mut goods = heading.goods.lists.iter().flat_map(|list| &pack.lists.get(*list).rows);
                goods
                    .any(|other| other.on && other.prefix == row.prefix && other.window.overlaps(&row.window))
            });
            if let Some(row) = twice {
                let text = format!("{} is among its goods and among what is taken out of them", row.prefix);
                let remedy = "take the prefix off one of the lists";
                report.info("EXCEPT_SAME_PREFIX", place(heading), Some(&heading.cite), text, remedy);
            }
        }
    }
}
