"""One field of a form: its label, the control its kind asks for, and what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, TextArea

from klink_tui.forms.fieldstate import FieldState
from klink_tui.models.field import FieldKind
from klink_tui.widgets.cells import cut, fill
from klink_tui.widgets.pickfield import PickField
from klink_tui.widgets.textfield import TextField, size_words

LABEL: Final = 27
"""Cells of the label's column, mark and gap included."""

YES_NO: Final = ("", "yes", "no")
"""What a checkbox goes through: unset, yes, no."""

_HINTS: Final = {
    FieldKind.DATE: "YYYY-MM-DD, today, tomorrow, +3d",
    FieldKind.NUMBER: "a number, 12 or 12.5",
    FieldKind.LINK: "https://…",
    FieldKind.EMAIL: "name@example.com",
    FieldKind.PHONE: "+66 2 123 4567",
}


class FormRow(Widget):
    """A label with its control; the note under it says what is wrong, or what a shorthand means."""

    DEFAULT_CSS = """
    FormRow { height: auto; width: 1fr; layout: vertical; }
    FormRow > Input, FormRow > TextArea, FormRow > PickField, FormRow > Fixed {
        margin: 0 0 0 24;
        width: 1fr;
    }
    FormRow > Input, FormRow > Input.-textual-compact {
        height: 1; border: none !important; padding: 0 1; background: $surface;
    }
    FormRow > Input:focus { background: $klink-row-cursor; }
    FormRow > TextArea {
        height: auto; min-height: 3; max-height: 12; border: none; padding: 0 1; background: $surface;
    }
    FormRow > TextArea:focus { border: none; background: $klink-row-cursor; }
    """

    @dataclass
    class Edited(Message):
        """Something was put into the field."""

        row: "FormRow"
        typed: str | None

    @dataclass
    class ChoicesWanted(Message):
        """The choices of the field are wanted; ``typed`` narrows them already, and is empty for enter."""

        row: "FormRow"
        typed: str

    def __init__(self, field: FieldState) -> None:
        """Draw ``field``."""
        super().__init__(name=field.spec.key)
        self.field = field
        self._control = self._make_control()
        self._note = ("", "")
        self._passed_on = field.text

    def compose(self) -> ComposeResult:
        """Give the control."""
        yield self._control

    def on_mount(self) -> None:
        """Say at once what is wrong already."""
        self.restate()

    @property
    def control(self) -> Widget:
        """What is typed into."""
        return self._control

    def render(self) -> Content:
        """Draw the label beside the control, and the note below it."""
        spec = self.field.spec
        mark = ("! ", "$error bold") if self.field.error else ("● ", "$accent") if self.field.dirty else ("  ", "")
        star = " *" if spec.required else ""
        label = fill(cut(spec.label, LABEL - 3 - len(star)) + star, LABEL - 3)
        style = "$klink-muted" if self.field.read_only else "bold" if self._control.has_focus else ""
        first = Content.assemble(mark, (label, style))
        words, tone = self._note
        blank = "\n" * max(self._control.size.height, 1)
        notes = [Content.assemble(" " * LABEL, (line.plain, tone)) for line in self._wrapped(words)]
        return Content.assemble(first, blank, Content("\n").join(notes)) if notes else first

    def restate(self) -> None:
        """Draw mark and note as the field now stands."""
        field = self.field
        if field.error:
            self._note = (field.error, "$error")
        elif field.read_only:
            self._note = (field.why_read_only, "$klink-muted")
        elif field.meaning:
            self._note = (field.meaning, "$klink-muted")
        else:
            self._note = ("", "")
        self._control.styles.margin = (0, 0, len(self._wrapped(self._note[0])), LABEL)
        self.refresh()

    def on_descendant_focus(self) -> None:
        """Draw the label of the field that is typed into in bold."""
        self.refresh()

    def on_descendant_blur(self) -> None:
        """Draw the label as all others."""
        self.refresh()

    def on_resize(self) -> None:
        """Wrap the note anew."""
        self.restate()

    def _wrapped(self, words: str) -> list[Content]:
        return Content(words).wrap(max(self.size.width - LABEL, 20)) if words else []

    def resync(self) -> None:
        """Show what the field holds: it was changed elsewhere than in the control."""
        self._passed_on = self.field.text
        with self.prevent(Input.Changed, TextArea.Changed):
            if isinstance(self._control, Input):
                self._control.value = self.field.text
            elif isinstance(self._control, TextField):
                self._control.put(self.field.text)
            elif isinstance(self._control, PickField):
                self._control.value = self.field.text
        self.restate()

    @property
    def hint(self) -> str:
        """What may be written into the field, in words."""
        spec = self.field.spec
        parts = []
        if spec.chooses:
            parts.append("enter picks, delete empties")
        elif spec.kind is FieldKind.CHECKBOX:
            parts.append("space goes through yes, no and unset")
        elif spec.kind in _HINTS:
            parts.append(_HINTS[spec.kind])
        if isinstance(self._control, TextField):
            parts.append(f"{size_words(self._control.text)} · f4 opens your editor")
        if spec.many:
            parts.append("several with commas between")
        if spec.unique:
            parts.append("must be its own on every record")
        return " · ".join((spec.label, *parts))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Pass on what was typed."""
        event.stop()
        self._pass_on(event.value)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Pass on what was typed."""
        event.stop()
        self._pass_on(event.text_area.text)
        self.refresh(layout=True)

    def _pass_on(self, typed: str) -> None:
        # A control also tells of what it starts with, and that is no edit.
        if typed != self._passed_on:
            self._passed_on = typed
            self.post_message(self.Edited(self, typed))

    def on_pick_field_asked(self, event: PickField.Asked) -> None:
        """Go to the next of yes, no and unset, or ask for the choices."""
        event.stop()
        if self.field.spec.kind is FieldKind.CHECKBOX:
            self.post_message(self.Edited(self, self._next_yes_no(event.typed)))
        else:
            self.post_message(self.ChoicesWanted(self, event.typed))

    def on_pick_field_emptied(self, event: PickField.Emptied) -> None:
        """Take the value out."""
        event.stop()
        self.post_message(self.Edited(self, None))

    def _next_yes_no(self, typed: str) -> str:
        if typed.casefold() in ("y", "n"):
            return "yes" if typed.casefold() == "y" else "no"
        here = YES_NO.index(self.field.text) if self.field.text in YES_NO else 0
        return YES_NO[(here + 1) % len(YES_NO)]

    def _make_control(self) -> Widget:
        field, spec = self.field, self.field.spec
        if field.read_only:
            return Fixed(field.text)
        if spec.chooses or spec.kind is FieldKind.CHECKBOX:
            hint = "unset" if spec.kind is FieldKind.CHECKBOX else "nothing picked"
            return PickField(field.text, hint=hint)
        if field.multiline:
            return TextField(field.text)
        return Input(field.text, placeholder=_HINTS.get(spec.kind, ""), compact=True, select_on_focus=False)


class Fixed(Widget):
    """A value that can't be changed."""

    DEFAULT_CSS = """
    Fixed { height: auto; color: $klink-muted; padding: 0 1; width: 1fr; }
    """

    def __init__(self, text: str) -> None:
        """Show ``text``."""
        super().__init__()
        self._text = text

    def render(self) -> Content:
        """Draw the value."""
        return Content(self._text or "–")


def rows_of(fields: Sequence[FieldState]) -> list[FormRow]:
    """Make a row for each field."""
    return [FormRow(field) for field in fields]


def cursor_of(control: Widget) -> list[int]:
    """Give where the cursor of something that is typed into is: its column, or row and column; nothing for neither."""
    if isinstance(control, Input):
        return [control.cursor_position]
    return [*control.cursor_location] if isinstance(control, TextArea) else []


def put_cursor(control: Widget, place: object) -> None:
    """Put the cursor where :func:`cursor_of` said, as near as the text allows."""
    match place:
        case [int() as column] if isinstance(control, Input):
            control.cursor_position = min(column, len(control.value))
        case [int() as row, int() as column] if isinstance(control, TextArea):
            row = min(row, control.document.line_count - 1)
            control.move_cursor((row, min(column, len(control.document.get_line(row)))))
        case _:
            return
