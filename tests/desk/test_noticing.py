"""What is said of what others did: one digest, not a storm, and never of the agent's own doing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from klink_tui.desk.events import CopyChanged, TicketCreated
from klink_tui.desk.noticerules import Quiet, Rule, read_quiet
from klink_tui.desk.noticing import SETTLE, SPAN, Noticing
from klink_tui.models.writes import TicketBody
from klink_tui.sandbox.server import Sandbox
from tests.desk.bench import CONFIG, Bench

ALL = Rule("All", ways=("toast", "bell"))
HIGH = Rule("High", "priority:high", ("new",), ("desktop",))


@asynccontextmanager
async def noticed(*rules: Rule, quiet: str = "") -> AsyncIterator[tuple[Bench, Noticing]]:
    """Give a desk that was read once, and what notices on it."""
    bench = Bench(Sandbox(CONFIG))
    desk = bench.desk
    desk._rules, desk._quiet = rules or (ALL, HIGH), read_quiet(quiet)
    desk.bus.subscribe(desk.noticing.heard)
    await desk.outbox.load()
    await desk.mirror.sweep()
    yield bench, desk.noticing
    await desk.close()
    await bench.client.aclose()
    bench.sandbox.close()


async def come_in(bench: Bench, *priorities: str) -> None:
    """Let a colleague create tickets, and the desk look."""
    contact = (await bench.client.contacts.list(page=1, page_size=10)).items[0].id
    for priority in priorities:
        body = {"title": "Fresh", "contact_id": contact, "priority": priority, "custom_fields": {"cf_region": "north"}}
        await bench.client.tickets.create(TicketBody.model_validate(body))
    await bench.desk.mirror.poll()


def due(noticing: Noticing) -> bool:
    """Tell whether something may be said now."""
    return noticing.is_due


async def test_the_first_reading_of_the_desk_says_nothing() -> None:
    async with noticed() as (bench, noticing):
        bench.wait(SPAN)
        assert not (await noticing.take()).ways


async def test_many_changes_are_one_digest() -> None:
    async with noticed() as (bench, noticing):
        bench.wait(SPAN)
        await noticing.take()
        await come_in(bench, "low", "high", "high")
        assert not due(noticing)
        bench.wait(SETTLE)
        assert due(noticing)
        digest = await noticing.take()
        assert digest.words == "3 new · High 2 new"
        assert digest.ways == {"toast", "bell", "desktop"}
        await come_in(bench, "low")
        bench.wait(SETTLE)
        assert not due(noticing)
        await come_in(bench, "low")
        bench.wait(SPAN)
        assert due(noticing)
        assert (await noticing.take()).words == "2 new"


async def test_a_colleagues_change_is_told_and_ones_own_is_not() -> None:
    async with noticed(ALL) as (bench, noticing):
        await noticing.take()
        bench.wait(SPAN)
        row = (await bench.desk.tickets.server.load(1)).page.items[0]
        mine = bench.desk.tickets.get(row.key)
        assert mine is not None
        status = "pending" if mine.status != "pending" else "open"
        await bench.delivered(await bench.desk.changes.set_status(mine, status))
        await bench.desk.mirror.poll()
        bench.wait(SPAN)
        assert not (await noticing.take()).ways
        await bench.client.tickets.update_status(mine.id, "resolved")
        await bench.desk.mirror.poll()
        bench.wait(SPAN)
        assert due(noticing)
        assert (await noticing.take()).words == "1 changed"


async def test_what_no_rule_is_about_is_not_told() -> None:
    async with noticed(HIGH) as (bench, noticing):
        await come_in(bench, "low")
        bench.wait(SPAN)
        assert not (await noticing.take()).ways


async def test_nothing_is_told_in_quiet_hours_nor_afterwards() -> None:
    # 08:30 in UTC is 15:30 in the desk's zone, Asia/Bangkok.
    async with noticed(ALL, quiet="15:00-16:00") as (bench, noticing):
        await come_in(bench, "high")
        bench.wait(SPAN)
        assert not (await noticing.take()).ways
        bench.wait(3600)
        assert not due(noticing)


async def test_a_rule_that_cannot_be_read_is_told_once_and_the_others_hold() -> None:
    async with noticed(Rule("Odd", "cf_nowhere:x"), ALL) as (bench, noticing):
        await come_in(bench, "low")
        digest = await noticing.take()
        assert [name for name, _ in digest.wrong] == ["Odd"]
        assert digest.words == "1 new"
        await come_in(bench, "low")
        assert not (await noticing.take()).wrong


@pytest.mark.parametrize(
    ("hours", "at", "quiet"),
    [
        ("18:00-08:00", "17:59", False),
        ("18:00-08:00", "18:00", True),
        ("18:00-08:00", "00:00", True),
        ("18:00-08:00", "07:59", True),
        ("18:00-08:00", "08:00", False),
        ("12:00-13:00", "12:30", True),
        ("12:00-13:00", "13:00", False),
    ],
)
def test_quiet_hours_may_go_over_midnight(hours: str, at: str, quiet: bool) -> None:
    found = read_quiet(hours)
    assert isinstance(found, Quiet)
    hour, minute = (int(part) for part in at.split(":"))
    # Bangkok is seven hours ahead.
    moment = datetime(2026, 3, 30, (hour - 7) % 24, minute, tzinfo=UTC)
    assert found.holds(moment, "Asia/Bangkok") is quiet


@pytest.mark.parametrize("created_first", [True, False])
async def test_a_ticket_that_was_created_here_is_not_told(created_first: bool) -> None:
    async with noticed(ALL) as (bench, noticing):
        await noticing.take()
        events = [TicketCreated("k"), CopyChanged(frozenset({"k"}))]
        for event in events if created_first else reversed(events):
            noticing.heard(event)
        bench.wait(SPAN)
        assert not due(noticing)
