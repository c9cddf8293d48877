//! The fixed-width record codec and the CATAIR layouts as data.
