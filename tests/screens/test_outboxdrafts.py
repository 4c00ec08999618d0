"""The drafts in the outbox's place: gone on with, marked where their record has changed, thrown away on purpose."""

from pathlib import Path

from textual.widgets import Input, TextArea

from klink_tui.models.intent import State
from klink_tui.models.writes import ContactBody, TicketBody
from klink_tui.screens.ask import ConfirmScreen
from klink_tui.screens.compose import ComposeScreen
from klink_tui.screens.form import FormScreen
from klink_tui.screens.newchannel import NewChannelScreen
from klink_tui.store.drafts import Draft, save
from tests.console import Console, console
from tests.screens.formviews import PATCH, banner, current, fill, focused, opened, row
from tests.screens.outboxviews import (
    SEND,
    box,
    facts,
    head,
    lines,
    outbox,
    redrawn,
    to_outbox,
    until_state,
    write,
)
from tests.screens.views import DENIED, after, colleague, contact_at, on_view, open_contacts, open_ticket, sent


async def half_a_message(c: Console, words: str = "Dear you") -> None:
    """Begin a message to the contact of the ticket under the cursor, and leave it."""
    await c.press("r")
    await c.until(lambda: isinstance(c.app.screen, ComposeScreen))
    await c.settle()
    await c.type(words)
    await c.press("escape")


async def half_a_form(c: Console, key: str, field: str, text: str) -> None:
    """Fill in a field of the form that a key opens, and leave it."""
    await opened(c, key)
    await fill(c, field, text)
    await c.press("escape")
    await c.rest()


async def form_again(c: Console) -> None:
    """Go on with the form under the cursor."""
    await c.press("enter")
    await c.until(lambda: isinstance(c.app.screen, FormScreen) and "changed ·" in c.text())
    await c.rest()


async def test_each_says_what_it_is_for_and_how_it_begins_the_last_one_first() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = current(c)
        await half_a_message(c, "Dear you")
        await after(c, 3600)
        await half_a_form(c, "e", "title", "Half a title")
        await to_outbox(c, "2")
        assert lines(c) == [
            f"ticket Edit {at.label} {at.title} title: Half a title now",
            f"message Message to {at.contact_name} about {at.label} Dear you 1h",
        ]
        assert head(c).startswith("1 Outbox 2 Drafts 2 3 Journal")
        assert c.status.facts == "2 drafts · lost when you quit", "they are in memory here"
        await c.press("j")
        assert facts(c)["Text"] == "Dear you"
        assert facts(c)["Keys"] == "enter goes on with it · D throws it away"


async def test_what_is_saved_is_not_said_to_be_lost(tmp_path: Path) -> None:
    async with console(tickets=30, directory=tmp_path) as c:
        await c.rest()
        await half_a_message(c)
        await to_outbox(c, "2")
        assert c.status.facts == "1 draft"
    async with console(tickets=30, directory=tmp_path) as c:
        await c.rest()
        await to_outbox(c, "2")
        assert "Dear you" in lines(c)[0]


async def test_enter_goes_on_with_every_kind_of_form() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await half_a_form(c, "e", "title", "A change")
        await open_ticket(c)
        await c.rest()
        await half_a_form(c, "plus", "title", "A ticket")
        await open_contacts(c)
        await half_a_form(c, "e", "name", "A name")
        await half_a_form(c, "plus", "name", "A contact")
        await to_outbox(c, "2")
        seen = {}
        for _ in range(4):
            at = facts(c)["For"]
            await form_again(c)
            assert banner(c) == "What you typed before is back. f9 throws it away."
            seen[at] = row(c, focused(c)).field.text
            await c.press("escape")
            outbox(c)
            await c.press("j")
        assert set(seen.values()) == {"A change", "A ticket", "A name", "A contact"}
        assert (seen["New ticket"], seen["New contact"]) == ("A ticket", "A contact")
        assert "2 Drafts 4 3" in head(c), "all of them are there still"


