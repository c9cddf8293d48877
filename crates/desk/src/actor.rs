//! Who acts, and what they may do: roles and client scopes are checked here, in the service layer, never in pages.

use serde::{Deserialize, Serialize};

/// What a person is trusted with. Each role may do what the one before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Looks.
    Viewer,
    /// Opens files, gives answers, prepares.
    Clerk,
    /// Signs and sends: the licensed broker or the importer's authorised employee (19 CFR 111.28, 141.31).
    Certifier,
    /// Manages users as well.
    Manager,
}

impl Role {
    /// The word in the store.
    pub fn word(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::Clerk => "clerk",
            Role::Certifier => "certifier",
            Role::Manager => "manager",
        }
    }

    /// The role of a word.
    pub fn from_word(word: &str) -> Option<Role> {
        [Role::Viewer, Role::Clerk, Role::Certifier, Role::Manager]
            .into_iter()
            .find(|role| role.word() == word)
    }
}

/// Something a person wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// See a file.
    See,
    /// Ask the engines, and read the tariff.
    Ask,
    /// Open a file, add papers, give answers, prepare again.
    Prepare,
    /// Certify a summary.
    Certify,
    /// Send it.
    Send,
    /// Open an answered summary for correction.
    Correct,
    /// Add or change users.
    ManageUsers,
}

impl Action {
    fn least(self) -> Role {
        match self {
            Action::See | Action::Ask => Role::Viewer,
            Action::Prepare | Action::Correct => Role::Clerk,
            Action::Certify | Action::Send => Role::Certifier,
            Action::ManageUsers => Role::Manager,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Action::See => "see this file",
            Action::Ask => "ask the engines",
            Action::Prepare => "prepare this file",
            Action::Certify => "certify",
            Action::Send => "send",
            Action::Correct => "open a summary for correction",
            Action::ManageUsers => "manage users",
        }
    }
}

/// A person at work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Id, as it stands in the journal.
    pub id: String,
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Clients whose files the person may touch; empty means all.
    pub clients: Vec<String>,
}

/// A refusal that says who may.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// The role does not reach.
    #[error("{name} ({role}) may not {what}; ask a {needed}", role = .role.word(), needed = .needed.word())]
    Role {
        /// Who asked.
        name: String,
        /// Their role.
        role: Role,
        /// What they wanted.
        what: &'static str,
        /// Who may.
        needed: Role,
    },
    /// The file is another client's. It is answered as if it did not exist.
    #[error("there is no such file")]
    OutOfScope,
}

impl Actor {
    /// Allows an action on a client's file, or says why not. Scope is asked before role, so that a file out of scope does
    /// not show that it exists.
    pub fn may(&self, action: Action, client: &str) -> Result<(), Denied> {
        if !self.clients.is_empty() && !self.clients.iter().any(|own| own == client) {
            return Err(Denied::OutOfScope);
        }
        self.may_at_all(action)
    }

    /// Allows an action that concerns no client, or says why not.
    pub fn may_at_all(&self, action: Action) -> Result<(), Denied> {
        let needed = action.least();
        if self.role < needed {
            return Err(Denied::Role {
                name: self.name.clone(),
                role: self.role,
                what: action.words(),
                needed,
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actor(role: Role, clients: &[&str]) -> Actor {
        Actor {
            id: "u1".into(),
            name: "Ida".into(),
            role,
            clients: clients.iter().map(|c| c.to_string()).collect(),
        }
    }

    #[test]
    fn scope_comes_before_role() {
        assert_eq!(actor(Role::Viewer, &["A"]).may(Action::Send, "B"), Err(Denied::OutOfScope));
        assert!(actor(Role::Certifier, &["A"]).may(Action::Send, "A").is_ok());
        assert!(actor(Role::Certifier, &[]).may(Action::Send, "B").is_ok());
    }

    #[test]
    fn each_role_reaches_as_far_as_its_table() {
        let refused = actor(Role::Clerk, &[]).may(Action::Certify, "A").unwrap_err();
        assert_eq!(refused.to_string(), "Ida (clerk) may not certify; ask a certifier");
        for role in [Role::Viewer, Role::Clerk, Role::Certifier, Role::Manager] {
            assert_eq!(Role::from_word(role.word()), Some(role));
            for action in [
                Action::See,
                Action::Ask,
                Action::Prepare,
                Action::Certify,
                Action::Send,
                Action::Correct,
                Action::ManageUsers,
            ] {
                assert_eq!(
                    actor(role, &[]).may(action, "A").is_ok(),
                    role >= action.least(),
                    "{role:?} {action:?}"
                );
            }
        }
    }
}
