"""Cases (cx-logs) in the cache: what was read of them, by day and by contact."""

import sqlite3
from collections.abc import Sequence

from klink_tui.models.caselog import CaseLog, case_key
from klink_tui.store.contacts import add_accounts
from klink_tui.store.mirrored import MirroredTable
from klink_tui.store.packing import pack, unpack
from klink_tui.store.taken import Seen


class CaseTable(MirroredTable[CaseLog]):
    """The cases of one cache."""

    TABLE = "cases"
    NUMBER = "cx_log"
    MODEL = CaseLog

    def key_of(self, record: CaseLog) -> str:
        """Give the id, or what else there is."""
        return case_key(record)

    def between(self, start: float, end: float, first: int, most: int) -> tuple[list[tuple[CaseLog, float]], int]:
        """Give cases that began in a span of time (epoch seconds), newest first, and how many there are.

        Each comes with when it was read.
        """
        ((count,),) = self._cache.read("SELECT count(*) FROM cases WHERE started BETWEEN ? AND ?", (start, end))
        rows = self._cache.read(
            "SELECT raw, seen FROM cases WHERE started BETWEEN ? AND ? ORDER BY started DESC, cx_log LIMIT ? OFFSET ?",
            (start, end, most, first),
        )
        return [(CaseLog.read(unpack(raw)), seen) for raw, seen in rows], count

    def of_contact(self, contact_id: str, since: float) -> list[tuple[CaseLog, float]]:
        """Give a contact's cases that began at ``since`` (epoch seconds) or later, newest first.

        Each comes with when it was read.
        """
        rows = self._cache.read(
            "SELECT raw, seen FROM cases WHERE contact_id = ? AND started >= ? ORDER BY started DESC, cx_log",
            (contact_id, since),
        )
        return [(CaseLog.read(unpack(raw)), seen) for raw, seen in rows]

    def insert(
        self, connection: sqlite3.Connection, record: CaseLog, digest: int, seen: Seen, place: int | None
    ) -> int:
        """Write a case that is not there yet; give its number."""
        _link(connection, record)
        values = (case_key(record), digest, place, seen.sweep, seen.at, *_columns(record))
        return int(connection.execute(f"INSERT INTO cases VALUES (NULL{', ?' * 8})", values).lastrowid or 0)

    def replace(self, connection: sqlite3.Connection, number: int, record: CaseLog, digest: int) -> None:
        """Write a case over the one with that number."""
        _link(connection, record)
        connection.execute(
            "UPDATE cases SET hash = ?, contact_id = ?, started = ?, raw = ? WHERE cx_log = ?",
            (digest, *_columns(record), number),
        )

    def remove(self, connection: sqlite3.Connection, numbers: Sequence[int]) -> None:
        """Take cases out."""
        connection.executemany("DELETE FROM cases WHERE cx_log = ?", [(number,) for number in numbers])


def _link(connection: sqlite3.Connection, case: CaseLog) -> None:
    if case.contact is not None and case.contact.platform_contacts:
        add_accounts(connection, case.contact.id, case.contact)


def _columns(case: CaseLog) -> tuple[str, float | None, bytes]:
    contact_id = case.contact_id or (case.contact.id if case.contact else "")
    started = case.started_date.at.timestamp() if case.started_date and case.started_date.at else None
    return contact_id, started, pack(case.raw)
