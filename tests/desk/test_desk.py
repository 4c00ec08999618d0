"""The desk itself: its day, its drafts, and who is told what."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from klink_tui.desk.desk import utc_now
from klink_tui.desk.events import Bus, DeskEvent, TicketChanged
from klink_tui.sandbox.server import Sandbox
from tests.desk.bench import Bench


@pytest.mark.parametrize(
    ("zone", "day"),
    [("UTC", 30), ("Asia/Bangkok", 31), ("America/Los_Angeles", 30)],
)
def test_the_day_is_the_agents(sandbox: Sandbox, zone: str, day: int) -> None:
    bench = Bench(sandbox, timezone=zone, now=datetime(2026, 3, 30, 18, tzinfo=UTC))
    assert bench.desk.today() == date(2026, 3, day)


def test_the_clock_is_aware() -> None:
    assert utc_now().utcoffset() is not None


def test_everyone_hears_every_event_in_order() -> None:
    bus, one, other = Bus(), list[DeskEvent](), list[DeskEvent]()
    bus.subscribe(one.append)
    bus.subscribe(other.append)
    events = [TicketChanged("a"), TicketChanged("b")]
    for event in events:
        bus.announce(event)
    assert one == other == events


def test_who_left_hears_nothing_more_and_may_leave_twice() -> None:
    bus, heard = Bus(), list[DeskEvent]()
    leave = bus.subscribe(heard.append)
    leave()
    leave()
    bus.announce(TicketChanged("a"))
    assert heard == []


def test_one_who_leaves_while_told_costs_nobody_the_event() -> None:
    bus, heard = Bus(), list[DeskEvent]()
    leaves: list[Callable[[], None]] = []

    def leave_at_once(event: DeskEvent) -> None:
        heard.append(event)
        leaves[0]()

    leaves.append(bus.subscribe(leave_at_once))
    bus.subscribe(heard.append)
    bus.announce(TicketChanged("a"))
    bus.announce(TicketChanged("b"))
    assert heard == [TicketChanged("a"), TicketChanged("a"), TicketChanged("b")]


def test_an_error_of_a_listener_is_told_of_and_costs_nobody_the_event() -> None:
    bus, heard, errors = Bus(), list[DeskEvent](), list[Exception]()

    def fail(event: DeskEvent) -> None:
        raise ValueError("a defect")

    bus.on_defect = errors.append
    bus.subscribe(fail)
    bus.subscribe(heard.append)
    bus.announce(TicketChanged("a"))
    assert heard == [TicketChanged("a")]
    assert [str(error) for error in errors] == ["a defect"]
