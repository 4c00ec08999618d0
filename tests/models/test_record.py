"""What every record does: either key case, one bad value costs only itself, the raw stays."""

import inspect
import sys
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klink_tui.errors import BadRecordError
from klink_tui.models.caselog import CaseLog
from klink_tui.models.contact import Contact
from klink_tui.models.customfield import CustomValue
from klink_tui.models.field import FormField
from klink_tui.models.message import SentMessage
from klink_tui.models.record import Record
from klink_tui.models.reference import Category, Channel, Group, PresenceChange, RoomComment, Tag, User
from klink_tui.models.ticket import Ticket
from tests.models.examples import STEADY, Json, keys, values

ALL: tuple[type[Record], ...] = (
    CaseLog,
    Category,
    Channel,
    Contact,
    CustomValue,
    FormField,
    Group,
    PresenceChange,
    RoomComment,
    SentMessage,
    Tag,
    Ticket,
    User,
)


@STEADY
@given(st.sampled_from(ALL), values)
def test_any_json_is_a_record_or_no_record(model: type[Record], value: object) -> None:
    try:
        record = model.read(value)
    except BadRecordError:
        return
    assert record.raw == value or record.raw != record.raw
    assert set(record.problems) <= set(model.model_fields)
    assert set(record.cleaned) <= set(record.raw) | set(model.model_fields)


@STEADY
@given(st.sampled_from(ALL), st.dictionaries(keys, values, max_size=8))
def test_a_row_with_what_makes_it_one_is_always_read(model: type[Record], value: Json) -> None:
    model.read({**value, "id": "one", "systemName": "cf_one", "system_name": "cf_one"})


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "not an object but nothing"),
        (True, "not an object but a yes/no"),
        (5, "not an object but a number"),
        (5.5, "not an object but a number"),
        ("text", "not an object but a text"),
        ([], "not an object but a list"),
        ({}, "id is missing"),
        ({"id": None}, "id is missing"),
        ({"id": ""}, "id is missing"),
        ({"id": "\u200b"}, "id is missing"),
        ({"id": {"nested": 1}}, "id is missing"),
    ],
)
def test_what_is_no_record_says_why(value: object, message: str) -> None:
    with pytest.raises(BadRecordError) as refused:
        Ticket.read(value)
    assert refused.value.message == message


@pytest.mark.parametrize(
    "row",
    [
        {"id": "1", "ticketNumber": 7, "createdAt": "2026-01-05T04:42:59.028Z", "assigneeId": "u", "contactId": "c"},
        {
            "id": "1",
            "ticket_number": 7,
            "created_at": "2026-01-05T04:42:59.028Z",
            "assignee_id": "u",
            "contact_id": "c",
        },
    ],
)
def test_either_key_case_is_read(row: Json) -> None:
    ticket = Ticket.read(row)
    assert (ticket.ticket_number, ticket.assignee_id, ticket.contact_id) == (7, "u", "c")
    assert ticket.created_at is not None
    assert ticket.raw == row


@pytest.mark.parametrize(
    "row",
    [
        {"contactId": "c", "contact_id": ""},
        {"contactId": "", "contact_id": "c"},
        {"contactId": None, "contact_id": "c"},
        {"contact_id": "c", "contactId": None},
        {"contact_id": "c", "contactId": "other"},
    ],
)
def test_of_two_spellings_the_one_that_says_something_counts(row: Json) -> None:
    assert Ticket.read({"id": "1", **row}).contact_id == "c"


def test_an_empty_list_gives_way_and_a_no_does_not() -> None:
    assert [tag.name for tag in Ticket.read({"id": "1", "tags": [], "Tags": 1}).tags] == []
    assert Contact.read({"id": "1", "contactGroups": [], "contact_groups": [{"name": "VIP"}]}).groups[0].name == "VIP"
    assert not FormField.read({"system_name": "x", "isArchived": False, "is_archived": True}).is_archived


def test_unknown_keys_are_kept_in_the_raw() -> None:
    row = {"id": "1", "somethingNew": {"deep": [1]}, "title": "a\u202eb"}
    assert Ticket.read(row).raw == row


