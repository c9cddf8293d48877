//! Papers of a file: which content came under which name, in which role, when and from whom.

use jiff::Timestamp;

use crate::blob::BlobRef;
use crate::error::StoreError;
use crate::hash::Hash;
use crate::limits::{check_id, check_text};
use crate::store::Store;
use crate::value::{Row, args};
use crate::write::Write;

/// A paper to be put into a file; its content is stored already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPaper {
    /// The file.
    pub file: String,
    /// Its name, as it came.
    pub name: String,
    /// What it is: commercial invoice, bill of lading and so on.
    pub role: String,
    /// Its content.
    pub content: BlobRef,
    /// Who brought it.
    pub actor: String,
}

/// A paper of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Its number.
    pub id: i64,
    /// The file.
    pub file: String,
    /// Its name, as it came.
    pub name: String,
    /// What it is.
    pub role: String,
    /// Its content.
    pub content: BlobRef,
    /// When it came.
    pub received_at: Timestamp,
    /// Who brought it.
    pub actor: String,
}

impl Paper {
    fn from_row(row: &Row) -> Result<Paper, StoreError> {
        let size = row.int("size")?;
        let size = u64::try_from(size).map_err(|_| StoreError::Column {
            column: "size".to_owned(),
            found: size.to_string(),
            expected: "a size",
        })?;
        Ok(Paper {
            id: row.int("id")?,
            file: row.text("file")?,
            name: row.text("name")?,
            role: row.text("role")?,
            content: BlobRef { sha256: row.hash("sha256")?, size },
            received_at: row.instant("received_at_us")?,
            actor: row.text("actor")?,
        })
    }
}

impl Write {
    /// Puts a paper into a file. The same content under the same name again is the paper that is there; a role given
    /// anew replaces the one before.
    pub async fn add_paper(&mut self, paper: &NewPaper, now: Timestamp) -> Result<Paper, StoreError> {
        const PUT: &str = "
            insert into papers (id, file, name, role, sha256, size, received_at_us, actor)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (file, sha256, name) do update set role = excluded.role
            returning *";
        check_id("the file's id", &paper.file)?;
        check_text("the paper's name", &paper.name)?;
        check_text("the paper's role", &paper.role)?;
        check_id("the paper's actor", &paper.actor)?;
        let too_large =
            |_| StoreError::Invalid { what: "the paper", why: "is too large to be counted".to_owned() };
        let size = i64::try_from(paper.content.size).map_err(too_large)?;
        let id = self.tx.next_number("papers").await?;
        let mut args = args![id, &paper.file, &paper.name, &paper.role, paper.content.sha256, size];
        args.extend(args![now, &paper.actor]);
        let row = self.tx.first(PUT, args).await?;
        row.as_ref().map(Paper::from_row).transpose()?.ok_or_else(|| no_paper(id))
    }
}

impl Store {
    /// The papers of a file, in order of arrival.
    pub async fn papers_of(&self, file: &str) -> Result<Vec<Paper>, StoreError> {
        const OF_FILE: &str = "select * from papers where file = $1 order by id";
        self.db.all(OF_FILE, args![file]).await?.iter().map(Paper::from_row).collect()
    }

    /// One paper.
    pub async fn paper(&self, id: i64) -> Result<Option<Paper>, StoreError> {
        let row = self.db.first("select * from papers where id = $1", args![id]).await?;
        row.as_ref().map(Paper::from_row).transpose()
    }

    /// The papers with a content, in whatever file: the same invoice may have come twice.
    pub async fn papers_with(&self, sha256: Hash) -> Result<Vec<Paper>, StoreError> {
        let rows = self.db.all("select * from papers where sha256 = $1 order by id", args![sha256]).await?;
        rows.iter().map(Paper::from_row).collect()
    }
}

fn no_paper(id: i64) -> StoreError {
    StoreError::Missing { what: "paper", id: id.to_string() }
}
