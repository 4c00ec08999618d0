"""Rules of what is worth a notice, and the hours in which nothing is."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final, Literal, Protocol
from zoneinfo import ZoneInfo

from klink_tui.desk.views import View, check_names, check_view
from klink_tui.errors import FormError
from klink_tui.text import one_line

MOST_RULES: Final = 20
_HOURS: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])")

Happening = Literal["new", "changed"]
Way = Literal["toast", "bell", "desktop"]


@dataclass(frozen=True, slots=True)
class Rule:
    """What is worth a notice."""

    name: str
    query: str = ""
    """Which tickets it is about; empty is all."""
    on: tuple[Happening, ...] = ("new", "changed")
    """What must have happened to them."""
    ways: tuple[Way, ...] = ("toast",)
    """How it is said."""


USUAL_RULES: Final = (Rule("Urgent", "priority:high,urgent,critical -status:resolved,closed", ("new",)),)
"""The rules where the settings have none."""


class Stored(Protocol):
    """A rule as the settings hold it."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def query(self) -> str:
        """The query's text."""

    @property
    def on(self) -> tuple[Happening, ...]:
        """What must have happened."""

    @property
    def ways(self) -> tuple[Way, ...]:
        """How it is said."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of the day in which nothing is said."""

    start: time
    end: time
    """The first minute after them; before ``start`` where they go over midnight."""

    def holds(self, now: datetime, zone: str) -> bool:
        """Tell whether it is quiet now, by the clocks of the zone."""
        clock = now.astimezone(ZoneInfo(zone)).time()
        if self.start < self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end


def read_quiet(text: str) -> Quiet | None:
    """Read ``18:00-08:00``; empty is ``None``.

    Raises:
        FormError: it is neither; about ``quiet_hours``.
    """
    if not text:
        return None
    found = _HOURS.fullmatch(text)
    if found is None or found[1] + found[2] == found[3] + found[4]:
        words = f"“{one_line(text)[:40]}” are no hours."
        raise FormError(words, {"quiet_hours": words}, hint='Write them as in "18:00-08:00".')
    hours = [int(part) for part in found.groups()]
    return Quiet(time(hours[0], hours[1]), time(hours[2], hours[3]))


def read_rules(stored: Sequence[Stored] | None) -> tuple[Rule, ...]:
    """Give the rules that the settings hold, or the usual ones for ``None``.

    What a query's fields mean is only known once the desk's own are: here it must be readable.

    Raises:
        FormError: one can't be used; ``fields`` names it: ``[0].query``.
    """
    if stored is None:
        return USUAL_RULES
    if len(stored) > MOST_RULES:
        words = f"There are more than {MOST_RULES} rules."
        raise FormError(words, {"notices": words})
    rules = [Rule(one.name, one.query, one.on, one.ways) for one in stored]
    for place, rule in enumerate(rules):
        try:
            _check(rule, rules[:place])
        except FormError as error:
            raise FormError(
                error.message, {f"[{place}].{next(iter(error.fields))}": error.message}, hint=error.hint
            ) from error
    return tuple(rules)


def _check(rule: Rule, others: Iterable[Rule]) -> None:
    from klink_tui.query.errors import QueryError
    from klink_tui.query.parser import parse

    try:
        check_view(View(rule.name, rule.query))
        check_names([*others, rule])
    except FormError as error:
        words = error.message.replace("A view", "A rule").replace("a view", "a rule")
        raise FormError(words, dict.fromkeys(error.fields, words), hint=error.hint) from error
    try:
        parse(rule.query)
    except QueryError as error:
        raise FormError(error.message, {"query": error.message}, hint=error.hint) from error
    for field in ("on", "ways"):
        if not getattr(rule, field):
            words = "Nothing would ever be said."
            raise FormError(words, {field: words}, hint="Leave the whole rule out instead.")
