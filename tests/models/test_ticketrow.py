"""A ticket as a list shows it: what it is called, and its custom fields."""

from dataclasses import fields, replace

from klink_tui.models.ticketrow import TicketRow

ROW = TicketRow(**{one.name: "" for one in fields(TicketRow)} | {"key": "a1", "number": 7, "custom": (("cf_a", "x"),)})  # type: ignore[arg-type]


def test_it_is_called_by_its_number_and_without_one_by_its_id() -> None:
    assert ROW.label == "#7"
    assert replace(ROW, number=0).label == "#0"
    assert replace(ROW, number=None, key="5f3a#").label == "5f3a"


def test_a_custom_field_that_it_has_not_is_empty() -> None:
    assert ROW.custom_text("cf_a") == "x"
    assert ROW.custom_text("cf_b") == ""
