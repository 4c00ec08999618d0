"""The mouse: everything that keys do to a list can be clicked, the wheel scrolls, text can be selected."""

import pytest
from textual.events import MouseDown, MouseMove, MouseScrollDown, MouseUp
from textual.widget import Widget

from klink_tui.screens.picker import PickerScreen
from klink_tui.screens.ticket import TicketScreen
from klink_tui.widgets.prose import Prose
from tests.console import Console, console
from tests.screens.views import loaded, on_view, ticket, tickets


async def click_on(c: Console, words: str, *, times: int = 1) -> None:
    """Click on words where they stand on view."""
    for y, line in enumerate(c.text().split("\n")):
        if words in line:
            await c.pilot.click(offset=(line.index(words) + 1, y), times=times)
            await c.rest()
            return
    raise AssertionError(f"{words!r} is not on view:\n{c.text()}")


async def wheel(c: Console, over: Widget, times: int = 1) -> None:
    """Turn the wheel down over a widget."""
    x, y = over.region.x + 2, over.region.y + 2
    for _ in range(times):
        event = MouseScrollDown(None, x, y, 0, 0, 0, False, False, False, x, y)
        event.set_sender(c.app)
        assert c.app._driver is not None
        c.app._driver.send_message(event)
        await c.settle()


async def test_a_click_selects_and_a_double_click_opens() -> None:
    async with console(tickets=30) as c:
        second, third = (row for row in list(tickets(c).rows.items())[1:3])
        await click_on(c, f" {third.number} ")
        assert tickets(c).list.cursor_key == third.key
        await click_on(c, f" {second.number} ", times=2)
        assert on_view(c, TicketScreen).ticket.key == second.key


async def test_a_click_on_a_title_of_a_column_sorts_and_another_turns_the_order() -> None:
    async with console(tickets=40) as c:
        await c.app.desk.mirror.sweep()
        await c.rest()
        await click_on(c, "Status ")
        assert tickets(c).query_text == "sort:status"
        assert "Status↑" in c.text()
        await click_on(c, "Status↑")
        assert tickets(c).query_text == "sort:-status"
        assert "Status↓" in c.text()
        await click_on(c, "Priority ")
        assert tickets(c).query_text == "sort:-priority", "the highest first"
        await click_on(c, "Age")
        assert tickets(c).query_text in ("sort:age", "sort:created", "sort:-created")
        assert c.app.desk.tickets.book(tickets(c).query_text)


async def test_a_list_with_one_order_says_so() -> None:
    async with console(tickets=10) as c:
        await c.press("f3")
        await c.rest()
        await click_on(c, "Email ")
        assert c.toasts[-1] == "Contacts come in the server's own order."


async def test_the_wheel_scrolls_what_is_under_it_and_moves_no_cursor() -> None:
    async with console(tickets=50, size=(120, 20)) as c:
        rows, preview = tickets(c).list, c.find("#preview")
        items = list(tickets(c).rows.items())
        before = rows.cursor_key
        await wheel(c, rows, 4)
        top = rows.scroll_offset.y
        assert top >= 4
        assert rows.cursor_key == before
        assert preview.scroll_offset.y == 0
        rows.show(tickets(c).rows)  # the list is read anew
        await c.settle()
        assert rows.scroll_offset.y == top, "what was scrolled to stays on view"
        await c.press("j")
        assert rows.cursor_key == items[1].key
        assert rows.scroll_offset.y <= 1, "a key brings the cursor back into view"
        whole = loaded(c)
        rows.move_to(max(range(len(whole)), key=lambda index: len(whole[index].description)))
        await c.rest()
        here = rows.cursor_key
        await wheel(c, preview, 2)
        assert preview.scroll_offset.y > 0
        assert rows.cursor_key == here


async def test_keys_places_and_views_can_be_clicked() -> None:
    async with console(tickets=30) as c:
        await click_on(c, "s Status")
        on_view(c, PickerScreen)
        await c.press("escape")
        await click_on(c, "5 Waiting")
        assert tickets(c).place == 4
        await click_on(c, " Library ")
        assert c.app.current_mode == "library"
        await click_on(c, "2 Tags")
        assert "Tags" in c.text()
        await click_on(c, " Tickets ")
        assert c.app.current_mode == "tickets"


async def test_a_choice_and_a_theme_can_be_clicked() -> None:
    async with console(tickets=30) as c:
        await c.press("T")
        await c.rest()
        await click_on(c, "High contrast, light")
        assert c.app.theme == "klink-contrast-light"


async def drag(c: Console, start: tuple[int, int], end: tuple[int, int]) -> None:
    """Drag from one cell of the screen to another."""
    for kind, (x, y), button in ((MouseDown, start, 1), (MouseMove, end, 1), (MouseUp, end, 1)):
        event = kind(None, x, y, 0, 0, button, False, False, False, x, y)
        event.set_sender(c.app)
        assert c.app._driver is not None
        c.app._driver.send_message(event)
        await c.settle()


async def test_text_of_a_ticket_is_selected_by_dragging_and_copied_by_ctrl_c() -> None:
    async with console(tickets=30) as c:
        await c.press("enter")
        await c.rest()
        text = c.app.screen.query_one(Prose)
        text.text = "First line of the text.\n\nSecond 山本 line, with more."
        await c.settle()
        x, y = text.content_region.offset
        await drag(c, (x + 6, y), (x + 9, y + 2))
        assert c.app.screen.get_selected_text() == "line of the text.\n\nSecond 山本"
        assert ticket(c)
        await c.press("ctrl+c")
        assert c.app.clipboard == "line of the text.\n\nSecond 山本"
        marked = c.app.screen.get_component_rich_style("screen--selection").bgcolor
        assert [s.text for s in text.render_line(2) if s.style and s.style.bgcolor == marked] == ["Second 山本"]
        await c.pilot.click(offset=(x, y))
        assert not c.app.screen.get_selected_text()


@pytest.mark.parametrize("selector", ["#card", "#facts"])
async def test_facts_can_be_selected_too(selector: str) -> None:
    async with console(tickets=30) as c:
        await c.press("enter")
        await c.rest()
        facts = c.app.screen.query_one(selector)
        x, y = facts.content_region.offset
        await drag(c, (x, y), (x + facts.size.width - 1, y))
        chosen = (c.app.screen.get_selected_text() or "").strip()
        assert chosen
        assert chosen in facts.render_line(0).text


async def test_rows_are_not_selected_as_text() -> None:
    async with console(tickets=30) as c:
        rows = tickets(c).list
        await drag(c, (rows.region.x + 3, rows.region.y + 2), (rows.region.x + 30, rows.region.y + 6))
        assert not c.app.screen.get_selected_text()
