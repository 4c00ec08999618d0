"""Times as the server writes them: UTC, three fractional digits, a ``Z`` (contract §1)."""

from datetime import UTC, datetime, timedelta


def stamp(moment: datetime) -> str:
    """Write an aware moment as in ``2026-01-09T04:42:59.028Z``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(text: str) -> datetime:
    """Read a time in any of the four documented formats; a naive one is UTC.

    Raises:
        ValueError: the text is no time.
    """
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


class Clock:
    """The time of the server's writes: never twice the same, never backwards."""

    def __init__(self, now: datetime | None) -> None:
        """Start at a fixed moment, from which each reading is a millisecond on; None follows the real time."""
        self._fixed = now is not None
        self._last = _utc(now) if now is not None else datetime.now(UTC)
        self.start = self._last

    def read(self) -> str:
        """Give the next time as the server writes it."""
        following = self._last + timedelta(milliseconds=1)
        self._last = following if self._fixed else max(following, datetime.now(UTC))
        return stamp(self._last)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
