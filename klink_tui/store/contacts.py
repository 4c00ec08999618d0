"""Contacts in the cache, and who shares an address with whom."""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Final

from klink_tui.models.affairs import CLOSED, Affairs
from klink_tui.models.contact import Contact
from klink_tui.models.names import fold
from klink_tui.store.cache import Cache
from klink_tui.store.mirrored import MirroredTable
from klink_tui.store.packing import pack, unpack
from klink_tui.store.taken import Seen

_FEWEST_DIGITS: Final = 6
"""Digits of a phone number that say whose it is; fewer are an extension, or nothing."""
MOST_CASES: Final = 20
"""How many of a contact's cases are looked at for their platform accounts."""
MOST_SHARING: Final = 50
"""How many contacts with one address are looked at; a desk's own number can stand on thousands."""


class ContactTable(MirroredTable[Contact]):
    """The contacts of one cache."""

    TABLE = "contacts"
    NUMBER = "contact"
    MODEL = Contact

    def __init__(self, cache: Cache) -> None:
        """Stand on ``cache``."""
        super().__init__(cache)
        self.filled = 0
        """Grows whenever lists of tickets may look different, because contacts were written."""

    def key_of(self, record: Contact) -> str:
        """Give the id."""
        return record.id

    def read(self, contact_id: str) -> Contact | None:
        """Give a contact; ``None`` where the cache has none of that id."""
        rows = self._cache.read("SELECT raw FROM contacts WHERE key = ?", (contact_id,))
        return Contact.read(unpack(rows[0][0])) if rows else None

    def seen(self, contact_id: str) -> float | None:
        """Tell when a contact was read last, epoch seconds."""
        rows = self._cache.read("SELECT seen FROM contacts WHERE key = ?", (contact_id,))
        return float(rows[0][0]) if rows else None

    def page(self, first: int, most: int) -> list[tuple[Contact, float]]:
        """Give the contacts that stand in some places of the server's own order, each with when it was read."""
        rows = self._cache.read(
            "SELECT raw, seen FROM contacts WHERE place >= ? AND place < ? ORDER BY place, contact LIMIT ?",
            (first, first + most, most),
        )
        return [(Contact.read(unpack(raw)), seen) for raw, seen in rows]

    def search(self, keyword: str, first: int, most: int) -> tuple[list[tuple[Contact, float]], int]:
        """Give contacts that have every word of ``keyword`` at the beginning or end of a word, and how many there are.

        This is how the server searches (contract §2, Contact Listing).
        """
        words = fold(keyword).split()
        test = " AND ".join("(fold LIKE ? ESCAPE '\\' OR fold LIKE ? ESCAPE '\\')" for _ in words) or "1"
        patterns = [pattern for word in words for pattern in (f"% {_escaped(word)}%", f"%{_escaped(word)} %")]
        ((count,),) = self._cache.read(f"SELECT count(*) FROM contacts WHERE {test}", patterns)
        rows = self._cache.read(
            f"SELECT raw, seen FROM contacts WHERE {test} ORDER BY place IS NULL, place, contact LIMIT ? OFFSET ?",
            (*patterns, most, first),
        )
        return [(Contact.read(unpack(raw)), seen) for raw, seen in rows], count

    def with_platform(self, account: str) -> list[tuple[Contact, float]]:
        """Give the contacts with an account of that id on any social platform, each with when it was read."""
        rows = self._cache.read(
            "SELECT raw, seen FROM contacts JOIN addresses USING (contact) WHERE kind = 'platform' AND address = ?",
            (fold(account),),
        )
        return [(Contact.read(unpack(raw)), seen) for raw, seen in rows]

    def sharing(self, contact: Contact) -> list[tuple[Contact, str]]:
        """Give the other contacts with the same email or phone, each with the address that they share."""
        shared: dict[str, tuple[Contact, str]] = {}
        for kind, address in _addresses(contact):
            if kind == "platform":
                continue
            rows = self._cache.read(
                "SELECT raw FROM contacts JOIN addresses USING (contact) WHERE kind = ? AND address = ? AND key != ?"
                " LIMIT ?",
                (kind, address, contact.id, MOST_SHARING),
            )
            for (raw,) in rows:
                other = Contact.read(unpack(raw))
                shared.setdefault(other.id, (other, _as_written(other, kind, address)))
        return list(shared.values())

    def affairs(self, contact_id: str, since: float) -> Affairs:
        """Count the tickets and cases of a contact; cases are recent from ``since`` on (epoch seconds)."""
        marks = ", ".join("?" * len(CLOSED))
        ((tickets, open_, *ticket_times),) = self._cache.read(
            f"SELECT count(*), count(*) FILTER (WHERE status_fold NOT IN ({marks})), min(created), max(created),"
            " max(updated) FROM tickets WHERE contact_id = ?",
            (*CLOSED, contact_id),
        )
        ((recent, *case_times),) = self._cache.read(
            "SELECT count(*) FILTER (WHERE started >= ?), min(started), max(started) FROM cases WHERE contact_id = ?",
            (since, contact_id),
        )
        times = [at for at in (*ticket_times, *case_times) if at is not None]
        return Affairs(tickets, open_, recent, min(times, default=None), max(times, default=None))

    def count_tickets(self, contact_ids: Sequence[str]) -> dict[str, int]:
        """Count the tickets of some contacts; who has none is left out."""
        marks = ", ".join("?" * len(contact_ids))
        rows = self._cache.read(
            f"SELECT contact_id, count(*) FROM tickets WHERE contact_id IN ({marks}) GROUP BY contact_id", contact_ids
        )
        return dict(rows)

    def insert(
        self, connection: sqlite3.Connection, record: Contact, digest: int, seen: Seen, place: int | None
    ) -> int:
        """Write a contact that is not there yet; give its number."""
        values = (record.id, digest, place, seen.sweep, seen.at, record.label, _words(record), pack(record.raw))
        number = int(connection.execute(f"INSERT INTO contacts VALUES (NULL{', ?' * 8})", values).lastrowid or 0)
        _index(connection, number, record)
        rows = connection.execute("SELECT raw FROM cases WHERE contact_id = ? LIMIT ?", (record.id, MOST_CASES))
        for (raw,) in rows.fetchall():
            case = unpack(raw)
            if isinstance(case, dict) and isinstance(case.get("contact"), dict):
                add_accounts(connection, record.id, Contact.read({**case["contact"], "id": record.id}))
        self.filled += fill_tickets(connection, record)
        return number

    def replace(self, connection: sqlite3.Connection, number: int, record: Contact, digest: int) -> None:
        """Write a contact over the one with that number."""
        connection.execute(
            "UPDATE contacts SET hash = ?, name = ?, fold = ?, raw = ? WHERE contact = ?",
            (digest, record.label, _words(record), pack(record.raw), number),
        )
        # Accounts on platforms stand in cases only (contract §3, Contact): a row without them does not take them back.
        connection.execute("DELETE FROM addresses WHERE contact = ? AND kind != 'platform'", (number,))
        _index(connection, number, record)
        self.filled += fill_tickets(connection, record)

    def remove(self, connection: sqlite3.Connection, numbers: Sequence[int]) -> None:
        """Take contacts out, with their addresses."""
        for table in ("contacts", "addresses"):
            connection.executemany(f"DELETE FROM {table} WHERE contact = ?", [(number,) for number in numbers])


