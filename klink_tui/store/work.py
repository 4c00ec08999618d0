"""``work.db``: what is the agent's own. Nothing is thrown away here, and nothing is said to be kept that is not."""

import sqlite3
import threading
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from klink_tui.errors import StoreError
from klink_tui.store.backups import back_up
from klink_tui.store.workfile import LATER, Opened, bring_over, identity_of, is_damage, open_memory, open_work
from klink_tui.store.workschema import MIGRATIONS, Migration, roll_back, version_of

T = TypeVar("T")


class Work:
    """One agent's own work at one server; every method may be called from any thread."""

    def __init__(self, path: Path | None, *, lasts: bool = True, migrations: Sequence[Migration] = MIGRATIONS) -> None:
        """Open the file at ``path``; without one, or where it can't be used, the work is in memory.

        :attr:`trouble` then says why it is in memory although it was to be in a file. ``lasts`` tells whether the file
        is there once the console has ended.
        """
        self.path = path
        self._lasts = lasts
        self.trouble: StoreError | None = None
        """Why what is typed is not kept; ``None`` where it is."""
        self.said = ""
        """What became of a file that was there and could not be used as it stood; empty where all was well."""
        self.generation = 0
        """Grows whenever the file was made anew under way: what is still known has to be written again."""
        self._migrations = migrations
        self._wanted = path
        self._lock = threading.RLock()
        self._opened = self._open()

    @property
    def is_kept(self) -> bool:
        """Whether what is written survives the console."""
        return self.path is not None and self._lasts and self.trouble is None

    def read(self, sql: str, parameters: Sequence[object] = ()) -> list[Any]:
        """Give the rows of a query; what turns out to be damaged is repaired first.

        Raises:
            StoreError: the file can't be read.
        """
        return self._guarded(lambda connection: connection.execute(sql, tuple(parameters)).fetchall())

    def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do ``work`` inside one transaction, and give what it gives once it is on the disk.

        Raises:
            StoreError: it was not written: no room, no permission, a file of a later version. :attr:`trouble` says so
                until something can be written again.
        """

        def transact(connection: sqlite3.Connection) -> T:
            if self._opened.read_only:
                raise self._only_read()
            connection.execute("BEGIN IMMEDIATE")
            try:
                if version_of(connection) > len(self._migrations):
                    # A later version of the program has migrated it under way.
                    raise self._only_read()
                result = work(connection)
                connection.execute("COMMIT")
            except BaseException:
                roll_back(connection)
                raise
            if self.path is not None:
                self.trouble = None
            return result

        return self._guarded(transact)

    def changed_elsewhere(self) -> int:
        """Give a number that changes when another console writes to the file.

        Raises:
            StoreError: the file can't be read.
        """
        return int(self.read("PRAGMA data_version")[0][0]) + 1_000_000 * self.generation

    def try_again(self) -> bool:
        """Go on in the file that could not be used at the start; tell whether that is so from now on.

        What was done meanwhile is written there, but for the drafts: who has them has to write them again.
        """
        with self._lock:
            if self.path is not None or self._wanted is None:
                return False
            try:
                opened = open_work(self._wanted, self._migrations)
            except StoreError as error:
                self.trouble = error
                return False
            try:
                if not opened.read_only:
                    bring_over(self._opened.connection, opened.connection)
            except sqlite3.Error as error:
                opened.connection.close()
                self.trouble = StoreError(f"{self._wanted} can't be written: {error}.")
                return False
            self.path = self._wanted
            self._take(opened)
            return True

    def back_up(self, today: date) -> Path | None:
        """Copy the file to the backup of the day unless there is one; give the new copy.

        Raises:
            StoreError: it can't be copied.
        """
        path = self.path
        if path is None or self._opened.read_only:
            return None

        def copied(connection: sqlite3.Connection) -> Path | None:
            try:
                return back_up(connection, path, today)
            except (OSError, sqlite3.Error) as error:
                if isinstance(error, sqlite3.Error) and is_damage(error):
                    raise
                raise StoreError(f"{path} can't be backed up: {error}.") from error

        return self._guarded(copied)

    def close(self) -> None:
        """Close the file; once more does no harm."""
        with self._lock:
            self._opened.connection.close()

    def _guarded(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do what reads or writes, in the file that is there now; one that is damaged is repaired first."""
        with self._lock:
            try:
                if self.path is not None and self._opened.identity != identity_of(self.path):
                    self._reopen(self.path, doubted=False)
                try:
                    return work(self._opened.connection)
                except sqlite3.DatabaseError as error:
                    if self.path is None or not is_damage(error):
                        raise
                    self._reopen(self.path, doubted=True)
                    return work(self._opened.connection)
            except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
                raise
            except sqlite3.Error as error:
                self.trouble = StoreError(
                    f"Your work can't be kept in {self.path or 'memory'}: {error}.",
                    hint="It is in memory, and tried again; make room or mend the permissions before you quit.",
                )
                raise self.trouble from error

    def _only_read(self) -> StoreError:
        self._opened.read_only = True
        self.trouble = StoreError(f"{self.path}: {LATER}")
        return self.trouble

    def _reopen(self, path: Path, *, doubted: bool) -> None:
        """Open the file anew: it is damaged or gone, or another one has taken its place.

        Where that fails what was open stays so, until the next try.
        """
        try:
            opened = open_work(path, self._migrations, doubted=doubted, lost=self._opened.connection)
        except StoreError as error:
            self.trouble = error
            raise
        self._take(opened)

    def _take(self, opened: Opened) -> None:
        """Go on in a file that was opened under way."""
        self._opened.connection.close()
        self._opened = opened
        self.said = opened.said or self.said
        self.trouble = None
        if opened.read_only:
            self._only_read()
        self.generation += 1

    def _open(self) -> Opened:
        if self.path is None:
            return open_memory(self._migrations)
        try:
            opened = open_work(self.path, self._migrations)
        except StoreError as error:
            self.trouble, self.path = error, None
            return open_memory(self._migrations, instead=True)
        self.said = opened.said
        if opened.read_only:
            self.trouble = StoreError(opened.said)
        return opened
