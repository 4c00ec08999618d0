"""Bulk changes: the plan says what would happen, and the result of each ticket is what the server did (T10)."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import httpx
import pytest

from klink_tui.desk.bulk import CALLS, Change, plan, retry, tally
from klink_tui.models.intent import DECIDE, TO_COME, Intent, State
from klink_tui.sandbox.config import SandboxConfig
from klink_tui.sandbox.server import Sandbox
from tests.desk.bench import NOW, Bench

SEED = 20_261_125
RESOLVE = Change("status → resolved", {"status": "resolved"})


@dataclass
class Rough(httpx.AsyncBaseTransport):
    """A way to the sandbox on which writes are refused, put off and lost; it counts how many are under way."""

    inner: httpx.AsyncBaseTransport
    chance: random.Random
    refused: float = 0.10
    put_off: float = 0.05
    lost: float = 0.01
    under_way: int = 0
    most: int = 0
    told: dict[str, set[str]] = field(default_factory=dict)
    """What happened to the writes of each ticket, by the path's id."""
    served: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    """Released for each write that is served."""

    async def until(self, number: int) -> None:
        """Wait until that many writes were served."""
        for _ in range(number):
            await self.served.acquire()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            await asyncio.sleep(0)
            return await self._serve(request)
        finally:
            self.under_way -= 1

    async def _serve(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return await self.inner.handle_async_request(request)
        told = self.told.setdefault(request.url.path.split("/")[4], set())
        drawn = self.chance.random()
        if drawn < self.refused:
            told.add("refused")
            return _answer(request, 422, {"message": "Locked.", "errors": {"status": ["Locked."]}})
        if drawn < self.refused + self.put_off:
            told.add("put off")
            return _answer(request, 429, {"message": "Slow down."}, {"retry-after": "1"})
        if drawn < self.refused + self.put_off + self.lost:
            told.add("lost")
            if self.chance.random() < 0.5:
                raise httpx.ReadError("connection reset", request=request)
            await self.inner.handle_async_request(request)
            raise httpx.ReadError("connection reset", request=request)
        self.served.release()
        return await self.inner.handle_async_request(request)


def _answer(request: httpx.Request, status: int, body: object, headers: dict[str, str] | None = None) -> httpx.Response:
    return httpx.Response(status, content=json.dumps(body), headers=headers, request=request)


async def all_keys(bench: Bench) -> list[str]:
    """Read every ticket into the copy, and give their keys."""
    keys, number = [], 1
    while tickets := await bench.tickets(number):
        keys += [ticket.key for ticket in tickets]
        number += 1
    bench.forget_log()
    return list(dict.fromkeys(keys))


@pytest.fixture
async def world() -> AsyncIterator[tuple[Bench, list[str]]]:
    sandbox = Sandbox(SandboxConfig(tickets=30, contacts=12, now=NOW))
    bench = Bench(sandbox, page_size=100)
    yield bench, await all_keys(bench)
    await bench.desk.close()
    await bench.client.aclose()
    sandbox.close()


async def test_a_plan_says_before_and_after_and_what_is_left_out_and_why(world: tuple[Bench, list[str]]) -> None:
    bench, keys = world
    made = await plan(bench.desk, [*keys, "gone#1"], RESOLVE)
    so_already = [key for key in keys if bench.whole(key).status == "resolved"]
    left_out = {item.key: item.skipped for item in made.items if item.intent is None}
    assert left_out == {
        **dict.fromkeys(so_already, "it is so already"),
        "gone#1": "it is not in the local copy any more",
    }
    assert {item.before for item in made.items if item.intent} <= {"open", "pending", "in progress"}
    assert {item.after for item in made.items if item.intent} == {"resolved"}
    assert made.calls == CALLS * (len(keys) - len(so_already))
    assert bench.log() == []  # Nothing is asked, nothing written.


async def test_tags_are_added_to_those_that_are_there(world: tuple[Bench, list[str]]) -> None:
    bench, keys = world
    tags = (await bench.desk.references.tags.get()).items[:2]
    change = Change(
        "tags +", {"tags": [tag.id for tag in tags]}, {"tags": ", ".join(tag.name for tag in tags)}, adds=True
    )
    made = await plan(bench.desk, keys, change)
    for item in made.items:
        have = [tag.id for tag in bench.whole(item.key).tags]
        if item.intent is None:
            assert {tag.id for tag in tags} <= set(have)
        else:
            assert item.intent.changes["tags"] == list(dict.fromkeys((*have, *(tag.id for tag in tags))))
    added = await bench.desk.outbox.add(*made.intents, batch="tags +")
    await bench.desk.delivery.drain()
    for intent in added:
        assert {tag.id for tag in tags} <= {tag.id for tag in bench.whole(intent.target).tags}


async def test_a_run_can_be_paused_and_goes_on(world: tuple[Bench, list[str]]) -> None:
    bench, keys = world
    made = await plan(bench.desk, keys, RESOLVE)
    added = await bench.desk.outbox.add(*made.intents, batch=RESOLVE.words)
    bench.desk.delivery.paused.add(added[0].batch)
    await bench.desk.delivery.drain()
    assert bench.writes == []
    bench.desk.delivery.paused.clear()
    await bench.desk.delivery.drain()
    assert len(bench.writes) == len(added)


async def test_a_run_is_undone_as_one_and_done_again(world: tuple[Bench, list[str]]) -> None:
    bench, keys = world
    undo = bench.desk.undo
    before = {key: bench.whole(key).status for key in keys}
    made = await plan(bench.desk, keys, RESOLVE)
    await bench.desk.outbox.add(*made.intents, batch=RESOLVE.words)
    await bench.desk.delivery.drain()
    assert {bench.whole(key).status for key in keys} == {"resolved"}
    assert (await undo.undo()).done
    await bench.desk.delivery.drain()
    assert {key: bench.whole(key).status for key in keys} == before
    assert (await undo.redo()).done
    await bench.desk.delivery.drain()
    assert {bench.whole(key).status for key in keys} == {"resolved"}


async def test_only_what_was_refused_is_tried_again(world: tuple[Bench, list[str]]) -> None:
    bench, keys = world
    made = await plan(bench.desk, keys, RESOLVE)
    some = made.intents[:5]
    ended = [State.REFUSED, State.DONE, State.REFUSED, State.CANCELLED, State.CONFLICT]
    told = [replace(intent, state=state) for intent, state in zip(some, ended, strict=True)]
    again = await retry(bench.desk, [one for one in told if one.state is State.REFUSED])
    assert [intent.target for intent in again.intents] == [some[0].target, some[2].target]
    assert all(intent.changes == {"status": "resolved"} for intent in again.intents)


async def _run(seed: int, tickets: int) -> Counter[State]:
    """Do one bulk run over a rough way, stop it somewhere, and hold its result against the server's log."""
    chance = random.Random(seed)
    sandbox = Sandbox(SandboxConfig(tickets=tickets * 3 // 2, contacts=tickets // 4, now=NOW, seed=seed))
    rough = Rough(httpx.ASGITransport(sandbox.app), chance)
    bench = Bench(sandbox, page_size=100, transport=rough)
    try:
        made = await plan(bench.desk, await all_keys(bench), Change("priority → high", {"priority": "high"}))
        intents = made.intents[:tickets]
        assert len(intents) == tickets
        rough.most = 0
        added = await bench.desk.outbox.add(*intents, batch="priority → high")
        stop_at = chance.randrange(len(added) * 2)  # Half of the runs end before the stop comes.
        work = asyncio.create_task(bench.desk.delivery.drain())
        stop = asyncio.create_task(rough.until(stop_at))
        await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        left = [one.number for one in bench.desk.outbox.open if one.state in TO_COME]
        await bench.desk.outbox.cancel(*left)
        await work
        return _held_against_the_log(bench, rough, added)
    finally:
        await bench.desk.close()
        await bench.client.aclose()
        sandbox.close()


def _held_against_the_log(bench: Bench, rough: Rough, added: list[Intent]) -> Counter[State]:
    assert rough.most <= 4, f"{rough.most} requests were under way"
    intents = bench.desk.own.intents.of_batch(added[0].batch)
    assert [one.number for one in intents] == [one.number for one in added], "an intent is lost"
    applied = Counter(one.target.split("/")[4] for one in bench.log("PATCH") if one.applied)
    for intent in intents:
        id = intent.route["id"]
        told = rough.told.get(id, set())
        match intent.state:
            case State.DONE:
                assert applied[id] == 1
            case State.REFUSED:
                assert (applied[id], "refused" in told) == (0, True)
            case State.CANCELLED:
                assert applied[id] == 0, f"{intent.reason}, yet it was done"
            case State.UNKNOWN:
                assert "lost" in told, intent.reason
                assert applied[id] <= 1
            case _:
                raise AssertionError(f"{intent.title} stands at {intent.state}")
    assert not [one for one in bench.desk.outbox.open if one.state not in DECIDE]
    return Counter(tally(intents))


@pytest.mark.parametrize("round", range(2))
async def test_each_result_of_a_run_is_what_the_server_did(round: int) -> None:
    print("seed", SEED + round)
    states = await _run(SEED + round, 60)
    assert states[State.DONE]


@pytest.mark.long
@pytest.mark.parametrize("round", range(50))
async def test_each_result_of_fifty_large_runs_is_what_the_server_did(round: int) -> None:
    print("seed", SEED + round)
    states = await _run(SEED + round, 500)
    print(dict(states))
    assert sum(states.values())
