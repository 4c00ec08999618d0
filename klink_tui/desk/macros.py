"""Macros and snippets at work: worked out for tickets of this desk, and handed over as one."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from klink_tui.desk.bulk import Change, Plan, Planned
from klink_tui.desk.people import Person, people_of
from klink_tui.desk.values import ASSIGNEE
from klink_tui.forms.spec import Choice
from klink_tui.macros.book import Book, Shelf
from klink_tui.macros.files import Broken, Macro, Snippet
from klink_tui.macros.staging import SO_ALREADY, Known, Staged, check, find_person, stage
from klink_tui.macros.variables import Agent, Expanded, expand, values_for
from klink_tui.models.intent import DECIDE, Intent, Kept, Kind
from klink_tui.text import one_line

if TYPE_CHECKING:
    from klink_tui.desk.desk import Desk
    from klink_tui.models.contact import Contact
    from klink_tui.models.ticket import Ticket

MESSAGE: Final = "message"
"""The kind of draft that a message to a ticket's contact is kept as."""
_AT_ONCE: Final = 20
"""Tickets that are planned before the event loop gets a turn."""
_SHOWN: Final = 48
"""Characters of a message that a plan shows."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays a part in macros."""

    people: Sequence[Person] = ()
    agent: Agent = field(default_factory=Agent)


