"""``ctrl+z``: what keeps the console from leaving its terminal. That it does is seen in ``tests/terminal``."""

from collections.abc import Iterable
from contextlib import nullcontext

import pytest

from klink_tui.screens.lentapp import LentApp
from tests.console import console
from tests.gate import to


async def test_it_stays_while_a_change_is_being_sent() -> None:
    """A reply that comes while it stands still comes too late: the change would be in doubt."""
    async with console() as c:
        await c.rest()
        held = c.gate.hold(to("PUT", "/status"))
        await c.press("s", "down", "enter")
        await c.until(lambda: held.waiting)
        await c.press("ctrl+z")
        await c.until(lambda: c.toasts == ["A change is being sent right now: press it again once that is over."])
        held.release()
        await c.rest()
        assert not c.app.desk.outbox.open


async def test_where_the_terminal_can_not_be_left_it_says_so() -> None:
    async with console() as c:
        await c.press("ctrl+z")
        await c.until("There is no shell here to go back to.")
        await c.press("enter")
        await c.press("ctrl+z")
        await c.settle()
        assert c.toasts == ["There is no shell here to go back to."]


async def test_another_console_can_deliver_while_it_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    async with console(undo_seconds=60) as c:
        delivery, seen = c.app.desk.delivery, list[object]()

        def stop_job(words: Iterable[str]) -> bool:
            seen.extend([delivery.is_mine, *words])
            return True

        monkeypatch.setattr(LentApp, "lent_terminal", lambda _app: nullcontext())
        monkeypatch.setattr("klink_tui.screens.base.stop_job", stop_job)
        await c.press("s", "down", "enter")
        await c.until(lambda: c.app.desk.outbox.open)
        (waiting,) = c.app.desk.outbox.open
        await c.press("ctrl+z")
        await c.until(lambda: seen)
        assert seen == [False, f"{waiting.title}: not sent yet, sent once klink-tui goes on"]
        await c.until(lambda: delivery.is_mine)
        assert len(c.toasts) == 0
