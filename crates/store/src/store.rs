//! Opening the store.

use std::path::PathBuf;

use crate::address::Address;
use crate::blob::Blobs;
use crate::db::Db;
use crate::error::StoreError;
use crate::limits::MAX_BLOB_BYTES;
use crate::migrate::migrate;

/// How to open a store.
#[derive(Clone, Debug)]
pub struct StoreOptions {
    /// `sqlite://PATH`, a path (of a file, or of a data directory), `sqlite::memory:` or `postgres://…`.
    pub url: String,
    /// Folder of papers. By default `blobs` beside a SQLite file, and memory for a database in memory; PostgreSQL has
    /// no default.
    pub blobs: Option<PathBuf>,
    /// Largest paper taken in, in bytes.
    pub max_blob_bytes: u64,
}

impl StoreOptions {
    /// The defaults for an address.
    pub fn new(url: impl Into<String>) -> StoreOptions {
        StoreOptions { url: url.into(), blobs: None, max_blob_bytes: MAX_BLOB_BYTES }
    }

    /// The same, with a folder of papers.
    pub fn blobs(mut self, folder: impl Into<PathBuf>) -> StoreOptions {
        self.blobs = Some(folder.into());
        self
    }
}

/// The open store: a database and a folder of papers. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) db: Db,
    pub(crate) blobs: Blobs,
}

impl Store {
    /// Opens the store at an address, makes what is absent and applies what is new of the migrations.
    pub async fn open(url: &str) -> Result<Store, StoreError> {
        Store::open_with(StoreOptions::new(url)).await
    }

    /// The same, with options.
    pub async fn open_with(options: StoreOptions) -> Result<Store, StoreError> {
        let address = Address::parse(&options.url)?;
        address.make_folder()?;
        let folder = options.blobs.or_else(|| address.blob_folder());
        let blobs = match (folder, &address) {
            (Some(folder), _) => Blobs::folder(folder, options.max_blob_bytes),
            (None, Address::Memory) => Blobs::memory(options.max_blob_bytes),
            (None, _) => Blobs::absent(),
        };
        let db = Db::open(&address).await?;
        migrate(&db).await?;
        Ok(Store { db, blobs })
    }

    /// The database itself, for maintenance and for tests of the store.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// The papers' contents.
    pub fn blobs(&self) -> &Blobs {
        &self.blobs
    }

    /// Waits for the work at hand and closes the database.
    pub async fn close(&self) {
        self.db.close().await;
    }
}
