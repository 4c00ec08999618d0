"""What was opened in this run, in its order, and where one stands in that: the way back and forward."""

from dataclasses import dataclass, field
from typing import Final

TICKETS: Final = "tickets"
"""The list of tickets under a query; the others are ``ticket``, ``contact`` and ``case``."""
MOST: Final = 200
"""How many stops are remembered."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Something that was opened."""

    kind: str
    target: str
    """The ticket's key, the contact's id, the case's key, the query."""
    label: str = field(default="", compare=False)
    """What it is called."""
    record: object = field(default=None, compare=False)
    """The record itself, of what can't be had by its key."""


class History:
    """The stops of one run."""

    def __init__(self) -> None:
        """Start with none."""
        self._stops: list[Stop] = []
        self._at = -1

    def __len__(self) -> int:
        """How many there are."""
        return len(self._stops)

    def visit(self, stop: Stop) -> None:
        """Note that something was opened: what lay ahead is forgotten, unless one stands there already."""
        if self._stops and self._stops[self._at] == stop:
            return
        self._stops[self._at + 1 :] = [stop]
        del self._stops[:-MOST]
        self._at = len(self._stops) - 1

    def back(self, here: Stop | None) -> Stop | None:
        """Go back; where what was opened last is not on view any more, to that first.

        Args:
            here: what is on view.
        """
        if self._stops and here != self._stops[self._at]:
            return self._stops[self._at]
        if self._at <= 0:
            return None
        self._at -= 1
        return self._stops[self._at]

    def forward(self) -> Stop | None:
        """Go forward again; ``None`` at the end."""
        if self._at + 1 >= len(self._stops):
            return None
        self._at += 1
        return self._stops[self._at]

    def forget(self, stop: Stop) -> None:
        """Forget what is not there any more."""
        ahead = [one for one in self._stops[self._at + 1 :] if one != stop]
        behind = [one for one in self._stops[: self._at + 1] if one != stop]
        self._stops = [*behind, *ahead]
        self._at = len(behind) - 1 if behind else min(0, len(ahead) - 1)
