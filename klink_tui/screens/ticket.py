"""A ticket: its text and fields, its contact, and what else that contact has going on."""

from typing import ClassVar, Final

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from klink_tui.desk.desk import Desk
from klink_tui.desk.events import ContactChanged, DeskEvent, PinsChanged, TicketChanged
from klink_tui.desk.history import Stop
from klink_tui.desk.queue import Queue
from klink_tui.desk.recents import TICKET
from klink_tui.errors import KlinkError, NotFoundError
from klink_tui.models.contact import Contact
from klink_tui.models.ticket import Ticket
from klink_tui.models.ticketrow import TicketRow
from klink_tui.screens.around import AroundScreen
from klink_tui.screens.keys import bindings_of
from klink_tui.screens.macroacts import MacroActs
from klink_tui.widgets.cells import PINNED
from klink_tui.widgets.contactlook import contact_card
from klink_tui.widgets.facts import Fact, Facts, note_facts
from klink_tui.widgets.keyed import keyed
from klink_tui.widgets.outboxlook import pending_words
from klink_tui.widgets.prose import Prose
from klink_tui.widgets.ticketlook import age_cell, news, priority_tone, status_tone, ticket_facts
from klink_tui.widgets.values import custom_facts, doubts
from klink_tui.widgets.words import trouble_words

_COLOURS: Final = {
    "accent": "$accent",
    "good": "$success",
    "warn": "$warning",
    "bad": "$error",
    "muted": "$klink-muted",
}
"""Tones as theme variables."""


