"""The journal in the outbox's place: every change with what came of it, searched, opened, and written to a file."""

import csv
import json
import stat
from pathlib import Path

import pytest
from textual.widgets import Input

from klink_tui.models.intent import State
from klink_tui.screens.ask import AskScreen
from tests.console import Console, console
from tests.screens.outboxviews import (
    PUT,
    SEND,
    facts,
    in_doubt,
    lines,
    outbox,
    redrawn,
    set_status,
    to_outbox,
    until_state,
    write,
)
from tests.screens.views import DENIED, go_to_ticket, on_view, ticket, toasts


async def some_changes(c: Console) -> None:
    """Set two statuses, of which the second is refused, and send a message."""
    await c.rest()
    await set_status(c)
    await until_state(c, State.DONE)
    await write(c, "=1+1 Thank you for the photos")
    await c.rest()
    c.gate.answer(PUT, 403, DENIED, times=1)
    await set_status(c, "R")
    await until_state(c, State.REFUSED)
    await c.rest()


async def exported(c: Console, name: str) -> None:
    """Export the journal into a file."""
    await c.press("X")
    on_view(c, AskScreen)
    await c.type(name)
    await c.press("enter")
    await c.rest()


async def test_each_change_stands_there_with_what_came_of_it_the_last_one_first() -> None:
    async with console(tickets=30) as c:
        await some_changes(c)
        await to_outbox(c, "3")
        await c.until(lambda: len(lines(c)) == 3)
        assert [line.split()[0] for line in lines(c)] == ["✗", "✓", "✓"]
        assert "status open resolved refused" in lines(c)[0]
        assert "status open pending done" in lines(c)[2]
        assert c.status.facts == "3 entries · on this machine only"
        assert (facts(c)["Outcome"], facts(c)["Before"], facts(c)["After"]) == ("refused", "open", "resolved")
        assert "This token may not do that" in facts(c)["Why"]
        assert facts(c)["Request id"] == DENIED["requestId"]
        await c.press("j")
        assert (facts(c)["Field"], facts(c)["After"]) == ("message", "=1+1 Thank you for the photos")


async def test_what_is_done_while_it_is_on_view_comes_in_and_the_cursor_stays() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = await set_status(c)
        await until_state(c, State.DONE)
        await to_outbox(c, "3")
        await c.until(lambda: len(lines(c)) == 1)
        await c.app.desk.changes.create_channel("line", "Night desk")
        await until_state(c, State.DONE)
        await c.until(lambda: len(lines(c)) == 3)
        assert "Night desk" in lines(c)[0]
        assert at.label in facts(c)["What"]
        assert c.status.facts == "3 entries · on this machine only"


async def test_it_outlasts_the_console(tmp_path: Path) -> None:
    async with console(tickets=30, directory=tmp_path) as c:
        await c.rest()
        at = await set_status(c)
        await until_state(c, State.DONE)
    async with console(tickets=30, directory=tmp_path) as c:
        await c.rest()
        await to_outbox(c, "3")
        await c.until(lambda: len(lines(c)) == 1 and at.label in c.text())
        assert "status open pending done" in lines(c)[0]


async def test_enter_opens_the_ticket_or_the_contact_that_was_changed() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = await set_status(c)
        await until_state(c, State.DONE)
        await c.app.desk.changes.create_channel("line", "Night desk")
        await c.rest()
        await to_outbox(c, "3")
        await c.until(lambda: len(lines(c)) == 3)
        await c.press("G", "enter")
        assert ticket(c).ticket.key == at.key
        await c.press("escape", "g", "enter")
        outbox(c)
        assert c.toasts[-1] == "new channel Night desk: there is nothing to open."


# Searched


async def test_words_are_looked_for_as_they_are_typed_in_any_case_and_from_any_list() -> None:
    async with console(tickets=30) as c:
        await some_changes(c)
        await to_outbox(c, "2")
        await c.press("/")
        assert c.app.screen.query_one("#search", Input).has_focus
        await c.type("THANK photos")
        await c.until(lambda: len(lines(c)) == 1)
        assert "message" in lines(c)[0]
        await c.until(lambda: c.status.facts == "1 entry match “THANK photos” · on this machine only")
        await c.press("enter")
        assert outbox(c).cursor.has_focus
        assert "THANK photos" in c.text(), "the line says what is on view"
        await c.press("/", "ctrl+u")
        await c.type("refused")
        await c.until(lambda: lines(c)[0].startswith("✗"))
        assert len(lines(c)) == 1


