"""Records without end, each mutated, one in a hundred beyond reading: it costs only itself (reliability, T4)."""

import json
from functools import partial
from typing import Final

import httpx
import pytest

from klink_tui.models.record import Record
from klink_tui.screens.lists import PagedScreen
from tests.sweeps.bench import bench, server
from tests.sweeps.mill import KINDS, PAGE, Kind, Mill, Row, label_of

SEED: Final = "20260330"
PAGES: Final = {"tickets": 40, "contacts": 30, "cases": 30}
"""Place → pages of a hundred: 10,000 records in all."""


async def samples(kind: Kind) -> list[Row]:
    """Give records of a list as the sandbox has them."""
    with server(tickets=60, contacts=40, sockets=False) as (sandbox, _):
        async with httpx.AsyncClient(transport=httpx.ASGITransport(sandbox.app), base_url="http://127.0.0.1") as client:
            answer = await client.get(
                f"/api/v1{kind.path}",
                params={"selectedDate": "2026/03/01 00:00:00-2026/03/30 23:59:59", "pageSize": "60"},
                headers={"Authorization": f"Bearer {sandbox.config.token}", "x-client-timezone": "UTC"},
            )
    body = json.loads(answer.content)
    rows = body.get("cxLogs", body)["data"]
    assert len(rows) > 20
    return list(rows)


def is_on(screen: PagedScreen[Record], number: int) -> bool:
    """Tell whether a page is on view."""
    return screen.number == number


async def sweep(kind: Kind, pages: int) -> int:
    """Turn through the pages, and check every row on each; give how many were marked."""
    taken = await samples(kind)
    mills: list[Mill] = []

    def through(inner: httpx.AsyncBaseTransport) -> httpx.AsyncBaseTransport:
        mills.append(Mill(kind, pages, SEED, taken, inner))
        return mills[0]

    marked = 0
    async with bench(through=through, tickets=3, contacts=3, page_size=PAGE) as running:
        await running.go(kind.place)
        screen = running.app.screen
        assert isinstance(screen, PagedScreen)
        for number in range(1, pages + 1):
            screen.turn_to(number)
            await running.until(partial(is_on, screen, number))
            running.unharmed()
            assert len(screen.rows) == PAGE, f"page {number}"
            bad, what = mills[0].broken[number]
            for place in range(PAGE):
                cells = [cell.text for cell in screen.rows.cells(place)]
                said = f"page {number}, row {place}: {cells}"
                if place == bad:
                    assert cells[0] == "!", f"{said}: not marked, though {what}"
                    marked += 1
                else:
                    assert cells[kind.column] == label_of(number, place), said
                    assert cells[0] == "", said
            shown = running.text()
            assert label_of(number, 0 if bad else 1) in shown
            assert ("1 unreadable" in shown) is ("unreadable:" in screen.rows.key(bad))
    return marked


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.place)
async def test_one_bad_record_costs_only_itself(kind: Kind) -> None:
    assert await sweep(kind, PAGES[kind.place]) == PAGES[kind.place]


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.place)
async def test_a_hundred_thousand_records(kind: Kind) -> None:
    assert await sweep(kind, 10 * PAGES[kind.place]) == 10 * PAGES[kind.place]
