"""Gathers what became new or changed, and says it in one digest now and then: never a storm."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from klink_tui.desk.copy import LocalCopy
from klink_tui.desk.events import CopyChanged, DeskEvent, TicketCreated
from klink_tui.desk.lexicon import Lexicon
from klink_tui.desk.noticerules import USUAL_RULES, Quiet, Rule, Way
from klink_tui.models.intent import State

if TYPE_CHECKING:
    from klink_tui.desk.mirror import Mirror
    from klink_tui.desk.outbox import Outbox
    from klink_tui.query.sql import Compiled

SPAN: Final = 20.0
"""Seconds between two digests, at the least."""
SETTLE: Final = 2.0
"""Seconds from the first change until a digest: the others of the same answer come right behind it."""
LONGEST_WAIT: Final = 300.0
"""Seconds that a digest waits for the end of a sweep, at the most."""
_AT_ONCE: Final = 500
_LEAVING: Final = frozenset({State.SENDING, State.UNKNOWN})
"""How a change of the agent's own stands while the server may show it already."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What is to be said."""

    new: int = 0
    changed: int = 0
    parts: tuple[tuple[str, int, int], ...] = ()
    """Name, new and changed of each rule that names some of them."""
    ways: frozenset[Way] = frozenset()
    """How it is to be said; nothing is not at all."""
    wrong: tuple[tuple[str, str], ...] = ()
    """Name of each rule whose query can't be read any more, and why; each is told once."""

    @property
    def words(self) -> str:
        """One line: ``12 new, 40 changed · Urgent 3 new``."""
        rules = (f"{name} {_counts(new, changed)}" for name, new, changed in self.parts)
        return " · ".join((_counts(self.new, self.changed), *rules))


class Noticing:
    """What has happened on the desk since the last digest.

    What the agent does is none of it, and neither is the first reading of the desk.
    """

    def __init__(
        self,
        copy: LocalCopy,
        lexicon: Lexicon,
        mirror: "Mirror",
        outbox: "Outbox",
        *,
        rules: Sequence[Rule] = USUAL_RULES,
        quiet: Quiet | None = None,
        zone: str = "UTC",
        now: Callable[[], datetime],
    ) -> None:
        """Start with nothing to say.

        Args:
            copy: tells what is news, and finds what a rule is about.
            lexicon: tells what words of queries mean.
            mirror: tells whether everything is being read.
            outbox: tells what is the agent's own doing.
            rules: what is worth a notice.
            quiet: when nothing is.
            zone: IANA name of the zone that quiet hours are meant in.
            now: the clock, aware.
        """
        self._copy = copy
        self._lexicon = lexicon
        self._mirror = mirror
        self._outbox = outbox
        self._rules = tuple(rules)
        self._quiet = quiet
        self._zone = zone
        self._now = now
        self._keys: set[str] = set()
        self._created: set[str] = set()
        self._first = 0.0
        self._last = float("-inf")
        self._told_wrong: set[str] = set()

    def heard(self, event: DeskEvent) -> None:
        """Take note of what changed in the copy."""
        if isinstance(event, TicketCreated):
            self._created.add(event.key)
            self._keys.discard(event.key)
        elif isinstance(event, CopyChanged) and self._rules:
            keys = {key for key in event.keys - self._created if self._outbox.mark(key) not in _LEAVING}
            self._created -= event.keys
            if keys and not self._keys:
                self._first = self._now().timestamp()
            self._keys |= keys

    @property
    def is_due(self) -> bool:
        """Whether there may be something to say, and it may be said now."""
        if not self._keys:
            return False
        now = self._now().timestamp()
        if now - self._last < SPAN or now - self._first < SETTLE:
            return False
        return not self._mirror.progress.sweeping or now - self._first >= LONGEST_WAIT

    async def take(self) -> Digest:
        """Give what is to be said, which is then said; reads the copy off the event loop."""
        keys, self._keys = self._keys, set()
        now = self._now()
        if self._quiet is not None and self._quiet.holds(now, self._zone):
            return Digest()
        before, self._last = self._last, now.timestamp()
        compiled, wrong = self._compiled()
        found = await self._copy.ask(lambda connection: self._found(connection, keys, compiled))
        digest = replace(found, wrong=wrong)
        if not digest.ways and not digest.wrong:
            self._last = before
        self._told_wrong.update(name for name, _ in digest.wrong)
        return digest

    def _compiled(self) -> "tuple[list[tuple[Rule, Compiled]], tuple[tuple[str, str], ...]]":
        """Give the rules that can be read as the desk's words are now, and why others can't."""
        from klink_tui.query.errors import QueryError
        from klink_tui.query.parser import parse
        from klink_tui.query.sql import compile_query

        compiled: list[tuple[Rule, Compiled]] = []
        wrong: list[tuple[str, str]] = []
        for rule in self._rules:
            try:
                compiled.append((rule, compile_query(parse(rule.query), self._lexicon.vocabulary())))
            except QueryError as error:
                if rule.name not in self._told_wrong:
                    wrong.append((rule.name, str(error)))
        return compiled, tuple(wrong)

    def _found(
        self, connection: sqlite3.Connection, keys: set[str], rules: "Sequence[tuple[Rule, Compiled]]"
    ) -> Digest:
        news = dict(_news(connection, sorted(keys)))
        if not news:
            return Digest()
        parts: list[tuple[str, int, int]] = []
        ways: set[Way] = set()
        for rule, query in rules:
            about = [news[found] for found in self._copy.listing.ids(query, connection=connection) if found in news]
            new = about.count(1) if "new" in rule.on else 0
            changed = about.count(2) if "changed" in rule.on else 0
            if new or changed:
                ways.update(rule.ways)
                if rule.query.strip():
                    parts.append((rule.name, new, changed))
        kinds = list(news.values())
        return Digest(kinds.count(1), kinds.count(2), tuple(parts), frozenset(ways))


def _news(connection: sqlite3.Connection, keys: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Give the cache's number of each ticket that is news to the agent, with 1 for new and 2 for changed."""
    for first in range(0, len(keys), _AT_ONCE):
        some = keys[first : first + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        yield from connection.execute(f"SELECT ticket, news FROM tickets WHERE news > 0 AND key IN ({marks})", some)


def _counts(new: int, changed: int) -> str:
    return ", ".join(f"{number:,} {word}" for number, word in ((new, "new"), (changed, "changed")) if number)
