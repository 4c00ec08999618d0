"""A moment as the server writes it (contract §1, Times). Free of pydantic: the first frame needs it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from klink_tui.text import one_line

_FAR: Final = 10**30
"""No time, in whatever unit; a number from here on is not worth its digits."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment: the server's words, and the time they mean."""

    raw: str
    """As the server wrote it, cleaned."""
    at: datetime | None
    """The time, aware; naive times are taken as UTC. ``None`` where the words are no time."""

    @classmethod
    def read(cls, value: object) -> "Moment | None":
        """Read any of the four documented formats, or epoch seconds or milliseconds; ``None`` for nothing.

        Never raises: odd words are kept with ``at`` as ``None``.
        """
        if value is None or value == "":
            return None
        if isinstance(value, cls):
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return cls(raw=str(value) if abs(value) < _FAR else "…", at=_from_epoch(value))
        raw = one_line(str(value))
        try:
            at = datetime.fromisoformat(raw)
        except ValueError:
            return cls(raw=raw, at=None)
        return cls(raw=raw, at=at if at.tzinfo else at.replace(tzinfo=UTC))

    @property
    def sort_key(self) -> float:
        """Epoch seconds; moments that can't be read sort before all others."""
        return self.at.timestamp() if self.at else float("-inf")


def wire_time(at: datetime) -> str:
    """Write an aware ``at`` as the API's documented main format: UTC, milliseconds, ``Z``."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _from_epoch(value: float) -> datetime | None:
    """Read epoch seconds, or milliseconds where seconds would lie past the year 5000."""
    try:
        seconds = value / 1000 if abs(value) > 1e11 else value
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None
