"""One field of a form, kind by kind: its control, what it passes on, what it says is wrong."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input, TextArea

from klink_tui.forms.fieldstate import FieldState
from klink_tui.models.field import FieldKind
from klink_tui.sandbox.hostile import HOSTILE
from klink_tui.text import one_line
from klink_tui.widgets.formrow import LABEL, Fixed, FormRow, rows_of
from klink_tui.widgets.pickfield import PickField
from klink_tui.widgets.textfield import TextField
from tests.forms.definitions import contact_form, creating, definition, editing, form, options
from tests.widgets.stage import made, shown, text

CONTROLS: dict[FieldKind, type[Widget]] = {
    FieldKind.TEXT: Input,
    FieldKind.TEXTAREA: TextField,
    FieldKind.NUMBER: Input,
    FieldKind.DATE: Input,
    FieldKind.CHECKBOX: PickField,
    FieldKind.SELECT: PickField,
    FieldKind.MULTISELECT: PickField,
    FieldKind.LINK: Input,
    FieldKind.EMAIL: Input,
    FieldKind.PHONE: Input,
    FieldKind.ATTACHMENT: Fixed,
    FieldKind.UNKNOWN: Input,
}
VALUES: dict[FieldKind, object] = {
    FieldKind.TEXT: "[/b] สวัสดี",
    FieldKind.TEXTAREA: "one\ntwo",
    FieldKind.NUMBER: 12.5,
    FieldKind.DATE: "2026-03-30T00:00:00.000Z",
    FieldKind.CHECKBOX: True,
    FieldKind.SELECT: "bkk",
    FieldKind.MULTISELECT: ["bkk", "cnx"],
    FieldKind.LINK: "https://a.example",
    FieldKind.EMAIL: "a@b.example",
    FieldKind.PHONE: "+66 2 123 4567",
    FieldKind.ATTACHMENT: ["a.png"],
    FieldKind.UNKNOWN: "13.7,100.5",
}
every_kind = pytest.mark.parametrize("kind", FieldKind)
typed_kinds = pytest.mark.parametrize("kind", [kind for kind, control in CONTROLS.items() if control is Input])


def field_of(kind: FieldKind, value: object = None, **more: object) -> FieldState:
    """Give a custom field of a kind that holds a value."""
    described = {"options": options("bkk", "cnx", "hdy"), **more} if "select" in kind else more
    (state,) = editing(form(definition("cf_x", str(kind), **described)), cf_x=value).fields
    return state


@asynccontextmanager
async def formed(
    *fields: FieldState, size: tuple[int, int] = (80, 12)
) -> AsyncIterator[tuple[FormRow, Pilot[None], list[Message]]]:
    """Show fields; give the row of the first, the pilot and the messages."""
    async with made(lambda: rows_of(fields), size=size) as (pilot, messages):
        yield pilot.app.query(FormRow).first(), pilot, messages


def edits(messages: Sequence[Message]) -> list[str | None]:
    return [message.typed for message in messages if isinstance(message, FormRow.Edited)]


def wishes(messages: Sequence[Message]) -> list[str]:
    return [message.typed for message in messages if isinstance(message, FormRow.ChoicesWanted)]


@every_kind
async def test_every_kind_has_its_control_and_shows_what_the_field_holds(kind: FieldKind) -> None:
    field = field_of(kind, VALUES[kind])
    async with formed(field) as (row, pilot, messages):
        assert type(row.control) is CONTROLS[kind]
        drawn = "\n".join(line.text for line in pilot.app.screen._compositor.render_strips())
        assert "X" in text(row) or "Cf_X" in text(row)
        assert field.text
        assert all(part in drawn for part in field.text.split("\n"))
        assert edits(messages) == []


@every_kind
async def test_an_empty_field_passes_nothing_on(kind: FieldKind) -> None:
    async with formed(field_of(kind)) as (row, pilot, messages):
        row.control.focus()
        await pilot.press("tab", "shift+tab")
        await pilot.pause()
        assert edits(messages) == []
        assert wishes(messages) == []
        assert not row.field.dirty


@typed_kinds
async def test_what_is_typed_is_passed_on(kind: FieldKind) -> None:
    async with formed(field_of(kind)) as (row, pilot, messages):
        row.control.focus()
        await pilot.press("4", "[", "slash")
        assert edits(messages) == ["4", "4[", "4[/"]
        await pilot.press("enter")
        assert any(isinstance(message, Input.Submitted) for message in messages)


async def test_a_long_text_takes_lines_and_grows() -> None:
    async with formed(field_of(FieldKind.TEXTAREA), size=(80, 24)) as (row, pilot, messages):
        row.control.focus()
        height = row.size.height
        await pilot.press("a", *["enter"] * 5, "b")
        await pilot.pause()
        assert edits(messages)[-1] == "a\n\n\n\n\nb"
        assert row.size.height == 6 > height


async def test_a_line_that_holds_several_is_edited_as_several() -> None:
    async with formed(field_of(FieldKind.TEXT, "one\ntwo")) as (row, _, _):
        assert isinstance(row.control, TextArea)


# What is picked


@pytest.mark.parametrize("kind", [FieldKind.SELECT, FieldKind.MULTISELECT])
async def test_choices_are_asked_for_and_a_letter_narrows_them(kind: FieldKind) -> None:
    async with formed(field_of(kind)) as (row, pilot, messages):
        row.control.focus()
        await pilot.press("enter", "space", "b", "[", "ก")
        await pilot.click(row.control)
        assert wishes(messages) == ["", " ", "b", "[", "ก", ""]
        await pilot.press("delete", "backspace")
        assert edits(messages) == [None, None]
        await pilot.press("escape", "f5", "down", "ctrl+x")
        assert len(wishes(messages)) == 6


async def test_yes_no_and_unset_go_round() -> None:
    field = field_of(FieldKind.CHECKBOX)
    async with formed(field) as (row, pilot, messages):
        row.control.focus()
        for _ in range(4):
            await pilot.press("space")
            field.set(edits(messages)[-1])
            row.resync()
        assert edits(messages) == ["yes", "no", "", "yes"]
        await pilot.press("n", "Y", "delete")
        assert edits(messages)[4:] == ["no", "yes", None]
        assert wishes(messages) == []


async def test_what_is_picked_several_times_stands_on_one_line() -> None:
    labels = [{"value": "a", "label": "Rates, fees"}, {"value": "b", "label": "Outages"}]
    field = field_of(FieldKind.MULTISELECT, ["a", "b"], options=labels)
    async with formed(field) as (row, _, _):
        assert "\n" in field.text
        assert text(row.control).split("▾")[0].strip() == "Rates, fees · Outages"


@pytest.mark.parametrize(("value", "shown_as"), [("", "nothing picked"), ("bkk", "Bkk"), ("x" * 90, "…")])
async def test_a_picked_value_has_its_sign_at_the_right_edge(value: str, shown_as: str) -> None:
    pick = PickField({"": "", "bkk": "Bkk"}.get(value, value), hint="nothing picked")
    async with shown(pick, size=(40, 4)):
        line = text(pick)
        assert shown_as in line
        assert line.endswith("▾")
        assert pick.render_line(0).cell_length <= 40


# What can't be changed


async def test_a_value_that_can_not_be_changed_is_shown_with_the_reason() -> None:
    field = field_of(FieldKind.UNKNOWN, {"lat": 1, "lng": 2})
    async with formed(field) as (row, pilot, _):
        assert isinstance(row.control, Fixed)
        assert not row.control.can_focus
        drawn = "\n".join(line.text for line in pilot.app.screen._compositor.render_strips())
        assert field.why_read_only.split()[0] in drawn


async def test_an_empty_value_that_can_not_be_changed_is_a_dash() -> None:
    async with formed(field_of(FieldKind.ATTACHMENT)) as (row, _, _):
        assert text(row.control).strip() == "–"


# Marks and words


def label_of(row: FormRow) -> str:
    return text(row).splitlines()[0][:LABEL]


@pytest.mark.parametrize("name", ["cf_x", "cf_a_label_much_longer_than_its_column", "cf_世界世界世界世界世界世界世界"])
@pytest.mark.parametrize("required", [True, False])
async def test_a_required_field_has_its_star_however_long_its_label(name: str, required: bool) -> None:
    (field,) = creating(form(definition(name, is_required=required))).fields
    async with formed(field) as (row, _, _):
        assert label_of(row).rstrip().endswith(" *") is required


async def test_a_change_an_error_and_a_meaning_are_marked() -> None:
    field = field_of(FieldKind.DATE)
    async with formed(field) as (row, pilot, _):
        assert label_of(row).startswith("  ")
        field.set("+3d")
        row.restate()
        await pilot.pause()
        assert label_of(row).startswith("● ")
        assert text(row).splitlines()[1].strip() == "Thu 2026-04-02"
        field.set("the day after")
        row.restate()
        await pilot.pause()
        assert label_of(row).startswith("! ")
        assert text(row).splitlines()[1].strip().startswith("This is no date.")
        field.set("")
        row.restate()
        await pilot.pause()
        assert label_of(row).startswith("  ")
        assert row.size.height == 1


async def test_a_long_refusal_is_wrapped_under_its_field_and_again_on_another_width() -> None:
    field = field_of(FieldKind.TEXT)
    field.refusal = "The server says [/b] that " + "this can not be " * 8 + "so."
    async with formed(field, size=(80, 20)) as (row, pilot, _):
        for width in (80, 50, 120):
            await pilot.resize_terminal(width, 20)
            await pilot.pause()
            said = " ".join(line[LABEL:].strip() for line in text(row).splitlines()[1:])
            assert said.split() == field.refusal.split()
            assert row.size.height == len(text(row).splitlines())


async def test_what_was_changed_elsewhere_is_shown_and_not_passed_on() -> None:
    fields = [field_of(kind, VALUES[kind]) for kind in FieldKind if CONTROLS[kind] is not Fixed]
    async with formed(*fields, size=(80, 60)) as (_, pilot, messages):
        rows = list(pilot.app.query(FormRow))
        assert [row.field for row in rows] == fields
        for row in rows:
            row.field.set(None)
            row.resync()
        await pilot.pause()
        assert edits(messages) == []
        for row in rows:
            control = row.control
            held = control.text if isinstance(control, TextArea) else getattr(control, "value", None)
            assert held == row.field.text


@pytest.mark.parametrize(
    ("kind", "more", "hint"),
    [
        (FieldKind.DATE, {}, "YYYY-MM-DD"),
        (FieldKind.SELECT, {}, "enter picks, delete empties"),
        (FieldKind.CHECKBOX, {}, "space goes through"),
        (FieldKind.TEXT, {"is_unique": True}, "must be its own"),
    ],
)
def test_the_hint_says_what_the_field_takes(kind: FieldKind, more: dict[str, object], hint: str) -> None:
    row = FormRow(field_of(kind, **more))
    assert row.hint.startswith("Cf_X")
    assert hint in row.hint


def test_a_field_that_takes_several_says_how() -> None:
    (field,) = creating(contact_form(definition("phone", "phone"))).fields
    assert "several with commas between" in FormRow(field).hint


@pytest.mark.parametrize("kind", [FieldKind.TEXT, FieldKind.TEXTAREA, FieldKind.MULTISELECT, FieldKind.ATTACHMENT])
async def test_hostile_labels_values_and_choices_drive_nothing(kind: FieldKind) -> None:
    hostile = [one_line(line) for line in HOSTILE]
    choices = [{"value": f"v{place}", "label": line} for place, line in enumerate(hostile)]
    more: dict[str, object] = {"options": choices} if "select" in kind else {}
    wanted = [f"v{place}" for place in range(len(hostile))] if kind is FieldKind.MULTISELECT else "v0"
    value = wanted if "select" in kind else " ".join(hostile)
    field = field_of(kind, value, display_name=hostile[0], **more)
    field.refusal = " ".join(hostile)
    async with formed(field, size=(80, 80)) as (row, pilot, _):
        for line in pilot.app.screen._compositor.render_strips():
            assert not any(s.style and (s.style.link or s.style.meta.get("@click")) for s in line)
            assert not any(char < " " for char in line.text)
        await pilot.click(row, offset=(3, 0))
        assert pilot.app.is_running
