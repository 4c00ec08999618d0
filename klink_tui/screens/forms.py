"""The forms of tickets and contacts."""

from klink_tui.desk.desk import Desk
from klink_tui.desk.formjobs import ContactJob, TicketJob
from klink_tui.models.contact import Contact
from klink_tui.models.ticket import Ticket
from klink_tui.screens.form import FormScreen


def edit_ticket(desk: Desk, ticket: Ticket) -> FormScreen:
    """Give the form of a ticket."""
    return FormScreen(TicketJob(desk, ticket))


def new_ticket(desk: Desk, contact: Contact | None) -> FormScreen:
    """Give the form of a new ticket, for ``contact`` where there is one; what is typed is kept for each of them."""
    job = TicketJob(desk, None, contact=contact)
    job.draft = ("ticket", f"new {contact.id}" if contact is not None else "")
    return FormScreen(job)


def edit_contact(desk: Desk, contact: Contact) -> FormScreen:
    """Give the form of a contact."""
    return FormScreen(ContactJob(desk, contact))


def new_contact(desk: Desk) -> FormScreen:
    """Give the form of a new contact."""
    return FormScreen(ContactJob(desk, None))