class TicketScreen(AroundScreen[TicketRow], MacroActs):
    """One ticket."""

    NAME = "ticket"
    SECTION = "tickets"
    NOUN = "ticket"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("ticket")

    def __init__(self, desk: Desk, ticket: Ticket, *, queue: Queue[TicketRow] | None = None) -> None:
        """Show ``ticket``; ``queue`` is the list it was opened from."""
        super().__init__(desk, queue=queue)
        self._ticket = ticket
        self._news = ""

    @property
    def ticket(self) -> Ticket:
        """The ticket on view."""
        return self._ticket

    @property
    def stop(self) -> Stop:
        """The ticket, for the way back."""
        return Stop(TICKET, self._ticket.key, f"{self._ticket.label} {self._ticket.title}".strip())

    def main(self) -> ComposeResult:
        """Give the text."""
        yield Prose(id="description")

    def side(self) -> ComposeResult:
        """Give the fields, the contact's card and their affairs."""
        yield Facts(id="facts")
        yield Facts(id="card")
        yield from self.panels("Their other tickets")

    def ready(self) -> None:
        """Show the ticket."""
        self.show_ticket(self._ticket)

    def facts(self) -> str:
        """Say where one is."""
        place = f"page {self.queue.number} of the queue · " if self.queue else ""
        contact = self._ticket.contact_name or "no contact"
        return f"{place}{self._ticket.label} · {contact}"

    def menu_about(self) -> str:
        """Name the ticket."""
        return self._ticket.label

    def on_screen_resume(self) -> None:
        """Draw the ticket anew: a note may have been written on it."""
        if self.query("#facts"):
            self._draw(self._ticket)

    def heard(self, event: DeskEvent) -> None:
        """Redraw what changed."""
        if isinstance(event, TicketChanged) and event.key == self._ticket.key:
            self._draw(self.desk.tickets.latest(self._ticket))
        elif isinstance(event, PinsChanged) and event.target == self._ticket.key:
            self._draw(self._ticket)
        elif isinstance(event, ContactChanged) and event.contact_id == self._ticket.contact_id:
            self._draw_card(self.desk.contacts.peek(event.contact_id))

    def show_item(self, item: TicketRow) -> None:
        """Put another ticket of the queue on view."""
        if (ticket := self.desk.tickets.get(item.key)) is not None:
            self.show_ticket(ticket)

    def show_ticket(self, ticket: Ticket) -> None:
        """Put a ticket on view: what is here at once, the rest as it comes."""
        before = self.desk.tickets.before(ticket.key)
        self._news = news(before, ticket) if before is not None else ""
        self._draw(ticket)
        self.to_top()
        self._draw_card(self.desk.contacts.peek(ticket.contact_id) or ticket.contact)
        self.show_around(ticket.contact_id, without=ticket.key)
        self._look(ticket.key)
        self.desk.history.visit(self.stop)
        self.desk.recents.opened(TICKET, ticket.key, self.stop.label)

    @work(group="look", exit_on_error=False)
    async def _look(self, key: str) -> None:
        await self.desk.tickets.look(key)

    def go_on(self) -> None:
        """Show the next ticket of the list that it was opened from."""
        if self.queue is None:
            self.restate()
        else:
            self.action_next_item()

    def fetch_record(self) -> None:
        """Fetch the contact; the ticket itself comes with the contact's tickets."""
        if self._ticket.contact_id:
            self._fetch_contact(self._ticket)

    def related_found(self, tickets: tuple[Ticket, ...]) -> None:
        """Redraw the ticket as the server has it now."""
        fresh = next((ticket for ticket in tickets if ticket.key == self._ticket.key), None)
        if fresh is not None:
            self._draw(fresh)

    @work(group="contact", exclusive=True, exit_on_error=False)
    async def _fetch_contact(self, ticket: Ticket) -> None:
        try:
            contact = await self.desk.contacts.read(ticket.contact_id)
        except KlinkError as error:
            if ticket.key == self._ticket.key:
                self._draw_card(ticket.contact, error)
        else:
            if ticket.key == self._ticket.key:
                self._draw_card(contact)

    def _draw(self, ticket: Ticket) -> None:
        self._ticket = ticket
        now = self.desk.now()
        pending = pending_words(self.desk.outbox.of(ticket.key))
        ticket = self.desk.shown(ticket)
        old = age_cell(ticket.created_at, now, ticket.priority, ticket.status, self.desk.ages)
        parts = (
            (ticket.status or "no status", status_tone(ticket.status)),
            (ticket.priority or "no priority", priority_tone(ticket.priority)),
            (f"{old.text} old" if old.text else "", old.tone.replace("muted", "")),
            (pending, "warn"),
            # A name may be written from right to left: nothing stands behind it that it could draw to its other side.
            (ticket.assignee_name or "nobody assigned", ""),
        )
        styled = (Content.styled(text, _COLOURS.get(tone, "")) for text, tone in parts if text)
        star = f"{PINNED} " if self.desk.recents.is_pinned(TICKET, ticket.key) else ""
        title = Content.assemble((star, "$accent"), (f"{ticket.label}  ", "$klink-muted"), ticket.title or "(no title)")
        self.head(title, Content("   ").join(styled))
        self.query_one("#description", Prose).text = ticket.description
        since = (Fact("Changed", self._news, "accent"),) if self._news else ()
        note = self.desk.drafts.note_on(ticket.key)
        self.query_one("#facts", Facts).facts = (
            *since,
            *note_facts(note),
            *ticket_facts(ticket, now, self.desk.timezone),
            *custom_facts(ticket.custom_fields),
            *doubts(ticket),
        )

    def _draw_card(self, contact: Contact | None, error: KlinkError | None = None) -> None:
        facts = [Fact("Contact")]
        if contact is not None:
            facts += contact_card(contact, self.desk.now(), self.desk.timezone)
        else:
            facts.append(Fact("Name", self._ticket.contact_id or "none", "muted"))
        if isinstance(error, NotFoundError):
            facts.append(Fact("", "This contact is not there any more.", "warn"))
        elif error is not None:
            facts.append(Fact("", trouble_words(error, retry=keyed("<refresh>")), "bad"))
        self.query_one("#card", Facts).facts = facts
