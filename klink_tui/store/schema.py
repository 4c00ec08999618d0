"""The cache's tables. Queries (``klink_tui/query/sql.py``) name these columns."""

from typing import Final

VERSION: Final = 1
"""Written into the file; a file with any other number is thrown away and fetched anew."""

TABLES: Final = """
CREATE TABLE tickets (
    ticket INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,        -- id and number: the documented rows share an id
    id TEXT NOT NULL,
    number INTEGER,
    place INTEGER,                   -- position in the server's own order, from 0
    sweep INTEGER NOT NULL,          -- the last sweep that saw it
    title TEXT NOT NULL,
    title_fold TEXT NOT NULL,
    status TEXT NOT NULL,
    status_fold TEXT NOT NULL,
    status_rank INTEGER,             -- place among the form field's options
    priority TEXT NOT NULL,
    priority_fold TEXT NOT NULL,
    priority_rank INTEGER,
    channel TEXT NOT NULL,
    channel_fold TEXT NOT NULL,
    type_fold TEXT NOT NULL,
    reason_fold TEXT NOT NULL,
    has_description TEXT NOT NULL,   -- empty or 'yes'
    assignee TEXT NOT NULL,
    assignee_fold TEXT NOT NULL,     -- name, email and id
    creator_fold TEXT NOT NULL,
    contact_id TEXT NOT NULL,
    contact TEXT NOT NULL,
    contact_fold TEXT NOT NULL,
    emails_fold TEXT NOT NULL,
    phones_fold TEXT NOT NULL,
    company_fold TEXT NOT NULL,
    created REAL,                    -- epoch seconds
    updated REAL
);
CREATE TABLE raws (
    ticket INTEGER PRIMARY KEY,
    raw BLOB NOT NULL                -- the record as the server gave it (klink_tui/store/packing.py)
);
-- An order is read off an index; the server's own order breaks ties.
CREATE INDEX tickets_place ON tickets (place);
CREATE INDEX tickets_contact ON tickets (contact_id);
CREATE INDEX tickets_status ON tickets (status_rank, place);
CREATE INDEX tickets_status_down ON tickets (status_rank DESC, place);
CREATE INDEX tickets_priority ON tickets (priority_rank, place);
CREATE INDEX tickets_priority_down ON tickets (priority_rank DESC, place);
CREATE INDEX tickets_title ON tickets (title_fold, place);
CREATE INDEX tickets_assignee ON tickets (assignee_fold, place);
CREATE INDEX tickets_contact_name ON tickets (contact_fold, place);
CREATE INDEX tickets_channel ON tickets (channel_fold, place);
CREATE INDEX tickets_number ON tickets (number);
CREATE INDEX tickets_created ON tickets (created, place);
CREATE INDEX tickets_updated ON tickets (updated, place);
CREATE INDEX tickets_state ON tickets (status_fold, priority_rank, updated);
CREATE TABLE labels (
    kind TEXT NOT NULL,              -- tag or category
    fold TEXT NOT NULL,
    ticket INTEGER NOT NULL,
    PRIMARY KEY (kind, fold, ticket)
) WITHOUT ROWID;
CREATE INDEX labels_ticket ON labels (ticket);
CREATE TABLE custom (
    name TEXT NOT NULL,              -- system name
    ticket INTEGER NOT NULL,
    fold TEXT NOT NULL,
    number REAL,
    moment REAL,
    PRIMARY KEY (name, ticket)
) WITHOUT ROWID;
CREATE INDEX custom_ticket ON custom (ticket);
CREATE TABLE looked (
    ticket INTEGER PRIMARY KEY,
    updated REAL                     -- of the ticket when it was looked at last
);
CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(
    text, content='', columnsize=0, detail=full,
    tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* Co'"
);
"""
