"""Taking back, undoing and doing again; and what is left in the outbox when one quits."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from klink_tui.desk.outbox import Windows
from klink_tui.models.intent import Intent
from klink_tui.models.writes import TicketBody
from klink_tui.screens.ask import ConfirmScreen
from tests.console import Console, console
from tests.gate import to
from tests.screens.formviews import PATCH, banner, current, fill, opened, row
from tests.screens.views import after, colleague, facts_of, go_to_ticket, row_of, sent, tickets, toasts


async def held(c: Console) -> None:
    """Wait until a change is held."""
    await c.until(lambda: c.status.doing == "held 5 s · z takes back")


async def test_z_takes_a_held_change_back_and_Z_makes_it_again() -> None:
    async with console(tickets=30, undo_seconds=5) as c:
        await c.rest()
        at = await go_to_ticket(c, lambda one: one.status == "open")
        await c.press("s", "p")
        await held(c)
        assert "pending" in row_of(c, at.ticket_number)
        assert "↻" in row_of(c, at.ticket_number)
        await c.press("z")
        await toasts(c, 1)
        assert c.toasts[0].startswith(f"Taken back: {at.label} {at.title}")
        assert "open" in row_of(c, at.ticket_number)
        assert "↻" not in row_of(c, at.ticket_number)
        await c.press("Z")
        await held(c)
        assert c.toasts[1].startswith("Again: ")
        assert "pending" in row_of(c, at.ticket_number)
        assert c.writes() == []
        await after(c, 6)
        assert [body for _, body in sent(c, "PUT")] == [{"status": "pending"}]
        assert "↻" not in row_of(c, at.ticket_number)


async def test_z_after_it_was_sent_sends_the_inverse_and_Z_the_change_again() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = await go_to_ticket(c, lambda one: one.status == "open")
        await c.press("s", "p")
        await c.rest()
        await c.press("enter", "z")
        await c.rest()
        assert c.toasts[0].startswith(f"Undoing: {at.label} {at.title}")
        assert facts_of(c, "#facts")["Status"] == "open"
        await c.press("Z")
        await c.rest()
        assert facts_of(c, "#facts")["Status"] == "pending"
        assert [body for _, body in sent(c, "PUT")] == [{"status": one} for one in ("pending", "open", "pending")]
        await c.press("z", "z")
        await c.until(lambda: "There is nothing to undo." in c.toasts)


@pytest.mark.parametrize("keys", [("d",), ("s", "r")])
async def test_z_right_behind_a_change_is_about_that_one_and_no_older_one(
    keys: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(tickets=30) as c:
        await c.rest()
        older = await go_to_ticket(c, lambda one: one.status == "open")
        await c.press("s", "p")
        await c.rest()
        c.app.desk.outbox.windows = Windows(5, 5)
        at = await go_to_ticket(c, lambda one: one.status == "open")
        add = c.app.desk.outbox.add

        async def slowly(*intents: Intent, **more: Any) -> list[Intent]:
            await asyncio.sleep(0.1)  # A disk that is busy.
            return await add(*intents, **more)

        monkeypatch.setattr(c.app.desk.outbox, "add", slowly)
        await c.press(*keys, "z")
        await c.until(lambda: c.toasts)
        assert c.toasts[0].startswith(f"Taken back: {at.label} {at.title}")
        await c.rest()
        assert [body for _, body in sent(c, "PUT")] == [{"status": "pending"}], older


async def test_an_undo_that_would_overwrite_a_colleague_is_not_sent() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = await go_to_ticket(c, lambda one: one.status == "open")
        await c.press("s", "p")
        await c.rest()
        async with colleague(c) as other:
            await other.tickets.update_status(at.id, "resolved")
        await c.press("z")
        await toasts(c, 2)
        assert c.toasts[1].startswith(f"Not sent: {at.label} {at.title}")
        assert [body for _, body in sent(c, "PUT")][-1] == {"status": "resolved"}
        await c.rest()
        assert "≠" in row_of(c, at.ticket_number)


async def test_a_form_that_was_taken_back_is_a_draft_again() -> None:
    async with console(tickets=30, undo_seconds=5) as c:
        await c.rest()
        at = current(c)
        await opened(c)
        await fill(c, "title", "Too soon")
        await c.press("ctrl+s")
        await held(c)
        assert len(c.app.desk.drafts) == 0
        assert "Too soon" in row_of(c, at.ticket_number)
        await c.press("z")
        await toasts(c, 1)
        assert "Too soon" not in row_of(c, at.ticket_number)
        await opened(c)
        assert row(c, "title").field.text == "Too soon"
        assert banner(c) == "What you typed before is back. f9 throws it away."
        await c.press("ctrl+s")
        await held(c)
        await after(c, 6)
        assert [body for _, body in sent(c, "PATCH")] == [{"title": "Too soon"}]
        assert len(c.app.desk.drafts) == 0


async def test_there_is_nothing_to_undo_or_to_redo_at_first_and_letters_of_a_text_are_none() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await c.press("z", "Z")
        await toasts(c, 2)
        assert c.toasts == ["There is nothing to undo.", "There is nothing to redo."]
        await c.press("r")
        await c.type("zZ")
        assert len(c.toasts) == 2


async def test_quitting_with_something_pending_asks_and_it_goes_out_at_the_next_start(tmp_path: Path) -> None:
    async with console(tickets=30, undo_seconds=5, directory=tmp_path) as c:
        await c.rest()
        at = await go_to_ticket(c, lambda one: one.status == "open")
        await c.press("s", "p")
        await held(c)
        await c.press("q")
        await c.until(lambda: isinstance(c.app.screen, ConfirmScreen))
        words = " ".join(c.text().split())
        assert at.label in words
        assert "not sent yet" in words
        assert "at the next start" in words
        await c.press("n")
        tickets(c)
        await c.press("q")
        await c.until(lambda: isinstance(c.app.screen, ConfirmScreen))
        c.burst("y")
        await c.until(lambda: not c.app.is_running)
        assert c.writes() == []
    async with console(tickets=30, undo_seconds=5, directory=tmp_path) as c:
        await held(c)
        assert "pending" in row_of(c, at.ticket_number)
        await after(c, 6)
        assert sent(c, "PUT") == [(f"/api/v1/tickets/{at.id}/status", {"status": "pending"})]
        assert "↻" not in row_of(c, at.ticket_number)


async def test_a_request_that_was_under_way_at_the_end_is_found_out_about_and_not_sent_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(tickets=30, directory=tmp_path) as c:
        await c.rest()
        at = current(c)
        await opened(c)
        await fill(c, "title", "On its way")
        hold = c.gate.hold(PATCH)
        await c.press("ctrl+s")
        await c.until(lambda: hold.waiting)
        monkeypatch.setattr(c.app.desk.delivery, "stop", partial(c.app.desk.delivery.stop, 0.0))
    async with console(tickets=30, directory=tmp_path) as c:
        await toasts(c, 1)
        assert c.toasts[0].startswith(f"Not known whether it was done: {at.label}")
        assert c.gate.count(PATCH) == 0
        async with colleague(c) as other:
            await other.tickets.update(at.id, TicketBody(title="On its way"))
        await after(c, 20)
        assert c.status.doing == ""
        assert c.gate.count(PATCH) == 0


async def test_one_may_quit_at_once_where_nothing_is_left() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await go_to_ticket(c, lambda one: one.status == "open")
        await c.press("s", "p")
        await c.rest()
        c.burst("q")
        await c.until(lambda: not c.app.is_running)
        assert c.gate.count(to("PUT")) == 1
