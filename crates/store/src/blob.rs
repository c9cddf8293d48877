//! Contents of papers: each stored once, in a file named by its SHA-256, written whole or not at all.
//!
//! ```text
//! blobs/ba/7816bf8f…      the content whose digest is ba7816bf8f…
//! blobs/new/…             being written; renamed into place when it is on the disk
//! ```

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::address::make_private_folder;
use crate::error::StoreError;
use crate::hash::Hash;

/// Name and size of a stored content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlobRef {
    /// Digest of the content: its name.
    pub sha256: Hash,
    /// Bytes.
    pub size: u64,
}

/// Where contents are kept. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Blobs {
    place: Place,
    max_bytes: u64,
}

#[derive(Clone, Debug)]
enum Place {
    Folder(Arc<PathBuf>),
    Memory(Arc<Mutex<HashMap<Hash, Arc<Vec<u8>>>>>),
    Absent,
}

impl Blobs {
    pub(crate) fn folder(folder: PathBuf, max_bytes: u64) -> Blobs {
        Blobs { place: Place::Folder(Arc::new(folder)), max_bytes }
    }

    pub(crate) fn memory(max_bytes: u64) -> Blobs {
        Blobs { place: Place::Memory(Arc::default()), max_bytes }
    }

    pub(crate) fn absent() -> Blobs {
        Blobs { place: Place::Absent, max_bytes: 0 }
    }

    /// Stores a content; when this returns, it is on the disk. The same content again costs nothing.
    pub async fn put(&self, content: Vec<u8>) -> Result<BlobRef, StoreError> {
        let size = content.len() as u64;
        self.on_disk_thread(move |blobs| {
            let sha256 = Hash::of(&content);
            match &blobs.place {
                Place::Absent => return Err(StoreError::NoBlobs),
                _ if size > blobs.max_bytes => return Err(too_large(size, blobs.max_bytes)),
                Place::Memory(all) => {
                    all.lock().unwrap_or_else(PoisonError::into_inner).insert(sha256, Arc::new(content));
                }
                Place::Folder(folder) => write_whole(folder, sha256, &content)?,
            }
            Ok(BlobRef { sha256, size })
        })
        .await
    }

    /// A content by its name, checked against it.
    pub async fn get(&self, sha256: Hash) -> Result<Vec<u8>, StoreError> {
        self.on_disk_thread(move |blobs| match &blobs.place {
            Place::Absent => Err(StoreError::NoBlobs),
            Place::Memory(all) => {
                let all = all.lock().unwrap_or_else(PoisonError::into_inner);
                all.get(&sha256).map(|content| content.to_vec()).ok_or_else(|| missing(sha256))
            }
            Place::Folder(folder) => read_checked(&path_of(folder, sha256), sha256, blobs.max_bytes),
        })
        .await
    }

    /// Whether a content is there.
    pub async fn exists(&self, sha256: Hash) -> Result<bool, StoreError> {
        self.on_disk_thread(move |blobs| match &blobs.place {
            Place::Absent => Err(StoreError::NoBlobs),
            Place::Memory(all) => {
                Ok(all.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&sha256))
            }
            Place::Folder(folder) => {
                let path = path_of(folder, sha256);
                path.try_exists().map_err(|source| StoreError::Io { path, source })
            }
        })
        .await
    }

    /// Files and digests are slow: they do not run where requests are answered.
    async fn on_disk_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Blobs) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let blobs = self.clone();
        match tokio::task::spawn_blocking(move || work(&blobs)).await {
            Ok(answer) => answer,
            Err(stopped) => {
                let path = PathBuf::from("blobs");
                Err(StoreError::Io { path, source: std::io::Error::other(stopped) })
            }
        }
    }
}

fn path_of(folder: &Path, sha256: Hash) -> PathBuf {
    let name = sha256.to_string();
    let (shelf, rest) = name.split_at(2);
    folder.join(shelf).join(rest)
}

/// Writes aside, forces it to the disk, then renames: whoever sees the name sees the whole content.
fn write_whole(folder: &Path, sha256: Hash, content: &[u8]) -> Result<(), StoreError> {
    let target = path_of(folder, sha256);
    // A content that is there but damaged is written anew.
    if read_checked(&target, sha256, content.len() as u64).is_ok() {
        return Ok(());
    }
    let aside = folder.join("new");
    let shelf = target.parent().unwrap_or(folder);
    make_private_folder(&aside)?;
    make_private_folder(shelf)?;
    let draft = aside.join(uuid::Uuid::now_v7().to_string());
    let written = write_synced(&draft, content).and_then(|()| fs::rename(&draft, &target));
    if let Err(source) = written {
        // The draft is of no use to anybody; that it could not be removed changes nothing.
        let _ = fs::remove_file(&draft);
        return Err(StoreError::Io { path: target, source });
    }
    sync_folder(shelf)?;
    sync_folder(folder)
}

fn write_synced(path: &Path, content: &[u8]) -> std::io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(content)?;
    file.sync_all()
}

/// Makes a new name in a folder last. Only Unix has, and needs, this.
fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    if cfg!(unix) {
        let synced = File::open(folder).and_then(|folder| folder.sync_all());
        synced.map_err(|source| StoreError::Io { path: folder.to_owned(), source })?;
    }
    Ok(())
}

fn read_checked(path: &Path, sha256: Hash, max_bytes: u64) -> Result<Vec<u8>, StoreError> {
    let failed = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::NotFound => missing(sha256),
        _ => StoreError::Io { path: path.to_owned(), source },
    };
    let file = File::open(path).map_err(failed)?;
    let mut content = Vec::new();
    let read = file.take(max_bytes.saturating_add(1)).read_to_end(&mut content).map_err(failed)?;
    if read as u64 > max_bytes {
        return Err(too_large(read as u64, max_bytes));
    }
    let found = Hash::of(&content);
    if found != sha256 {
        return Err(StoreError::BlobChanged { path: path.to_owned(), found });
    }
    Ok(content)
}

fn missing(sha256: Hash) -> StoreError {
    StoreError::Missing { what: "paper with content", id: sha256.to_string() }
}

fn too_large(size: u64, limit: u64) -> StoreError {
    StoreError::Invalid { what: "a paper", why: format!("is too large: {size} bytes, at most {limit}") }
}
