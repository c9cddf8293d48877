//! Dated, cited, two-clock law data: format, loader, validator and the embedded starter pack.
