"""Local notes: only on this machine, shown wherever the record is, and found by their words."""

from pathlib import Path

import pytest

from klink_tui.screens.note import NoteScreen
from klink_tui.screens.notelist import NoteList
from klink_tui.screens.outbox import OutboxScreen
from klink_tui.widgets.cells import NOTED
from klink_tui.widgets.textfield import TextField
from tests.console import Console, console
from tests.screens.views import contact_at, contacts, facts_of, on_view, open_contacts, open_ticket, row_of, tickets


async def noted(c: Console, words: str) -> str:
    """Write a note on the ticket under the cursor; give the ticket's key."""
    key = tickets(c).list.cursor_key
    await c.press("N")
    on_view(c, NoteScreen)
    await c.type(words)
    await c.press("escape")
    await c.rest()
    return key


def rows(c: Console) -> list[str]:
    """Give the keys of the tickets on view."""
    return [row.key for row in tickets(c).rows.items()]


async def ask(c: Console, query: str) -> None:
    """Type a query into the list of tickets."""
    await c.press("slash", "ctrl+u")
    await c.type(query)
    await c.press("enter")
    await c.rest()


def notes(c: Console) -> NoteList:
    """Give the drawer of notes, which must be open."""
    screen = on_view(c, OutboxScreen)
    assert isinstance(screen.drawer, NoteList)
    return screen.drawer


async def test_a_note_is_marked_shown_and_sent_nowhere() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = tickets(c).ticket
        assert at is not None
        assert NOTED not in c.text()
        await noted(c, "Call the warehouse [/b]")
        assert NOTED in row_of(c, at.ticket_number)
        await c.until("Call the warehouse [/b]")
        assert "only on this machine" in c.text()
        await open_ticket(c, lambda one: one.key == at.key)
        assert facts_of(c, "#facts")["Your note"] == "Call the warehouse [/b]"
        assert "only on this machine" in c.text()
        await c.press("N")
        assert "Only on this machine: neither the customer nor a colleague sees it." in c.text()
        await c.press("ctrl+a", "ctrl+k", "escape")
        assert "Your note" not in facts_of(c, "#facts"), "an empty note is none"
        await c.press("escape")
        await c.rest()
        assert NOTED not in c.text()
        assert c.writes() == []


async def test_a_query_finds_tickets_by_their_notes_and_follows_them(tmp_path: Path) -> None:
    async with console(tickets=30, directory=tmp_path) as c:
        await c.rest()
        first = await noted(c, "Call the Warehouse")
        await c.press("j", "j")
        second = await noted(c, "wait for the refund")
        await c.press("slash")
        await c.type("note:warehouse")
        await c.until("your local note has “warehouse”")
        await c.press("enter")
        await c.rest()
        assert rows(c) == [first]
        await ask(c, "has:note")
        assert sorted(rows(c)) == sorted([first, second])
        await ask(c, "-has:note")
        assert len(rows(c)) == 28
        assert not {first, second} & set(rows(c))
        await ask(c, "note:refund")
        assert rows(c) == [second]
        await c.press("N", "ctrl+a", "ctrl+k", "escape")
        await c.rest()
        await c.until(lambda: rows(c) == [])
    async with console(tickets=30, directory=tmp_path) as c:
        await c.rest()
        await ask(c, "note:*")
        assert rows(c) == [first], "notes outlast the console"


async def test_a_note_on_a_contact_is_marked_and_shown() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await open_contacts(c)
        at = contact_at(c)
        await c.press("N")
        await c.type("Likes to be called")
        await c.press("escape")
        await c.rest()
        assert [line for line in c.text().split("\n") if NOTED in line and at.label in line]
        assert facts_of(c, "#preview-facts")["Your note"] == "Likes to be called"
        await c.press("enter")
        await c.rest()
        assert facts_of(c, "#facts")["Your note"] == "Likes to be called"
        await c.press("escape")
        contacts(c)


async def test_the_drawer_of_notes_is_searched_opened_and_emptied() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        first = await noted(c, "Call the Warehouse")
        await c.press("j")
        second = await noted(c, "wait for the refund")
        await c.press("O", "4")
        assert sorted(note.target for note in notes(c).found()) == sorted([first, second])
        assert "2 notes" in c.status.facts
        assert facts_of(c, "#facts")["Your note"] in ("wait for the refund", "Call the Warehouse")
        await c.press("slash")
        await c.type("ware call")
        assert "1 of 2 notes" in c.status.facts
        assert "wait for" not in c.text()
        await c.press("enter", "enter")
        assert "Call the Warehouse" in on_view(c, NoteScreen).query_one(TextField).text
        await c.press("escape")
        await c.type("/")
        await c.type("zzz")
        assert "No note holds “zzz”." in c.text()
        await c.press("escape")
        assert "2 notes" in c.status.facts
        await c.press("D", "y")
        await c.rest()
        assert len(c.app.desk.drafts.all_notes) == 1
        await c.press("D")
        await c.press("escape")
        assert len(c.app.desk.drafts.all_notes) == 1, "it asks first"
        await c.press("3", "slash")
        await c.type("anything")
        assert notes_search(c) == ("anything", "")


def notes_search(c: Console) -> tuple[str, str]:
    screen = on_view(c, OutboxScreen)
    return screen.journal.search, screen.note_list.search


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
async def test_without_notes_it_says_how_to_write_one(size: tuple[int, int]) -> None:
    async with console(tickets=30, size=size) as c:
        await c.rest()
        await c.press("O", "4")
        assert "No notes." in c.text()
        await c.press("D", "enter", "r")
        assert c.toasts == []
