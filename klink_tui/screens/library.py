"""The library: what the desk's tickets and contacts refer to, to be looked through."""

from datetime import timedelta
from typing import ClassVar, Final

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Input

from klink_tui.desk.desk import Desk
from klink_tui.desk.events import DeskEvent, ReferenceChanged
from klink_tui.errors import AuthError, ConfigError, ForbiddenError, KlinkError, SecretError
from klink_tui.screens.base import SetupNeeded
from klink_tui.screens.cursor import CursorScreen
from klink_tui.screens.keys import bindings_of
from klink_tui.screens.shelves import Shelf, View, shelves
from klink_tui.widgets.keyed import keyed
from klink_tui.widgets.rowlist import PlainRows, RowList
from klink_tui.widgets.tabline import TabLine
from klink_tui.widgets.words import ago, count, trouble_words

FRESH: Final = timedelta(minutes=5)
"""A list older than this is fetched anew when it is turned to; its rows stay until then."""


class LibraryScreen(CursorScreen):
    """Categories, tags, channels, contact groups and the agents' presence, one list at a time."""

    NAME = "library"
    SECTION = "library"
    CSS_PATH = "library.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("library")

    def __init__(self, desk: Desk) -> None:
        """Start with the categories."""
        super().__init__(desk)
        self._categories, everything = shelves(desk)
        self._shelves: dict[str, Shelf] = {shelf.name: shelf for shelf in everything}
        self._current = everything[0].name
        self._typed = ""
        self._view: View | None = None
        self._fetching: set[str] = set()
        self._failures: dict[str, KlinkError] = {}

    def body(self) -> ComposeResult:
        """Give the names of the lists, the line to search with, and the lists."""
        yield TabLine([(shelf.name, shelf.title) for shelf in self._shelves.values()], "screen.shelf")
        yield Input(placeholder="words to look for in this list", id="search", compact=True)
        for shelf in self._shelves.values():
            yield RowList(shelf.columns, PlainRows(), id=shelf.name)

    def ready(self) -> None:
        """Show the first list; fetch it and then the others."""
        self.query_one("#search").display = False
        self.action_shelf(self._current)
        self._fetch_all()

    @property
    def shelf(self) -> Shelf:
        """The list on view."""
        return self._shelves[self._current]

    @property
    def cursor(self) -> RowList:
        """The rows on view."""
        return self.query_one(f"#{self._current}", RowList)

    def facts(self) -> str:
        """Say how much of the list is here and on view, what is missing from it, and how old it is."""
        loaded, view = self.shelf.loaded(), self._view
        if loaded is None or view is None:
            return ""
        whole = count(self.shelf.total(), *self.shelf.noun)
        searched = f"{view.matched:,} of {whole} match “{self._typed}”" if self._typed else whole
        searched += "" if loaded.complete else ", not all"
        unreadable = f"{loaded.unreadable:,} unreadable" if loaded.unreadable else ""
        parts = (searched, unreadable, ago(loaded.fetched_at, self.desk.now()), loaded.note)
        return " · ".join(part for part in parts if part)

    def doing(self) -> str:
        """Say that the list on view is on its way."""
        waiting = f"fetching {self.shelf.noun[1]} …" if self._current in self._fetching else ""
        return ", ".join(part for part in (super().doing(), waiting) if part)

    def heard(self, event: DeskEvent) -> None:
        """Show a list that was fetched, by whomever."""
        if isinstance(event, ReferenceChanged) and event.name in self._shelves:
            self._failures.pop(event.name, None)
            self._draw()

    # Fetching

    @work(group="fetch-all", exclusive=True, exit_on_error=False)
    async def _fetch_all(self) -> None:
        """Fetch the list on view, then the others, so that turning to one waits for nothing."""
        for name in dict.fromkeys((self._current, *self._shelves)):
            await self._get(name)

    @work(group="fetch", exit_on_error=False)
    async def _fetch(self, name: str) -> None:
        await self._get(name)

    async def _get(self, name: str) -> None:
        if name in self._fetching:
            return
        self._fetching.add(name)
        self._draw()
        try:
            await self._shelves[name].fetch()
        except KlinkError as error:
            self._failures[name] = error
            if isinstance(error, SecretError) and self.is_current:
                self.post_message(SetupNeeded(error.message))
        finally:
            self._fetching.discard(name)
        self._draw()

    # Drawing

    def _draw(self) -> None:
        if not self.is_attached:
            return
        shelf = self.shelf
        loaded, failure = shelf.loaded(), self._failures.get(shelf.name)
        self._view = shelf.view(self._typed) if loaded is not None else None
        rows = self._view.rows if self._view is not None else PlainRows()
        self.cursor.show(rows, notice=Content(self._notice(failure)))
        self._count_tabs()
        if failure is not None:
            self.trouble(failure, retry=keyed("<refresh>"))
        else:
            self.no_trouble()
        self.restate()

    def _notice(self, failure: KlinkError | None) -> str:
        """Say why there are no rows: on their way, failed, filtered out, or none there."""
        many, total = self.shelf.noun[1], self.shelf.total()
        if total:
            clear = keyed("<filter.clear> shows all of them.")
            return f"None of {count(total, *self.shelf.noun)} match “{self._typed}”.\n{clear}"
        if failure is not None:
            keys = keyed("<refresh> tries again")
            if isinstance(failure, AuthError | ForbiddenError | ConfigError):
                keys += keyed(" · <setup> asks for address and token")
            title = f"The {many} could not be fetched."
            if isinstance(failure, ForbiddenError):
                title = f"No permission to see {many}."
            if isinstance(failure, ConfigError):
                title = "Not configured."
            return f"{title}\n{trouble_words(failure)}\n{keys}"
        if self._view is None:
            return f"Fetching {many} …"
        create = keyed(" <new.channel> creates one.") if self._current == "channels" else ""
        return f"No {many} here.\nThe server has none for this token.{create}"

    def _count_tabs(self) -> None:
        counts = {}
        for name, shelf in self._shelves.items():
            loaded = shelf.loaded()
            if name in self._failures and loaded is None:
                counts[name] = "⚠"
            elif loaded is not None:
                more = "" if loaded.complete else "+"
                counts[name] = f"{shelf.total():,}{more}"
        line = self.query_one(TabLine)
        line.current = self._current
        line.counts = counts

    # Which list

    def action_shelf(self, name: str) -> None:
        """Turn to a list."""
        self._current = name
        for other in self._shelves:
            self.query_one(f"#{other}").display = other == name
        if not self.query_one("#search").has_focus:
            self.cursor.focus()
        loaded = self.shelf.loaded()
        stale = loaded is not None and self.desk.now() - loaded.fetched_at > FRESH
        if stale or (loaded is None and name in self._failures):
            self._fetch(name)
        self._draw()

    def action_shelf_next(self) -> None:
        """Turn to the next list, the first after the last."""
        self._step(1)

    def action_shelf_previous(self) -> None:
        """Turn to the previous list."""
        self._step(-1)

    def _step(self, step: int) -> None:
        names = list(self._shelves)
        self.action_shelf(names[(names.index(self._current) + step) % len(names)])

    # The category tree

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer folding where there is something to fold."""
        if action.startswith("branch_"):
            return self._current == "categories"
        return super().check_action(action, parameters)

    def action_branch_open(self) -> None:
        """Show what lies below the category under the cursor."""
        self._categories.unfold(self.cursor.cursor_key)
        self._draw()

    def action_branch_close(self) -> None:
        """Fold the category under the cursor, or go to the one above."""
        above = self._categories.fold(self.cursor.cursor_key)
        self._draw()
        self._go_to(above)

    def action_branch_turn(self) -> None:
        """Fold or unfold the category under the cursor."""
        self._categories.turn(self.cursor.cursor_key)
        self._draw()

    def action_branch_all(self) -> None:
        """Fold or unfold everything; the cursor goes to the branch it is on."""
        self._categories.turn_all()
        self._draw()

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        """Fold or unfold what was clicked twice."""
        if event.list.id == "categories":
            self.action_branch_turn()

    def _go_to(self, key: str) -> None:
        place = self.cursor.rows.position(key)
        if place is not None:
            self.cursor.move_to(place)

    # Searching

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list as it is typed; the cursor goes to the first match."""
        self._typed = event.value.strip()
        self._draw()
        if self._typed and self._view is not None:
            self._go_to(self._view.first)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to what was found."""
        self.cursor.focus()

    def action_filter(self) -> None:
        """Go to the line to search with."""
        line = self.query_one("#search", Input)
        line.display = True
        line.focus()

    def action_filter_clear(self) -> None:
        """Show the whole list again."""
        line = self.query_one("#search", Input)
        with self.prevent(Input.Changed):
            line.value = ""
        line.display = False
        self._typed = ""
        self.cursor.focus()
        self._draw()

    def action_back(self) -> None:
        """Leave the line to search with, then the search."""
        line = self.query_one("#search", Input)
        if line.has_focus:
            line.display = bool(self._typed)
            self.cursor.focus()
        elif self._typed:
            self.action_filter_clear()
        else:
            super().action_back()

    # What keys do

    def action_refresh_now(self) -> None:
        """Fetch the list on view anew; its rows stay until it comes."""
        self._fetch(self._current)

    def action_copy_number(self) -> None:
        """Copy the name under the cursor; of a category the whole way to it."""
        self._copy(0)

    def action_copy_id(self) -> None:
        """Copy the id under the cursor."""
        self._copy(1)

    def _copy(self, part: int) -> None:
        found = self.shelf.name_and_id(self.cursor.cursor_key)
        if found is None:
            return
        if not found[part]:
            self.say(f"This {self.shelf.noun[0]} has no {('name', 'id')[part]}.", bad=True)
            return
        self.app.copy_to_clipboard(found[part])
        self.say(f"Copied {found[part]}.")

    @work(group="ask", exit_on_error=False)
    async def action_new_channel(self) -> None:
        """Create a channel; nothing else of the library can be created through the API."""
        from klink_tui.screens.newchannel import NewChannelScreen

        if self._current != "channels":
            self.action_shelf("channels")
        loaded = self.desk.references.channels.peek()
        types = dict.fromkeys(channel.type for channel in loaded.items if channel.type) if loaded else {}
        await self.app.push_screen_wait(NewChannelScreen(self.desk, tuple(types)))