class Macros:
    """The macros and snippets of one desk."""

    def __init__(self, desk: "Desk", directory: Path | None) -> None:
        """Work for ``desk`` with the files below ``directory``; without one there are none."""
        self._desk = desk
        self._book = Book(directory)
        self._looking = asyncio.Lock()
        self.shelf = Shelf()
        """What the files had when they were looked at last."""
        self.looked = False
        """Whether they were looked at at all."""
        self.cast = Cast()
        """Who plays a part, as found out last."""
        self._cast_for: tuple[str, int] | None = None

    async def look(self) -> Shelf:
        """Give what the files have now; those that have changed are read again, off the event loop."""
        async with self._looking:
            self.shelf = await asyncio.to_thread(self._book.look)
            self.looked = True
        return self.shelf

    async def find_cast(self) -> Cast:
        """Find out who the agent is and who the others are, where that may have changed."""
        me = self._desk.lexicon.me
        wanted = (me, self._desk.copy.version)
        if self._cast_for != wanted:
            people = await people_of(self._desk)
            found = find_person(people, me) if me else None
            emails = (found.detail if found else "", me)
            email = next((text for text in emails if "@" in text), "")
            self.cast = Cast(people, Agent(found.name if found else "", email))
            self._cast_for = wanted
        return self.cast

    @property
    def has_cast(self) -> bool:
        """Whether it is known who the agent is and who the others are, without looking again."""
        return self._cast_for == (self._desk.lexicon.me, self._desk.copy.version)

    # Single tickets

    def known(self) -> Known:
        """Give what of the desk is here."""
        references, carried = self._desk.references, self._desk.lexicon.carried
        fields, tags = references.ticket_fields.peek(), references.tags.peek()
        choices = {
            name: [Choice(value, label) for value, label in references.choices(name, carried=carried(name))]
            for name in ("status", "priority")
        }
        return Known(
            today=self._desk.today(),
            choices=choices,
            fields=fields.items if fields else None,
            tags=tags.items if tags else None,
            people=self.cast.people,
            me=self._desk.lexicon.me,
            assigns=bool(self._desk.assign_key),
        )

    def doubts(self, macros: Sequence[Macro]) -> list[Broken]:
        """Say which macros can't be on this desk, and why."""
        known = self.known()
        return [broken for macro in macros if (broken := check(macro, known)) is not None]

    def contact_of(self, ticket: "Ticket") -> "Contact | None":
        """Give a ticket's contact, as whole as they are here."""
        return (self._desk.contacts.peek(ticket.contact_id) if ticket.contact_id else None) or ticket.contact

    def stage(self, ticket: "Ticket", macro: Macro, known: Known | None = None) -> Staged:
        """Work a macro out for a ticket as it is shown, with the cast that was found last."""
        shown = self._desk.shown(ticket)
        return stage(macro, shown, self.values(shown, self.contact_of(shown)), known or self.known())

    def values(self, ticket: "Ticket | None", contact: "Contact | None") -> dict[str, str]:
        """Give the value of every variable."""
        desk = self._desk
        return values_for(ticket, contact, self.cast.agent, today=desk.today(), zone=desk.timezone)

    def expanded(self, snippet: Snippet, ticket: "Ticket | None", contact: "Contact | None") -> Expanded:
        """Give a snippet with its variables put in."""
        return expand(snippet.text, self.values(ticket, contact))

    def intents(self, ticket: "Ticket", staged: Staged, text: str, kept: Kept | None = None) -> list[Intent]:
        """Give what is to be written down for a ticket.

        Args:
            ticket: as it was when the macro was worked out.
            staged: what is done to it.
            text: the message as it is to be sent; empty for none.
            kept: the message, to be a draft again if nothing comes of it.
        """
        changes, made = self._desk.changes, []
        if staged.changes:
            made.append(changes.of_ticket(ticket, staged.changes, names=staged.names, labels=staged.labels))
        if staged.assignee is not None:
            id, name = staged.assignee
            made.append(changes.of_ticket(ticket, {ASSIGNEE: id}, names={ASSIGNEE: name}))
        if text.strip():
            made.append(changes.of_message(ticket.contact_id, ticket.contact_name, text, kept=kept))
        return made

    async def hand_over(self, macro: Macro, intents: Sequence[Intent]) -> None:
        """Write a macro's intents down as one: they leave together, and are undone as one.

        Raises:
            StoreError: they could not be written down; nothing will be sent.
        """
        windows = self._desk.outbox.windows
        # A message can't be taken back later: until it leaves, nothing of the macro does.
        window = windows.message if any(one.kind is Kind.MESSAGE for one in intents) else windows.change
        batch = words_of(macro) if len(intents) > 1 else ""
        await self._desk.outbox.add(*intents, batch=batch, window=window)

    # Many tickets

    async def plan(self, keys: Sequence[str], macro: Macro) -> Plan:
        """Look at each ticket, and say what would become of it."""
        await self.find_cast()
        items: list[Planned] = []
        written_to: dict[str, str] = {}
        known = self.known()
        for place, key in enumerate(keys):
            if place % _AT_ONCE == _AT_ONCE - 1:
                await asyncio.sleep(0)
            items.append(self._planned(key, macro, known, written_to))
        return Plan(Change(words_of(macro), {}), items)

    def _planned(self, key: str, macro: Macro, known: Known, written_to: dict[str, str]) -> Planned:
        """Plan one ticket; ``written_to`` has the contacts that get a message, and for which ticket."""
        ticket = self._desk.tickets.get(key)
        if ticket is None:
            return Planned(key, key.removesuffix("#"), "", "", None, "it is not in the local copy any more")
        staged = self.stage(ticket, macro, known)
        done = [part for part in staged.parts if not part.skipped]
        label = f"{ticket.label} {ticket.title}".strip()
        before = ", ".join(part.before or "none" for part in done)
        after = ", ".join(part.after or "none" for part in done)
        if staged.message:
            after = f"{after} · " * bool(after) + f"to {ticket.contact_name}: {_short(staged.message)}"
        if why := self._why_not(ticket, staged, written_to):
            return Planned(key, label, before, after, None, why)
        kept = None
        if staged.message:
            written_to[ticket.contact_id] = ticket.label
            kept = Kept(MESSAGE, ticket.key, typed_message(ticket, staged.message))
        intents = self.intents(ticket, staged, staged.message, kept)
        if not intents:
            skipped = [part.skipped for part in staged.parts if part.skipped]
            return Planned(
                key, label, before, after, None, ", ".join(dict.fromkeys(skipped)) or "there is nothing to do"
            )
        partly = [f"{part.label}: {part.skipped}" for part in staged.parts if part.skipped not in ("", SO_ALREADY)]
        return Planned(key, label, before, after, intents[0], "; ".join(partly), tuple(intents[1:]))

    def _why_not(self, ticket: "Ticket", staged: Staged, written_to: dict[str, str]) -> str:
        """Say why a ticket is left out of a run as a whole: nobody looks at each of its messages before they leave."""
        if any(one.state in DECIDE for one in self._desk.outbox.of(ticket.key)):
            return "a change of it waits for your decision"
        if staged.lacking:
            return "; ".join(staged.lacking)
        if staged.empty:
            return f"{', '.join(staged.empty)} {'is' if len(staged.empty) == 1 else 'are'} empty"
        if staged.message and ticket.contact_id in written_to:
            return f"{ticket.contact_name} gets the message for {written_to[ticket.contact_id]} already"
        if staged.message and self._desk.drafts.peek(MESSAGE, ticket.key) is not None:
            return "you have begun a message for it"
        return ""


def words_of(macro: Macro) -> str:
    """Say which macro it is."""
    return f"macro {macro.name}"


def typed_message(ticket: "Ticket", text: str, cursor: Sequence[int] = ()) -> dict[str, object]:
    """Give a message as the composer keeps it."""
    place = {"cursor": [*cursor]} if cursor else {}
    return {"text": text, **place, "contact_id": ticket.contact_id, "contact": ticket.contact_name}


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"
