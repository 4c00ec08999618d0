"""Where the outbox, drafts, marks and bulk runs meet what is rare, as an agent sees it."""

import pytest
from textual.widgets import Input

from klink_tui.models.intent import State
from klink_tui.screens.batch import BatchScreen
from klink_tui.screens.form import FormScreen
from tests.console import Console, console
from tests.gate import to
from tests.screens.bulkviews import begun, mark, over, whole
from tests.screens.formviews import current, fill, opened
from tests.screens.outboxviews import set_status, to_outbox, until_state
from tests.screens.views import on_view, sent, tickets


async def test_r_sends_at_once_what_waits_for_a_server_that_is_there_again() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        c.gate.refuse(to("GET", "/tickets/contact"))
        await set_status(c)
        await c.until(lambda: c.app.desk.outbox.offline)
        await to_outbox(c)
        c.gate.open()
        await c.press("r")
        await until_state(c, State.DONE)
        assert len(c.writes()) == 1


async def test_enter_goes_on_with_a_new_ticket_of_a_contact_that_was_never_opened() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await opened(c, "plus")
        await fill(c, "title", "Half a title")
        await c.press("escape")
        await to_outbox(c, "2")
        await c.press("enter")
        await c.rest()
        on_view(c, FormScreen)


async def test_one_s_own_change_makes_no_draft_out_of_date() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await write_half(c)
        await c.press("!", {"high": "l"}.get(current(c).priority, "h"))
        await until_state(c, State.DONE)
        await to_outbox(c, "2")
        assert "the record changed" not in c.text()


async def write_half(c: Console) -> None:
    await c.press("r")
    await c.settle()
    await c.type("Dear you")
    await c.press("escape")


async def test_the_line_goes_when_the_search_is_left() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await to_outbox(c)
        await c.press("/")
        await c.type("abc")
        await c.press("escape")
        await c.rest()
        assert not c.app.screen.query_one("#search").display


@pytest.mark.parametrize("name", ["~nosuchuser/mine.csv", "/tmp/" + "x" * 300 + ".csv", "/etc/passwd/mine.csv"])
async def test_a_place_that_can_not_be_written_to_does_not_end_the_console(name: str) -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await to_outbox(c, "3")
        await c.press("X")
        c.app.screen.query_one(Input).value = name
        await c.press("enter")
        await c.until(lambda: c.toasts)
        assert c.app.is_running


async def test_V_where_nothing_matches_leaves_the_marks_of_other_views() -> None:
    async with whole() as c:
        await c.press("space", "space", "slash", "ctrl+u")
        await c.type("nosuchword")
        await c.press("enter")
        await c.rest()
        await c.press("V")
        await c.rest()
        assert len(tickets(c).marked) == 2


async def test_a_run_that_is_stopped_is_told_of_once() -> None:
    async with whole(undo_seconds=5) as c:
        await mark(c, 6)
        await begun(c)
        await c.until("6 held")
        await c.press("S")
        await c.rest()
        assert c.toasts.count("Bulk run: 6 taken back") == 1


async def test_u_undoes_what_was_done_since_it_was_last_drawn() -> None:
    async with whole() as c:
        some = await mark(c, 3)
        await begun(c)
        await c.until(lambda: not c.app.desk.outbox.open)
        await c.press("u")
        await c.rest()
        assert len(sent(c, "PATCH")) == 2 * len(some)


async def test_a_run_that_was_undone_has_nothing_left_to_undo() -> None:
    async with whole() as c:
        await mark(c, 3)
        await begun(c)
        await over(c)
        await c.press("u")
        await over(c)
        await c.press("u")
        await c.rest()
        assert c.toasts.count("Undoing: 3 changes.") == 1
        assert "There is nothing left to undo of this run." in c.toasts


async def test_b_names_the_run_and_not_the_change_under_the_cursor() -> None:
    async with whole() as c:
        await mark(c, 2)
        await begun(c)
        await over(c)
        await c.press("escape")
        await to_outbox(c)
        await c.press("b")
        on_view(c, BatchScreen)
        await c.rest()
        assert "Bulk run: priority → high" in c.text()
