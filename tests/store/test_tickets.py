"""Tickets in the cache: what goes in comes out, in any order, and leaves no trace when it is gone."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klink_tui.models.ticket import Ticket
from klink_tui.query.parser import parse
from klink_tui.query.sql import compile_query
from klink_tui.store.cache import Cache
from klink_tui.store.listing import TicketListing
from klink_tui.store.packing import pack, unpack
from klink_tui.store.tickets import TicketTable
from tests.query.schema import VOCABULARY

RANKS = {"status": ("open", "in progress", "pending", "resolved"), "priority": ("low", "medium", "high")}


def ticket(number: int, **values: Any) -> Ticket:
    return Ticket.read(
        {
            "id": f"t{number}",
            "ticketNumber": number,
            "title": f"Ticket {number}",
            "status": "open",
            "priority": "low",
            "createdAt": f"2026-03-{number:02}T09:00:00.000Z",
            "contactId": "c1",
            **values,
        }
    )


@pytest.fixture
def cache() -> Cache:
    return Cache(None)


def numbers(cache: Cache, query: str) -> list[int | None]:
    listing = TicketListing(cache)
    compiled = compile_query(parse(query), VOCABULARY)
    ids = listing.ids(compiled)
    assert listing.count(compiled) == len(ids)
    return [row.number for row in listing.rows(ids)]


def put(cache: Cache, *tickets: Ticket, sweep: int = 1, first_place: int | None = 0) -> int:
    return TicketTable(cache).put(tickets, sweep=sweep, first_place=first_place, ranks=RANKS)


def test_the_servers_order_is_kept(cache: Cache) -> None:
    put(cache, ticket(3), ticket(1))
    put(cache, ticket(2), first_place=2)
    assert numbers(cache, "") == [3, 1, 2]
    assert numbers(cache, "sort:-number") == [3, 2, 1]


def test_a_row_has_what_lists_show(cache: Cache) -> None:
    contact = {"id": "c1", "name": "Hannah Lindqvist", "email": ["h@example.org"]}
    put(cache, ticket(7, contact=contact, assignee={"id": "a", "name": "Bo Chan"}, channel="line"))
    listing = TicketListing(cache)
    (row,) = listing.rows(listing.ids(compile_query(parse("has:email assignee:bo"), VOCABULARY)))
    assert (row.key, row.title, row.contact, row.assignee, row.channel) == (
        "t7#7",
        "Ticket 7",
        "Hannah Lindqvist",
        "Bo Chan",
        "line",
    )
    assert row.created == 1772874000.0
    assert row.updated is None


def test_a_changed_ticket_is_found_by_its_new_words_only(cache: Cache) -> None:
    put(cache, ticket(1, title="lamp broken", tags=[{"name": "vip"}], customFields={"cf_region": "North"}))
    assert (
        put(cache, ticket(1, title="chair broken", tags=[{"name": "late"}], customFields={"cf_region": "South"})) == 1
    )
    assert numbers(cache, "lamp") == numbers(cache, "tag:vip") == numbers(cache, "cf_region:north") == []
    assert numbers(cache, "chair tag:late cf_region:south") == [1]


def test_an_unchanged_ticket_costs_no_write_but_keeps_its_place(cache: Cache) -> None:
    put(cache, ticket(1), ticket(2))
    assert put(cache, ticket(2), ticket(1), sweep=2) == 0
    assert numbers(cache, "") == [2, 1]
    assert put(cache, ticket(1), sweep=2, first_place=None) == 0
    assert numbers(cache, "") == [2, 1]


def test_what_no_sweep_saw_is_dropped_with_its_words(cache: Cache) -> None:
    put(cache, ticket(1, title="lamp", tags=[{"name": "vip"}]), ticket(2))
    put(cache, ticket(2), sweep=3)
    assert TicketTable(cache).drop_unseen(3) == 1
    assert numbers(cache, "") == [2]
    assert numbers(cache, "lamp or tag:vip") == []
    assert TicketTable(cache).read("t1#1") is None


def test_the_documented_rows_that_share_an_id_are_two(cache: Cache) -> None:
    data = json.loads((Path(__file__).parent.parent / "data" / "tickets-list.json").read_text(encoding="utf-8"))
    put(cache, *(Ticket.read(row) for row in data["data"]))
    assert numbers(cache, "") == [38838, 323]


def test_a_ticket_comes_out_as_it_went_in(cache: Cache) -> None:
    raw = {"id": "x", "ticketNumber": 9, "title": "a\x1b[31m\ud800", "unknown": {"kept": [1, None, "ไทย"]}}
    put(cache, Ticket.read(raw))
    found = TicketTable(cache).read("x#9")
    assert found is not None
    assert found.raw == raw


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda leaf: st.lists(leaf), max_leaves=8))
def test_packing_loses_nothing(value: object) -> None:
    assert unpack(pack({"id": value})) == {"id": value}
