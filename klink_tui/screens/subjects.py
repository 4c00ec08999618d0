"""A ticket or a contact as what is done to both knows it: what it is called, and all its fields in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from klink_tui.desk.desk import Desk
from klink_tui.desk.recents import CONTACT, TICKET
from klink_tui.models.contact import Contact
from klink_tui.models.ticket import Ticket
from klink_tui.widgets.contactlook import contact_facts
from klink_tui.widgets.facts import Fact
from klink_tui.widgets.ticketlook import ticket_facts
from klink_tui.widgets.values import custom_facts

_NOBODY: Final = "Assignee"
"""A fact that is told where there is no value too."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The record that is acted on."""

    kind: str
    """``ticket`` or ``contact``."""
    target: str
    """The ticket's key, the contact's id."""
    id: str
    """The server's id."""
    number: str
    """The ticket's number; empty where there is none."""
    label: str
    """What it is called where there is little room: ``#123``, or a name."""
    title: str
    """What it is called in a list of both."""


def subject_of_ticket(ticket: Ticket) -> Subject:
    """Give a ticket as a subject."""
    number = str(ticket.ticket_number) if ticket.ticket_number is not None else ""
    title = f"{ticket.label} {ticket.title}".strip()
    return Subject(TICKET, ticket.key, ticket.id, number, ticket.label, title)


def subject_of_contact(contact: Contact) -> Subject:
    """Give a contact as a subject."""
    return Subject(CONTACT, contact.id, contact.id, "", contact.label, contact.label)


def fields_of_ticket(desk: Desk, ticket: Ticket) -> Sequence[Fact]:
    """Give every field of a ticket that has a value, the contact's and the local note among them."""
    facts = ticket_facts(ticket, desk.now(), desk.timezone)
    contact = ticket.contact
    return (
        Fact("Number", str(ticket.ticket_number) if ticket.ticket_number is not None else ""),
        Fact("Title", ticket.title),
        Fact("Text", ticket.description),
        *(fact for fact in facts if fact.label != _NOBODY or ticket.assignee_name),
        *custom_facts(ticket.custom_fields),
        Fact("Contact", ticket.contact_name),
        Fact("Contact's phone", ", ".join(contact.phones) if contact else ""),
        Fact("Contact's email", ", ".join(contact.emails) if contact else ""),
        Fact("Contact id", ticket.contact_id),
        Fact("Ticket id", ticket.id),
        Fact("Your note", desk.drafts.note_on(ticket.key)),
    )


def fields_of_contact(desk: Desk, contact: Contact) -> Sequence[Fact]:
    """Give every field of a contact that has a value, the local note among them; each address is one of its own."""
    facts = contact_facts(contact, desk.now(), desk.timezone)
    return (
        Fact("Name", contact.name),
        *(Fact("Phone", phone) for phone in contact.phones),
        *(Fact("Email", email) for email in contact.emails),
        *(fact for fact in facts if fact.label not in ("Phone", "Email")),
        *custom_facts(contact.custom_fields),
        Fact("Notes", contact.notes),
        Fact("Contact id", contact.id),
        Fact("Your note", desk.drafts.note_on(contact.id)),
    )
