"""The escape key is known in the time that is set for it, and never in the middle of another key."""

import os
import threading
import time
from collections.abc import Iterator

import pytest
from textual import constants
from textual.events import Key

from klink_tui.escapes import EscapeParser

WAIT = 0.2
"""Seconds until it is the escape key, here: long, so that a slow machine changes nothing."""


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, int]]:
    """Give where to read what a terminal sends, and where to write it."""
    monkeypatch.setattr(constants, "ESCAPE_DELAY", WAIT)
    reading, writing = os.pipe()
    with os.fdopen(reading) as file:
        monkeypatch.setattr("sys.__stdin__", file)
        yield reading, writing
        os.close(writing)


def keys(parser: EscapeParser, data: str = "") -> list[str]:
    """Give the keys of what was read, and of the tick behind it."""
    events = [*parser.feed(data), *parser.tick()] if data else [*parser.tick()]
    return [event.key for event in events if isinstance(event, Key)]


def test_it_is_known_as_soon_as_nothing_came_behind_it_for_long_enough(terminal: tuple[int, int]) -> None:
    began = time.monotonic()
    assert keys(EscapeParser(), "\x1b") == ["escape"], "there is no need to look again"
    assert time.monotonic() - began > 0.9 * WAIT


def test_a_key_whose_rest_comes_late_is_that_key(terminal: tuple[int, int]) -> None:
    reading, writing = terminal
    parser = EscapeParser()
    rest = threading.Timer(WAIT / 4, os.write, (writing, b"[A"))
    rest.start()
    assert keys(parser, "\x1b") == []
    rest.join()
    assert keys(parser, os.read(reading, 16).decode()) == ["up"]
    assert keys(parser) == []


@pytest.mark.parametrize("broken", ["none", "closed"])
def test_where_it_cant_be_waited_for_it_is_known_at_the_next_look(
    terminal: tuple[int, int], monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    if broken == "none":
        monkeypatch.setattr("sys.__stdin__", None)
    else:
        reading, writing = os.pipe()
        os.close(writing)
        file = os.fdopen(reading)
        file.close()
        monkeypatch.setattr("sys.__stdin__", file)
    parser = EscapeParser()
    assert keys(parser, "\x1b") == []
    time.sleep(WAIT)
    assert keys(parser) == ["escape"]


def test_other_keys_wait_for_nothing(terminal: tuple[int, int]) -> None:
    began = time.monotonic()
    assert keys(EscapeParser(), "j\x1b[Ak") == ["j", "up", "k"]
    assert time.monotonic() - began < WAIT
