"""The list of tickets as the agent wants it: saved views, the line to type a query in, order and columns."""

import json
from dataclasses import asdict
from time import monotonic
from typing import TYPE_CHECKING, Final

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.timer import Timer

from klink_tui.desk.desk import Desk
from klink_tui.desk.history import TICKETS, Stop
from klink_tui.desk.pages import Sheet
from klink_tui.desk.stood import NOTE as STOOD
from klink_tui.desk.stood import Stood
from klink_tui.desk.ticketbooks import ServerBook, ViewBook
from klink_tui.desk.views import ShownColumn, View, sort_of
from klink_tui.errors import KlinkError, TimedOutError, UnreachableError
from klink_tui.models.ticketrow import TicketRow
from klink_tui.query.errors import QueryError, UnknownMeError
from klink_tui.screens.curtain import NOTE, Scene
from klink_tui.screens.lists import PagedScreen
from klink_tui.screens.sheetrows import SheetRows
from klink_tui.widgets.keyed import keyed
from klink_tui.widgets.ticketlook import COLUMNS, columns_of
from klink_tui.widgets.viewbar import Entry, ViewBar
from klink_tui.widgets.viewrail import ViewRail
from klink_tui.widgets.words import trouble_words

if TYPE_CHECKING:
    from klink_tui.widgets.queryline import QueryLine

TYPING: Final = 0.12
"""Seconds the typing rests before the list follows it."""
FIRST_COUNT: Final = 0.1
"""Seconds until all views are counted for the first time."""
COUNT: Final = 2.0
"""Seconds between two counts of all views, at the least."""


