"""Tickets in the cache: written as they come, with everything that lists and searches look at."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from klink_tui.models.customfield import CustomValue
from klink_tui.models.moment import Moment
from klink_tui.models.names import fold
from klink_tui.models.ticket import Ticket
from klink_tui.query.terms import index_text
from klink_tui.store.cache import Cache
from klink_tui.store.packing import pack, unpack

COLUMNS: Final = (
    *("key", "id", "number", "place", "sweep", "title", "title_fold", "status", "status_fold", "status_rank"),
    *("priority", "priority_fold", "priority_rank", "channel", "channel_fold", "type_fold", "reason_fold"),
    *("has_description", "assignee", "assignee_fold", "creator_fold", "contact_id", "contact", "contact_fold"),
    *("emails_fold", "phones_fold", "company_fold", "created", "updated"),
)
_UPSERT: Final = (
    f"INSERT INTO tickets ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))}) "
    f"ON CONFLICT (key) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in COLUMNS[1:])} "
    "RETURNING ticket"
)

Ranks = Mapping[str, Sequence[str]]
"""Field name (``status``, ``priority``) → its values in the desk's order."""


class TicketTable:
    """The tickets of one cache."""

    def __init__(self, cache: Cache) -> None:
        """Stand on ``cache``."""
        self._cache = cache

    def put(self, tickets: Sequence[Ticket], *, sweep: int, first_place: int | None, ranks: Ranks) -> int:
        """Write tickets in one transaction; give how many were new or changed.

        Args:
            tickets: as the server gave them, in its order.
            sweep: the sweep they were seen in.
            first_place: the first one's place in the server's order; ``None`` keeps the places.
            ranks: the order of named values.

        Raises:
            StoreError: the file can't be written to.
        """
        changed = 0
        with self._cache.writing() as connection:
            for offset, ticket in enumerate(tickets):
                place = None if first_place is None else first_place + offset
                changed += _put(connection, ticket, sweep, place, ranks)
        return changed

    def read(self, key: str) -> Ticket | None:
        """Give a ticket whole; ``None`` where the cache has none of that key."""
        row = self._cache.reader.execute(
            "SELECT raw FROM tickets JOIN raws USING (ticket) WHERE key = ?", (key,)
        ).fetchone()
        return Ticket.read(unpack(row[0])) if row else None

    def drop_unseen(self, since: int) -> int:
        """Remove the tickets that no sweep from number ``since`` on has seen; give how many.

        Raises:
            StoreError: the file can't be written to.
        """
        with self._cache.writing() as connection:
            gone = connection.execute(
                "SELECT ticket, raw FROM tickets JOIN raws USING (ticket) WHERE sweep < ?", (since,)
            ).fetchall()
            for ticket, raw in gone:
                _unindex(connection, ticket, raw)
            for table in ("tickets", "raws"):
                connection.executemany(f"DELETE FROM {table} WHERE ticket = ?", [(ticket,) for ticket, _ in gone])
        return len(gone)


def _put(connection: sqlite3.Connection, ticket: Ticket, sweep: int, place: int | None, ranks: Ranks) -> bool:
    """Write one ticket; tell whether it is new or another than before."""
    raw = pack(ticket.raw)
    before = connection.execute(
        "SELECT ticket, raw, place FROM tickets JOIN raws USING (ticket) WHERE key = ?", (ticket.key,)
    ).fetchone()
    if before is not None:
        place = before[2] if place is None else place
        if before[1] == raw:
            connection.execute("UPDATE tickets SET sweep = ?, place = ? WHERE ticket = ?", (sweep, place, before[0]))
            return False
        _unindex(connection, before[0], before[1])
    (number,) = connection.execute(_UPSERT, _values(ticket, sweep, place, ranks)).fetchone()
    connection.execute("INSERT OR REPLACE INTO raws VALUES (?, ?)", (number, raw))
    connection.executemany("INSERT OR IGNORE INTO labels VALUES (?, ?, ?)", _labels(ticket, number))
    connection.executemany("INSERT OR IGNORE INTO custom VALUES (?, ?, ?, ?, ?)", _custom(ticket, number))
    connection.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (number, _text(ticket)))
    return True


def _unindex(connection: sqlite3.Connection, number: int, raw: bytes) -> None:
    """Take a ticket's labels, custom fields and words out; an index without content must be told what they were."""
    words = _text(Ticket.read(unpack(raw)))
    connection.execute("INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)", (number, words))
    connection.execute("DELETE FROM labels WHERE ticket = ?", (number,))
    connection.execute("DELETE FROM custom WHERE ticket = ?", (number,))


def _values(ticket: Ticket, sweep: int, place: int | None, ranks: Ranks) -> tuple[object, ...]:
    contact, assignee, creator = ticket.contact, ticket.assignee, ticket.creator
    return (
        ticket.key,
        ticket.id,
        ticket.ticket_number,
        place,
        sweep,
        ticket.title,
        fold(ticket.title),
        ticket.status,
        fold(ticket.status),
        _rank("status", ticket.status, ranks),
        ticket.priority,
        fold(ticket.priority),
        _rank("priority", ticket.priority, ranks),
        ticket.channel,
        fold(ticket.channel),
        fold(ticket.type),
        fold(ticket.reason_to_assign),
        "yes" if ticket.description.strip() else "",
        ticket.assignee_name,
        fold(" ".join((ticket.assignee_name, assignee.email if assignee else "", ticket.assignee_id))),
        fold(" ".join((creator.label, creator.email) if creator else (ticket.creator_id,))),
        ticket.contact_id,
        ticket.contact_name,
        fold(" ".join((ticket.contact_name, ticket.contact_id))),
        fold(" ".join(contact.emails)) if contact else "",
        fold(" ".join(contact.phones)) if contact else "",
        fold(contact.company.name) if contact and contact.company else "",
        _seconds(ticket.created_at),
        _seconds(ticket.updated_at),
    )


def _labels(ticket: Ticket, number: int) -> list[tuple[str, str, int]]:
    tags = [("tag", fold(tag.name), number) for tag in ticket.tags if tag.name]
    return tags + [("category", fold(category.value), number) for category in ticket.categories if category.value]


def _custom(ticket: Ticket, number: int) -> Iterator[tuple[str, int, str, float | None, float | None]]:
    for value in ticket.custom_fields:
        if value.system_name and value.value not in (None, "", [], {}):
            number_of = value.value if isinstance(value.value, int | float) else None
            moment = Moment.read(value.value) if value.type == "date" and isinstance(value.value, str) else None
            yield value.system_name, number, fold(_plain(value)), number_of, _seconds(moment)


def _text(ticket: Ticket) -> str:
    """Give everything of a ticket that free text is looked for in, as the index takes it."""
    parts = [str(ticket.ticket_number or ""), ticket.title, ticket.description, ticket.contact_name]
    parts += [tag.name for tag in ticket.tags]
    parts += [_plain(value) for value in ticket.custom_fields]
    return index_text("\n".join(parts))


def _plain(value: CustomValue) -> str:
    if isinstance(value.value, bool):
        return "yes" if value.value else "no"
    if isinstance(value.value, list):
        return ", ".join(str(entry) for entry in value.value)
    return "" if value.value is None else str(value.value)


def _rank(name: str, value: str, ranks: Ranks) -> int | None:
    folded = fold(value)
    return next((place for place, option in enumerate(ranks.get(name, ())) if fold(option) == folded), None)


def _seconds(moment: Moment | None) -> float | None:
    return moment.at.timestamp() if moment is not None and moment.at is not None else None
