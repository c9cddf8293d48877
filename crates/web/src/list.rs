//! The list of files: by state, by words, in an order, a page at a time.

use std::sync::Arc;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use cocket_desk::store::{Cursor, FileFilter, FileOrder, FileQuery, FileRow, Seek};
use serde::Deserialize;

use crate::failure::Failure;
use crate::frame::{Frame, Room, page};
use crate::site::Site;
use crate::words::{self, Distance};

/// Rows of a page.
const ROWS: u32 = 50;
/// Longest search that is read, in characters.
const LONGEST_SEARCH: usize = 200;
/// The states in the order in which a file walks through them.
const STATES: [&str; 6] = ["draft", "checked", "certified", "sent", "accepted", "refused"];
/// The orders: word in the address, heading, and what it is called.
const ORDERS: [(&str, FileOrder); 4] = [
    ("updated", FileOrder::Updated),
    ("due", FileOrder::Due),
    ("entry-date", FileOrder::EntryDate),
    ("number", FileOrder::Id),
];

/// What an address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    state: String,
    q: String,
    order: String,
    reversed: String,
    after: String,
    before: String,
}

impl Asked {
    fn order(&self) -> (&'static str, FileOrder) {
        ORDERS.into_iter().find(|(word, _)| *word == self.order).unwrap_or(("updated", FileOrder::Updated))
    }

    fn is_reversed(&self) -> bool {
        self.reversed == "yes"
    }

    fn query(&self) -> Result<FileQuery, Failure> {
        let place = |text: &str| text.parse::<Cursor>().map_err(|bad| Failure::unreadable(format!("{bad}.")));
        let seek = match (self.after.as_str(), self.before.as_str()) {
            ("", "") => Seek::First,
            ("", before) => Seek::Before(place(before)?),
            (after, _) => Seek::After(place(after)?),
        };
        let states = if self.state.is_empty() { Vec::new() } else { vec![self.state.clone()] };
        let text = self.q.chars().take(LONGEST_SEARCH).collect();
        let filter = FileFilter { states, text, ..FileFilter::default() };
        let (_, order) = self.order();
        Ok(FileQuery { filter, order, reversed: self.is_reversed(), seek, limit: ROWS })
    }

    /// The address of this list with some parts changed; a change begins at the top.
    fn address(&self, changes: &[(&str, &str)]) -> String {
        let (order, _) = self.order();
        let own =
            [("state", self.state.as_str()), ("q", &self.q), ("order", order), ("reversed", &self.reversed)];
        let kept = own.into_iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
        let parts: Vec<String> = kept
            .chain(changes.iter().copied())
            .filter(|(name, value)| !value.is_empty() && (*name, *value) != ("order", "updated"))
            .map(|(name, value)| format!("{name}={}", words::escaped(value)))
            .collect();
        if parts.is_empty() { "/files".into() } else { format!("/files?{}", parts.join("&")) }
    }
}

#[derive(Template)]
#[template(path = "files.html")]
struct FilesPage {
    frame: Frame,
    filters: Vec<Filter>,
    headings: Vec<Heading>,
    rows: Vec<Line>,
    asked: Asked,
    previous: Option<String>,
    next: Option<String>,
    /// True when the desk holds no file at all for this person.
    is_new: bool,
    may_open: bool,
}

struct Filter {
    word: String,
    count: String,
    address: String,
    is_current: bool,
}

/// The heading of a column that the list can be ordered by, or of one that it cannot.
struct Heading {
    words: &'static str,
    address: Option<String>,
    sorted: Option<&'static str>,
    is_number: bool,
}

struct Line {
    row: FileRow,
    name: String,
    value: String,
    duty: String,
    fees: String,
    entry_date: String,
    due: String,
    due_in: Option<Distance>,
    /// Day and time of the last change.
    updated: (String, String),
}

