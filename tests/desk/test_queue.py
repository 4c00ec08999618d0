"""Walking a list record by record, over its pages."""

import pytest

from klink_tui.desk.queue import Queue
from klink_tui.errors import ApiError
from tests.desk.test_pages import Shelf


@pytest.fixture
async def shelf() -> Shelf:
    shelf = Shelf(25)
    await shelf.book.load(1)
    return shelf


async def walk(queue: Queue[str], step: int, most: int = 50) -> list[str]:
    found: list[str] = []
    while len(found) < most and (row := await queue.go(step)) is not None:
        found.append(row)
    return found


async def test_the_whole_list_is_walked_forth_and_back(shelf: Shelf) -> None:
    queue = Queue(shelf.book, 1, "row 0")
    assert await walk(queue, 1) == shelf.rows[1:]
    assert (queue.number, queue.key) == (3, "row 24")
    assert await walk(queue, -1) == shelf.rows[-2::-1]
    assert (queue.number, queue.key) == (1, "row 0")
    assert [number for number, _ in shelf.asked] == [1, 2, 3]


async def test_a_step_on_a_page_that_is_here_needs_no_request(shelf: Shelf) -> None:
    queue = Queue(shelf.book, 1, "row 4")
    assert queue.peek(1) == "row 5"
    assert queue.peek(-1) == "row 4"
    assert len(shelf.asked) == 1


async def test_a_step_onto_a_page_that_is_not_here_waits_for_it(shelf: Shelf) -> None:
    queue = Queue(shelf.book, 1, "row 9")
    assert queue.peek(1) is None
    assert queue.key == "row 9"
    assert await queue.go(1) == "row 10"
    assert queue.number == 2


async def test_pages_are_fetched_ahead(shelf: Shelf) -> None:
    await shelf.book.load(2)
    queue = Queue(shelf.book, 2, "row 19")
    await queue.fetch_ahead()
    assert queue.peek(1) == "row 20"


async def test_a_page_that_fails_leaves_one_where_one_stands(shelf: Shelf) -> None:
    queue = Queue(shelf.book, 1, "row 9")
    shelf.error = ApiError("no")
    with pytest.raises(ApiError):
        await queue.go(1)
    assert (queue.number, queue.key) == (1, "row 9")
    shelf.error = None
    assert await queue.go(1) == "row 10"


async def test_a_server_that_repeats_its_page_ends_the_queue() -> None:
    shelf = Shelf(25, says_total=False)
    shelf.page_of = lambda number: 1
    await shelf.book.load(1)
    assert await Queue(shelf.book, 1, "row 9").go(1) is None


async def test_the_page_one_stands_on_is_fetched_again_where_it_was_forgotten(shelf: Shelf) -> None:
    await shelf.book.load(2)
    queue = Queue(shelf.book, 2, "row 14")
    shelf.book.forget()
    assert queue.peek(1) is None
    assert await queue.go(1) == "row 15"
    assert queue.number == 2


@pytest.mark.parametrize(("step", "next_one"), [(1, "row 5"), (-1, "row 3")])
async def test_a_record_that_left_the_page_leaves_its_neighbours_next(shelf: Shelf, step: int, next_one: str) -> None:
    queue = Queue(shelf.book, 1, "row 4")
    shelf.rows.remove("row 4")
    await shelf.book.load(1)
    assert await queue.go(step) == next_one


async def test_the_last_of_a_page_that_left_it_leads_on_to_the_next_page(shelf: Shelf) -> None:
    queue = Queue(shelf.book, 1, "row 9")
    shelf.book.drop("row 9")
    assert await queue.go(1) == "row 10"
    assert queue.number == 2


async def test_a_record_that_moved_within_its_page_is_walked_on_from_there(shelf: Shelf) -> None:
    queue = Queue(shelf.book, 1, "row 4")
    shelf.rows.insert(0, "new one")
    await shelf.book.load(1)
    assert queue.peek(1) == "row 5"


async def test_two_records_of_one_key_do_not_hold_one_up() -> None:
    shelf = Shelf(5)
    shelf.rows[2] = "row 1"
    await shelf.book.load(1)
    queue = Queue(shelf.book, 1, "row 0")
    assert await walk(queue, 1, most=6) == ["row 1", "row 1", "row 3", "row 4"]
    assert await walk(queue, -1, most=6) == ["row 3", "row 1", "row 1", "row 0"]