async def test_a_form_that_one_went_on_with_leaves_the_list_when_it_is_sent() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await half_a_form(c, "e", "title", "Half a title")
        await to_outbox(c, "2")
        await form_again(c)
        await c.press("ctrl+s")
        await redrawn(c)
        assert [body for _, body in sent(c, "PATCH")] == [{"title": "Half a title"}]
        assert lines(c)[0] == "No drafts."
        assert head(c).startswith("1 Outbox 2 Drafts 3")


async def test_enter_goes_on_with_a_message_with_the_cursor_where_it_was_and_it_can_be_sent() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = current(c)
        await half_a_message(c, "Dear you")
        await to_outbox(c, "2")
        await c.press("enter")
        composer = on_view(c, ComposeScreen)
        assert f"Message to {at.contact_name}" in c.text()
        assert f"about {at.label}" in c.text()
        assert composer.query_one(TextArea).cursor_location == (0, 8)
        await c.type(" too")
        await c.press("ctrl+s")
        await redrawn(c)
        ((_, body),) = sent(c, "POST")
        assert isinstance(body, dict)
        assert (body["message"], body["contactId"]) == ("Dear you too", at.contact_id)
        assert head(c).startswith("1 Outbox 2 Drafts 3")


async def test_enter_goes_on_with_a_channel() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await c.press("f6", "3")
        await c.rest()
        await c.press("plus")
        await c.type("line")
        await c.press("escape")
        await to_outbox(c, "2")
        assert lines(c)[0].startswith("channel New channel")
        await c.press("enter")
        await c.rest()
        assert on_view(c, NewChannelScreen).query(Input).first().value == "line"


async def test_what_can_not_be_gone_on_with_from_here_says_where_it_can() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        c.app.desk.drafts.keep("comment", "room-1", {"text": "Look here"}, label="Comment on #7")
        c.app.desk.drafts.keep("ticket", "gone#1", {"fields": {}}, label="Edit #1")
        await to_outbox(c, "2")
        for _ in lines(c):
            await c.press("enter", "j")
            outbox(c)
        assert sorted(c.toasts) == [
            "Comment on #7: open the case, c goes on with it.",
            "Edit #1: the record is not here any more. The text stands beside the list.",
        ]


# Thrown away


async def test_D_throws_a_draft_away_for_good_once_it_was_asked(tmp_path: Path) -> None:
    async with console(tickets=30, directory=tmp_path) as c:
        await c.rest()
        at = current(c)
        await half_a_message(c)
        await after(c, 60)
        await half_a_form(c, "e", "title", "Half a title")
        await to_outbox(c, "2")
        await c.press("D")
        on_view(c, ConfirmScreen)
        assert f"Edit {at.label}  {at.title}: what you typed is gone for good." in box(c)
        await c.press("n")
        await redrawn(c)
        assert len(lines(c)) == 2
        await c.press("D", "y")
        await redrawn(c)
        assert [line.split()[0] for line in lines(c)] == ["message"]
        await c.press("r")
        await c.rest()
        outbox(c)
    async with console(tickets=30, directory=tmp_path) as c:
        await c.rest()
        assert [draft.kind for draft in c.app.desk.drafts.all] == ["message"]
        assert c.writes() == []


# Several for one target, and one that is open elsewhere


