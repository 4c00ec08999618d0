"""The log: every request of the run, live, and the command that repeats it, without the token."""

from collections import deque
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import pytest
from textual.widgets import Static

from klink_tui.api.exchange import Exchange
from klink_tui.screens.log import LogScreen, tone_of
from klink_tui.widgets.facts import Facts
from klink_tui.widgets.rowlist import RowList
from tests.console import Console, console
from tests.gate import to

TOKEN: Final = "kpt_sandbox"
SENT: Final = Exchange(
    at=datetime(2026, 3, 30, 9, 30, 1, tzinfo=UTC),
    method="POST",
    path="/messages/send",
    status=200,
    ms=12.3,
    tries=1,
    outcome="ok",
    body='{"message":"it\'s $HOME `id`"}',
)


def log(c: Console) -> LogScreen:
    assert isinstance(c.app.screen, LogScreen)
    return c.app.screen


def rows(c: Console) -> RowList:
    return log(c).cursor


def facts(c: Console) -> dict[str, str]:
    return {fact.label: fact.value or "" for fact in c.app.screen.query_one("#exchange", Facts).facts}


async def opened(c: Console) -> None:
    await c.rest()
    await c.press("f7")
    await c.until(lambda: isinstance(c.app.screen, LogScreen) and len(rows(c).rows))


async def more(c: Console, *exchanges: Exchange) -> None:
    c.app.exchanges.extend(exchanges)
    await c.until(lambda: log(c).rows.exchange(log(c).rows.key(0)) is exchanges[-1])


async def test_requests_stand_newest_first_and_are_counted() -> None:
    async with console() as c:
        await opened(c)
        shown = log(c).rows
        there = [shown.exchange(shown.key(place)) for place in range(len(shown))]
        assert there == list(reversed(c.app.exchanges))
        assert f"{len(there)} requests in this run · the last 1,000 are kept · follows the newest" in c.text()


async def test_what_is_sent_while_it_is_open_appears_by_itself() -> None:
    async with console() as c:
        await opened(c)
        before = len(rows(c).rows)
        c.app.run_worker(c.app.desk.references.groups.refresh(), exit_on_error=False)
        await c.until("/contacts/groups")
        assert len(rows(c).rows) == before + 1
        assert rows(c).cursor == 0, "the cursor follows the newest"
        assert "/contacts/groups" in facts(c)["Request"]


async def test_a_cursor_that_was_moved_stays_on_its_request() -> None:
    async with console() as c:
        await opened(c)
        await c.press("j")
        chosen = log(c).current
        await more(c, SENT, replace(SENT, path="/later"))
        assert log(c).current is chosen
        assert "3 newer above, g goes there" in c.text()
        await c.press("g")
        assert log(c).current is c.app.exchanges[-1]


async def test_what_no_longer_fits_is_dropped_and_said() -> None:
    async with console() as c:
        await c.rest()
        kept = deque(c.app.exchanges, maxlen=5)
        c.app.push_screen(LogScreen(c.app.desk, kept, c.app.session))
        await c.until("in this run")
        kept.extend(replace(SENT, path=f"/{number}") for number in range(7))
        await c.until("/6")
        assert len(rows(c).rows) == 5
        assert "the last 5 are here" in c.text()


async def test_it_costs_nothing_while_nothing_is_sent() -> None:
    async with console() as c:
        await opened(c)
        before = rows(c).rows
        log(c).action_refresh_now()
        assert rows(c).rows is before


@pytest.mark.parametrize(
    ("status", "tone"), [(200, "good"), (201, "good"), (404, "warn"), (429, "warn"), (502, "bad"), (None, "bad")]
)
def test_failures_are_seen_at_once(status: int | None, tone: str) -> None:
    assert tone_of(replace(SENT, status=status)) == tone


async def test_failures_are_counted_and_told_in_full() -> None:
    async with console() as c:
        await opened(c)
        failed = replace(SENT, status=None, outcome="no answer within 30 seconds", tries=3, request_id="req-7")
        await more(c, failed)
        assert "1 went wrong" in c.text()
        told = facts(c)
        assert told["Status"] == "no answer came"
        assert told["Outcome"] == "no answer within 30 seconds"
        assert told["Try"] == "3"
        assert told["Request id"] == "req-7"
        assert told["Sent"] == "2026-03-30 09:30:01.000"


async def test_what_was_sent_is_shown_as_it_is() -> None:
    async with console() as c:
        await opened(c)
        await more(c, replace(SENT, body='{"message":"[/b] [@click=app.quit]x[/]"}'))
        assert "[/b] [@click=app.quit]x[/]" in str(c.app.screen.query_one("#sent", Static).visual)
        await more(c, replace(SENT, body=""))
        assert not c.find("#sent").display


async def test_curl_repeats_the_request_and_never_holds_the_token() -> None:
    async with console() as c:
        await opened(c)
        await more(c, replace(SENT, body=f'{{"message":"it\'s {TOKEN}"}}'))
        await c.press("y")
        await c.until("Copied as curl")
        copied = c.app.clipboard
        assert copied.startswith("curl --request POST http://127.0.0.1/api/v1/messages/send ")
        assert '"Authorization: Bearer $KLINK_API_TOKEN"' in copied
        assert TOKEN not in copied
        assert any("Running it does the same once more." in toast for toast in c.toasts)


async def test_the_token_is_nowhere_on_view() -> None:
    async with console(size=(200, 50)) as c:
        await opened(c)
        await more(c, replace(SENT, body=f'{{"message":"{TOKEN}"}}'))
        await c.press("enter")
        assert TOKEN not in c.text()
        assert "not shown" in facts(c)["Authorization"]


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_a_request_can_be_read_whole_at_any_size(size: tuple[int, int]) -> None:
    async with console(size=size) as c:
        await opened(c)
        header = c.text()
        assert "Outcome" in header
        await c.press("enter")
        await c.until("Authorization")
        assert not any(line.lstrip().startswith("Time ") for line in c.text().splitlines())
        first = facts(c)["Request"]
        await c.press("j")
        await c.until(lambda: facts(c)["Request"] != first)
        await c.press("escape")
        await c.until(lambda: any(line.lstrip().startswith("Time ") for line in c.text().splitlines()))
        assert isinstance(c.app.screen, LogScreen)


async def test_a_server_that_refuses_leaves_its_trace() -> None:
    async with console() as c:
        c.gate.answer(to("GET", "/contacts/groups"), 403, {"message": "no", "requestId": "req-9"})
        await c.press("f6", "4")
        await c.until("No permission")
        await c.press("f7")
        await c.until("403")
        await c.press("g")
        refused = next(exchange for exchange in c.app.exchanges if exchange.status == 403)
        while log(c).current is not refused:
            await c.press("j")
        assert facts(c)["Request id"] == "req-9"
