"""Bulk changes: planned first, ticket by ticket, then written down as one batch that the delivery works off."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from klink_tui.desk.values import same_value, shown_of, values_of
from klink_tui.models.intent import DECIDE, Intent, Kind, State, Values

if TYPE_CHECKING:
    from klink_tui.desk.desk import Desk
    from klink_tui.models.ticket import Ticket

SURE: Final = 100
"""Tickets from which on the number has to be typed before anything happens."""
CALLS: Final = 3
"""Requests for each ticket: it is read, changed, and read back."""
_AT_ONCE: Final = 20
"""Tickets that are planned before the event loop gets a turn."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be done to each of some tickets."""

    words: str
    """In words: ``status → resolved``."""
    values: Values
    """New values by key."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What they are called."""
    adds: bool = False
    """Whether a list's entries are added to those that are there, instead of taking their place."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One ticket of a plan."""

    key: str
    label: str
    before: str
    after: str
    intent: Intent | None
    """What would be written down; ``None`` where the ticket is left out."""
    skipped: str = ""
    """Why it is left out, or what of the change is."""
    also: tuple[Intent, ...] = ()
    """What else would be written down for it: whose it is, a message to its contact."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a bulk change would do."""

    change: Change
    items: Sequence[Planned]

    @property
    def todo(self) -> list[Planned]:
        """The tickets that are not left out."""
        return [item for item in self.items if item.intent is not None]

    @property
    def intents(self) -> list[Intent]:
        """What would be written down, ticket by ticket."""
        return [one for item in self.todo for one in (item.intent, *item.also) if one is not None]

    @property
    def messages(self) -> int:
        """How many messages to customers that are."""
        return sum(one.kind is Kind.MESSAGE for one in self.intents)

    @property
    def calls(self) -> int:
        """How many requests that takes."""
        return CALLS * (len(self.intents) - self.messages) + self.messages


async def plan(desk: "Desk", keys: Sequence[str], change: Change) -> Plan:
    """Look at each ticket, and say what would become of it."""
    items = []
    for place, key in enumerate(keys):
        if place % _AT_ONCE == _AT_ONCE - 1:
            await asyncio.sleep(0)
        items.append(_planned(desk, key, change))
    return Plan(change, items)


async def retry(desk: "Desk", failed: Sequence[Intent]) -> Plan:
    """Plan again what was refused in a run, with the tickets as they are by now."""
    items = []
    for intent in failed:
        if intent.kind is Kind.MESSAGE:
            items.append(Planned(str(intent.number), intent.label, "", "", None, "its text is a draft again"))
            continue
        names = {key: new for key, (_, new) in intent.shown.items()}
        items.append(_planned(desk, intent.target, Change(intent.words, intent.changes, names)))
    words = failed[0].words if failed else ""
    return Plan(Change(f"again: {words}", {}), items)


def tally(intents: Sequence[Intent]) -> dict[State, int]:
    """Count intents by their state."""
    counts: dict[State, int] = {}
    for intent in intents:
        counts[intent.state] = counts.get(intent.state, 0) + 1
    return counts


def _planned(desk: "Desk", key: str, change: Change) -> Planned:
    ticket = desk.tickets.get(key)
    if ticket is None:
        return Planned(key, key.removesuffix("#"), "", "", None, "it is not in the local copy any more")
    ticket = desk.shown(ticket)
    label = f"{ticket.label} {ticket.title}".strip()
    values, names = values_for(ticket, change)
    before = ", ".join(text or "none" for text in shown_of(ticket, values).values())
    after = ", ".join(names.get(value_key, str(value)) or "none" for value_key, value in values.items())
    if change.adds:
        new = [name for id, name in _added(change).items() if id not in {tag.id for tag in ticket.tags}]
        after = ", ".join(f"+ {name}" for name in new)
    if any(one.state in DECIDE for one in desk.outbox.of(key)):
        return Planned(key, label, before, after, None, "a change of it waits for your decision")
    if is_so(ticket, values):
        return Planned(key, label, before, after, None, "it is so already")
    intent = desk.changes.of_ticket(ticket, values, names=names)
    if intent.kind is Kind.TICKET_ASSIGN and not desk.assign_key:
        return Planned(key, label, before, after, None, "assigning is not set up")
    return Planned(key, label, before, after, intent)


def is_so(ticket: "Ticket", values: Values) -> bool:
    """Tell whether a ticket has these values already."""
    have = values_of(ticket, values)
    return all(key in have and same_value(key, have[key], value) for key, value in values.items())


def values_for(ticket: "Ticket", change: Change) -> tuple[dict[str, Any], Mapping[str, str]]:
    """Give what a change writes to a ticket, and what that is called."""
    if not change.adds:
        return dict(change.values), change.names
    have = {tag.id: tag.name or tag.id for tag in ticket.tags}
    both = {**have, **_added(change)}
    return {"tags": list(both)}, {"tags": ", ".join(both.values())}


def _added(change: Change) -> dict[str, str]:
    """Give what a change adds: ids and names."""
    return dict(zip(change.values["tags"], change.names["tags"].split(", "), strict=True))
