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
from klink_tui.store.taken import Seen, Taken
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


def put(
    cache: Cache, *tickets: Ticket, sweep: int = 1, first_place: int | None = 0, telling: bool = False, keep: str = ""
) -> Taken:
    table = TicketTable(cache)
    table.rank(RANKS)
    table.telling = telling
    places = 0 if first_place is None else len(tickets)
    return table.put(tickets, Seen(sweep, float(sweep), first_place, places), keep=(keep,))


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
    changed = ticket(1, title="chair broken", tags=[{"name": "late"}], customFields={"cf_region": "South"})
    assert put(cache, changed).changed == ["t1#1"]
    assert numbers(cache, "lamp") == numbers(cache, "tag:vip") == numbers(cache, "cf_region:north") == []
    assert numbers(cache, "chair tag:late cf_region:south") == [1]


def test_an_unchanged_ticket_costs_no_write_but_keeps_its_place(cache: Cache) -> None:
    put(cache, ticket(1), ticket(2))
    taken = put(cache, ticket(2), ticket(1), sweep=2)
    assert (taken.new, taken.changed, taken.moved) == ([], [], True)
    assert numbers(cache, "") == [2, 1]
    assert not put(cache, ticket(1), sweep=2, first_place=None).anything
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


def test_what_moved_away_from_a_page_stands_right_behind_it(cache: Cache) -> None:
    put(cache, ticket(1), ticket(2), ticket(3), ticket(4))
    put(cache, ticket(5), ticket(1))
    assert numbers(cache, "") == [5, 1, 2, 3, 4] or numbers(cache, "") == [5, 1, 3, 2, 4]


def test_what_is_known_better_here_is_kept(cache: Cache) -> None:
    put(cache, ticket(1, status="resolved"))
    put(cache, ticket(1, status="open"), keep="t1#1", sweep=2)
    assert numbers(cache, "status:resolved") == [1]
    assert TicketTable(cache).drop_unseen(2) == 0


def test_a_record_that_cannot_be_read_costs_only_itself(cache: Cache) -> None:
    taken = TicketTable(cache).put([{"id": "a", "ticketNumber": 1}, {"ticketNumber": 2}], Seen(1, 0.0, 0, 2))
    assert (taken.new, taken.unreadable) == (["a#1"], 1)


def test_what_changes_is_marked_until_it_is_looked_at(cache: Cache) -> None:
    put(cache, ticket(1, updatedAt="2026-03-01T00:00:00Z"), ticket(2))
    assert numbers(cache, "is:new or is:changed") == []
    changed = ticket(1, updatedAt="2026-03-02T00:00:00Z", status="pending")
    put(cache, changed, ticket(2, status="pending"), ticket(3), telling=True)
    assert numbers(cache, "is:changed") == [1, 2]
    assert numbers(cache, "is:new") == [3]
    table = TicketTable(cache)
    put(cache, ticket(1, updatedAt="2026-03-03T00:00:00Z", status="resolved"), telling=True)
    before = table.before("t1#1")
    assert before is not None
    assert before.status == "open"
    assert table.look("t1#1")
    assert not table.look("t1#1")
    assert table.look("t3#3")
    assert numbers(cache, "is:new or is:changed") == [2]
    assert table.before("t1#1") is None


def test_ranks_follow_the_form_field(cache: Cache) -> None:
    put(cache, ticket(1, priority="low"), ticket(2, priority="high"), ticket(3, priority="Very_High"))
    assert numbers(cache, "sort:-priority") == [2, 1, 3]
    table = TicketTable(cache)
    assert table.rank({"priority": ("very high", "high", "low")})
    assert numbers(cache, "sort:-priority") == [1, 2, 3]
    assert not table.rank({"priority": ("very high", "high", "low")})


def test_only_the_first_places_are_kept(cache: Cache) -> None:
    put(cache, ticket(1), ticket(2), ticket(3))
    assert TicketTable(cache).drop_beyond(2) == 1
    assert numbers(cache, "") == [1, 2]


def test_custom_fields_come_with_the_row_where_they_are_asked_for(cache: Cache) -> None:
    put(cache, ticket(1, customFields={"cf_region": "North East", "cf_x": 3}), ticket(2))
    listing = TicketListing(cache)
    one, two = listing.rows_of(["t1#1", "t2#2", "gone"], custom=["cf_region"])
    assert (one.custom_text("cf_region"), one.custom_text("cf_x"), two.custom) == ("North East", "", ())
    assert [row.key for row in listing.placed(1, 1)] == ["t2#2"]
    assert listing.spellings("status") == ["open"]


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda leaf: st.lists(leaf), max_leaves=8))
def test_packing_loses_nothing(value: object) -> None:
    assert unpack(pack({"id": value})) == {"id": value}
