"""Bulk changes before they happen: what becomes of each ticket, what is left out and why, how many have to be typed."""

import pytest
from textual.widgets import Input

from klink_tui.models.writes import TicketBody
from klink_tui.screens.ask import AskScreen
from klink_tui.screens.batch import BatchScreen
from klink_tui.screens.bulk import BulkScreen
from klink_tui.screens.picker import PickerScreen
from klink_tui.screens.tickets import TicketsScreen
from tests.screens.bulkviews import begun, mark, over, planned, summary, whole
from tests.screens.outboxviews import box, lines
from tests.screens.views import colleague, loaded, on_view, sent, tickets

# The plan


async def test_a_plan_says_what_becomes_of_each_and_what_is_left_out_comes_first() -> None:
    async with whole() as c:
        so_already = next(one for one in loaded(c) if one.priority == "high")
        some = await mark(c, 3)
        tickets(c).list.move_to(tickets(c).rows.position(so_already.key) or 0)
        await c.press("x")
        await planned(c)
        assert "priority → high on 4 tickets" in " ".join(c.text().split())
        assert summary(c) == "3 tickets to change · 1 left out · about 9 calls"
        first, *rest = lines(c)
        assert first.startswith(f"– {so_already.label}")
        assert first.endswith("high high it is so already")
        assert [line.split()[1] for line in rest] == [one.label for one in some]
        assert [line.split()[-2:] for line in rest] == [[one.priority, "high"] for one in some]
        assert c.status.facts == "nothing has happened yet · ctrl+s begins, esc leaves"
        assert (c.gate.seen, c.writes()) == ([], []), "nothing is asked, nothing written"
        await c.press("escape")
        on_view(c, TicketsScreen)
        await c.rest()
        assert (c.writes(), c.app.desk.outbox.open) == ([], ())


async def test_a_plan_says_how_soon_it_begins_where_changes_are_held() -> None:
    async with whole(undo_seconds=5) as c:
        await mark(c, 2)
        await planned(c)
        assert summary(c).endswith("about 6 calls · at most 4 at a time, beginning 5 s after you say so")


async def test_a_ticket_that_waits_for_a_decision_is_left_out() -> None:
    async with whole() as c:
        (at, *_) = await mark(c, 2)
        async with colleague(c) as other:
            await other.tickets.update(at.id, TicketBody(title="Theirs"))
        await c.app.desk.changes.change_ticket(at, {"title": "Mine"})
        await c.until(lambda: c.status.doing == "1 needs you · O")
        await planned(c)
        assert "a change of it waits for you" in lines(c)[0]
        assert summary(c).startswith("1 ticket to change · 1 left out")


async def test_where_everything_is_left_out_nothing_is_begun() -> None:
    async with whole() as c:
        await mark(c, 2)
        await begun(c)
        await over(c)
        many = len(c.writes())
        await c.press("escape")
        await planned(c)
        assert summary(c).startswith("0 tickets to change · 2 left out")
        await c.press("ctrl+s")
        await c.rest()
        on_view(c, BulkScreen)
        assert c.toasts[-1] == "There is nothing to do: every ticket is left out."
        assert len(c.writes()) == many


async def test_the_number_has_to_be_typed_above_a_hundred() -> None:
    async with whole(count=160, undo_seconds=5) as c:
        await c.press("V")
        await c.rest()
        await planned(c)
        many = int(summary(c).split()[0])
        assert 100 < many < 160
        for answer in (("escape",), ("enter",), ("1", "enter"), (*str(many + 1), "enter"), ("y", "enter")):
            await c.press("ctrl+s")
            on_view(c, AskScreen)
            assert f"priority → high on {many} tickets: type {many} to begin" in box(c)
            await c.press(*answer)
            await c.rest()
            on_view(c, BulkScreen)
            assert (f"That is not {many}: nothing was begun." in c.toasts) is (len(answer) > 1)
            c.app.clear_notifications()
        assert c.app.desk.outbox.open == ()
        await c.press("ctrl+s", *str(many), "enter")
        await c.until(lambda: isinstance(c.app.screen, BatchScreen))
        await c.until(f"{many} held")
        assert summary(c) == f"{many} held"
        assert len(c.app.desk.outbox.open) == many
        assert c.writes() == []


async def test_up_to_a_hundred_begin_at_once_and_twice_ctrl_s_begins_one_run() -> None:
    async with whole(undo_seconds=5) as c:
        some = await mark(c, 3)
        await planned(c)
        c.burst("ctrl+s", "ctrl+s")
        await c.until(lambda: isinstance(c.app.screen, BatchScreen))
        await c.rest()
        assert len(c.app.desk.outbox.open) == len(some)


# One field


@pytest.mark.parametrize(
    ("field", "keys", "body"),
    [
        ("Region", ("j", "a", "p", "enter"), {"customFields": {"cf_region": "jp"}}),
        ("Parcels", ("7", "enter"), {"customFields": {"cf_parcels": 7}}),
        ("Replacement", ("y", "e", "s", "enter"), {"customFields": {"cf_replacement_sent": True}}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_one_field_of_many_tickets_is_filled_in(field: str, keys: tuple[str, ...], body: object) -> None:
    async with whole() as c:
        some = await mark(c, 2)
        await c.press("e")
        await c.until(lambda: isinstance(c.app.screen, PickerScreen))
        await c.rest()
        await c.type(field)
        await c.press("enter")
        await c.rest()
        assert "of 2 tickets" in box(c)
        await planned(c, *keys)
        await c.press("ctrl+s")
        await c.until(lambda: isinstance(c.app.screen, BatchScreen))
        await over(c)
        written = sent(c, "PATCH")
        assert [one for _, one in written] == [body] * len(written)
        assert {path for path, _ in written} <= {f"/api/v1/tickets/{one.id}" for one in some}
        assert written


async def test_a_value_that_the_field_does_not_take_is_said_and_nothing_is_planned() -> None:
    async with whole() as c:
        await mark(c, 2)
        await c.press("e")
        await c.until(lambda: isinstance(c.app.screen, PickerScreen))
        await c.rest()
        await c.type("Parcels")
        await c.press("enter")
        on_view(c, AskScreen).query_one(Input).value = "three"
        await c.press("enter")
        await c.rest()
        on_view(c, TicketsScreen)
        assert len(c.toasts) == 1
        assert c.writes() == []
