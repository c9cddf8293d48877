//! What the house remembers and may forget: JSON values by scope and name, for example the columns of a seller's
//! sheets.

use jiff::Timestamp;

use crate::error::StoreError;
use crate::limits::{check_id, check_json};
use crate::store::Store;
use crate::value::{Row, args};
use crate::write::Write;

/// A remembered value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// What it is about.
    pub scope: String,
    /// Its name within the scope.
    pub name: String,
    /// JSON.
    pub value: String,
    /// When it was last set.
    pub updated_at: Timestamp,
    /// By whom.
    pub actor: String,
}

impl Remembered {
    fn from_row(row: &Row) -> Result<Remembered, StoreError> {
        Ok(Remembered {
            scope: row.text("scope")?,
            name: row.text("name")?,
            value: row.text("value")?,
            updated_at: row.instant("updated_at_us")?,
            actor: row.text("actor")?,
        })
    }
}

impl Write {
    /// Remembers a JSON value, in place of the one before.
    pub async fn remember(
        &mut self,
        scope: &str,
        name: &str,
        value_json: &str,
        actor: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        const PUT: &str = "
            insert into memory (scope, name, value, updated_at_us, actor) values ($1, $2, $3, $4, $5)
            on conflict (scope, name) do update
            set value = excluded.value, updated_at_us = excluded.updated_at_us, actor = excluded.actor";
        check_id("the scope", scope)?;
        check_id("the name", name)?;
        check_id("the actor", actor)?;
        check_json("the remembered value", value_json)?;
        self.tx.execute(PUT, args![scope, name, value_json, now, actor]).await.map(|_| ())
    }

    /// Forgets a value; answers whether there was one.
    pub async fn forget(&mut self, scope: &str, name: &str) -> Result<bool, StoreError> {
        const FORGET: &str = "delete from memory where scope = $1 and name = $2";
        Ok(self.tx.execute(FORGET, args![scope, name]).await? > 0)
    }
}

impl Store {
    /// A remembered value.
    pub async fn recall(&self, scope: &str, name: &str) -> Result<Option<Remembered>, StoreError> {
        const ONE: &str = "select * from memory where scope = $1 and name = $2";
        self.db.first(ONE, args![scope, name]).await?.as_ref().map(Remembered::from_row).transpose()
    }

    /// Everything remembered in a scope, by name.
    pub async fn recall_all(&self, scope: &str) -> Result<Vec<Remembered>, StoreError> {
        let rows = self.db.all("select * from memory where scope = $1 order by name", args![scope]).await?;
        rows.iter().map(Remembered::from_row).collect()
    }
}
