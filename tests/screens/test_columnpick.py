"""Choosing columns: which, in which order, how wide."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from klink_tui.desk.views import ShownColumn
from klink_tui.sandbox.hostile import HOSTILE
from klink_tui.screens.columnpick import ColumnScreen
from klink_tui.text import one_line
from klink_tui.widgets.ticketlook import COLUMNS, USUAL
from tests.console import Console, console

Shown = tuple[ShownColumn, ...]

TICKETS = [(column.id, column.title) for column in COLUMNS.values()]
AVAILABLE = [*TICKETS, ("cf_region", "Region"), ("cf_order", "[b]Order")]
THREE = (ShownColumn("number"), ShownColumn("title", 40), ShownColumn("cf_order", 9))


@asynccontextmanager
async def asked(
    shown: Sequence[ShownColumn] = THREE, available: Sequence[tuple[str, str]] = AVAILABLE
) -> AsyncIterator[tuple[Console, ColumnScreen, list[Shown | None]]]:
    """Put the columns on view; what is chosen is in the list once they are gone."""
    async with console(tickets=0, size=(80, 24)) as c:
        given: list[Shown | None] = []
        box = ColumnScreen(available, shown)
        c.app.push_screen(box, given.append)
        await c.settle()
        yield c, box, given


def row(c: Console, words: str) -> str:
    """Give the row that holds words."""
    return next(" ".join(line.strip(" │").split()) for line in c.text().splitlines() if words in line)


async def test_shown_columns_stand_first_in_their_order_with_their_widths() -> None:
    async with asked() as (c, box, _):
        assert row(c, "number") == "✓ # auto number"
        assert row(c, "title") == "✓ Title 40 title"
        assert row(c, "cf_order") == "✓ [b]Order 9 cf_order"
        assert row(c, "status") == "Status status"
        order = [line.plain.split()[-1] for line in box.prompts()]
        assert order[:4] == ["number", "title", "cf_order", "status"]
        assert order[-1] == "cf_region"


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [
        (["enter"], THREE),
        (["escape"], None),
        (["space", "q"], None),
        (["space", "enter"], THREE[1:]),
        (["x", "k", "enter"], THREE[1:]),
        (["G", "space", "enter"], (*THREE, ShownColumn("cf_region"))),
        (["G", "space", "K", "plus", "enter"], (*THREE[:2], ShownColumn("cf_region", 13), THREE[2])),
        (["J", "J", "J", "enter"], (THREE[1], THREE[2], THREE[0])),
        (["j", "shift+down", "shift+up", "shift+up", "enter"], (THREE[1], THREE[0], THREE[2])),
        (["plus", "enter"], (ShownColumn("number", 7), *THREE[1:])),
        (["left", "left", "right", "enter"], (ShownColumn("number", 5), *THREE[1:])),
        (["j", "right", "0", "minus", "enter"], (THREE[0], ShownColumn("title", 20), THREE[2])),
        (["j", "0", "enter"], (THREE[0], ShownColumn("title"), THREE[2])),
        (["j", "j", *["minus"] * 12, "enter"], (*THREE[:2], ShownColumn("cf_order", 1))),
        (["G", "J", "plus", "0", "enter"], THREE),
        (["d", "enter"], ()),
        (
            ["d", "space", "enter"],
            tuple(ShownColumn(name) for name in USUAL if name != "number"),
        ),
    ],
)
async def test_columns_are_chosen_moved_and_widened(keys: list[str], chosen: Shown | None) -> None:
    async with asked() as (c, _, given):
        await c.press(*keys)
        assert given == [chosen]


async def test_the_cursor_goes_with_its_column() -> None:
    async with asked() as (c, box, given):
        await c.press("space")
        assert box.hidden[box.cursor - 2] == "number"
        await c.press("space")
        assert box.cursor == 2
        await c.press("K", "K")
        assert box.cursor == 0
        await c.press("enter")
        assert given == [THREE]


async def test_a_click_shows_or_hides_a_column() -> None:
    async with asked() as (c, _, given):
        await c.pilot.click("#rows", offset=(4, 0))
        await c.settle()
        assert row(c, "number") == "# number"
        await c.press("enter")
        assert given == [THREE[1:]]


async def test_one_column_stays() -> None:
    async with asked() as (c, _, given):
        await c.press("j", "space")
        assert "“Title” stays: a list needs one column at least." in c.text()
        await c.press("k")
        assert "stays" not in c.text()
        await c.press("space", "G", "K", "enter")
        assert given == [THREE[1:]]
    async with asked(THREE[:1], [("number", "#"), ("status", "Status")]) as (c, _, given):
        await c.press("space")
        assert "This one stays" in c.text()
        await c.press("enter")
        assert given == [THREE[:1]]


async def test_a_hidden_column_has_no_place_and_no_width() -> None:
    async with asked() as (c, _, _):
        await c.press("G", "K")
        assert "Only columns that are shown have a place" in c.text()
        await c.press("plus")
        assert "Only columns that are shown have a width" in c.text()


async def test_a_width_has_its_ends() -> None:
    async with asked((ShownColumn("title", 199), ShownColumn("number", 2))) as (c, _, given):
        await c.press("plus", "plus", "j", "minus", "minus", "enter")
        assert given == [(ShownColumn("title", 200), ShownColumn("number", 1))]


async def test_no_columns_are_the_usual_ones_and_the_usual_ones_are_none() -> None:
    async with asked(()) as (c, box, given):
        assert box.hidden == [name for name, _ in AVAILABLE if name not in USUAL]
        await c.press("enter")
        assert given == [()]


async def test_the_usual_columns_can_be_named() -> None:
    async with console(tickets=0) as c:
        given: list[Shown | None] = []
        c.app.push_screen(ColumnScreen(AVAILABLE, THREE, usual=("title", "gone", "status")), given.append)
        await c.settle()
        await c.press("d")
        assert "The usual columns." in c.text()
        await c.press("plus", "enter")
        assert given == [(ShownColumn("title", 22), ShownColumn("status"))]


async def test_a_column_that_the_desk_has_not_stays_until_it_is_hidden() -> None:
    gone = ShownColumn("cf_gone", 5)
    async with asked((*THREE, gone)) as (c, _, given):
        assert row(c, "cf_gone") == "✓ (not on this desk) 5 cf_gone"
        await c.press("enter")
        assert given == [(*THREE, gone)]
    async with asked((*THREE, gone)) as (c, _, given):
        await c.press("j", "j", "j", "space", "space")
        assert "cf_gone" not in c.text()
        await c.press("escape")
        assert given == [None]


async def test_keys_that_come_all_at_once_are_taken_in_their_order() -> None:
    async with console(tickets=0) as c:
        given: list[Shown | None] = []
        c.app.push_screen(ColumnScreen(AVAILABLE, THREE), given.append)
        c.burst("G", "space", *"KKK", *["plus"] * 30, "j", "j", "J", "minus", "enter", "space", "d", "enter")
        await c.until(lambda: given)
        assert given == [(ShownColumn("cf_region", 42), THREE[0], THREE[2], ShownColumn("title", 39))]


async def test_titles_are_never_markup() -> None:
    names = {f"cf_{place}": one_line(text) for place, text in enumerate(HOSTILE)}
    async with asked((), [("title", "Title"), *names.items()]) as (c, _, given):
        for _ in names:
            await c.press("j", "space", "plus")
        await c.press("enter")
        assert given[0] is not None
        assert len(given[0]) > len(names) // 2


@pytest.mark.parametrize("size", [(80, 24), (60, 15), (40, 12)])
async def test_many_columns_fit_and_the_cursor_stays_in_view(size: tuple[int, int]) -> None:
    many = [("title", "Title"), *((f"cf_{number:02}", f"Field {number:02}") for number in range(90))]
    async with console(tickets=0, size=size) as c:
        c.app.push_screen(ColumnScreen(many, ()))
        await c.settle()
        for words in ("Columns", "✓ Title", "leaves"):
            assert words in c.text()
        await c.press("G")
        await c.until("Field 89")
        await c.press("space")
        await c.until("✓ Field 89")
