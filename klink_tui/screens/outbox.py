"""The outbox's place: what is on its way and what to do about it, drafts, and the journal."""

from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Input

from klink_tui.desk.desk import Desk
from klink_tui.desk.events import DeskEvent, DraftsChanged, IntentChanged, NotesChanged
from klink_tui.desk.journal import export
from klink_tui.errors import KlinkError
from klink_tui.screens.drawers import JOURNAL_SHOWN, Drawer, Journal
from klink_tui.screens.keys import bindings_of
from klink_tui.screens.notelist import NoteList
from klink_tui.screens.outboxacts import OutboxActs
from klink_tui.widgets.facts import Facts
from klink_tui.widgets.keyed import keyed
from klink_tui.widgets.rowlist import PlainRows, RowList
from klink_tui.widgets.tabline import TabLine
from klink_tui.widgets.words import count, trouble_words

LOOK_SECONDS = 0.25
"""How often what has changed is drawn: a bulk run changes it many times a second."""


class OutboxScreen(OutboxActs):
    """What the agent wants changed, until its outcome is known."""

    NAME = "outbox"
    SECTION = "outbox"
    CSS_PATH = "outbox.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("outbox")

    def __init__(self, desk: Desk) -> None:
        """Start with what is on its way."""
        super().__init__(desk)
        self._drawers: dict[str, Drawer] = {
            one.name: one for one in (self.intents, self.draft_list, self.journal, self.note_list)
        }
        self._current = self.intents.name
        self._is_due = True
        self._second = 0

    def body(self) -> ComposeResult:
        """Give the names of the drawers, the line to search with, the rows, and one row whole."""
        yield TabLine([(drawer.name, drawer.title) for drawer in self._drawers.values()], "screen.drawer")
        yield Input(placeholder="words to look for", id="search", compact=True)
        with Container(id="body"):
            yield RowList(self.intents.columns, PlainRows(), id="list")
            with VerticalScroll(id="preview", can_focus=False):
                yield Facts(id="facts")

    def ready(self) -> None:
        """Show what is on its way."""
        self.query_one("#search").display = False
        self.cursor.focus()
        self.action_drawer(self._current)
        self.set_interval(LOOK_SECONDS, self._look)

    @property
    def cursor(self) -> RowList:
        """The rows."""
        return self.query_one("#list", RowList)

    @property
    def drawer(self) -> Drawer:
        """The drawer that is open."""
        return self._drawers[self._current]

    @property
    def key(self) -> str:
        """The key of the row under the cursor."""
        return self.cursor.cursor_key

    def facts(self) -> str:
        """Count what is in the drawer."""
        return self.drawer.standing()

    def heard(self, event: DeskEvent) -> None:
        """Draw what has changed, in a moment."""
        if isinstance(event, IntentChanged | DraftsChanged | NotesChanged):
            self._is_due = True

    def on_screen_resume(self) -> None:
        """Draw what has changed while another screen was on view."""
        self._is_due = True

    def _look(self) -> None:
        second = int(self.desk.now().timestamp())
        counts_down = second != self._second and self.desk.outbox.standing().held > 0
        if self.is_current and (self._is_due or counts_down):
            self._second = second
            if self.drawer is self.journal and self._is_due:
                self._read_journal()
            self._draw()

    def _draw(self, *, first: bool = False) -> None:
        self._is_due = False
        drawer = self.drawer
        tabs = self.query_one(TabLine)
        tabs.current = drawer.name
        tabs.counts = {
            self.intents.name: f"{len(self.desk.outbox.open)}" if self.desk.outbox.open else "",
            self.draft_list.name: f"{len(self.desk.drafts)}" if len(self.desk.drafts) else "",
            self.note_list.name: f"{len(self.desk.drafts.all_notes) or ''}",
        }
        rows = PlainRows(drawer.rows())
        wanted = rows.key(0) if first and len(rows) else None
        self.cursor.show(rows, cursor_key=wanted, notice=Content(drawer.empty()))
        self._draw_facts()
        self.restate()

    def _draw_facts(self) -> None:
        self.query_one(Facts).facts = tuple(self.drawer.facts(self.cursor.cursor_key))

    def on_row_list_highlighted(self, event: RowList.Highlighted) -> None:
        """Show the row under the cursor whole."""
        self._draw_facts()
        self.query_one("#preview").scroll_home(animate=False)

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        """Do what enter does."""
        self.action_open()

    @work(group="journal", exclusive=True, exit_on_error=False)
    async def _read_journal(self) -> None:
        table, search = self.desk.own.journal, self.journal.search
        try:
            found = await self.desk.own.ask(lambda: (table.page(0, JOURNAL_SHOWN, search), table.count(search)))
        except KlinkError as error:
            self.trouble(error, retry=keyed("<refresh>"))
            return
        self.no_trouble()
        self.journal.entries, self.journal.total = found
        if self.drawer is self.journal:
            self._draw()

    # What keys do

    def action_drawer(self, name: str) -> None:
        """Open another drawer."""
        self._current = name
        self.cursor.columns = self.drawer.columns
        if self.drawer is self.journal:
            self._read_journal()
        line, searched = self.query_one("#search", Input), self._searched
        with self.prevent(Input.Changed):
            line.value = searched.search if searched is not None else ""
        line.display = bool(line.value)
        self._draw(first=True)

    @property
    def _searched(self) -> Journal | NoteList | None:
        """The drawer that is open, where it can be searched."""
        return self.drawer if isinstance(self.drawer, Journal | NoteList) else None

    def action_drawer_next(self) -> None:
        """Open the next drawer."""
        names = list(self._drawers)
        self.action_drawer(names[(names.index(self._current) + 1) % len(names)])

    def action_drawer_previous(self) -> None:
        """Open the drawer before."""
        names = list(self._drawers)
        self.action_drawer(names[names.index(self._current) - 1])

    def action_filter(self) -> None:
        """Look for words in the notes where they are on view, else in the journal."""
        if self.drawer is not self.note_list:
            self.action_drawer(self.journal.name)
        line = self.query_one("#search", Input)
        line.display = True
        line.focus()

    def action_filter_clear(self) -> None:
        """Show the whole journal, or all notes."""
        self.query_one("#search", Input).value = ""
        self._leave_line()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Follow the typing."""
        if (searched := self._searched) is not None:
            searched.search = event.value
        if self.drawer is self.journal:
            self._read_journal()
        else:
            self._draw(first=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to what was found."""
        self._leave_line()

    def _leave_line(self) -> None:
        line = self.query_one("#search", Input)
        line.display = self._searched is not None and bool(line.value)
        self.cursor.focus()

    def action_back(self) -> None:
        """Leave the line, or go back."""
        if self.focused is self.query_one("#search"):
            self.action_filter_clear()
        else:
            super().action_back()

    def action_refresh_now(self) -> None:
        """Read everything again."""
        self._is_due = True
        self._look()

    def action_text_down(self) -> None:
        """Scroll the row that is shown whole."""
        self.query_one("#preview").scroll_relative(y=3, animate=False)

    def action_text_up(self) -> None:
        """Scroll the row that is shown whole."""
        self.query_one("#preview").scroll_relative(y=-3, animate=False)

    @work(group="ask", exit_on_error=False)
    async def action_export(self) -> None:
        """Write the whole journal to a file."""
        from klink_tui.screens.ask import AskScreen

        name = f"~/klink-journal-{self.desk.today().isoformat()}.csv"
        hint = "a name that ends in .csv or .jsonl; what is there already is never overwritten"
        answer = await self.app.push_screen_wait(AskScreen("Export the journal to", hint=hint, value=name))
        if not answer:
            return
        journal = self.desk.own.journal
        try:
            path, written = await self.desk.own.ask(lambda: export(journal.all(), Path(answer)))
        except KlinkError as error:
            self.say(trouble_words(error), bad=True)
        else:
            self.say(f"{count(written, 'entry', 'entries')} written to {path}.")
