"""How the console says things."""

from datetime import UTC, datetime, timedelta

import pytest

from klink_tui.errors import (
    InvalidError,
    KlinkError,
    Refusal,
)
from klink_tui.models.moment import Moment
from klink_tui.widgets.words import age, ago, count, duration, trouble_words, when

NOW = datetime(2026, 3, 30, 8, 30, tzinfo=UTC)
MINUTE, HOUR, DAY = 60, 3600, 86400


def past(seconds: float) -> Moment:
    at = NOW - timedelta(seconds=seconds)
    return Moment(at.isoformat(), at)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "now"),
        (59, "now"),
        (60, "1m"),
        (HOUR - 1, "59m"),
        (HOUR, "1h"),
        (DAY - 1, "23h"),
        (DAY, "1d"),
        (7 * DAY - 1, "6d"),
        (7 * DAY, "1w"),
        (30 * DAY - 1, "4w"),
        (30 * DAY, "1mo"),
        (365 * DAY - 1, "12mo"),
        (365 * DAY, "1y"),
        (-59, "now"),
        (-60, "in 1m"),
        (-2 * DAY, "in 2d"),
    ],
)
def test_ages_in_their_largest_unit(seconds: float, said: str) -> None:
    assert age(past(seconds), NOW) == said


@pytest.mark.parametrize("say", [age, lambda moment, now: when(moment, now, "Asia/Bangkok")])
def test_no_time_is_said_as_it_came(say: object) -> None:
    assert callable(say)
    assert say(None, NOW) == ""
    assert say(Moment.read("next tuesday"), NOW) == "next tuesday"


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("UTC", "2026-03-30 08:00 · 30m"),
        ("Asia/Bangkok", "2026-03-30 15:00 · 30m"),
        ("Asia/Yangon", "2026-03-30 14:30 · 30m"),
        ("America/Los_Angeles", "2026-03-30 01:00 · 30m"),
    ],
)
def test_a_moment_is_said_in_the_agents_zone(zone: str, said: str) -> None:
    assert when(past(30 * MINUTE), NOW, zone) == said


@pytest.mark.parametrize(
    ("raw", "said"),
    [("2026-03-29T00:30:00Z", "2026-03-29 01:30"), ("2026-03-29T01:30:00Z", "2026-03-29 03:30")],
)
def test_the_clocks_go_forward(raw: str, said: str) -> None:
    assert when(Moment.read(raw), NOW, "Europe/Berlin").startswith(f"{said} · ")


@pytest.mark.parametrize("raw", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"])
@pytest.mark.parametrize("zone", ["UTC", "Asia/Bangkok", "America/Los_Angeles"])
def test_the_ends_of_the_calendar_are_said_somehow(raw: str, zone: str) -> None:
    moment = Moment.read(raw)
    assert raw[:4] in when(moment, NOW, zone) or when(moment, NOW, zone)[:4] in ("0001", "9999")
    assert age(moment, NOW).endswith("y")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-5, "0 s old"), (0, "0 s old"), (59.9, "59 s old"), (60, "1 min old"), (HOUR, "1 h old"), (3 * DAY, "72 h old")],
)
def test_how_old_a_page_is(seconds: float, said: str) -> None:
    assert ago(NOW - timedelta(seconds=seconds), NOW) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, ""),
        (0, "0s"),
        (59.9, "59s"),
        (60, "1m 00s"),
        (3599, "59m 59s"),
        (3600, "1h 00m"),
        (3661, "1h 01m"),
        (1e6, "277h 46m"),
    ],
)
def test_durations(seconds: float | None, said: str) -> None:
    assert duration(seconds) == said


def test_numbers_with_their_nouns() -> None:
    assert count(1, "ticket") == "1 ticket"
    assert count(0, "ticket") == "0 tickets"
    assert count(1480, "ticket", "tickets") == "1,480 tickets"
    assert count(2, "category", "categories") == "2 categories"


def test_trouble_names_what_failed_the_request_what_to_do_and_the_key() -> None:
    error = InvalidError("Ticket update failed: 422.", Refusal(422, request_id="r-1"), hint="Correct: title.")
    said = "Ticket update failed: 422. · request r-1 · Correct: title. · ctrl+r tries again"
    assert trouble_words(error, retry="ctrl+r") == said
    assert trouble_words(KlinkError("Only this.")) == "Only this."
