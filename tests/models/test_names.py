"""How named values are compared."""

import pytest

from klink_tui.models.names import fold, known_spelling, same


@pytest.mark.parametrize("name", ["in progress", "In_Progress", "IN-PROGRESS", " in  progress ", "in_-progress"])
def test_case_underscores_and_hyphens_do_not_count(name: str) -> None:
    assert fold(name) == "in progress"
    assert same(name, "In Progress")


def test_other_names_are_others() -> None:
    assert not same("open", "opened")
    assert same("STRASSE", "Straße")


def test_the_servers_spelling_wins() -> None:
    assert known_spelling("in progress", ["open", "In-Progress", "in progress"]) == "In-Progress"
    assert known_spelling("escalated", ["open"]) == "escalated"
