"""Variables in macros and snippets: ``{contact.first_name}``, looked up in a table of texts and put in as they are.

Nothing is evaluated. What is put in is not looked at again: a title that says ``{agent.name}`` stays as it is.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Final
from zoneinfo import ZoneInfo

from klink_tui.models.contact import Contact
from klink_tui.models.moment import Moment
from klink_tui.models.ticket import Ticket

TABLE: Final[Mapping[str, str]] = {
    "ticket.number": "its number",
    "ticket.title": "its title",
    "ticket.status": "its status, as it was before the macro",
    "ticket.priority": "its priority, as it was before the macro",
    "ticket.channel": "the channel it came in by",
    "ticket.created": "the day it was created",
    "ticket.assignee": "whose it is",
    "contact.name": "the customer's name",
    "contact.first_name": "the customer's first name",
    "contact.email": "their first email address",
    "contact.phone": "their first phone number",
    "agent.name": "your name, as the desk has it",
    "agent.first_name": "your first name",
    "agent.email": "your email address",
    "today": "the day it is",
}
"""Every variable there is, and what it stands for."""
_VARIABLE: Final = re.compile(r"\{[ \t]*(?P<name>[A-Za-z_]\w*(?:\.\w+)*)[ \t]*(?:\|(?P<otherwise>[^{}\n]*))?\}")


@dataclass(frozen=True, slots=True)
class Agent:
    """Who writes."""

    name: str = ""
    """Empty where nobody said who that is."""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Expanded:
    """A text with its variables put in."""

    text: str
    """What could not be put in stands in it still, in braces."""
    empty: tuple[str, ...] = ()
    """Variables that have no value here, each once."""
    unknown: tuple[str, ...] = ()
    """Names that are no variables, each once."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text has a variable."""

    name: str
    start: int
    """Its first character, from 0."""


def expand(text: str, values: Mapping[str, str]) -> Expanded:
    """Put values in the places of variables; ``{name|words}`` gives the words where the value is empty.

    Args:
        text: what an agent wrote in a file.
        values: the value of each variable, from :func:`values_for`; one that is left out is empty.
    """
    empty: dict[str, None] = {}
    unknown: dict[str, None] = {}

    def put(found: re.Match[str]) -> str:
        name = found["name"].lower()
        if name not in TABLE:
            unknown[name] = None
            return found[0]
        value, otherwise = values.get(name, ""), found["otherwise"]
        if value:
            return value
        if otherwise is not None:
            return otherwise
        empty[name] = None
        return f"{{{name}}}"

    return Expanded(_VARIABLE.sub(put, text), tuple(empty), tuple(unknown))


def places(text: str) -> Iterator[Place]:
    """Give every variable of a text, those that are not known among them."""
    return (Place(found["name"].lower(), found.start()) for found in _VARIABLE.finditer(text))


def left_in(text: str) -> tuple[str, ...]:
    """Give the variables that stand in a text unfilled, in braces, each once."""
    found = (place.name for place in places(text))
    return tuple(dict.fromkeys(f"{{{name}}}" for name in found if name in TABLE))


def nearest_variable(name: str) -> str:
    """Say which variable may be meant by a name that is none."""
    near = get_close_matches(name, TABLE, n=1, cutoff=0.5)
    return f"Did you mean {{{near[0]}}}?" if near else f"Known are: {', '.join(TABLE)}."


def values_for(
    ticket: Ticket | None, contact: Contact | None, agent: Agent, *, today: date, zone: str
) -> dict[str, str]:
    """Give the value of every variable; empty for what is not known.

    Args:
        ticket: what is written about; ``None`` for no ticket.
        contact: whom is written to, as whole as it is here.
        agent: who writes.
        today: the day it is.
        zone: IANA name of the agent's time zone.
    """
    values = dict.fromkeys(TABLE, "")
    values |= {
        "agent.name": agent.name,
        "agent.first_name": first_name(agent.name),
        "agent.email": agent.email,
        "today": today.isoformat(),
    }
    if ticket is not None:
        number = ticket.ticket_number
        values |= {
            "ticket.number": str(number) if number is not None else ticket.id,
            "ticket.title": ticket.title,
            "ticket.status": ticket.status,
            "ticket.priority": ticket.priority,
            "ticket.channel": ticket.channel,
            "ticket.created": _day(ticket.created_at, zone),
            "ticket.assignee": ticket.assignee_name,
        }
    if contact is not None:
        values |= {
            "contact.name": contact.name,
            "contact.first_name": first_name(contact.name),
            "contact.email": next(iter(contact.emails), ""),
            "contact.phone": next(iter(contact.phones), ""),
        }
    return values


def first_name(name: str) -> str:
    """Give the first of somebody's names: ``Anna`` of ``Anna Lindqvist``, ``Lindqvist, Anna`` and ``Dr. Anna L.``."""
    _, comma, behind = name.partition(",")
    words = (behind if comma and behind.strip() else name).replace(",", " ").split()
    return next((word for word in words if not word.endswith(".")), words[0] if words else "")


def _day(moment: Moment | None, zone: str) -> str:
    if moment is None or moment.at is None:
        return ""
    try:
        return moment.at.astimezone(ZoneInfo(zone)).date().isoformat()
    except OverflowError:  # The first or the last day there is: what some servers write for "never".
        return ""
