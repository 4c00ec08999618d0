"""What the cache remembers of itself. Free of pydantic: the first frame asks it."""

import json

from klink_tui.store.cache import Cache


class Notes:
    """Small JSON values by name."""

    def __init__(self, cache: Cache) -> None:
        """Stand on ``cache``."""
        self._cache = cache

    def read(self, name: str) -> object:
        """Give a value; ``None`` where there is none of that name."""
        rows = self._cache.read("SELECT value FROM state WHERE name = ?", (name,))
        return json.loads(rows[0][0]) if rows else None

    def put(self, name: str, value: object) -> None:
        """Keep a value in the place of the one before."""
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        self._cache.write(
            lambda connection: connection.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, text))
        )
