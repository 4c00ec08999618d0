"""Tickets of the cache as lists show them. Free of pydantic: the first frame is drawn from here."""

import json
import sqlite3
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from klink_tui.models.ticketrow import TicketRow
from klink_tui.store.cache import Cache

if TYPE_CHECKING:
    from klink_tui.query.sql import Compiled

_ROW: Final = (
    "key, number, title, status, priority, contact, contact_id, assignee, channel, type, tags, categories, emails, "
    "phones, company, creator, reason, created, created_words, updated, updated_words, "
    "news, doubt, seen"
)


class TicketListing:
    """The tickets of one cache, in any order."""

    def __init__(self, cache: Cache) -> None:
        """Stand on ``cache``."""
        self._cache = cache

    def ids(self, compiled: "Compiled", *, connection: sqlite3.Connection | None = None) -> "array[int]":
        """Give the tickets of a query, by their numbers in the cache, in its order.

        Args:
            compiled: the query.
            connection: what to read with on another thread than the cache's own.
        """
        sql = f"SELECT ticket FROM tickets WHERE {compiled.where} ORDER BY {compiled.order}"
        rows = (
            self._cache.read(sql, (*compiled.parameters, *compiled.order_parameters))
            if connection is None
            else connection.execute(sql, (*compiled.parameters, *compiled.order_parameters))
        )
        return array("i", (ticket for (ticket,) in rows))

    def some(self, compiled: "Compiled", first: int, most: int) -> list[int]:
        """Give ``most`` tickets of a query from its ``first`` on, without looking at the others where that can be."""
        rows = self._cache.read(
            f"SELECT ticket FROM tickets WHERE {compiled.where} ORDER BY {compiled.order} LIMIT ? OFFSET ?",
            (*compiled.parameters, *compiled.order_parameters, most, first),
        )
        return [ticket for (ticket,) in rows]

    def count(self, compiled: "Compiled", *, connection: sqlite3.Connection | None = None) -> int:
        """Count the tickets of a query; ``connection`` as for :meth:`ids`."""
        sql = f"SELECT count(*) FROM tickets WHERE {compiled.where}"
        rows: Sequence[Any] = (
            self._cache.read(sql, compiled.parameters)
            if connection is None
            else connection.execute(sql, compiled.parameters).fetchall()
        )
        return int(rows[0][0])

    def rows(self, tickets: Sequence[int], *, custom: Sequence[str] = ()) -> list[TicketRow]:
        """Give what a list shows of some tickets, in the order asked for; those that are gone are left out.

        Args:
            tickets: their numbers in the cache.
            custom: system names of the custom fields that are shown.
        """
        marks = ", ".join("?" * len(tickets))
        found = {
            ticket: TicketRow(*row)
            for ticket, *row in self._cache.read(
                f"SELECT ticket, {_ROW} FROM tickets WHERE ticket IN ({marks})", tickets
            )
        }
        return self._with_custom([(ticket, found[ticket]) for ticket in tickets if ticket in found], custom)

    def rows_of(self, keys: Sequence[str], *, custom: Sequence[str] = ()) -> list[TicketRow]:
        """Give what a list shows of the tickets with these keys, in the order asked for, without the missing ones."""
        marks = ", ".join("?" * len(keys))
        found = {
            row[0]: (ticket, TicketRow(*row))
            for ticket, *row in self._cache.read(f"SELECT ticket, {_ROW} FROM tickets WHERE key IN ({marks})", keys)
        }
        return self._with_custom([found[key] for key in keys if key in found], custom)

    def placed(self, first: int, places: int, *, custom: Sequence[str] = ()) -> list[TicketRow]:
        """Give the tickets that stand in some places of the server's own order."""
        rows = self._cache.read(
            f"SELECT ticket, {_ROW} FROM tickets WHERE place >= ? AND place < ? ORDER BY place, ticket LIMIT ?",
            (first, first + places, places),
        )
        return self._with_custom([(ticket, TicketRow(*row)) for ticket, *row in rows], custom)

    def spellings(self, column: str, *, connection: sqlite3.Connection | None = None) -> list[str]:
        """Give the values that tickets carry in a column of names, the commonest first."""
        sql = (
            f"SELECT {column} FROM tickets WHERE {column} != '' GROUP BY {column}_fold ORDER BY count(*) DESC LIMIT 200"
        )
        rows: Iterable[Any] = self._cache.read(sql) if connection is None else connection.execute(sql)
        return [value for (value,) in rows]

    def label_spellings(self, kind: str, *, connection: sqlite3.Connection | None = None) -> list[str]:
        """Give the tags or categories that tickets carry, folded, the commonest first."""
        sql = "SELECT fold FROM labels WHERE kind = ? GROUP BY fold ORDER BY count(*) DESC LIMIT 200"
        rows: Iterable[Any] = self._cache.read(sql, (kind,)) if connection is None else connection.execute(sql, (kind,))
        return [value for (value,) in rows]

    def _with_custom(self, rows: Sequence[tuple[int, TicketRow]], custom: Sequence[str]) -> list[TicketRow]:
        if not custom or not rows:
            return [row for _, row in rows]
        names, tickets = ", ".join("?" * len(custom)), ", ".join("?" * len(rows))
        texts: dict[int, list[tuple[str, str]]] = {}
        for ticket, name, text in self._cache.read(
            f"SELECT ticket, name, text FROM custom WHERE ticket IN ({tickets}) AND name IN ({names})",
            (*(ticket for ticket, _ in rows), *custom),
        ):
            texts.setdefault(ticket, []).append((name, text))
        return [replace(row, custom=tuple(texts.get(ticket, ()))) for ticket, row in rows]


def keys_in_place(connection: sqlite3.Connection, *, near: str = "", before: int = 0, most: int = -1) -> list[str]:
    """Give tickets' keys in the server's order, those that its list no longer has last.

    Args:
        connection: reads the copy.
        near: begin at this ticket; with the first where the list has it not.
        before: how many places before it to begin.
        most: how many to give at most; negative for all.
    """
    first = connection.execute("SELECT max(place - ?, 0) FROM tickets WHERE key = ?", (before, near)).fetchone()
    rows = connection.execute(
        "SELECT key FROM (SELECT key FROM tickets WHERE place >= ? ORDER BY place LIMIT ?)",
        (first[0] or 0 if first else 0, most),
    )
    keys = [key for (key,) in rows]
    if most < 0 or len(keys) < most:
        rest = connection.execute(
            "SELECT key FROM tickets WHERE place IS NULL LIMIT ?", (most - len(keys) if most >= 0 else -1,)
        )
        keys += [key for (key,) in rest]
    return keys


def keys_of(connection: sqlite3.Connection, tickets: Sequence[int]) -> list[str]:
    """Give the keys of tickets, given by their numbers in the cache; those that are not there any more are left out."""
    rows = connection.execute(
        "SELECT ticket, key FROM tickets WHERE ticket IN (SELECT value FROM json_each(?))", (json.dumps([*tickets]),)
    )
    keys: dict[int, str] = dict(rows.fetchall())
    return [keys[ticket] for ticket in tickets if ticket in keys]
