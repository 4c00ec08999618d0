"""An hour at the queue in a real terminal: a run with changes, messages, macros, undo, resizes and a flaky server.

Afterwards the server's log and the journal tell the same story.
"""

import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from random import Random

import pytest

from klink_tui.sandbox.config import SandboxConfig
from klink_tui.sandbox.server import Sandbox, serve
from tests.terminal.console import ROOT, Console, NeverCame
from tests.terminal.test_session import answer, confirmed_quit

SEED = 147
"""With it a dozen tickets meet everything that an agent does here."""
SIZES = [(120, 36), (80, 24), (200, 50), (100, 30)]
FLAWS = ["rate-limit:2", "html-502:2", "cut:1", "lost-reply:1@/tickets", "success-false:1@/tickets", "slow=0.3:4"]
"""What the server does for a few requests now and then."""
HEADING = re.compile(r"^ #(\d{5}) ", re.MULTILINE)
STANDING = re.compile(r"^ run (\d+) of (\d+)", re.MULTILINE)
MACRO = """
name = "Ask, set pending"
key = "p"
message = "About #{ticket.number}: which parcel is it?"
[set]
status = "pending"
priority = "low"
"""
GROWTH = 16_000
"""Kilobytes that the console may grow by in the second half of 400 tickets: by then it has drawn all that there is."""


class Hour:
    """A console on a server of its own, and somebody who works through the queue."""

    def __init__(self, console: Console, sandbox: Sandbox, rng: Random) -> None:
        self.console = console
        self.sandbox = sandbox
        self.rng = rng
        self.done = 0
        self.grown = 0
        """Kilobytes that the console grew by in the second half."""
        self.at = 1
        """Where the run stands, from 1."""
        self.ticket = ""
        """The number of the ticket that is worked on."""

    def begin(self) -> None:
        self.console.until(re.compile(r"^ +\d{5} ", re.MULTILINE))
        self.console.until(lambda: "reading" not in self.console.text)
        self.console.press("R")
        self.console.until(STANDING)

    @property
    def place(self) -> int:
        return int(self.console.find(STANDING.pattern))

    @property
    def heading(self) -> str:
        """The number of the ticket on view; empty while there is none."""
        found = HEADING.search(self.console.text)
        return found[1] if found else ""

    def forward(self, *keys: str) -> None:
        """Press keys that end the ticket: the next one must stand there, or the summary."""
        before = self.at
        self.console.press(*keys)
        self.console.until(lambda: "The run is over" in self.console.text or self._stands_past(before))
        self.done += 1
        if self.console.holds(STANDING):
            self.at = self.place

    def _stands_past(self, place: int) -> bool:
        found = STANDING.search(self.console.text)
        return found is not None and int(found[1]) > place

    def box(self, key: str, title: str, *keys: str) -> None:
        """Press a key that opens a box or a screen, and once it stands others."""
        self.console.press(key)
        self.console.until(title)
        self.console.press(*keys)

    def one(self) -> None:
        """Work on the ticket on view, and go on."""
        console, drawn = self.console, self.rng.random()
        console.until(lambda: self.heading not in ("", self.ticket))  # It can come a frame later than the place.
        self.ticket = self.heading
        if drawn < 0.30:
            self.forward("d")
        elif drawn < 0.45:
            self.box("s", "Status of #")
            self.forward("p")
        elif drawn < 0.55:
            self.box("!", "Priority of #", "h")
            console.until(STANDING)
            self.forward("]")
        elif drawn < 0.62:
            self.box("x", "why?")
            self.forward("n")
        elif drawn < 0.69:
            self.box("m", "Macro on #", "p")
            console.until(re.compile("Ask, set pending.*on #"))
            self.forward("ctrl+s")
        elif drawn < 0.77:
            self.box("r", "Message to ", "Seen, thank you.", "\x0e")
            console.until("Send, and set #")
            self.forward("o")
        elif drawn < 0.84:
            self.box("e", "nothing changed")
            console.press("end", " +", "ctrl+s")
            console.until(STANDING)
            self.forward("]")
        elif drawn < 0.93:
            self.forward("d")
            console.press("z")
            console.until(re.compile(r"Taken back|Undoing|nothing to undo|being sent|\bstays\b"))
        else:
            columns, rows = self.rng.choice(SIZES)
            console.resize(columns, rows)
            console.until(re.compile(rf"^ #{self.ticket} [^\0]*{STANDING.pattern}", re.MULTILINE))
            self.forward("d")

    def work(self, tickets: int) -> None:
        halfway = 0
        for number in range(tickets):
            if number == tickets // 2:
                halfway = resident(self.console.pid)
            if number % 9 == 4:
                self.sandbox.quirks.switch_on(self.rng.choice(FLAWS))
            self.one()
        self.grown = resident(self.console.pid) - halfway

    def end(self) -> int:
        console = self.console
        if "The run is over" not in console.text:
            console.press("q")
        console.until(re.compile("The run (is over|was left)"))
        answer(console, "to the list", "enter")
        console.until("page ")
        console.until(lambda: not re.search(r"takes back|sending|\d+ waiting", console.lines[-2]), seconds=120)
        console.press("q")
        try:
            console.until("Quit?", seconds=3)
        except NeverCame:
            return console.ended()  # Nothing was left to decide.
        return confirmed_quit(console)


