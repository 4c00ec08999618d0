"""Tickets in the cache: written as they come, with everything that lists and searches look at."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from typing import Final

from klink_tui.models.customfield import CustomValue
from klink_tui.models.moment import Moment
from klink_tui.models.names import fold
from klink_tui.models.ticket import Ticket
from klink_tui.query.terms import index_text
from klink_tui.store.cache import Cache
from klink_tui.store.contacts import fill_ticket
from klink_tui.store.mirrored import MirroredTable
from klink_tui.store.packing import pack, unpack
from klink_tui.store.taken import Seen

Ranks = Mapping[str, Sequence[str]]
"""Field name (``status``, ``priority``) → its values in the desk's order."""

_VALUES: Final = (
    *("hash", "doubt", "number", "title", "title_fold", "status", "status_fold", "status_rank"),
    *("priority", "priority_fold", "priority_rank", "channel", "channel_fold", "type", "type_fold", "reason"),
    *("reason_fold", "has_description", "assignee", "assignee_fold", "creator", "creator_fold", "contact_id"),
    *("contact", "contact_fold", "emails", "emails_fold", "phones", "phones_fold", "company", "company_fold"),
    *("tags", "tags_fold", "categories", "categories_fold", "created", "created_words"),
    *("updated", "updated_words"),
)
"""The columns that are made of the record itself."""
_INSERT: Final = (
    f"INSERT INTO tickets (key, place, sweep, seen, news, {', '.join(_VALUES)}) "
    f"VALUES ({', '.join('?' * (len(_VALUES) + 5))})"
)
_REPLACE: Final = f"UPDATE tickets SET {', '.join(f'{name} = ?' for name in _VALUES)} WHERE ticket = ?"


class News(IntEnum):
    """What happened to a ticket since the agent last looked."""

    NONE = 0
    NEW = 1
    CHANGED = 2


