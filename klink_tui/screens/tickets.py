"""Tickets: the queue, page by page, and what can be done to the ticket under the cursor."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from klink_tui.desk.events import DeskEvent, TicketChanged, TicketCreated
from klink_tui.desk.pages import PageBook
from klink_tui.desk.queue import Queue
from klink_tui.models.ticket import Ticket
from klink_tui.screens.base import bindings_of
from klink_tui.screens.lists import PagedScreen
from klink_tui.screens.ticketacts import TicketActs
from klink_tui.widgets.cells import Cell
from klink_tui.widgets.facts import Facts
from klink_tui.widgets.prose import Prose
from klink_tui.widgets.ticketlook import TICKET_COLUMNS, ticket_cells, ticket_facts, unreadable_ticket
from klink_tui.widgets.values import custom_facts, doubts


class TicketsScreen(PagedScreen[Ticket], TicketActs):
    """The queue."""

    NAME = "tickets"
    SECTION = "tickets"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("tickets")
    COLUMNS = TICKET_COLUMNS
    NOUN = ("ticket", "tickets")

    @property
    def book(self) -> PageBook[Ticket]:
        """The pages of the server's list."""
        return self.desk.tickets.book

    @property
    def ticket(self) -> Ticket | None:
        """The ticket under the cursor."""
        return self.current

    def key_of(self, item: Ticket) -> str:
        """Give the ticket's key."""
        return item.key

    def cells_of(self, item: Ticket) -> Sequence[Cell]:
        """Give the ticket's cells."""
        return ticket_cells(item, self.desk.now(), pending=self.desk.changes.pending(item.key))

    def unreadable_cells(self, reason: str) -> Sequence[Cell]:
        """Give the cells of a record that can't be read."""
        return unreadable_ticket(reason)

    def nothing_here(self) -> tuple[str, str]:
        """Say that the queue is empty."""
        return "No tickets here.", "The server has none for this token. + creates one."

    def preview_body(self) -> ComposeResult:
        """Give title, text and facts."""
        yield Static(id="preview-title", markup=False)
        yield Prose(id="preview-text")
        yield Facts(id="preview-facts")

    def draw_preview(self, item: Ticket | None) -> None:
        """Show the ticket under the cursor, or why it can't be shown."""
        title = self.query_one("#preview-title", Static)
        facts = self.query_one("#preview-facts", Facts)
        text = self.query_one("#preview-text", Prose)
        text.display = item is not None
        if item is None:
            reason = self.rows.reason(self.list.cursor_key)
            title.update(Content(f"This record can't be read: {reason}." if reason else ""))
            facts.facts = ()
            return
        title.update(Content.assemble((f"{item.label} ", "$klink-muted"), (item.title or "(no title)", "bold")))
        text.text = item.description
        facts.facts = (
            *ticket_facts(item, self.desk.now(), self.desk.timezone),
            *custom_facts(item.custom_fields),
            *doubts(item),
        )
        self.query_one("#preview").scroll_home(animate=False)

    def heard(self, event: DeskEvent) -> None:
        """Redraw a ticket that changed; fetch the list again when one was created."""
        if isinstance(event, TicketChanged):
            if self._sheet is not None and (sheet := self.book.peek(self.number)) is not None:
                self._show(self.number, sheet, None)
        elif isinstance(event, TicketCreated):
            self.turn_to(1)
            self.action_refresh_now()

    def action_open(self) -> None:
        """Open the ticket under the cursor."""
        from klink_tui.screens.ticket import TicketScreen

        if (ticket := self.ticket) is not None:
            queue = Queue(self.book, self.number, ticket.key)
            self.app.push_screen(TicketScreen(self.desk, ticket, queue=queue), lambda _: self._return_to(queue))
        elif reason := self.rows.reason(self.list.cursor_key):
            self.say(f"This record can't be read: {reason}.", bad=True)

    def _return_to(self, queue: Queue[Ticket]) -> None:
        """Put the cursor on the ticket that was last on view."""
        self.turn_to(queue.number, cursor=queue.key)