/// `GET /files`
pub async fn files(
    State(site): State<Arc<Site>>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|bad| Failure::unreadable(format!("{bad}.")))?;
    let failed = |error: cocket_desk::DeskError| Failure::of_desk(&error, "list");
    let query = asked.query()?;
    let list = site.desk.files(&site.actor, query).await.map_err(failed)?;
    let counts = site.desk.counts(&site.actor).await.map_err(failed)?;
    let all: i64 = counts.iter().map(|(_, count)| count).sum();
    let at = |name: &str, cursor: &Cursor| asked.address(&[(name, &cursor.to_string())]);
    let mut frame = Frame::of(&site, Room::Files, "Files");
    frame.search = asked.q.clone();
    page(&FilesPage {
        frame,
        filters: filters(&asked, &counts, all),
        headings: headings(&asked),
        rows: list.rows.into_iter().map(|row| line(&site, row)).collect(),
        previous: list.previous.as_ref().map(|cursor| at("before", cursor)),
        next: list.next.as_ref().map(|cursor| at("after", cursor)),
        asked,
        is_new: all == 0,
        may_open: site.actor.role >= cocket_desk::Role::Clerk,
    })
}

fn filters(asked: &Asked, counts: &[(String, i64)], all: i64) -> Vec<Filter> {
    let of = |state: &str| counts.iter().find(|(word, _)| word == state).map_or(0, |(_, count)| *count);
    let others = counts.iter().map(|(word, _)| word.as_str()).filter(|word| !STATES.contains(word));
    let filter = |state: &str, word: &str, count: i64| Filter {
        word: word.into(),
        count: words::dollars(cocket_base::Dollars::new(count)),
        address: asked.address(&[("state", state)]),
        is_current: asked.state == state,
    };
    let each = STATES.into_iter().chain(others).map(|state| filter(state, state, of(state)));
    std::iter::once(filter("", "all", all)).chain(each).collect()
}

fn headings(asked: &Asked) -> Vec<Heading> {
    let plain = |words, is_number| Heading { words, address: None, sorted: None, is_number };
    let (current, reversed) = (asked.order().0, asked.is_reversed());
    let ordered = |words, order: &'static str| {
        let is_current = current == order;
        let turn = if is_current && !reversed { "yes" } else { "" };
        // The latest change comes first; every other order rises.
        let falls = (order == "updated") ^ reversed;
        Heading {
            words,
            address: Some(asked.address(&[("order", order), ("reversed", turn)])),
            sorted: is_current.then_some(if falls { "descending" } else { "ascending" }),
            is_number: false,
        }
    };
    vec![
        ordered("Entry number", "number"),
        plain("Client", false),
        plain("Reference and goods", false),
        plain("State", false),
        plain("Findings", false),
        ordered("Due", "due"),
        plain("Value, US$", true),
        plain("Duty, US$", true),
        plain("Fees, US$", true),
        ordered("Entry date", "entry-date"),
        ordered("Changed", "updated"),
    ]
}

fn line(site: &Site, row: FileRow) -> Line {
    let (_, today) = site.desk.now();
    let money = |amount: Option<cocket_base::Cents>| amount.map(words::cents).unwrap_or_default();
    // What is on file is no longer due.
    let open = row.state != "accepted";
    let due = row.due_date.filter(|_| open);
    let value = row.value.map(|value| money(Some(value)));
    Line {
        name: row.entry_number.clone().unwrap_or_else(|| row.id.clone()),
        // Entered value is whole dollars.
        value: value.map(|text| text.trim_end_matches(".00").to_string()).unwrap_or_default(),
        duty: money(row.duty),
        fees: money(row.fees),
        entry_date: row.entry_date.map(|day| day.to_string()).unwrap_or_default(),
        due: due.map(words::day).unwrap_or_default(),
        due_in: due.map(|day| words::distance(site.desk.law().pack.calendar(), today, day)),
        updated: words::day_and_time(row.updated_at),
        row,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_what_is_not_changed() {
        let asked = Asked { state: "draft".into(), q: "a b".into(), order: "due".into(), ..Asked::default() };
        assert_eq!(asked.address(&[]), "/files?state=draft&q=a%20b&order=due");
        assert_eq!(asked.address(&[("state", "")]), "/files?q=a%20b&order=due");
        assert_eq!(Asked::default().address(&[("order", "updated")]), "/files");
        let there = Asked { after: "x~F".into(), ..asked };
        assert!(!there.address(&[("state", "sent")]).contains("after"), "a change begins at the top");
    }

    #[test]
    fn a_bad_place_is_told() {
        let asked = Asked { after: "nowhere".into(), ..Asked::default() };
        assert!(asked.query().unwrap_err().text.contains("begin at the top"));
    }
}
