"""Help: the keys of one screen and those that work everywhere, narrowed by typing."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from klink_tui.actions import BY_ID, Action, actions_on
from klink_tui.keymap import TYPED_IN, Keymap
from klink_tui.keynames import is_typed
from klink_tui.models.names import fold
from klink_tui.screens.modal import Modal
from klink_tui.screens.signs import signs
from klink_tui.widgets.cells import fill
from klink_tui.widgets.keyed import keyed, keymap_of

KEYS_WIDTH: Final = 20
"""Cells for the keys, on the left."""

Entry = tuple[Action, str]
"""An action and its keys as a person reads them."""


def entries(screen: str, keymap: Keymap) -> list[Entry]:
    """Give the actions of a screen and then those of the whole app, with the keys in use."""
    return [(action, keymap.text(action)) for action in (*actions_on(screen), *actions_on("app"))]


def matching(found: Iterable[Entry], typed: str) -> list[Entry]:
    """Give the entries that hold every word typed: a key to the letter, anything else in any case."""
    words = typed.split()
    return [(action, keys) for action, keys in found if all(_holds(action, keys, word) for word in words)]


def _holds(action: Action, keys: str, word: str) -> bool:
    return word in keys.split() or fold(word) in fold(f"{action.text} {action.group} {keys}")


def drawn(found: Sequence[Entry], width: int) -> Content:
    """Give the entries under the headings of their groups, in ``width`` cells; what writes to the server says so."""
    blocks: list[Content] = []
    groups = dict.fromkeys(action.group for action, _ in found)
    in_order = sorted(found, key=lambda entry: list(groups).index(entry[0].group))
    for group, members in groupby(in_order, key=lambda entry: entry[0].group):
        lines = [Content.styled(group, "$accent bold")]
        for action, keys in members:
            writes = ("  writes to the server", "$klink-muted") if action.changes else ""
            text = Content.assemble(action.text, writes).wrap(max(width - KEYS_WIDTH, 10))
            for place, line in enumerate(text):
                lines.append(Content.assemble((fill(keys if not place else "", KEYS_WIDTH), "$klink-key bold"), line))
        blocks.append(Content("\n").join(lines))
    return Content("\n\n").join(blocks)


class HelpScreen(Modal[None]):
    """Shows keys until it is closed."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close"),
        Binding("down", "scroll_by(1)", "Down", priority=True),
        Binding("up", "scroll_by(-1)", "Up", priority=True),
        Binding("pagedown,ctrl+d", "scroll_by(12)", "A screen down", priority=True),
        Binding("pageup,ctrl+u", "scroll_by(-12)", "A screen up", priority=True),
    ]

    def __init__(self, screen_name: str) -> None:
        """Show the keys of the screen that the table of actions calls ``screen_name``."""
        super().__init__()
        self._screen_name = screen_name

    def compose(self) -> ComposeResult:
        """Give the box."""
        with Vertical(id="box"):
            yield Static(Content(f"Keys: {self._screen_name}"), id="title", markup=False)
            yield Input(placeholder="type to find a key or what it does", id="typed", compact=True)
            with VerticalScroll(id="scroll", can_focus=False):
                yield Static(id="keys", markup=False)
            yield Static(id="note", markup=False)

    def on_mount(self) -> None:
        """Show all keys."""
        keymap = keymap_of(self.app)
        self._entries = entries(self._screen_name, keymap)
        for key in keymap.keys(BY_ID["help"]).split(","):
            if key and not is_typed(key):
                self._bindings.bind(key, "close")
        self.query_one(Input).focus()

    def on_resize(self) -> None:
        """Draw the keys once it is known how wide they may be."""
        self.call_after_refresh(lambda: self._narrow(self.query_one(Input).value))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what holds what is typed."""
        event.stop()
        self._narrow(event.value)

    def _narrow(self, typed: str) -> None:
        found = matching(self._entries, typed)
        nothing = keyed("No key here does that. The palette (<palette>) lists every action.")
        scroll = self.query_one("#scroll")
        width = scroll.size.width
        blocks = [drawn(found, width)] if found else []
        if (meant := signs(self._screen_name, typed, KEYS_WIDTH, width)) is not None:
            blocks.append(meant)
        self.query_one("#keys", Static).update(
            Content("\n\n").join(blocks) if blocks else Content.styled(nothing, "$klink-muted")
        )
        scroll.scroll_home(animate=False)
        words = f"{len(found)} of {len(self._entries)} · " if typed.strip() else ""
        words += "↑ ↓ scroll · esc closes"
        if self._screen_name in TYPED_IN:
            words += " · single letters wait while you type"
        self.query_one("#note", Static).update(Content(words))

    def action_close(self) -> None:
        """Go back to the screen."""
        self.dismiss()

    def action_scroll_by(self, lines: int) -> None:
        """Scroll the keys."""
        self.query_one("#scroll").scroll_relative(y=lines, animate=False)
