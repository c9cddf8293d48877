-- Papers, what the house remembers, who works here, and slow work.

create table papers (
    id             BIGINT not null primary key,
    file           TEXT   not null,
    name           TEXT   not null,
    role           TEXT   not null,               -- commercial invoice, bill of lading, ...
    sha256         TEXT   not null,               -- the blob
    size           BIGINT not null,
    received_at_us BIGINT not null,
    actor          TEXT   not null,
    unique (file, sha256, name)
);
create index papers_by_blob on papers (sha256);

create table memory (
    scope         TEXT   not null,                -- for example: columns of seller ACME
    name          TEXT   not null,
    value         TEXT   not null,                -- JSON
    updated_at_us BIGINT not null,
    actor         TEXT   not null,
    primary key (scope, name)
);

create table users (
    id            TEXT   not null primary key,
    name          TEXT   not null,
    role          TEXT   not null,
    clients       TEXT   not null,                -- JSON list of the clients this person may see; empty: all
    active        BIGINT not null check (active in (0, 1)),
    updated_at_us BIGINT not null
);

create table jobs (
    id             BIGINT not null primary key,
    name           TEXT   not null,
    dedupe_key     TEXT,
    payload        TEXT   not null,               -- JSON
    state          TEXT   not null check (state in ('waiting', 'claimed', 'done', 'held')),
    attempts       BIGINT not null,
    enqueued_at_us BIGINT not null,
    due_at_us      BIGINT not null,
    claimed_by     TEXT,
    lease_until_us BIGINT,
    finished_at_us BIGINT,
    trouble        TEXT
);
create unique index jobs_waiting_key on jobs (name, dedupe_key)
    where dedupe_key is not null and state in ('waiting', 'claimed', 'held');
create index jobs_open on jobs (due_at_us, id) where state in ('waiting', 'claimed');
