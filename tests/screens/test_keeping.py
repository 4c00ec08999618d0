"""What is typed and not sent: it outlasts leaving and the console, and says what has changed meanwhile."""

from pathlib import Path

import pytest
from textual.widgets import Input, TextArea

from klink_tui.models.writes import ContactBody, TicketBody
from klink_tui.screens.compose import ComposeScreen
from tests.console import Console, console
from tests.screens.formviews import banner, current, fill, focused, go_to, opened, row
from tests.screens.views import (
    colleague,
    contact_at,
    on_view,
    open_contacts,
)


async def begun(c: Console) -> None:
    """Type into the form of the ticket under the cursor, and go back within a text."""
    await c.rest()
    await opened(c)
    await fill(c, "cf_parcels", "12")
    await fill(c, "title", "Half a title")
    await c.press("left", "left", "left")
    await c.type("x")
    await c.rest()


@pytest.mark.parametrize("left", [True, False])
async def test_a_form_outlasts_the_console_with_the_cursor_where_it_was(tmp_path: Path, left: bool) -> None:
    async with console(tickets=30, directory=tmp_path) as c:
        await begun(c)
        if left:
            await c.press("escape")
    async with console(tickets=30, directory=tmp_path) as c:
        await c.rest()
        assert len(c.app.desk.drafts) == 1
        await opened(c)
        assert banner(c) == "What you typed before is back. f9 throws it away."
        assert row(c, "cf_parcels").field.text == "12"
        assert focused(c) == "title"
        title = row(c, "title").control
        assert isinstance(title, Input)
        assert (title.value, title.cursor_position) == ("Half a tixtle", 10)
        await c.press("f9", "y", "escape")
        assert len(c.app.desk.drafts) == 0
    async with console(tickets=30, directory=tmp_path) as c:
        assert len(c.app.desk.drafts) == 0


async def test_a_text_of_several_lines_outlasts_the_console_as_well(tmp_path: Path) -> None:
    async with console(tickets=30, directory=tmp_path) as c:
        await c.rest()
        await opened(c)
        await fill(c, "description", "One")
        await c.press("enter")
        await c.type("two")
        await c.press("up", "home")
        await c.type("x")
        await c.rest()
    async with console(tickets=30, directory=tmp_path) as c:
        await c.rest()
        await opened(c)
        area = row(c, "description").control
        assert isinstance(area, TextArea)
        assert area.has_focus
        assert (area.text, area.cursor_location) == ("xOne\ntwo", (0, 1))


@pytest.mark.parametrize("left", [True, False])
async def test_a_message_outlasts_the_console_with_the_cursor_where_it_was(tmp_path: Path, left: bool) -> None:
    async with console(tickets=30, directory=tmp_path) as c:
        await c.rest()
        await c.press("r")
        await c.type("Dear you")
        await c.press("left", "left", "left")
        await c.type("x")
        await c.press(*(["escape"] if left else []))
    async with console(tickets=30, directory=tmp_path) as c:
        await c.rest()
        await c.press("r")
        area = on_view(c, ComposeScreen).query_one(TextArea)
        assert (area.text, area.cursor_location) == ("Dear xyou", (0, 6))
        assert "What you wrote before is back." in c.text()


async def test_what_is_typed_last_is_kept_when_one_quits_at_once(tmp_path: Path) -> None:
    async with console(tickets=30, directory=tmp_path) as c:
        await c.rest()
        await opened(c)
        await go_to(c, "cf_trackingid")
        c.burst(*"TG-7", "ctrl+q")
        await c.until(lambda: not c.app.is_running)
    async with console(tickets=30, directory=tmp_path) as c:
        await c.rest()
        await opened(c)
        assert row(c, "cf_trackingid").field.text == "TG-7"


async def test_a_form_of_a_ticket_that_has_changed_says_so() -> None:
    async with console(tickets=30) as c:
        await begun(c)
        await c.press("escape")
        at = current(c)
        await opened(c)
        assert "has changed" not in banner(c)
        await c.press("escape")
        async with colleague(c) as other:
            await other.tickets.update(at.id, TicketBody(title="Theirs"))
        await c.press("ctrl+r")
        await c.until("Theirs")
        await c.rest()
        await opened(c)
        assert banner(c).endswith("The ticket has changed since you typed it.")


async def test_a_form_of_a_contact_that_has_changed_says_so() -> None:
    async with console(contacts=30) as c:
        await open_contacts(c)
        at = contact_at(c)
        await opened(c)
        await fill(c, "cf_remarks", "Ring first")
        await c.press("escape")
        async with colleague(c) as other:
            await other.contacts.update(at.id, ContactBody(name="Theirs"))
        await opened(c)
        assert banner(c).endswith("The contact has changed since you typed it.")


async def test_looking_at_a_ticket_does_not_make_it_changed() -> None:
    async with console(tickets=30) as c:
        await begun(c)
        await c.press("escape", "enter")
        await c.rest()
        await opened(c)
        assert banner(c) == "What you typed before is back. f9 throws it away."
