"""Widths as the terminal counts them."""

import subprocess
import sys

import pytest
from rich._unicode_data import load as load_cell_table
from rich.cells import cell_len

from klink_tui.widgets.widths import draws_clusters, with_spacing_marks

BURMESE = "ငွေပြန်အမ်းရန် တောင်းဆိုခြင်း"
"""29 characters, 8 of them non-spacing marks: 21 cells in tmux 3.3."""


@pytest.mark.parametrize(
    ("environment", "clusters"),
    [
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, True),
        ({"TERM": "tmux-256color", "TERM_PROGRAM": "WezTerm", "TMUX": "/tmp/tmux-0/default,1,0"}, False),
        ({"TERM": "xterm-256color", "WT_SESSION": "1"}, True),
        ({}, False),
    ],
)
def test_terminals_are_known_by_name(environment: dict[str, str], clusters: bool) -> None:
    assert draws_clusters(environment) is clusters


def test_only_spacing_marks_change_their_width() -> None:
    table = load_cell_table("auto")
    before = {code: width for start, end, width in table.widths for code in range(start, end + 1)}
    after = {code: width for start, end, width in with_spacing_marks(table).widths for code in range(start, end + 1)}
    changed = {chr(code) for code in before if before[code] != after[code]}
    assert before.keys() == after.keys()
    assert {"ေ", "ြ", "း"} <= changed
    assert "်" not in changed
    assert all(after[ord(char)] == 1 for char in changed)


def test_a_terminal_that_follows_wcwidth_is_followed() -> None:
    program = (
        "import sys; from rich.cells import cell_len; from klink_tui.widgets.widths import follow_terminal\n"
        "text = sys.argv[1]; before = cell_len(text); follow_terminal({'TERM': 'xterm'}); print(before, cell_len(text))"
    )
    done = subprocess.run([sys.executable, "-c", program, BURMESE], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(cell_len(BURMESE)), "21"]
