"""A queue run: a ticket at a time; done with one, the next stands in its place."""

from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content

from klink_tui.desk.desk import Desk
from klink_tui.desk.drafts import NOTE
from klink_tui.desk.queuerun import QueueRun, Result
from klink_tui.desk.ticketbooks import ServerBook, ViewBook
from klink_tui.errors import KlinkError
from klink_tui.models.ticket import Ticket
from klink_tui.screens.ask import AskScreen, SeenScreen
from klink_tui.screens.keys import bindings_of
from klink_tui.screens.picker import Choice, PickerScreen
from klink_tui.screens.ticket import TicketScreen
from klink_tui.widgets.words import count

_OTHER = "another reason"
REASONS = ("waits for the customer", "waits for a colleague", "not mine", "needs more time", _OTHER)
"""Why a ticket is skipped; kept as a note on it, on this machine only."""
_LISTED = 8
"""Skipped tickets that the summary names."""


class RunScreen(TicketScreen):
    """One ticket of a run."""

    NAME = "run"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("run")

    def __init__(self, desk: Desk, run: QueueRun, ticket: Ticket, book: ServerBook | ViewBook) -> None:
        """Show ``ticket``, which ``run`` stands on.

        Args:
            desk: the desk.
            run: where the run stands.
            ticket: the ticket that it stands on.
            book: the view that it goes over; the whole list where it goes over marked tickets.
        """
        super().__init__(desk, ticket)
        self.run = run
        self._book = book
        self._fetched: set[str] = set()

    def ready(self) -> None:
        """Show the first ticket."""
        super().ready()
        self._look_ahead()

    def facts(self) -> str:
        """Say how far the run is; its place first, since a narrow line is cut."""
        return f"run {self.run.progress()} · {self.run.name} · {self.ticket.label}"

    # On and back

    def acted_on(self, ticket: Ticket) -> None:
        """Note it at once: by the time it is written down another ticket may be on view."""
        self.run.note(Result.ACTED, key=ticket.key)

    def after_status(self) -> None:
        """Go on: who sets a status is done with the ticket."""
        self.go_on()

    def go_on(self) -> None:
        """Go on to the next ticket that is still in the view; at the end say how it went."""
        if not self.run.is_noted(self.run.key):
            self.run.note(Result.LEFT)  # It was as it should be already.
        self._move(1)

    def action_next_item(self) -> None:
        """Go on, and leave the ticket as it is."""
        self.run.note(Result.LEFT)
        self._move(1)

    def action_previous_item(self) -> None:
        """Go back to the ticket before."""
        self._move(-1)

    def _move(self, step: int) -> None:
        passed = self.run.go(step, self._holds)
        ticket = self.desk.tickets.get(self.run.key)
        if passed:
            self.say(f"{count(len(passed), 'ticket')} left the view meanwhile: passed over.")
        if passed is None:
            if step > 0:
                self._finish("The run is over")
            else:
                self.say("This is where the run began.")
        elif ticket is not None:
            self.show_ticket(ticket)
            self.restate()
            self._look_ahead()

    def _holds(self, key: str) -> bool:
        """Tell whether a ticket is in the view, as counted last."""
        if isinstance(self._book, ViewBook):
            return self._book.page_of(key) is not None
        return self.desk.tickets.get(key) is not None

    @work(group="ahead", exclusive=True, exit_on_error=False)
    async def _look_ahead(self) -> None:
        """Count the view anew, and fetch what stands around the next tickets."""
        if isinstance(self._book, ViewBook):
            await self._book.count()
        for key in self.run.ahead():
            ticket = self.desk.tickets.get(key)
            if ticket is None or not ticket.contact_id or ticket.contact_id in self._fetched:
                continue
            try:
                await self.desk.contacts.read(ticket.contact_id)
                await self.desk.tickets.of_contact(ticket.contact_id)
                await self.desk.cases.of_contact(ticket.contact_id)
            except KlinkError:
                return  # It is fetched again, and the failure said, when the run comes to it.
            self._fetched.add(ticket.contact_id)

    # Skipping, and the end

    @work(group="ask", exit_on_error=False)
    async def action_skip(self) -> None:
        """Skip the ticket, and keep the reason as a note on this machine."""
        label = self.ticket.label
        choices = [Choice(reason, reason) for reason in REASONS]
        note = "The reason is kept as a note, only on this machine."
        reason = await self.app.push_screen_wait(PickerScreen(f"Skip {label}: why?", choices, note=note))
        if reason == _OTHER:
            reason = await self.app.push_screen_wait(AskScreen(f"Skip {label}: why?"))
        if not reason:
            return
        self._keep_reason(self.ticket, reason)
        self.run.note(Result.SKIPPED, reason)
        self._move(1)

    def _keep_reason(self, ticket: Ticket, reason: str) -> None:
        kept = str((self.desk.drafts.find(NOTE, ticket.key) or {}).get("text", ""))
        line = f"{self.desk.today().isoformat()} skipped: {reason}"
        content = {"text": f"{kept.rstrip()}\n{line}".lstrip("\n")}
        self.desk.drafts.keep(NOTE, ticket.key, content, label=f"{ticket.label} {ticket.title}".strip())

    def action_back(self) -> None:
        """Leave the run, saying how it went."""
        if self.run.stops:
            self._finish("The run was left")
        else:
            self.dismiss()

    def _finish(self, title: str) -> None:
        def answered(leave: bool | None) -> None:
            if leave:
                self.dismiss()

        self.app.push_screen(RunSummary(title, self._summary()), answered)

    def _summary(self) -> str:
        lines = [f"{self.run.name}: {self.run.summary()}"]
        skipped = [stop for stop in self.run.stops if stop.result is Result.SKIPPED]
        for stop in skipped[:_LISTED]:
            ticket = self.desk.tickets.get(stop.key)
            lines.append(f"• {ticket.label if ticket else stop.key}: {stop.words}")
        if len(skipped) > _LISTED:
            lines.append(f"… and {len(skipped) - _LISTED} more that were skipped")
        return "\n".join(lines)


class RunSummary(SeenScreen[bool]):
    """How a run went; gives whether one leaves it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "leave", "Leave")]

    def keys(self) -> Content:
        """Give the ways on."""
        key = "$klink-key bold"
        return Content.assemble(("enter", key), " to the list    ", ("[", key), " back to the ticket")

    def answer_to(self, key: str) -> bool | None:
        """Leave, or go back."""
        return {"enter": True, "left_square_bracket": False}.get(key)

    def action_leave(self) -> None:
        """Leave."""
        self.dismiss(True)
