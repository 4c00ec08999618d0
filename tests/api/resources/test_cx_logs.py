"""Cases: ranges and time zones."""

from datetime import UTC, datetime, timedelta

import pytest

from klink_tui.api.resources.cx_logs import read_zone
from klink_tui.errors import ConfigError, FormError
from tests.api.tools import START, Desk, page_of


@pytest.mark.parametrize(
    ("timezone", "said"),
    [
        ("UTC", "2026/03/29 08:30:00-2026/03/30 08:30:00"),
        ("Asia/Kathmandu", "2026/03/29 14:15:00-2026/03/30 14:15:00"),
        ("America/New_York", "2026/03/29 04:30:00-2026/03/30 04:30:00"),
    ],
)
async def test_a_range_is_told_in_the_clients_zone(timezone: str, said: str) -> None:
    desk = Desk(lambda request: page_of(), timezone=timezone)
    await desk.client.cx_logs.list(START - timedelta(days=1), START)
    assert desk.requests[0].url.params["selectedDate"] == said
    assert desk.requests[0].headers["x-client-timezone"] == timezone


async def test_a_range_that_ends_before_it_starts_is_not_sent() -> None:
    desk = Desk(lambda request: page_of())
    with pytest.raises(FormError):
        await desk.client.cx_logs.list(START, START - timedelta(seconds=1))
    assert desk.requests == []


@pytest.mark.parametrize("naive", [(0, 1), (1, 0)])
async def test_naive_times_are_a_mistake(naive: tuple[int, int]) -> None:
    ends = [START, START]
    ends[naive[0]] = datetime(2026, 3, 30)
    with pytest.raises(ValueError, match="aware"):
        await Desk(lambda request: page_of()).client.cx_logs.list(ends[0], ends[1])


async def test_cases_come_out_of_their_envelope() -> None:
    import httpx

    body = {"requestId": "r", "cxLogs": {"data": [{"id": "x", "caseId": None}], "total": 1, "page": 1, "pageSize": 10}}
    page = await Desk(lambda request: httpx.Response(200, json=body)).client.cx_logs.list(START, START)
    assert (page.items[0].id, page.items[0].case_id, page.total, page.size) == ("x", None, 1, 10)


def test_utc_needs_no_time_zone_data() -> None:
    assert read_zone("UTC") is UTC


@pytest.mark.parametrize("name", ["Asia/Nowhere", "", "/etc/localtime", "../x", "Asia", "a\x00b", "ü"])
def test_what_is_no_time_zone_says_what_one_looks_like(name: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_zone(name)
    assert "Asia/Bangkok" in caught.value.hint
