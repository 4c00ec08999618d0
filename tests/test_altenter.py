"""Alt+enter is told from enter in every terminal."""

from collections.abc import Iterator
from typing import cast

import pytest
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser
from textual.events import Key

from klink_tui.altenter import SENT, know_alt_enter


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = dict(ANSI_SEQUENCES_KEYS)
    yield
    table = cast(dict[str, object], ANSI_SEQUENCES_KEYS)
    table.clear()
    table.update(before)


def keys(sent: str) -> list[str]:
    parser = XTermParser()
    return [event.key for part in (sent, "") for event in parser.feed(part) if isinstance(event, Key)]


@pytest.mark.parametrize("sent", [SENT, "\x1b[13;3u"], ids=["plain", "kitty"])
def test_both_ways_to_send_it_are_read(sent: str) -> None:
    know_alt_enter()
    know_alt_enter()
    assert keys(sent) == ["alt+enter"]


@pytest.mark.parametrize(("sent", "key"), [("\r", "enter"), ("\x1ba", "alt+a"), ("\x1b[A", "up")])
def test_the_keys_around_it_are_what_they_were(sent: str, key: str) -> None:
    know_alt_enter()
    assert keys(sent) == [key]
