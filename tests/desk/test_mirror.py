"""The mirror: it ends equal to the server, however the server moves, and goes on where it was interrupted."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from klink_tui.desk.copy import LocalCopy
from klink_tui.desk.events import CopyChanged
from klink_tui.desk.mirror import Pace
from klink_tui.errors import ApiError, ServerError
from klink_tui.models.ticket import Ticket
from klink_tui.models.writes import TicketBody
from klink_tui.sandbox.config import SandboxConfig
from klink_tui.sandbox.db.connection import transaction
from klink_tui.sandbox.db.tickets import remove
from klink_tui.sandbox.server import Sandbox
from klink_tui.store.cache import Cache
from tests.desk.bench import NOW, Bench
from tests.gate import Gate, to

AT_ONCE = Pace(page_seconds=0.0, keys_seconds=0.0)


@dataclass
class Mirrored:
    """A desk whose copy is in a file, and the sandbox behind it."""

    bench: Bench
    gate: Gate
    path: Path

    async def sweep(self, times: int = 1) -> None:
        """Read everything so many times."""
        for _ in range(times):
            await self.bench.desk.mirror.sweep()

    async def server(self) -> list[tuple[object, ...]]:
        """Give every ticket as the server has it, in its order."""
        rows: list[Ticket] = []
        number = 1
        while True:
            page = await self.bench.client.tickets.list(page=number, page_size=100)
            rows += page.items
            if page.is_last:
                return [(row.key, row.title, row.status, row.priority, row.contact_id) for row in rows]
            number += 1

    def held(self) -> list[tuple[object, ...]]:
        """Give every ticket as the copy has it, in the server's order."""
        keys = self.bench.desk.copy.cache.read("SELECT key FROM tickets ORDER BY place, ticket")
        tickets = [self.bench.whole(key) for (key,) in keys]
        return [(row.key, row.title, row.status, row.priority, row.contact_id) for row in tickets]


@asynccontextmanager
async def mirrored(
    path: Path, *quirks: str, tickets: int = 430, seed: int = 7, pace: Pace = AT_ONCE
) -> AsyncIterator[Mirrored]:
    sandbox = Sandbox(SandboxConfig(tickets=tickets, contacts=40, agents=3, seed=seed, now=NOW, quirks=quirks))
    gate = Gate(httpx.ASGITransport(sandbox.app))
    bench = Bench(sandbox, transport=gate, copy=LocalCopy(Cache(path / "cache.db")), pace=pace)
    yield Mirrored(bench, gate, path)
    await bench.desk.close()
    await bench.client.aclose()
    sandbox.close()


@pytest.mark.parametrize("seed", range(4))
async def test_it_ends_equal_to_a_server_that_moved_meanwhile(tmp_path: Path, seed: int) -> None:
    async with mirrored(tmp_path, "drift", seed=seed) as m:
        await m.sweep(3)
        m.bench.sandbox.quirks.clear()
        await m.sweep(2)
        assert m.held() == await m.server()


async def test_what_two_complete_sweeps_miss_is_gone_and_not_before(tmp_path: Path) -> None:
    async with mirrored(tmp_path, tickets=230) as m:
        await m.sweep()
        gone = m.held()[120]
        number = int(str(gone[0]).partition("#")[2])
        with transaction(m.bench.sandbox._connection):
            remove(m.bench.sandbox._connection, number)
        await m.sweep()
        assert gone in m.held()
        await m.sweep()
        assert gone not in m.held()
        assert m.held() == await m.server()


async def test_a_sweep_goes_on_where_it_was_interrupted_after_a_restart_too(tmp_path: Path) -> None:
    async with mirrored(tmp_path) as m:
        m.gate.answer(to("GET", "/tickets", page="4"), 403, {"message": "no"})
        with pytest.raises(ApiError):
            await m.sweep()
        assert m.bench.desk.mirror.progress.held == 300
        assert not m.bench.desk.mirror.progress.complete
        await m.bench.desk.close()
        m.gate.open()
        m.gate.seen.clear()
        again = Bench(m.bench.sandbox, transport=m.gate, copy=LocalCopy(Cache(tmp_path / "cache.db")), pace=AT_ONCE)
        await again.desk.mirror.sweep()
        asked = [request.url.params["page"] for request in m.gate.seen if request.url.path.endswith("/tickets")]
        assert asked == ["3", "4", "5"]
        assert again.desk.mirror.progress.complete
        assert again.desk.mirror.progress.held == 430
        await again.desk.close()
        await again.client.aclose()


