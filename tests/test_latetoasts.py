"""A toast that is over before it stands: it goes, and nothing stands still."""

import pytest
from textual.app import App
from textual.notifications import Notification
from textual.widget import Widget
from textual.widgets._toast import Toast

from klink_tui.latetoasts import LEAST, end_late_toasts
from tests.console import staged


@pytest.mark.parametrize(("left", "waits"), [(-0.5, LEAST), (0.0, LEAST), (5.0, 5.0)])
async def test_it_waits_for_no_time_that_has_passed(monkeypatch: pytest.MonkeyPatch, left: float, waits: float) -> None:
    asked: list[float] = []
    set_timer = Widget.set_timer

    def noted(widget: Widget, delay: float, *arguments: object, **named: object) -> object:
        if isinstance(widget, Toast):
            asked.append(delay)
            delay = max(delay, LEAST)  # A timer that is due in the past never comes back.
        return set_timer(widget, delay, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Widget, "set_timer", noted)
    end_late_toasts()
    async with App[None]().run_test() as pilot:
        await pilot.app.mount(Toast(Notification("words", timeout=left)))
        assert asked == [pytest.approx(waits, abs=0.2)]
        assert asked[0] > 0
        if left < 1:
            await pilot.pause(0.2)
            assert not pilot.app.query(Toast)


def test_the_console_sees_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Toast, "set_timer", Widget.set_timer)
    with staged():
        assert vars(Toast)["set_timer"] is not Widget.set_timer