async def test_what_is_not_found_says_how_to_see_everything_again() -> None:
    async with console(tickets=30) as c:
        await some_changes(c)
        await to_outbox(c)
        for key in ("escape", "ctrl+l"):
            await c.press("/")
            await c.type("nosuchword")
            await c.until("Nothing matches “nosuchword”.")
            assert "ctrl+l shows everything · / changes the search" in c.text()
            if key == "ctrl+l":
                await c.press("enter", "D", "r", "enter")
            await c.press(key)
            await c.until(lambda: len(lines(c)) == 3)
            outbox(c)
            assert c.status.facts.startswith("3 entries")
        assert "nosuchword" not in c.text()


async def test_letters_of_a_search_do_nothing_else() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await in_doubt(c)
        await to_outbox(c)
        await c.press("/")
        await c.type("rD 123 bXq O zZ")
        outbox(c)
        assert c.app.screen.query_one("#search", Input).value == "rD 123 bXq O zZ"
        await c.press("escape", "1")
        await redrawn(c)
        assert lines(c)[0].startswith("? not known")
        assert c.gate.count(SEND) == 1


# Exported


async def test_it_is_exported_for_spreadsheets_with_formulas_defused(tmp_path: Path) -> None:
    async with console(tickets=30) as c:
        await some_changes(c)
        await to_outbox(c)
        path = tmp_path / "mine.csv"
        await exported(c, str(path))
        assert c.toasts[-1] == f"3 entries written to {path}."
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        assert [(row["field"], row["new"], row["outcome"]) for row in rows] == [
            ("status", "pending", "done"),
            ("message", "'=1+1 Thank you for the photos", "done"),
            ("status", "resolved", "refused"),
        ]
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_it_is_exported_for_programs_whole_whatever_is_searched_for(tmp_path: Path) -> None:
    async with console(tickets=30) as c:
        await some_changes(c)
        await to_outbox(c)
        await c.press("/")
        await c.type("refused")
        await c.until(lambda: len(lines(c)) == 1)
        await c.press("enter")
        path = tmp_path / "mine.jsonl"
        await exported(c, str(path))
        entries = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        assert [entry["new"] for entry in entries] == ["pending", "=1+1 Thank you for the photos", "resolved"]
        assert {entry["at"] for entry in entries} == {"2026-03-30T09:30:00.000Z"}


@pytest.fixture
def made_home(home: Path) -> Path:
    """Give the agent's home directory, which is there."""
    home.mkdir()
    return home


def files(directory: Path) -> list[str]:
    """Give the names of the tables in a directory."""
    return [path.name for path in directory.glob("*.csv")]


async def test_a_name_is_offered_and_nothing_is_written_without_one(made_home: Path) -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await to_outbox(c, "3")
        await c.press("X")
        line = on_view(c, AskScreen).query_one(Input)
        assert line.value == "~/klink-journal-2026-03-30.csv"
        await c.press("escape")
        await c.press("X", "delete", "enter")
        await c.rest()
        outbox(c)
        assert (c.toasts, files(made_home)) == ([], [])
        await c.press("X", "enter")
        await toasts(c, 1)
        assert c.toasts == [f"0 entries written to {made_home}/klink-journal-2026-03-30.csv."]


@pytest.mark.parametrize(
    ("name", "words"), [("there.csv", "is there already. · Choose another name."), ("mine.txt", "says no format.")]
)
async def test_what_can_not_be_written_is_said_and_nothing_is_touched(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "there.csv").write_text("precious")
    async with console(tickets=30) as c:
        await c.rest()
        await go_to_ticket(c, bool)
        await to_outbox(c, "3")
        await exported(c, str(tmp_path / name))
        assert words in c.toasts[-1]
        assert (tmp_path / "there.csv").read_text() == "precious"
        assert not (tmp_path / "mine.txt").exists()
