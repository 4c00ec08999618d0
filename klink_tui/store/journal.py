"""The journal in ``work.db``: what was changed, when, and what came of it. It is only ever added to."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from typing import Final

from klink_tui.store.work import Work

_COLUMNS: Final = "at, intent, kind, target, label, field, old, new, outcome, reason, request_id"
_MARKS: Final = ", ".join("?" * 11)


@dataclass(frozen=True, slots=True)
class Entry:
    """One field of one change, and what came of it."""

    at: float
    """Epoch seconds."""
    intent: int
    """Number of the intent."""
    kind: str
    target: str
    """A ticket's key, a contact's or room's id; empty for something new."""
    label: str
    """What it was done to, in words."""
    field: str
    """What was changed; empty where that is no field."""
    old: str
    new: str
    outcome: str
    """``done``, ``refused``, ``conflict``, ``unknown`` or ``cancelled``."""
    reason: str = ""
    """Why, in words."""
    request_id: str = ""
    """The server's id of the request; empty where it named none."""


class JournalTable:
    """The journal of one ``work.db``."""

    def __init__(self, work: Work) -> None:
        """Stand on ``work``."""
        self._work = work

    def count(self, search: str = "") -> int:
        """Count the entries; ``search`` as for :meth:`page`.

        Raises:
            StoreError: the file can't be read.
        """
        where, parameters = _where(search)
        return int(self._work.read(f"SELECT count(*) FROM journal {where}", parameters)[0][0])

    def page(self, first: int, most: int, search: str = "") -> list[Entry]:
        """Give some entries, the last one first.

        Args:
            first: how many to pass over.
            most: how many to give.
            search: words that an entry's texts must hold, in any case.

        Raises:
            StoreError: the file can't be read.
        """
        where, parameters = _where(search)
        rows = self._work.read(
            f"SELECT {_COLUMNS} FROM journal {where} ORDER BY entry DESC LIMIT ? OFFSET ?", (*parameters, most, first)
        )
        return [Entry(*row) for row in rows]

    def all(self, step: int = 1000) -> Iterator[Entry]:
        """Give every entry, the first one first.

        Raises:
            StoreError: the file can't be read.
        """
        last = 0
        while rows := self._work.read(
            f"SELECT entry, {_COLUMNS} FROM journal WHERE entry > ? ORDER BY entry LIMIT ?", (last, step)
        ):
            last = rows[-1][0]
            yield from (Entry(*row[1:]) for row in rows)


def note(connection: sqlite3.Connection, entries: Iterable[Entry]) -> None:
    """Add entries."""
    rows = [[_whole(value) for value in astuple(entry)] for entry in entries]
    connection.executemany(f"INSERT INTO journal ({_COLUMNS}) VALUES ({_MARKS})", rows)


def _whole(value: object) -> object:
    """Give a value without halves of letters: the file takes none."""
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value


def _where(search: str) -> tuple[str, list[str]]:
    words = search.split()
    if not words:
        return "", []
    looked_at = "label || ' ' || field || ' ' || old || ' ' || new || ' ' || outcome || ' ' || reason"
    return "WHERE " + " AND ".join(f"instr(folded({looked_at}), ?)" for _ in words), [word.casefold() for word in words]
