"""The pages of a list: one request for everyone who waits, and what is here stays right."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from klink_tui.desk.pages import PageBook
from klink_tui.errors import ApiError
from klink_tui.models.paging import Figures, Page

NOW = datetime(2026, 3, 30, tzinfo=UTC)


class Shelf:
    """A list of numbered texts, fetched page by page, whose answers can be held back."""

    def __init__(self, rows: int = 35, *, says_total: bool = True) -> None:
        self.rows = [f"row {number}" for number in range(rows)]
        self.says_total = says_total
        self.asked: list[tuple[int, int]] = []
        self.page_of: Callable[[int], int] = lambda number: number
        self.error: ApiError | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.book: PageBook[str] = PageBook(self.fetch, lambda row: row.partition("=")[0], size=10, now=lambda: NOW)

    async def fetch(self, number: int, size: int) -> Page[str]:
        self.asked.append((number, size))
        start = (self.page_of(number) - 1) * size
        items = tuple(self.rows[start : start + size])
        error = self.error
        await self.gate.wait()
        if error is not None:
            raise error
        figures = Figures(total=len(self.rows) if self.says_total else None, page=number, page_size=size)
        return Page(items, (), figures, number, size, len(items))


@pytest.fixture
async def shelf() -> Shelf:
    return Shelf()


async def turns(count: int = 3) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def test_a_page_is_here_once_it_was_fetched(shelf: Shelf) -> None:
    assert shelf.book.peek(2) is None
    sheet = await shelf.book.load(2)
    assert sheet.page.items[0] == "row 10"
    assert sheet.fetched_at is NOW
    assert shelf.book.peek(2) is sheet
    assert shelf.asked == [(2, 10)]


async def test_loading_again_fetches_anew(shelf: Shelf) -> None:
    first = await shelf.book.load(1)
    shelf.rows[0] = "row 0=new"
    second = await shelf.book.load(1)
    assert (first.page.items[0], second.page.items[0]) == ("row 0", "row 0=new")
    assert shelf.book.peek(1) is second


async def test_callers_at_the_same_time_share_one_request(shelf: Shelf) -> None:
    sheets = await asyncio.gather(*(shelf.book.load(1) for _ in range(5)))
    assert shelf.asked == [(1, 10)]
    assert all(sheet is sheets[0] for sheet in sheets)


async def test_a_caller_who_gives_up_does_not_cancel_the_others(shelf: Shelf) -> None:
    shelf.gate.clear()
    one, other = asyncio.create_task(shelf.book.load(1)), asyncio.create_task(shelf.book.load(1))
    await turns()
    one.cancel()
    await turns()
    shelf.gate.set()
    assert (await other).page.items[0] == "row 0"
    assert one.cancelled()
    assert shelf.asked == [(1, 10)]


async def test_a_page_nobody_waits_for_any_more_still_arrives(shelf: Shelf) -> None:
    shelf.gate.clear()
    only = asyncio.create_task(shelf.book.load(1))
    await turns()
    only.cancel()
    shelf.gate.set()
    await turns(6)
    assert shelf.book.peek(1) is not None


async def test_an_error_leaves_what_is_here_and_the_next_load_tries_again(shelf: Shelf) -> None:
    here = await shelf.book.load(1)
    shelf.error = ApiError("no")
    with pytest.raises(ApiError, match="no"):
        await shelf.book.load(1)
    assert shelf.book.peek(1) is here
    shelf.error = None
    assert (await shelf.book.load(1)) is not here


async def test_an_error_reaches_everyone_who_waits(shelf: Shelf) -> None:
    shelf.error = ApiError("no")
    told = await asyncio.gather(shelf.book.load(1), shelf.book.load(1), return_exceptions=True)
    assert [type(error) for error in told] == [ApiError, ApiError]
    assert len(shelf.asked) == 1


@pytest.mark.parametrize(
    ("number", "near"),
    [(1, (2,)), (2, (3, 1)), (4, (3,))],
    ids=["the first", "one in the middle", "the last"],
)
async def test_the_neighbours_worth_fetching(shelf: Shelf, number: int, near: tuple[int, ...]) -> None:
    await shelf.book.load(number)
    assert shelf.book.neighbours(number) == near


async def test_a_neighbour_that_is_here_or_under_way_is_not_fetched_again(shelf: Shelf) -> None:
    await shelf.book.load(1)
    await shelf.book.load(2)
    shelf.gate.clear()
    flying = asyncio.create_task(shelf.book.load(3))
    await turns()
    assert shelf.book.neighbours(2) == ()
    shelf.gate.set()
    await flying


async def test_of_a_page_that_is_not_here_only_the_one_before_is_worth_fetching(shelf: Shelf) -> None:
    assert shelf.book.neighbours(3) == (2,)


async def test_a_server_that_ignores_the_page_is_found_out() -> None:
    shelf = Shelf(says_total=False)
    shelf.page_of = lambda number: 1
    first, second = await shelf.book.load(1), await shelf.book.load(2)
    assert (first.repeats, first.is_last) == (False, False)
    assert (second.repeats, second.is_last) == (True, True)
    assert "same page again" in second.doubt


async def test_a_page_that_repeats_only_the_one_before_is_found_out_too(shelf: Shelf) -> None:
    shelf.page_of = lambda number: min(number, 2)
    await shelf.book.load(2)
    assert (await shelf.book.load(3)).repeats


async def test_refreshing_the_first_page_is_no_repetition(shelf: Shelf) -> None:
    await shelf.book.load(1)
    assert not (await shelf.book.load(1)).repeats


async def test_another_size_forgets_every_page_and_asks_for_other_ones(shelf: Shelf) -> None:
    await shelf.book.load(1)
    shelf.book.size = 20
    assert shelf.book.peek(1) is None
    assert len((await shelf.book.load(1)).page.items) == 20


async def test_the_same_size_forgets_nothing(shelf: Shelf) -> None:
    await shelf.book.load(1)
    shelf.book.size = 10
    assert shelf.book.peek(1) is not None


async def test_forgetting_drops_what_is_under_way(shelf: Shelf) -> None:
    shelf.gate.clear()
    flying = asyncio.create_task(shelf.book.load(1))
    await turns()
    shelf.book.forget()
    shelf.gate.set()
    with pytest.raises(asyncio.CancelledError):
        await flying
    assert shelf.book.peek(1) is None
    assert (await shelf.book.load(1)).page.items[0] == "row 0"
    assert len(shelf.asked) == 2


async def test_forgetting_all_but_one(shelf: Shelf) -> None:
    for number in (1, 2, 3):
        await shelf.book.load(number)
    shelf.book.forget_all_but(2)
    assert [shelf.book.peek(number) is not None for number in (1, 2, 3)] == [False, True, False]
    assert list(shelf.book.items()) == shelf.rows[10:20]


async def test_new_values_stand_wherever_the_record_does(shelf: Shelf) -> None:
    shelf.rows[10] = "row 0"
    await shelf.book.load(1)
    await shelf.book.load(2)
    shelf.book.put("row 0=new")
    assert [row for row in shelf.book.items() if row.startswith("row 0")] == ["row 0=new", "row 0=new"]
    assert shelf.book.find("row 0") == "row 0=new"
    assert len(list(shelf.book.items())) == 20


async def test_a_record_that_stands_nowhere_is_not_added(shelf: Shelf) -> None:
    await shelf.book.load(1)
    shelf.book.put("row 99")
    assert shelf.book.find("row 99") is None


async def test_a_record_that_is_gone_stands_nowhere(shelf: Shelf) -> None:
    await shelf.book.load(1)
    shelf.book.drop("row 3")
    assert shelf.book.find("row 3") is None
    assert len(list(shelf.book.items())) == 9


async def test_a_page_asked_for_before_a_change_does_not_take_it_back(shelf: Shelf) -> None:
    shelf.gate.clear()
    flying = asyncio.create_task(shelf.book.load(1))
    await turns()
    shelf.book.put("row 0=new")
    shelf.book.drop("row 1")
    shelf.gate.set()
    assert (await flying).page.items[:2] == ("row 0=new", "row 2")
    assert (await shelf.book.load(1)).page.items[:2] == ("row 0", "row 1")
