"""A queue run: where it stands, what it passes over, and how it sums up."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from klink_tui.desk.queuerun import QueueRun, Result, span

BEGAN = datetime(2026, 3, 30, 9, 30, tzinfo=UTC)


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = BEGAN

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def run_of(keys: str, start: str = "", now: Callable[[], datetime] | None = None) -> QueueRun:
    return QueueRun("Urgent", list(keys), start=start, now=now or Watch())


def everything(key: str) -> bool:
    return True


def test_it_begins_with_the_ticket_under_the_cursor_and_ends_where_the_view_does() -> None:
    run = run_of("abcd", "c")
    assert (run.key, run.ahead()) == ("c", ("d",))
    assert run.go(1, everything) == ()
    assert run.key == "d"
    assert run.go(1, everything) is None
    assert run.key == "d"
    assert run_of("abcd", "x").key == "a"


def test_tickets_that_left_the_view_are_passed_over_and_named() -> None:
    run = run_of("abcde")
    assert run.go(1, lambda key: key not in "bc") == ("b", "c")
    assert run.key == "d"
    assert [(stop.key, stop.result) for stop in run.stops] == [("b", Result.GONE), ("c", Result.GONE)]
    assert run.go(1, lambda key: False) is None
    assert run.summary().startswith("3 gone from the view · 2 not reached")


def test_going_back_finds_what_was_acted_on_although_it_left_the_view() -> None:
    run = run_of("abc")
    run.note(Result.ACTED)
    run.go(1, everything)
    run.note(Result.SKIPPED, "not mine")
    run.go(1, everything)
    assert run.go(-1, lambda key: key == "c") == ()
    assert run.key == "a", "b was only skipped and has left"


def test_what_was_acted_on_stays_so_when_it_is_passed_again() -> None:
    run = run_of("ab")
    run.note(Result.ACTED)
    run.note(Result.LEFT)
    assert [stop.result for stop in run.stops] == [Result.ACTED]


def test_pace_and_what_is_left_are_said() -> None:
    watch = Watch()
    run = run_of("abcd", now=watch)
    assert run.progress() == "1 of 4"
    watch.pass_(40)
    run.note(Result.ACTED)
    run.go(1, everything)
    assert run.progress() == "2 of 4 · 40 s each, 2 min to go"
    watch.pass_(20)
    run.note(Result.SKIPPED, "later")
    run.go(1, everything)
    assert run.progress() == "3 of 4 · 30 s each, 60 s to go"
    assert run.summary() == "1 acted on · 1 skipped · 2 not reached · 60 s, 30 s each"


def test_a_span_is_written_in_what_suits_it() -> None:
    assert [span(seconds) for seconds in (0, 42.4, 120, 3600, 9000)] == ["0 s", "42 s", "2 min", "60 min", "2.5 h"]


@given(st.lists(st.sampled_from(["on", "back", "act", "skip"]), max_size=60), st.sets(st.integers(0, 9)))
def test_it_never_stands_on_what_left_but_for_what_was_acted_on(steps: list[str], gone: set[int]) -> None:
    run = run_of("0123456789")
    for step in steps:
        if step == "act":
            run.note(Result.ACTED)
        elif step == "skip":
            run.note(Result.SKIPPED, "x")
        else:
            before = run.key
            passed = run.go(1 if step == "on" else -1, lambda key: int(key) not in gone)
            if passed is None:
                assert run.key == before
            else:
                acted = {stop.key for stop in run.stops if stop.result is Result.ACTED}
                assert int(run.key) not in gone or run.key in acted
    assert len({stop.key for stop in run.stops}) == len(run.stops)


def test_a_skip_stays_one_when_it_is_only_passed_again_and_not_when_it_is_acted_on() -> None:
    run = run_of("abc")
    run.note(Result.SKIPPED, "waiting for them")
    run.go(1, everything)
    run.go(-1, everything)
    run.note(Result.LEFT)
    assert [(stop.result, stop.words) for stop in run.stops] == [(Result.SKIPPED, "waiting for them")]
    run.note(Result.SKIPPED, "not mine")
    assert [stop.words for stop in run.stops] == ["not mine"]
    run.note(Result.ACTED)
    assert [stop.result for stop in run.stops] == [Result.ACTED]
