"""Everything that an agent changes, sent one at a time for each ticket and marked while it is under way."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Final, TypeVar
from weakref import WeakValueDictionary

from klink_tui.desk.contacts import ContactDesk
from klink_tui.desk.events import (
    Bus,
    ContactChanged,
    ContactGone,
    DeskEvent,
    TicketChanged,
    TicketCreated,
    WritesChanged,
)
from klink_tui.desk.references import Connect, References
from klink_tui.desk.tickets import TicketDesk
from klink_tui.errors import ApiError, BadReplyError, LostReplyError, ServerError
from klink_tui.models.contact import Contact
from klink_tui.models.message import SentMessage
from klink_tui.models.record import Record
from klink_tui.models.ticket import Ticket
from klink_tui.models.writes import ChannelBody, ContactBody, TicketBody
from klink_tui.text import one_line

T = TypeVar("T")

_GATEWAY: Final = frozenset({502, 504})
"""What a gateway says that had no answer from the server behind it."""
_WRITES: Final = WritesChanged()


class Changes:
    """Writes to the server. A write that was answered is shown wherever its record stands."""

    def __init__(
        self,
        connect: Connect,
        *,
        tickets: TicketDesk,
        contacts: ContactDesk,
        references: References,
        bus: Bus,
        now: Callable[[], datetime],
    ) -> None:
        """Start with nothing under way."""
        self._connect = connect
        self._tickets = tickets
        self._contacts = contacts
        self._references = references
        self._bus = bus
        self._now = now
        self._pending: dict[str, str] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def pending(self, key: str) -> str:
        """What is under way for a ticket (its key) or a contact (its id), in words; empty for nothing."""
        return self._pending.get(key, "")

    @property
    def under_way(self) -> tuple[str, ...]:
        """Everything that is under way, in words."""
        return tuple(self._pending.values())

    async def set_status(self, ticket: Ticket, status: str) -> Ticket:
        """Set a ticket's status (contract §2, Update status).

        Raises:
            ApiError: it was not set; :class:`~klink_tui.errors.LostReplyError` where that is not known.
        """
        client = await self._connect()
        return await self._change(
            ticket,
            f"{ticket.label} status → {status}",
            lambda: client.tickets.update_status(ticket.id, status),
            {"status": status},
        )

    async def update_ticket(self, ticket: Ticket, body: TicketBody) -> Ticket:
        """Send the changed fields of a ticket (contract §2, Update).

        Raises:
            ApiError: they were not taken; :class:`~klink_tui.errors.LostReplyError` where that is not known.
        """
        client = await self._connect()
        plain = body.model_dump(exclude_unset=True, include={"title", "description", "status", "priority", "channel"})
        return await self._change(ticket, f"{ticket.label} edit", lambda: client.tickets.update(ticket.id, body), plain)

    async def create_ticket(self, body: TicketBody) -> Ticket:
        """Create a ticket (contract §2, Create). Never repeated by itself.

        Raises:
            ApiError: it was not created; :class:`~klink_tui.errors.LostReplyError` where that is not known.
        """
        client = await self._connect()
        async with self._under_way("new ticket", "new ticket"):
            ticket = await _answer(client.tickets.create(body))
        self._bus.announce(TicketCreated(ticket.key))
        return ticket

    async def create_contact(self, body: ContactBody) -> Contact:
        """Create a contact (contract §2, Create). Never repeated by itself.

        Raises:
            ApiError: it was not created; :class:`~klink_tui.errors.LostReplyError` where that is not known.
        """
        client = await self._connect()
        async with self._under_way("new contact", "new contact"):
            contact = await _answer(client.contacts.create(body))
        self._contacts.put(contact)
        self._bus.announce(ContactChanged(contact.id))
        return contact

    async def update_contact(self, contact: Contact, body: ContactBody) -> Contact:
        """Send the changed fields of a contact (contract §2, Update), and read it again where it can be read.

        Raises:
            ApiError: they were not taken; :class:`~klink_tui.errors.LostReplyError` where that is not known.
        """
        client = await self._connect()
        wanted = body.model_dump(exclude_unset=True, include={"name", "address", "notes", "channel"})

        def shows(found: Contact) -> bool:
            return bool(wanted) and _holds(found, wanted)

        async with self._under_way(contact.id, f"{contact.label} edit"):
            try:
                await _answer(client.contacts.update(contact.id, body))
            except LostReplyError:
                if not await self._contact_shows(contact.id, shows):
                    raise
        return await self._read_contact_again(contact)

    async def add_tags(self, contact: Contact, names: Sequence[str]) -> Contact:
        """Add tags to a contact by name (contract §2, Update tags, MERGE), and read it again where it can be read.

        Raises:
            ApiError: they were not taken; :class:`~klink_tui.errors.LostReplyError` where that is not known.
        """
        client = await self._connect()
        async with self._under_way(contact.id, f"{contact.label} tags"):
            try:
                await _answer(client.contacts.update_tags(contact.id, names))
            except LostReplyError:
                wanted = {one_line(name) for name in names}
                if not await self._contact_shows(contact.id, lambda found: wanted <= {tag.name for tag in found.tags}):
                    raise
        return await self._read_contact_again(contact)

    async def delete_contact(self, contact: Contact) -> None:
        """Delete a contact (contract §2, Delete); one that is gone already counts as deleted.

        Raises:
            ApiError: it was not deleted; :class:`~klink_tui.errors.LostReplyError` where that is not known.
        """
        client = await self._connect()
        async with self._under_way(contact.id, f"delete {contact.label}"):
            await _answer(client.contacts.delete(contact.id))
        self._contacts.drop(contact.id)
        self._bus.announce(ContactGone(contact.id))

    async def send_message(self, contact_id: str, text: str) -> SentMessage:
        """Send a message to a contact (contract §2, Send message). Never repeated by itself.

        Raises:
            LostReplyError: it may have been sent.
            ApiError: it was not sent.
        """
        client = await self._connect()
        async with self._under_way(f"message {contact_id}", "message"):
            return await _answer(client.messages.send(contact_id, text, self._now()))

    async def create_channel(self, kind: str, name: str) -> None:
        """Create a channel (contract §2, Channel; its body is assumed).

        Raises:
            ApiError: it was not created; :class:`~klink_tui.errors.LostReplyError` where that is not known.
        """
        client = await self._connect()
        async with self._under_way("new channel", "new channel"):
            await _answer(client.channels.create(ChannelBody(type=kind, name=name)))
        with suppress(ApiError):  # The channel is there; the list stays as old as it says.
            await self._references.channels.refresh()

    async def comment(self, room_id: str, text: str) -> None:
        """Write a comment for colleagues on a room (contract §2, Room comment).

        Raises:
            ApiError: it was not written; :class:`~klink_tui.errors.LostReplyError` where that is not known.
        """
        client = await self._connect()
        async with self._under_way(f"comment {room_id}", "comment"):
            await _answer(client.comments.create(room_id, text))

    async def _change(
        self,
        ticket: Ticket,
        words: str,
        send: Callable[[], Awaitable[Ticket | None]],
        wanted: Mapping[str, str | None],
    ) -> Ticket:
        async with self._under_way(ticket.key, words, TicketChanged(ticket.key)):
            try:
                answer = await _answer(send())
            except LostReplyError:
                answer = await self._settle(ticket, wanted)
                if answer is None:
                    raise
            changed = await self._as_it_stands(ticket, answer, wanted)
            await self._tickets.put(changed)
        return changed

    async def _settle(self, ticket: Ticket, wanted: Mapping[str, str | None]) -> Ticket | None:
        """Read the ticket again after a lost reply: give it where it shows the change, ``None`` where it doesn't."""
        try:
            found = await self._tickets.again(ticket)
        except ApiError:
            return None
        return found if found is not None and wanted and _holds(found, wanted) else None

    async def _contact_shows(self, contact_id: str, shows: Callable[[Contact], bool]) -> bool:
        """Read a contact again after a lost reply, and tell whether it shows the change."""
        try:
            return shows(await self._contacts.read(contact_id))
        except ApiError:
            return False

    async def _as_it_stands(self, ticket: Ticket, answer: Ticket | None, wanted: Mapping[str, str | None]) -> Ticket:
        """Give the ticket after a change: the answer where it is whole, else read again, else with what was sent.

        An answer to a write may leave out what a list row carries (contract §3, Ticket).
        """
        left_out = ticket.model_fields_set - wanted.keys()
        if answer is not None and answer.key == ticket.key and answer.model_fields_set >= left_out:
            return answer
        try:
            found = await self._tickets.again(ticket)
        except ApiError:
            found = None
        return found or Ticket.read({**ticket.raw, **wanted})

    async def _read_contact_again(self, contact: Contact) -> Contact:
        """Give the contact after a change, or as it was known where it can't be read: it was changed all the same."""
        with suppress(ApiError):
            contact = await self._contacts.read(contact.id)
        self._bus.announce(ContactChanged(contact.id))
        return contact

    @asynccontextmanager
    async def _under_way(self, key: str, words: str, event: DeskEvent = _WRITES) -> AsyncIterator[None]:
        """Mark a write as under way, and announce ``event`` as it begins and ends; one record's writes queue up."""
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            self._pending[key] = words
            self._bus.announce(event)
            try:
                yield
            finally:
                del self._pending[key]
                self._bus.announce(event)


async def _answer(write: Awaitable[T]) -> T:
    """Give the answer of a write; whatever is not the API's own leaves open what became of it.

    Raises:
        LostReplyError: it may have been applied.
        ApiError: it was not.
    """
    try:
        return await write
    except BadReplyError as error:
        if 300 <= error.status < 400:
            raise
        raise _in_doubt(error) from error
    except ServerError as error:
        if error.status not in _GATEWAY:
            raise
        raise _in_doubt(error) from error


def _holds(record: Record, wanted: Mapping[str, str | None]) -> bool:
    """Tell whether a record's texts are the wanted ones."""
    return all(getattr(record, name) == (value or "") for name, value in wanted.items())


def _in_doubt(error: ApiError) -> LostReplyError:
    return LostReplyError(error.message, hint="It may have been applied all the same.", attempt=error.attempt)
