"""The drawer of local notes: every note of this machine, searched by its words and by what it is on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from klink_tui.desk.desk import Desk
from klink_tui.models.moment import Moment
from klink_tui.models.names import fold
from klink_tui.store.drafts import Draft
from klink_tui.widgets.cells import NOTED, Cell, Column
from klink_tui.widgets.facts import Fact, note_facts
from klink_tui.widgets.keyed import keyed
from klink_tui.widgets.words import age, when


@dataclass
class NoteList:
    """Notes, the one written last first."""

    name: ClassVar[str] = "notes"
    title: ClassVar[str] = "Notes"
    columns: ClassVar[tuple[Column, ...]] = (
        Column("mark", "", 1),
        Column("what", "On", 24, grow=2),
        Column("text", "Note", 24, grow=4),
        Column("age", "Age", 4, right=True),
    )
    desk: Desk
    search: str = ""

    def get(self, key: str) -> Draft | None:
        """Give the note of a row."""
        return next((note for note in self.desk.drafts.all_notes if _key(note) == key), None)

    def found(self) -> list[Draft]:
        """Give the notes that hold every word that is looked for."""
        words = fold(self.search).split()
        return [
            note
            for note in self.desk.drafts.all_notes
            if all(word in fold(f"{note.label} {_text(note)}") for word in words)
        ]

    def rows(self) -> Sequence[tuple[str, Sequence[Cell]]]:
        """Give the rows, each with its key."""
        return [(_key(note), self._cells(note)) for note in self.found()]

    def _cells(self, note: Draft) -> Sequence[Cell]:
        return (
            Cell(NOTED, "muted"),
            Cell(note.label or note.target),
            Cell(" ".join(_text(note).split())[:400]),
            Cell(age(_moment(note), self.desk.now()), "muted"),
        )

    def facts(self, key: str) -> Sequence[Fact]:
        """Give what there is to know of a note."""
        note = self.get(key)
        if note is None:
            return ()
        twice = (Fact("Twice", "Another console has a note of its own on the same.", "warn"),) if note.slot else ()
        return (
            Fact("On", note.label or note.target, "strong"),
            *twice,
            Fact("Written", when(_moment(note), self.desk.now(), self.desk.timezone)),
            *note_facts(_text(note)),
            Fact("Keys", keyed("<list.open> goes on with it · <outbox.drop> throws it away"), "muted"),
        )

    def empty(self) -> str:
        """Say that there are none, or that none matches."""
        if self.search:
            return f"No note holds “{self.search}”.\n" + keyed("<filter.clear> shows all · <filter> changes the search")
        return keyed("No notes.\n<note> on a ticket or a contact writes one; it stays on this machine.")

    def standing(self) -> str:
        """Count the notes, and say where they are."""
        every, found = len(self.desk.drafts.all_notes), len(self.found())
        number = f"{found} of {every}" if self.search else f"{every}"
        saved = "only on this machine" if self.desk.own.work.is_kept else "lost when you quit"
        return f"{number} note{'' if every == 1 else 's'} · {saved}" if every else ""


def _key(note: Draft) -> str:
    return f"{note.target} {note.slot}"


def _text(note: Draft) -> str:
    return str(note.content.get("text", ""))


def _moment(note: Draft) -> Moment:
    return Moment("", datetime.fromtimestamp(note.saved, UTC))
