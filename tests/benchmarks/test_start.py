"""From the start of the process to the first ticket on screen, beside an app that shows one line of text."""

import re
from pathlib import Path

import pytest

from tests.benchmarks.clock import as_installed, started
from tests.benchmarks.table import Figure, show
from tests.terminal.console import Console, demo

HERE = Path(__file__).parent
RUNS = 11
FIRST_LINE = re.compile(rb"the first line")
FIRST_ROW = re.compile(rb"[m ]38839\x1b")
FIRST_TICKET = re.compile(rb"[m ]\d{5}\x1b")


@pytest.mark.benchmark
def test_first_paint(tmp_path: Path) -> None:
    warm = as_installed(tmp_path)
    bare, rows, console = list[float](), list[float](), list[float]()
    for run in range(RUNS + 1):
        with Console([str(HERE / "bare_app.py")], environment=warm) as program:
            one = started(program, FIRST_LINE)
        with Console([str(HERE / "bare_list.py")], environment=warm) as program:
            two = started(program, FIRST_ROW)
        with demo(environment=warm) as program:
            three = started(program, FIRST_TICKET)
        if run:  # the first round warms the caches up
            bare.append(one)
            rows.append(two)
            console.append(three)
    least = Figure("a ten-line app: its line", bare)
    figures = [
        least,
        Figure("the bare list: its first row", rows, least),
        Figure("klink-tui --demo: the first ticket", console, least),
    ]
    show("Process start to first paint (ms, 120 × 36)", figures)
    assert all(0 < figure.middle < 30_000 for figure in figures)
