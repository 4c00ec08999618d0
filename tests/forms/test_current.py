"""How what the server has stands in a form."""

import pytest

from klink_tui.forms.current import NO_SCALAR, describe, is_empty, read_current
from klink_tui.forms.spec import Choice, Value
from klink_tui.forms.values import Held
from klink_tui.models.field import FieldKind
from tests.forms.definitions import TODAY, contact_form, definition, field, form

SIZES = (Choice("s", "Small"), Choice("m", "Medium, more or less"), Choice("in_use", "In use"))


@pytest.mark.parametrize(
    ("kind", "raw", "held", "value"),
    [
        (FieldKind.TEXT, "a\x1b[1mb", "a[1mb", "a[1mb"),
        (FieldKind.TEXT, " padded ", " padded", "padded"),
        (FieldKind.TEXT, 12, "12", "12"),
        (FieldKind.TEXT, True, "yes", "yes"),
        (FieldKind.TEXT, "two\nlines", "two\nlines", "two\nlines"),
        (FieldKind.TEXTAREA, "a\r\nb\n", "a\nb", "a\nb"),
        (FieldKind.NUMBER, 5, "5", 5),
        (FieldKind.NUMBER, "5.50", "5.50", 5.5),
        (FieldKind.NUMBER, 1e-07, "0.0000001", 1e-07),
        (FieldKind.NUMBER, "many", "many", "many"),
        (FieldKind.NUMBER, 1e300, "1e+300", "1e+300"),
        (FieldKind.DATE, "2026-03-30T00:00:00.000Z", "2026-03-30", "2026-03-30"),
        (FieldKind.DATE, "2026-03-30 08:30:00.000+00", "2026-03-30", "2026-03-30"),
        (FieldKind.DATE, "2569-03-30", "2569-03-30", "2569-03-30"),
        (FieldKind.DATE, "some day", "some day", "some day"),
        (FieldKind.CHECKBOX, True, "yes", True),
        (FieldKind.CHECKBOX, False, "no", False),
        (FieldKind.CHECKBOX, "yes", "yes", True),
        (FieldKind.CHECKBOX, 0, "0", False),
        (FieldKind.CHECKBOX, None, "", None),
        (FieldKind.LINK, "example.com", "example.com", "example.com"),
        (FieldKind.SELECT, "s", "s", "s"),
        (FieldKind.SELECT, "SMALL", "s", "s"),
        (FieldKind.SELECT, "In-Use", "in_use", "in_use"),
        (FieldKind.SELECT, Choice("x", "small"), "s", "s"),
        (FieldKind.MULTISELECT, ["s", "In Use"], ("s", "in_use"), ("s", "in_use")),
        (FieldKind.MULTISELECT, "s,in_use", ("s", "in_use"), ("s", "in_use")),
        (FieldKind.MULTISELECT, '["s", "in_use"]', ("s", "in_use"), ("s", "in_use")),
        (FieldKind.MULTISELECT, "medium, more or less", ("m",), ("m",)),
        (FieldKind.MULTISELECT, ["s", "", "S"], ("s",), ("s",)),
        (FieldKind.MULTISELECT, [""], (), None),
        (FieldKind.MULTISELECT, None, (), None),
        (FieldKind.SELECT, " ", "", None),
    ],
)
def test_values_of_every_kind(kind: FieldKind, raw: object, held: Held, value: Value) -> None:
    current = read_current(field(kind, *SIZES), raw, SIZES, TODAY)
    assert (current.held, current.value) == (held, value)
    assert type(current.value) is type(value)
    assert (current.kept, current.obstacle) == ((), "")


@pytest.mark.parametrize(
    ("kind", "raw", "held", "kept"),
    [
        (FieldKind.SELECT, "x-large", "x-large", [Choice("x-large", "x-large")]),
        (FieldKind.SELECT, "x\u200b-large ", "x-large", [Choice("x-large", "x-large", "x\u200b-large ")]),
        (FieldKind.SELECT, 3, "3", [Choice("3", "3", 3)]),
        (FieldKind.SELECT, Choice("id-1", "Nok"), "id-1", [Choice("id-1", "Nok")]),
        (FieldKind.MULTISELECT, ["s", "gone"], ("s", "gone"), [Choice("gone", "gone")]),
        (FieldKind.MULTISELECT, "s, gone", ("s, gone",), [Choice("s, gone", "s, gone")]),
        (FieldKind.MULTISELECT, "[broken", ("[broken",), [Choice("[broken", "[broken")]),
        (FieldKind.MULTISELECT, "[" * 9999, ("[" * 9999,), [Choice("[" * 9999, "[" * 9999)]),
    ],
)
def test_what_is_not_among_the_choices_is_kept_to_the_letter(
    kind: FieldKind, raw: object, held: Held, kept: list[Choice]
) -> None:
    current = read_current(field(kind, *SIZES), raw, SIZES, TODAY)
    assert current.held == held
    assert list(current.kept) == kept


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (FieldKind.TEXT, {"a": 1}),
        (FieldKind.UNKNOWN, {"lat": 13.7, "lng": 100.5}),
        (FieldKind.UNKNOWN, [1, 2]),
        (FieldKind.SELECT, ["s", "m"]),
        (FieldKind.MULTISELECT, [["s"]]),
        (FieldKind.MULTISELECT, '[{"s": 1}]'),
        (FieldKind.DATE, ["2026-03-30"]),
    ],
)
def test_what_is_no_scalar_can_not_be_edited(kind: FieldKind, raw: object) -> None:
    assert read_current(field(kind, *SIZES), raw, SIZES, TODAY).obstacle == NO_SCALAR


@pytest.mark.parametrize(
    ("raw", "held", "value", "is_list"),
    [
        (["a@b.co", "c@d.co"], "a@b.co, c@d.co", ("a@b.co", "c@d.co"), True),
        ("a@b.co", "a@b.co", ("a@b.co",), False),
        ([], "", None, True),
        (None, "", None, False),
        (["nobody"], "nobody", "nobody", True),
    ],
)
def test_several_addresses_are_one_text(raw: object, held: str, value: Value, is_list: bool) -> None:
    (spec,) = contact_form(definition("email", "email"))
    current = read_current(spec, raw, (), TODAY)
    assert (current.held, current.value, current.is_list) == (held, value, is_list)


def test_addresses_that_are_objects_can_not_be_edited() -> None:
    (spec,) = contact_form(definition("email", "email"))
    assert read_current(spec, [{"email": "a@b.co"}], (), TODAY).obstacle == NO_SCALAR


def test_a_read_only_field_shows_anything() -> None:
    (spec,) = form(definition("assignee"))
    assert read_current(spec, {"id": "u1", "name": "Ploy"}, (), TODAY).held == "Ploy"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (5.0, "5"),
        ("a\u202eb", "ab"),
        (Choice("id-1", "Nok"), "Nok"),
        ({"id": "t1", "name": "Billing"}, "Billing"),
        ({"id": "c1", "value": "", "label": None}, "c1"),
        ({}, ""),
        ([{"name": "Billing"}, None, "VIP", []], "Billing, VIP"),
        ([[[["deep"]]]], "…"),
        ({"name": {"name": {"name": {"name": "deep"}}}}, "…"),
    ],
)
def test_anything_in_words(raw: object, words: str) -> None:
    assert describe(raw) == words


@pytest.mark.parametrize(
    ("raw", "empty"), [(None, True), ("", True), ([], True), ({}, True), (0, False), (False, False)]
)
def test_emptiness(raw: object, empty: bool) -> None:
    assert is_empty(raw) is empty
