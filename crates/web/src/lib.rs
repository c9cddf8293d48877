//! The desk's pages and HTTP API.
