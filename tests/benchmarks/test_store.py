"""Queries over 100,000 tickets, and what it costs to read them in the first place."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from klink_tui.query.fields import CustomField, Vocabulary
from klink_tui.query.parser import parse
from klink_tui.query.sql import compile_query
from klink_tui.store.cache import Cache
from klink_tui.store.listing import TicketListing
from tests.benchmarks import world
from tests.benchmarks.table import Figure, show

RUNS = 41
VOCABULARY = Vocabulary(
    now=datetime.now(UTC),
    zone=ZoneInfo("UTC"),
    me="Rafael",
    options={"status": ("open", "in progress", "pending", "resolved"), "priority": ("low", "medium", "high")},
    custom=(CustomField("cf_region", "Region"),),
)
FILTERS = (
    "status:open priority:high age:>2d sort:-updated",
    "status:open,pending priority:>=high -tag:vip sort:-updated",
    "is:mine -status:resolved,closed sort:-updated",
    "is:unassigned -status:resolved,closed sort:-created",
    "cf_region:bkk status:open priority:high sort:created",
)
SEARCHES = ("refund", "refund status:open sort:-updated", "สินค้า", "払い戻し", '"second printer"', "#38400")


@pytest.fixture(scope="module")
def listing() -> Iterator[TicketListing]:
    cache = Cache(world.copy())
    yield TicketListing(cache)
    cache.close()


@pytest.mark.benchmark
@pytest.mark.parametrize(("title", "queries"), [("Filter and sort", FILTERS), ("Free text", SEARCHES)])
def test_queries(listing: TicketListing, title: str, queries: tuple[str, ...]) -> None:
    figures = []
    for query in queries:
        compiled = compile_query(parse(query), VOCABULARY)
        page, whole = list[float](), list[float]()
        for _ in range(RUNS):
            began = time.perf_counter()
            listing.rows(listing.some(compiled, 0, 50))
            page.append((time.perf_counter() - began) * 1000)
            began = time.perf_counter()
            found = len(listing.ids(compiled))
            whole.append((time.perf_counter() - began) * 1000)
        figures += [Figure(f"{query[:34]}", page), Figure(f"  all {found:,} of them", whole)]
    show(f"{title}, {world.TICKETS:,} tickets (ms)", figures)
    assert all(figure.high < 1000 for figure in figures)


@pytest.mark.benchmark
def test_sweep() -> None:
    cost = world.swept()
    print(f"\n\nA sweep of {cost['tickets']:,.0f} tickets, 100 a page\n")
    print(f"  processor, a ticket    {cost['processor'] / cost['tickets'] * 1000:8.2f} ms")
    print(f"  whole                  {cost['seconds']:8.1f} s")
    print(f"  event loop held up     {cost['late'] * 1000:8.1f} ms (p99), {cost['longest'] * 1000:.1f} ms at the most")
    print(f"  resident memory        {cost['megabytes']:8.1f} MB at the most")
    assert cost["tickets"] == world.TICKETS
