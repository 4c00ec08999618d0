"""Tickets, as the documentation has them and as servers may."""

import pytest

from klink_tui.models.paging import read_page
from klink_tui.models.ticket import Ticket
from tests.models.examples import Json, example, rows


def test_the_documented_page_verbatim() -> None:
    page = read_page(example("tickets-list.json"), Ticket.read, number=1, asked_size=10)
    assert (len(page.items), page.unreadable, page.received, page.total, page.is_last) == (2, (), 2, 100, True)
    assert page.contradiction == "the server says 100 rows but last page 1"
    full, short = page.items
    assert (full.ticket_number, full.label, short.label) == (38838, "#38838", "#323")
    assert full.key != short.key
    assert full.id == short.id == "string"
    assert (full.problems, short.problems, full.cleaned) == ((), (), ())


def test_the_documented_row_is_read_whole() -> None:
    ticket = Ticket.read(rows("tickets-list.json")[0])
    assert ticket.assignee is not None
    assert ticket.contact is not None
    assert ticket.creator is not None
    assert (ticket.assignee.name, ticket.creator.email, ticket.contact.contact_number) == ("string", "string", "23423")
    assert [(tag.name, tag.position) for tag in ticket.tags] == [("string", 1)]
    assert ticket.categories == ()
    (custom,) = ticket.custom_fields
    assert (custom.system_name, custom.label, custom.value, custom.type) == ("string", "string", "string", "string")
    assert ticket.created_at is not None
    assert (ticket.created_at.raw, ticket.created_at.at, ticket.deleted_at) == ("string", None, None)


def test_the_documented_row_without_nested_objects() -> None:
    ticket = Ticket.read(rows("tickets-list.json")[1])
    assert (ticket.assignee, ticket.contact, ticket.creator) == (None, None, None)
    assert (ticket.tags, ticket.categories, ticket.custom_fields) == ((), (), ())
    assert (ticket.contact_name, ticket.assignee_name) == ("string", "string")


@pytest.mark.parametrize(
    ("row", "contact", "assignee"),
    [
        ({"contact": {"id": "c", "name": "Nok"}, "assignee": {"name": "Ploy"}}, "Nok", "Ploy"),
        (
            {"contact": {"id": "c", "email": ["n@x.y"]}, "assignee": {"firstName": "Ploy", "lastName": "S"}},
            "n@x.y",
            "Ploy S",
        ),
        ({"contact": {"id": "c"}, "assignee": {"email": "p@x.y"}}, "c", "p@x.y"),
        ({"contactId": "c1", "assigneeId": "u1", "assignee": {}}, "c1", "u1"),
        ({}, "", ""),
    ],
)
def test_people_go_by_the_best_name_there_is(row: Json, contact: str, assignee: str) -> None:
    ticket = Ticket.read({"id": "t", **row})
    assert (ticket.contact_name, ticket.assignee_name) == (contact, assignee)


def test_a_ticket_without_a_number_goes_by_its_id() -> None:
    ticket = Ticket.read({"id": "t"})
    assert (ticket.label, ticket.key) == ("t", "t#")


def test_a_deleted_ticket_says_so() -> None:
    assert Ticket.read({"id": "t", "deletedAt": "2026-01-05T04:42:59.028Z"}).deleted_at is not None


def test_one_bad_row_costs_only_itself() -> None:
    page = read_page(
        {"data": [{"id": "a"}, "junk", {"title": "no id"}, {"id": "b"}], "total": 4, "page": 1, "pageSize": 10},
        Ticket.read,
        number=1,
        asked_size=10,
    )
    assert [ticket.id for ticket in page.items] == ["a", "b"]
    assert [(bad.position, bad.reason, bad.raw) for bad in page.unreadable] == [
        (1, "not an object but a text", "junk"),
        (2, "id is missing", {"title": "no id"}),
    ]
