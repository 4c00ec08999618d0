"""Every state that a change can be in, and what can be done about it, as pictures."""

from pathlib import Path
from typing import Final

import pytest
from syrupy.assertion import SnapshotAssertion

from klink_tui.models.intent import State
from klink_tui.models.writes import TicketBody
from klink_tui.screens.batch import BatchScreen
from klink_tui.screens.bulk import BulkScreen
from klink_tui.screens.compose import ComposeScreen
from klink_tui.screens.conflict import ConflictScreen
from klink_tui.screens.outbox import OutboxScreen
from tests.console import Console
from tests.gate import to
from tests.screens.views import colleague, on_view, tickets
from tests.screens.ways import Way, go, looks_changed, pictures

WAYS: Final[dict[str, Way]] = {}
HELD: Final = frozenset({"held_on_its_row", "held_in_the_outbox"})
"""Ways on which changes are held for five seconds, while the clock stands."""
TOASTS: Final = frozenset({"refused_as_it_is_told"})


def way(walk: Way) -> Way:
    """Add a way that leads to what is to be seen."""
    WAYS[walk.__name__] = walk
    return walk


async def set_status(c: Console, letter: str = "p") -> None:
    """Set a status on the ticket under the cursor."""
    await go(c, "s")
    await c.press(letter)
    await c.settle()


async def until_state(c: Console, state: State) -> None:
    """Wait until the last change stands so."""
    outbox = c.app.desk.outbox
    await c.until(lambda: any(one.state is state for one in (*outbox.open, *outbox.recent)))
    await c.rest()


async def to_outbox(c: Console) -> None:
    """Go to the outbox, once it is drawn."""
    await go(c, "O")
    on_view(c, OutboxScreen).action_refresh_now()
    await c.rest()


async def someone_else(c: Console, **changed: str) -> None:
    """Change the ticket under the cursor at the server, unseen by the console."""
    ticket = tickets(c).ticket
    assert ticket is not None
    async with colleague(c) as other:
        await other.tickets.update(ticket.id, TicketBody(**changed))


async def in_conflict(c: Console) -> None:
    """Bring a status into conflict."""
    await go(c, "j")
    await someone_else(c, status="resolved", title="Somebody has looked into it by now")
    await set_status(c)
    await until_state(c, State.CONFLICT)


async def refused(c: Console) -> None:
    """Have a status refused."""
    said = {
        "status": "error",
        "message": "The ticket is locked.",
        "requestId": "req-0042",
        "errors": {"status": ["No."]},
    }
    c.gate.answer(to("PUT", "/status"), 422, said)
    await go(c, "j")
    await set_status(c)
    await until_state(c, State.REFUSED)


async def offline(c: Console) -> None:
    """Change three tickets while the server can't be reached."""
    c.gate.refuse(to("GET", "/tickets/contact"))
    for _ in range(3):
        await go(c, "j")
        await set_status(c)
    await until_state(c, State.WAITING)
    await c.until(lambda: c.app.desk.outbox.offline)


async def unknown(c: Console) -> None:
    """Lose the answer to a message."""
    c.gate.lose(to("POST", "/messages/send"))
    await go(c, "j", "r")
    on_view(c, ComposeScreen)
    await c.type("Thank you for the photos.")
    await go(c, "ctrl+s")
    await until_state(c, State.UNKNOWN)


async def marked(c: Console) -> None:
    """Mark five tickets, and ask for a status."""
    await go(c, "space", "space", "space", "space", "space")
    await set_status(c)
    await c.until(lambda: isinstance(c.app.screen, BulkScreen))
    await c.rest()


@way
async def held_on_its_row(c: Console) -> None:
    await go(c, "j")
    await set_status(c)
    await until_state(c, State.HELD)


@way
async def held_in_the_outbox(c: Console) -> None:
    await held_on_its_row(c)
    await to_outbox(c)


@way
async def refused_as_it_is_told(c: Console) -> None:
    await refused(c)


@way
async def refused_in_the_outbox(c: Console) -> None:
    await refused(c)
    await to_outbox(c)


@way
async def conflict_on_its_row(c: Console) -> None:
    await in_conflict(c)


@way
async def conflict_to_decide(c: Console) -> None:
    await in_conflict(c)
    await to_outbox(c)
    await go(c, "enter")
    on_view(c, ConflictScreen)


@way
async def unknown_in_the_outbox(c: Console) -> None:
    await unknown(c)
    await to_outbox(c)


@way
async def unknown_to_decide(c: Console) -> None:
    await unknown_in_the_outbox(c)
    await go(c, "enter")


@way
async def offline_with_three_waiting(c: Console) -> None:
    await offline(c)


@way
async def drafts(c: Console) -> None:
    await go(c, "j", "r")
    await c.type("Dear customer, we have looked into")
    await go(c, "escape", "j", "r")
    await c.type("Thank you.")
    await go(c, "escape")
    await to_outbox(c)
    await go(c, "2")


@way
async def journal(c: Console) -> None:
    for letter in "pr":
        await set_status(c, letter)
        await until_state(c, State.DONE)
        await go(c, "j")
    await to_outbox(c)
    await go(c, "3")


@way
async def marks(c: Console) -> None:
    await go(c, "space", "space", "j", "x")


@way
async def bulk_plan(c: Console) -> None:
    await marked(c)


@way
async def bulk_run(c: Console) -> None:
    await marked(c)
    await go(c, "ctrl+s")
    screen = on_view(c, BatchScreen)
    await c.until(lambda: not c.app.desk.outbox.open)
    screen.action_refresh_now()
    await c.until(lambda: "5 done" in c.text() and "over" in c.status.facts)
    await go(c, "g")  # Which was over first is not always the same, and the cursor stays with its ticket.


@way
async def assigning_is_off(c: Console) -> None:
    await go(c, "a", "down", "down", "enter")


@way
async def quitting_with_work_pending(c: Console) -> None:
    await offline(c)
    await go(c, "q")


@pytest.mark.parametrize("name", WAYS)
async def test_a_state_of_the_outbox_looks_as_it_did(
    name: str, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seconds = 5 if name in HELD else 0
    seen = await pictures(WAYS[name], monkeypatch, undo_seconds=seconds, toasts=name in TOASTS)
    assert not looks_changed(seen, snapshot, tmp_path), f"what they are now is in {tmp_path}"
