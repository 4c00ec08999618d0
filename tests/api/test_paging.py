"""Walks: each reason to stop, and what may be called a total."""

import asyncio
from dataclasses import dataclass, field

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from klink_tui.api.paging import Stop, Walk, collect
from klink_tui.errors import ServerError
from klink_tui.models.paging import Figures, Page, Unreadable
from klink_tui.models.reference import Tag
from tests.api.tools import Desk, page_of, row


def tag(id: str) -> Tag:
    return Tag.read({"id": id, "name": id})


@dataclass
class Pages:
    """A list that gives prepared pages: ids, the echoed size, the total; the last one for ever."""

    pages: list[tuple[list[str], int | None, int | None]]
    asked: list[tuple[int, int]] = field(default_factory=list)

    async def __call__(self, *, page: int, page_size: int) -> Page[Tag]:
        self.asked.append((page, page_size))
        ids, echo, total = self.pages[min(page, len(self.pages)) - 1]
        figures = Figures(total=total, page_size=echo)
        return Page(tuple(tag(id) for id in ids), (), figures, page, echo or page_size, len(ids))


async def walked(pages: Pages, cap: int = 10) -> tuple[Walk[Tag], list[str]]:
    walk = Walk(pages, page_size=2, cap=cap)
    return walk, [item.id async for page in walk for item in page.items]


@pytest.mark.parametrize(
    ("pages", "stop", "ids", "whole", "words"),
    [
        ([([], 2, None)], Stop.EMPTY, "", True, "all 0 rows on 1 page"),
        ([([], 2, 7)], Stop.EMPTY, "", False, "0 of 7 rows on 1 page, not all: an empty page came"),
        ([(["a", "b"], 2, None), ([], 2, None)], Stop.EMPTY, "ab", True, "all 2 rows on 2 pages"),
        ([(["a", "b"], 2, None), (["c"], 2, None)], Stop.SHORT, "abc", True, "all 3 rows on 2 pages"),
        ([(["a"], None, None)], Stop.SHORT, "a", True, "all 1 rows on 1 page"),
        ([(["a", "b"], 10, 100)], Stop.SHORT, "ab", False, "2 of 100 rows on 1 page, not all: a page came that was"),
        ([(["a", "b"], 2, 4), (["c", "d"], 2, 4)], Stop.TOTAL, "abcd", True, "all 4 of 4 rows on 2 pages"),
        ([(["a", "b"], 2, 1)], Stop.TOTAL, "ab", True, "all 2 of 1 rows on 1 page"),
        ([(["a", "b"], 2, None)], Stop.REPEATED, "ab", False, "2 rows on 1 page, not all: the server gave the same"),
        ([(["a", "b"], 2, 9)], Stop.REPEATED, "ab", False, "2 of 9 rows on 1 page, not all: the server gave the same"),
        ([(["a", "b", "c"], None, None)], Stop.UNPAGED, "abc", True, "all 3 rows on 1 page"),
        ([(["a", "b", "c"], None, 9)], Stop.UNPAGED, "abc", False, "3 of 9 rows on 1 page, not all: the server gave"),
        (
            [(["a", "b"], 2, 9), (["c"], 1, 9)],
            Stop.RESIZED,
            "abc",
            False,
            "3 of 9 rows on 2 pages, not all: the server changed the page size",
        ),
    ],
)
async def test_a_walk_stops_and_says_why(
    pages: list[tuple[list[str], int | None, int | None]], stop: Stop, ids: str, whole: bool, words: str
) -> None:
    walk, found = await walked(Pages(pages))
    assert "".join(found) == ids
    assert (walk.stop, walk.is_whole) == (stop, whole)
    assert walk.words.startswith(words)


async def test_a_walk_stops_at_its_cap_and_claims_no_total() -> None:
    pages = Pages([([f"{n}a", f"{n}b"], 2, 1000) for n in range(9)])
    walk, found = await walked(pages, cap=3)
    assert len(found) == 6
    assert pages.asked == [(1, 2), (2, 2), (3, 2)]
    assert walk.words == "6 of 1,000 rows on 3 pages, not all: the cap on pages was reached"
    assert not walk.is_whole


async def test_a_larger_echo_than_asked_is_believed() -> None:
    walk, found = await walked(Pages([(["a", "b", "c"], 3, None), (["d"], 3, None)]))
    assert "".join(found) == "abcd"
    assert walk.stop is Stop.SHORT


async def test_rows_without_an_id_never_count_as_repeated() -> None:
    walk, found = await walked(Pages([(["", ""], 2, 4)]))
    assert len(found) == 4
    assert walk.stop is Stop.TOTAL


async def test_a_walk_that_is_left_or_fails_claims_nothing() -> None:
    async def fail(*, page: int, page_size: int) -> Page[Tag]:
        if page == 2:
            raise ConnectionError
        return Page((tag("a"), tag("b")), (), Figures(), page, page_size, 2)

    walk = Walk(fail, page_size=2)
    with pytest.raises(ConnectionError):
        _ = [page async for page in walk]
    assert (walk.stop, walk.is_whole, walk.words) == (None, False, "2 rows on 1 page, not at the end")


@given(st.integers(0, 60), st.integers(1, 12), st.booleans())
def test_an_honest_server_is_walked_to_its_end(rows: int, size: int, says_total: bool) -> None:
    async def serve(*, page: int, page_size: int) -> Page[Tag]:
        ids = [str(n) for n in range(rows)][(page - 1) * size : page * size]
        figures = Figures(total=rows if says_total else None, page_size=size)
        return Page(tuple(map(tag, ids)), (), figures, page, size, len(ids))

    found = asyncio.run(collect(serve, page_size=7))
    assert [item.id for item in found.items] == [str(n) for n in range(rows)]
    assert found.is_whole


async def test_collect_gives_the_unreadable_ones_too() -> None:
    async def serve(*, page: int, page_size: int) -> Page[Tag]:
        return Page((tag("a"),), (Unreadable(1, "no object", 17),), Figures(), page, page_size, 2)

    found = await collect(serve)
    assert (found.items, len(found.unreadable), found.is_whole) == ((tag("a"),), 1, True)
    assert found.words == "all 2 rows on 1 page"


async def test_the_documented_example_stops_after_its_two_rows() -> None:
    rows = ({"id": "string", "ticketNumber": 38838}, {"id": "string", "ticketNumber": 323})
    desk = Desk(lambda request: page_of(*rows, total=100, page=1, pageSize=10, lastPage=1))
    found = await collect(desk.client.tickets.list)
    assert len(found.items) == 2
    assert not found.is_whole
    assert len(desk.requests) == 1


async def test_resources_can_be_walked_and_a_fallback_of_the_size_is_followed() -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        size, page = int(request.url.params["pageSize"]), int(request.url.params["page"])
        if size > 10:
            return httpx.Response(400)
        ids = range(25)[(page - 1) * size : page * size]
        return page_of(*(row(str(n), name="x") for n in ids), total=25, page=page, pageSize=size)

    desk = Desk(handle)
    tags, contacts = await collect(desk.client.tags.list), await collect(desk.client.contacts.list)
    assert (len(tags.items), tags.is_whole) == (25, True)
    assert (len(contacts.items), contacts.is_whole) == (25, True)


async def test_an_error_on_the_way_is_raised() -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        if request.url.params["page"] == "2":
            return httpx.Response(500)
        return page_of(row("a"), row("b"), pageSize=2)

    with pytest.raises(ServerError):
        await collect(Desk(handle).client.tickets.list, page_size=2)
