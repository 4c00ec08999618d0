"""Everything that an agent can change, as intents for the outbox: what is wanted, and what was seen when it was."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from klink_tui.desk.outbox import Outbox
from klink_tui.desk.tickets import TicketDesk
from klink_tui.desk.values import ASSIGNEE, based_on, in_words, laid_over, shown_of, values_of
from klink_tui.models.contact import Contact
from klink_tui.models.intent import Intent, Kept, Kind, Values, field_label
from klink_tui.models.ticket import Ticket

_LONGEST: Final = 32
"""Characters of a value that are told in a line; of a longer one only that it changed."""


class Changes:
    """Writes intents down. Each method raises ``StoreError`` where that can't be done: then nothing will be sent."""

    def __init__(self, outbox: Outbox, tickets: TicketDesk) -> None:
        """Give them to ``outbox``."""
        self._outbox = outbox
        self._tickets = tickets

    def of_ticket(
        self,
        ticket: Ticket,
        changes: Values,
        *,
        names: Mapping[str, str] | None = None,
        before: Mapping[str, str] | None = None,
        labels: Mapping[str, str] | None = None,
        kept: Kept | None = None,
    ) -> Intent:
        """Give the intent to change a ticket, as the agent sees it: with what is on its way already.

        Args:
            ticket: as it was shown to the agent, with or without what is on its way.
            changes: new values by key.
            names: what new values are called: tags and people by name.
            before: what old ones are called, where the record itself does not say it well.
            labels: what fields are called.
            kept: what was typed.
        """
        keys = based_on(changes)
        ticket = laid_over(ticket, self._outbox.coming(ticket.key))
        kind = Kind.TICKET_EDIT
        if set(changes) == {"status"}:
            kind = Kind.TICKET_STATUS
        elif set(changes) == {ASSIGNEE}:
            kind = Kind.TICKET_ASSIGN
        shown = _shown({**shown_of(ticket, changes), **(before or {})}, changes, names or {})
        return Intent(
            kind=kind,
            target=ticket.key,
            label=f"{ticket.label} {ticket.title}".strip(),
            words=told(shown, labels or {}),
            changes=dict(changes),
            base=values_of(ticket, keys),
            shown=shown,
            route={"id": ticket.id, "contact_id": ticket.contact_id},
            kept=kept,
        )

    async def set_status(self, ticket: Ticket, status: str) -> Intent:
        """Set a ticket's status (contract §2, Update status)."""
        return await self._add(self.of_ticket(ticket, {"status": status}))

    async def change_ticket(
        self,
        ticket: Ticket,
        changes: Values,
        *,
        names: Mapping[str, str] | None = None,
        before: Mapping[str, str] | None = None,
        labels: Mapping[str, str] | None = None,
        kept: Kept | None = None,
    ) -> Intent:
        """Change fields of a ticket (contract §2, Update); arguments as for :meth:`of_ticket`."""
        return await self._add(self.of_ticket(ticket, changes, names=names, before=before, labels=labels, kept=kept))

    async def create_ticket(self, changes: Values, *, shown: Mapping[str, str], kept: Kept | None = None) -> Intent:
        """Create a ticket (contract §2, Create); ``shown`` has what was filled in, in words."""
        title = in_words(changes.get("title"))
        return await self._add(_new(Kind.TICKET_CREATE, f"new ticket {title}".strip(), changes, shown, kept))

    async def create_contact(self, changes: Values, *, shown: Mapping[str, str], kept: Kept | None = None) -> Intent:
        """Create a contact (contract §2, Create); ``shown`` has what was filled in, in words."""
        name = in_words(changes.get("name") or changes.get("email") or changes.get("phone"))
        return await self._add(_new(Kind.CONTACT_CREATE, f"new contact {name}".strip(), changes, shown, kept))

    async def change_contact(
        self,
        contact: Contact,
        changes: Values,
        *,
        names: Mapping[str, str] | None = None,
        before: Mapping[str, str] | None = None,
        labels: Mapping[str, str] | None = None,
        kept: Kept | None = None,
    ) -> Intent:
        """Change fields of a contact (contract §2, Update); arguments as for :meth:`of_ticket`."""
        shown = _shown({**shown_of(contact, changes), **(before or {})}, changes, names or {})
        return await self._add(
            Intent(
                kind=Kind.CONTACT_EDIT,
                target=contact.id,
                label=contact.label,
                words=told(shown, labels or {}),
                changes=dict(changes),
                base=values_of(contact, changes),
                shown=shown,
                kept=kept,
            )
        )

    async def add_tags(self, contact: Contact, names: Sequence[str]) -> Intent:
        """Add tags to a contact by name (contract §2, Update tags); they can't be taken off through the API."""
        had = ", ".join(tag.name for tag in contact.tags)
        new = ", ".join(dict.fromkeys((*(tag.name for tag in contact.tags), *names)))
        return await self._add(
            Intent(
                kind=Kind.CONTACT_TAGS,
                target=contact.id,
                label=contact.label,
                words=f"tags + {', '.join(names)}",
                changes={"tags": [*names]},
                shown={"tags": (had, new)},
            )
        )

    async def delete_contact(self, contact: Contact) -> Intent:
        """Delete a contact (contract §2, Delete); this can't be undone once it has left."""
        return await self._add(
            Intent(kind=Kind.CONTACT_DELETE, target=contact.id, label=contact.label, words="delete", changes={})
        )

    async def send_message(
        self, contact_id: str, name: str, text: str, *also: Intent, kept: Kept | None = None
    ) -> Intent:
        """Send a message to a contact (contract §2, Send message); this can't be undone once it has left.

        Args:
            contact_id: whom it reaches.
            name: what they are called.
            text: the message.
            also: what is done with it, and taken back with it.
            kept: what was typed.
        """
        return await self._add(self.of_message(contact_id, name, text, kept=kept), *also)

    @staticmethod
    def of_message(contact_id: str, name: str, text: str, *, kept: Kept | None = None) -> Intent:
        """Give the intent to send a message; arguments as for :meth:`send_message`."""
        return Intent(
            kind=Kind.MESSAGE,
            target=contact_id,
            label=name or contact_id,
            words="message",
            changes={"text": text},
            shown={"message": ("", text)},
            route={"contact_id": contact_id},
            kept=kept,
        )

    async def comment(self, room_id: str, name: str, text: str, *, kept: Kept | None = None) -> Intent:
        """Write a comment for colleagues on a room (contract §2, Room comment)."""
        return await self._add(
            Intent(
                kind=Kind.COMMENT,
                target=room_id,
                label=name,
                words="comment",
                changes={"text": text},
                shown={"comment": ("", text)},
                route={"room_id": room_id},
                kept=kept,
            )
        )

    async def create_channel(self, kind: str, name: str, *, kept: Kept | None = None) -> Intent:
        """Create a channel (contract §2, Channel; its body is assumed)."""
        changes = {"type": kind, "name": name}
        return await self._add(_new(Kind.CHANNEL_CREATE, f"new channel {name}", changes, changes, kept))

    async def _add(self, *intents: Intent) -> Intent:
        return (await self._outbox.add(*intents))[0]


def told(shown: Mapping[str, tuple[str, str]], labels: Mapping[str, str]) -> str:
    """Give changed fields on one line: ``status open → pending · description changed``."""
    parts = []
    for key, (old, new) in shown.items():
        name = labels.get(key) or field_label(key)
        short = max(len(old), len(new)) <= _LONGEST
        parts.append(f"{name} {old or 'none'} → {new or 'none'}" if short else f"{name} changed")
    return " · ".join(parts)


def _shown(before: Mapping[str, str], changes: Values, names: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    return {key: (before.get(key, ""), names.get(key, in_words(value))) for key, value in changes.items()}


def _new(kind: Kind, label: str, changes: Mapping[str, Any], shown: Mapping[str, str], kept: Kept | None) -> Intent:
    return Intent(
        kind=kind,
        target="",
        label=label,
        words="",
        changes=dict(changes),
        shown={key: ("", words) for key, words in shown.items()},
        kept=kept,
    )
