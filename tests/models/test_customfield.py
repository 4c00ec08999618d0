"""The three read shapes of custom fields."""

import pytest

from klink_tui.models.customfield import CustomValue
from klink_tui.models.ticket import Ticket

ATTRIBUTE = {"systemName": "cf_x", "displayName": "X", "type": "text", "isArchived": False}


def read(custom: object) -> tuple[CustomValue, ...]:
    return Ticket.read({"id": "t", "customFields": custom}).custom_fields


@pytest.mark.parametrize(
    "custom",
    [
        [{"textValue": "A", "booleanValue": None, "attribute": ATTRIBUTE}],
        [{"textValue": "A", "attribute": {"system_name": "cf_x", "display_name": "X"}}],
        {"cf_x": "A"},
        [{"name": "cf_x", "value": "A"}],
        [{"systemName": "cf_x", "value": "A"}],
        [{"key": "cf_x", "displayName": "X", "value": "A"}],
    ],
)
def test_every_shape_is_read(custom: object) -> None:
    (value,) = read(custom)
    assert (value.system_name, value.value, value.is_archived, value.uploads) == ("cf_x", "A", False, ())
    assert value.label in ("X", "x")


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"textValue": "a\x1b[1m"}, "a[1m"),
        ({"booleanValue": False}, False),
        ({"numberValue": 0}, 0),
        ({"numberValue": 1.5, "textValue": None}, 1.5),
        ({"dateValue": "2025-10-23T00:00:00.000Z"}, "2025-10-23T00:00:00.000Z"),
        ({"textValue": ["a\u202e", {"k\x07": "v\x07"}]}, ["a", {"k": "v"}]),
        ({"textValue": "", "booleanValue": "", "numberValue": 5, "dateValue": ""}, 5),
        ({"textValue": "", "booleanValue": False}, False),
        ({"textValue": ""}, None),
        ({}, None),
    ],
)
def test_the_value_is_the_one_that_is_not_null(values: dict[str, object], found: object) -> None:
    (value,) = read([{**values, "attribute": ATTRIBUTE}])
    assert value.value == found


def test_an_attribute_that_is_missing_leaves_its_id() -> None:
    (value,) = read([{"attributeId": "a1", "textValue": "A"}])
    assert (value.system_name, value.label, value.value) == ("a1", "a1", "A")


def test_what_is_archived_says_so() -> None:
    (value,) = read([{"textValue": "A", "attribute": {**ATTRIBUTE, "isArchived": True}}])
    assert value.is_archived


@pytest.mark.parametrize("key", ["name", "fileName", "originalName", "filename"])
def test_files(key: str) -> None:
    (value,) = read([{"attribute": ATTRIBUTE, "uploads": [{"id": "u", key: "a.pdf", "url": "https://x.y"}]}])
    assert [(upload.name, upload.url) for upload in value.uploads] == [("a.pdf", "https://x.y")]


def test_bad_entries_cost_only_themselves() -> None:
    ticket = Ticket.read({"id": "t", "customFields": [{"name": "cf_x", "value": 1}, "junk", 5, {"name": "cf_y"}]})
    assert [value.system_name for value in ticket.custom_fields] == ["cf_x", "cf_y"]
    assert ticket.problems == ("custom_fields",)


@pytest.mark.parametrize("custom", [None, "", [], {}])
def test_none_at_all(custom: object) -> None:
    assert read(custom) == ()


def test_what_is_no_list_of_fields_is_a_problem() -> None:
    ticket = Ticket.read({"id": "t", "customFields": 5})
    assert (ticket.custom_fields, ticket.problems) == ((), ("custom_fields",))


def test_a_value_read_once_is_taken_as_it_is() -> None:
    (value,) = read({"cf_x": "A"})
    assert read([value]) == (value,)


def test_a_value_nested_without_end_is_cut_off() -> None:
    deep: object = "end"
    for _ in range(5000):
        deep = [deep]
    (value,) = read({"cf_x": deep})
    assert str(value.value).count("[") == 21
    assert "…" in str(value.value)
