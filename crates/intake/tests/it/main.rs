//! Whole packets, generated layouts and rubbish.

mod layouts;
mod rubbish;
mod samples;
