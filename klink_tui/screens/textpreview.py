"""What is being written, drawn as Markdown: nothing in it can be followed, and it changes nothing."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from klink_tui.actions import BY_ID
from klink_tui.screens.modal import Modal
from klink_tui.text import clean
from klink_tui.widgets.keyed import keyed
from klink_tui.widgets.prose import Prose


class TextPreviewScreen(Modal[None]):
    """Shows a text until it is closed."""

    CSS_PATH = "textpreview.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "close", "Close"),
        Binding(BY_ID["text.preview"].keys, "close", "Close", id="text.preview"),  # The base class puts in the user's.
        Binding("down,j,J", "scroll_by(1)", "Down"),
        Binding("up,k,K", "scroll_by(-1)", "Up"),
        Binding("pagedown,ctrl+d,space", "scroll_by(12)", "A screen down"),
        Binding("pageup,ctrl+u", "scroll_by(-12)", "A screen up"),
    ]

    def __init__(self, title: str, text: str) -> None:
        """Show ``text``; ``title`` says what it is."""
        super().__init__()
        self._title = title
        self._text = clean(text)

    def compose(self) -> ComposeResult:
        """Give the box."""
        with Vertical(id="box"):
            yield Static(Content(self._title), id="title", markup=False)
            with VerticalScroll(id="scroll", can_focus=False):
                prose = Prose(self._text, id="prose")
                prose.set_reactive(Prose.empty, "Nothing is written yet.")
                yield prose
            close = keyed("<text.preview>")
            words = (
                f"Markdown as it reads here; where it arrives it may stand as it was typed · {close} or esc goes back"
            )
            yield Static(Content(words), id="note", markup=False)

    def action_close(self) -> None:
        """Go back to writing."""
        self.dismiss()

    def action_scroll_by(self, lines: int) -> None:
        """Scroll the text."""
        self.query_one("#scroll").scroll_relative(y=lines, animate=False)
