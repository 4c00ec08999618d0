"""What makes something new. Once its request may have left it is never sent again: it is looked for instead.

What already looks the same is noted before the request leaves. Whatever looks the same afterwards and was not noted is
the agent's own.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from klink_tui.api.paging import collect
from klink_tui.desk.cases import RoomComments
from klink_tui.desk.contacts import ContactDesk
from klink_tui.desk.events import Bus, CommentWritten, ContactChanged, TicketCreated
from klink_tui.desk.references import Connect, References
from klink_tui.desk.sending.outcome import Begin, Outcome, in_doubt, not_applied, not_read, was_answered
from klink_tui.desk.sending.tickets import ticket_body
from klink_tui.desk.tickets import CONTACT_CAP, TicketDesk
from klink_tui.desk.values import CUSTOM, same_value
from klink_tui.errors import KlinkError
from klink_tui.models.contact import Contact
from klink_tui.models.intent import Intent, State
from klink_tui.models.ticket import Ticket
from klink_tui.models.writes import ChannelBody, ContactBody

KNOWN = "known"
"""The key in an intent's ``base`` of what looked the same before: a list of ids."""


class PostSender(ABC):
    """Makes something new, at most once."""

    WHAT = ""
    """What it makes, in words."""

    async def deliver(self, intent: Intent, begin: Begin) -> Outcome | None:
        """Note what looks the same, send, and look for it where that leaves a doubt."""
        try:
            known = await self.alike(intent)
        except KlinkError as error:
            waits = not_read(error)
            if waits is not None:
                return waits
            known = None  # What can't be looked for can't be found later either: then the agent is asked.
        sending = await begin(base={**intent.base, KNOWN: known} if known is not None else dict(intent.base))
        if sending is None:
            return None
        try:
            label = await self.send(sending)
        except KlinkError as error:
            outcome = not_applied(error, post=True)
            if outcome is not None:
                return outcome
            return await self._found(sending, error.message, answered=was_answered(error))
        return Outcome(State.DONE, label=label)

    async def find_out(self, intent: Intent) -> Outcome:
        """Look for what may have been made."""
        return await self._found(intent, "The console ended, or the answer was lost.", answered=False)

    @abstractmethod
    async def alike(self, intent: Intent) -> list[str] | None:
        """Give the ids of what looks the same; ``None`` where not all of what may can be looked at.

        Raises:
            ApiError: it can't be had.
        """

    @abstractmethod
    async def send(self, intent: Intent) -> str:
        """Send it, and give what it is called.

        Raises:
            ApiError: it was not made, or that is not known.
        """

    async def adopt(self, intent: Intent, id: str) -> str:
        """Take in what was found to be made, and give what it is called."""
        return ""

    async def _found(self, intent: Intent, why: str, *, answered: bool) -> Outcome:
        words = f"{self.WHAT.capitalize()} may have been made: {why}"
        known: list[str] | None = intent.base.get(KNOWN)
        try:
            alike = await self.alike(intent) if known is not None else None
        except KlinkError as error:
            return in_doubt(intent, f"{words} {error.message}", look=True, failed=error)
        if alike is None or known is None:
            return in_doubt(intent, words, look=False)
        new = [id for id in alike if id not in known]
        if new:
            return Outcome(State.DONE, "Its answer was lost; it was found.", label=await self.adopt(intent, new[0]))
        if answered:
            return Outcome(State.REFUSED, f"{why} It was looked for and is not there.")
        return in_doubt(intent, f"{words} It was looked for and is not there yet.", look=True)


class TicketMaker(PostSender):
    """Creates tickets (contract §2, Create)."""

    WHAT = "the ticket"

    def __init__(self, connect: Connect, tickets: TicketDesk, bus: Bus) -> None:
        """Look for what was made among the contact's tickets."""
        self._connect = connect
        self._tickets = tickets
        self._bus = bus
        self._seen: dict[str, Ticket] = {}

    async def alike(self, intent: Intent) -> list[str] | None:
        """Give the tickets of the contact with the same title."""
        contact_id = intent.changes.get("contact_id")
        if not contact_id:
            return None
        related = await self._tickets.of_contact(str(contact_id))
        title = intent.changes.get("title")
        found = [ticket for ticket in related.tickets if same_value("title", ticket.title, title)]
        self._seen = {ticket.id: ticket for ticket in found}
        return [ticket.id for ticket in found] if related.complete else None

    async def send(self, intent: Intent) -> str:
        """Create the ticket."""
        client = await self._connect()
        return self._take(await client.tickets.create(ticket_body(intent.changes)))

    async def adopt(self, intent: Intent, id: str) -> str:
        """Show the ticket that was found."""
        return self._take(self._seen[id]) if id in self._seen else ""

    def _take(self, ticket: Ticket) -> str:
        self._bus.announce(TicketCreated(ticket.key))
        return f"{ticket.label} {ticket.title}".strip()


