"""A record with its contact's affairs beside it: their tickets and their cases, and the way on through the queue."""

from collections.abc import Awaitable
from typing import Final, Generic, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.worker import Worker

from klink_tui.desk.cases import RECENT_DAYS
from klink_tui.desk.desk import Desk
from klink_tui.desk.queue import Queue
from klink_tui.errors import KlinkError
from klink_tui.models.ticket import Ticket
from klink_tui.screens.detail import DetailScreen
from klink_tui.widgets.caselook import CONTACT_CASE_COLUMNS, contact_case_cells
from klink_tui.widgets.panel import ListPanel
from klink_tui.widgets.rowlist import PlainRows, RowList
from klink_tui.widgets.ticketlook import RELATED_COLUMNS, related_cells
from klink_tui.widgets.words import count, trouble_words

T = TypeVar("T")
R = TypeVar("R")

REST: Final = 0.08
"""Seconds a record is on view before its contact's affairs are fetched: stepping through a queue asks for nothing."""

_FETCHES: Final = frozenset({"contact", "related", "cases"})
"""Groups of the workers that fetch what is on view."""


class AroundScreen(DetailScreen, Generic[T]):
    """One record of a queue, and what its contact has going on."""

    NOUN = "record"

    def __init__(self, desk: Desk, *, queue: Queue[T] | None) -> None:
        """Stand in ``queue``, the list it was opened from."""
        super().__init__(desk)
        self.queue = queue
        self.related: tuple[Ticket, ...] = ()
        """The contact's tickets, without the one on view."""
        self._around = ("", "")

    def doing(self) -> str:
        """Say that something of the record is on its way."""
        busy = any(one.node is self and one.group in _FETCHES and not one.is_finished for one in self.workers)
        return ", ".join(part for part in (super().doing(), "fetching …" if busy else "") if part)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say so when nothing is on its way any more; Textual calls the base class's handler too."""
        if event.worker.is_finished and self.stands:
            self.restate()

    def show_item(self, item: T) -> None:
        """Put another record on view."""
        raise NotImplementedError

    def fetch_record(self) -> None:
        """Fetch the record itself, and its contact, anew."""
        raise NotImplementedError

    def related_found(self, tickets: tuple[Ticket, ...]) -> None:
        """Take note of the contact's tickets, the one on view among them."""

    def panels(self, tickets: str) -> ComposeResult:
        """Give the lists of tickets (under this heading) and cases."""
        yield ListPanel(tickets, RELATED_COLUMNS, id="related")
        yield ListPanel(f"Cases, last {RECENT_DAYS} days", CONTACT_CASE_COLUMNS, id="cases")

    def show_around(self, contact_id: str, *, without: str = "") -> None:
        """Show the affairs of another contact as they come; ``without`` is the ticket on view."""
        self._around = (contact_id, without)
        self.related = ()
        waiting = "fetching …" if contact_id else "There is no contact."
        self.query_one("#related", ListPanel).show(PlainRows(), waiting)
        self.query_one("#cases", ListPanel).show(PlainRows(), waiting)
        self.no_trouble()
        self.restate()
        around = self._around
        self.set_timer(REST, lambda: self._fetch_once_rested(around))

    def fetch_around(self) -> None:
        """Fetch everything on view anew."""
        self.fetch_record()
        if self._around[0]:
            self._fetch_related(*self._around)
            self._fetch_cases(*self._around)

    def _fetch_once_rested(self, around: tuple[str, str]) -> None:
        if around == self._around and self.stands:
            self.fetch_around()

    @work(group="related", exclusive=True, exit_on_error=False)
    async def _fetch_related(self, contact_id: str, without: str) -> None:
        panel = self.query_one("#related", ListPanel)
        found = await self._unless_moved(panel, self.desk.tickets.of_contact(contact_id))
        if found is None:
            return
        self.related_found(found.tickets)
        self.related = tuple(ticket for ticket in found.tickets if ticket.key != without)
        now = self.desk.now()
        rows = PlainRows([(ticket.key, related_cells(ticket, now)) for ticket in self.related])
        panel.show(rows, found.note or ("" if self.related else "No other tickets." if without else "No tickets."))

    @work(group="cases", exclusive=True, exit_on_error=False)
    async def _fetch_cases(self, contact_id: str, without: str) -> None:
        panel = self.query_one("#cases", ListPanel)
        found = await self._unless_moved(panel, self.desk.cases.of_contact(contact_id))
        if found is None:
            return
        now = self.desk.now()
        cases = enumerate(found.cases)
        rows = PlainRows([(case.id or str(place), contact_case_cells(case, now)) for place, case in cases])
        looked = "" if found.complete else f"looked at {count(found.looked_at, 'case')}: {found.note}"
        panel.show(rows, looked or ("" if found.cases else "No cases."))

    async def _unless_moved(self, panel: ListPanel, fetch: Awaitable[R]) -> R | None:
        """Await an answer for a panel; ``None`` where it failed, or another record is on view by now."""
        around = self._around
        try:
            found = await fetch
        except KlinkError as error:
            if around == self._around:
                panel.show(PlainRows(), trouble_words(error, retry="ctrl+r"), bad=True)
            return None
        return found if around == self._around else None

    # What keys do

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        """Open a ticket of the contact."""
        event.stop()
        self._open_related(event.key)

    def action_open(self) -> None:
        """Open the row of the list that has the focus."""
        if (rows := self.focused_list) is not None:
            self._open_related(rows.cursor_key)

    def _open_related(self, key: str) -> None:
        from klink_tui.screens.ticket import TicketScreen

        ticket = next((ticket for ticket in self.related if ticket.key == key), None)
        if ticket is not None:
            self.app.push_screen(TicketScreen(self.desk, ticket))

    def action_refresh_now(self) -> None:
        """Fetch everything on view anew."""
        self.fetch_around()
        self.restate()

    def action_next_item(self) -> None:
        """Go on to the next record of the queue."""
        self._step_queue(1)

    def action_previous_item(self) -> None:
        """Go back to the previous record of the queue."""
        self._step_queue(-1)

    def _step_queue(self, step: int) -> None:
        if self.queue is None:
            self.say(f"This {self.NOUN} was not opened from a list.")
        elif (item := self.queue.peek(step)) is not None:
            self.show_item(item)
            self._fetch_ahead(self.queue)
        else:
            self._go_far(self.queue, step)

    @work(group="step", exclusive=True, exit_on_error=False)
    async def _go_far(self, queue: Queue[T], step: int) -> None:
        try:
            item = await queue.go(step)
        except KlinkError as error:
            self.trouble(error, retry="]" if step > 0 else "[")
            return
        if item is None:
            self.say(f"This is the {'last' if step > 0 else 'first'} {self.NOUN} of the list.")
        else:
            self.show_item(item)

    @work(group="ahead", exit_on_error=False)
    async def _fetch_ahead(self, queue: Queue[T]) -> None:
        try:
            await queue.fetch_ahead()
        except KlinkError:
            return  # It is fetched again, and the failure said, when somebody steps onto it.
