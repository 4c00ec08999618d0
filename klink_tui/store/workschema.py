"""The tables of ``work.db``: what is the agent's own, and can be fetched from nowhere.

Each migration is a list of statements that brings the file from the version before to its own; a file says by its
``user_version`` how many it has seen. They are only ever added to.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

Migration = Sequence[str]

MIGRATIONS: Final[Sequence[Migration]] = (
    (
        """
        CREATE TABLE drafts (
            kind TEXT NOT NULL,              -- ticket, contact, message, comment, channel
            target TEXT NOT NULL,            -- what it is for: a record's key or id; empty for something new
            slot INTEGER NOT NULL,           -- more than one where two consoles wrote for the same target
            content TEXT NOT NULL,           -- JSON: what was typed
            label TEXT NOT NULL,             -- what it is for, in words
            basis TEXT NOT NULL,             -- what the record was when the typing began; empty where that is nothing
            saved REAL NOT NULL,             -- epoch seconds
            revision INTEGER NOT NULL,       -- grows with every save: who saw another one may not write over it
            PRIMARY KEY (kind, target, slot)
        )
        """,
        """
        CREATE TABLE intents (
            intent INTEGER PRIMARY KEY AUTOINCREMENT,
            state TEXT NOT NULL,
            batch INTEGER NOT NULL,          -- 0 for none
            ended REAL,                      -- epoch seconds; NULL while something is still to come
            data TEXT NOT NULL               -- JSON: everything else
        )
        """,
        "CREATE INDEX intents_open ON intents (state) WHERE ended IS NULL",
        "CREATE INDEX intents_batch ON intents (batch) WHERE batch > 0",
        "CREATE INDEX intents_ended ON intents (ended)",
        """
        CREATE TABLE batches (
            batch INTEGER PRIMARY KEY AUTOINCREMENT,
            label TEXT NOT NULL,             -- what is done, in words
            created REAL NOT NULL,           -- epoch seconds
            paused INTEGER NOT NULL          -- 1 while the agent has stopped it
        )
        """,
        """
        CREATE TABLE journal (
            entry INTEGER PRIMARY KEY AUTOINCREMENT,
            at REAL NOT NULL,                -- epoch seconds
            intent INTEGER NOT NULL,
            kind TEXT NOT NULL,
            target TEXT NOT NULL,            -- a ticket's key, a contact's or room's id
            label TEXT NOT NULL,             -- what it was done to, in words
            field TEXT NOT NULL,             -- what was changed; empty where that is no field
            old TEXT NOT NULL,
            new TEXT NOT NULL,
            outcome TEXT NOT NULL,           -- done, refused, conflict, unknown, cancelled
            reason TEXT NOT NULL,            -- why, in words
            request_id TEXT NOT NULL         -- the server's; empty where it named none
        )
        """,
        "CREATE INDEX journal_target ON journal (target)",
        """
        CREATE TRIGGER journal_stands BEFORE UPDATE ON journal
        BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END
        """,
        """
        CREATE TRIGGER journal_stays BEFORE DELETE ON journal
        BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END
        """,
    ),
    (
        """
        CREATE TABLE touched (
            kind TEXT NOT NULL,              -- ticket, contact
            target TEXT NOT NULL,            -- a ticket's key, a contact's id
            label TEXT NOT NULL,             -- what it was called then
            touched REAL NOT NULL,           -- when it was opened or changed last, epoch seconds
            how TEXT NOT NULL,               -- opened, changed
            pinned REAL,                     -- when it was pinned, epoch seconds; NULL where it is not
            PRIMARY KEY (kind, target)
        )
        """,
    ),
)

JSON_COLUMNS: Final = frozenset({"content", "data"})
"""Columns that hold JSON: what comes out of a damaged file has to read as that."""


def version_of(connection: sqlite3.Connection) -> int:
    """Give how many migrations a file has seen."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> None:
    """Do all migrations that a file has not seen, in one transaction.

    Raises:
        sqlite3.Error: one of them failed; the file is as it was.
    """
    version = version_of(connection)
    if version >= len(migrations):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for migration in migrations[version:]:
            for statement in migration:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(migrations)}")
        connection.execute("COMMIT")
    except BaseException:
        roll_back(connection)
        raise


def roll_back(connection: sqlite3.Connection) -> None:
    """End a transaction that failed."""
    if connection.in_transaction:
        # Where even that fails the file does it by itself when it is opened next.
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
