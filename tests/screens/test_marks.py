"""Marks in the list of tickets: kept over pages, orders and queries, always counted, and what a change is meant for."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from klink_tui.models.writes import TicketBody
from klink_tui.screens.batch import BatchScreen
from klink_tui.screens.bulk import BulkScreen
from klink_tui.screens.compose import ComposeScreen
from klink_tui.screens.multipicker import MultiPickerScreen
from klink_tui.screens.picker import PickerScreen
from klink_tui.screens.ticket import TicketScreen
from klink_tui.screens.tickets import TicketsScreen
from tests.console import Console, console
from tests.gate import to
from tests.screens.outboxviews import box
from tests.screens.views import colleague, on_view, row_of, tickets


@asynccontextmanager
async def whole(count: int = 60, page_size: int = 20) -> AsyncIterator[Console]:
    """Run a console whose copy has everything."""
    async with console(tickets=count, page_size=page_size) as c:
        await c.app.desk.mirror.sweep()
        await c.rest()
        yield c


def marked(c: Console) -> list[int]:
    """Give the numbers of the marked rows on view."""
    return [row.number or 0 for row in tickets(c).rows.items() if row_of(c, row.number).lstrip().startswith("◆")]


def numbers(c: Console) -> list[int]:
    """Give the numbers of the rows on view."""
    return [row.number or 0 for row in tickets(c).rows.items()]


def said(c: Console) -> str:
    """Give how many are marked, as the status line says it."""
    return c.status.facts.partition(" · ")[0]


async def asked(c: Console, text: str) -> None:
    """Type a query and go to what it finds."""
    await c.press("slash", "ctrl+u")
    await c.type(text)
    await c.press("enter")
    await c.rest()


# Marking


async def test_x_marks_and_takes_off_and_space_goes_on_to_the_next() -> None:
    async with whole() as c:
        first, second, third = numbers(c)[:3]
        await c.press("x")
        assert (marked(c), said(c)) == ([first], "1 marked")
        assert tickets(c).list.cursor == 0
        await c.press("x")
        assert marked(c) == []
        assert "marked" not in c.status.facts
        await c.press("space", "space", "j", "k", "x")
        assert (marked(c), said(c)) == ([first, second, third], "3 marked")
        await c.press("g", "space")
        assert (marked(c), tickets(c).list.cursor) == ([second, third], 1)
        assert c.writes() == []


async def test_v_marks_from_the_last_mark_to_the_cursor_in_either_direction() -> None:
    async with whole() as c:
        rows = numbers(c)
        await c.press("j", "j", "x", "j", "j", "j", "v")
        assert marked(c) == rows[2:6]
        await c.press("g", "v")
        assert (marked(c), said(c)) == (rows[:6], "6 marked")
        await c.press("escape", "G", "k", "x", "k", "v")
        assert marked(c) == rows[-3:-1]


async def test_v_without_a_mark_on_view_marks_the_row_itself() -> None:
    async with whole() as c:
        await c.press("j", "v")
        assert marked(c) == numbers(c)[1:2]
        await c.press("n")
        await c.rest()
        await c.press("j", "j", "v")
        assert marked(c) == numbers(c)[2:3], "what lies between is not in sight"
        assert said(c) == "2 marked"


async def test_V_marks_every_ticket_of_the_view_on_every_page_and_then_none() -> None:
    async with whole() as c:
        await c.press("V")
        await c.rest()
        assert (said(c), marked(c)) == ("60 marked", numbers(c))
        await c.press("n")
        await c.rest()
        assert marked(c) == numbers(c)
        await c.press("V")
        await c.rest()
        assert marked(c) == []
        assert "marked" not in c.status.facts
        assert c.toasts == []


async def test_V_marks_what_is_in_sight_before_the_rest_is_read() -> None:
    async with whole() as c:
        reading, read = asyncio.Event(), asyncio.Event()
        ask = c.app.desk.copy.ask

        async def late(work: Callable[[sqlite3.Connection], list[str]]) -> list[str]:
            reading.set()
            await read.wait()
            return await ask(work)

        c.app.desk.copy.ask = late  # type: ignore[method-assign, assignment]
        await c.press("V")
        await reading.wait()
        assert (said(c), marked(c)) == (f"{len(numbers(c))} marked", numbers(c))
        read.set()
        await c.rest()
        assert said(c) == "60 marked"


async def test_V_in_a_query_marks_what_it_finds_beside_what_is_marked_already() -> None:
    async with whole() as c:
        await asked(c, "status:pending")
        found = {row.key for row in tickets(c).rows.items()}
        await asked(c, "status:open")
        await c.press("space", "space")
        await asked(c, "status:pending")
        await c.press("V")
        await c.rest()
        assert said(c) == f"{len(found) + 2} marked"
        assert set(tickets(c).marked) > found
        assert len(tickets(c).marked) == len(set(tickets(c).marked))


async def test_V_in_a_query_that_finds_nothing_or_can_not_be_read_marks_nothing() -> None:
    async with whole() as c:
        await asked(c, "nosuchword")
        await c.press("V", "x", "space", "v")
        await c.rest()
        assert tickets(c).marked == ()
        assert "marked" not in c.status.facts


async def test_V_says_how_many_there_are_that_are_not_here_yet() -> None:
    async with console(tickets=180, page_size=50) as c:
        await c.rest()
        here = c.app.desk.mirror.progress.held
        assert here < 180
        await c.press("V")
        await c.rest()
        assert said(c) == f"{here} marked"
        assert c.toasts == [f"Only {here} tickets of 180 are here yet: those are marked."]


async def test_esc_takes_all_marks_off_and_what_it_does_else_comes_after() -> None:
    async with whole() as c:
        await asked(c, "status:open")
        await c.press("space", "space", "escape")
        assert marked(c) == []
        assert tickets(c).query_text == "status:open"
        assert "marked" not in c.status.facts


# Kept


async def test_marks_are_kept_over_pages_orders_queries_and_views() -> None:
    async with whole() as c:
        first = numbers(c)[:2]
        await c.press("space", "space", "n")
        await c.rest()
        assert (marked(c), said(c)) == ([], "2 marked, none of them on this page")
        second = numbers(c)[0]
        await c.press("x", "p")
        await c.rest()
        assert (marked(c), said(c)) == (first, "3 marked")
        await asked(c, "sort:number")
        assert (marked(c), said(c)) == ([], "3 marked, none of them on this page")
        await c.press("n", "n")
        await c.rest()
        assert marked(c) == sorted(first)
        await asked(c, f"number:{second}")
        assert (marked(c), said(c)) == ([second], "3 marked")
        await c.press("4")
        await c.rest()
        assert said(c).startswith("3 marked")
        await c.press("1")
        await c.rest()
        assert marked(c) == first


async def test_marks_are_kept_while_one_is_elsewhere_and_while_tickets_change() -> None:
    async with whole() as c:
        first, second = numbers(c)[:2]
        at = tickets(c).ticket
        assert at is not None
        await c.press("space", "space", "enter")
        on_view(c, TicketScreen)
        await c.press("escape", "f3", "f2")
        await c.rest()
        async with colleague(c) as other:
            await other.tickets.update(at.id, TicketBody(title="Theirs"))
        await c.app.desk.mirror.poll()
        await c.until("Theirs")
        assert (marked(c), said(c)) == ([first, second], "2 marked")


async def test_a_mark_stands_before_what_a_row_says_else_and_keeps_its_warning() -> None:
    async with whole() as c:
        c.gate.answer(to("PUT", "/status"), 403, {"message": "No."})
        await c.press("s", "p")
        await c.rest()
        at = numbers(c)[0]
        assert row_of(c, at).lstrip().startswith("✗")
        await c.press("x")
        assert row_of(c, at).lstrip().startswith("◆")
        await c.press("x")
        assert row_of(c, at).lstrip().startswith("✗")


# What a change is meant for


@pytest.mark.parametrize(
    ("keys", "asks", "words"),
    [
        (("s", "p"), "Status of 3 tickets", "status → pending"),
        (("!", "h"), "Priority of 3 tickets", "priority → high"),
        (("t", "space", "enter"), "Add tags to 3 tickets", "tags + "),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_change_is_meant_for_all_that_are_marked_and_says_how_many(
    keys: tuple[str, ...], asks: str, words: str
) -> None:
    async with whole() as c:
        await c.press("space", "space", "n")
        await c.rest()
        await c.press("x", "j", keys[0])
        await c.until(lambda: isinstance(c.app.screen, PickerScreen | MultiPickerScreen))
        assert asks in box(c)
        await c.rest()
        await c.press(*keys[1:])
        await c.until(lambda: isinstance(c.app.screen, BulkScreen))
        await c.rest()
        heading = c.text().split("\n")[2]
        assert words in heading
        assert "on 3 tickets" in heading
        assert c.writes() == [], "nothing has happened yet"
        await c.press("escape")
        assert said(c) == "3 marked", "leaving it keeps the marks"


async def test_one_field_of_all_that_are_marked_is_asked_for() -> None:
    async with whole() as c:
        await c.press("space", "space", "e")
        await c.until(lambda: isinstance(c.app.screen, PickerScreen))
        await c.rest()
        screen = on_view(c, PickerScreen)
        assert "Which field of 2 tickets?" in box(c)
        assert not {"title", "contact_id"} & {choice.value for choice in screen.matches}, "nothing all can have alike"
        await c.press("escape")
        on_view(c, TicketsScreen)
        assert said(c) == "2 marked"


async def test_what_is_for_one_ticket_is_for_the_one_under_the_cursor() -> None:
    async with whole() as c:
        await c.press("space", "space", "j")
        at = tickets(c).ticket
        assert at is not None
        await c.press("r")
        await c.until(lambda: isinstance(c.app.screen, ComposeScreen))
        assert f"about {at.label}" in c.text()
        await c.press("escape", "enter")
        await c.rest()
        on_view(c, TicketScreen)
        await c.press("!", {"high": "l"}.get(at.priority, "h"))
        await c.rest()
        assert [path for _, path in c.writes()] == [f"/api/v1/tickets/{at.id}"], "on the ticket itself, of it alone"


async def test_the_marks_stay_once_the_run_has_begun_for_more_to_be_done_to_the_same() -> None:
    async with whole() as c:
        rows = numbers(c)[:2]
        await c.press("space", "space", "!", "h")
        await c.until("to change")
        await c.press("ctrl+s")
        await c.until(lambda: isinstance(c.app.screen, BatchScreen))
        await c.rest()
        await c.press("escape")
        assert (marked(c), said(c)) == (rows, "2 marked")
