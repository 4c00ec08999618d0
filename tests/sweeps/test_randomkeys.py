"""Keys at random over every screen, against a server that fails now and then: nothing crashes, nothing is blank."""

import asyncio
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from klink_tui.actions import ACTIONS
from klink_tui.app import KlinkApp
from tests.sweeps.bench import Bench, bench

KEYS: Final = sorted(
    {key for action in ACTIONS for key in action.keys.split(",")}
    | {*"abcdefghijklmnopqrstuvwxyz0123456789", "enter", "escape", "tab", "shift+tab", "space", "backspace", "delete"}
    | {"up", "down", "left", "right", "home", "end"}
)
"""Everything that any screen takes, and what is typed."""
TEXTS: Final = ("status:open", "#38400", "@an", "[b]x[/b]", "สวัสดี", "2026-03-01", "x" * 300, "100%", "{ticket.title}")
FLAWS: Final = (
    "rate-limit:2",
    "html-502:1",
    "cut:1",
    "lost-reply:1",
    "success-false:1",
    "bad-record",
    "unauthorized:1",
)
SIZES: Final = ((80, 24), (120, 36), (200, 50), (40, 12), (20, 6))

STEP: Final = st.one_of(
    st.sampled_from(KEYS).map(lambda key: ("key", key)),
    st.sampled_from(KEYS).map(lambda key: ("key", key)),
    st.sampled_from(KEYS).map(lambda key: ("key", key)),
    st.sampled_from(TEXTS).map(lambda text: ("text", text)),
    st.sampled_from(FLAWS).map(lambda flaw: ("flaw", flaw)),
    st.sampled_from(SIZES).map(lambda size: ("size", size)),
    st.just(("rest", "")),
)


async def step(running: Bench, what: str, how: object) -> None:
    if what == "key":
        running.burst(str(how))
    elif what == "text":
        await running.type(str(how))
    elif what == "flaw":
        running.sandbox.quirks.switch_on(str(how))
    elif what == "size":
        assert isinstance(how, tuple)
        await running.pilot.resize_terminal(*how)
    else:
        await running.rest()
    await running.settle()
    running.unharmed()


async def drive(steps: list[tuple[str, object]]) -> None:
    async with bench(tickets=24) as running:
        for place, (what, how) in enumerate(steps):
            try:
                await step(running, what, how)
            except Exception as error:
                raise AssertionError(f"after {steps[: place + 1]}: {error}") from error
        await running.rest()
        running.unharmed()
        assert running.text().strip(), "the screen is blank"


def check(steps: list[tuple[str, object]]) -> None:
    asyncio.run(drive(steps))


@pytest.fixture(autouse=True)
def somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let files that keys write go to a directory of the test's own, and let no key end the console."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(KlinkApp, "exit", lambda *_: None)


PHASES: Final = [Phase.explicit, Phase.reuse, Phase.generate]
"""A failure is not made smaller: each try takes seconds, and what failed is printed as it was."""
QUIET: Final = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large]


@settings(max_examples=6, deadline=None, suppress_health_check=QUIET, phases=PHASES, derandomize=True)
@given(st.lists(STEP, min_size=15, max_size=40))
def test_keys_at_random_harm_nothing(steps: list[tuple[str, object]]) -> None:
    check(steps)


@pytest.mark.long
@settings(max_examples=400, deadline=None, suppress_health_check=QUIET, phases=PHASES)
@given(st.lists(STEP, min_size=20, max_size=80))
def test_keys_at_random_for_ten_minutes_harm_nothing(steps: list[tuple[str, object]]) -> None:
    check(steps)
