"""The copies of ``work.db``: one of each day, and one before each migration."""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Final

from klink_tui.store.files import make_private, remove
from klink_tui.store.salvage import TABLES
from klink_tui.store.workschema import Migration, version_of

KEPT: Final = 7
"""How many daily backups are kept."""


def back_up(connection: sqlite3.Connection, path: Path, today: date) -> Path | None:
    """Copy a file to the backup of ``today`` unless there is one, and drop all but the newest; give the new copy.

    Raises:
        OSError: the copy can't be written.
        sqlite3.Error: the copy can't be written.
        StoreError: the copy can't be written.
    """
    target = backups_of(path) / f"work-{today.isoformat()}.db"
    if target.exists():
        return None
    copy(connection, target)
    for old in daily(path)[KEPT:]:
        old.unlink(missing_ok=True)
    return target


def backups_of(path: Path) -> Path:
    """Give the directory of a file's backups; it need not exist."""
    return path.parent / "backups"


def daily(path: Path) -> list[Path]:
    """Give the daily backups, the newest first."""
    return sorted(backups_of(path).glob("work-????-??-??.db"), reverse=True)


def copy(connection: sqlite3.Connection, target: Path) -> None:
    """Copy a database whole, or not at all.

    Raises:
        OSError: the copy can't be written.
        sqlite3.Error: the copy can't be written.
        StoreError: the copy can't be written.
    """
    fresh = target.with_name(f"{target.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    make_private(fresh)  # What is vacuumed into an empty file keeps its mode.
    try:
        connection.execute("VACUUM INTO ?", (str(fresh),))
        os.replace(fresh, target)
    except BaseException:
        remove(fresh)
        raise


def restore(path: Path, target: sqlite3.Connection, migrations: Sequence[Migration]) -> Path | None:
    """Copy the newest daily backup of a file that is sound and of a known version into an open file; give which.

    Raises:
        sqlite3.Error: there is no room.
    """
    return next((backup for backup in daily(path) if _restored(backup, target, migrations)), None)


def is_whole(connection: sqlite3.Connection, check: str = "quick_check") -> bool:
    """Tell whether SQLite finds nothing wrong with a file."""
    return bool(connection.execute(f"PRAGMA {check}(1)").fetchone()[0] == "ok")


def tables_of(connection: sqlite3.Connection) -> set[str]:
    """Give the names of a file's tables."""
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def _restored(backup: Path, target: sqlite3.Connection, migrations: Sequence[Migration]) -> bool:
    try:
        with closing(sqlite3.connect(f"{backup.absolute().as_uri()}?mode=ro", uri=True)) as source:
            known = 0 < version_of(source) <= len(migrations)
            if not known or not is_whole(source) or not set(TABLES) <= tables_of(source):
                return False
            source.backup(target)
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL:
            raise
        return False
    return True
