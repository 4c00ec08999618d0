"""What is said of records as they are written to the cache. Free of pydantic."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Taken:
    """What became of some records that were written."""

    new: list[str] = field(default_factory=list)
    """Keys of records that were not there before."""
    changed: list[str] = field(default_factory=list)
    """Keys of records that are others than before."""
    moved: bool = False
    """Whether one stands at another place than before."""
    unreadable: int = 0
    """Records that can't be read; they are not kept."""

    @property
    def anything(self) -> bool:
        """Whether lists look different now."""
        return bool(self.new or self.changed or self.moved)


@dataclass(frozen=True, slots=True)
class Seen:
    """When and where records were seen."""

    sweep: int
    """The sweep under way, or the last one."""
    at: float
    """Epoch seconds."""
    first_place: int | None = None
    """The first one's place in the server's own order, from 0; ``None`` where they come from elsewhere."""
    places: int = 0
    """How many places their page has: whatever else is kept there has moved away."""


def digest_of(raw: Mapping[str, Any]) -> int:
    """Give a number that records of other words do not have: 64 bits of BLAKE2b, signed."""
    text = json.dumps(raw, ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