async def test_each_of_two_drafts_for_one_ticket_is_gone_on_with_on_its_own() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = current(c)
        desk = c.app.desk
        await half_a_message(c, "From here")
        await desk.drafts.flush()
        theirs = Draft(
            "message", at.key, {"text": "From another console", "contact_id": at.contact_id}, "Message", "", 1
        )
        await desk.own.write(lambda connection: save(connection, theirs))
        await desk.drafts.reload()
        await to_outbox(c, "2")
        assert ["From here" in line for line in lines(c)] == [True, False], "the one typed last first"
        await c.press("j", "enter")
        await c.until(lambda: isinstance(c.app.screen, ComposeScreen))
        assert on_view(c, ComposeScreen).query_one(TextArea).text == "From another console"
        await c.press("escape")
        await redrawn(c)
        (at_first,) = [place for place, line in enumerate(lines(c)) if "From here" in line]
        await c.press("g", "g", *"j" * at_first, "enter")
        await c.until(lambda: isinstance(c.app.screen, ComposeScreen))
        assert on_view(c, ComposeScreen).query_one(TextArea).text == "From here"
        await c.press("escape")
        await redrawn(c)
        (at_first,) = [place for place, line in enumerate(lines(c)) if "From here" in line]
        await c.press("g", "g", *"j" * at_first, "D", "y")
        await redrawn(c)
        assert len(lines(c)) == 1
        await c.press("enter")
        await c.until(lambda: isinstance(c.app.screen, ComposeScreen))
        assert on_view(c, ComposeScreen).query_one(TextArea).text == "From another console"


async def test_a_draft_that_is_being_written_elsewhere_leads_there() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await c.press("r")
        await c.until(lambda: isinstance(c.app.screen, ComposeScreen))
        composer = on_view(c, ComposeScreen)
        await c.type("Dear you")
        await c.app.switch_mode("outbox")
        await c.press("2")
        await redrawn(c)
        await c.press("enter")
        await c.rest()
        assert c.app.screen is composer, "two of them would write over each other"
        assert c.app.current_mode == "tickets"


# What has changed meanwhile


async def test_a_draft_whose_ticket_a_colleague_has_changed_is_marked_and_says_so_again_when_opened() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = current(c)
        await half_a_form(c, "e", "cf_parcels", "12")
        await to_outbox(c, "2")
        assert "the record changed" not in c.text()
        async with colleague(c) as other:
            await other.tickets.update(at.id, TicketBody(title="Theirs"))
        await c.app.desk.tickets.of_contact(at.contact_id)
        await redrawn(c)
        assert lines(c)[0].startswith("! ticket ")
        assert lines(c)[0].endswith("the record changed")
        assert facts(c)["Stale"] == "The record has changed since this was begun."
        await form_again(c)
        assert banner(c).endswith("The ticket has changed since you typed it.")


async def test_a_draft_whose_contact_a_colleague_has_changed_is_marked() -> None:
    async with console(tickets=30) as c:
        await open_contacts(c)
        at = contact_at(c)
        await half_a_form(c, "e", "cf_remarks", "Ring first")
        async with colleague(c) as other:
            await other.contacts.update(at.id, ContactBody(name="Theirs"))
        await c.app.desk.contacts.read(at.id)
        await to_outbox(c, "2")
        assert (lines(c)[0][0], "the record changed" in lines(c)[0]) == ("!", True)


async def test_what_was_refused_is_marked_until_it_is_sent() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        c.gate.answer(PATCH, 403, DENIED, times=1)
        await opened(c)
        await fill(c, "title", "Typed with care")
        await c.press("ctrl+s")
        await until_state(c, State.REFUSED)
        await to_outbox(c, "2")
        assert lines(c)[0].startswith("✗ ticket ")
        assert lines(c)[0].endswith("was refused")
        assert "This token may not do that" in facts(c)["Refused"]
        await form_again(c)
        await c.press("ctrl+s")
        await redrawn(c)
        assert lines(c)[0] == "No drafts."


async def test_a_refused_message_stands_beside_one_that_was_begun_meanwhile() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        hold = c.gate.hold(SEND)
        c.gate.answer(SEND, 403, DENIED, times=1)
        await write(c, "The first")
        await c.until(lambda: hold.waiting)
        await half_a_message(c, "The second")
        hold.release()
        await until_state(c, State.REFUSED)
        await to_outbox(c, "2")
        assert sorted(line.split()[0] for line in lines(c)) == ["message", "✗"]
        assert {text for text in ("The first", "The second") if text in c.text()} == {"The first", "The second"}
