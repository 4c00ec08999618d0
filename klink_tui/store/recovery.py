"""A ``work.db`` that is made anew: out of the newest sound backup and what can still be read of the old one."""

import os
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from klink_tui.store.backups import restore
from klink_tui.store.files import SUFFIXES, make_private, remove
from klink_tui.store.leaves import PAGE
from klink_tui.store.salvage import Remains, pour, read_bytes
from klink_tui.store.workschema import Migration, migrate


def recover(path: Path, what: str, wal: bytes, remains: Remains, migrations: Sequence[Migration]) -> str:
    """Make the file anew out of the newest sound backup and what remains of it; give what was done in words.

    The new one is finished before the old one is touched: whoever is interrupted goes on where it was.
    """
    fresh = path.with_name("work-recovering.db")
    remove(fresh)
    make_private(fresh)
    try:
        backup = _made_anew(path, fresh, remains, migrations)
    except BaseException:
        remove(fresh)
        raise
    os.replace(fresh, _recovered(path))
    aside = _put_aside(path, what, wal)
    os.replace(_recovered(path), path)
    said = f"{path} {what}"
    if aside is not None:
        said += f" and was put aside as {aside.name}"
    if backup is not None:
        said += f"; the backup of {backup.stem.removeprefix('work-')} took its place"
    if remains:
        said += f"; {len(remains)} entries were saved from it"
    elif backup is None:
        said += "; nothing could be saved from it"
    return f"{said}."


def _made_anew(path: Path, fresh: Path, remains: Remains, migrations: Sequence[Migration]) -> Path | None:
    """Write the new file; give the backup that it was begun with."""
    with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA page_size = {PAGE}")
        backup = restore(path, connection, migrations)
        version = remains.version if 0 < remains.version < len(migrations) else len(migrations)
        migrate(connection, migrations[:version])
        connection.execute("BEGIN IMMEDIATE")
        pour(remains, connection)
        connection.execute("UPDATE intents SET state = 'sending' WHERE state IN ('held', 'waiting')")
        connection.execute("COMMIT")
        migrate(connection, migrations)
        number_anew(connection)
    return backup


def _recovered(path: Path) -> Path:
    """Give where a recovered file waits to take its place."""
    return path.with_name("work-recovered.db")


def finish(path: Path) -> None:
    """Go on where somebody was interrupted after the new file was finished."""
    if _recovered(path).exists():
        _put_aside(path, "was damaged", read_bytes(Path(f"{path}-wal")))
        os.replace(_recovered(path), path)


def _put_aside(path: Path, what: str, wal: bytes) -> Path | None:
    """Keep what is at the file's place under another name; give that, or ``None`` where there is nothing to keep."""
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    aside = path.with_name(f"{path.stem}-{what.rpartition(' ')[2]}-{stamp}-{os.getpid()}.db")
    if not wal and not (path.exists() and path.stat().st_size):
        remove(path)
        return None
    if wal:
        # SQLite may have taken it away when the file was looked at.
        kept = Path(f"{aside}-wal")
        make_private(kept)
        kept.write_bytes(wal)
    for suffix in SUFFIXES:
        with suppress(FileNotFoundError):
            if suffix == "-wal" and wal:
                Path(f"{path}{suffix}").unlink()
            else:
                os.replace(f"{path}{suffix}", f"{aside}{suffix}")
    return aside


def number_anew(connection: sqlite3.Connection) -> None:
    """Let numbers go on so high that none is given twice, whatever was lost."""
    now = time.time_ns() // 1_000_000
    for table in ("batches", "intents", "journal"):
        connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
        connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, now))
