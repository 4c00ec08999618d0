"""Tickets of the cache as lists show them: the keys of all, and of those near one."""

import sqlite3
from collections.abc import Iterator

import pytest

from klink_tui.models.ticket import Ticket
from klink_tui.store.cache import Cache
from klink_tui.store.listing import keys_in_place, keys_of
from klink_tui.store.taken import Seen
from klink_tui.store.tickets import TicketTable


@pytest.fixture
def cache() -> Iterator[Cache]:
    """Give a cache in which two of twelve tickets are in no list any more."""
    made = Cache(None)
    table = TicketTable(made)
    rows = [Ticket.read({"id": f"t{number}", "ticketNumber": number, "status": "open"}) for number in range(12)]
    table.put(rows[:2], Seen(1, 1.0, None, 0), keep=("",))
    table.put(rows[2:], Seen(1, 1.0, 0, 10), keep=("",))
    yield made
    made.close()


@pytest.fixture
def reading(cache: Cache) -> Iterator[sqlite3.Connection]:
    made = cache.reading()
    yield made
    made.close()


def keys(cache: Cache) -> dict[int, str]:
    """Give each ticket's key by its number."""
    return dict(cache.read("SELECT number, key FROM tickets"))


def test_all_keys_come_in_the_server_s_order_and_those_without_a_place_last(
    cache: Cache, reading: sqlite3.Connection
) -> None:
    of = keys(cache)
    assert keys_in_place(reading) == [of[number] for number in (*range(2, 12), 0, 1)]


@pytest.mark.parametrize(
    ("near", "before", "most", "wanted"),
    [
        (7, 2, 4, [5, 6, 7, 8]),
        (2, 2, 3, [2, 3, 4]),
        (11, 1, 5, [10, 11, 0, 1]),
        (11, 1, 3, [10, 11, 0]),
        (0, 1, 3, [2, 3, 4]),
        (99, 1, 2, [2, 3]),
    ],
    ids=["in the middle", "from the first", "to the end", "cut", "without a place", "unknown"],
)
def test_keys_near_one_are_as_many_as_asked_for(
    cache: Cache, reading: sqlite3.Connection, near: int, before: int, most: int, wanted: list[int]
) -> None:
    of = keys(cache)
    found = keys_in_place(reading, near=of.get(near, "nothing"), before=before, most=most)
    assert found == [of[number] for number in wanted]


def test_keys_come_in_the_order_asked_for_and_without_what_is_gone(cache: Cache, reading: sqlite3.Connection) -> None:
    rows = dict(cache.read("SELECT number, ticket FROM tickets"))
    of = keys(cache)
    assert keys_of(reading, [rows[9], 10**6, rows[3]]) == [of[9], of[3]]
    assert keys_of(reading, []) == []
