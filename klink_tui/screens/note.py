"""A local note on a ticket or a contact: kept on this machine as it is typed, and sent nowhere."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static, TextArea

from klink_tui.desk.desk import Desk
from klink_tui.desk.drafts import NOTE
from klink_tui.models.contact import Contact
from klink_tui.models.ticket import Ticket
from klink_tui.screens.keys import bindings_of
from klink_tui.screens.writing import WritingActs
from klink_tui.widgets.formrow import cursor_of, put_cursor
from klink_tui.widgets.textfield import TextField, size_words


class NoteScreen(WritingActs[None]):
    """The note on one record."""

    NAME = "note"
    CSS_PATH = "compose.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("note")

    def __init__(self, desk: Desk, target: str, label: str) -> None:
        """Write the note on the record with that key or id."""
        super().__init__(desk)
        self._target = target
        self.draft_place = NOTE, target
        self._label = label

    def body(self) -> ComposeResult:
        """Give what it is about, who can read it, and the text."""
        yield Static(Content.assemble("Note on ", (self._label, "bold $accent")), id="heading", markup=False)
        yield Static(Content("Only on this machine: neither the customer nor a colleague sees it."), id="honesty")
        yield TextField(id="text")

    def ready(self) -> None:
        """Show what was written before."""
        area = self.query_one(TextArea)
        kept = self.desk.drafts.find(*self.draft_place) or {}
        area.text = str(kept.get("text", ""))
        area.move_cursor(area.document.end)
        put_cursor(area, kept.get("cursor"))
        area.focus()

    def facts(self) -> str:
        """Say how long it is, and that it is kept."""
        return f"{size_words(self.query_one(TextArea).text)} · kept as you type · only on this machine"

    @property
    def written_for(self) -> str:
        """What the note is on."""
        return f"Note on {self._label}, only on this machine"

    @property
    def written_about(self) -> tuple[Ticket | None, Contact | None]:
        """The ticket or the contact that the note is on."""
        ticket = self.desk.tickets.get(self._target)
        contact = self.desk.macros.contact_of(ticket) if ticket else self.desk.contacts.peek(self._target)
        return ticket, contact

    def keep_writing(self) -> None:
        """Keep what is written; an empty note is none."""
        area = self.query_one(TextArea)
        if area.text.strip():
            content = {"text": area.text, "cursor": cursor_of(area)}
            self.desk.drafts.keep(*self.draft_place, content, label=self._label)
        else:
            self.desk.drafts.discard(*self.draft_place)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep what is written."""
        self.keep_writing()
        self.restate()
