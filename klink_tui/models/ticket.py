"""A ticket as a list row gives it; there is no ticket detail (contract §2, lacks 1; §3, Ticket)."""

from klink_tui.models.contact import Contact
from klink_tui.models.customfield import CustomValues
from klink_tui.models.record import Line, Many, Record, Text, When, Whole
from klink_tui.models.reference import Category, Tag, User


class Ticket(Record):
    """A ticket. Every nested object can be absent (contract §3, Ticket)."""

    REQUIRED = ("id",)

    id: Line = ""
    ticket_number: Whole | None = None
    title: Line = ""
    description: Text = ""
    """Markdown or plain text, newlines kept."""
    type: Line = ""
    channel: Line = ""
    priority: Line = ""
    status: Line = ""
    created_at: When = None
    updated_at: When = None
    deleted_at: When = None
    contact_id: Line = ""
    creator_id: Line = ""
    assignee_id: Line = ""
    reason_to_assign: Text = ""
    assignee: User | None = None
    contact: Contact | None = None
    creator: User | None = None
    categories: Many[Category] = ()
    tags: Many[Tag] = ()
    custom_fields: CustomValues = ()

    @property
    def key(self) -> str:
        """What tells this ticket from every other: id and number, since the documented rows share an id."""
        return f"{self.id}#{self.ticket_number if self.ticket_number is not None else ''}"

    @property
    def label(self) -> str:
        """``#`` and number, or the id where there is no number."""
        return f"#{self.ticket_number}" if self.ticket_number is not None else self.id

    @property
    def contact_name(self) -> str:
        """The contact's name where the row carries one, else their id, else nothing."""
        return (self.contact.label if self.contact else "") or self.contact_id

    @property
    def assignee_name(self) -> str:
        """The assignee's name where the row carries one, else their id; empty where nobody is assigned."""
        return (self.assignee.label if self.assignee else "") or self.assignee_id
