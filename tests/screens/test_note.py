"""The note on a record as it is written: kept with every key, over the end of the console too, and sent nowhere."""

from pathlib import Path

from textual.widgets import TextArea

from klink_tui.screens.note import NoteScreen
from klink_tui.screens.ticket import TicketScreen
from tests.console import Console, console
from tests.screens.formviews import current
from tests.screens.outboxviews import head, lines, to_outbox
from tests.screens.views import (
    colleague,
    contact_at,
    facts_of,
    on_view,
    open_contacts,
    open_ticket,
    ticket,
    tickets,
)


async def note(c: Console, words: str = "") -> TextArea:
    """Open the note on what is under the cursor, and write into it."""
    await c.press("N")
    area = on_view(c, NoteScreen).query_one(TextArea)
    await c.settle()
    await c.type(words)
    return area


def told(c: Console, selector: str) -> str:
    """Give the note as it stands beside the record; empty where none does."""
    return facts_of(c, selector).get("Your note", "")


def told_to_the_server(c: Console, words: str) -> bool:
    """Tell whether anything that left this machine holds some words."""
    return any(words.encode() in request.content or words in str(request.url) for request in c.gate.seen)


async def test_it_is_gone_on_with_where_it_was_left_and_taken_off_by_emptying_it() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await open_ticket(c)
        await note(c, "Rings noon")
        await c.press(*["left"] * 4)
        await c.type("at ")
        await c.press("escape")
        assert told(c, "#facts") == "Rings at noon"
        area = await note(c, "exactly ")
        assert area.text == "Rings at exactly noon"
        await c.press("escape")
        assert told(c, "#facts") == "Rings at exactly noon"
        area = await note(c)
        area.select_all()
        await c.press("delete", "escape")
        on_view(c, TicketScreen)
        assert told(c, "#facts") == ""
        assert c.app.desk.drafts.note_on(ticket(c).ticket.key) == ""


async def test_it_outlasts_the_console_with_what_was_typed_last(tmp_path: Path) -> None:
    async with console(tickets=30, directory=tmp_path) as c:
        await c.rest()
        at = current(c)
        await note(c, "Rings at noon")
        await c.press("enter")
        c.burst(*"and late")
        c.burst("ctrl+q")
        await c.until(lambda: not c.app.is_running)
    async with console(tickets=30, directory=tmp_path) as c:
        await c.rest()
        assert c.app.desk.drafts.note_on(at.key) == "Rings at noon\nand late"
        assert told(c, "#preview-facts") == "Rings at noon\nand late"
        area = await note(c)
        assert (area.text, area.cursor_location) == ("Rings at noon\nand late", (1, 8))
        area.select_all()
        await c.press("delete", "escape")
    async with console(tickets=30, directory=tmp_path) as c:
        await c.rest()
        assert c.app.desk.drafts.note_on(at.key) == ""


async def test_a_note_on_a_contact_outlasts_the_console_as_well(tmp_path: Path) -> None:
    async with console(tickets=30, directory=tmp_path) as c:
        await open_contacts(c)
        at = contact_at(c)
        await note(c, "Pays late")
        await c.press("escape")
    async with console(tickets=30, directory=tmp_path) as c:
        await open_contacts(c)
        assert contact_at(c).id == at.id
        assert (await note(c)).text == "Pays late"


async def test_nothing_of_it_is_ever_sent_whatever_is_pressed() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = current(c)
        area = await note(c, "Zebra zZ q rD sp X! +eN")
        await c.press("ctrl+s", "alt+enter")
        assert area.text.split("\n")[0] == "Zebra zZ q rD sp X! +eN", "letters are letters here"
        await c.press("escape")
        tickets(c)
        await c.press("z", "ctrl+r")
        await c.rest()
        assert c.app.desk.drafts.note_on(at.key).startswith("Zebra")
        await c.press("s", {"pending": "o"}.get(at.status, "p"))
        await c.rest()
        assert len(c.writes()) == 1, "the status alone"
        assert not told_to_the_server(c, "Zebra")
        async with colleague(c) as other:
            page = await other.tickets.by_contact(at.contact_id, page_size=100)
        assert "Zebra" not in str([one.raw for one in page.items])


async def test_it_is_no_draft_and_asks_nothing_when_one_quits() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await note(c, "Rings at noon")
        await c.press("escape")
        await to_outbox(c, "2")
        assert lines(c)[0] == "No drafts."
        assert head(c).startswith("1 Outbox 2 Drafts 3 Journal")
        await c.press("f2")
        c.burst("q")
        await c.until(lambda: not c.app.is_running)