class ViewedScreen(PagedScreen[TicketRow]):
    """A list of tickets that shows one view, perhaps changed by a query that was typed."""

    def __init__(self, desk: Desk) -> None:
        """Start with the view that was last on view, or the first."""
        super().__init__(desk)
        self.place, self._text, self.columns = self._remembered()
        self._book: ServerBook | ViewBook = desk.tickets.server
        self.query_error: QueryError | None = None
        """Why nothing is on view; ``None`` where the query can be read."""
        self._before_typing = ""
        self._typing: Timer | None = None
        self._count_due = False
        self._counted_at = float("-inf")
        self._noted = Scene()
        self._counts: dict[str, tuple[int, bool]] = {}
        self._stood = Stood(desk.copy.notes)

    def controls(self) -> ComposeResult:
        """Give the views; the line to type in is made when it is first asked for."""
        yield ViewBar(id="views")

    def rail(self) -> ComposeResult:
        """Give the views once more, for a terminal that has room for them beside the list."""
        yield ViewRail(id="rail")

    def begin(self) -> None:
        """Show the view that was last on view."""
        known = Scene.read(self.desk.copy.notes).views
        counts = {name: (number, complete) for name, number, complete, _ in known if number is not None}
        self._counts = {view.query: counts[view.name] for view in self.desk.views.all if view.name in counts}
        self.set_columns(self.columns)
        self.show_query(self._text)
        if self._text != self.view.query:
            self._with_line(self._text)
        self.desk.history.visit(self.stop)
        self.set_timer(FIRST_COUNT, self.count_now)

    # What is on view

    @property
    def book(self) -> ServerBook | ViewBook:
        """The pages of the server's list, or of what a query finds."""
        return self._book

    @property
    def view(self) -> View:
        """The saved view that is on view, as it is saved."""
        return self.desk.views.at(min(self.place, len(self.desk.views) - 1))

    @property
    def query_text(self) -> str:
        """The query that is on view."""
        return self._text

    @property
    def is_modified(self) -> bool:
        """Whether query or columns are others than the view is saved with."""
        return (self._text, self.columns) != (self.view.query, self.view.columns)

    def open_view(self, place: int) -> None:
        """Show a saved view, from 0; past the last there is none."""
        if not 0 <= place < len(self.desk.views):
            self.say(f"There is no view {place + 1}.")
            return
        self.place = place
        view = self.view
        self.set_columns(view.columns)
        self.show_query(view.query)
        self.leave_line()

    def open_query(self, text: str) -> None:
        """Show what a query finds, and the query in the line above it."""
        self.show_query(text)
        self.leave_line()

    @property
    def stop(self) -> Stop:
        """What is on view, for the way back."""
        return Stop(TICKETS, self._text, self.view.name if self._text == self.view.query else self._text)

    def open_stop(self, stop: Stop) -> None:
        """Show again what was on view: as a view where there is still one like that."""
        views = [
            (view.name == stop.label, -place)
            for place, view in enumerate(self.desk.views.all)
            if view.query == stop.target
        ]
        if views:
            self.open_view(-max(views)[1])
        else:
            self.open_query(stop.target)

    def show_query(self, text: str, *, cursor: str | None = "first") -> None:
        """Show what a query finds, from its first page on; what can't be read is said in the list's place."""
        self._text = text.strip()
        custom = [column.id for column in self.list.columns[1:] if column.id not in COLUMNS]
        try:
            self._book = self.desk.tickets.book(self._text, custom)
        except QueryError as error:
            self._refuse(error)
            return
        self.query_error = None
        self._sheet = None
        self._number = 1
        self.turn_to(1, cursor=cursor)
        self.restate_views()

    def reread(self) -> None:
        """Read the query anew: what its words mean has changed."""
        self.desk.tickets.forget_words()
        self.set_columns(self.columns)
        if isinstance(self._book, ViewBook) or self.query_error is not None:
            number = self._number
            self.show_query(self._text, cursor=None)
            if number > 1 and self.query_error is None:
                self.turn_to(number)
        if (line := self.line) is not None:
            line.reread()

    def _refuse(self, error: QueryError) -> None:
        self.query_error = error
        self._sheet = None
        self.rows = SheetRows(None, self)
        mend = "<me> says who you are" if isinstance(error, UnknownMeError) else "<filter> mends the query"
        keys = keyed(f"{mend} · <view.1> shows the first view")
        words = Content(f"{self._text}\n{trouble_words(error)}\n{keys}")
        self.list.show(self.rows, notice=words)
        self.restate_views()
        self.restate()

    def set_columns(self, columns: tuple[ShownColumn, ...]) -> None:
        """Show these columns; none is the usual ones."""
        self.columns = columns
        custom = {field.name: field.label for field in self.desk.lexicon.custom}
        self.list.columns = columns_of([(column.name, column.width) for column in columns], custom)
        self.list.orders = {key.field: key.descending for key in sort_of(self._text)[:1]}

    def restate_views(self) -> None:
        """Bring the line of views up to date."""
        complete = self._is_complete()
        entries = tuple(self._entry(view, complete) for view in self.desk.views.all)
        for bar in self.query(ViewBar):
            bar.entries = entries
            bar.current = self.place
            bar.modified = self.is_modified
        self.list.orders = {key.field: key.descending for key in sort_of(self._text)[:1]}

    def _is_complete(self) -> bool:
        progress = self.desk.mirror.progress
        return progress.complete and not (progress.total and progress.held < progress.total)

    def _entry(self, view: View, complete: bool) -> Entry:
        if not view.query.strip():
            progress = self.desk.mirror.progress
            known = progress.total if progress.total is not None else progress.held or None
            return Entry(
                view.name, known, progress.total is not None or complete, self._moved(view, progress.total, complete)
            )
        number, was_complete = self._counts.get(view.query, (None, False))
        return Entry(view.name, number, was_complete and complete, self._moved(view, number, was_complete and complete))

    def _moved(self, view: View, number: int | None, complete: bool) -> int:
        """Give by how many a view has moved since it was last on view; where it is now it has not."""
        if number is None or not complete:
            return 0
        if view == self.view:
            self._stood.see(view.query, number)
        return self._stood.moved(view.query, number)

    def count_soon(self) -> None:
        """Count all views in a while: whoever changes the copy does it many times."""
        self._count_due = True

    def _tick(self) -> None:
        super()._tick()
        if self._count_due and self.is_current and monotonic() - self._counted_at >= COUNT:
            self.count_now()

    def count_now(self) -> None:
        """Count all views."""
        self._count_due, self._counted_at = False, monotonic()
        self._count_views()

    @work(group="count", exclusive=True, exit_on_error=False)
    async def _count_views(self) -> None:
        for view in self.desk.views.all:
            if not view.query.strip():
                continue
            try:
                book = self.desk.tickets.book(view.query)
            except QueryError:
                self._counts.pop(view.query, None)
                continue
            if isinstance(book, ViewBook):
                complete = self._is_complete()
                self._counts[view.query] = (await book.count(), complete)
        if self.stands:
            self.restate_views()
            self._note()

    def _failed(self, error: KlinkError) -> None:
        if not isinstance(error, UnreachableError | TimedOutError) or not len(self.rows):
            super()._failed(error)
            return
        # The rows say how old they are, and the mirror tries again by itself.
        self._wanted = self._number
        self.desk.mirror.missed(error)

    # What is remembered between two starts

    def _remembered(self) -> tuple[int, str, tuple[ShownColumn, ...]]:
        kept = self.desk.copy.notes.read("view")
        views = self.desk.views
        if isinstance(kept, dict) and (place := views.find(str(kept.get("name")))) is not None:
            return place, str(kept.get("query", "")), views.at(place).columns
        return 0, views.at(0).query, views.at(0).columns

    def _show(self, number: int, sheet: Sheet[TicketRow], cursor: str | None) -> None:
        super()._show(number, sheet, cursor)
        self._note()

    def _note(self) -> None:
        """Note the first page of what is on view: the next start shows it before anything else."""
        if self._sheet is None or self.number != 1:
            return
        scene = self._scene()
        if scene != self._noted:
            self._noted = scene
            self._write_notes({"name": self.view.name, "query": self._text}, asdict(scene))

    def _scene(self) -> Scene:
        """Give what the next start shows first."""
        custom = {field.name: field.label for field in self.desk.lexicon.custom}
        shown = [column.name for column in self.columns]
        bar = self.query_one(ViewBar)
        return Scene(
            keys=tuple(item.key for item in self.rows.items()),
            columns=tuple((column.name, column.width) for column in self.columns),
            custom=tuple((name, custom[name]) for name in shown if name in custom),
            orders=tuple(self.list.orders.items()),
            views=tuple((entry.name, entry.count, entry.complete, entry.moved) for entry in bar.entries),
            current=self.place,
            modified=self.is_modified,
            query=self._text if self._text != self.view.query else "",
            facts=self.standing(),
        )

    @work(group="note", exclusive=True, exit_on_error=False)
    async def _write_notes(self, view: dict[str, str], scene: dict[str, object]) -> None:
        notes = self.desk.copy.notes
        self._stood.keep_only({view.query for view in self.desk.views.all})
        stood = self._stood.counts

        def write() -> None:
            for name, kept in (("view", view), (STOOD, stood), (NOTE, json.loads(json.dumps(scene)))):
                if notes.read(name) != kept:
                    notes.put(name, kept)

        await self.desk.copy.write(write)

    # The line to type in

    @property
    def line(self) -> "QueryLine | None":
        """The line to type a query in; ``None`` before it was first asked for."""
        from klink_tui.widgets.queryline import QueryLine

        return next(iter(self.query(QueryLine)), None)

    def action_filter(self) -> None:
        """Type a query."""
        self._before_typing = self._text
        # What is typed goes on behind what is there.
        self._with_line(f"{self._text} " if self._text else "", focus=True)
        self.count_carried()

    def leave_line(self) -> None:
        """Go to the list; the line stays on view where it says more than the view does."""
        self.list.focus()
        self.desk.history.visit(self.stop)
        if self._text != self.view.query:
            self._with_line(self._text)
        elif (line := self.line) is not None:
            line.display = False

    def _with_line(self, text: str, *, focus: bool = False) -> None:
        """Show the line with this text; it is made when it is first needed."""
        from klink_tui.widgets.queryline import QueryLine

        def fill(line: QueryLine) -> None:
            line.display = True
            line.value = text
            if focus:
                line.focus()

        if (line := self.line) is not None:
            fill(line)
            return
        lexicon = self.desk.lexicon
        line = QueryLine(lexicon.vocabulary, lambda name: lexicon.carried(name), id="query")
        self.mount(line, after=self.query_one(ViewBar))
        self.call_after_refresh(fill, line)

    def on_query_line_changed(self, event: "QueryLine.Changed") -> None:
        """Follow the typing once it rests."""
        if self._typing is not None:
            self._typing.stop()
        if event.error is None:
            self._typing = self.set_timer(TYPING, lambda: self._typed(event.text))

    def on_query_line_submitted(self, event: "QueryLine.Submitted") -> None:
        """Show what was typed, and go to it."""
        self._typed(event.text)
        self.leave_line()

    def on_query_line_cancelled(self, event: "QueryLine.Cancelled") -> None:
        """Show again what was on view before the typing."""
        if self._typing is not None:
            self._typing.stop()
        if self._text != self._before_typing:
            self.show_query(self._before_typing)
        self.leave_line()

    def _typed(self, text: str) -> None:
        if self._typing is not None:
            self._typing.stop()
        if text.strip() != self._text or self.query_error is not None:
            self.show_query(text)

    def action_filter_clear(self) -> None:
        """Show the view again as it is saved."""
        if self._text != self.view.query or self.query_error is not None:
            self.show_query(self.view.query)
        self.leave_line()

    # What keys do

    def on_view_bar_chosen(self, event: ViewBar.Chosen) -> None:
        """Show the view that was clicked."""
        self.open_view(event.index)

    def action_view(self, number: int) -> None:
        """Show a saved view by its number, from 1."""
        self.open_view(number - 1)

    def action_view_next(self) -> None:
        """Show the next saved view."""
        self.open_view((self.place + 1) % len(self.desk.views))

    def action_view_previous(self) -> None:
        """Show the previous saved view."""
        self.open_view((self.place - 1) % len(self.desk.views))
