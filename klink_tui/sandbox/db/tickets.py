"""Tickets in SQLite. Order of every list: newest created first, then by id (assumed: the contract names none)."""

import sqlite3
from collections.abc import Iterable
from typing import Any

from klink_tui.sandbox.db.connection import pack, unpack
from klink_tui.sandbox.records import Ticket

_PLACES = ", ".join("?" * len(Ticket._fields))
_NEWEST = "ORDER BY created_at DESC, id LIMIT ? OFFSET ?"


def count(connection: sqlite3.Connection, contact_id: str | None = None) -> int:
    """Count all tickets, or those of one contact."""
    if contact_id is None:
        (total,) = connection.execute("SELECT count(*) FROM ticket").fetchone()
    else:
        (total,) = connection.execute("SELECT count(*) FROM ticket WHERE contact_id = ?", (contact_id,)).fetchone()
    return int(total)


def page(connection: sqlite3.Connection, limit: int, offset: int, contact_id: str | None = None) -> list[Ticket]:
    """Read one page of all tickets, or of those of one contact."""
    if contact_id is None:
        rows = connection.execute(f"SELECT * FROM ticket {_NEWEST}", (limit, offset))
    else:
        rows = connection.execute(f"SELECT * FROM ticket WHERE contact_id = ? {_NEWEST}", (contact_id, limit, offset))
    return [_ticket(row) for row in rows]


def find(connection: sqlite3.Connection, ticket_id: str) -> Ticket | None:
    """Read one ticket."""
    row = connection.execute("SELECT * FROM ticket WHERE id = ?", (ticket_id,)).fetchone()
    return _ticket(row) if row else None


def add(connection: sqlite3.Connection, tickets: Iterable[Ticket]) -> None:
    """Insert tickets as they stand."""
    connection.executemany(f"INSERT INTO ticket VALUES ({_PLACES})", map(_row, tickets))


def next_number(connection: sqlite3.Connection) -> int:
    """Give the number after the highest ever given."""
    (highest,) = connection.execute("SELECT coalesce(max(number), 0) FROM ticket").fetchone()
    return int(highest) + 1


def replace(connection: sqlite3.Connection, ticket: Ticket) -> None:
    """Write a changed ticket over the one of its number."""
    connection.execute(f"REPLACE INTO ticket VALUES ({_PLACES})", _row(ticket))


def remove(connection: sqlite3.Connection, number: int) -> None:
    """Take a ticket away; only the drifting desk does (quirk ``drift``)."""
    connection.execute("DELETE FROM ticket WHERE number = ?", (number,))


def taken_by(connection: sqlite3.Connection, field: str, value: str) -> str | None:
    """Give the id of the record that holds a value of a unique field, or None."""
    row = connection.execute(
        "SELECT owner FROM unique_value WHERE field = ? AND value = ?", (field, value.casefold())
    ).fetchone()
    return str(row[0]) if row else None


def hold_values(connection: sqlite3.Connection, held: Iterable[tuple[str, str, str]]) -> None:
    """Note values of unique fields: field's system name, value, id of the record that holds it from now on."""
    for field, value, owner in held:
        connection.execute("DELETE FROM unique_value WHERE field = ? AND owner = ?", (field, owner))
        if value:
            connection.execute("INSERT INTO unique_value VALUES (?, ?, ?)", (field, value.casefold(), owner))


def _row(ticket: Ticket) -> tuple[object, ...]:
    *plain, tags, categories, custom = ticket
    return (*plain, pack(tags), pack(categories), pack(custom))


def _ticket(row: Iterable[Any]) -> Ticket:
    *plain, tags, categories, custom = row
    return Ticket._make([*plain, unpack(tags), unpack(categories), unpack(custom)])
