-- What the screens list. Derived from the journal and rebuildable; nothing here is the truth.
-- A date that is not known is '9999-12-31', so that it can be indexed and sorts last.

create table files (
    id              TEXT   not null primary key,
    client          TEXT   not null,
    importer        TEXT   not null,      -- masked: never the whole number
    reference       TEXT   not null,      -- the client's own reference
    description     TEXT   not null,
    entry_number    TEXT,
    state           TEXT   not null,
    blocks          BIGINT not null,      -- findings by severity
    warns           BIGINT not null,
    infos           BIGINT not null,
    value_cents     BIGINT,
    duty_cents      BIGINT,
    fees_cents      BIGINT,
    entry_date      TEXT   not null,
    due_date        TEXT   not null,
    due_what        TEXT,                 -- what is due on that day
    assigned_to     TEXT,
    opened_at_us    BIGINT not null,
    updated_at_us   BIGINT not null,
    version         BIGINT not null,      -- of the stream, when the row was last written
    search          TEXT   not null       -- the words of file_words, each after a space
);

-- One index per order and leading filter, so that a page is read from where it starts.
create index files_by_updated        on files (updated_at_us, id);
create index files_by_state_updated  on files (state, updated_at_us, id);
create index files_by_client_updated on files (client, updated_at_us, id);
create index files_by_due            on files (due_date, id);
create index files_by_state_due      on files (state, due_date, id);
create index files_by_client_due     on files (client, due_date, id);
create index files_by_entry          on files (entry_date, id);
create index files_by_state_entry    on files (state, entry_date, id);
create index files_by_client_entry   on files (client, entry_date, id);
create index files_by_state_id       on files (state, id);
create index files_by_client_id      on files (client, id);
create index files_by_client_state   on files (client, state);
create index files_by_entry_number   on files (entry_number) where entry_number is not null;

create table file_words (
    word TEXT not null,
    file TEXT not null,
    primary key (word, file)
);
create index file_words_by_file on file_words (file);

create table filings (
    id             TEXT   not null primary key,
    file           TEXT   not null,
    kind           TEXT   not null,       -- entry, entry summary, ISF, ...
    entry_number   TEXT,
    state          TEXT   not null,
    message_id     TEXT,                  -- the outbox message that carried it last
    version        BIGINT not null,       -- of the filing: 1 original, 2 first amendment, ...
    prepared_at_us BIGINT not null,
    sent_at_us     BIGINT,
    answered_at_us BIGINT,
    updated_at_us  BIGINT not null
);
create index filings_by_file         on filings (file, prepared_at_us, id);
create index filings_by_entry_number on filings (entry_number) where entry_number is not null;
create index filings_by_message      on filings (message_id) where message_id is not null;
create index filings_by_updated      on filings (updated_at_us, id);
create index filings_by_state        on filings (state, updated_at_us, id);
