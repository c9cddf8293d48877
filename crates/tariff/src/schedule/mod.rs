//! The schedule: its revisions, its lines with what they inherit, and the official export that it is read from.
//!
//! ```text
//! official JSON --import--> Schedule --compact::write--> our text form --compact::read--> Schedule
//!                                    --line(number)----> Line: units, rates as printed and as expressions, path
//! ```

pub mod compact;
mod concordance;
mod diff;
mod history;
pub mod import;
mod import_check;
pub mod labels;
mod line;
mod model;
mod pool;
mod print_errors;
mod schedules;
mod search;
mod show;

pub use compact::CompactError;
pub use concordance::{Basis, Succession, SuccessionKind};
pub use diff::{BadWord, Change, Changed, Diff, Field, Part, Wanted, diff};
pub use history::{Happening, History, HistoryEvent, history};
pub use import::{ImportError, Imported};
pub use line::{Column, Line, PathStep, RateRefused};
pub use model::{BadSchedule, Footnote, LineUnit, Schedule};
pub use schedules::{AsOf, Fit, Schedules, read_starter, starter, starter_revision};
pub use search::{Hit, search};
pub use show::{ShowAnswer, ShowBelow, ShowFootnote, ShowGroup, ShowRate, ShowSpecial, ShowUnit, show};
