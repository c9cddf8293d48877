//! Lists of files: filtered, ordered, a page at a time, quick over hundreds of thousands.
//!
//! A page is read from a place (the order's key and the id of a row), never by counting rows off. Every order has an
//! index of its own behind each leading filter; a filter of several states or clients is one such walk for each, and
//! the walks are merged here. A search for words starts from the words when they are rare and from the order otherwise.

use std::fmt;
use std::str::FromStr;

use cocket_base::Date;

use crate::error::StoreError;
use crate::file_row::{FILE_BY_ID, FileRow, NO_DATE};
use crate::limits::MAX_PAGE;
use crate::list_sql::{Driver, sql};
use crate::store::Store;
use crate::value::{Value, args};
use crate::words;

/// Combinations of states and clients that one list may ask for.
const MAX_WALKS: usize = 2_000;
/// A word of a search that stands for no more files than this is looked up first.
const RARE: i64 = 2_000;

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FileOrder {
    /// Changed last first.
    #[default]
    Updated,
    /// The next deadline first, files without one last.
    Due,
    /// The earliest date of entry first, files without one last.
    EntryDate,
    /// By id.
    Id,
}

impl FileOrder {
    /// Whether the order's key falls from row to row.
    fn falls(self) -> bool {
        self == FileOrder::Updated
    }
}

/// Which files. Every part narrows; the default is all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileFilter {
    /// In one of these states; empty: in any.
    pub states: Vec<String>,
    /// Of one of these clients; empty: of any.
    pub clients: Vec<String>,
    /// Beginnings of words of the id, entry number, reference, client, importer and description; all must be there.
    /// The four longest count.
    pub text: String,
    /// With this person.
    pub assigned_to: Option<String>,
    /// Due on this day or earlier.
    pub due_by: Option<Date>,
}

/// Where a page begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Seek {
    /// At the top.
    #[default]
    First,
    /// After a row.
    After(Cursor),
    /// The page that ends before a row.
    Before(Cursor),
}

/// A list to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileQuery {
    /// Which files.
    pub filter: FileFilter,
    /// In which order.
    pub order: FileOrder,
    /// The order from its other end.
    pub reversed: bool,
    /// Where the page begins.
    pub seek: Seek,
    /// Rows of the page; 0: 50; at most [`MAX_PAGE`].
    pub limit: u32,
}

/// A place in a list. Prints as text that fits a URL once escaped, and reads itself back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    key: String,
    id: String,
}

/// A text that is no place in a list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("«{0}» is not a place in a list; begin at the top")]
pub struct BadCursor(String);

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Where the next page begins, when there is one: seek after it.
    pub next: Option<Cursor>,
    /// Where the page before ends, when there is one: seek before it.
    pub previous: Option<Cursor>,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}", self.key, self.id)
    }
}

impl FromStr for Cursor {
    type Err = BadCursor;

    fn from_str(text: &str) -> Result<Cursor, BadCursor> {
        let bad = || BadCursor(text.chars().take(80).collect());
        let (key, id) = text.split_once('~').ok_or_else(bad)?;
        Ok(Cursor { key: key.to_owned(), id: id.to_owned() })
    }
}

impl Cursor {
    fn of(order: FileOrder, row: &FileRow) -> Cursor {
        let date = |date: Option<Date>| date.map_or_else(|| NO_DATE.to_owned(), |date| date.to_string());
        let key = match order {
            FileOrder::Updated => row.updated_at.as_microsecond().to_string(),
            FileOrder::Due => date(row.due_date),
            FileOrder::EntryDate => date(row.entry_date),
            FileOrder::Id => row.id.clone(),
        };
        Cursor { key, id: row.id.clone() }
    }

    /// The order's key as the column holds it. Places of another order begin at the top rather than anywhere.
    fn key(&self, order: FileOrder) -> Result<Value, StoreError> {
        let why = || "belongs to another order; begin at the top".to_owned();
        match order {
            FileOrder::Updated => {
                let micros = self.key.parse::<i64>();
                micros
                    .map(Value::from)
                    .map_err(|_| StoreError::Invalid { what: "the place in the list", why: why() })
            }
            _ => Ok(Value::from(&self.key)),
        }
    }
}

impl Store {
    /// One file.
    pub async fn file(&self, id: &str) -> Result<Option<FileRow>, StoreError> {
        let row = self.db.first(FILE_BY_ID, args![id]).await?;
        row.as_ref().map(FileRow::from_row).transpose()
    }

    /// The files under an entry number: one, unless something went wrong.
    pub async fn files_under(&self, entry_number: &str) -> Result<Vec<FileRow>, StoreError> {
        const UNDER: &str = "select * from files where entry_number = $1 order by id";
        self.db.all(UNDER, args![entry_number]).await?.iter().map(FileRow::from_row).collect()
    }

    /// A page of files.
    pub async fn files(&self, query: &FileQuery) -> Result<Page<FileRow>, StoreError> {
        let limit = if query.limit == 0 { 50 } else { query.limit.min(MAX_PAGE) };
        let wanted = limit as usize;
        let backwards = matches!(query.seek, Seek::Before(_));
        let falling = query.order.falls() ^ query.reversed ^ backwards;
        let mut rows = self.walk(query, falling, i64::from(limit) + 1).await?;
        let more = rows.len() > wanted;
        rows.truncate(wanted);
        if backwards {
            rows.reverse();
        }
        let (has_next, has_previous) = match query.seek {
            Seek::First => (more, false),
            Seek::After(_) => (more, true),
            Seek::Before(_) => (true, more),
        };
        let next = rows.last().filter(|_| has_next).map(|row| Cursor::of(query.order, row));
        let previous = rows.first().filter(|_| has_previous).map(|row| Cursor::of(query.order, row));
        Ok(Page { rows, next, previous })
    }

