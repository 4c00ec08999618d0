"""A local note on a ticket or a contact: kept on this machine as it is typed, and sent nowhere."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static, TextArea

from klink_tui.desk.desk import Desk
from klink_tui.desk.drafts import NOTE
from klink_tui.screens.base import DeskScreen
from klink_tui.screens.keys import bindings_of
from klink_tui.widgets.formrow import cursor_of, put_cursor
from klink_tui.widgets.words import count


class NoteScreen(DeskScreen[None]):
    """The note on one record."""

    NAME = "note"
    CSS_PATH = "compose.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("note")

    def __init__(self, desk: Desk, target: str, label: str) -> None:
        """Write the note on the record with that key or id."""
        super().__init__(desk)
        self._target = target
        self._label = label

    def body(self) -> ComposeResult:
        """Give what it is about, who can read it, and the text."""
        yield Static(Content.assemble("Note on ", (self._label, "bold $accent")), id="heading", markup=False)
        yield Static(Content("Only on this machine: neither the customer nor a colleague sees it."), id="honesty")
        yield TextArea(soft_wrap=True, tab_behavior="focus", compact=True, id="text")

    def ready(self) -> None:
        """Show what was written before."""
        area = self.query_one(TextArea)
        kept = self.desk.drafts.find(NOTE, self._target) or {}
        area.text = str(kept.get("text", ""))
        area.move_cursor(area.document.end)
        put_cursor(area, kept.get("cursor"))
        area.focus()

    def facts(self) -> str:
        """Say how long it is, and that it is kept."""
        words = len(self.query_one(TextArea).text.split())
        return f"{count(words, 'word')} · kept as you type · only on this machine"

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep what is written; an empty note is none."""
        text = event.text_area.text
        if text.strip():
            content = {"text": text, "cursor": cursor_of(event.text_area)}
            self.desk.drafts.keep(NOTE, self._target, content, label=self._label)
        else:
            self.desk.drafts.discard(NOTE, self._target)
        self.restate()
