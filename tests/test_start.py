"""The way in sets what Textual reads as it is loaded, unless it is set otherwise."""

import os

import pytest

from klink_tui import start


@pytest.mark.parametrize(("before", "after"), [(None, start.ESCAPE), ("100", "100")])
def test_the_time_that_escape_waits_is_short_unless_it_is_set(
    monkeypatch: pytest.MonkeyPatch, before: str | None, after: str
) -> None:
    def left() -> None:
        raise SystemExit

    monkeypatch.setenv("TEXTUAL_FPS", start.FRAMES)
    monkeypatch.setenv("ESCDELAY", before or "")
    if before is None:
        monkeypatch.delenv("ESCDELAY")
    monkeypatch.setattr(start, "_hand_over", left)
    monkeypatch.setattr("sys.argv", ["klink-tui", "--help"])
    with pytest.raises(SystemExit):
        start.main()
    assert os.environ["ESCDELAY"] == after
