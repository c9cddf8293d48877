//! Application services: preparing, filing and following a shipment's file.
//!
//! The shell around the pure core: it reads journals and papers, asks the core, and writes events, lists and messages in
//! one unit of work. Who may do what is decided here.

mod actor;
pub mod asking;
mod chronicle;
mod desk;
mod dossier;
mod engines;
mod error;
mod file_event;
mod link;
mod message;
mod recent;
mod view;

pub use actor::{Action, Actor, Denied, Role};
pub use chronicle::{Chronicle, ChronicleLine};
pub use cocket_entry as entry;
pub use cocket_filing as filing;
pub use cocket_rules::explain;
pub use cocket_store as store;
pub use cocket_tariff as tariff;
pub use cocket_wire::batch::Password;
pub use desk::{CHANNEL, Clock, Desk, Line};
pub use dossier::{Dossier, Unreadable, project};
pub use engines::{BadQuestion, ENGINES, Engine, Knowledge, Sources, reply};
pub use error::DeskError;
pub use file_event::{FileEvent, PaperNote, PreparedNote};
pub use link::{Authority, Round};
pub use message::{ReadRecord, readable};
pub use view::{FileView, JournalLine, MessageView};
