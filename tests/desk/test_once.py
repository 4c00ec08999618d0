"""No double send (T8): whatever befalls console and line, nothing is made twice, and nothing is lost unsaid.

The seed is printed where a sequence fails; it is run alone with ``KLINK_SEED=8001 pytest -k of_a_seed``.
"""

import os
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

import httpx
import pytest

from klink_tui.desk.copy import LocalCopy
from klink_tui.desk.outbox import Windows
from klink_tui.desk.ownwork import OwnWork
from klink_tui.models.contact import Contact
from klink_tui.models.intent import DECIDE, TO_COME, Intent, State
from klink_tui.models.ticket import Ticket
from klink_tui.sandbox.server import Sandbox
from tests.desk.bench import CONFIG, NOW, Bench
from tests.desk.perils import Fate, Killed, Line, MortalWork, in_order
from tests.desk.writes import new_ticket, records

SEED: Final = 8000
CHOSEN: Final = os.environ.get("KLINK_SEED", "")
SHARING: Final = 10
"""How many sequences are run on one server."""
DEATHS: Final = 4
"""How often consoles are killed in one sequence at the most."""
MARKS: Final = ("title", "name", "message", "text")
"""Keys of a request's body that tell whose it is."""
Step = Callable[[Bench, Ticket, Contact, str, str], Awaitable[Intent]]
STEPS: Final[Sequence[Step]] = (
    lambda bench, ticket, contact, room, mark: new_ticket(bench, contact, mark),
    lambda bench, ticket, contact, room, mark: bench.desk.changes.create_contact({"name": mark}, shown={"name": mark}),
    lambda bench, ticket, contact, room, mark: bench.desk.changes.create_channel("line", mark),
    lambda bench, ticket, contact, room, mark: bench.desk.changes.send_message(contact.id, "Nok", mark),
    lambda bench, ticket, contact, room, mark: bench.desk.changes.send_message(contact.id, "Nok", mark),
    lambda bench, ticket, contact, room, mark: bench.desk.changes.comment(room, "room", mark),
    lambda bench, ticket, contact, room, mark: bench.desk.changes.change_ticket(ticket, {"title": mark}),
    lambda bench, ticket, contact, room, mark: bench.desk.changes.change_contact(contact, {"name": mark}),
)


@dataclass
class World:
    """A server, and what is there for some sequences, each with tickets and a contact of its own."""

    sandbox: Sandbox
    tickets: list[Ticket]
    contacts: list[Contact]
    room: str

    @classmethod
    async def made(cls) -> "World":
        """Make one."""
        bench = Bench(Sandbox(CONFIG), page_size=2 * SHARING)
        tickets = await bench.tickets(1)
        _, _, room = await records(bench)
        contacts = list((await bench.desk.contacts.book().load(1)).page.items)
        await bench.client.aclose()
        await bench.desk.close()
        return cls(bench.sandbox, tickets, contacts, room)


class Run:
    """One sequence: consoles one after the other on one file, and what they wanted."""

    def __init__(self, seed: int, directory: Path, world: World) -> None:
        self.world = world
        self.rng = Random(seed)
        self.seed = seed
        self.wanted: dict[int, str] = {}
        """What the agent was told is written down: an intent's number → what tells it from others."""
        self.outcomes: list[State] = []
        self.deaths = 0
        self.defects: list[BaseException] = []
        self.bench: Bench
        self.fate: Fate
        self._path = directory / f"{seed}" / "work.db"
        self._seconds = 0.0

    def open(self) -> None:
        """Begin a console."""
        kills = 0.02 if self.deaths < DEATHS else 0.0
        self.fate = Fate(Random(self.rng.random()), kills=0.0)
        own = OwnWork(MortalWork(self._path, self.fate))
        line = Line(httpx.ASGITransport(self.world.sandbox.app), self.fate)
        copy = LocalCopy()
        in_order(own, copy)
        self.bench = Bench(self.world.sandbox, transport=line, own=own, copy=copy, windows=Windows(0.0, 3.0))
        self.bench.wait(self._seconds)
        self.bench.desk.delivery.on_defect = self._heard
        self.fate.kills, self.fate.write_faults, self.fate.read_faults = kills, 0.3, 0.06

    async def close(self) -> None:
        """End the console as a process ends: its lock is free, and nothing of it goes on."""
        self._seconds = (self.bench.now - NOW).total_seconds()
        self.fate.is_dead = True
        await self.bench.desk.delivery.stop(grace=0)
        self.bench.desk.own.close()
        self.bench.desk.copy.close()
        await self.bench.client.aclose()

    async def live(self, work: Callable[[], Awaitable[object]]) -> None:
        """Do something; where the console is killed over it another one begins."""
        try:
            await work()
        except Killed:
            assert self.fate.is_dead
        if self.fate.is_dead:
            self.deaths += 1
            await self.close()
            self.open()

    async def step(self, mark: str) -> None:
        """Want something, and let some of it happen."""
        outbox, place = self.bench.desk.outbox, self.seed % SHARING
        await outbox.load()
        ticket = self.rng.choice(self.world.tickets[2 * place : 2 * place + 2])
        want = self.rng.choice(STEPS)
        intent = await want(self.bench, ticket, self.world.contacts[place], self.world.room, mark)
        self.wanted[intent.number] = mark
        chance = self.rng.random()
        if chance < 0.1:
            await outbox.cancel(self.rng.choice([one.number for one in outbox.open]))
        elif chance < 0.2:
            await self.close()
            self.open()
        elif chance < 0.8:
            await self.bench.desk.delivery.drain()

    def _heard(self, error: BaseException) -> None:
        if not isinstance(error, Killed):
            self.defects.append(error)


