"""Reference lists and form fields in the cache, each kept whole under its name."""

from dataclasses import dataclass

from klink_tui.models.record import Json
from klink_tui.store.cache import Cache
from klink_tui.store.packing import pack, unpack


@dataclass(frozen=True, slots=True)
class KeptList:
    """A reference list as it was fetched."""

    records: tuple[Json, ...]
    """The records as they came."""
    seen: float
    """When it was fetched, epoch seconds."""
    unreadable: int = 0
    complete: bool = True
    note: str = ""
    """Why it is not complete, in words."""


class ListTable:
    """The reference lists of one cache."""

    def __init__(self, cache: Cache) -> None:
        """Stand on ``cache``."""
        self._cache = cache

    def put(self, name: str, kept: KeptList) -> None:
        """Keep a list in the place of the one before."""
        raw = pack(
            {
                "records": kept.records,
                "unreadable": kept.unreadable,
                "complete": kept.complete,
                "note": kept.note,
            }
        )
        self._cache.write(
            lambda connection: connection.execute(
                "INSERT OR REPLACE INTO lists VALUES (?, ?, ?)", (name, kept.seen, raw)
            )
        )

    def read(self, name: str) -> KeptList | None:
        """Give a list; ``None`` where none of that name is kept."""
        rows = self._cache.read("SELECT seen, raw FROM lists WHERE name = ?", (name,))
        if not rows:
            return None
        kept = unpack(rows[0][1])
        if not isinstance(kept, dict):
            return None
        return KeptList(tuple(kept["records"]), rows[0][0], kept["unreadable"], kept["complete"], kept["note"])
