"""A bulk run as it goes: how far each ticket is, to be paused, stopped, tried again or undone as one."""

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from klink_tui.desk.bulk import retry, tally
from klink_tui.desk.desk import Desk
from klink_tui.desk.events import DeskEvent, IntentChanged
from klink_tui.errors import KlinkError
from klink_tui.models.intent import OPEN, TO_COME, Intent, State
from klink_tui.screens.cursor import CursorScreen
from klink_tui.screens.keys import bindings_of
from klink_tui.widgets.cells import Cell, Column
from klink_tui.widgets.keyed import keyed
from klink_tui.widgets.outboxlook import MARKS, WORDS, state_tone, tally_words
from klink_tui.widgets.rowlist import PlainRows, RowList
from klink_tui.widgets.words import count, trouble_words

COLUMNS = (
    Column("mark", "", 1),
    Column("state", "State", 10),
    Column("ticket", "Ticket", 24, grow=2),
    Column("words", "Change", 18, grow=1, drop=1),
    Column("reason", "Why", 18, grow=2),
)
LOOK_SECONDS = 0.5
"""How often the run is drawn anew."""
_FIRST = (State.UNKNOWN, State.CONFLICT, State.REFUSED, State.SENDING, State.WAITING, State.HELD, State.CANCELLED)
"""States in the order their tickets are listed in: what may need the agent first."""


class BatchScreen(CursorScreen):
    """One bulk run."""

    NAME = "batch"
    SECTION = "outbox"
    CSS_PATH = "bulk.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("batch")

    def __init__(self, desk: Desk, batch: int, words: str) -> None:
        """Show the run with that number; ``words`` say what is done."""
        super().__init__(desk)
        self._batch = batch
        self._words = words
        self._intents: Sequence[Intent] = ()
        self._is_due = True

    def body(self) -> ComposeResult:
        """Give what is done, how far it is, and the tickets."""
        yield Static(Content.assemble("Bulk run: ", (self._words, "bold $accent")), id="heading", markup=False)
        yield Static("", id="summary", markup=False)
        yield RowList(COLUMNS, PlainRows(), id="list")

    def ready(self) -> None:
        """Show how far it is."""
        self.cursor.focus()
        self.set_interval(LOOK_SECONDS, self._look)
        self._look()

    @property
    def cursor(self) -> RowList:
        """The tickets."""
        return self.query_one(RowList)

    def facts(self) -> str:
        """Say whether it goes on."""
        if self._batch in self.desk.delivery.paused:
            return keyed("paused: nothing more of it is sent until <batch.pause>")
        if left := self._left:
            return f"{left} to go · " + keyed("<back> leaves, it goes on")
        undone = sum(map(self._is_undone, self._intents))
        return f"over · {undone} undone" if undone else "over"

    @property
    def _left(self) -> int:
        """How many are still to come to an end."""
        return sum(one.state in OPEN for one in self._intents)

    def _is_undone(self, intent: Intent) -> bool:
        return intent.state is State.DONE and self.desk.undo.is_undone(intent.number)

    def heard(self, event: DeskEvent) -> None:
        """Draw what has changed, in a moment."""
        if isinstance(event, IntentChanged) and (event.intent.batch == self._batch or event.intent.undoes):
            self._is_due = True

    def _look(self) -> None:
        if self._is_due and self.is_current:
            self._is_due = False
            self._read()

    async def _read_run(self) -> bool:
        """Read how the run stands by now; tell whether that could be done."""
        own = self.desk.own
        try:
            self._words, self._intents = await own.ask(
                lambda: (own.intents.words_of_batch(self._batch) or self._words, own.intents.of_batch(self._batch))
            )
        except KlinkError as error:
            self.trouble(error)
            return False
        return True

    @work(group="batch", exclusive=True, exit_on_error=False)
    async def _read(self) -> None:
        if not await self._read_run():
            return
        heading = Content.assemble("Bulk run: ", (self._words, "bold $accent"))
        self.query_one("#heading", Static).update(heading)
        self.query_one("#summary", Static).update(Content(tally_words(tally(self._intents))))
        order = {state: place for place, state in enumerate(_FIRST)}
        listed = sorted(self._intents, key=lambda one: (order.get(one.state, len(order)), one.number))
        self.cursor.show(PlainRows([(str(one.number), self._cells(one)) for one in listed]))
        self.restate()

    def _cells(self, intent: Intent) -> Sequence[Cell]:
        said = " · ".join((intent.reason, *(f"{name}: {words}" for name, words in intent.fields.items())))
        return (
            MARKS[intent.state],
            Cell("undone", "muted") if self._is_undone(intent) else Cell(WORDS[intent.state], state_tone(intent.state)),
            Cell(intent.label),
            Cell(intent.words, "muted"),
            Cell(said.strip(" ·"), "muted"),
        )

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        """Decide about a ticket, or open it."""
        self.action_open()

    # What keys do

    def action_refresh_now(self) -> None:
        """Read the run again."""
        self._is_due = True
        self._look()

    def action_open(self) -> None:
        """Decide about a conflict, or open the ticket."""
        from klink_tui.screens.conflict import ConflictScreen
        from klink_tui.screens.ticket import TicketScreen

        intent = next((one for one in self._intents if str(one.number) == self.cursor.cursor_key), None)
        if intent is None:
            return
        if intent.state is State.CONFLICT:
            self.app.push_screen(ConflictScreen(self.desk, intent))
        elif (ticket := self.desk.tickets.get(intent.target)) is not None:
            self.app.push_screen(TicketScreen(self.desk, ticket))

    def action_pause(self) -> None:
        """Stop for now, or go on."""
        if not self._left:
            self.say("This run is over: there is nothing left to pause.")
            return
        paused = self.desk.delivery.paused
        paused ^= {self._batch}
        self.desk.outbox.wake()
        self.restate()

    @work(group="stop", exit_on_error=False)
    async def action_stop(self) -> None:
        """Take back everything that has not left."""
        if not await self._read_run():
            return
        left = [one.number for one in self._intents if one.state in TO_COME]
        if not left:
            self.say("There is nothing left to stop: everything has left already.")
            return
        try:
            stopped = await self.desk.outbox.cancel(*left)
        except KlinkError as error:
            self.say(trouble_words(error), bad=True)
            return
        self.desk.delivery.paused.discard(self._batch)
        self.say(f"Stopped: {count(len(stopped), 'ticket')} left as they were.")

    @work(group="open", exit_on_error=False)
    async def action_again(self) -> None:
        """Try again what was refused, as a run of its own."""
        if not await self._read_run():
            return
        failed = [one for one in self._intents if one.state is State.REFUSED]
        if not failed:
            self.say("Nothing was refused.")
            return
        made = await retry(self.desk, failed)
        if not made.intents:
            self.say("There is nothing to try again: " + (made.items[0].skipped if made.items else "nothing is left"))
            return
        try:
            added = await self.desk.outbox.add(*made.intents, batch=made.change.words, window=0.0)
        except KlinkError as error:
            self.say(trouble_words(error), bad=True)
            return
        self.open_late("The new run", BatchScreen(self.desk, added[0].batch, made.change.words))

    @work(group="undo", exit_on_error=False)
    async def action_undo(self) -> None:
        """Undo the whole run: take back what has not left, send the inverse of what was done."""
        if not await self._read_run():
            return
        try:
            step = await self.desk.undo.undo_batch(self._batch, self._intents)
        except KlinkError as error:
            self.say(trouble_words(error), bad=True)
        else:
            self.say(step.words)
