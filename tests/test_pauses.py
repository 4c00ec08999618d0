"""Pauses of the interpreter: what is in circles is collected while nobody presses a key."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from klink_tui.pauses import PATIENCE, QUIET, SWITCH, Garbage, keep_pauses_short


class Circle:
    """Something that only the garbage collector finds."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    """Leave the garbage collector as it was."""
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()
    gc.enable()


def test_it_is_collected_once_it_is_quiet_and_worth_while(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    garbage = Garbage(lambda: now[0])
    gc.collect()
    gc.disable()
    gone = weakref.ref(Circle())
    now[0] = QUIET
    assert not garbage.collect(), "it is not worth while"
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, 50))
    garbage.put_off()
    now[0] += QUIET - 0.1
    assert not garbage.collect(), "a key was pressed a moment ago"
    assert gone() is not None
    now[0] += 0.2
    assert garbage.collect()
    assert gone() is None


def test_all_objects_are_gone_through_a_tenth_as_often_between_two_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    switch: list[float] = []
    monkeypatch.setattr("sys.setswitchinterval", switch.append)
    gc.disable()
    keep_pauses_short()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 1000
    assert gc.get_threshold()[2] == PATIENCE
    assert switch == [SWITCH]
