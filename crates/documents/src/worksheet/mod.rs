//! placeholder while forms are built