class TicketTable(MirroredTable[Ticket]):
    """The tickets of one cache."""

    TABLE = "tickets"
    NUMBER = "ticket"
    MODEL = Ticket

    def __init__(self, cache: Cache) -> None:
        """Stand on ``cache``."""
        super().__init__(cache)
        self.ranks: Ranks = {}
        """The order of named values; set it by :meth:`rank`."""
        self.telling = False
        """Whether what comes is news to the agent: not before the whole desk was seen once."""

    def key_of(self, record: Ticket) -> str:
        """Give id and number: the documented rows share an id."""
        return record.key

    def read(self, key: str) -> Ticket | None:
        """Give a ticket whole; ``None`` where the cache has none of that key."""
        rows = self._cache.read("SELECT raw FROM tickets JOIN raws USING (ticket) WHERE key = ?", (key,))
        return Ticket.read(unpack(rows[0][0])) if rows else None

    def place(self, key: str) -> int | None:
        """Give where a ticket stands in the server's own order, from 0; ``None`` where that is not known."""
        rows = self._cache.read("SELECT place FROM tickets WHERE key = ?", (key,))
        return rows[0][0] if rows else None

    def of_contact(self, contact_id: str) -> list[Ticket]:
        """Give the tickets of a contact, newest first."""
        rows = self._cache.read(
            "SELECT raw FROM tickets JOIN raws USING (ticket) WHERE contact_id = ? ORDER BY created DESC NULLS LAST",
            (contact_id,),
        )
        return [Ticket.read(unpack(raw)) for (raw,) in rows]

    def before(self, key: str) -> Ticket | None:
        """Give a ticket that changed as it was when the agent last looked; ``None`` where it did not change."""
        rows = self._cache.read(
            "SELECT looked.raw FROM tickets JOIN looked USING (ticket) WHERE key = ?",
            (key,),
        )
        return Ticket.read(unpack(rows[0][0])) if rows else None

    def is_news(self, key: str) -> bool:
        """Tell whether a ticket is new or changed since the agent last looked."""
        rows = self._cache.read("SELECT news FROM tickets WHERE key = ?", (key,))
        return bool(rows and rows[0][0])

    def look(self, key: str) -> bool:
        """Note that the agent looked at a ticket; tell whether that changes how it is marked."""

        def look(connection: sqlite3.Connection) -> bool:
            marked = connection.execute("SELECT ticket FROM tickets WHERE key = ? AND news > 0", (key,)).fetchone()
            if marked is None:
                return False
            connection.execute("UPDATE tickets SET news = 0 WHERE ticket = ?", marked)
            connection.execute("DELETE FROM looked WHERE ticket = ?", marked)
            return True

        return self._cache.write(look)

    def put_own(self, ticket: Ticket, seen: Seen) -> None:
        """Write a ticket that the agent has changed: what oneself did is no news."""
        was_news = self.is_news(ticket.key)
        self.put([ticket], seen)
        if not was_news:
            self.look(ticket.key)

    def rank(self, ranks: Ranks) -> bool:
        """Order named values anew; tell whether that is another order than before."""
        if ranks == self.ranks:
            return False
        self.ranks = {name: tuple(options) for name, options in ranks.items()}

        def rank(connection: sqlite3.Connection) -> bool:
            changed = 0
            for name in ("status", "priority"):
                connection.execute("CREATE TEMP TABLE IF NOT EXISTS ranking (fold TEXT PRIMARY KEY, rank INTEGER)")
                connection.execute("DELETE FROM ranking")
                folds = [(fold(option), place) for place, option in enumerate(self.ranks.get(name, ()))]
                connection.executemany("INSERT OR IGNORE INTO ranking VALUES (?, ?)", folds)
                wanted = f"(SELECT rank FROM ranking WHERE ranking.fold = {name}_fold)"
                changed += connection.execute(
                    f"UPDATE tickets SET {name}_rank = {wanted} WHERE {name}_rank IS NOT {wanted}"
                ).rowcount
            return changed > 0

        return self._cache.write(rank)

    def insert(self, connection: sqlite3.Connection, record: Ticket, digest: int, seen: Seen, place: int | None) -> int:
        """Write a ticket that is not there yet; give its number."""
        news = News.NEW if self.telling else News.NONE
        values = (record.key, place, seen.sweep, seen.at, news, *self._values(record, digest))
        number = int(connection.execute(_INSERT, values).lastrowid or 0)
        connection.execute("INSERT OR REPLACE INTO raws VALUES (?, ?)", (number, pack(record.raw)))
        _index(connection, number, record)
        _fill(connection, number, record)
        return number

    def replace(self, connection: sqlite3.Connection, number: int, record: Ticket, digest: int) -> None:
        """Write a ticket over the one with that number, and note that it changed."""
        (raw,) = connection.execute("SELECT raw FROM raws WHERE ticket = ?", (number,)).fetchone()
        before = Ticket.read(unpack(raw))
        _unindex(connection, number, before)
        connection.execute(_REPLACE, (*self._values(record, digest), number))
        connection.execute("UPDATE raws SET raw = ? WHERE ticket = ?", (pack(record.raw), number))
        _index(connection, number, record)
        _fill(connection, number, record)
        if self.telling and _tells(before, record):
            connection.execute("UPDATE tickets SET news = ? WHERE ticket = ? AND news = 0", (News.CHANGED, number))
            connection.execute(
                "INSERT OR IGNORE INTO looked SELECT ticket, ? FROM tickets WHERE ticket = ? AND news = ?",
                (raw, number, News.CHANGED),
            )

    def remove(self, connection: sqlite3.Connection, numbers: Sequence[int]) -> None:
        """Take tickets out, with their words, labels and custom fields."""
        for number in numbers:
            (raw,) = connection.execute("SELECT raw FROM raws WHERE ticket = ?", (number,)).fetchone()
            _unindex(connection, number, Ticket.read(unpack(raw)))
        for table in ("tickets", "raws", "looked"):
            connection.executemany(f"DELETE FROM {table} WHERE ticket = ?", [(number,) for number in numbers])

    def _values(self, ticket: Ticket, digest: int) -> tuple[object, ...]:
        contact, assignee, creator = ticket.contact, ticket.assignee, ticket.creator
        creator_name = (creator.label if creator else "") or ticket.creator_id
        emails = ", ".join(contact.emails) if contact else ""
        phones = ", ".join(contact.phones) if contact else ""
        company = contact.company.name if contact and contact.company else ""
        tags = ", ".join(tag.name for tag in ticket.tags if tag.name)
        categories = ", ".join(category.value for category in ticket.categories if category.value)
        return (
            digest,
            bool(ticket.problems or ticket.cleaned),
            ticket.ticket_number,
            ticket.title,
            fold(ticket.title) or None,
            ticket.status,
            fold(ticket.status),
            self._rank_of("status", ticket.status),
            ticket.priority,
            fold(ticket.priority),
            self._rank_of("priority", ticket.priority),
            ticket.channel,
            fold(ticket.channel) or None,
            ticket.type,
            fold(ticket.type) or None,
            ticket.reason_to_assign,
            fold(ticket.reason_to_assign) or None,
            "yes" if ticket.description.strip() else "",
            ticket.assignee_name,
            fold(" ".join((ticket.assignee_name, assignee.email if assignee else "", ticket.assignee_id))) or None,
            creator_name,
            fold(" ".join((creator_name, creator.email if creator else "", ticket.creator_id))) or None,
            ticket.contact_id,
            ticket.contact_name,
            fold(" ".join((ticket.contact_name, ticket.contact_id))) or None,
            emails,
            fold(emails) or None,
            phones,
            fold(phones) or None,
            company,
            fold(company) or None,
            tags,
            fold(tags) or None,
            categories,
            fold(categories) or None,
            _seconds(ticket.created_at),
            _words(ticket.created_at),
            _seconds(ticket.updated_at),
            _words(ticket.updated_at),
        )

    def _rank_of(self, name: str, value: str) -> int | None:
        folded = fold(value)
        options = self.ranks.get(name, ())
        return next((place for place, option in enumerate(options) if fold(option) == folded), None)


