//! Rules against the worked examples and sample packets kept beside the repository; skipped, plainly, without them.

mod packets;
mod shared;
mod vectors;
