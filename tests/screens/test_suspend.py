"""``ctrl+z``: what keeps the console from leaving its terminal. That it does is seen in ``tests/terminal``."""

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
        await c.until(lambda: len(c.toasts) == 2)
