"""How long a ticket may wait before its age is pointed out, by its priority. Age is age: it is no SLA."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from klink_tui.errors import FormError
from klink_tui.models.names import fold
from klink_tui.text import one_line

SIGNS: Final = ("", "!", "!!")
"""What stands behind an age, by its level."""
_UNITS: Final = {"m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
_DURATION: Final = re.compile(r"([1-9][0-9]{0,3})([mhdw])")
_LIKE: Final = {"critical": "high", "urgent": "high", "normal": "medium"}
"""Priorities that wait as long as another one where the settings don't name them."""
_WAITING: Final = frozenset({"open", "new", "in progress", "pending", "on hold"})
"""Statuses in which a ticket waits for somebody."""
_HINT: Final = 'Write two durations, the shorter one first: "4h, 1d". Units are m, h, d and w.'


@dataclass(frozen=True, slots=True)
class Ages:
    """Two limits for each priority."""

    limits: Mapping[str, tuple[int, int]]
    """Seconds after which an age is long, and very long, by priority, folded."""

    def level(self, priority: str, status: str, seconds: float) -> int:
        """Give 0 for an age that is nothing special, 1 for a long one, 2 for a very long one.

        A ticket that is resolved, or whose status or priority nobody knows, is always 0.
        """
        name = fold(priority)
        limits = self.limits.get(name) or self.limits.get(_LIKE.get(name, ""))
        if limits is None or fold(status) not in _WAITING:
            return 0
        return sum(seconds >= limit for limit in limits)


USUAL_AGES: Final = Ages(
    {"high": (4 * 3600, 86400), "medium": (86400, 3 * 86400), "low": (3 * 86400, 7 * 86400)},
)
"""The limits where the settings say nothing."""


def read_ages(stored: Mapping[str, str]) -> Ages:
    """Give the limits that the settings hold, over the usual ones.

    Args:
        stored: priority → two durations: ``4h, 1d``.

    Raises:
        FormError: one can't be read; ``fields`` names its priority.
    """
    limits = dict(USUAL_AGES.limits)
    for name, text in stored.items():
        parts = [_DURATION.fullmatch(part) for part in text.replace(",", " ").split()]
        seconds = [int(part[1]) * _UNITS[part[2]] for part in parts if part is not None]
        if len(parts) != 2 or len(seconds) != 2 or seconds[0] >= seconds[1]:
            words = f"“{one_line(text)[:40]}” are not two durations."
            raise FormError(words, {name: words}, hint=_HINT)
        limits[fold(name)] = (seconds[0], seconds[1])
    return Ages(limits)
