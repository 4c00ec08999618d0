"""Custom fields and doubts as a person reads them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klink_tui.models.contact import Contact
from klink_tui.models.customfield import CustomValue
from klink_tui.models.ticket import Ticket
from klink_tui.text import clean
from klink_tui.widgets.facts import Fact
from klink_tui.widgets.values import custom_facts, doubts, plain, shown

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, ""),
        ("", ""),
        (True, "yes"),
        (False, "no"),
        (0, "0"),
        (4.0, "4"),
        (1724.8, "1724.8"),
        (1234567.89, "1234567.89"),
        (12345678.0, "12345678"),
        (-0.5, "-0.5"),
        (10**30, "1" + "0" * 30),
        (["a", 1, True, None], "a, 1, yes, "),
        ([], ""),
        ({"lat": 13.75, "to": [1]}, '{"lat": 13.75, "to": [1]}'),
        ([{"id": 1}], '[{"id": 1}]'),
        ("[/b] x", "[/b] x"),
    ],
)
def test_values_are_said_without_losing_a_digit(value: object, said: str) -> None:
    assert plain(value) == said


@given(JSON)
def test_any_json_is_said_without_a_foreign_byte(value: object) -> None:
    ticket = Ticket.read({"id": "t", "customFields": [{"name": "cf_x", "value": value}]})
    for fact in custom_facts(ticket.custom_fields):
        assert fact.value is not None
        assert clean(fact.value) == fact.value


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("2026-04-05T00:00:00.000Z", "2026-04-05"),
        ("2026-04-05", "2026-04-05"),
        ("0001-01-01T00:00:00Z", "0001-01-01"),
        ("soon", "soon"),
        (None, ""),
    ],
)
def test_dates_are_days(raw: object, said: str) -> None:
    assert shown(CustomValue(system_name="cf_date", type="date", value=raw)) == said


def test_a_text_that_looks_like_a_date_is_left_alone() -> None:
    assert (
        shown(CustomValue(system_name="cf_note", type="text", value="2026-04-05T00:00:00Z")) == "2026-04-05T00:00:00Z"
    )


def test_files_are_named() -> None:
    value = CustomValue.model_validate(
        {"system_name": "cf_photos", "uploads": [{"id": "u1", "name": "a.png"}, {"id": "u2"}, {"url": "https://x"}]}
    )
    assert shown(value) == "a.png, u2, a file"


def test_unset_fields_are_left_out_and_labels_are_used() -> None:
    values = [
        CustomValue(system_name="cf_region", display_name="Region", value="bkk"),
        CustomValue(system_name="cf_order_number", value="1"),
        CustomValue(system_name="cf_empty", value=None),
        CustomValue(system_name="cf_no", display_name="No", value=False),
    ]
    assert custom_facts(values) == [Fact("Region", "bkk"), Fact("order number", "1"), Fact("No", "no")]


def test_what_is_to_be_doubted_is_named() -> None:
    ticket = Ticket.read({"id": "t", "title": "a\x1b[2Jb", "ticketNumber": "many"})
    assert doubts(ticket) == [
        Fact("Unreadable", "ticket_number", "bad"),
        Fact("Cleaned", "control characters removed from title", "warn"),
    ]
    assert doubts(Contact.read({"id": "c", "name": "Nok"})) == []