    /// The first `count` rows of a list in one direction.
    async fn walk(&self, query: &FileQuery, falling: bool, count: i64) -> Result<Vec<FileRow>, StoreError> {
        let filter = &query.filter;
        let words = words::of_search(&filter.text);
        let rare = match words.first() {
            Some(word) => self.is_rare(word).await?,
            None => false,
        };
        let (states, clients) = (choices(&filter.states), choices(&filter.clients));
        if states.len() * clients.len() > MAX_WALKS {
            let why = format!("asks for more than {MAX_WALKS} combinations of state and client; name fewer");
            return Err(StoreError::Invalid { what: "the list", why });
        }
        let mut rows = Vec::new();
        for state in &states {
            for client in &clients {
                let driver = Driver::of(rare, state.is_some(), client.is_some());
                let mut args = seek_args(query, falling)?;
                args.extend(args![count, *state, *client, filter.assigned_to.as_deref(), filter.due_by]);
                args.extend(word_args(&words));
                let text = sql(query.order, falling, driver);
                let found = self.db.all(text, args).await?;
                rows.extend(found.iter().map(FileRow::from_row).collect::<Result<Vec<_>, _>>()?);
            }
        }
        if states.len() * clients.len() > 1 {
            merge(&mut rows, query.order, falling);
            rows.truncate(usize::try_from(count).unwrap_or(usize::MAX));
        }
        Ok(rows)
    }

    async fn is_rare(&self, word: &str) -> Result<bool, StoreError> {
        const SOME: &str = "
            select count(*) as found
            from (select 1 as one from file_words where word >= $1 and word < $2 limit $3) as rare";
        let row = self.db.first(SOME, args![word, beyond(word), RARE + 1]).await?;
        Ok(row.map_or(Ok(0), |row| row.int("found"))? <= RARE)
    }

    /// How many files are in each state, of some clients (empty: of all), by name of the state.
    pub async fn counts_by_state(&self, clients: &[String]) -> Result<Vec<(String, i64)>, StoreError> {
        const ALL: &str = "select state, count(*) as files from files group by state order by state";
        const OF_CLIENT: &str = "
            select state, count(*) as files from files where client = $1 group by state order by state";
        let mut counts = std::collections::BTreeMap::new();
        for client in choices(clients) {
            let rows = match client {
                Some(client) => self.db.all(OF_CLIENT, args![client]).await?,
                None => self.db.all(ALL, args![]).await?,
            };
            for row in rows {
                *counts.entry(row.text("state")?).or_insert(0) += row.int("files")?;
            }
        }
        Ok(counts.into_iter().collect())
    }
}

/// Each choice once; no choice is one walk without that filter.
fn choices(named: &[String]) -> Vec<Option<&str>> {
    let mut choices: Vec<_> = named.iter().map(|name| Some(name.as_str())).collect();
    choices.sort_unstable();
    choices.dedup();
    if choices.is_empty() { vec![None] } else { choices }
}

/// Greater than every word that begins with `word`.
fn beyond(word: &str) -> String {
    format!("{word}{}", char::MAX)
}

/// `$1` and `$2`: the key and id to begin after.
fn seek_args(query: &FileQuery, falling: bool) -> Result<Vec<Value>, StoreError> {
    let end = char::MAX.to_string();
    Ok(match (&query.seek, query.order, falling) {
        (Seek::After(cursor) | Seek::Before(cursor), order, _) => {
            vec![cursor.key(order)?, Value::from(&cursor.id)]
        }
        (Seek::First, FileOrder::Updated, true) => args![i64::MAX, end],
        (Seek::First, FileOrder::Updated, false) => args![i64::MIN, ""],
        (Seek::First, _, true) => args![end.as_str(), end.as_str()],
        (Seek::First, _, false) => args!["", ""],
    })
}

/// `$8` to `$11`: a pattern for each word; `$12` and `$13`: the range of the first.
fn word_args(words: &[String]) -> Vec<Value> {
    let pattern = |at: usize| words.get(at).map_or_else(|| "%".to_owned(), |word| format!("% {word}%"));
    let mut args: Vec<Value> = (0..words::MAX_SEARCH_WORDS).map(|at| Value::from(pattern(at))).collect();
    let first = words.first().map_or("", String::as_str);
    args.extend(args![first, beyond(first)]);
    args
}

fn merge(rows: &mut [FileRow], order: FileOrder, falling: bool) {
    let no_date = cocket_base::civil::date(9999, 12, 31);
    rows.sort_by(|a, b| {
        let by_key = match order {
            FileOrder::Updated => a.updated_at.cmp(&b.updated_at),
            FileOrder::Due => a.due_date.unwrap_or(no_date).cmp(&b.due_date.unwrap_or(no_date)),
            FileOrder::EntryDate => a.entry_date.unwrap_or(no_date).cmp(&b.entry_date.unwrap_or(no_date)),
            FileOrder::Id => std::cmp::Ordering::Equal,
        };
        let rising = by_key.then_with(|| a.id.cmp(&b.id));
        if falling { rising.reverse() } else { rising }
    });
}
