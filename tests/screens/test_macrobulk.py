"""A macro on marked tickets: planned for each, its messages counted and confirmed, one to a customer at most."""

from textual.widgets import Input

from klink_tui.models.intent import State
from klink_tui.screens.ask import AskScreen
from klink_tui.screens.batch import BatchScreen
from klink_tui.screens.bulk import BulkScreen
from klink_tui.screens.compose import ComposeScreen
from tests.console import Console
from tests.gate import to
from tests.screens.bulkviews import over, summary
from tests.screens.macroviews import ASK, FILES, picking, with_macros
from tests.screens.views import DENIED, loaded, on_view, sent, tickets

FIELDS = 'key = "f"\ntags = ["vip"]\n[set]\nstatus = "pending"\nassignee = "nobody"'


async def mark(c: Console, *keys: str) -> None:
    for key in keys:
        tickets(c).list.move_to(tickets(c).rows.position(key) or 0)
        await c.press("x")


async def planned(c: Console, key: str = "p") -> list[list[str]]:
    """Choose a macro for the marked tickets, and give the plan."""
    await picking(c)
    await c.press(key)
    await c.until(lambda: isinstance(c.app.screen, BulkScreen) and "Looking at each" not in c.text())
    await c.settle()
    rows = on_view(c, BulkScreen).cursor.rows
    return [[cell.text for cell in rows.cells(place)] for place in range(len(rows))]


async def confirmed(c: Console, number: str) -> None:
    await c.press("ctrl+s")
    await c.until(lambda: isinstance(c.app.screen, AskScreen))
    await c.settle()
    c.app.screen.query_one(Input).value = number
    await c.press("enter")
    await c.settle()


def apart(c: Console, many: int) -> list[str]:
    """Give tickets of as many contacts that are open or in progress."""
    found: dict[str, str] = {}
    for one in loaded(c):
        if one.status in ("open", "in progress"):
            found.setdefault(one.contact_id, one.key)
    return list(found.values())[:many]


async def test_messages_are_in_the_plan_and_their_number_is_typed() -> None:
    async with with_macros(whole=True) as (c, _):
        keys = apart(c, 3)
        await mark(c, *keys)
        rows = await planned(c)
        assert "3 tickets to change · 3 messages to customers" in summary(c)
        for key, row in zip(keys, rows, strict=True):
            at = c.app.desk.tickets.get(key)
            assert at is not None
            assert f"to {at.contact_name}: Hello {at.contact_name}, about" in row[3]
            assert row[3].startswith("pending, high")
        await confirmed(c, "2")
        on_view(c, BulkScreen)
        assert c.toasts == ["That is not 3: nothing was begun."]
        assert c.writes() == []
        await confirmed(c, "3")
        await c.until(lambda: isinstance(c.app.screen, BatchScreen))
        await over(c)
        assert len(sent(c, "POST")) == 3
        assert summary(c) == "6 done"
        tickets_now = [c.app.desk.tickets.get(key) for key in keys]
        assert {one.status for one in tickets_now if one} == {"pending"}
        assert any(toast == "Bulk run: 6 done" for toast in c.toasts)


async def test_one_customer_gets_one_message_and_a_begun_one_is_left_to_the_agent() -> None:
    async with with_macros(whole=True) as (c, _):
        by_contact: dict[str, list[str]] = {}
        for one in loaded(c):
            by_contact.setdefault(one.contact_id, []).append(one.key)
        twice = next(keys for keys in by_contact.values() if len(keys) > 1)[:2]
        (begun,) = [key for key in apart(c, 9) if key not in twice][:1]
        tickets(c).list.move_to(tickets(c).rows.position(begun) or 0)
        await c.press("r")
        await c.until(lambda: isinstance(c.app.screen, ComposeScreen))
        await c.type("Half")
        await c.press("escape")
        await mark(c, *twice, begun)
        left_out = [row[4] for row in await planned(c) if row[4]]
        at = c.app.desk.tickets.get(twice[0])
        assert at is not None
        assert left_out == [
            f"{at.contact_name} gets the message for {at.label} already",
            "you have begun a message for it",
        ]
        await confirmed(c, "1")
        await c.until(lambda: isinstance(c.app.screen, BatchScreen))
        await over(c)
        assert len(sent(c, "POST")) == 1
        assert len(c.app.desk.drafts) == 1


async def test_without_messages_nothing_has_to_be_typed_and_tags_are_added() -> None:
    async with with_macros({"macros/f.toml": FIELDS}, whole=True) as (c, _):
        c.app.desk.assign_key = "assigneeId"
        keys = apart(c, 2)
        before = {key: c.app.desk.tickets.get(key) for key in keys}
        await mark(c, *keys)
        await planned(c, "f")
        assert "messages" not in summary(c)
        await c.press("ctrl+s")
        await c.until(lambda: isinstance(c.app.screen, BatchScreen))
        await over(c)
        for key in keys:
            had, now = before[key], c.app.desk.tickets.get(key)
            assert had is not None
            assert now is not None
            assert {tag.name for tag in now.tags} == {*(tag.name for tag in had.tags), "vip"}
            assert (now.status, now.assignee_id) == ("pending", "")
        await c.press("u")
        await c.until(lambda: not c.app.desk.outbox.open)
        await c.rest()
        assert {key: now.status for key in keys if (now := c.app.desk.tickets.get(key))} == {
            key: had.status for key, had in before.items() if had
        }


async def test_what_lacks_something_is_left_out_as_a_whole_and_so_is_what_has_nothing_to_do() -> None:
    files = {
        "macros/a.toml": ASK.replace("{contact.name|there}", "{agent.name}"),
        "macros/b.toml": 'key = "b"\ntags = ["nosuchtag"]\n[set]\npriority = "high"',
        "macros/c.toml": 'key = "c"\n[set]\nassignee = "me"',
        "macros/d.toml": 'key = "d"\n[set]\npriority = "{ticket.priority}"',
    }
    async with with_macros(files, whole=True) as (c, _):
        await mark(c, *apart(c, 1))
        for key, why in (
            ("p", "agent.name is empty"),
            ("b", "Tags: there is no such tag"),
            ("c", "assigning is off here"),
            ("d", "it is so already"),
        ):
            assert [row[4] for row in await planned(c, key)] == [why]
            await c.press("ctrl+s")
            assert c.toasts[-1] == "There is nothing to do: every ticket is left out."
            await c.press("escape")
        assert c.writes() == []


async def test_what_is_left_out_of_a_ticket_stands_beside_it() -> None:
    async with with_macros({"macros/f.toml": FIELDS}, whole=True) as (c, _):
        await mark(c, *apart(c, 1))
        (row,) = await planned(c, "f")
        assert (row[0], row[4]) == ("→", "Assignee: assigning is off here")
        assert "1 ticket to change" in summary(c)


async def test_a_refused_message_is_a_draft_again_and_is_not_sent_again_from_here() -> None:
    async with with_macros(FILES, whole=True) as (c, _):
        keys = apart(c, 2)
        await mark(c, *keys)
        await planned(c)
        c.gate.answer(to("POST", "/messages/send"), 403, DENIED, times=1)
        await confirmed(c, "2")
        await c.until(lambda: isinstance(c.app.screen, BatchScreen))
        await over(c)
        assert summary(c) == "1 refused · 3 done"
        assert len(c.app.desk.drafts) == 1
        await c.press("r")
        await c.rest()
        assert c.toasts[-1] == "There is nothing to try again: its text is a draft again"
        assert State.REFUSED in {one.state for one in c.app.desk.outbox.recent}
