//! The compiled form of schedules and measures, and the batch path of the duty engine.
//!
//! [`compile`] turns a [`cocket_tariff::engine::Tariff`] into flat tables that are read where they lie; [`Compiled::read`]
//! opens them; [`Rater::rate`] rates columns of lines. The amounts are those of [`cocket_tariff::engine::rate`], which
//! also answers what the tables leave out. The crate's README tells how.

mod ahead;
mod asks;
mod block;
mod charge;
mod check;
mod column;
mod compile;
mod compiled;
mod condition;
mod day;
mod image;
mod index;
mod lines;
mod memo;
mod money;
mod number;
mod outlook;
mod pairs;
mod places;
mod profile;
mod rate;
mod rows;
mod scene;
mod sets;
mod settle;
mod tables;
mod window;
mod words;

pub use compile::{CannotCompile, compile};

pub use compiled::Compiled;
pub use day::{Day, NONE as NO_DAY, date as date_of, number as day_number};
pub use image::{BadFile, seal};
pub use lines::{Amounts, Line, Lines, Status};
pub use profile::{Profile, Profiles};
pub use rate::Rater;
