//! What stands around every page: the band, the search, the rooms, who sits at the desk.

use askama::Template;
use axum::response::{Html, IntoResponse, Response};

use crate::failure::Failure;
use crate::site::Site;

/// A room of the desk that has a page of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// The list of files, and each file.
    Files,
    /// What is the duty?
    Duty,
    /// The tariff.
    Tariff,
    /// The journal.
    Journal,
    /// Anywhere else.
    None,
}

/// The frame of a page.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The page's title.
    pub title: String,
    /// The room it belongs to.
    pub room: Room,
    /// What was searched for.
    pub search: String,
    /// True when messages go to the built-in custom house.
    pub rehearsal: bool,
    /// Who sits at the desk.
    pub who: String,
    /// As what.
    pub role: &'static str,
}

impl Frame {
    /// The frame of a page of this site.
    pub fn of(site: &Site, room: Room, title: impl Into<String>) -> Frame {
        Frame {
            title: title.into(),
            room,
            search: String::new(),
            rehearsal: site.rehearsal,
            who: site.actor.name.clone(),
            role: site.actor.role.word(),
        }
    }

    /// True in the room of that name.
    pub fn is_in(&self, room: &str) -> bool {
        let own = match self.room {
            Room::Files => "files",
            Room::Duty => "duty",
            Room::Tariff => "tariff",
            Room::Journal => "journal",
            Room::None => return false,
        };
        own == room
    }
}

/// A filled template as a page.
pub fn page(template: &impl Template) -> Result<Response, Failure> {
    match template.render() {
        Ok(text) => Ok(Html(text).into_response()),
        Err(error) => Err(Failure::broken("printing the page", &error)),
    }
}

/// The list of keys.
#[derive(Template)]
#[template(path = "keys.html")]
pub struct KeysPage {
    /// Frame.
    pub frame: Frame,
}
