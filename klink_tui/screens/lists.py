"""A paginated list with a preview: what Tickets, Contacts and Cases have in common."""

from collections.abc import Sequence
from typing import ClassVar, Final, Generic, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.timer import Timer

from klink_tui.desk.desk import Desk
from klink_tui.desk.pages import Book, Sheet
from klink_tui.errors import AuthError, ConfigError, ForbiddenError, KlinkError, SecretError
from klink_tui.screens.ask import AskScreen
from klink_tui.screens.base import SetupNeeded
from klink_tui.screens.cursor import CursorScreen
from klink_tui.screens.picker import Choice, PickerScreen
from klink_tui.screens.sheetrows import SheetRows
from klink_tui.widgets.cells import Cell, Column
from klink_tui.widgets.keyed import keyed
from klink_tui.widgets.rowlist import RowList
from klink_tui.widgets.words import ago, count, trouble_words

T = TypeVar("T")

PAGE_SIZES: Final = (10, 20, 50, 100)
RIGHT_FROM: Final = 100
"""Columns from which on a preview can be right of a list that keeps its 60."""
PREVIEW_DELAY: Final = 0.06
"""Seconds the cursor rests before its preview is drawn."""


class PagedScreen(CursorScreen, Generic[T]):
    """A list of the server's, page by page, with a preview that follows the cursor."""

    COLUMNS: ClassVar[tuple[Column, ...]] = ()
    NOUN: ClassVar[tuple[str, str]] = ("row", "rows")

    preview_place: reactive[str] = reactive("auto", init=False)
    """Where the preview is: ``auto`` by the terminal's size, ``right``, ``below`` or ``off``."""

    def __init__(self, desk: Desk) -> None:
        """Start before the first page."""
        super().__init__(desk)
        self.add_class("paged-screen")
        self._number = 1
        self._wanted = 1
        self._missed: tuple[int, str | None] | None = None
        self._sheet: Sheet[T] | None = None
        self._loading = 0
        self._preview_timer: Timer | None = None
        self._minute = 0
        self.rows: SheetRows[T] = SheetRows(None, self)

    # What a list of this kind gives

    @property
    def book(self) -> Book[T]:
        """The pages that are shown."""
        raise NotImplementedError

    def key_of(self, item: T) -> str:
        """Give what tells a record from every other."""
        raise NotImplementedError

    def cells_of(self, item: T) -> Sequence[Cell]:
        """Give a record's cells, one a column."""
        raise NotImplementedError

    def unreadable_cells(self, reason: str) -> Sequence[Cell]:
        """Give the cells of a record that can't be read, and why."""
        raise NotImplementedError

    def preview_body(self) -> ComposeResult:
        """Give the widgets of the preview."""
        raise NotImplementedError

    def draw_preview(self, item: T | None) -> None:
        """Fill the preview."""
        raise NotImplementedError

    def nothing_here(self) -> tuple[str, str]:
        """Say that the list is empty, and what to do."""
        return f"No {self.NOUN[1]} here.", ""

    def controls(self) -> ComposeResult:
        """Give what stands above the list."""
        yield from ()

    def rail(self) -> ComposeResult:
        """Give what stands at the left of the list in a wide terminal."""
        yield from ()

    # The frame

    def body(self) -> ComposeResult:
        """Give the list and its preview."""
        yield from self.controls()
        with Container(id="body"):
            yield from self.rail()
            yield RowList(self.COLUMNS, self.rows, id="list")
            with VerticalScroll(id="preview", can_focus=False):
                yield from self.preview_body()

    def ready(self) -> None:
        """Show the first page."""
        self.list.focus()
        self.set_interval(self.desk.mirror.pace.poll_seconds, self._poll)
        self.begin()

    def begin(self) -> None:
        """Turn to the first page."""
        self.turn_to(1)

    @property
    def list(self) -> RowList:
        """The list."""
        return self.query_one("#list", RowList)

    @property
    def cursor(self) -> RowList:
        """The list, for the keys that move in it."""
        return self.list

    @property
    def current(self) -> T | None:
        """The record the cursor is on; ``None`` where there is none, or it can't be read."""
        return self.rows.item(self.list.cursor_key)

    @property
    def number(self) -> int:
        """The page on view."""
        return self._number

    def facts(self) -> str:
        """Say which page is on view, of how many, and how old it is."""
        sheet = self._sheet
        return "" if sheet is None else f"{self.standing()} · {ago(sheet.fetched_at, self.desk.now())}"

    def standing(self) -> str:
        """Say which page is on view, of how many."""
        sheet = self._sheet
        if sheet is None:
            return ""
        last, total = sheet.page.last_number, sheet.page.total
        parts = [f"page {self._number} of {last if last is not None else '?'}"]
        if total is not None:
            parts.append(count(total, *self.NOUN))
        else:
            parts.append(f"{count(len(self.rows), *self.NOUN)} on this page, no total given")
        if sheet.page.unreadable:
            parts.append(f"{len(sheet.page.unreadable)} unreadable")
        if sheet.doubt:
            parts.append(sheet.doubt)
        return " · ".join(parts)

    def doing(self) -> str:
        """Say what is under way."""
        loading = f"page {self._loading} …" if self._loading else ""
        return ", ".join(part for part in (super().doing(), loading) if part)

    # Pages

    def turn_to(self, number: int, *, cursor: str | None = None) -> None:
        """Show a page: at once where it is here, else as soon as it comes; the old one stays until then.

        Args:
            number: from 1.
            cursor: ``first`` or ``last`` row, the key of a record, or ``None`` to stay on the same one.
        """
        self._wanted = number
        self._missed = None
        sheet = self.book.peek(number)
        if sheet is not None:
            self._show(number, sheet, cursor)
            if self.book.is_fresh(sheet):
                self._fetch_ahead(number)
                return
            cursor = None
        elif self._sheet is None:
            self.list.show(self.rows, notice=Content(f"Fetching {self.NOUN[1]} …"))
        self._fetch(number, cursor)

    @work(group="page", exclusive=True, exit_on_error=False)
    async def _fetch(self, number: int, cursor: str | None) -> None:
        book = self.book
        self._loading = number
        self.restate()
        try:
            sheet = await book.load(number)
        except KlinkError as error:
            if number == self._wanted and book is self.book:
                self._loading = 0
                self._missed = (number, cursor)
                self._failed(error)
            return
        finally:
            if number == self._loading:
                self._loading = 0
        if number == self._wanted and book is self.book:
            self._show(number, sheet, cursor)
            self._fetch_ahead(number)

    @work(group="ahead", exit_on_error=False)
    async def _fetch_ahead(self, number: int) -> None:
        book = self.book
        for near in book.neighbours(number):
            try:
                await book.load(near)
            except KlinkError:
                return  # It is fetched again, and the failure said, when somebody turns to it.

    def _show(self, number: int, sheet: Sheet[T], cursor: str | None) -> None:
        if number > 1 and (sheet.repeats or not sheet.page.received):
            self._wanted = self._number
            self.say(f"There is no page {number}: {sheet.doubt or 'it is empty'}.")
            self.restate()
            return
        before = {self.rows.key(index) for index in range(len(self.rows))} if number == self._number else set()
        self._number, self._sheet, self._missed = number, sheet, None
        self.rows = SheetRows(sheet, self)
        keys = [self.rows.key(index) for index in range(len(self.rows))]
        if before and before != set(keys):
            self.book.forget_all_but(number)
        named = {"first": keys[0], "last": keys[-1]} if keys else {}
        wanted = named.get(cursor or "", cursor if cursor in keys else None)
        title, advice = self.nothing_here()
        self.list.show(self.rows, cursor_key=wanted, notice=Content(f"{title}\n{advice}"))
        self.no_trouble()
        self.restate()
        self._preview_soon()

    def _failed(self, error: KlinkError) -> None:
        if isinstance(error, SecretError):
            self.post_message(SetupNeeded(error.message))
        self._wanted = self._number
        self.trouble(error, retry=keyed("<refresh>"))
        if not len(self.rows):
            title = "The list could not be fetched."
            if isinstance(error, ForbiddenError | ConfigError):
                title = "No permission." if isinstance(error, ForbiddenError) else "Not configured."
            keys = keyed("<refresh> tries again")
            if isinstance(error, AuthError | ForbiddenError | ConfigError):
                keys += keyed(" · <setup> asks for address and token")
            self.list.show(self.rows, notice=Content(f"{title}\n{trouble_words(error)}\n{keys}"))
        self.restate()

    def _poll(self) -> None:
        if self.desk.mirror.progress.paused:
            return
        if self.is_current and self._sheet is not None and self._wanted == self._number:
            self._fetch(self._number, None)

    def _tick(self) -> None:
        super()._tick()
        minute = int(self.desk.now().timestamp() // 60)
        if self.is_current and minute != self._minute:
            self._minute = minute
            self.list.show(self.rows)

    # The preview

    def on_row_list_highlighted(self, event: RowList.Highlighted) -> None:
        """Draw the preview once the cursor rests."""
        self._preview_soon()

    def _preview_soon(self) -> None:
        """Draw the preview in a moment: the list is there before it, and what is run over is not drawn."""
        if self._preview_timer is not None:
            self._preview_timer.stop()
        self._preview_timer = self.set_timer(PREVIEW_DELAY, self._draw_preview)

    def _draw_preview(self) -> None:
        if self.query_one("#preview").display:
            self.draw_preview(self.current)

    def watch_preview_place(self, before: str, after: str) -> None:
        """Move the preview."""
        self.remove_class(f"preview-{before}")
        self.add_class(f"preview-{after}")
        self.call_after_refresh(self._draw_preview)

    def on_resize(self) -> None:
        """Fill a preview that has just come into view."""
        self.call_after_refresh(self._draw_preview)

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        """Open what was opened in the list."""
        self.action_open()

    def on_row_list_edge_passed(self, event: RowList.EdgePassed) -> None:
        """Go on to the next or previous page when the cursor runs over the edge."""
        if event.step > 0:
            self.action_page_next()
        elif self._number > 1:
            self.turn_to(self._number - 1, cursor="last")

    # What keys do

    def action_open(self) -> None:
        """Open the record under the cursor."""
        raise NotImplementedError

    def action_page_next(self) -> None:
        """Turn to the next page."""
        if self._sheet is None:
            return
        sheet = self.book.peek(self._wanted)
        # On the way to a page that is not here yet, the total says where to stop.
        last = self._sheet.page.last_number if self._sheet.page.total is not None else None
        if sheet.is_last if sheet is not None else last is not None and self._wanted >= last:
            doubt = sheet.doubt if sheet is not None else ""
            self.say(doubt.capitalize() + "." if doubt else "This is the last page.")
            return
        self.turn_to(self._wanted + 1, cursor="first")

    def action_page_previous(self) -> None:
        """Turn to the previous page."""
        if self._wanted > 1:
            self.turn_to(self._wanted - 1, cursor="first")

    @work(group="ask", exit_on_error=False)
    async def action_page_go(self) -> None:
        """Ask for a page's number and turn to it."""
        last = self._sheet.page.last_number if self._sheet else None
        # Textual's own type for whole numbers takes minutes to find that one of thirty digits and a dash is none.
        ask = AskScreen("Go to page", hint=f"1 to {last or '?'}", takes="-?[0-9]{0,9}")
        answer = await self.app.push_screen_wait(ask)
        if answer and answer.isdecimal() and int(answer) > 0:
            number = int(answer)
            self.turn_to(min(number, last) if last else number, cursor="first")
        elif answer:
            self.say(f"There is no page {answer}.")

    @work(group="ask", exit_on_error=False)
    async def action_page_size(self) -> None:
        """Ask how many rows a page has."""
        choices = [Choice(str(size), f"{size} rows a page") for size in PAGE_SIZES]
        answer = await self.app.push_screen_wait(PickerScreen("Rows a page", choices, current=str(self.book.size)))
        if answer:
            self.set_page_size(int(answer))
            self.turn_to(1, cursor="first")

    def set_page_size(self, size: int) -> None:
        """Set how many rows a page has."""
        self.book.size = size

    def action_refresh_now(self) -> None:
        """Fetch the page on view anew, or the one that could not be had; the rows stay until it comes."""
        number, cursor = self._missed or (self._number, None)
        self._wanted = number
        self._fetch(number, cursor)

    def action_preview(self) -> None:
        """Put the preview elsewhere."""
        places = ("auto", "right", "below", "off")
        self.preview_place = places[(places.index(self.preview_place) + 1) % len(places)]
        self.call_after_refresh(self._say_preview)

    def _say_preview(self) -> None:
        """Say where the preview is now: the list keeps its columns whatever is wished for."""
        place, preview = self.preview_place, self.query_one("#preview")
        words = f"Preview: {place}"
        if place != "off" and not preview.display:
            words += ", but there is no room for it here"
        elif place == "right" and preview.region.x < self.list.region.right:
            words += f" from {RIGHT_FROM} columns on, below until then"
        self.say(words)

    def on_row_list_header_clicked(self, event: RowList.HeaderClicked) -> None:
        """Say that this list has one order only."""
        self.say(f"{self.NOUN[1].capitalize()} come in the server's own order.")

    def action_text_down(self) -> None:
        """Scroll the preview down."""
        self.query_one("#preview").scroll_relative(y=3, animate=False)

    def action_text_up(self) -> None:
        """Scroll the preview up."""
        self.query_one("#preview").scroll_relative(y=-3, animate=False)

    def action_back(self) -> None:
        """Stop waiting for a page that was asked for."""
        if self._wanted != self._number:
            self.workers.cancel_group(self, "page")
            self._wanted = self._number
            self._loading = 0
            self.restate()
        else:
            super().action_back()
