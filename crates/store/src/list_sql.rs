//! The texts of the list query: one for each order, direction and leading filter, all literal.
//!
//! Placeholders, the same in every text: `$1` `$2` key and id to begin after, `$3` rows, `$4` state, `$5` client,
//! `$6` person, `$7` due by, `$8`–`$11` patterns of words, `$12` `$13` range of the first word.

use crate::file_list::FileOrder;

/// What the walk is narrowed by before anything else, so that an index serves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Driver {
    /// The order alone.
    All,
    /// A state, then the order.
    State,
    /// A client, then the order.
    Client,
    /// The files that have a rare word, put in order.
    Words,
}

impl Driver {
    /// The best one for a walk.
    pub(crate) fn of(rare_word: bool, state: bool, client: bool) -> Driver {
        match (rare_word, state, client) {
            (true, ..) => Driver::Words,
            (_, _, true) => Driver::Client,
            (_, true, _) => Driver::State,
            _ => Driver::All,
        }
    }
}

macro_rules! list {
    ($key:literal, $after:literal, $way:literal, $driver:literal) => {
        concat!(
            "select * from files where (",
            $key,
            ", id) ",
            $after,
            " ($1, $2) and ",
            $driver,
            " and ($6 is null or assigned_to = $6) and ($7 is null or due_date <= $7)",
            " and search like $8 and search like $9 and search like $10 and search like $11",
            " order by ",
            $key,
            " ",
            $way,
            ", id ",
            $way,
            " limit $3"
        )
    };
}

macro_rules! drivers {
    ($key:literal, $after:literal, $way:literal, $driver:expr) => {
        match $driver {
            Driver::All => {
                list!($key, $after, $way, "($4 is null or state = $4) and ($5 is null or client = $5)")
            }
            Driver::State => list!($key, $after, $way, "state = $4 and ($5 is null or client = $5)"),
            Driver::Client => list!($key, $after, $way, "client = $5 and ($4 is null or state = $4)"),
            Driver::Words => list!(
                $key,
                $after,
                $way,
                "id in (select file from file_words where word >= $12 and word < $13)
                 and ($4 is null or state = $4) and ($5 is null or client = $5)"
            ),
        }
    };
}

/// The text for a walk.
pub(crate) fn sql(order: FileOrder, falling: bool, driver: Driver) -> &'static str {
    match (order, falling) {
        (FileOrder::Updated, true) => drivers!("updated_at_us", "<", "desc", driver),
        (FileOrder::Updated, false) => drivers!("updated_at_us", ">", "asc", driver),
        (FileOrder::Due, true) => drivers!("due_date", "<", "desc", driver),
        (FileOrder::Due, false) => drivers!("due_date", ">", "asc", driver),
        (FileOrder::EntryDate, true) => drivers!("entry_date", "<", "desc", driver),
        (FileOrder::EntryDate, false) => drivers!("entry_date", ">", "asc", driver),
        (FileOrder::Id, true) => drivers!("id", "<", "desc", driver),
        (FileOrder::Id, false) => drivers!("id", ">", "asc", driver),
    }
}
