"""What words mean in this agent's queries: the desk's fields and names, kept with the copy to be there at once.

Free of pydantic: the first frame asks it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from sqlite3 import Connection
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from klink_tui.desk.copy import LocalCopy
from klink_tui.models.names import PRIORITIES, STATUSES
from klink_tui.query.fields import CustomField, Vocabulary

if TYPE_CHECKING:
    from klink_tui.models.field import FormField

DOCUMENTED: Final[Mapping[str, tuple[str, ...]]] = {"status": STATUSES, "priority": PRIORITIES}
"""The names that the documentation has, in its order (contract §3, Named values)."""
_NAMES: Final = ("status", "priority", "channel", "type", "assignee", "creator", "company", "contact")
_LABELS: Final = ("tag", "category")
_NO_NOTES: Final[Mapping[str, str]] = {}
_DATES: Final = frozenset({"date", "datetime"})


@dataclass(frozen=True, slots=True)
class Carried:
    """What tickets of the copy carry, the commonest first."""

    values: Mapping[str, tuple[str, ...]]
    """Field name → values."""

    def __call__(self, name: str) -> Iterable[str]:
        """Give the values of a field."""
        return self.values.get(name, ())


class Lexicon:
    """Makes the vocabulary that queries are read with."""

    def __init__(
        self,
        copy: LocalCopy,
        *,
        me: str,
        zone: str,
        now: Callable[[], datetime],
        notes: Callable[[], Mapping[str, str]] | None = None,
    ) -> None:
        """Start with what the copy knows.

        Args:
            copy: remembers the fields between two starts.
            me: who the agent is: email, name or id; empty where the settings don't say.
            zone: IANA name of the agent's time zone.
            now: the clock, aware.
            notes: gives the local notes, folded, by what they are on; the same object as long as none has changed;
                without it there are none.
        """
        self._copy = copy
        self._notes = notes or (lambda: _NO_NOTES)
        self._now = now
        self._zone = ZoneInfo(zone)
        self.me = me
        kept = copy.notes.read("words")
        self._options: dict[str, tuple[str, ...]] = dict(DOCUMENTED)
        self._custom: tuple[CustomField, ...] = ()
        if isinstance(kept, dict):
            self._options = {name: tuple(values) for name, values in kept["options"].items()}
            self._custom = tuple(CustomField(*entry) for entry in kept["custom"])
        self._made: Vocabulary | None = None
        self.carried = Carried({})
        """What tickets carry, as counted last; see :meth:`count`."""
        self._counted = -1

    def vocabulary(self) -> Vocabulary:
        """Give what words mean now."""
        now, notes = self._now(), self._notes()
        if self._made is None or self._made.me != self.me or self._made.notes is not notes:
            self._made = Vocabulary(now, self._zone, self.me, self._options, self._custom, notes)
        elif self._made.now != now:
            known = self._made.__dict__.get("by_name")
            self._made = replace(self._made, now=now)
            if known is not None:
                self._made.__dict__["by_name"] = known  # The fields are the same at any time.
        return self._made

    @property
    def custom(self) -> tuple[CustomField, ...]:
        """The custom fields of tickets."""
        return self._custom

    async def learn(self, fields: Iterable["FormField"]) -> None:
        """Take over the ticket form's fields: the order of named values, and the custom fields."""
        live = [field for field in fields if not field.is_archived]
        options = dict(DOCUMENTED)
        for field in live:
            if not field.system_name.startswith("cf_") and field.options:
                options[field.system_name] = tuple(option.value for option in field.options)
        custom = tuple(
            CustomField(
                field.system_name, field.display_name or field.system_name, field.type == "number", field.type in _DATES
            )
            for field in live
            if field.system_name.startswith("cf_")
        )
        if options == self._options and custom == self._custom and self._copy.tickets.ranks:
            return
        self._options, self._custom, self._made = options, custom, None
        kept = {
            "options": options,
            "custom": [(field.name, field.label, field.is_number, field.is_date) for field in custom],
        }
        ranks = {name: options[name] for name in DOCUMENTED}

        def keep() -> bool:
            self._copy.notes.put("words", kept)
            self._copy.notes.put("ranks", ranks)
            return self._copy.tickets.rank(ranks)

        if await self._copy.write(keep):
            self._copy.version += 1

    async def count(self) -> None:
        """Count what tickets carry, off the event loop, where they have changed since the last time."""
        if self._counted == self._copy.version:
            return
        version = self._copy.version
        listing = self._copy.listing

        def count(connection: Connection) -> dict[str, tuple[str, ...]]:
            names = {name: tuple(listing.spellings(name, connection=connection)) for name in _NAMES}
            labels = {kind: tuple(listing.label_spellings(kind, connection=connection)) for kind in _LABELS}
            return names | labels

        values = await self._copy.ask(count)
        self.carried, self._counted = Carried(values), version
