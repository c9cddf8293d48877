//! The people who work here: name, role and whose files they may see. Signing in is the desk's matter.

use jiff::Timestamp;

use crate::error::StoreError;
use crate::limits::{check_id, check_size, check_text};
use crate::store::Store;
use crate::value::{Row, args};
use crate::write::Write;

/// Bytes of the list of clients.
const MAX_CLIENTS_BYTES: usize = 100_000;

/// A person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Id, as it stands as the actor of events.
    pub id: String,
    /// Name.
    pub name: String,
    /// Role, in the desk's words.
    pub role: String,
    /// The clients whose files this person may see; empty: all.
    pub clients: Vec<String>,
    /// Whether the person works here still. A person is not deleted: the journal names them.
    pub active: bool,
}

impl User {
    fn from_row(row: &Row) -> Result<User, StoreError> {
        let clients = row.text("clients")?;
        let clients = serde_json::from_str(&clients).map_err(|_| StoreError::Column {
            column: "clients".to_owned(),
            found: clients.chars().take(80).collect(),
            expected: "a JSON list of texts",
        })?;
        let active = row.int("active")? != 0;
        Ok(User { id: row.text("id")?, name: row.text("name")?, role: row.text("role")?, clients, active })
    }
}

impl Write {
    /// Adds a person, or changes the one with this id.
    pub async fn put_user(&mut self, user: &User, now: Timestamp) -> Result<(), StoreError> {
        const PUT: &str = "
            insert into users (id, name, role, clients, active, updated_at_us) values ($1, $2, $3, $4, $5, $6)
            on conflict (id) do update
            set name = excluded.name, role = excluded.role, clients = excluded.clients, active = excluded.active,
                updated_at_us = excluded.updated_at_us";
        check_id("the user's id", &user.id)?;
        check_text("the user's name", &user.name)?;
        check_id("the user's role", &user.role)?;
        let invalid =
            |e: serde_json::Error| StoreError::Invalid { what: "the user's clients", why: e.to_string() };
        let clients = serde_json::to_string(&user.clients).map_err(invalid)?;
        check_size("the user's clients", clients.len(), MAX_CLIENTS_BYTES)?;
        self.tx
            .execute(PUT, args![&user.id, &user.name, &user.role, clients, user.active, now])
            .await
            .map(|_| ())
    }

    /// Deletes a person who never did anything: one added by mistake. Otherwise set [`User::active`] to false.
    pub async fn delete_user(&mut self, id: &str) -> Result<(), StoreError> {
        let acted = self.tx.first("select seq from journal where actor = $1 limit 1", args![id]).await?;
        if acted.is_some() {
            let why = "is named in the journal; make the person inactive instead".to_owned();
            return Err(StoreError::Invalid { what: "the user", why });
        }
        match self.tx.execute("delete from users where id = $1", args![id]).await? {
            0 => Err(StoreError::Missing { what: "user", id: id.to_owned() }),
            _ => Ok(()),
        }
    }
}

impl Store {
    /// One person.
    pub async fn user(&self, id: &str) -> Result<Option<User>, StoreError> {
        let row = self.db.first("select * from users where id = $1", args![id]).await?;
        row.as_ref().map(User::from_row).transpose()
    }

    /// Everybody, by id.
    pub async fn users(&self) -> Result<Vec<User>, StoreError> {
        self.db.all("select * from users order by id", args![]).await?.iter().map(User::from_row).collect()
    }
}
