-- The conversation with the authority: what waits to be sent, and what was received.

create table outbox (
    id             TEXT   not null primary key,   -- the message id the authority sees; the same on every attempt
    dedupe_key     TEXT   not null unique,        -- one message per key, ever
    position       BIGINT not null unique,        -- order of enqueueing
    channel        TEXT   not null,
    lane           TEXT   not null,               -- messages of one lane go one after another
    kind           TEXT   not null,
    body           BLOB   not null,
    state          TEXT   not null check (state in ('waiting', 'claimed', 'sent', 'answered', 'held', 'withdrawn')),
    attempts       BIGINT not null,
    enqueued_at_us BIGINT not null,
    due_at_us      BIGINT not null,               -- not before
    claimed_by     TEXT,
    lease_until_us BIGINT,
    sent_at_us     BIGINT,
    answered_at_us BIGINT,
    answer         TEXT,                          -- reference of the answer
    trouble        TEXT                           -- why the last attempt failed
);
create index outbox_open    on outbox (channel, position) where state in ('waiting', 'claimed');
create index outbox_in_lane on outbox (lane, position) where state in ('waiting', 'claimed', 'held');
create index outbox_by_lane on outbox (lane, position);
create index outbox_sent    on outbox (sent_at_us) where state = 'sent';

create table inbox (
    id             BIGINT not null primary key,   -- order of arrival
    channel        TEXT   not null,
    control_id     TEXT   not null,               -- the sender's own id; empty when there is none
    sha256         TEXT   not null,
    body           BLOB   not null,
    state          TEXT   not null check (state in ('waiting', 'claimed', 'handled', 'held')),
    attempts       BIGINT not null,
    repeats        BIGINT not null,               -- how often the same message came again
    received_at_us BIGINT not null,
    due_at_us      BIGINT not null,
    claimed_by     TEXT,
    lease_until_us BIGINT,
    handled_at_us  BIGINT,
    outcome        TEXT,
    trouble        TEXT,
    unique (channel, control_id, sha256)
);
create index inbox_open on inbox (channel, id) where state in ('waiting', 'claimed');
