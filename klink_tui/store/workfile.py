"""The file of ``work.db``: opened with care, brought up to date, backed up, and saved from what happened to it.

Whoever opens it holds a lock beside it meanwhile, so that two consoles do not repair or migrate the same file at once.
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from klink_tui.errors import StoreError
from klink_tui.store.backups import backups_of, copy, daily, is_whole, tables_of
from klink_tui.store.files import make_directory, make_private
from klink_tui.store.leaves import PAGE
from klink_tui.store.recovery import finish, number_anew, recover
from klink_tui.store.salvage import TABLES, connect_memory, digest, lost_in_log, pour, prepare, read, read_bytes
from klink_tui.store.workschema import Migration, migrate, roll_back, version_of

LATER: Final = "It was written by a later version of klink-tui and is only read: nothing is kept, and nothing is sent."
_BUSY_MS: Final = 5000
_LOCK_SECONDS: Final = 15.0
_HINT: Final = "What you type is kept in memory, and lost when the console ends."
_DAMAGE: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
Identity = tuple[int, int]


@dataclass(slots=True)
class Opened:
    """A file that is open, and what had to be done for that."""

    connection: sqlite3.Connection
    read_only: bool = False
    """Whether it was written by a later version, and is only read."""
    said: str = ""
    """What became of the file that was there, in words; empty where all was well."""
    identity: Identity | None = None
    """Tells the file from another one at the same place."""


def open_work(
    path: Path, migrations: Sequence[Migration], *, doubted: bool = False, lost: sqlite3.Connection | None = None
) -> Opened:
    """Open the file, and see to it that it is sound and has this version's tables.

    A file that is damaged or empty is put aside; the newest backup takes its place, with everything that can still be
    read out of the file itself. What would have been sent is then looked for first: it may have been sent already.

    Args:
        path: where it is, or is to be.
        migrations: this version's.
        doubted: whether it is looked at more closely, because something could not be read.
        lost: the file as it was open before; if it is gone it is made anew out of that.

    Raises:
        StoreError: it can't be used at all: no permission, no room, or another console holds it.
    """
    try:
        make_directory(path.parent)
        with _alone(path):
            finish(path)
            if path.exists():
                lost = None
            make_private(path)
            opened = _open(path, migrations, doubted, lost)
            try:
                _migrate(path, opened, migrations)
                opened.identity = identity_of(path)
            except BaseException:
                opened.connection.close()
                raise
    except StoreError as error:
        raise StoreError(error.message, hint=_HINT) from error
    except (OSError, sqlite3.Error, NotImplementedError) as error:
        raise StoreError(f"{path} can't be used: {error}.", hint=_HINT) from error
    return opened


def open_memory(migrations: Sequence[Migration], *, instead: bool = False) -> Opened:
    """Give the same in memory.

    Args:
        migrations: this version's.
        instead: whether it stands in for a file that can't be used: what is numbered in it gets no number that is, or
            will be, in the file.
    """
    connection = connect_memory()
    migrate(connection, migrations)
    if instead:
        number_anew(connection)
    return Opened(connection)


def bring_over(memory: sqlite3.Connection, connection: sqlite3.Connection) -> None:
    """Write into a file what was done in memory instead of it; the drafts are up to who has them.

    Raises:
        sqlite3.Error: it can't be written.
    """
    remains = read(memory)
    del remains.tables["drafts"]
    for table in remains.tables.values():
        table.is_whole = False  # What the file has stays.
    connection.execute("BEGIN IMMEDIATE")
    try:
        pour(remains, connection)
        connection.execute("COMMIT")
    except BaseException:
        roll_back(connection)
        raise


def identity_of(path: Path) -> Identity | None:
    """Tell a file from another one at the same place; ``None`` where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def is_damage(error: sqlite3.Error) -> bool:
    """Tell whether an error says that the file is damaged."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE


def _open(path: Path, migrations: Sequence[Migration], doubted: bool, lost: sqlite3.Connection | None) -> Opened:
    file_is_empty = not path.stat().st_size
    wal = read_bytes(Path(f"{path}-wal"))
    what = "was damaged"
    if lost is not None:
        what = "was gone"
    elif file_is_empty:
        if not wal and not daily(path):
            return Opened(_connect(path))
        what = "was empty"
    elif _begins_as_one(path):
        opened = _if_sound(path, migrations, doubted)
        if opened is not None:
            return opened
    remains = read(lost) if lost is not None else digest(read_bytes(path), wal, migrations)
    said = recover(path, what, wal, remains, migrations)
    return Opened(_connect(path), said=said)


def _begins_as_one(path: Path) -> bool:
    """Tell whether a file's first bytes are those of a database that can be written to."""
    with path.open("rb") as file:
        start = file.read(20)
    return start[:16] == b"SQLite format 3\0" and start[18:20] in (b"\x01\x01", b"\x02\x02")


def _if_sound(path: Path, migrations: Sequence[Migration], doubted: bool) -> Opened | None:
    """Open a file; ``None`` where it is damaged, or not ours.

    Raises:
        sqlite3.Error: it can't be opened, through no fault of its own.
    """
    try:
        connection = _connect(path, is_ours=False)
        try:
            opened = _judged(connection, path, migrations, doubted)
        except BaseException:
            connection.close()
            raise
    except sqlite3.DatabaseError as error:
        # An error of no kind is what a header with impossible numbers gives.
        if is_damage(error) or getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_ERROR:
            return None
        raise
    if opened is None:
        connection.close()
    return opened


def _judged(
    connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration], doubted: bool
) -> Opened | None:
    lost = lost_in_log(connection, path)
    if lost or not is_whole(connection, "integrity_check" if doubted else "quick_check"):
        return None
    version = version_of(connection)
    if version > len(migrations):
        return Opened(connection, read_only=True, said=f"{path}: {LATER}")
    tables = tables_of(connection)
    is_new = version == 0 and not tables and not daily(path)  # Whoever made it came no further.
    if is_new or (version > 0 and set(TABLES) <= tables):
        connection.execute("PRAGMA journal_mode = WAL")
        return Opened(connection)
    return None


def _migrate(path: Path, opened: Opened, migrations: Sequence[Migration]) -> None:
    """Bring the tables up to date, after a copy of what was there."""
    version = version_of(opened.connection)
    if opened.read_only or version >= len(migrations):
        return
    if version:
        copy(opened.connection, backups_of(path) / f"work-before-version-{len(migrations)}.db")
    migrate(opened.connection, migrations)


def _connect(path: Path, *, is_ours: bool = True) -> sqlite3.Connection:
    """Connect to a file; one that may not be ours stays as it is."""
    connection = sqlite3.connect(path, timeout=_BUSY_MS / 1000, isolation_level=None, check_same_thread=False)
    try:
        prepare(connection)
        connection.execute("PRAGMA synchronous = FULL")
        if is_ours:
            connection.execute(f"PRAGMA page_size = {PAGE}")
            connection.execute("PRAGMA journal_mode = WAL")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep other consoles from opening the same file meanwhile."""
    # A fiftieth of a second to import, and the first frame does not need it.
    import filelock

    try:
        lock = filelock.FileLock(path.with_name("opening.lock"), timeout=_LOCK_SECONDS, mode=0o600)
        with lock:
            yield
    except filelock.Timeout as error:
        raise StoreError(f"{path} is held by another console for {_LOCK_SECONDS:.0f} s.") from error