async def test_a_server_that_suddenly_has_nothing_empties_nothing(tmp_path: Path) -> None:
    async with mirrored(tmp_path, tickets=130) as m:
        await m.sweep()
        m.gate.answer(to("GET", "/tickets"), 200, {"data": [], "total": 130, "page": 1, "pageSize": 100})
        await m.sweep(3)
        assert m.bench.desk.mirror.progress.held == 130


async def test_a_server_that_ignores_the_page_is_found_out_and_nothing_is_taken_for_gone(tmp_path: Path) -> None:
    async with mirrored(tmp_path, tickets=330) as m:
        await m.sweep()
        m.bench.sandbox.quirks.switch_on("page-ignored")
        m.gate.seen.clear()
        await m.sweep(3)
        assert m.gate.count(to("GET", "/tickets")) < 12
        assert m.bench.desk.mirror.progress.held == 330


@pytest.mark.parametrize("quirk", ["bare-rows", "wrong-last-page", "page-size-capped", "extra-keys", "times-space"])
async def test_odd_servers_are_mirrored_whole(tmp_path: Path, quirk: str) -> None:
    async with mirrored(tmp_path, quirk, tickets=45) as m:
        await m.sweep(2)
        assert m.held() == await m.server()
        assert m.bench.desk.mirror.progress.complete


async def test_a_poll_brings_what_is_new_and_marks_it(tmp_path: Path) -> None:
    async with mirrored(tmp_path, tickets=130) as m:
        await m.sweep()
        before = m.held()
        contact = (await m.bench.contact()).id
        body = TicketBody(title="Fresh", priority="low", contact_id=contact, custom_fields={"cf_region": "bkk"})
        new = await m.bench.client.tickets.create(body)
        m.bench.forget_log()
        await m.bench.desk.mirror.poll()
        assert m.bench.reads == ["/tickets?page=1&pageSize=100"]
        assert [row[0] for row in m.held()] == [new.key, *(row[0] for row in before)]
        row = m.bench.desk.tickets.row(new.key)
        assert row is not None
        assert row.news == 1
        await m.bench.desk.tickets.look(new.key)
        row = m.bench.desk.tickets.row(new.key)
        assert row is not None
        assert row.news == 0


async def test_the_agents_own_change_is_no_news_and_a_colleagues_is(tmp_path: Path) -> None:
    async with mirrored(tmp_path, tickets=60) as m:
        await m.sweep()
        one, other = (m.bench.whole(str(row[0])) for row in m.held()[:2])
        await m.bench.desk.changes.set_status(one, "pending" if one.status != "pending" else "open")
        await m.bench.client.tickets.update_status(other.id, "pending" if other.status != "pending" else "open")
        await m.bench.desk.mirror.poll()
        news = [row.news for key in (one.key, other.key) if (row := m.bench.desk.tickets.row(key))]
        assert news == [0, 2]
        before = m.bench.desk.tickets.before(other.key)
        assert before is not None
        assert before.status == other.status


async def test_only_as_many_as_wanted_are_kept(tmp_path: Path) -> None:
    async with mirrored(tmp_path, tickets=430, pace=Pace(page_seconds=0.0, keys_seconds=0.0, most_tickets=200)) as m:
        await m.sweep(2)
        assert m.bench.desk.mirror.progress.held == 200
        assert m.held() == (await m.server())[:200]
        assert m.gate.count(to("GET", "/tickets", page="3", pageSize="100")) == 1  # the test's own reading