async def sequence(seed: int, directory: Path, world: World) -> Run:
    """Run one sequence, and check it against the server's own log."""
    world.sandbox.log.clear()
    run = Run(seed, directory, world)
    run.open()
    for number in range(run.rng.randint(3, 8)):
        await run.live(partial(run.step, f"once-{seed}-{number}"))
    run.fate.calm()
    await run.live(run.bench.desk.delivery.drain)
    run.fate.calm()
    await run.bench.desk.delivery.drain()
    check(run)
    run.outcomes = [one.state for number in run.wanted if (one := run.bench.desk.outbox.get(number)) is not None]
    undecided = [one.number for one in run.bench.desk.outbox.open if one.needs_agent]
    await run.bench.desk.outbox.cancel(*undecided)
    await run.bench.desk.delivery.drain()
    check(run)
    await run.close()
    return run


def check(run: Run) -> None:
    """See that each intent was applied as often as it says."""
    assert run.defects == []
    applied = Counter(
        exchange.body[key]
        for exchange in run.world.sandbox.log
        if exchange.applied and isinstance(exchange.body, dict)
        for key in MARKS
        if key in exchange.body
    )
    work = run.bench.desk.own
    entries = Counter((entry.intent, entry.outcome) for entry in work.journal.all())
    for number, mark in run.wanted.items():
        intent = work.intents.get(number)
        assert intent is not None
        assert applied[mark] <= 1, intent
        assert intent.state in {State.DONE, State.REFUSED, State.CANCELLED} | DECIDE | TO_COME, intent
        said = {outcome: count for (one, outcome), count in entries.items() if one == number}
        fields = max(1, len(intent.shown))
        is_given_up = intent.state is State.CANCELLED and intent.reason.startswith("given up")
        if intent.ended is None:
            assert said == {}, intent
        elif is_given_up:
            assert said in ({"unknown": fields}, {"conflict": fields}), intent
        else:
            assert said == {intent.state: fields}, intent
        if intent.state is State.DONE:
            assert applied[mark] == 1, intent
        elif intent.state in (State.REFUSED, State.CANCELLED) and not is_given_up:
            assert applied[mark] == 0, intent
            assert intent.reason
        elif intent.state in DECIDE:
            assert intent.reason
        elif intent.state in TO_COME:
            before = [one for one in run.bench.desk.outbox.open if one.lane == intent.lane and one.number < number]
            assert before, intent
            assert before[0].needs_agent, before[0]
    assert all(count == 1 for mark, count in applied.items() if mark.startswith(f"once-{run.seed}-"))


async def battery(directory: Path, first: int, times: int) -> None:
    """Run sequences; each has a seed of its own."""
    began = time.monotonic()
    outcomes: Counter[State] = Counter()
    deaths = 0
    world = await World.made()
    for seed in range(first, first + times):
        if seed % SHARING == 0:
            world.sandbox.close()
            world = await World.made()
        try:
            run = await sequence(seed, directory, world)
        except BaseException:
            print(f"seed {seed}")
            raise
        deaths += run.deaths
        outcomes.update(run.outcomes)
    world.sandbox.close()
    print(f"{times} sequences, {deaths} kills, {dict(outcomes)}, {time.monotonic() - began:.1f} s")


async def test_nothing_is_sent_twice_or_lost_whatever_befalls_console_and_line(tmp_path: Path) -> None:
    await battery(tmp_path, SEED, 40)


@pytest.mark.skipif(not CHOSEN, reason="needs a seed")
async def test_the_sequence_of_a_seed(tmp_path: Path) -> None:
    await battery(tmp_path, int(CHOSEN), 1)


@pytest.mark.long
async def test_many_sequences(tmp_path: Path) -> None:
    await battery(tmp_path, SEED, 2_000)
