"""The outbox in ``work.db``: intents, each with how far it has come. A state only ever follows from the one it saw."""

import json
import sqlite3
from collections.abc import Collection
from dataclasses import asdict, fields, replace
from typing import Any, Final

from klink_tui.models.intent import Intent, Kept, Kind, State
from klink_tui.store.work import Work

_COLUMNS: Final = "intent, state, batch, ended, data"
_APART: Final = frozenset({"number", "state", "batch", "ended"})
"""What has a column of its own."""
_FIELDS: Final = frozenset(field.name for field in fields(Intent))
KEPT_SECONDS: Final = 30 * 86_400
"""How long what is over is kept; the journal has it for good."""


class IntentTable:
    """The intents of one ``work.db``."""

    def __init__(self, work: Work) -> None:
        """Stand on ``work``."""
        self._work = work

    def open(self) -> list[Intent]:
        """Give every intent that is not over, in the order they were made.

        Raises:
            StoreError: the file can't be read.
        """
        return self._read("WHERE ended IS NULL ORDER BY intent", ())

    def ended(self, most: int) -> list[Intent]:
        """Give those that ended last, the last one first.

        Raises:
            StoreError: the file can't be read.
        """
        return self._read("WHERE ended IS NOT NULL ORDER BY ended DESC, intent DESC LIMIT ?", (most,))

    def words_of_batch(self, batch: int) -> str:
        """Give what a bulk run is called; empty where it is not known.

        Raises:
            StoreError: the file can't be read.
        """
        rows = self._work.read("SELECT label FROM batches WHERE batch = ?", (batch,))
        return str(rows[0][0]) if rows else ""

    def of_batch(self, batch: int) -> list[Intent]:
        """Give the intents of a bulk run, in their order.

        Raises:
            StoreError: the file can't be read.
        """
        return self._read("WHERE batch = ? ORDER BY intent", (batch,))

    def get(self, number: int) -> Intent | None:
        """Give one intent; ``None`` where there is none of that number.

        Raises:
            StoreError: the file can't be read.
        """
        return next(iter(self._read("WHERE intent = ?", (number,))), None)

    def _read(self, where: str, parameters: tuple[object, ...]) -> list[Intent]:
        rows = self._work.read(f"SELECT {_COLUMNS} FROM intents {where}", parameters)
        return [intent for row in rows if (intent := self._intent(row)) is not None]

    def _intent(self, row: tuple[Any, ...]) -> Intent | None:
        """Read one; what can't be read is left where it is, and said."""
        try:
            return _intent(row)
        except (ValueError, TypeError, KeyError, AttributeError):
            self._work.said = (
                f"Entry {row[0]} of the outbox in {self._work.path or 'memory'} can't be read; it is left there."
            )
            return None


def add(connection: sqlite3.Connection, intent: Intent) -> Intent:
    """Write a new intent; give it with its number."""
    number = connection.execute(
        "INSERT INTO intents (state, batch, ended, data) VALUES (?, ?, ?, ?)", _values(intent)
    ).lastrowid
    return replace(intent, number=number or 0)


def move(connection: sqlite3.Connection, intent: Intent, seen: Collection[State]) -> bool:
    """Write an intent over the one of its number, if that still is in a state that was ``seen``; tell whether it was.

    Another console may have taken it back, or sent it, meanwhile.
    """
    marks = ", ".join("?" * len(seen))
    done = connection.execute(
        f"UPDATE intents SET state = ?, batch = ?, ended = ?, data = ? WHERE intent = ? AND state IN ({marks})",
        (*_values(intent), intent.number, *seen),
    )
    return done.rowcount == 1


def put_back(connection: sqlite3.Connection, intent: Intent) -> None:
    """Write an intent with its number into a file that may have lost it."""
    connection.execute(
        f"INSERT OR REPLACE INTO intents ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)", (intent.number, *_values(intent))
    )


def add_batch(connection: sqlite3.Connection, label: str, at: float) -> int:
    """Begin a bulk run; give its number."""
    row = connection.execute("INSERT INTO batches (label, created, paused) VALUES (?, ?, 0)", (label, at))
    return row.lastrowid or 0


def prune(connection: sqlite3.Connection, before: float) -> None:
    """Drop what was over before a moment."""
    connection.execute("DELETE FROM intents WHERE ended < ?", (before,))
    connection.execute("DELETE FROM batches WHERE batch NOT IN (SELECT batch FROM intents) AND created < ?", (before,))


def _values(intent: Intent) -> tuple[object, ...]:
    data = {name: value for name, value in asdict(intent).items() if name not in _APART}
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return intent.state.value, intent.batch, intent.ended, text


def _intent(row: tuple[Any, ...]) -> Intent:
    number, state, batch, ended, text = row
    data = json.loads(text)
    data["shown"] = {key: (old, new) for key, (old, new) in data["shown"].items()}
    data["kind"], data["kept"] = Kind(data["kind"]), Kept(**data["kept"]) if data["kept"] else None
    known = {name: value for name, value in data.items() if name in _FIELDS}  # A later version may know more.
    return Intent(**{**known, "number": number, "state": State(state), "batch": batch, "ended": ended})
