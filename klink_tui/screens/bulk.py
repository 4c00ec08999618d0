"""A bulk change before it happens: what becomes of each ticket, what is left out and why, how many calls it takes."""

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from klink_tui.desk.bulk import SURE, Change, Plan, plan
from klink_tui.desk.desk import Desk
from klink_tui.errors import KlinkError
from klink_tui.screens.ask import AskScreen
from klink_tui.screens.base import DeskScreen
from klink_tui.screens.cursor import CursorKeys
from klink_tui.screens.keys import bindings_of
from klink_tui.widgets.cells import Cell, Column
from klink_tui.widgets.keyed import keyed
from klink_tui.widgets.rowlist import PlainRows, RowList
from klink_tui.widgets.words import count, trouble_words

COLUMNS = (
    Column("mark", "", 1),
    Column("ticket", "Ticket", 24, grow=2),
    Column("before", "Before", 14, grow=1, drop=1),
    Column("after", "After", 14, grow=1),
    Column("skipped", "Left out because", 22, grow=1),
)

MIXED = (
    COLUMNS[0],
    Column("ticket", "Ticket", 16, grow=1),
    Column("before", "Before", 12, grow=1, drop=1),
    Column("after", "After", 22, grow=2),
    Column("skipped", "Left out because", 24, grow=2),
)
"""The columns of a plan that does several things to each ticket."""


class BulkScreen(DeskScreen[int], CursorKeys):
    """Plans a bulk change; gives the number of the batch that was begun, 0 where none was."""

    NAME = "bulk"
    SECTION = "tickets"
    CSS_PATH = "bulk.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("bulk")

    def __init__(
        self,
        desk: Desk,
        keys: Sequence[str],
        change: Change,
        *,
        planner: Callable[[], Awaitable[Plan]] | None = None,
    ) -> None:
        """Plan a change.

        Args:
            desk: the desk.
            keys: the tickets.
            change: what is done to each of them.
            planner: plans it, where it is more than ``change`` says.
        """
        super().__init__(desk)
        self._keys = tuple(keys)
        self._change = change
        self._is_mixed = planner is not None
        self._planner = planner or (lambda: plan(self.desk, self._keys, self._change))
        self._plan: Plan | None = None
        self._is_begun = False

    def body(self) -> ComposeResult:
        """Give what is to be done, and the tickets."""
        heading = Content.assemble((self._change.words, "bold $accent"), f"   on {count(len(self._keys), 'ticket')}")
        yield Static(heading, id="heading", markup=False)
        yield Static("Looking at each of them …", id="summary", markup=False)
        yield RowList(MIXED if self._is_mixed else COLUMNS, PlainRows(), id="list")

    def ready(self) -> None:
        """Make the plan."""
        self.cursor.focus()
        self._make_plan()

    @property
    def cursor(self) -> RowList:
        """The tickets."""
        return self.query_one(RowList)

    def facts(self) -> str:
        """Say that nothing has happened yet."""
        if self._plan is None:
            return "planning …"
        return keyed("nothing has happened yet · <form.submit> begins, <back> leaves")

    @work(group="plan", exclusive=True, exit_on_error=False)
    async def _make_plan(self) -> None:
        self._plan = made = await self._planner()
        todo, out = len(made.todo), len(made.items) - len(made.todo)
        parts = [f"{count(todo, 'ticket')} to change", f"{out} left out" if out else "", f"about {made.calls:,} calls"]
        if made.messages:
            parts.insert(1, f"{count(made.messages, 'message')} to customers")
        window = self._window(made)
        parts.append(f"at most 4 at a time, beginning {window:.0f} s after you say so" if window else "")
        self.query_one("#summary", Static).update(Content(" · ".join(part for part in parts if part)))
        rows = [
            (
                item.key,
                (
                    Cell("–" if item.intent is None else "→", "muted" if item.intent is None else "accent"),
                    Cell(item.label, "muted" if item.intent is None else ""),
                    Cell(item.before, "muted"),
                    Cell(item.after, "" if item.intent else "muted"),
                    Cell(item.skipped, "warn"),
                ),
            )
            # What is left out is seen first: it is what may surprise.
            for item in sorted(made.items, key=lambda item: item.intent is not None)
        ]
        cut = None if any(item.skipped for item in made.items) else -1  # Where there are no reasons there is room.
        self.cursor.columns = (MIXED if self._is_mixed else COLUMNS)[:cut]
        self.cursor.show(PlainRows([(key, cells[:cut]) for key, cells in rows]), notice=Content("No tickets."))
        self.restate()

    @work(group="submit", exit_on_error=False)
    async def action_submit(self) -> None:
        """Begin, once the number was typed where there are many."""
        made = self._plan
        if made is None or self._is_begun:
            return
        if not made.intents:
            self.say("There is nothing to do: every ticket is left out.")
            return
        if not await self._is_sure(made):
            return
        self._is_begun = True
        await self._begin(made)

    async def _is_sure(self, made: Plan) -> bool:
        """Have the number typed where there are many tickets, or messages to customers: these can't be undone."""
        if made.messages:
            many, title = made.messages, f"{count(made.messages, 'message')} to customers"
            hint = f"They can't be taken back once they left: type {many} to begin"
        elif len(made.todo) > SURE:
            many, title = len(made.todo), f"More than {SURE} tickets"
            hint = f"{self._change.words} on {many:,} tickets: type {many} to begin"
        else:
            return True
        answer = await self.app.push_screen_wait(AskScreen(title, hint=hint))
        if answer and answer != str(many):
            self.say(f"That is not {many}: nothing was begun.")
        return answer == str(many)

    def _window(self, made: Plan) -> float:
        """Give how long it can be taken back: nothing of it leaves before its messages do."""
        windows = self.desk.outbox.windows
        return windows.message if made.messages else windows.change

    async def _begin(self, made: Plan) -> None:
        try:
            added = await self.desk.outbox.add(*made.intents, batch=self._change.words, window=self._window(made))
        except KlinkError as error:
            self._is_begun = False
            self.say(trouble_words(error), bad=True)
        else:
            self.dismiss(added[0].batch)

    def action_back(self) -> None:
        """Leave; nothing has happened."""
        self.dismiss(0)
