//! A fact with the place it came from, whoever gave it.

use cocket_base::Place;
use serde::{Deserialize, Serialize};

/// Who gave a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Giver {
    /// A paper of the packet.
    Paper,
    /// The client's product master.
    Master,
    /// A person's answer.
    Person,
    /// The clerk's header.
    Header,
    /// A rule worked it out of other facts.
    Rule,
}

impl Giver {
    /// The word that pages print.
    pub fn word(self) -> &'static str {
        match self {
            Giver::Paper => "paper",
            Giver::Master => "master",
            Giver::Person => "person",
            Giver::Header => "header",
            Giver::Rule => "rule",
        }
    }
}

/// A value, who gave it, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known<T> {
    /// The value.
    pub value: T,
    /// Who gave it.
    pub from: Giver,
    /// Where it stands.
    pub place: Place,
}

impl<T> Known<T> {
    /// A value from a place.
    pub fn new(value: T, from: Giver, place: Place) -> Known<T> {
        Known { value, from, place }
    }
}
