"""A field whose value is chosen: one line that shows it and asks for the choices."""

from dataclasses import dataclass

from textual.content import Content
from textual.events import Click, Key
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from klink_tui.widgets.cells import cut


class PickField(Widget, can_focus=True):
    """One line with a value that is picked elsewhere."""

    DEFAULT_CSS = """
    PickField { height: 1; width: 1fr; background: $surface; padding: 0 1; }
    PickField:focus { background: $klink-row-cursor; }
    """

    value: reactive[str] = reactive("")
    """What is chosen, in words, one choice a line; empty for nothing."""

    @dataclass
    class Asked(Message):
        """The choices are wanted; ``typed`` narrows them already, and is empty for enter."""

        field: "PickField"
        typed: str

        @property
        def control(self) -> "PickField":
            """The field it happened in."""
            return self.field

    @dataclass
    class Emptied(Message):
        """The value is to be taken out."""

        field: "PickField"

        @property
        def control(self) -> "PickField":
            """The field it happened in."""
            return self.field

    def __init__(self, value: str, *, hint: str) -> None:
        """Show ``value``, or ``hint`` where there is none."""
        super().__init__()
        self.set_reactive(PickField.value, value)
        self._hint = hint

    def render(self) -> Content:
        """Draw the value and the sign that there is something to pick."""
        room = max(self.size.width - 2, 0)
        text = cut(self.value.replace("\n", " · ") or self._hint, room)
        content = Content.styled(text, "" if self.value else "$klink-muted")
        gap = " " * max(room - content.cell_length, 0)
        return Content.assemble(content, gap, (" ▾", "$klink-muted"))

    def on_click(self, event: Click) -> None:
        """Ask for the choices."""
        self.post_message(self.Asked(self, ""))

    def on_key(self, event: Key) -> None:
        """Ask for the choices on enter, space or the first letter of one; take the value out on delete."""
        if event.key in ("enter", "space"):
            self.post_message(self.Asked(self, "" if event.key == "enter" else " "))
        elif event.key in ("backspace", "delete"):
            self.post_message(self.Emptied(self))
        elif event.is_printable and event.character:
            self.post_message(self.Asked(self, event.character))
        else:
            return
        event.stop()
        event.prevent_default()
