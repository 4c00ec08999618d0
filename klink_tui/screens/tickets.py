"""Tickets: the queue, page by page, and what can be done to the ticket under the cursor."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from klink_tui.desk.desk import Desk
from klink_tui.desk.events import (
    CopyChanged,
    DeskEvent,
    IntentChanged,
    MirrorChanged,
    PinsChanged,
    ReferenceChanged,
    TicketChanged,
    TicketCreated,
)
from klink_tui.desk.queue import Queue
from klink_tui.desk.recents import TICKET
from klink_tui.desk.ticketbooks import ViewBook
from klink_tui.models.intent import Intent
from klink_tui.models.ticketrow import TicketRow
from klink_tui.screens.keys import bindings_of
from klink_tui.screens.macroacts import MacroActs
from klink_tui.screens.marks import RUN_MOST, MarkingScreen
from klink_tui.widgets.cells import Cell
from klink_tui.widgets.keyed import keyed
from klink_tui.widgets.ticketlook import TICKET_COLUMNS, ticket_cells, unreadable_ticket
from klink_tui.widgets.words import ago, count

if TYPE_CHECKING:
    from klink_tui.models.ticket import Ticket

FOLLOW: Final = 0.25
"""Seconds until what changed in the copy shows: a sweep changes it many times a second."""


class TicketsScreen(MarkingScreen, MacroActs):
    """The queue."""

    NAME = "tickets"
    SECTION = "tickets"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("tickets")
    COLUMNS = TICKET_COLUMNS
    NOUN = ("ticket", "tickets")

    def __init__(self, desk: Desk) -> None:
        """Start with the view that was last on view."""
        super().__init__(desk)
        self._follow_timer: Timer | None = None
        self._shown_version = -1

    @property
    def ticket(self) -> "Ticket | None":
        """The ticket under the cursor."""
        row = self.current
        return None if row is None else self.desk.tickets.get(row.key)

    def key_of(self, item: TicketRow) -> str:
        """Give the ticket's key."""
        return item.key

    def menu_about(self) -> str:
        """Name the ticket under the cursor, or count the marked: a change is meant for these."""
        row = self.current
        return self.marked_words() or (f"#{row.number}" if row is not None and row.number else "")

    def cells_of(self, item: TicketRow) -> Sequence[Cell]:
        """Give the ticket's cells."""
        pending = self.desk.outbox.mark(item.key)
        item = self.desk.shown_row(item)
        now, zone, marked = self.desk.now(), self.desk.timezone, self.is_marked(item.key)
        noted = item.key in self.desk.drafts.notes
        return ticket_cells(
            item,
            self.list.columns,
            now,
            zone,
            ages=self.desk.ages,
            pending=pending,
            marked=marked,
            noted=noted,
            pinned=self.desk.recents.is_pinned(TICKET, item.key),
        )

    def unreadable_cells(self, reason: str) -> Sequence[Cell]:
        """Give the cells of a record that can't be read."""
        return unreadable_ticket(reason, self.list.columns)

    def nothing_here(self) -> tuple[str, str]:
        """Say that the queue is empty, or that nothing in it matches."""
        if not self.query_text:
            return "No tickets here.", keyed("The server has none for this token. <new> creates one.")
        progress = self.desk.mirror.progress
        here = f"{progress.held:,} tickets are here"
        if progress.total is not None and progress.held < progress.total:
            here = f"Only {progress.held:,} of {progress.total:,} tickets are here yet"
        clear = "<filter.clear> shows the view as it is saved" if self.is_modified else "<view.1> shows the first view"
        return "Nothing matches.", f"{here}. " + keyed(f"{clear} · <filter> changes the query.")

    def facts(self) -> str:
        """Say which page is on view, how many tickets match, how many are here, and how old they are."""
        sheet = self._sheet
        age = ago(sheet.fetched_at, self.desk.now()) if sheet is not None else ""
        return " · ".join(part for part in (self.marked_words(), self.standing(), age) if part)

    def standing(self) -> str:
        """Say what is on view, but for how old it is."""
        if self.query_error is not None:
            return "This query can't be read."
        sheet, book = self._sheet, self.book
        progress = self.desk.mirror.progress
        here = ""
        if progress.total is not None and progress.held < progress.total:
            here = f"{progress.held:,} of {progress.total:,} tickets here"
        if sheet is None or not isinstance(book, ViewBook):
            return " · ".join(part for part in (super().standing(), here) if part)
        last = sheet.page.last_number
        parts = [f"page {self.number} of {last}" if book.total is not None else f"page {self.number}"]
        if book.total is None:
            parts.append("counting …")
        elif here:
            parts += [f"{book.total:,} match", here]
        else:
            parts.append(f"{book.total:,} of {count(progress.held, *self.NOUN)} match")
        return " · ".join(parts)

    def preview_body(self) -> ComposeResult:
        """Give title, text and facts."""
        from klink_tui.widgets.facts import Facts
        from klink_tui.widgets.prose import Prose

        yield Static(id="preview-title", markup=False)
        yield Prose(id="preview-text")
        yield Facts(id="preview-facts")

    def draw_preview(self, item: TicketRow | None) -> None:
        """Show the ticket under the cursor, or why it can't be shown."""
        from klink_tui.widgets.facts import Facts, note_facts
        from klink_tui.widgets.prose import Prose
        from klink_tui.widgets.ticketlook import ticket_facts
        from klink_tui.widgets.values import custom_facts, doubts

        title = self.query_one("#preview-title", Static)
        facts = self.query_one("#preview-facts", Facts)
        text = self.query_one("#preview-text", Prose)
        ticket = None if item is None else self.desk.tickets.get(item.key)
        text.display = ticket is not None
        if ticket is None:
            reason = self.rows.reason(self.list.cursor_key)
            title.update(Content(f"This record can't be read: {reason}." if reason else ""))
            facts.facts = ()
            return
        ticket = self.desk.shown(ticket)
        title.update(Content.assemble((f"{ticket.label} ", "$klink-muted"), (ticket.title or "(no title)", "bold")))
        text.text = ticket.description
        note = self.desk.drafts.note_on(ticket.key)
        facts.facts = (
            *note_facts(note),
            *ticket_facts(ticket, self.desk.now(), self.desk.timezone),
            *custom_facts(ticket.custom_fields),
            *doubts(ticket),
        )
        self.query_one("#preview").scroll_home(animate=False)

    def heard(self, event: DeskEvent) -> None:
        """Redraw a ticket that changed, follow the copy, and fetch the list again when a ticket was created."""
        if isinstance(event, IntentChanged):
            self._follow_change(event.intent)
        elif isinstance(event, TicketChanged | CopyChanged):
            self._follow_soon()
        elif isinstance(event, PinsChanged):
            self.list.repaint_row(event.target)
        elif isinstance(event, MirrorChanged):
            self.restate_views()
        elif isinstance(event, ReferenceChanged) and event.name == "ticket fields":
            self.reread()
        elif isinstance(event, TicketCreated):
            self.turn_to(1)
            self.action_refresh_now()

    def _follow_change(self, intent: Intent) -> None:
        """Draw the row of a change that has come further: what is on its way is laid over what the copy has."""
        if not intent.is_open:
            self._show_again()
            return
        self.list.repaint_row(intent.target)
        if self.list.cursor_key == intent.target:
            self._preview_soon()

    def on_screen_resume(self) -> None:
        """Catch up with what changed while another screen was on view."""
        if self._sheet is not None and self._shown_version != self.desk.copy.version:
            self._show_again()
            self._follow_soon()

    def _follow_soon(self) -> None:
        if not self.is_current:
            return
        self.count_soon()
        if self._follow_timer is None:
            self._follow_timer = self.set_timer(FOLLOW, self._follow)

    def _follow(self) -> None:
        self._follow_timer = None
        self._follow_copy()

    @work(group="follow", exclusive=True, exit_on_error=False)
    async def _follow_copy(self) -> None:
        """Show the list as the copy has it by now, with the cursor on the same ticket."""
        book = self.book
        if isinstance(book, ViewBook):
            await book.count()
        if book is self.book and self.stands:
            self._show_again()

    def _show_again(self) -> None:
        """Show the page on view as it is by now; where the cursor's ticket is on another one, that."""
        if self._sheet is None or self._wanted != self._number:
            return
        self._shown_version = self.desk.copy.version
        number = self.number
        if isinstance(self.book, ViewBook) and self.book.is_counted:
            last = self.book.peek(number).page.last_number or 1
            number = self.book.page_of(self.list.cursor_key) or min(number, last)
        sheet = self.book.peek(number)
        if sheet is not None:
            self._wanted = number
            self._show(number, sheet, self.list.cursor_key if number != self.number else None)

    def action_open(self) -> None:
        """Open the ticket under the cursor."""
        from klink_tui.screens.ticket import TicketScreen

        if (ticket := self.ticket) is not None:
            queue = Queue(self.book, self.number, ticket.key)
            self.app.push_screen(TicketScreen(self.desk, ticket, queue=queue), lambda _: self._return_to(queue))
        elif reason := self.rows.reason(self.list.cursor_key):
            self.say(f"This record can't be read: {reason}.", bad=True)

    def go_on(self) -> None:
        """Go to the next row, on the next page where this was the last."""
        if self.list.cursor_key and self.rows.position(self.list.cursor_key) == len(self.rows) - 1:
            self.action_page_next()
        else:
            self.list.move(1)

    @work(group="open", exclusive=True, exit_on_error=False)
    async def action_run_queue(self) -> None:
        """Go through the view one ticket at a time, from the one under the cursor on; through the marked ones alone."""
        from klink_tui.desk.queuerun import QueueRun
        from klink_tui.screens.run import RunScreen

        at = self.list.cursor_key
        keys = list(self.marked) or ([] if self.query_error else await self._keys_near(at))
        name = self.marked_words() or (self.view.name if not self.is_modified else self.query_text)
        if not keys:
            self.say("There is nothing to go through here.")
            return
        run = QueueRun(name, keys, start=at, now=self.desk.now)
        ticket = self.desk.tickets.get(run.key)
        if ticket is None:
            self.say("The first ticket of these is not in the local copy any more.", bad=True)
            return
        self.tell_what_lacks("the run goes over those")
        of_marked = bool(self.marked)
        if not of_marked and run.place + RUN_MOST == len(keys):
            self.say(f"The run goes over {RUN_MOST:,} tickets from here on: there may be more.")
        # Marked ones need not be in the view.
        book = self.desk.tickets.server if of_marked else self.book

        def left(_: object) -> None:
            self._return_to_key(run.key, place=None if of_marked else run.place)

        self.open_late("The run", RunScreen(self.desk, run, ticket, book), left)

    def _return_to(self, queue: Queue[TicketRow]) -> None:
        """Put the cursor on the ticket that was last on view."""
        self.turn_to(queue.number, cursor=queue.key)

    def _return_to_key(self, key: str, *, place: int | None) -> None:
        """Put the cursor on a ticket, on whatever page it is by now; ``place`` is where it was in the view."""
        book, number = self.book, None
        if isinstance(book, ViewBook):
            number = book.page_of(key)
        elif place is not None:
            number = place // book.size + 1
        self.turn_to(number or self.number, cursor=key)
