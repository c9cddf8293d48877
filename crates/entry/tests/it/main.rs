//! Preparation against the sample packets, where they lie beside the project.

mod samples;
