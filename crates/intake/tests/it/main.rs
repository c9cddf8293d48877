//! Whole packets, generated layouts and rubbish.

mod samples;
