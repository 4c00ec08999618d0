"""When things happen at a desk: more of late, in office hours, less at the weekend."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

DAY: Final = 86_400_000
"""Milliseconds of a day."""

_OFFICE_OFFSET: Final = 7 * 3_600_000
"""The desk works in Bangkok: seven hours ahead of UTC, the year round."""

# Tickets an hour of the local day, midnight first.
_HOURS: Final = (1, 1, 0, 0, 0, 1, 2, 5, 12, 20, 22, 18, 11, 15, 20, 19, 16, 12, 8, 6, 5, 5, 3, 2)
_HOUR_OF: Final = tuple(hour for hour, weight in enumerate(_HOURS) for _ in range(weight))


class Moments:
    """Draws times before ``now``, as milliseconds since the epoch, and writes them."""

    def __init__(self, now: datetime) -> None:
        """Count back from that moment."""
        self.now = int(now.timestamp() * 1000)
        self._days: dict[int, str] = {}

    def draw(self, rng: Random, days: int) -> int:
        """Draw a time of the last ``days`` days."""
        while True:
            age = int(days * rng.random() ** 1.6)
            midnight = (self.now + _OFFICE_OFFSET) // DAY - age
            # Day 0 of the epoch was a Thursday.
            if (midnight + 3) % 7 >= 5 and rng.random() < 0.7:
                continue
            hour = _HOUR_OF[int(rng.random() * len(_HOUR_OF))]
            at = midnight * DAY - _OFFICE_OFFSET + hour * 3_600_000 + int(rng.random() * 3_600_000)
            if at < self.now:
                return at

    def between(self, rng: Random, start: int, typical: float) -> int:
        """Draw a time after ``start``, ``typical`` milliseconds on average, but never past now."""
        at = start + 1000 + int(rng.expovariate(1 / typical))
        return at if at <= self.now else start + int(rng.random() * (self.now - start))

    def write(self, at: int) -> str:
        """Write a time as the server does: ``2026-01-09T04:42:59.028Z``."""
        day, rest = divmod(at, DAY)
        text = self._days.get(day)
        if text is None:
            text = self._days[day] = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day)).date().isoformat()
        seconds, millis = divmod(rest, 1000)
        minutes, second = divmod(seconds, 60)
        hour, minute = divmod(minutes, 60)
        return f"{text}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z"

    def date(self, at: int) -> str:
        """Write the day of a time: ``2026-01-09``."""
        return self.write(at)[:10]
