"""Opens again what was being typed: the form, the composer or the box that a draft belongs to."""

from typing import Any

from textual.screen import Screen

from klink_tui.desk.desk import Desk
from klink_tui.desk.formjobs import basis_of
from klink_tui.store.drafts import Draft

NEW_FOR = "new "
"""What the target of a new ticket's draft begins with that is for a contact; their id follows."""


def screen_of(desk: Desk, draft: Draft) -> Screen[Any] | None:
    """Give the screen that goes on with a draft; ``None`` where the record it is for is not here."""
    match draft.kind:
        case "ticket":
            return _ticket_form(desk, draft.target)
        case "contact":
            return _contact_form(desk, draft.target)
        case "message":
            return _composer(desk, draft)
        case "channel":
            from klink_tui.screens.newchannel import NewChannelScreen

            channels = desk.references.channels.peek()
            types = dict.fromkeys(channel.type for channel in channels.items if channel.type) if channels else {}
            return NewChannelScreen(desk, tuple(types))
        case "note":
            from klink_tui.screens.note import NoteScreen

            return NoteScreen(desk, draft.target, draft.label or draft.target)
    return None


def is_stale(desk: Desk, draft: Draft) -> bool:
    """Tell whether the record has changed since the draft was begun."""
    if not draft.basis:
        return False
    record = desk.contacts.peek(draft.target) if draft.kind == "contact" else desk.tickets.get(draft.target)
    return record is not None and basis_of(record) != draft.basis


def _ticket_form(desk: Desk, target: str) -> Screen[Any] | None:
    from klink_tui.screens.forms import edit_ticket, new_ticket

    if not target:
        return new_ticket(desk, None)
    if target.startswith(NEW_FOR):
        contact = desk.contacts.peek(target.removeprefix(NEW_FOR))
        return None if contact is None else new_ticket(desk, contact)
    ticket = desk.tickets.get(target)
    return None if ticket is None else edit_ticket(desk, ticket)


def _contact_form(desk: Desk, target: str) -> Screen[Any] | None:
    from klink_tui.screens.forms import edit_contact, new_contact

    if not target:
        return new_contact(desk)
    contact = desk.contacts.peek(target)
    return None if contact is None else edit_contact(desk, contact)


def _composer(desk: Desk, draft: Draft) -> Screen[bool]:
    from klink_tui.screens.compose import ComposeScreen

    contact_id = str(draft.content.get("contact_id", draft.target))
    name = str(draft.content.get("contact", ""))
    return ComposeScreen(desk, contact_id, name, about=desk.tickets.get(draft.target))
