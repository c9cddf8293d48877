//! Where the data is: a database address and what follows from it.

use std::fmt;
use std::path::{Path, PathBuf};

use sqlx::postgres::PgConnectOptions;

use crate::error::StoreError;

/// Name of the database file in a data directory.
const FILE_NAME: &str = "cocket.db";
/// Name of the folder of papers beside it.
const BLOB_FOLDER: &str = "blobs";

/// A parsed database address.
#[derive(Clone, Debug)]
pub(crate) enum Address {
    /// Gone when closed: rehearsals and tests.
    Memory,
    /// A SQLite file.
    File(PathBuf),
    /// A PostgreSQL server.
    Postgres {
        /// How to reach it.
        options: Box<PgConnectOptions>,
        /// The address without its password, for messages.
        shown: String,
    },
}

impl Address {
    /// Reads `sqlite::memory:`, `sqlite://PATH`, `postgres://…` or a path. A path that is a folder, or ends like one,
    /// is a data directory.
    pub(crate) fn parse(url: &str) -> Result<Address, StoreError> {
        let bad = |why: &str| StoreError::Url { url: without_password(url), why: why.to_owned() };
        if url == "sqlite::memory:" {
            return Ok(Address::Memory);
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options = url.parse::<PgConnectOptions>().map_err(|e| bad(&e.to_string()))?;
            return Ok(Address::Postgres { options: Box::new(options), shown: without_password(url) });
        }
        let path = url.strip_prefix("sqlite://").unwrap_or(url);
        if path.is_empty() {
            return Err(bad("it is empty"));
        }
        if path.contains("://") || path.starts_with("sqlite:") {
            return Err(bad("the kind of database is not known"));
        }
        let is_folder = path.ends_with(['/', std::path::MAIN_SEPARATOR]) || Path::new(path).is_dir();
        let path = PathBuf::from(path);
        Ok(Address::File(if is_folder { path.join(FILE_NAME) } else { path }))
    }

    /// The folder of papers that goes with this database, when one follows from it.
    pub(crate) fn blob_folder(&self) -> Option<PathBuf> {
        match self {
            Address::File(path) => Some(path.parent().unwrap_or(Path::new("")).join(BLOB_FOLDER)),
            Address::Memory | Address::Postgres { .. } => None,
        }
    }

    /// Makes the data directory, readable by its owner alone: it holds importers' numbers.
    pub(crate) fn make_folder(&self) -> Result<(), StoreError> {
        let Address::File(path) = self else { return Ok(()) };
        let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) else {
            return Ok(());
        };
        make_private_folder(folder)
    }
}

/// Makes a folder and its parents, for the owner alone where the system knows owners.
pub(crate) fn make_private_folder(folder: &Path) -> Result<(), StoreError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|source| StoreError::Io { path: folder.to_owned(), source })
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Memory => f.write_str("in memory"),
            Address::File(path) => path.display().fmt(f),
            Address::Postgres { shown, .. } => f.write_str(shown),
        }
    }
}

/// The address as it may be shown: `user:***@host`.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let authority = rest.split(['/', '?']).next().unwrap_or(rest);
    let Some((login, host)) = authority.rsplit_once('@') else { return hide_parameter(url) };
    let after = rest.get(authority.len()..).unwrap_or("");
    let user = login.split_once(':').map_or_else(|| login.to_owned(), |(user, _)| format!("{user}:***"));
    hide_parameter(&format!("{scheme}://{user}@{host}{after}"))
}

/// Hides `?password=…`.
fn hide_parameter(url: &str) -> String {
    let Some((before, query)) = url.split_once('?') else { return url.to_owned() };
    let shown = query.split('&').map(|p| if p.starts_with("password=") { "password=***" } else { p });
    format!("{before}?{}", shown.collect::<Vec<_>>().join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, shown: &str) {
        let found = Address::parse(url).map_or_else(|e| format!("error: {e}"), |a| a.to_string());
        assert!(found.contains(shown), "{url}: {found}");
    }

    #[test]
    fn every_form_is_understood() {
        check("sqlite::memory:", "in memory");
        check("sqlite://data/desk.db", "data/desk.db");
        check("desk.db", "desk.db");
        check("no-such-folder/", "no-such-folder/cocket.db");
        check(env!("CARGO_MANIFEST_DIR"), "store/cocket.db");
        check("postgres://office:secret@db.example/cocket", "postgres://office:***@db.example/cocket");
        check(
            "postgres:///x?host=/run&password=secret&user=a",
            "postgres:///x?host=/run&password=***&user=a",
        );
    }

    #[test]
    fn other_forms_are_refused_without_showing_the_password() {
        check("", "error");
        check("mysql://me:secret@host/x", "error: «mysql://me:***@host/x» is not a database");
        check("sqlite:", "error");
    }

    #[test]
    fn papers_live_beside_the_file() {
        let folder = Address::parse("data/desk.db").unwrap().blob_folder();
        assert_eq!(folder, Some(PathBuf::from("data/blobs")));
    }
}
