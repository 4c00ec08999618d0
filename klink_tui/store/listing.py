"""Tickets of the cache as lists show them. Free of pydantic: the first frame is drawn from here."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from klink_tui.query.sql import Compiled
from klink_tui.store.cache import Cache

_ROW: Final = "key, number, title, status, priority, contact, assignee, channel, created, updated"


@dataclass(frozen=True, slots=True)
class TicketRow:
    """What a list shows of a ticket. Free of pydantic: the first frame needs it."""

    key: str
    number: int | None
    title: str
    status: str
    priority: str
    contact: str
    assignee: str
    channel: str
    created: float | None
    """Epoch seconds."""
    updated: float | None
    """Epoch seconds."""


class TicketListing:
    """The tickets of one cache, in any order."""

    def __init__(self, cache: Cache) -> None:
        """Stand on ``cache``."""
        self._cache = cache

    def ids(self, compiled: Compiled) -> "array[int]":
        """Give the tickets of a query, by their numbers in the cache, in its order."""
        rows = self._cache.reader.execute(
            f"SELECT ticket FROM tickets WHERE {compiled.where} ORDER BY {compiled.order}", compiled.parameters
        )
        return array("q", (ticket for (ticket,) in rows))

    def count(self, compiled: Compiled) -> int:
        """Count the tickets of a query."""
        rows = self._cache.reader.execute(f"SELECT count(*) FROM tickets WHERE {compiled.where}", compiled.parameters)
        (number,) = rows.fetchone()
        return int(number)

    def rows(self, tickets: Sequence[int]) -> list[TicketRow]:
        """Give what a list shows of some tickets, in the order asked for; those that are gone are left out."""
        places = ", ".join("?" * len(tickets))
        found = {
            ticket: TicketRow(*row)
            for ticket, *row in self._cache.reader.execute(
                f"SELECT ticket, {_ROW} FROM tickets WHERE ticket IN ({places})", tuple(tickets)
            )
        }
        return [found[ticket] for ticket in tickets if ticket in found]
