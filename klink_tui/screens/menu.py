"""The menu of the right button: what can be done to what was clicked, each with its key."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual.content import Content
from textual.events import Click, Key
from textual.geometry import Offset

from klink_tui.actions import Action, actions_on
from klink_tui.keymap import Keymap
from klink_tui.screens.listbox import ListBoxScreen
from klink_tui.widgets.cells import fill
from klink_tui.widgets.keyed import keymap_of

if TYPE_CHECKING:
    from textual.dom import DOMNode

ABOUT_IT: Final = frozenset({"Ticket", "Write", "Contact"})
"""Groups of actions that are done to the record under the pointer."""
ALSO: Final = frozenset(
    {"copy.number", "copy.link", "copy.field", "copy.id", "browser", "pin", "log.curl", "outbox.batch", "branch.turn"}
)
"""Others that are."""
ON_A_ROW: Final = frozenset({"list.open"})
"""Others that are done to the row of a list."""
_FRAME: Final = 5
"""Cells beside the text of a row: the border, a blank on either side, and a scrollbar."""
_OWN: Final = frozenset({"enter", "escape", "up", "down"})
"""Keys that work in the menu itself, whatever they do behind it."""


def offered(name: str, screen: "DOMNode", *, on_row: bool, all_of_it: bool = True) -> list[Action]:
    """Give the actions that apply where the pointer is: first what opens, last what copies.

    Args:
        name: what the table calls the screen.
        screen: the screen; what it can't do as it stands is left out.
        on_row: whether it is on the row of a list.
        all_of_it: whether the row is what the screen is about, and not one of a list beside it.
    """
    able = [one for one in actions_on(name) if screen.check_action(one.method.partition("(")[0], ())]
    opening = [one for one in able if on_row and one.id in ON_A_ROW]
    doing = [one for one in able if one.group in ABOUT_IT and one.id not in ALSO]
    return [*opening, *doing, *(one for one in able if one.id in ALSO)] if all_of_it else opening


class MenuScreen(ListBoxScreen[Action]):
    """A small box at the pointer; gives the action that was chosen, by enter, by a click or by its own key."""

    def __init__(self, actions: Sequence[Action], at: Offset, *, about: str = "") -> None:
        """Offer ``actions`` at a place of the screen; ``about`` says what they are done to."""
        super().__init__(about)
        self._actions = tuple(actions)
        self._at = at
        self._about = about
        self._by_key: dict[str, Action] = {}
        self._keys_width = self._text_width = 0

    def stood(self) -> None:
        """Stand where the pointer is, as far as there is room."""
        box = self.query_one("#box")
        width = max(self._text_width + self._keys_width + 2, cell_len(self._about)) + _FRAME
        height = min(len(self._actions), max(self.size.height - 4, 1)) + 2 + (1 if self._about else 0)
        box.styles.width = width
        box.styles.offset = (
            max(min(self._at.x, self.size.width - width), 0),
            max(min(self._at.y, self.size.height - height), 0),
        )
        self.query_one("#title").display = bool(self._about)

    def on_resize(self) -> None:
        """Stand where there is room now; the base class draws what is behind it."""
        if self._text_width:
            self.stood()

    def prompts(self) -> Sequence[Content]:
        """Give each action with its key."""
        keymap = keymap_of(self.app)
        self._by_key = _by_key(self._actions, keymap)
        self._text_width = max(cell_len(action.text) for action in self._actions)
        self._keys_width = max(cell_len(keymap.first(action.id)) for action in self._actions)
        return [
            Content.assemble(
                f"{fill(action.text, self._text_width)}  ",
                (fill(keymap.first(action.id), self._keys_width, right=True), "$klink-key bold"),
            )
            for action in self._actions
        ]

    def keys(self) -> Sequence[tuple[str, str]]:
        """Give nothing: the rows name their keys."""
        return ()

    def take(self) -> None:
        """Choose the action at the cursor."""
        self.finish(self._actions[self.cursor])

    async def press(self, event: Key) -> None:
        """Choose an action by its own key; others move or leave."""
        action = self._by_key.get(event.key) if event.key not in _OWN else None
        if action is not None:
            self.finish(action)
        else:
            await super().press(event)

    def on_click(self, event: Click) -> None:
        """Leave where something else was clicked."""
        if event.widget is self:
            event.stop()
            self.finish(None)


def _by_key(actions: Sequence[Action], keymap: Keymap) -> dict[str, Action]:
    return {key: action for action in actions for key in keymap.keys(action).split(",") if key}
