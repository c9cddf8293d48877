//! Journal with hash chain, projections, outbox and blobs on SQLite and PostgreSQL.