def resident(pid: int) -> int:
    """Give a process's resident memory, in kilobytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))


def environment(url: str, token: str, path: Path) -> dict[str, str]:
    (path / "config" / "macros").mkdir(parents=True)
    (path / "config" / "macros" / "ask.toml").write_text(MACRO)
    (path / "config" / "config.toml").write_text(
        "[profiles.default]\ntimezone = 'UTC'\nundo_seconds = 1\nmessage_undo_seconds = 1\n"
    )
    return {
        "KLINK_BASE_URL": url,
        "KLINK_API_TOKEN": token,
        "KLINK_CONFIG_DIR": str(path / "config"),
        "KLINK_DATA_DIR": str(path / "data"),
        "KLINK_CACHE_DIR": str(path / "cache"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }


def applied(sandbox: Sandbox) -> dict[tuple[str, str], list[str]]:
    """Give what the server carried out: (ticket's id or contact's, field) → values in their order."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for entry in sandbox.log:
        if entry.applied and isinstance(entry.body, dict):
            parts = entry.target.split("/")
            target = entry.body.get("contactId") or parts[4]
            for field, value in entry.body.items():
                if field in ("status", "priority", "title", "text", "message"):
                    found[str(target), "message" if field in ("text", "message") else field].append(str(value))
    return dict(found)


def journal(variables: dict[str, str], *outcomes: str) -> dict[tuple[str, str], list[str]]:
    """Give what the journal says was done: (ticket's id or contact's, field) → values in their order."""
    command = [sys.executable, "-m", "klink_tui", "journal", "--format", "jsonl"]
    run = subprocess.run(command, cwd=ROOT, env={**os.environ, **variables}, capture_output=True, text=True, check=True)
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for line in run.stdout.splitlines():
        entry = json.loads(line)
        if entry["outcome"] in outcomes:
            found[entry["target"].partition("#")[0], entry["field"]].append(entry["new"])
    return dict(found)


def an_hour(path: Path, tickets: int) -> Hour:
    rng = Random(SEED)
    with serve(SandboxConfig(tickets=tickets + 20, contacts=60)) as served:
        variables = environment(served.url, served.sandbox.config.token, path)
        with Console(["-m", "klink_tui"], environment=variables) as console:
            hour = Hour(console, served.sandbox, rng)
            hour.begin()
            hour.work(tickets)
            assert hour.end() == 0
        assert hour.done == tickets
        carried_out = applied(served.sandbox)
    told = journal(variables, "done")
    unsure = journal(variables, "unknown", "conflict")
    assert {key: values for key, values in carried_out.items() if key not in unsure} == told
    assert len(told) > tickets / 3
    return hour


def test_a_few_minutes_at_the_queue(tmp_path: Path) -> None:
    an_hour(tmp_path, 12)


@pytest.mark.long
def test_an_hour_at_the_queue(tmp_path: Path) -> None:
    hour = an_hour(tmp_path, 400)
    assert hour.grown < GROWTH, f"{hour.grown} kB more than halfway"