def add_accounts(connection: sqlite3.Connection, contact_id: str, contact: Contact) -> None:
    """Take over the platform accounts that a contact has where they are nested in a case."""
    connection.executemany(
        "INSERT OR IGNORE INTO addresses SELECT kind, address, contact FROM contacts,"
        " (SELECT ? AS kind, ? AS address) WHERE key = ?",
        [(kind, address, contact_id) for kind, address in _addresses(contact) if kind == "platform"],
    )


def fill_ticket(connection: sqlite3.Connection, ticket: int, contact_id: str) -> None:
    """Write on a ticket (its number in the cache) what the cache knows of its contact, and the ticket came without."""
    row = connection.execute("SELECT raw FROM contacts WHERE key = ?", (contact_id,)).fetchone()
    if row is not None:
        fill_tickets(connection, Contact.read(unpack(row[0])), ticket)


def fill_tickets(connection: sqlite3.Connection, contact: Contact, ticket: int | None = None) -> int:
    """Write name, emails, phones and company of a contact on those of their tickets that came without; give how many.

    What a ticket came with stays: it is the server's word on that ticket.

    Args:
        connection: what to write with.
        contact: who it is.
        ticket: the only ticket to write on, by its number in the cache; ``None`` for all of theirs.
    """
    name = contact.label
    texts = {
        "contact": (name if name != contact.id else "", fold(f"{name} {contact.id}")),
        "emails": _with_fold(", ".join(contact.emails)),
        "phones": _with_fold(", ".join(contact.phones)),
        "company": _with_fold(contact.company.name if contact.company else ""),
    }
    sets: list[str] = []
    values: list[str] = []
    missing: list[str] = []
    for column, (text, folded) in texts.items():
        if text:
            lacks = "contact IN ('', contact_id)" if column == "contact" else f"{column} = ''"
            sets += [f"{column} = iif({lacks}, ?, {column})", f"{column}_fold = iif({lacks}, ?, {column}_fold)"]
            values += [text, folded]
            missing.append(lacks)
    if not sets:
        return 0
    which, number = ("contact_id = ?", contact.id) if ticket is None else ("ticket = ?", ticket)
    sql = f"UPDATE tickets SET {', '.join(sets)} WHERE {which} AND ({' OR '.join(missing)})"
    return connection.execute(sql, (*values, number)).rowcount


def _with_fold(text: str) -> tuple[str, str]:
    return text, fold(text)


def _index(connection: sqlite3.Connection, number: int, contact: Contact) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO addresses VALUES (?, ?, ?)",
        [(kind, address, number) for kind, address in _addresses(contact)],
    )


def _addresses(contact: Contact) -> Iterator[tuple[str, str]]:
    """Give everything a contact can be reached at, as it is compared."""
    for email in contact.emails:
        if "@" in email:
            yield "email", fold(email)
    for phone in contact.phones:
        digits = "".join(char for char in phone if char.isdigit())
        if len(digits) >= _FEWEST_DIGITS:
            yield "phone", digits
    for account in contact.platform_contacts:
        if account.social_platform_id:
            yield "platform", fold(account.social_platform_id)


def _as_written(contact: Contact, kind: str, address: str) -> str:
    """Give an address as the contact has it."""
    for written in contact.emails if kind == "email" else contact.phones:
        if (fold(written) if kind == "email" else "".join(filter(str.isdigit, written))) == address:
            return written
    return address


def _words(contact: Contact) -> str:
    """Give what a search looks at, a blank before and behind each word."""
    company = contact.company.name if contact.company else ""
    parts = (contact.name, *contact.emails, *contact.phones, company)
    return f" {fold(' '.join(part for part in parts if part))} "


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
