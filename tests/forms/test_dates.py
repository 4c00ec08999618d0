"""Dates as they are typed."""

from datetime import date

import pytest

from klink_tui.errors import FormError
from klink_tui.forms.dates import date_on_wire, read_date, weekday_of
from tests.forms.definitions import TODAY


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-03-30", "2026-03-30"),
        ("2026-3-5", "2026-03-05"),
        (" 2026-03-30 ", "2026-03-30"),
        ("2026-03-30T23:00:00Z", "2026-03-30"),
        ("2026-03-30 08:30:00.000+00", "2026-03-30"),
        ("2024-02-29", "2024-02-29"),
        ("today", "2026-03-30"),
        ("Tomorrow", "2026-03-31"),
        ("YESTERDAY", "2026-03-29"),
        ("+3d", "2026-04-02"),
        ("-1w", "2026-03-23"),
        ("+ 2 w", "2026-04-13"),
        ("+0d", "2026-03-30"),
        ("+1m", "2026-04-30"),
        ("-1m", "2026-02-28"),
        ("+11m", "2027-02-28"),
        ("-3M", "2025-12-30"),
        ("tuesday", "2026-03-31"),
        ("next friday", "2026-04-03"),
        ("next  Fri", "2026-04-03"),
        ("monday", "2026-04-06"),
        ("sun", "2026-04-05"),
    ],
)
def test_dates_that_are_understood(typed: str, day: str) -> None:
    assert read_date(typed, TODAY).isoformat() == day


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("2026-02-30", "There is no 2026-02-30 in the calendar."),
        ("2026-13-01", "There is no 2026-13-01 in the calendar."),
        ("0000-01-01", "There is no 0000-01-01 in the calendar."),
        ("2569-03-30", "2569 is a year of the Buddhist era: write 2026-03-30."),
        ("30.03.2026", "Write the year first: YYYY-MM-DD."),
        ("3/30/26", "Write the year first: YYYY-MM-DD."),
        ("soon", "This is no date. Write YYYY-MM-DD, or today, tomorrow, +3d, -1w, +1m, monday."),
        ("20260330", "This is no date. Write YYYY-MM-DD, or today, tomorrow, +3d, -1w, +1m, monday."),
        ("next", "This is no date. Write YYYY-MM-DD, or today, tomorrow, +3d, -1w, +1m, monday."),
        ("mondayish", "This is no date. Write YYYY-MM-DD, or today, tomorrow, +3d, -1w, +1m, monday."),
        ("3d", "This is no date. Write YYYY-MM-DD, or today, tomorrow, +3d, -1w, +1m, monday."),
        ("+9999m", "That day lies too far away."),
    ],
)
def test_dates_that_are_not(typed: str, message: str) -> None:
    with pytest.raises(FormError) as refused:
        read_date(typed, TODAY)
    assert refused.value.message == message


@pytest.mark.parametrize(("typed", "today"), [("yesterday", date.min), ("+1d", date.max), ("-9999m", date(800, 1, 1))])
def test_the_calendar_ends(typed: str, today: date) -> None:
    with pytest.raises(FormError, match="too far away"):
        read_date(typed, today)


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("2025-10-23", "2025-10-23"),
        ("2026-01-05T04:42:59.028Z", "2026-01-05"),
        ("2026-01-05T04:42:59.028123456Z", "2026-01-05"),
        ("2026-01-09T03:42:38.000000Z", "2026-01-09"),
        ("2026-03-30 08:30:00.000+00", "2026-03-30"),
        ("2026-03-30T23:30:00+07:00", "2026-03-30"),
        (1774828800000, "2026-03-30"),
        ("soon", None),
        ("", None),
        (None, None),
        (True, None),
        (["2025-10-23"], None),
    ],
)
def test_days_of_what_the_server_sent(raw: object, day: str | None) -> None:
    assert date_on_wire(raw) == day


def test_weekdays_do_not_follow_the_locale() -> None:
    assert [weekday_of(date(2026, 3, 30 - back)) for back in range(7)] == [
        "Mon",
        "Sun",
        "Sat",
        "Fri",
        "Thu",
        "Wed",
        "Tue",
    ]
