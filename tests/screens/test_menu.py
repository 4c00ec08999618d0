"""The menu of the right button: what applies where it was pressed, each with the key in use."""

from textual.widgets import OptionList

from klink_tui.screens.menu import MenuScreen
from klink_tui.screens.note import NoteScreen
from klink_tui.screens.picker import PickerScreen
from klink_tui.widgets.prose import Prose
from klink_tui.widgets.rowlist import RowList
from tests.console import Console, console
from tests.screens.views import on_view, open_ticket, ticket, tickets


async def right_click(c: Console, on: str, offset: tuple[int, int]) -> None:
    """Press and release the right button on a widget."""
    await c.pilot.click(on, offset=offset, button=3)
    await c.settle()


def rows(c: Console) -> list[str]:
    """Give the rows of the menu on view."""
    menu = on_view(c, MenuScreen)
    return [str(option.prompt) for option in menu.query_one(OptionList).options]


def has(c: Console, text: str, key: str) -> bool:
    return any(row.startswith(text) and row.endswith(f" {key}") for row in rows(c))


async def test_a_right_click_on_a_row_goes_there_and_offers_what_can_be_done_to_it() -> None:
    async with console() as c:
        await right_click(c, "#list", (10, 5))
        assert tickets_behind(c) == 4
        assert has(c, "Open", "enter")
        assert has(c, "Status", "s")
        assert has(c, "Copy number or name", "y")
        assert not any(row.startswith(("Next", "Search", "Columns", "Help")) for row in rows(c))
        row = c.app.screen_stack[-2].query_one("#list", RowList)
        assert f"#{row.rows.cells(4)[1].text.strip()}" in c.text()


def tickets_behind(c: Console) -> int:
    """Give where the cursor of the list behind the menu is."""
    return c.app.screen_stack[-2].query_one("#list", RowList).cursor


async def test_enter_does_what_the_cursor_is_on_to_that_row() -> None:
    async with console() as c:
        await right_click(c, "#list", (10, 5))
        at = c.app.screen_stack[-2].query_one("#list", RowList).cursor_key
        await c.press("enter")
        assert ticket(c).ticket.key == at


async def test_a_click_on_an_action_does_it() -> None:
    async with console() as c:
        await right_click(c, "#list", (10, 5))
        place = next(place for place, row in enumerate(rows(c)) if row.startswith("Local note"))
        await c.pilot.click("#rows", offset=(3, place))
        await c.settle()
        assert isinstance(c.app.screen, NoteScreen)


async def test_an_actions_own_key_does_it_and_others_move() -> None:
    async with console(keys={"ticket.status": "f9"}) as c:
        await right_click(c, "#list", (10, 5))
        assert has(c, "Status", "f9")
        await c.press("j", "k", "f9")
        await c.until("Status of #")
        assert isinstance(c.app.screen, PickerScreen)


async def test_escape_and_a_click_beside_it_leave() -> None:
    async with console() as c:
        await right_click(c, "#list", (10, 5))
        await c.press("escape")
        assert c.screen is tickets(c)
        await right_click(c, "#list", (10, 5))
        await c.pilot.click(offset=(100, 34))
        await c.settle()
        assert c.screen is tickets(c)
        assert c.writes() == []


async def test_it_says_that_the_marked_are_meant() -> None:
    async with console() as c:
        await c.press("space", "space")
        await right_click(c, "#list", (10, 5))
        assert "2 marked" in c.text().splitlines()[on_view(c, MenuScreen).query_one("#title").region.y]


async def test_it_stays_on_the_screen() -> None:
    async with console(size=(80, 24)) as c:
        height = c.app.screen.query_one("#list").size.height
        await right_click(c, "#list", (78, height - 1))
        box = c.app.screen.query_one("#box").region
        assert c.app.screen.region.contains_region(box)
        await c.press(*["j"] * 30)
        assert on_view(c, MenuScreen).cursor == len(rows(c)) - 1
        assert rows(c)[-1].split("  ")[0] in c.text()


async def test_it_stays_on_the_screen_when_that_becomes_smaller() -> None:
    async with console(size=(120, 36)) as c:
        await right_click(c, "#list", (50, 5))
        for size in ((80, 24), (50, 16), (120, 36)):
            await c.pilot.resize_terminal(*size)
            await c.settle()
            box = c.find("#box").region
            assert box.right <= size[0]
            assert box.bottom <= size[1], size


async def test_a_right_click_below_the_rows_or_on_the_header_does_nothing() -> None:
    async with console(tickets=3) as c:
        await right_click(c, "#list", (10, 0))
        await right_click(c, "#list", (10, 12))
        assert c.screen is tickets(c)


async def test_on_a_ticket_it_is_about_the_ticket_and_on_a_row_beside_it_about_that_row() -> None:
    async with console() as c:
        one = await open_ticket(c, lambda it: bool(it.contact_id))
        await c.rest()
        await c.pilot.click(Prose, offset=(2, 0), button=3)
        await c.settle()
        assert has(c, "Status", "s")
        assert not any(row.startswith("Open") for row in rows(c))
        assert one.label in c.text()
        await c.press("escape")
        related = next(panel for panel in c.app.screen.query(RowList) if len(panel.rows))
        await c.pilot.click(related, offset=(2, 1), button=3)
        await c.settle()
        assert [row.split("  ")[0] for row in rows(c)] == ["Open"]
