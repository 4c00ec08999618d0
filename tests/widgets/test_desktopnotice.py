"""The sequence that a terminal shows a notice for: the right one, cleaned, or none."""

import pytest

from klink_tui.widgets.desktopnotice import sequence


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({"TERM": "xterm-256color"}, "\x1b]9;klink: 2 new\x1b\\"),
        ({"TERM": "foot"}, "\x1b]777;notify;klink;2 new\x1b\\"),
        ({"TERM": "xterm-kitty"}, "\x1b]99;i=klink:d=0;klink\x1b\\\x1b]99;i=klink:p=body;2 new\x1b\\"),
        ({"TERM": "tmux-256color", "TMUX": "x"}, "\x1bPtmux;\x1b\x1b]9;klink: 2 new\x1b\x1b\\\x1b\\"),
        ({"TERM": "linux"}, ""),
        ({"TERM": "dumb"}, ""),
        ({}, ""),
    ],
)
def test_each_terminal_is_asked_in_its_own_way(environment: dict[str, str], wanted: str) -> None:
    assert sequence("klink", "2 new", environment) == wanted


def test_nothing_in_the_words_can_end_the_sequence() -> None:
    drawn = sequence("a;b", "x\x1b\\\x07\x9c\n]0;y", {"TERM": "rxvt"})
    assert drawn.startswith("\x1b]777;notify;a,b;x")
    body = drawn.removeprefix("\x1b").removesuffix("\x1b\\")
    assert body.isprintable()
