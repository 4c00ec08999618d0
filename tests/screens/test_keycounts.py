"""How many keys the agent's daily work takes: an agent presses them thousands of times a week."""

from dataclasses import dataclass

from klink_tui.screens.batch import BatchScreen
from klink_tui.screens.run import RunScreen
from tests.console import Console, console
from tests.screens.macroviews import with_macros
from tests.screens.views import loaded, on_view, sent, tickets

ASK = """
name = "Ask, set pending"
key = "p"
next = true
message = "Which order is it about?"
[set]
status = "pending"
"""


@dataclass
class Counted:
    """A console whose keys are counted."""

    console: Console
    keys: int = 0

    async def press(self, key: str) -> None:
        """Press a key, as soon as what the one before it opened stands."""
        self.keys += 1
        await self.console.press(key)
        await self.console.rest()


async def run_of(c: Console) -> tuple[RunScreen, list[str]]:
    """Begin a queue run over the open tickets; give the numbers it goes over."""
    tickets(c).open_query("status:open")
    await c.rest()
    keys = [one.key for one in loaded(c)]
    await c.press("R")
    await c.rest()
    return on_view(c, RunScreen), keys


async def test_resolving_a_ticket_and_landing_on_the_next_takes_one_key() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        run, keys = await run_of(c)
        hand = Counted(c)
        await hand.press("d")
        assert hand.keys <= 1
        assert on_view(c, RunScreen) is run
        assert run.ticket.key == keys[1]
        ((_, body),) = sent(c, "PUT")
        assert body == {"status": "resolved"}


async def test_replying_from_a_macro_and_setting_pending_takes_four_keys_at_most() -> None:
    async with with_macros({"macros/ask.toml": ASK}, whole=True) as (c, _):
        run, keys = await run_of(c)
        contact_id = run.ticket.contact_id
        hand = Counted(c)
        for key in ("m", "p", "ctrl+s"):
            await hand.press(key)
        assert hand.keys <= 4
        assert on_view(c, RunScreen) is run
        assert run.ticket.key == keys[1]
        ((_, message),) = sent(c, "POST")
        assert isinstance(message, dict)
        assert (message["contactId"], message["message"]) == (contact_id, "Which order is it about?")
        assert [body for method in ("PUT", "PATCH") for _, body in sent(c, method)] == [{"status": "pending"}]


async def test_assigning_ten_marked_tickets_and_raising_their_priority_takes_eight_keys_at_most() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        c.app.desk.assign_key = "assigneeId"
        for _ in range(10):
            await c.press("space")
        marked = list(tickets(c).marked)
        assert len(marked) == 10
        hand = Counted(c)
        for key in ("a", "down", "enter", "ctrl+s"):
            await hand.press(key)
        on_view(c, BatchScreen)
        for key in ("escape", "exclamation_mark", "h", "ctrl+s"):
            await hand.press(key)
        on_view(c, BatchScreen)
        assert hand.keys <= 8
        await c.until(lambda: not c.app.desk.outbox.open)
        await c.rest()
        found = [c.app.desk.tickets.get(key) for key in marked]
        shown = [c.app.desk.shown(one) for one in found if one is not None]
        assert len(shown) == 10
        assert len({one.assignee_id for one in shown}) == 1
        assert {one.priority for one in shown} == {"high"}
        targets = [target for method in ("PUT", "PATCH") for target, _ in sent(c, method)]
        assert all(any(one.id in target for target in targets) for one in shown)
