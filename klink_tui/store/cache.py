"""The cache's file: opened at any cost but a question. Whatever is doubtful about it, it is made anew."""

import itertools
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

from klink_tui.errors import StoreError
from klink_tui.store.files import make_private, remove
from klink_tui.store.schema import TABLES, VERSION

T = TypeVar("T")

_MEMORY: Final = "file:klink-cache-{}?mode=memory&cache=shared"
_NUMBERS: Final = itertools.count()
"""Tells one cache in memory from every other."""
_BUSY_MS: Final = 5000
_WRITER_KB: Final = 2048
"""Page cache of the connection that writes: as much as a transaction changes."""
_READER_KB: Final = 768
"""Page cache of each that reads: the system keeps the file's pages anyway."""
_CORRUPT: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class Cache:
    """One profile's copy of the desk: a connection to read with, and one to write with from another thread."""

    def __init__(self, path: Path | None) -> None:
        """Open the file at ``path``, or a cache in memory.

        A file that can't be used, for whatever reason, is removed and made anew; where that fails too, the cache is in
        memory and :attr:`trouble` says why.
        """
        self.path = path
        self.trouble: StoreError | None = None
        """Why the cache is in memory although it was to be in a file."""
        self.was_rebuilt = False
        """Whether a file was there that could not be used."""
        self.generation = 0
        """Grows whenever everything in it was lost."""
        self._lock = threading.RLock()
        """Held by whoever writes, or opens and closes the connections."""
        if path is not None:
            try:
                self._open_file(path)
            except StoreError as error:
                self._to_memory(error)
        else:
            self._to_memory(None)

    def read(self, sql: str, parameters: Sequence[object] = ()) -> list[Any]:
        """Give the rows of a query, for the thread that made the cache; what turns out to be corrupt is made anew.

        Raises:
            sqlite3.Error: the query is wrong.
        """
        try:
            with self.steady():
                return self._reader.execute(sql, tuple(parameters)).fetchall()
        except sqlite3.DatabaseError as error:
            if not _is_corrupt(error):
                raise
            self.renew()
            return self._reader.execute(sql, tuple(parameters)).fetchall()

    @contextmanager
    def steady(self) -> Iterator[None]:
        """Keep what is read from changing half-way: in memory, a reader sees a transaction that is under way."""
        if self.path is not None:
            yield
            return
        with self._lock:
            yield

    def reading(self) -> sqlite3.Connection:
        """Give a further connection to read with, for another thread; whoever asks closes it."""
        with self._lock:
            return self._connection(self._name)

    def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do ``work`` inside one transaction, one thread at a time.

        Where the file can't be written to (the disk is full, say) the cache goes on in memory, and :attr:`trouble` says
        why; what turns out to be corrupt is made anew.
        """
        with self._lock:
            try:
                return self._transact(work)
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
                    raise
                if self.path is None:
                    raise
                if _is_corrupt(error):
                    self.renew()
                else:
                    self.close()
                    self.generation += 1
                    self._to_memory(StoreError(f"The local copy can't be written: {error}."))
            return self._transact(work)

    def renew(self) -> None:
        """Throw everything away and begin with nothing."""
        with self._lock:
            self.close()
            self.generation += 1
            self.was_rebuilt = True
            if self.path is None:
                self._to_memory(self.trouble)
                return
            try:
                self._make_file(self.path)
            except StoreError as error:
                self._to_memory(error)

    def changed_elsewhere(self) -> int:
        """Give a number that changes when another console writes to the file."""
        return int(self.read("PRAGMA data_version")[0][0])

    def close(self) -> None:
        """Close both connections; once more does no harm."""
        for name in ("_reader", "_writer"):
            connection: sqlite3.Connection | None = self.__dict__.get(name)
            if connection is not None:
                connection.close()

    def _transact(self, work: Callable[[sqlite3.Connection], T]) -> T:
        self._writer.execute("BEGIN IMMEDIATE")
        try:
            result = work(self._writer)
            self._writer.execute("COMMIT")
        except BaseException:
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")
            raise
        return result

    def _to_memory(self, trouble: StoreError | None) -> None:
        self.path = None
        self.trouble = trouble
        self._open(_MEMORY.format(next(_NUMBERS)))
        self._make()

    def _open_file(self, path: Path) -> None:
        make_private(path)
        try:
            self._open(str(path))
            if self._is_usable():
                return
        except sqlite3.DatabaseError:
            pass  # It is made anew, as one that is not usable is.
        self.close()
        self.was_rebuilt = path.stat().st_size > 0
        self._make_file(path)

    def _make_file(self, path: Path) -> None:
        try:
            remove(path)
            make_private(path)
            self._open(str(path))
            self._make()
        except (OSError, sqlite3.Error) as error:
            self.close()
            raise StoreError(f"{path} can't be used: {error}.") from error

    def _is_usable(self) -> bool:
        """Tell whether the file has this version's tables; a new file and an empty one have none."""
        (version,) = self._reader.execute("PRAGMA user_version").fetchone()
        if version != VERSION:
            return False
        # These touch pages of every kind of table: a scrambled file fails here rather than on the screen.
        self._reader.execute(
            "SELECT count(*) FROM (SELECT key, raw FROM tickets JOIN raws USING (ticket) LIMIT 20)"
        ).fetchone()
        self._reader.execute("SELECT rowid FROM words WHERE words MATCH 'a' LIMIT 1").fetchone()
        self._reader.execute("SELECT count(*) FROM (SELECT key, raw FROM contacts LIMIT 20)").fetchone()
        return True

    def _open(self, name: str) -> None:
        self._name = name
        self._writer = self._connection(name, _WRITER_KB)
        try:
            self._reader = self._connection(name)
        except sqlite3.Error:
            self._writer.close()
            raise

    def _connection(self, name: str, pages_kb: int = _READER_KB) -> sqlite3.Connection:
        in_memory = name.startswith("file:klink-cache-")
        connection = sqlite3.connect(
            name, uri=in_memory, timeout=_BUSY_MS / 1000, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA page_size = 8192")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(f"PRAGMA cache_size = -{pages_kb}")
            connection.execute("PRAGMA temp_store = MEMORY")
            if in_memory:
                # A shared cache knows no WAL: a reader would be refused for as long as another connection writes.
                connection.execute("PRAGMA read_uncommitted = 1")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _make(self) -> None:
        self._writer.executescript(TABLES)
        self._writer.execute(f"PRAGMA user_version = {VERSION}")


def _is_corrupt(error: sqlite3.DatabaseError) -> bool:
    """Tell whether the file itself is at fault."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _CORRUPT or "malformed" in str(error)
