"""What tests of bulk changes look at: a plan, a run, and what the server has then."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.widgets import Static

from klink_tui.models.ticket import Ticket
from klink_tui.screens.batch import BatchScreen
from klink_tui.screens.bulk import BulkScreen
from tests.console import Console, console
from tests.gate import to
from tests.screens.views import colleague, loaded, on_view, tickets

PATCH = to("PATCH", "/tickets/")


@asynccontextmanager
async def whole(
    count: int = 30, page_size: int = 50, undo_seconds: int = 0, size: tuple[int, int] = (120, 36)
) -> AsyncIterator[Console]:
    """Run a console whose copy has everything."""
    async with console(tickets=count, page_size=page_size, undo_seconds=undo_seconds, size=size) as c:
        await c.app.desk.mirror.sweep()
        await c.rest()
        c.gate.seen.clear()
        c.sandbox.log.clear()
        yield c


async def mark(c: Console, many: int) -> list[Ticket]:
    """Mark tickets from the first one on that are not high, and give them as they are."""
    found = [one for one in loaded(c) if one.priority != "high"][:many]
    for one in found:
        tickets(c).list.move_to(tickets(c).rows.position(one.key) or 0)
        await c.press("x")
    return found


async def planned(c: Console, *keys: str) -> None:
    """Ask for a change of the marked tickets, and wait for the plan."""
    await c.press(*(keys or ("!", "h")))
    await c.until(lambda: isinstance(c.app.screen, BulkScreen) and "Looking at each" not in c.text())
    await c.settle()


async def begun(c: Console, *keys: str) -> BatchScreen:
    """Begin a change of the marked tickets."""
    await planned(c, *keys)
    await c.press("ctrl+s")
    await c.until(lambda: isinstance(c.app.screen, BatchScreen))
    return on_view(c, BatchScreen)


async def over(c: Console) -> None:
    """Wait until a run is over, and drawn so."""
    await c.until(lambda: not [one for one in c.app.desk.outbox.open if not one.needs_agent])
    await c.rest()
    on_view(c, BatchScreen).action_refresh_now()
    await c.rest()


def summary(c: Console) -> str:
    """Give the line below the heading."""
    return str(c.app.screen.query_one("#summary", Static).content)


async def at_server(c: Console, of: list[Ticket]) -> list[str]:
    """Give the priorities of some tickets as the server has them."""
    async with colleague(c) as other:
        page = await other.tickets.list(page=1, page_size=100)
    now = {one.key: one.priority for one in page.items}
    return [now[one.key] for one in of]


def another(ticket: Ticket) -> str:
    """Give another priority than a ticket has, which is not high."""
    return next(one for one in ("low", "medium") if one != ticket.priority)
