"""From the start of the process to the first ticket on screen, beside an app that shows one line of text."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.benchmarks import world
from tests.benchmarks.clock import as_installed, settled, started
from tests.benchmarks.table import Figure, show
from tests.terminal.console import Console

HERE = Path(__file__).parent
RUNS = 11
WARM_UP = 2
"""Rounds before those that count: what the console shows first is noted, and everything is compiled."""
FIRST_LINE = re.compile(rb"the first line")
FIRST_ROW = re.compile(rb"[m ]38839\x1b")
FIRST_TICKET = re.compile(rb"[m ]\d{5,6}\x1b")

Program = tuple[str, Sequence[str], re.Pattern[bytes]]
"""What it is called in the table, Python's arguments, and what it paints first."""


def compare(title: str, bare: Program, console: Program, environment: Mapping[str, str]) -> None:
    """Start the ten-line app, a bare list and the console in turn, and show how long each takes."""
    programs = (("a ten-line app: its line", [str(HERE / "bare_app.py")], FIRST_LINE), bare, console)
    times: dict[str, list[float]] = {name: [] for name, _, _ in programs}
    for run in range(WARM_UP + RUNS):
        for name, arguments, first in programs:
            with Console(arguments, environment=environment) as program:
                taken = started(program, first)
                if run >= WARM_UP:
                    times[name].append(taken)
                elif name == console[0]:
                    settled(program)
    least, *others = (Figure(name, taken) for name, taken in times.items())
    figures = [least, *(Figure(one.name, one.times, least) for one in others)]
    show(title, figures)
    assert all(0 < figure.middle < 30_000 for figure in figures)


@pytest.mark.benchmark
def test_first_paint(tmp_path: Path) -> None:
    compare(
        "Process start to first paint (ms, 120 × 36)",
        ("the bare list: its first row", [str(HERE / "bare_list.py")], FIRST_ROW),
        ("klink-tui --demo: the first ticket", ["-m", "klink_tui", "--demo"], FIRST_TICKET),
        as_installed(tmp_path),
    )


@pytest.mark.benchmark
def test_warm_start(tmp_path: Path) -> None:
    with world.stalled() as address:
        compare(
            f"Process start to first paint, {world.TICKETS:,} tickets here (ms, 120 × 36)",
            ("a bare list over SQLite", [str(HERE / "sorted_list.py"), str(world.copy())], FIRST_TICKET),
            ("klink-tui, no reply yet: a ticket", ["-m", "klink_tui"], FIRST_TICKET),
            world.profile(tmp_path, address),
        )
