"""What every screen of the console shares: here, the countdown of a pause that the server asks for."""

from dataclasses import replace

from klink_tui.api.retry import Wait
from klink_tui.screens.outbox import OutboxScreen
from tests.console import Console, console

PAUSE = Wait(seconds=7, asked=True, why="Tickets failed: 429", path="/tickets", next_try=2)


def told(c: Console, wait: Wait) -> None:
    """Tell the console of a pause, as its client does."""
    assert c.app.session.on_wait is not None
    c.app.session.on_wait(wait)


async def test_a_pause_that_the_server_asks_for_is_counted_down_and_one_of_ours_is_not() -> None:
    async with console() as c:
        await c.rest()
        told(c, replace(PAUSE, asked=False))
        assert "again in" not in c.status.doing
        told(c, PAUSE)
        assert c.status.doing == "Tickets failed: 429: again in 7 s"
        await c.until(lambda: c.status.doing == "Tickets failed: 429: again in 6 s")


async def test_a_pause_reaches_a_screen_that_opens_just_then() -> None:
    async with console() as c:
        await c.rest()
        opening = c.app.push_screen(OutboxScreen(c.app.desk))
        assert isinstance(c.app.screen, OutboxScreen)
        told(c, PAUSE)  # It is on view, and has no widgets yet.
        await opening
        await c.until(lambda: "Tickets failed: 429: again in" in c.status.doing)