async def test_a_copy_that_is_lost_meanwhile_is_read_again_from_the_top(tmp_path: Path) -> None:
    async with mirrored(tmp_path) as m:
        pages = 0

        async def lose() -> None:
            nonlocal pages
            pages += 1
            if pages == 3:
                m.bench.desk.copy.cache.renew()

        await m.bench.desk.mirror.tickets.sweep(lose)
        assert m.held() == await m.server()
        assert m.bench.desk.mirror.progress.complete


async def test_two_consoles_on_one_copy_take_turns(tmp_path: Path) -> None:
    async with mirrored(tmp_path, tickets=330, pace=Pace(page_seconds=0.01, keys_seconds=0.0)) as m:
        other = Bench(m.bench.sandbox, transport=m.gate, copy=LocalCopy(Cache(tmp_path / "cache.db")), pace=AT_ONCE)
        sweeping = asyncio.create_task(m.sweep())
        await until(lambda: m.bench.desk.mirror.tickets.course.page >= 1)
        assert not other.desk.mirror.may_sweep()
        await sweeping
        assert other.desk.mirror.progress.elsewhere
        m.bench.wait(60)
        other.wait(60)
        assert other.desk.mirror.may_sweep()
        assert other.desk.mirror.progress.held == 330
        assert other.desk.mirror.progress.complete
        await other.desk.close()
        await other.client.aclose()


# In the background


async def until(holds: Callable[[], object]) -> None:
    for _ in range(2000):
        if holds():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("waited in vain")


async def test_in_the_background_it_reads_everything_says_so_and_rests(tmp_path: Path) -> None:
    async with mirrored(tmp_path, tickets=330) as m:
        mirror = m.bench.desk.mirror
        mirror.start()
        await until(lambda: mirror.progress.complete and mirror.contacts.course.complete)
        assert not mirror.progress.sweeping
        assert any(isinstance(event, CopyChanged) for event in m.bench.heard)
        asked = len(m.gate.seen)
        await asyncio.sleep(0.05)
        assert len(m.gate.seen) == asked


async def test_a_pause_stops_it_and_it_goes_on(tmp_path: Path) -> None:
    async with mirrored(tmp_path, tickets=430) as m:
        mirror = m.bench.desk.mirror
        held = m.gate.hold(to("GET", "/tickets", page="2", pageSize="100"))
        mirror.start()
        await until(lambda: held.waiting)
        mirror.pause(True)
        held.release()
        await until(lambda: mirror.tickets.course.page == 2)
        asked = len(m.gate.seen)
        await asyncio.sleep(0.15)
        assert len(m.gate.seen) == asked
        assert mirror.progress.paused
        mirror.pause(False)
        await until(lambda: mirror.progress.complete)


async def test_without_a_network_it_says_so_and_recovers_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("klink_tui.desk.mirror._BACK_OFF", (0.02,))
    async with mirrored(tmp_path, tickets=130) as m:
        mirror = m.bench.desk.mirror
        m.gate.refuse(to("GET"))
        mirror.start()
        await until(lambda: mirror.progress.trouble)
        assert not mirror.progress.sweeping
        m.gate.open()
        await until(lambda: mirror.progress.complete)
        assert mirror.progress.trouble == ""


async def test_keys_have_the_way_but_not_for_ever(tmp_path: Path) -> None:
    pace = Pace(page_seconds=0.0, keys_seconds=0.2, longest_way=0.3)
    async with mirrored(tmp_path, tickets=130, pace=pace) as m:
        mirror = m.bench.desk.mirror
        loop = asyncio.get_running_loop()
        began = loop.time()

        async def keys() -> None:
            while True:
                mirror.make_way()
                await asyncio.sleep(0.02)

        pressing = asyncio.create_task(keys())
        await asyncio.sleep(0)
        await m.sweep()
        pressing.cancel()
        assert loop.time() - began >= 0.3
        assert mirror.progress.complete


async def test_a_server_error_in_a_sweep_is_raised_to_who_asked_for_it(tmp_path: Path) -> None:
    async with mirrored(tmp_path, "html-502", tickets=10) as m:
        with pytest.raises(ServerError):
            await m.sweep()
