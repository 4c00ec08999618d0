"""What tests of the outbox look at: its rows, and the ways that bring a change into each state."""

from textual.widgets import Static

from klink_tui.models.intent import Intent, State
from klink_tui.models.ticket import Ticket
from klink_tui.screens.compose import ComposeScreen
from klink_tui.screens.outbox import OutboxScreen
from klink_tui.widgets.rowlist import RowList
from klink_tui.widgets.tabline import TabLine
from tests.console import Console
from tests.gate import to
from tests.screens.views import facts_of, go_to_ticket, on_view

SEND = to("POST", "/messages/send")
PUT = to("PUT", "/status")


def outbox(c: Console) -> OutboxScreen:
    """Give the outbox, which must be on view."""
    return on_view(c, OutboxScreen)


async def to_outbox(c: Console, drawer: str = "") -> None:
    """Go to the outbox, to one of its lists, and wait until it is drawn."""
    await c.press("O")
    await c.until(lambda: isinstance(c.app.screen, OutboxScreen))
    await c.press(*drawer, "ctrl+r")
    await c.settle()


async def redrawn(c: Console) -> None:
    """Have what has changed drawn, once nothing more happens."""
    await c.rest()
    await c.press("ctrl+r")
    await c.rest()


def lines(c: Console) -> list[str]:
    """Give the rows of the list on view as they are drawn, without its heading."""
    area = c.app.screen.query_one(RowList).content_region
    drawn = c.text().split("\n")[area.y + 1 : area.bottom]
    return [" ".join(line.split()) for line in drawn if line.strip()]


def head(c: Console) -> str:
    """Give the line with the names of the lists and how many rows they have."""
    return " ".join(c.text().split("\n")[c.app.screen.query_one(TabLine).region.y].split())


def box(c: Console) -> str:
    """Give what the box on view says, line by line."""
    return "\n".join(str(part.content) for part in c.app.screen.query(Static) if part.display)


def facts(c: Console) -> dict[str, str]:
    """Give what is told of the row under the cursor."""
    return facts_of(c, "#facts")


async def set_status(c: Console, letter: str = "p") -> Ticket:
    """Set a status on the first open ticket, and give it as it was."""
    at = await go_to_ticket(c, lambda one: c.app.desk.shown(one).status == "open")
    await c.press("s", letter)
    return at


async def until_state(c: Console, state: State) -> Intent:
    """Wait until some change stands so, and give it."""
    box = c.app.desk.outbox
    await c.until(lambda: any(one.state is state for one in (*box.open, *box.recent)))
    await c.settle()
    return next(one for one in (*box.open, *box.recent) if one.state is state)


async def write(c: Console, words: str) -> None:
    """Write a message to the contact of the ticket under the cursor, and hand it over."""
    await c.press("r")
    await c.until(lambda: isinstance(c.app.screen, ComposeScreen))
    await c.settle()
    await c.type(words)
    await c.press("ctrl+s")


async def in_doubt(c: Console, words: str = "Thank you for the photos.") -> Intent:
    """Lose the answer to a message."""
    c.gate.lose(SEND, times=1)
    await write(c, words)
    return await until_state(c, State.UNKNOWN)
