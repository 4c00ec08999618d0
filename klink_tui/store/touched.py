"""Tickets and contacts that the agent has opened, changed or pinned, in ``work.db``."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from klink_tui.store.work import Work

_COLUMNS: Final = "kind, target, label, touched, how, pinned"
Place = tuple[str, str]
"""Kind and target."""


@dataclass(frozen=True, slots=True)
class Touched:
    """One ticket or contact."""

    kind: str
    """``ticket`` or ``contact``."""
    target: str
    """The ticket's key, the contact's id."""
    label: str
    """What it was called when it was touched last."""
    at: float
    """When that was, epoch seconds."""
    how: str = "opened"
    """``opened`` or ``changed``."""
    pinned: float | None = None
    """When it was pinned, epoch seconds; ``None`` where it is not."""

    @property
    def place(self) -> Place:
        """What tells it from every other."""
        return self.kind, self.target


class TouchedTable:
    """What one ``work.db`` knows of them."""

    def __init__(self, work: Work) -> None:
        """Stand on ``work``."""
        self._work = work

    def read(self) -> list[Touched]:
        """Give all, the one touched last first.

        Raises:
            StoreError: the file can't be read.
        """
        rows = self._work.read(f"SELECT {_COLUMNS} FROM touched ORDER BY touched DESC, rowid DESC")
        return [Touched(*row) for row in rows]


def touch(connection: sqlite3.Connection, entries: Iterable[Touched]) -> None:
    """Note when things were touched; whether they are pinned stays as it is, and so does a later touch."""
    connection.executemany(
        f"""
        INSERT INTO touched ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, NULL)
        ON CONFLICT (kind, target) DO UPDATE
        SET label = excluded.label, touched = excluded.touched, how = excluded.how
        WHERE excluded.touched >= touched.touched
        """,
        [(one.kind, one.target, one.label, one.at, one.how) for one in entries],
    )


def pin(connection: sqlite3.Connection, entries: Iterable[Touched]) -> None:
    """Note whether things are pinned."""
    connection.executemany(
        f"""
        INSERT INTO touched ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (kind, target) DO UPDATE SET pinned = excluded.pinned
        """,
        [(one.kind, one.target, one.label, one.at, one.how, one.pinned) for one in entries],
    )


def forget(connection: sqlite3.Connection, places: Sequence[Place], *, most: int) -> None:
    """Drop some, and of what is not pinned all but those touched last."""
    connection.executemany("DELETE FROM touched WHERE kind = ? AND target = ?", places)
    connection.execute(
        """
        DELETE FROM touched WHERE pinned IS NULL AND rowid NOT IN
        (SELECT rowid FROM touched WHERE pinned IS NULL ORDER BY touched DESC, rowid DESC LIMIT ?)
        """,
        (most,),
    )
