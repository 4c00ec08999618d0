"""Managing the saved views: their names, queries and order, and which there are."""

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum, auto
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Key, Paste
from textual.widgets import Input
from textual.widgets.input import Selection

from klink_tui.desk.views import View, Views
from klink_tui.errors import KlinkError
from klink_tui.query.errors import QueryError
from klink_tui.query.parser import parse
from klink_tui.screens.listbox import ListBoxScreen
from klink_tui.widgets.cells import fill
from klink_tui.widgets.keyed import first_key
from klink_tui.widgets.viewbar import Entry

_NAME: Final = 20
"""Cells of a view's name."""
_COUNT: Final = 8
"""Cells of how many tickets it has."""
_UNKNOWN: Final = Entry("").words


class Doing(Enum):
    """What is being done with a view."""

    LOOKING = auto()
    NAMING = auto()
    EDITING = auto()
    DELETING = auto()
    RESETTING = auto()


_TYPING: Final = frozenset({Doing.NAMING, Doing.EDITING})
_KEYS: Final = {
    Doing.LOOKING: (
        ("enter", "opens"), ("e", "name"), ("E", "query"), ("J K", "move"), ("d", "deletes"), ("r", "resets"),
        ("esc", "leaves"),
    ),
    Doing.NAMING: (("enter", "keeps the name"), ("esc", "leaves it as it was")),
    Doing.EDITING: (("enter", "keeps the query"), ("esc", "leaves it as it was")),
    Doing.DELETING: (("y", "deletes it"), ("n", "leaves it")),
    Doing.RESETTING: (("y", "takes them instead of yours"), ("n", "leaves yours")),
}  # fmt: skip


class ViewLine(Input):
    """The line that names and queries are typed in.

    It has the focus all the time, so that no key overtakes another on its way to the screen.
    """

    async def on_key(self, event: Key) -> None:
        """Leave every key to the screen."""
        event.stop()
        event.prevent_default()
        if isinstance(self.screen, ViewListScreen):
            await self.screen.feed(event)

    def on_paste(self, event: Paste) -> None:
        """Take nothing in while nothing is typed."""
        if self.has_class("-closed"):
            event.stop()
            event.prevent_default()


