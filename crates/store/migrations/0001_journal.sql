-- The journal: every change to a file, in one chain.
-- Types are written TEXT, BIGINT and BLOB only; the opening code gives each engine its own spelling.
-- Instants are microseconds since 1970 (…_us); dates are ISO text; hashes are 64 hex digits.

create table journal (
    seq            BIGINT not null primary key check (seq > 0),   -- place in the one chain, without gaps
    stream         TEXT   not null,                               -- the file's id
    version        BIGINT not null check (version > 0),           -- place within the stream, without gaps
    recorded_at_us BIGINT not null,                               -- when we learnt it
    effective      TEXT   not null,                               -- when it took effect
    actor          TEXT   not null,                               -- who
    kind           TEXT   not null,
    payload        TEXT   not null,                               -- JSON
    document       TEXT,                                          -- from which paper
    request_key    TEXT,                                          -- the caller's idempotency key
    prev_hash      TEXT   not null,
    hash           TEXT   not null,
    unique (stream, version)
);

create index journal_by_request on journal (request_key, seq) where request_key is not null;
create index journal_by_actor on journal (actor, seq);
create index journal_by_kind on journal (kind, seq);

-- One row: the last record of the chain. Updating it first makes appenders queue up on both engines, and a
-- journal whose tail was cut off no longer agrees with it.
create table chain_head (
    id   BIGINT not null primary key check (id = 1),
    seq  BIGINT not null,
    hash TEXT   not null
);
insert into chain_head (id, seq, hash)
values (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

-- Numbers handed out in order: outbox positions, inbox, paper and job numbers.
create table counters (
    name  TEXT   not null primary key,
    value BIGINT not null
);
