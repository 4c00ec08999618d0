"""Opens the SQLite database of a sandbox and knows its tables."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from klink_tui.sandbox.errors import SandboxError

_TABLES = """
CREATE TABLE desk (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE reference (
    kind TEXT NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL, record TEXT NOT NULL,
    PRIMARY KEY (kind, position)
) WITHOUT ROWID;
CREATE TABLE contact (
    id TEXT PRIMARY KEY, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, deleted_at TEXT,
    name TEXT NOT NULL, address TEXT, channel TEXT, notes TEXT, social_profile_url TEXT,
    contact_number INTEGER, contact_profile TEXT, company_id TEXT,
    phones TEXT NOT NULL, emails TEXT NOT NULL, tags TEXT NOT NULL, groups TEXT NOT NULL,
    platforms TEXT NOT NULL, custom TEXT NOT NULL, words TEXT NOT NULL
);
CREATE TABLE platform (social_platform_id TEXT NOT NULL, contact_id TEXT NOT NULL,
    PRIMARY KEY (social_platform_id, contact_id)) WITHOUT ROWID;
CREATE TABLE ticket (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    title TEXT NOT NULL, description TEXT, type TEXT NOT NULL, channel TEXT, priority TEXT NOT NULL,
    status TEXT NOT NULL, contact_id TEXT NOT NULL, creator_id TEXT, assignee_id TEXT, reason_to_assign TEXT,
    tags TEXT NOT NULL, categories TEXT NOT NULL, custom TEXT NOT NULL
);
CREATE TABLE unique_value (field TEXT NOT NULL, value TEXT NOT NULL, owner TEXT NOT NULL,
    PRIMARY KEY (field, value)) WITHOUT ROWID;
CREATE TABLE cx_case (
    id TEXT PRIMARY KEY, started_at TEXT NOT NULL, closed_at TEXT, case_id INTEGER,
    entity_id TEXT NOT NULL, entity_name TEXT NOT NULL, contact_id TEXT NOT NULL,
    channel TEXT NOT NULL, channel_type TEXT NOT NULL, queue_id TEXT, queue_name TEXT,
    agent_id TEXT, first_agent_id TEXT, direction TEXT NOT NULL, customer_phone TEXT, disposition TEXT,
    sla_status TEXT, labels TEXT NOT NULL, handled_time INTEGER, hold_time INTEGER,
    first_response_time INTEGER, resolution_time INTEGER, wrap_up_time INTEGER
);
CREATE TABLE comment (
    id TEXT PRIMARY KEY, room_id TEXT NOT NULL, created_at TEXT NOT NULL, agent_id TEXT NOT NULL,
    text TEXT NOT NULL, mentions TEXT NOT NULL
);
CREATE TABLE presence (
    id TEXT PRIMARY KEY, created_at TEXT NOT NULL, agent_id TEXT NOT NULL, previous TEXT NOT NULL,
    current TEXT NOT NULL, seconds INTEGER NOT NULL
);
CREATE TABLE message (
    id TEXT PRIMARY KEY, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, contact_id TEXT NOT NULL,
    client_request_id TEXT NOT NULL, text TEXT NOT NULL
);
"""

# Made after the rows are in: a third faster than keeping them current while seeding.
_INDEXES = """
CREATE INDEX contact_newest ON contact (created_at DESC, id, words) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX ticket_id ON ticket (id);
CREATE INDEX ticket_newest ON ticket (created_at DESC, id);
CREATE INDEX ticket_of_contact ON ticket (contact_id, created_at DESC, id);
CREATE INDEX case_newest ON cx_case (started_at DESC, id);
CREATE INDEX case_of_room ON cx_case (entity_id);
CREATE INDEX comment_of_room ON comment (room_id, created_at, id);
CREATE INDEX presence_newest ON presence (created_at DESC, id);
"""


def open_database(path: str) -> sqlite3.Connection:
    """Open ``:memory:`` or a file.

    Raises:
        SandboxError: the file can't be opened, or holds something else.
    """
    try:
        # Made in one thread and used by the server's: never by two at once, as one event loop serves it.
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.Error as error:
        raise SandboxError(f"{path} can't be opened as a sandbox database: {error}") from error
    if tables and not {"desk", "ticket", "cx_case"} <= tables:
        connection.close()
        raise SandboxError(f"{path} is a database, but not a sandbox's.")
    return connection


def is_empty(connection: sqlite3.Connection) -> bool:
    """Tell whether the database has no tables yet."""
    return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None


def make_tables(connection: sqlite3.Connection) -> None:
    """Make the tables, within the caller's transaction."""
    _run(connection, _TABLES)


def make_indexes(connection: sqlite3.Connection) -> None:
    """Make the indexes, within the caller's transaction."""
    _run(connection, _INDEXES)


def pack(value: object) -> str:
    """Write a list or an object into a text column."""
    return json.dumps(value, ensure_ascii=False) if value else "[]" if isinstance(value, list) else "{}"


def unpack(text: str) -> Any:
    """Read a text column; most lists of a desk are empty, and need no parser."""
    return [] if text == "[]" else json.loads(text)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Commit what the block writes, or none of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _run(connection: sqlite3.Connection, script: str) -> None:
    # `executescript` would commit first.
    for statement in script.split(";\n"):
        if statement.strip():
            connection.execute(statement)