def _fill(connection: sqlite3.Connection, number: int, ticket: Ticket) -> None:
    """Take what the record does not say of its contact from the contact, where that is here."""
    known = ticket.contact
    if ticket.contact_id and not (known and known.name and known.emails and known.phones and known.company):
        fill_ticket(connection, number, ticket.contact_id)


def _index(connection: sqlite3.Connection, number: int, ticket: Ticket) -> None:
    connection.executemany("INSERT OR IGNORE INTO labels VALUES (?, ?, ?)", _labels(ticket, number))
    connection.executemany("INSERT OR IGNORE INTO custom VALUES (?, ?, ?, ?, ?, ?)", _custom(ticket, number))
    connection.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (number, _text(ticket)))


def _unindex(connection: sqlite3.Connection, number: int, ticket: Ticket) -> None:
    """Take a ticket's labels, custom fields and words out; an index without content must be told what they were."""
    connection.execute("INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)", (number, _text(ticket)))
    connection.execute("DELETE FROM labels WHERE ticket = ?", (number,))
    connection.execute("DELETE FROM custom WHERE ticket = ?", (number,))


def _tells(before: Ticket, after: Ticket) -> bool:
    """Tell whether an agent would call it changed: by its own time of change, or where it has none by what it shows."""
    if before.updated_at and after.updated_at:
        return before.updated_at.sort_key < after.updated_at.sort_key
    return _shown(before) != _shown(after)


def _shown(ticket: Ticket) -> tuple[object, ...]:
    custom = tuple((value.system_name, str(value.value)) for value in ticket.custom_fields)
    tags = tuple(tag.name for tag in ticket.tags)
    return (ticket.title, ticket.description, ticket.status, ticket.priority, ticket.assignee_id, tags, custom)


def _labels(ticket: Ticket, number: int) -> list[tuple[str, str, int]]:
    tags = [("tag", fold(tag.name), number) for tag in ticket.tags if tag.name]
    return tags + [("category", fold(category.value), number) for category in ticket.categories if category.value]


def _custom(ticket: Ticket, number: int) -> Iterator[tuple[str, int, str, str, float | None, float | None]]:
    for value in ticket.custom_fields:
        if value.system_name and value.value not in (None, "", [], {}):
            number_of = value.value if isinstance(value.value, int | float) else None
            moment = Moment.read(value.value) if value.type == "date" and isinstance(value.value, str) else None
            text = _plain(value)
            yield value.system_name, number, text, fold(text), number_of, _seconds(moment)


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


def _seconds(moment: Moment | None) -> float | None:
    return moment.at.timestamp() if moment is not None and moment.at is not None else None


def _words(moment: Moment | None) -> str:
    return moment.raw if moment is not None and moment.at is None else ""