class ContactMaker(PostSender):
    """Creates contacts (contract §2, Create; inferred)."""

    WHAT = "the contact"

    def __init__(self, connect: Connect, contacts: ContactDesk, bus: Bus) -> None:
        """Look for what was made in the list of contacts."""
        self._connect = connect
        self._bus = bus
        self._contacts = contacts
        self._seen: dict[str, Contact] = {}

    async def alike(self, intent: Intent) -> list[str] | None:
        """Give the contacts with the same name, or without one with the same address or number."""
        name = str(intent.changes.get("name") or "")
        word = name or next(iter((*_texts(intent, "email"), *_texts(intent, "phone"))), "")
        if not word:
            return None
        client = await self._connect()
        collected = await collect(partial(client.contacts.list, word.split()[0]), cap=CONTACT_CAP)
        found = [one for one in collected.items if _is_alike(one, name, intent)]
        self._seen = {one.id: one for one in found}
        return [one.id for one in found] if collected.is_whole else None

    async def send(self, intent: Intent) -> str:
        """Create the contact."""
        client = await self._connect()
        return self._take(await client.contacts.create(contact_body(intent.changes)))

    async def adopt(self, intent: Intent, id: str) -> str:
        """Show the contact that was found."""
        return self._take(self._seen[id]) if id in self._seen else ""

    def _take(self, contact: Contact) -> str:
        self._contacts.put(contact)
        self._bus.announce(ContactChanged(contact.id))
        return contact.label


class MessageSender(PostSender):
    """Sends messages (contract §2, Send message). The API reads none: a lost reply stays a doubt."""

    WHAT = "the message"

    def __init__(self, connect: Connect) -> None:
        """Send with the client that ``connect`` gives."""
        self._connect = connect

    async def alike(self, intent: Intent) -> list[str] | None:
        """Give nothing: messages can't be read (contract §2, lacks 2)."""
        return None

    async def send(self, intent: Intent) -> str:
        """Send the message, as written when the agent said so."""
        client = await self._connect()
        written = datetime.fromtimestamp(intent.created, UTC)
        await client.messages.send(intent.route["contact_id"], str(intent.changes["text"]), written)
        return ""

    async def _found(self, intent: Intent, why: str, *, answered: bool) -> Outcome:
        return Outcome(State.UNKNOWN, f"It may have been sent: {why}")


class CommentSender(PostSender):
    """Writes comments for colleagues (contract §2, Room comment)."""

    WHAT = "the comment"

    def __init__(self, connect: Connect, comments: RoomComments, bus: Bus) -> None:
        """Look for what was written among the room's comments."""
        self._connect = connect
        self._comments = comments
        self._bus = bus

    async def alike(self, intent: Intent) -> list[str] | None:
        """Give the room's comments with the same text."""
        found = await self._comments.of_room(intent.target)
        return [one.id for one in found if same_value("text", one.text, intent.changes["text"])]

    async def send(self, intent: Intent) -> str:
        """Write the comment."""
        client = await self._connect()
        await client.comments.create(intent.target, str(intent.changes["text"]))
        self._bus.announce(CommentWritten(intent.target))
        return ""

    async def adopt(self, intent: Intent, id: str) -> str:
        """Let the comment be shown."""
        self._bus.announce(CommentWritten(intent.target))
        return ""


class ChannelMaker(PostSender):
    """Creates channels (contract §2, Channel; their body is assumed)."""

    WHAT = "the channel"

    def __init__(self, connect: Connect, references: References) -> None:
        """Look for what was made in the list of channels."""
        self._connect = connect
        self._references = references

    async def alike(self, intent: Intent) -> list[str] | None:
        """Give the channels of the same type and name."""
        # Not through the references: a look of theirs may have begun before the request left.
        client = await self._connect()
        found = await collect(client.channels.list)
        keys = ("type", "name")
        alike = [
            one.id
            for one in found.items
            if all(same_value(key, getattr(one, key), intent.changes[key]) for key in keys)
        ]
        return alike if found.is_whole else None

    async def send(self, intent: Intent) -> str:
        """Create the channel, and fetch the list of channels again."""
        client = await self._connect()
        await client.channels.create(ChannelBody(type=intent.changes["type"], name=intent.changes["name"]))
        try:
            await self._references.channels.refresh()
        except KlinkError:
            return ""  # The channel is there; the list stays as old as it says.
        return ""


def contact_body(changes: Mapping[str, Any]) -> ContactBody:
    """Give the request body of a contact's values."""
    custom = {key: value for key, value in changes.items() if key.startswith(CUSTOM)}
    plain = {key: value for key, value in changes.items() if not key.startswith(CUSTOM)}
    return ContactBody(**plain, custom_fields=custom) if custom else ContactBody(**plain)


def _texts(intent: Intent, key: str) -> list[str]:
    value = intent.changes.get(key)
    entries: Iterable[object] = value if isinstance(value, list | tuple) else [value] if value else []
    return [str(entry) for entry in entries]


def _is_alike(contact: Contact, name: str, intent: Intent) -> bool:
    if name and not same_value("name", contact.name, name):
        return False
    places: tuple[tuple[str, Callable[[], Iterable[str]]], ...] = (
        ("email", lambda: contact.emails),
        ("phone", lambda: contact.phones),
    )
    return all(set(_texts(intent, key)) <= set(have()) for key, have in places)
