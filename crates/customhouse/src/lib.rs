//! The simulated authority, seeded, on a virtual clock.
