"""Times and lengths of time as they are written in queries."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klink_tui.query.errors import QueryError
from klink_tui.query.times import is_ago, length_words, read_length, read_stretch
from klink_tui.query.tree import Span
from tests.query.schema import NOW, moment
from tests.query.test_sql import found

PLACE = Span(0, 1)
BANGKOK = ZoneInfo("Asia/Bangkok")


@pytest.mark.parametrize(
    ("text", "seconds", "words"),
    [
        ("30m", 1800, "30 minutes"),
        ("1min", 60, "1 minute"),
        ("2 H", 7200, "2 hours"),
        ("1d", 86400, "1 day"),
        ("2w", 1209600, "2 weeks"),
        ("1mo", 2592000, "1 month"),
        ("2y", 63072000, "2 years"),
    ],
)
def test_a_length_is_read_and_said(text: str, seconds: float, words: str) -> None:
    assert read_length(text, PLACE) == seconds
    assert length_words(text) == words
    assert is_ago(text)
    assert is_ago(f"-{text}")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("today", "2026-03-30T00:00+07:00", "2026-03-31T00:00+07:00"),
        ("Yesterday", "2026-03-29T00:00+07:00", "2026-03-30T00:00+07:00"),
        ("monday", "2026-03-30T00:00+07:00", "2026-03-31T00:00+07:00"),
        ("tuesday", "2026-03-24T00:00+07:00", "2026-03-25T00:00+07:00"),
        ("2026", "2026-01-01T00:00+07:00", "2027-01-01T00:00+07:00"),
        ("2026-12", "2026-12-01T00:00+07:00", "2027-01-01T00:00+07:00"),
        ("2026-3", "2026-03-01T00:00+07:00", "2026-04-01T00:00+07:00"),
        ("2026-03-30t10:00", "2026-03-30T10:00+07:00", "2026-03-30T10:00+07:00"),
        ("2026-03-30T10:00z", "2026-03-30T10:00+00:00", "2026-03-30T10:00+00:00"),
        ("now", "2026-03-30T09:30+00:00", "2026-03-30T09:30+00:00"),
        ("-2h", "2026-03-30T07:30+00:00", "2026-03-30T07:30+00:00"),
    ],
)
def test_a_time_is_read_in_the_agents_zone(text: str, start: str, end: str) -> None:
    stretch = read_stretch(text, PLACE, NOW, BANGKOK)
    assert (stretch.start, stretch.end) == (moment(start), moment(end))


def test_a_day_is_as_long_as_it_is_there() -> None:
    spring = read_stretch("2026-03-29", PLACE, NOW, ZoneInfo("Europe/Berlin"))
    assert spring.end - spring.start == 23 * 3600


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-13", "0000", "9999", "2026-02-30", "2026-1-1-1", "99:99", "1e5", "２d x"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="is no time"):
        read_stretch(text, PLACE, NOW, BANGKOK)


@given(
    st.text(max_size=12) | st.from_regex(r"[0-9]{4}(-[0-9]{1,2}){0,2}([tT ][0-9:.+-]{0,8}[zZ]?)?", fullmatch=True),
    st.sampled_from(["Asia/Bangkok", "Europe/Berlin", "America/Los_Angeles", "UTC"]),
    st.datetimes(min_value=datetime(1980, 1, 1), max_value=datetime(2090, 1, 1)),
)
def test_any_text_is_a_time_or_refused(text: str, zone: str, now: datetime) -> None:
    try:
        stretch = read_stretch(text, PLACE, now.replace(tzinfo=UTC), ZoneInfo(zone))
    except QueryError:
        return
    assert stretch.start <= stretch.end


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("created:2d", [1, 2]),
        ("created:60d", [1, 2, 3, 4]),
        ("-created:60d", [5]),
        ("created:=2d", []),
        ("updated:2h", [1]),
    ],
)
def test_a_bare_length_is_in_the_last(text: str, numbers: list[int]) -> None:
    assert found(text) == numbers
