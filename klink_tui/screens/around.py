"""A record with its contact's affairs beside it: their tickets and their cases, and the way on through the queue."""

from collections.abc import Awaitable, Sequence
from typing import Final, Generic, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.worker import Worker

from klink_tui.desk.cases import RECENT_DAYS, Recent
from klink_tui.desk.desk import Desk
from klink_tui.desk.queue import Queue
from klink_tui.errors import KlinkError
from klink_tui.models.ticket import Ticket
from klink_tui.screens.detail import DetailScreen
from klink_tui.widgets.caselook import CONTACT_CASE_COLUMNS, contact_case_cells
from klink_tui.widgets.keyed import keyed
from klink_tui.widgets.panel import ListPanel
from klink_tui.widgets.rowlist import PlainRows, RowList
from klink_tui.widgets.ticketlook import RELATED_COLUMNS, related_cells
from klink_tui.widgets.words import ago, count, trouble_words

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
        self._whole = {"tickets": False, "cases": False}

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
        """Take note of the contact's tickets as the server gave them, the one on view among them."""

    def affairs_found(self) -> None:
        """Take note that the copy has the contact's tickets, or their cases, as the server gave them."""

    def panels(self, tickets: str) -> ComposeResult:
        """Give the lists of tickets (under this heading) and cases."""
        yield ListPanel(tickets, RELATED_COLUMNS, id="related")
        yield ListPanel(f"Cases, last {RECENT_DAYS} days", CONTACT_CASE_COLUMNS, id="cases")

    def show_around(self, contact_id: str, *, without: str = "") -> None:
        """Show the affairs of another contact: what the copy has at once, the server's as they come.

        Args:
            contact_id: whose; empty where there is no contact.
            without: the key of the ticket on view.
        """
        self._around = (contact_id, without)
        self._whole = {"tickets": False, "cases": False}
        self.show_held()
        self.no_trouble()
        self.restate()
        around = self._around
        self.set_timer(REST, lambda: self._fetch_once_rested(around))

    def show_held(self) -> None:
        """Show the contact's affairs as the copy has them."""
        contact_id, _ = self._around
        if not contact_id:
            self.related = ()
            for panel in (self._tickets, self._cases):
                panel.show(PlainRows(), "There is no contact.")
            return
        tickets, cases = self.desk.tickets.held_of_contact(contact_id), self.desk.cases.held_of_contact(contact_id)
        self._whole["cases"] = cases.complete
        self._show_tickets(tickets, "" if tickets else "fetching …")
        self._show_cases(cases, self._words_of(cases) if cases.cases or cases.complete else "fetching …")

    def fetch_around(self) -> None:
        """Fetch everything on view anew."""
        self.fetch_record()
        if self._around[0]:
            self._fetch_related(*self._around)
            self._fetch_cases(*self._around)

    @property
    def is_whole(self) -> bool:
        """Whether the copy has all tickets and recent cases of the contact."""
        return self._whole["cases"] and (self._whole["tickets"] or self.desk.mirror.progress.complete)

    @property
    def _tickets(self) -> ListPanel:
        return self.query_one("#related", ListPanel)

    @property
    def _cases(self) -> ListPanel:
        return self.query_one("#cases", ListPanel)

    def _fetch_once_rested(self, around: tuple[str, str]) -> None:
        if around == self._around and self.stands:
            self.fetch_around()

    @work(group="related", exclusive=True, exit_on_error=False)
    async def _fetch_related(self, contact_id: str, without: str) -> None:
        found = await self._unless_moved(self._tickets, self.desk.tickets.of_contact(contact_id))
        if found is None:
            return
        self.related_found(found.tickets)
        self._whole["tickets"] = found.complete
        self.affairs_found()
        none = "No other tickets." if without else "No tickets."
        self._show_tickets(found.tickets, found.note, none)

    @work(group="cases", exclusive=True, exit_on_error=False)
    async def _fetch_cases(self, contact_id: str, without: str) -> None:
        found = await self._unless_moved(self._cases, self.desk.cases.of_contact(contact_id))
        if found is None:
            return
        self._whole["cases"] = found.complete
        self.affairs_found()
        self._show_cases(found, self._words_of(found) or ("" if found.cases else "No cases."))

    def _show_tickets(self, tickets: Sequence[Ticket], note: str, none: str = "") -> None:
        without, now = self._around[1], self.desk.now()
        self.related = tuple(ticket for ticket in tickets if ticket.key != without)
        rows = PlainRows([(ticket.key, related_cells(ticket, now)) for ticket in self.related])
        self._tickets.show(rows, note or ("" if self.related else none))

    def _show_cases(self, found: Recent, note: str) -> None:
        now = self.desk.now()
        cases = enumerate(found.cases)
        rows = PlainRows([(case.id or str(place), contact_case_cells(case, now)) for place, case in cases])
        self._cases.show(rows, note)

    def _words_of(self, found: Recent) -> str:
        """Say what there is to know of a contact's cases: where they come from, whether they are all."""
        if found.held_since is not None:
            return f"{found.note}, {ago(found.held_since, self.desk.now())}"
        return "" if found.complete else f"looked at {count(found.looked_at, 'case')}: {found.note}"

    async def _unless_moved(self, panel: ListPanel, fetch: Awaitable[R]) -> R | None:
        """Await an answer for a panel; ``None`` where it failed, or another record is on view by now."""
        around = self._around
        try:
            found = await fetch
        except KlinkError as error:
            if around == self._around:
                held = "" if not len(panel.list.rows) else "from the copy · "
                panel.show(panel.list.rows, held + trouble_words(error, retry=keyed("<refresh>")), bad=True)
            return None
        return found if around == self._around else None

    # What keys do

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        """Open the row of a list."""
        event.stop()
        self.open_row(event.list, event.key)

    def action_open(self) -> None:
        """Open the row of the list that has the focus."""
        if (rows := self.focused_list) is not None:
            self.open_row(rows, rows.cursor_key)

    def open_row(self, rows: RowList, key: str) -> None:
        """Open a ticket of the contact; what stands in other lists is not opened."""
        from klink_tui.screens.ticket import TicketScreen

        ticket = next((ticket for ticket in self.related if ticket.key == key), None)
        if ticket is not None and rows is self._tickets.list:
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
            self.trouble(error, retry=keyed("<detail.next>" if step > 0 else "<detail.previous>"))
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
