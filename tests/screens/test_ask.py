"""Short questions: one line, or a yes that has its own key."""

import pytest

from klink_tui.screens.ask import AskScreen, ConfirmScreen
from tests.console import console


@pytest.mark.parametrize(
    ("typed", "keys", "given"),
    [
        ("12", ["enter"], "12"),
        ("  words  ", ["enter"], "words"),
        ("   ", ["enter"], None),
        ("", ["enter"], "before"),
        ("12", ["escape"], None),
        ("q?TD", ["enter"], "q?TD"),
    ],
)
async def test_a_line_is_given_trimmed_or_not_at_all(typed: str, keys: list[str], given: str | None) -> None:
    async with console(tickets=0) as c:
        answers: list[str | None] = []
        c.app.push_screen(AskScreen("[b]Which?", hint="[i]any", value="before"), answers.append)
        await c.settle()
        assert "[b]Which?" in c.text()
        assert "[i]any" in c.text()
        await c.type(typed)
        await c.press(*keys)
        assert answers == [given]


async def test_a_line_holds_nothing_but_what_it_takes() -> None:
    async with console(tickets=0) as c:
        answers: list[str | None] = []
        c.app.push_screen(AskScreen("Page", takes="[0-9]*"), answers.append)
        await c.settle()
        await c.type("a1x2q")
        await c.press("enter")
        assert answers == ["12"]


@pytest.mark.parametrize(("key", "given"), [("y", True), ("n", False), ("escape", False), ("q", False)])
async def test_only_y_is_a_yes(key: str, given: bool) -> None:
    async with console(tickets=0) as c:
        answers: list[bool | None] = []
        question = ConfirmScreen("Delete?", "[red]all[/] of it", yes="delete", no="keep")
        c.app.push_screen(question, answers.append)
        await c.settle()
        for words in ("Delete?", "[red]all[/] of it", "y delete", "n keep"):
            assert words in c.text()
        await c.press("enter", "space", "Y", "tab", "ctrl+s", "s", "D", "f2", "colon", "ctrl+p", "question_mark")
        assert answers == []
        assert c.app.screen is question
        await c.press(key)
        assert answers == [given]


async def test_a_yes_that_came_before_the_question_is_none() -> None:
    async with console(tickets=0) as c:
        answers: list[bool | None] = []
        c.app.push_screen(ConfirmScreen("Delete?", "all of it", yes="delete", no="keep"), answers.append)
        c.burst("y", "y")
        await c.settle()
        assert "Delete?" in c.text()
        assert answers == []
        await c.press("y")
        assert answers == [True]
