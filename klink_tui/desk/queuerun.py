"""A queue run: one ticket after the other, over those that a view had when the run began."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

AHEAD: Final = 3
"""How many of the next tickets are fetched ahead."""


class Result(StrEnum):
    """What came of a ticket in a run."""

    ACTED = "acted on"
    SKIPPED = "skipped"
    LEFT = "left as it was"
    GONE = "gone from the view"


@dataclass(frozen=True, slots=True)
class Stop:
    """One ticket that the run has come past."""

    key: str
    result: Result
    words: str = ""
    """Why it was skipped, in the agent's own words."""


class QueueRun:
    """Where a run stands, and what came of each of its tickets."""

    def __init__(self, name: str, keys: Sequence[str], *, start: str = "", now: Callable[[], datetime]) -> None:
        """Begin a run.

        Args:
            name: what the view is called.
            keys: the tickets, in the view's order; at least one.
            start: the ticket to begin with; the first where it is not among them.
            now: the clock, aware.
        """
        self.name = name
        self._keys = tuple(keys)
        self._places = {key: place for place, key in enumerate(self._keys)}
        self._now = now
        self._began = now()
        self._stops: dict[str, Stop] = {}
        self.place = self._places.get(start, 0)
        """Where the run stands, from 0."""

    @property
    def key(self) -> str:
        """The ticket that it stands on."""
        return self._keys[self.place]

    @property
    def stops(self) -> tuple[Stop, ...]:
        """What came of tickets so far, in the order it did."""
        return tuple(self._stops.values())

    def ahead(self) -> tuple[str, ...]:
        """Give the tickets that come next."""
        return self._keys[self.place + 1 : self.place + 1 + AHEAD]

    def note(self, result: Result, words: str = "", *, key: str = "") -> None:
        """Write down what came of a ticket; one that was acted on or skipped stays so when it is only passed again.

        Args:
            result: what came of it.
            words: why it was skipped.
            key: the ticket, where it is not the one the run stands on; one that is not of the run is passed over.
        """
        key = key or self.key
        before = self._stops.get(key)
        is_passed = result is Result.LEFT and before is not None and before.result is Result.SKIPPED
        if key in self._places and not self._is_acted_on(key) and not is_passed:
            self._stops.pop(key, None)
            self._stops[key] = Stop(key, result, words)

    def go(self, step: int, holds: Callable[[str], bool]) -> tuple[str, ...] | None:
        """Go on (1) or back (-1) to a ticket that is still in the view.

        Going back stops at every ticket that was acted on, in the view or not.

        Args:
            step: the direction.
            holds: tells whether a ticket is in the view by now.

        Returns:
            The tickets that were passed over since they have left the view; ``None`` where there is no other ticket:
            then it stands where it stood.
        """
        passed: list[str] = []
        place = self.place + step
        while 0 <= place < len(self._keys):
            key = self._keys[place]
            if (step < 0 and self._is_acted_on(key)) or holds(key):
                self.place = place
                self._pass_over(passed)
                return tuple(passed)
            if key not in self._stops:
                passed.append(key)
            place += step
        self._pass_over(passed)
        return None

    def is_noted(self, key: str) -> bool:
        """Tell whether it is written down what came of a ticket."""
        return key in self._stops

    def _is_acted_on(self, key: str) -> bool:
        stop = self._stops.get(key)
        return stop is not None and stop.result is Result.ACTED

    def _pass_over(self, keys: Sequence[str]) -> None:
        for key in keys:
            self._stops[key] = Stop(key, Result.GONE)

    @property
    def seconds_each(self) -> float | None:
        """How long a ticket took so far, on average; ``None`` before the first was done with."""
        done = sum(stop.result is not Result.GONE for stop in self._stops.values())
        return (self._now() - self._began).total_seconds() / done if done else None

    def progress(self) -> str:
        """Say how far it is: ``12 of 40 · 42 s each, 20 min to go``."""
        words = f"{self.place + 1} of {len(self._keys)}"
        pace = self.seconds_each
        if pace is None:
            return words
        passed = sum(self._places[key] >= self.place for key in self._stops)
        left = len(self._keys) - self.place - passed
        return f"{words} · {span(pace)} each, {span(pace * left)} to go" if left else f"{words} · {span(pace)} each"

    def summary(self) -> str:
        """Say what came of all of them: ``31 acted on · 6 skipped · 3 not reached · 25 min, 48 s each``."""
        counts = Counter(stop.result for stop in self._stops.values())
        parts = [f"{counts[result]} {result}" for result in Result if counts[result]]
        reached = len(self._stops)
        if rest := len(self._keys) - reached:
            parts.append(f"{rest} not reached")
        seconds = (self._now() - self._began).total_seconds()
        pace = self.seconds_each
        parts.append(span(seconds) + (f", {span(pace)} each" if pace is not None else ""))
        return " · ".join(parts)


def span(seconds: float) -> str:
    """Write how long something takes: ``42 s``, ``20 min``, ``1.5 h``."""
    if seconds < 99.5:
        return f"{seconds:.0f} s"
    if seconds < 99.5 * 60:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
