"""When an age is pointed out: by priority, and only of what waits."""

import pytest

from klink_tui.errors import FormError
from klink_tui.models.ages import USUAL_AGES, read_ages

HOUR, DAY = 3600, 86400


@pytest.mark.parametrize(
    ("priority", "status", "seconds", "level"),
    [
        ("High", "Open", 4 * HOUR - 1, 0),
        ("high", "pending", 4 * HOUR, 1),
        ("urgent", "open", DAY, 2),
        ("medium", "In_Progress", DAY, 1),
        ("low", "open", 7 * DAY, 2),
        ("high", "resolved", 90 * DAY, 0),
        ("high", "closed", 90 * DAY, 0),
        ("of our own", "open", 90 * DAY, 0),
        ("high", "nobody knows", 90 * DAY, 0),
    ],
)
def test_the_usual_limits(priority: str, status: str, seconds: int, level: int) -> None:
    assert USUAL_AGES.level(priority, status, seconds) == level


def test_the_settings_change_some_limits_and_leave_the_others() -> None:
    ages = read_ages({"High": "30m, 2h", "own": "1w 2w"})
    assert ages.level("high", "open", 30 * 60) == 1
    assert ages.level("own", "open", 14 * DAY) == 2
    assert ages.level("low", "open", 3 * DAY) == 1


@pytest.mark.parametrize("text", ["", "4h", "1d, 4h", "4h, 4h", "4h, 1d, 2d", "4 h", "0h, 1d", "4y, 5y"])
def test_what_is_no_pair_of_durations_is_refused(text: str) -> None:
    with pytest.raises(FormError) as caught:
        read_ages({"high": text})
    assert "high" in caught.value.fields
    assert "4h, 1d" in caught.value.hint
