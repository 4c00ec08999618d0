"""A list of the server's, mirrored record by record: what all such tables of the cache have in common."""

import sqlite3
from collections.abc import Container, Iterable, Sequence
from typing import Generic, TypeVar

from klink_tui.errors import BadRecordError
from klink_tui.models.record import Json, Record
from klink_tui.store.cache import Cache
from klink_tui.store.taken import Seen, Taken, digest_of

R = TypeVar("R", bound=Record)


class MirroredTable(Generic[R]):
    """Records of one kind, with the raw of each, in one table of the cache.

    A record that came before in the very same words is known by its hash, and neither read nor written again.
    """

    TABLE = ""
    NUMBER = ""
    """The column with the cache's own number of a record."""
    MODEL: type[R]

    def __init__(self, cache: Cache) -> None:
        """Stand on ``cache``."""
        self._cache = cache

    # What a table of this kind does

    def key_of(self, record: R) -> str:
        """Give what tells a record from every other."""
        raise NotImplementedError

    def insert(self, connection: sqlite3.Connection, record: R, digest: int, seen: Seen, place: int | None) -> int:
        """Write a record that is not there yet; give its number."""
        raise NotImplementedError

    def replace(self, connection: sqlite3.Connection, number: int, record: R, digest: int) -> None:
        """Write a record over the one with that number; its place and when it was seen are set by the caller."""
        raise NotImplementedError

    def remove(self, connection: sqlite3.Connection, numbers: Sequence[int]) -> None:
        """Take records out, with everything that hangs on them."""
        raise NotImplementedError

    # What all do alike

    def put(self, records: Iterable[R | Json], seen: Seen, *, keep: Container[str] = ()) -> Taken:
        """Write records, in the server's order, in one transaction.

        Args:
            records: as objects or as they came.
            seen: when and where.
            keep: keys of records that are known better here: only their places are taken.
        """
        return self._cache.write(lambda connection: self._put(connection, records, seen, keep))

    def drop_unseen(self, since: int) -> int:
        """Remove the records that no sweep from number ``since`` on has seen; give how many."""

        def drop(connection: sqlite3.Connection) -> int:
            gone = connection.execute(f"SELECT {self.NUMBER} FROM {self.TABLE} WHERE sweep < ?", (since,)).fetchall()
            self.remove(connection, [number for (number,) in gone])
            return len(gone)

        return self._cache.write(drop)

    def drop(self, key: str) -> None:
        """Remove one record."""

        def drop(connection: sqlite3.Connection) -> None:
            found = connection.execute(f"SELECT {self.NUMBER} FROM {self.TABLE} WHERE key = ?", (key,)).fetchall()
            self.remove(connection, [number for (number,) in found])

        self._cache.write(drop)

    def drop_beyond(self, most: int) -> int:
        """Remove all records but the first ``most`` of the server's order; give how many."""

        def drop(connection: sqlite3.Connection) -> int:
            beyond = connection.execute(
                f"SELECT {self.NUMBER} FROM {self.TABLE} ORDER BY place IS NULL, place LIMIT -1 OFFSET ?", (most,)
            ).fetchall()
            self.remove(connection, [number for (number,) in beyond])
            return len(beyond)

        return self._cache.write(drop)

    def held(self) -> int:
        """Count the records."""
        return int(self._cache.read(f"SELECT count(*) FROM {self.TABLE}")[0][0])

    def _put(
        self, connection: sqlite3.Connection, records: Iterable[R | Json], seen: Seen, keep: Container[str]
    ) -> Taken:
        taken = Taken()
        here: list[int] = []
        find_hash = f"SELECT {self.NUMBER}, place FROM {self.TABLE} WHERE hash = ?"
        find_key = f"SELECT {self.NUMBER}, place FROM {self.TABLE} WHERE key = ?"
        touch = f"UPDATE {self.TABLE} SET sweep = ?, seen = ?, place = ? WHERE {self.NUMBER} = ?"
        for offset, given in enumerate(records):
            raw = given.raw if isinstance(given, Record) else given
            digest = digest_of(raw)
            place = None if seen.first_place is None else seen.first_place + offset
            known = connection.execute(find_hash, (digest,)).fetchone()
            if known is None:
                try:
                    record = given if isinstance(given, self.MODEL) else self.MODEL.read(raw)
                except BadRecordError:
                    taken.unreadable += 1
                    continue
                key = self.key_of(record)
                known = connection.execute(find_key, (key,)).fetchone()
                if known is None:
                    if key in keep:
                        continue  # It was dropped here after the answer was asked for.
                    here.append(self.insert(connection, record, digest, seen, place))
                    taken.new.append(key)
                    continue
                if key not in keep:
                    self.replace(connection, known[0], record, digest)
                    taken.changed.append(key)
            number, before = known
            place = before if place is None else place
            taken.moved = taken.moved or place != before
            connection.execute(touch, (seen.sweep, seen.at, place, number))
            here.append(number)
        self._push_away(connection, seen, here)
        return taken

    def _push_away(self, connection: sqlite3.Connection, seen: Seen, here: Sequence[int]) -> None:
        """Let those that stood in these places and are not there now stand right behind them."""
        if seen.first_place is None or not seen.places:
            return
        behind = seen.first_place + seen.places
        marks = ", ".join("?" * len(here))
        connection.execute(
            f"UPDATE {self.TABLE} SET place = ? WHERE place >= ? AND place < ? AND {self.NUMBER} NOT IN ({marks})",
            (behind, seen.first_place, behind, *here),
        )
