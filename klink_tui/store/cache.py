"""The cache's file: opened at any cost but a question. Whatever is doubtful about it, it is made anew."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from klink_tui.errors import StoreError
from klink_tui.store.files import make_private, remove
from klink_tui.store.schema import TABLES, VERSION

_MEMORY: Final = "file:klink-cache-{}?mode=memory&cache=shared"
_BUSY_MS: Final = 5000
_PAGES_KB: Final = 8192
"""Page cache of each connection: a bound on memory, not on speed."""


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
        if path is not None:
            try:
                self._open_file(path)
            except StoreError as error:
                self.trouble = error
                self.path = None
        if self.path is None:
            self._open(_MEMORY.format(id(self)), uri=True)
            self._make()

    @property
    def reader(self) -> sqlite3.Connection:
        """The connection to read with, for the thread that made the cache."""
        return self._reader

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give the connection to write with, inside one transaction; for one thread at a time.

        Raises:
            StoreError: the file can't be written to.
        """
        try:
            with self._writer:
                self._writer.execute("BEGIN IMMEDIATE")
                yield self._writer
        except sqlite3.Error as error:
            raise StoreError(f"The local copy can't be written: {error}.") from error

    def close(self) -> None:
        """Close both connections; once more does no harm."""
        self._reader.close()
        self._writer.close()

    def _open_file(self, path: Path) -> None:
        make_private(path)
        try:
            self._open(str(path))
            if self._is_usable():
                return
            self.close()
        except sqlite3.DatabaseError:
            self._close_quietly()
        self.was_rebuilt = path.stat().st_size > 0
        try:
            remove(path)
            make_private(path)
            self._open(str(path))
            self._make()
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{path} can't be used: {error}.") from error

    def _is_usable(self) -> bool:
        """Tell whether the file has this version's tables; a new file and an empty one have none."""
        (version,) = self._reader.execute("PRAGMA user_version").fetchone()
        if version != VERSION:
            return False
        # Both touch pages of every kind of table: a scrambled file fails here rather than on the screen.
        self._reader.execute(
            "SELECT count(*) FROM (SELECT key, raw FROM tickets JOIN raws USING (ticket) LIMIT 20)"
        ).fetchone()
        self._reader.execute("SELECT rowid FROM words WHERE words MATCH 'a' LIMIT 1").fetchone()
        return True

    def _open(self, name: str, *, uri: bool = False) -> None:
        self._writer = self._connection(name, uri=uri)
        try:
            self._reader = self._connection(name, uri=uri)
        except sqlite3.Error:
            self._writer.close()
            raise

    def _connection(self, name: str, *, uri: bool) -> sqlite3.Connection:
        connection = sqlite3.connect(
            name, uri=uri, timeout=_BUSY_MS / 1000, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA page_size = 8192")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(f"PRAGMA cache_size = -{_PAGES_KB}")
            connection.execute("PRAGMA temp_store = MEMORY")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _make(self) -> None:
        self._writer.executescript(TABLES)
        self._writer.execute(f"PRAGMA user_version = {VERSION}")

    def _close_quietly(self) -> None:
        for name in ("_reader", "_writer"):
            connection: sqlite3.Connection | None = self.__dict__.get(name)
            if connection is not None:
                connection.close()
