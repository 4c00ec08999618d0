"""Times as the server writes them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klink_tui.models.moment import Moment, wire_time
from tests.models.examples import STEADY, values

AT = datetime(2026, 1, 5, 4, 42, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "at"),
    [
        ("2026-01-05T04:42:59.028Z", AT.replace(microsecond=28000)),
        ("2026-01-05T04:42:59.028123456Z", AT.replace(microsecond=28123)),
        ("2026-01-05T04:42:59.000000Z", AT),
        ("2026-03-30 08:30:00.000+00", datetime(2026, 3, 30, 8, 30, tzinfo=UTC)),
        ("2026-01-05T11:42:59+07:00", AT),
        ("2026-01-05T04:42:59", AT),
        ("2026-01-05", datetime(2026, 1, 5, tzinfo=UTC)),
    ],
)
def test_all_documented_formats_are_read(raw: str, at: datetime) -> None:
    moment = Moment.read(raw)
    assert moment == Moment(raw, at)
    assert moment is not None
    assert moment.sort_key == at.timestamp()


@pytest.mark.parametrize("raw", [1767588179, 1767588179000, 1767588179.0])
def test_seconds_and_milliseconds_are_read(raw: float) -> None:
    assert Moment.read(raw) == Moment(str(raw), AT)


@pytest.mark.parametrize("raw", ["string", "soon", "2026-13-01", True, 1e20, -1e20])
def test_odd_words_are_kept_and_sort_first(raw: object) -> None:
    moment = Moment.read(raw)
    assert moment is not None
    assert (moment.raw, moment.at) == (str(raw), None)
    assert moment.sort_key < datetime(1, 1, 2, tzinfo=UTC).timestamp()


@pytest.mark.parametrize("raw", [float("inf"), float("nan"), 10**400, pytest.param(-(10**5000), id="endless")])
def test_numbers_that_are_no_time_at_all(raw: float) -> None:
    assert Moment.read(raw) == Moment("…", None)


@pytest.mark.parametrize("raw", [None, ""])
def test_nothing_is_no_moment(raw: object) -> None:
    assert Moment.read(raw) is None


def test_a_moment_stays_one_and_its_words_are_clean() -> None:
    moment = Moment.read("20\u202e26\x1b\n")
    assert moment == Moment("2026", None)
    assert Moment.read(moment) is moment


@STEADY
@given(values)
def test_reading_never_raises(value: object) -> None:
    moment = Moment.read(value)
    assert moment is None or isinstance(moment.sort_key, float)


@STEADY
@given(st.datetimes(datetime(1000, 1, 2), datetime(9999, 12, 30), timezones=st.just(timezone(timedelta(hours=7)))))
def test_what_is_written_reads_back_to_the_millisecond(at: datetime) -> None:
    written = wire_time(at)
    assert written.endswith("Z")
    moment = Moment.read(written)
    assert moment is not None
    assert moment.at == at.replace(microsecond=at.microsecond // 1000 * 1000)
    assert moment.raw == written
