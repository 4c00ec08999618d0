"""A console that is killed while it types, saves, sends or migrates: what was typed a second before is there (T11)."""

import asyncio
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from klink_tui.models.intent import State
from klink_tui.sandbox.server import Served, serve
from klink_tui.store.intents import IntentTable, move
from klink_tui.store.work import Work
from klink_tui.store.workschema import MIGRATIONS
from tests.desk.bench import CONFIG
from tests.store.faultchild import call
from tests.store.workbench import SLOW, ask, fill, opened, texts
from tests.terminal.console import ROOT

SEED = 23
ROWS = 400


def start(function: str, *arguments: object) -> "subprocess.Popen[str]":
    code = f"import sys; from tests.desk import killed; killed.{function}(*sys.argv[1:])"
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def killed(child: "subprocess.Popen[str]", after: str, seconds: float) -> tuple[list[list[str]], float]:
    """Kill a process so many seconds after it told a word; give everything it told, and when it was killed."""
    with child:
        assert child.stdout is not None
        assert child.stderr is not None
        told = []
        for line in child.stdout:
            told.append(line.split())
            if told[-1][0] == after:
                break
        time.sleep(seconds)
        moment = time.monotonic()
        child.kill()
        rest, errors = child.stdout.read(), child.stderr.read()
    assert errors == ""
    assert told, "it ended before it told anything"
    told += [line.split() for line in rest.splitlines(keepends=True) if line.endswith("\n")]
    return told, moment


class Battery:
    """One file, and one server, over many kills."""

    def __init__(self, path: Path, served: Served, rng: Random) -> None:
        self.path = path
        self.served = served
        self.rng = rng
        self.number = 0
        self.typed: dict[str, int] = {}
        """By target the last text that was typed more than a second before a kill."""
        self.wanted: set[int] = set()
        """Messages that were said to be sent."""
        self.unsure = 0
        """Messages whose outcome could not be found out."""
        self.oldest_lost = 0.0
        """How long before a kill the oldest text was typed that is not there."""

    def kill_while_typing(self) -> None:
        child = start("run", self.path, self.served.url, self.number)
        told, moment = killed(child, "ready", self.rng.uniform(0.0, 1.6))
        opening = next(words for words in told if words[0] == "opened")
        assert opening[1:3] == ["-", "-"], f"the next start had something to say: {opening}"
        times: dict[tuple[str, int], float] = {}
        for words in told:
            if words[0] == "typed":
                target, number, at = words[1], int(words[2]), float(words[3])
                self.number = number
                times[target, number] = at
                if at < moment - 1.0:
                    self.typed[target] = number
            elif words[0] == "wanted":
                self.wanted.add(int(words[1]))
        self.check()
        with opened(self.path) as work:
            there = {target: int(text) for target, text in texts(work).items() if text.isdigit()}
            for (target, number), at in times.items():
                if there.get(target, 0) < number:
                    self.oldest_lost = max(self.oldest_lost, moment - at)
        self.number += 10

    def check(self) -> None:
        # As it was left: whoever looks first does so as the next start does.
        with opened(self.path) as work:
            assert (work.said, work.trouble, work.generation) == ("", None, 0)
            assert work.read("PRAGMA quick_check") == [("ok",)]
            assert work.read("PRAGMA user_version") == [(len(MIGRATIONS),)]
            there = texts(work)
            for target, number in self.typed.items():
                assert int(there[target]) >= number, f"{target}: {there[target]} is there, {number} was typed"
            intents = IntentTable(work)
            known = [*intents.open(), *intents.ended(100_000)]
            # What nobody can find out about the agent gives up: the next message goes on.
            unsure = [replace(one, state=State.CANCELLED, ended=0.0) for one in known if one.state is State.UNKNOWN]
            work.write(lambda connection: [move(connection, one, {State.UNKNOWN}) for one in unsure])
        self.unsure += len(unsure)
        messages = {str(one.changes["text"]) for one in known}
        assert {f"message {number}" for number in self.wanted} <= messages
        self.sent_once()

    def sent_once(self) -> None:
        posts = [
            exchange.body for exchange in self.served.sandbox.log if exchange.method == "POST" and exchange.applied
        ]
        again = [text for text, times in Counter(map(str, posts)).items() if times > 1]
        assert again == [], "sent twice"

    def finish(self) -> None:
        """See to it that everything that was wanted has come to an end that the agent knows of."""
        with opened(self.path) as work:
            states = Counter(one.state for one in IntentTable(work).ended(100_000))
            left = Counter(one.state for one in IntentTable(work).open())
        print(f"{self.number} texts typed; a text that was not saved was {self.oldest_lost:.3f} s old at the most")
        print(f"messages over: {dict(states)}, open: {dict(left)}, could not be found out: {self.unsure}")
        assert self.oldest_lost < 1.0
        assert states[State.DONE] > 0 or self.number < 200


def kill_while_migrating(path: Path, rng: Random) -> str:
    """Kill a console that opens a file of the version before; give how far it had come."""
    fill(path, rows=ROWS)
    killed(call("migrate", path), "opening", rng.uniform(0.0, 0.25))
    ((version,),) = ask(path, "PRAGMA user_version")
    columns = [name for _, name, *_ in ask(path, "PRAGMA table_info(drafts)")]
    assert (version, "mood" in columns) in ((len(MIGRATIONS), False), (len(SLOW), True)), (
        "half-way between two versions"
    )
    assert ask(path, "PRAGMA quick_check") == [("ok",)]
    with opened(path) as work:
        assert work.said == "" if version == len(MIGRATIONS) else "later version" in work.said
    work = Work(path, migrations=SLOW)
    assert (work.said, work.trouble, len(texts(work))) == ("", None, ROWS)
    assert work.read("PRAGMA user_version") == [(len(SLOW),)]
    work.close()
    return f"version {version}"


async def battery(directory: Path, typing: int, migrating: int) -> None:
    print(f"seed {SEED}")
    rng = Random(SEED)
    with serve(CONFIG) as served:
        one = Battery(directory / "typing" / "work.db", served, rng)
        for _ in range(typing):
            await asyncio.to_thread(one.kill_while_typing)
        one.finish()
    places = [directory / f"migrating{number}" / "work.db" for number in range(migrating)]
    came = Counter([await asyncio.to_thread(kill_while_migrating, place, rng) for place in places])
    print(f"killed while migrating: {dict(came)}")


async def test_a_kill_at_any_moment_costs_nothing_that_is_older_than_a_second(tmp_path: Path) -> None:
    await battery(tmp_path, 2, 3)


@pytest.mark.long
async def test_many_kills(tmp_path: Path) -> None:
    await battery(tmp_path, 400, 100)