class ViewListScreen(ListBoxScreen[int]):
    """Gives the place of the view to be opened, or ``None``; changes the views on the way."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "rename", "Name"),
        Binding("E", "edit", "Query"),
        Binding("J,shift+down", "move(1)", "Further back"),
        Binding("K,shift+up", "move(-1)", "Further ahead"),
        Binding("d", "delete", "Delete"),
        Binding("r", "reset", "Those to begin with"),
    ]

    def __init__(self, views: Views, counts: Sequence[Entry] = (), *, current: int = 0) -> None:
        """Manage ``views``.

        Args:
            views: what is listed and changed.
            counts: how many tickets each has, in the views' order; what is missing is not known.
            current: the place of the view that is on view.
        """
        super().__init__("Views")
        self._views = views
        self._counts = [entry.words for entry in counts[: len(views)]]
        self._counts += [_UNKNOWN] * (len(views) - len(self._counts))
        self._doing = Doing.LOOKING
        self._at = 0  # What it is done with: a click can move the cursor meanwhile.
        self.current: int | None = current
        """Where the view that was on view stands by now; ``None`` once it is deleted."""

    @property
    def first(self) -> int:
        """The cursor begins on the view that is on view."""
        return self.current or 0

    def extra(self) -> ComposeResult:
        """Give the line."""
        yield ViewLine(id="line", classes="-closed", select_on_focus=False)

    def stood(self) -> None:
        """Give the line the focus."""
        self.set_focus(self.line)

    @property
    def line(self) -> ViewLine:
        """The line that is typed in."""
        return self.query_one(ViewLine)

    def prompts(self) -> Sequence[Content]:
        """Give key, name, count and query of each view."""
        return [self._prompt(place, view) for place, view in enumerate(self._views.all)]

    def _prompt(self, place: int, view: View) -> Content:
        keys = [first_key(f"view.{number + 1}") for number in range(len(self._views.all))]
        wide = max(map(len, keys), default=1) or 1
        return Content.assemble(
            ("● " if place == self.current else "  ", "$accent"),
            (f"{keys[place]:>{wide}} ", "$klink-key bold"),
            fill(view.name, _NAME),
            (f"{self._counts[place]:>{_COUNT}}  ", "$klink-muted"),
            (view.query or "everything, as the server has it", "$klink-muted"),
        )

    def keys(self) -> Sequence[tuple[str, str]]:
        """Give the keys that matter now."""
        return _KEYS[self._doing]

    async def press(self, event: Key) -> None:
        """Take a key for what is being done."""
        if self._doing is Doing.LOOKING:
            await super().press(event)
        elif event.key == "escape" or (self._doing not in _TYPING and event.key in ("n", "q")):
            self._look(self._at)
        elif self._doing in _TYPING:
            await self._type(event)
        elif event.key == "y":
            self._confirmed()

    async def _type(self, event: Key) -> None:
        line = self.line
        if event.key == "enter":
            self._typed(line.value.strip())
        elif bindings := line._bindings.key_to_bindings.get(event.key):
            await line.run_action(bindings[0].action)
        elif event.is_printable and event.character:
            line.replace(event.character, *line.selection)

    def click(self) -> None:
        """Open the view clicked, unless something else is being done."""
        if self._doing is Doing.LOOKING:
            self.take()

    def take(self) -> None:
        """Give the view at the cursor."""
        self.finish(self.cursor)

    # What is done

    def action_rename(self) -> None:
        """Ask for another name."""
        name = self._views.at(self.cursor).name
        self._ask(Doing.NAMING, f"Another name for “{name}”", name)
        self.line.selection = Selection(0, len(name))

    def action_edit(self) -> None:
        """Ask for another query."""
        view = self._views.at(self.cursor)
        self._ask(Doing.EDITING, f"The query of “{view.name}”", view.query)

    def action_move(self, step: int) -> None:
        """Change places with the next view, or the one before."""
        at = self.cursor
        try:
            place = self._views.move(at, step)
        except KlinkError as error:
            self.say(str(error), bad=True)
            return
        self._counts.insert(place, self._counts.pop(at))
        if self.current == at:
            self.current = place
        elif self.current == place:
            self.current = at
        self.draw(place)

    def action_delete(self) -> None:
        """Ask whether the view is to be deleted."""
        if len(self._views) == 1:
            self.say("The last view can't be deleted. Rename it, or edit its query.", bad=True)
        else:
            self._begin(Doing.DELETING, f"Delete the view “{self._views.at(self.cursor).name}”?")

    def action_reset(self) -> None:
        """Ask whether the views to begin with are to come back."""
        self._begin(Doing.RESETTING, f"Delete all {len(self._views)} views, and begin again with the usual ones?")

    def _begin(self, doing: Doing, words: str) -> None:
        self._doing = doing
        self._at = self.cursor
        self.draw(self._at)
        self.say(words, bad=doing in (Doing.DELETING, Doing.RESETTING))

    def _ask(self, doing: Doing, words: str, value: str) -> None:
        line = self.line
        line.value = value
        line.cursor_position = len(value)
        line.remove_class("-closed")
        self._begin(doing, words)

    def _look(self, cursor: int) -> None:
        """Go back to the list."""
        self._doing = Doing.LOOKING
        self.line.add_class("-closed")
        self.draw(cursor)
        self.say("")

    def _typed(self, text: str) -> None:
        """Keep what was typed; where it can't be kept, say why, and let it be typed on."""
        at = self._at
        view = self._views.at(at)
        is_name = self._doing is Doing.NAMING
        new = replace(view, name=text) if is_name else replace(view, query=text)
        try:
            if not is_name:
                parse(text)
            if new != view:
                self._views.replace(at, new)
        except QueryError as error:
            self.line.cursor_position = error.span.end
            self.say(str(error), bad=True)
            return
        except KlinkError as error:
            self.say(str(error), bad=True)
            return
        if new.query != view.query:
            self._counts[at] = _UNKNOWN
        self._look(at)

    def _confirmed(self) -> None:
        """Delete the view, or all of them."""
        at = self._at
        try:
            if self._doing is Doing.DELETING:
                self._views.remove(at)
            else:
                self._views.reset()
        except KlinkError as error:
            self._look(at)
            self.say(str(error), bad=True)
            return
        if self._doing is Doing.RESETTING:
            self._counts = [_UNKNOWN] * len(self._views)
            self.current = None
            self._look(0)
            return
        self._counts.pop(at)
        if self.current is not None:
            self.current = None if self.current == at else self.current - (self.current > at)
        self._look(min(at, len(self._views) - 1))
