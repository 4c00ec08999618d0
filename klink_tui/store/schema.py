"""The cache's tables. Queries (``klink_tui/query/sql.py``) name the columns of ``tickets``, ``labels`` and ``custom``.

Every table that mirrors a list has the same columns to keep it by: its own number, ``key`` (what tells a
record from every other), ``hash`` (of the record as it came), ``place`` (position in the server's own order, from 0),
``sweep`` (the last sweep that saw it) and ``seen`` (when it was read last, epoch seconds). A column ``…_fold`` holds
what comparisons look at, ``NULL`` for nothing, the one without what is shown.
"""

from typing import Final

VERSION: Final = 2
"""Written into the file; a file with any other number is thrown away and fetched anew."""

TABLES: Final = """
CREATE TABLE tickets (
    ticket INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,        -- id and number: the documented rows share an id
    hash INTEGER NOT NULL,
    place INTEGER,
    sweep INTEGER NOT NULL,
    seen REAL NOT NULL,
    news INTEGER NOT NULL,           -- since the agent last looked: 0 nothing, 1 it is new, 2 it changed
    doubt INTEGER NOT NULL,          -- 1 where something of the record could not be read, or was cleaned away
    number INTEGER,
    title TEXT NOT NULL,
    title_fold TEXT,
    status TEXT NOT NULL,
    status_fold TEXT NOT NULL,
    status_rank INTEGER,             -- place among the form field's options
    priority TEXT NOT NULL,
    priority_fold TEXT NOT NULL,
    priority_rank INTEGER,
    channel TEXT NOT NULL,
    channel_fold TEXT,
    type TEXT NOT NULL,
    type_fold TEXT,
    reason TEXT NOT NULL,
    reason_fold TEXT,
    has_description TEXT NOT NULL,   -- empty or 'yes'
    assignee TEXT NOT NULL,
    assignee_fold TEXT,     -- name, email and id
    creator TEXT NOT NULL,
    creator_fold TEXT,
    contact_id TEXT NOT NULL,
    contact TEXT NOT NULL,
    contact_fold TEXT,
    emails TEXT NOT NULL,
    emails_fold TEXT,
    phones TEXT NOT NULL,
    phones_fold TEXT,
    company TEXT NOT NULL,
    company_fold TEXT,
    tags TEXT NOT NULL,
    tags_fold TEXT,
    categories TEXT NOT NULL,
    categories_fold TEXT,
    created REAL,                    -- epoch seconds
    created_words TEXT NOT NULL,     -- as it came, where that is no time
    updated REAL,
    updated_words TEXT NOT NULL
);
CREATE TABLE raws (
    ticket INTEGER PRIMARY KEY,
    raw BLOB NOT NULL                -- the record as the server gave it (klink_tui/store/packing.py)
);
CREATE TABLE looked (                -- tickets that changed since the agent last looked
    ticket INTEGER PRIMARY KEY,
    raw BLOB NOT NULL                -- as it was then
);
-- An order is read off an index; the server's own order breaks ties.
CREATE INDEX tickets_place ON tickets (place);
CREATE INDEX tickets_hash ON tickets (hash);
CREATE INDEX tickets_contact ON tickets (contact_id);
CREATE INDEX tickets_news ON tickets (news) WHERE news > 0;
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
CREATE INDEX tickets_state ON tickets (status_fold, priority_fold, priority_rank, updated);
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
    text TEXT NOT NULL,
    fold TEXT NOT NULL,
    number REAL,
    moment REAL,
    PRIMARY KEY (name, ticket)
) WITHOUT ROWID;
CREATE INDEX custom_ticket ON custom (ticket);
CREATE VIRTUAL TABLE words USING fts5(
    text, content='', columnsize=0, detail=full,
    tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* Co'"
);

CREATE TABLE contacts (
    contact INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,        -- the id
    hash INTEGER NOT NULL,
    place INTEGER,
    sweep INTEGER NOT NULL,
    seen REAL NOT NULL,
    name TEXT NOT NULL,
    fold TEXT NOT NULL,              -- everything that a search looks at
    raw BLOB NOT NULL
);
CREATE INDEX contacts_place ON contacts (place);
CREATE INDEX contacts_hash ON contacts (hash);
CREATE TABLE addresses (
    kind TEXT NOT NULL,              -- email, phone, platform
    address TEXT NOT NULL,           -- folded; of a phone its digits
    contact INTEGER NOT NULL,
    PRIMARY KEY (kind, address, contact)
) WITHOUT ROWID;
CREATE INDEX addresses_contact ON addresses (contact);

CREATE TABLE cases (
    cx_log INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    hash INTEGER NOT NULL,
    place INTEGER,
    sweep INTEGER NOT NULL,
    seen REAL NOT NULL,
    contact_id TEXT NOT NULL,
    started REAL,                    -- epoch seconds
    raw BLOB NOT NULL
);
CREATE INDEX cases_contact ON cases (contact_id, started);
CREATE INDEX cases_started ON cases (started);
CREATE INDEX cases_hash ON cases (hash);

CREATE TABLE lists (                 -- reference lists and form fields, each whole
    name TEXT PRIMARY KEY,
    seen REAL NOT NULL,
    raw BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
