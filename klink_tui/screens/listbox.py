"""A box with a list to be worked on by keys: what managing columns and managing views have in common."""

from collections.abc import Sequence
from typing import ClassVar, Final, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.css.scalar import Scalar
from textual.events import Key
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from klink_tui.screens.modal import Modal

ResultT = TypeVar("ResultT")

MOST_LINES: Final = 24
"""Lines of the list; a longer one scrolls."""
SHARE: Final = 0.9
"""How much of the terminal's height the box takes at most."""


class ListBoxScreen(Modal[ResultT | None]):
    """Takes its keys itself, in the order they came, and gives a result or ``None``.

    Nothing in the box has the focus: a key that went to a part of it could overtake those before it.
    """

    CSS_PATH = "listbox.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "cancel", "Leave"),
        Binding("j,down", "step(1)", "Next", show=False),
        Binding("k,up", "step(-1)", "Previous", show=False),
        Binding("pagedown,ctrl+d", "step(10)", "Further", show=False),
        Binding("pageup,ctrl+u", "step(-10)", "Back", show=False),
        Binding("g,home", "step(-1000)", "First", show=False),
        Binding("G,end", "step(1000)", "Last", show=False),
    ]

    def __init__(self, title: str) -> None:
        """Stand under ``title``."""
        super().__init__()
        self._heading = title
        self._is_done = False

    def prompts(self) -> Sequence[Content]:
        """Give the rows of the list."""
        raise NotImplementedError

    def keys(self) -> Sequence[tuple[str, str]]:
        """Give the keys that matter now, each with what it does."""
        raise NotImplementedError

    def take(self) -> None:
        """Do what enter does on the row at the cursor."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Give the box."""
        rows = OptionList(id="rows", compact=True, markup=False)
        rows.can_focus = False
        with Vertical(id="box"):
            yield Static(Content(self._heading), id="title", markup=False)
            yield rows
            yield Static(id="note", markup=False)
            yield from self.extra()
            yield Static(id="keys", markup=False)

    def extra(self) -> ComposeResult:
        """Give what stands below the note."""
        yield from ()

    def on_mount(self) -> None:
        """List the rows."""
        self.draw(self.first)
        self.stood()

    def stood(self) -> None:
        """Do what is to be done once the box stands, before any key."""

    @property
    def first(self) -> int:
        """Where the cursor begins."""
        return 0

    @property
    def cursor(self) -> int:
        """The row the cursor is on, from 0."""
        return self.query_one(OptionList).highlighted or 0

    def draw(self, cursor: int) -> None:
        """Draw the rows anew, the cursor on one of them."""
        rows = self.query_one(OptionList)
        prompts = self.prompts()
        if len(prompts) == rows.option_count:
            for place, prompt in enumerate(prompts):
                rows.replace_option_prompt_at_index(place, prompt)
        else:
            rows.set_options([Option(prompt) for prompt in prompts])
        rows.highlighted = cursor
        keys: list[str | tuple[str, str]] = []
        for key, words in self.keys():
            keys += ["  " if keys else "", (key, "$klink-key bold"), f" {words}"]
        self.query_one("#keys", Static).update(Content.assemble(*keys))

    def say(self, words: str, *, bad: bool = False) -> None:
        """Say something below the list; nothing where there is nothing to say."""
        note = self.query_one("#note", Static)
        note.update(Content(words))
        note.set_class(bad, "-bad")

    def finish(self, result: ResultT | None) -> None:
        """Give the result; what was typed behind it is not for this box."""
        if not self._is_done:
            self._is_done = True
            self.dismiss(result)

    async def on_key(self, event: Key) -> None:
        """Do what a key is for."""
        event.stop()
        event.prevent_default()
        await self.feed(event)

    async def feed(self, event: Key) -> None:
        """Take a key, unless the box is done."""
        if not self._is_done:
            await self.press(event)

    async def press(self, event: Key) -> None:
        """Run what a key is bound to."""
        if event.key == "enter":
            self.take()
        elif bindings := self._bindings.key_to_bindings.get(event.key):
            self.say("")
            await self.run_action(bindings[0].action)

    def on_resize(self) -> None:
        """Leave the list what the other lines of the box leave it."""
        self.call_after_refresh(self.fit)

    def fit(self) -> None:
        """Give the list the lines that are left."""
        box = self.query_one("#box")
        rows = self.query_one("#rows")
        others = sum(child.outer_size.height for child in box.children if child.display and child is not rows)
        frame = box.outer_size.height - box.size.height
        room = int(self.size.height * SHARE) - frame - others
        most = Scalar.from_number(min(max(room, 1), MOST_LINES))
        if rows.styles.max_height != most:
            rows.styles.max_height = most

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Keep it from the screens behind."""
        event.stop()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Do what a click is for."""
        event.stop()
        if not self._is_done:
            self.click()

    def click(self) -> None:
        """Do what a click does on its row, where the cursor is by now."""
        self.take()

    def action_step(self, step: int) -> None:
        """Move the cursor; it stops at either end."""
        rows = self.query_one(OptionList)
        rows.highlighted = min(max(self.cursor + step, 0), rows.option_count - 1)

    def action_cancel(self) -> None:
        """Leave."""
        self.finish(None)
