"""Contacts in SQLite. Order of every list: newest created first, then by id (assumed: the contract names none)."""

import re
import sqlite3
from collections.abc import Collection, Iterable
from typing import Any

from klink_tui.sandbox.db.connection import pack, unpack
from klink_tui.sandbox.records import Contact, Platform

_COLUMNS = ", ".join(name if name != "groups" else '"groups"' for name in Contact._fields)
_PLACES = ", ".join("?" * (len(Contact._fields) + 1))
_SEPARATORS = re.compile(r"[\s,.;:()\[\]@_+\-/'\"]+")


def page(connection: sqlite3.Connection, limit: int, offset: int, keyword: str = "") -> tuple[int, list[Contact]]:
    """Give the total and one page of the live contacts; a keyword matches beginnings and ends of words, any case."""
    where, values = "deleted_at IS NULL", tuple[str, ...]()
    wanted = " ".join(keyword.casefold().split())
    if wanted:
        where += " AND (instr(words, ?) OR instr(words, ?))"
        values = (f" {wanted}", f"{wanted} ")
    return _page(connection, where, values, limit, offset)


def page_on_platform(
    connection: sqlite3.Connection, social_platform_id: str, limit: int, offset: int
) -> tuple[int, list[Contact]]:
    """Give the total and one page of the live contacts with an account of that id."""
    where = "deleted_at IS NULL AND id IN (SELECT contact_id FROM platform WHERE social_platform_id = ?)"
    return _page(connection, where, (social_platform_id,), limit, offset)


def find(connection: sqlite3.Connection, contact_id: str) -> Contact | None:
    """Read one live contact."""
    found = many(connection, [contact_id]).get(contact_id)
    return found if found and found.deleted_at is None else None


def many(connection: sqlite3.Connection, ids: Collection[str]) -> dict[str, Contact]:
    """Read contacts by id, deleted ones too: their tickets still show them."""
    places = ", ".join("?" * len(ids))
    rows = connection.execute(f"SELECT {_COLUMNS} FROM contact WHERE id IN ({places})", tuple(ids))
    return {row[0]: _contact(row) for row in rows}


def add(connection: sqlite3.Connection, contacts: Iterable[Contact]) -> None:
    """Insert contacts, or write changed ones over those of the same id."""
    for contact in contacts:
        connection.execute(f"REPLACE INTO contact VALUES ({_PLACES})", _row(contact))
        connection.executemany(
            "INSERT OR IGNORE INTO platform VALUES (?, ?)",
            [(platform.social_platform_id, contact.id) for platform in contact.platforms],
        )


def _page(
    connection: sqlite3.Connection, where: str, values: tuple[str, ...], limit: int, offset: int
) -> tuple[int, list[Contact]]:
    (total,) = connection.execute(f"SELECT count(*) FROM contact WHERE {where}", values).fetchone()
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM contact WHERE {where} ORDER BY created_at DESC, id LIMIT ? OFFSET ?",
        (*values, limit, offset),
    )
    return int(total), [_contact(row) for row in rows]


def _words(contact: Contact) -> str:
    # Whole words and their parts, each between spaces: "dao@lotus.example" is found by "dao" and by "lotus".
    texts = [contact.name, *contact.emails, *contact.phones]
    if contact.contact_number is not None:
        texts.append(str(contact.contact_number))
    whole = " ".join(texts).casefold()
    return f" {' '.join(whole.split())} {' '.join(_SEPARATORS.split(whole))} "


def _row(contact: Contact) -> tuple[object, ...]:
    *plain, phones, emails, tags, groups, platforms, custom = contact
    lists = (phones, emails, tags, groups, platforms, custom)
    return (*plain, *(pack(value) for value in lists), _words(contact))


def _contact(row: Iterable[Any]) -> Contact:
    *plain, phones, emails, tags, groups, platforms, custom = row
    accounts = [Platform._make(account) for account in unpack(platforms)]
    lists = (unpack(text) for text in (phones, emails, tags, groups))
    return Contact._make([*plain, *lists, accounts, unpack(custom)])
