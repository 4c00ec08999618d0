"""Drafts in ``work.db``: what was typed and not sent."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from klink_tui.store.work import Work

_COLUMNS: Final = "kind, target, slot, content, label, basis, saved, revision"


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft as it stands."""

    kind: str
    """``ticket``, ``contact``, ``message``, ``comment`` or ``channel``."""
    target: str
    """What it is for: a record's key or id; empty for something new."""
    content: Mapping[str, Any]
    """What was typed, as whoever typed it wants it back: a JSON object."""
    label: str = ""
    """What it is for, in words."""
    basis: str = ""
    """What the record was when the typing began; empty where that is not known."""
    saved: float = 0.0
    """When it was typed last, epoch seconds."""
    slot: int = 0
    """More than one where two consoles wrote for the same target."""
    revision: int = 0
    """Grows with every save; 0 before the first."""

    @property
    def place(self) -> tuple[str, str]:
        """What it is for."""
        return self.kind, self.target


class DraftTable:
    """The drafts of one ``work.db``."""

    def __init__(self, work: Work) -> None:
        """Stand on ``work``."""
        self._work = work

    def read(self) -> list[Draft]:
        """Give all drafts, those typed last first; what can't be read is left where it is.

        Raises:
            StoreError: the file can't be read.
        """
        rows = self._work.read(f"SELECT {_COLUMNS} FROM drafts ORDER BY saved DESC, slot DESC")
        return [draft for row in rows if (draft := _read(row)) is not None]


def save(connection: sqlite3.Connection, draft: Draft) -> Draft:
    """Write a draft over the one it grew from, and give it as it was written.

    Where another console has written there meanwhile both stay: this one gets a slot of its own.
    """
    found = connection.execute(
        "SELECT revision FROM drafts WHERE kind = ? AND target = ? AND slot = ?", (*draft.place, draft.slot)
    ).fetchone()
    slot = draft.slot
    if (found[0] if found else 0) != draft.revision and not (found is None and draft.revision):
        (slot,) = connection.execute(
            "SELECT max(slot) + 1 FROM drafts WHERE kind = ? AND target = ?", draft.place
        ).fetchone()
        found = None
    # A new one begins so high that it is taken for none that was there before, in this file or in another.
    revision = (found[0] if found else draft.revision or int(draft.saved * 1000)) + 1
    connection.execute(
        f"INSERT OR REPLACE INTO drafts ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (*draft.place, slot, _json(draft.content), draft.label, draft.basis, draft.saved, revision),
    )
    return Draft(*draft.place, draft.content, draft.label, draft.basis, draft.saved, slot, revision)


def remove(connection: sqlite3.Connection, draft: Draft) -> None:
    """Take a draft out, unless another console has gone on with it."""
    connection.execute(
        "DELETE FROM drafts WHERE kind = ? AND target = ? AND slot = ? AND revision = ?",
        (*draft.place, draft.slot, draft.revision),
    )


def _read(row: tuple[Any, ...]) -> Draft | None:
    kind, target, slot, content, label, basis, saved, revision = row
    try:
        read = json.loads(content)
    except ValueError:
        return None
    return Draft(kind, target, read, label, basis, saved, slot, revision) if isinstance(read, dict) else None


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=True, separators=(",", ":"))