@pytest.mark.parametrize(
    ("bad", "problems"),
    [
        ({"title": ["a"]}, ("title",)),
        ({"ticketNumber": "seven"}, ("ticket_number",)),
        ({"ticketNumber": 2**63}, ("ticket_number",)),
        ({"ticketNumber": 1.5}, ("ticket_number",)),
        ({"createdAt": {"at": 1}}, ("created_at",)),
        ({"assignee": "Ploy"}, ("assignee",)),
        ({"contact": {"name": "no id"}}, ("contact",)),
        ({"tags": 5}, ("tags",)),
        ({"title": {}, "assignee": 1, "categories": "x"}, ("assignee", "categories", "title")),
    ],
)
def test_a_bad_value_costs_only_itself(bad: Json, problems: tuple[str, ...]) -> None:
    ticket = Ticket.read({"id": "1", "status": "open", "priority": "high", **bad})
    assert (ticket.id, ticket.status, ticket.priority) == ("1", "open", "high")
    assert sorted(ticket.problems) == list(problems)


def test_bad_entries_of_a_list_cost_only_themselves() -> None:
    tags = [{"name": "a"}, 1, {"name": "b"}, "x", None, {"name": ["nested"], "position": 2}, {"name": "c"}]
    ticket = Ticket.read({"id": "1", "tags": tags, "categories": [[], {"value": "k"}, []]})
    assert [tag.name for tag in ticket.tags] == ["a", "b", "", "c"]
    assert ticket.tags[2].problems == ("name",)
    assert [category.value for category in ticket.categories] == ["k"]
    assert sorted(ticket.problems) == ["categories", "tags"]


@pytest.mark.parametrize("empty", [None, ""])
def test_nothing_and_the_empty_string_are_the_same_and_no_problem(empty: object) -> None:
    names = ("ticketNumber", "title", "assignee", "contact", "tags", "customFields", "createdAt", "deletedAt")
    ticket = Ticket.read({"id": "1", **dict.fromkeys(names, empty)})
    assert (ticket.ticket_number, ticket.title, ticket.assignee, ticket.tags, ticket.custom_fields) == (
        None,
        "",
        None,
        (),
        (),
    )
    assert (ticket.created_at, ticket.deleted_at, ticket.problems) == (None, None, ())


@pytest.mark.parametrize(
    ("sent", "read"), [(5, "5"), (5.5, "5.5"), (True, "true"), (False, "false"), ("a\x1b[1m\nb", "a[1m b")]
)
def test_text_is_read_from_any_scalar(sent: object, read: str) -> None:
    assert Ticket.read({"id": "1", "title": sent}).title == read


def test_lines_are_kept_where_there_may_be_some() -> None:
    ticket = Ticket.read({"id": "1", "title": "a\n b", "description": "a\r\n  b\x07"})
    assert (ticket.title, ticket.description) == ("a b", "a\n  b")


def test_what_lost_something_to_the_cleaner_is_named() -> None:
    ticket = Ticket.read(
        {"id": "1", "title": "a\u202eb", "description": "fine\r\n", "odd": "x\x1b", "reasonToAssign": "\u200b"}
    )
    assert ticket.cleaned == ("title", "odd", "reason_to_assign")
    assert ticket.raw["title"] == "a\u202eb"


def test_a_field_without_which_a_record_is_none_may_be_any() -> None:
    class Strict(Record):
        REQUIRED: ClassVar[tuple[str, ...]] = ("count",)

        count: int | None = None

    assert Strict.read({"count": 0}).count == 0
    with pytest.raises(BadRecordError, match="count is missing"):
        Strict.read({})


def test_deep_nesting_is_cut_off_and_harms_nothing() -> None:
    tree: Json = {"id": "leaf"}
    for _ in range(3000):
        tree = {"id": "node", "value": "v", "childCategoryList": [tree]}
    category = Category.read(tree)
    assert category.value == "v"
    assert 1 < sum(1 for _ in category.walk()) < 3000


def test_nesting_deeper_than_the_stack_costs_the_record_only() -> None:
    tree: Json = {"id": "leaf"}
    for _ in range(200):
        tree = {"id": "node", "childCategoryList": [tree]}
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 60)
    try:
        with pytest.raises(BadRecordError, match="nested too deeply"):
            Category.read(tree)
    finally:
        sys.setrecursionlimit(limit)
