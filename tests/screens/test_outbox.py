"""The outbox: what is on its way, sent sooner or taken back, and what is in doubt decided by the agent."""

import pytest

from klink_tui.models.intent import State
from klink_tui.screens.ask import ChoiceScreen, ConfirmScreen
from klink_tui.screens.batch import BatchScreen
from klink_tui.screens.compose import ComposeScreen
from klink_tui.screens.conflict import ConflictScreen
from klink_tui.screens.contact import ContactScreen
from klink_tui.screens.form import FormScreen
from klink_tui.screens.ticket import TicketScreen
from tests.console import console
from tests.gate import to
from tests.screens.formviews import PATCH, banner, fill, opened, row
from tests.screens.outboxviews import (
    PUT,
    SEND,
    box,
    facts,
    head,
    in_doubt,
    lines,
    outbox,
    redrawn,
    set_status,
    to_outbox,
    until_state,
    write,
)
from tests.screens.views import DENIED, after, colleague, go_to_ticket, on_view, row_of, sent, ticket, tickets

# What stands there


async def test_its_lists_have_keys_of_their_own_and_tab_goes_round() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await to_outbox(c)
        words = ("Nothing is on its way.", "No drafts.", "Nothing was done yet.", "No notes.")
        for key, said in zip("1234", words, strict=True):
            await c.press(key)
            await c.until(said)
            assert lines(c)[0] == said
        await c.press("tab")
        assert words[0] in c.text(), "round to the first"
        await c.press("shift+tab")
        assert words[-1] in c.text()
        assert head(c) == "1 Outbox 2 Drafts 3 Journal 4 Notes"
        await c.press(*"rD", "enter", *"1rD", "enter", *"2rD", "enter")
        await c.rest()
        outbox(c)
        assert (c.toasts, c.writes()) == ([], []), "there is nothing to do anything about"


async def test_what_is_held_counts_down_and_what_is_over_stands_below_what_is_open() -> None:
    async with console(tickets=30, undo_seconds=5) as c:
        await c.rest()
        first = await set_status(c)
        await until_state(c, State.HELD)
        await after(c, 6)
        second = await set_status(c)
        await until_state(c, State.HELD)
        await to_outbox(c)
        assert [line.split(" #")[0] for line in lines(c)] == ["↻ held 5 s", "✓ done"]
        assert (second.label in lines(c)[0], first.label in lines(c)[1]) == (True, True)
        assert head(c).startswith("1 Outbox 1 2 Drafts 3 Journal")
        assert c.status.facts == "1 open"
        assert facts(c)["Status"] == "open → pending"
        await after(c, 2)
        await redrawn(c)
        assert lines(c)[0].startswith("↻ held 3 s")
        await c.press("j")
        assert facts(c)["State"] == "done"
        assert first.label in facts(c)["What"]


async def test_what_needs_the_agent_stands_above_what_does_not() -> None:
    async with console(tickets=30, undo_seconds=5) as c:
        await c.rest()
        c.gate.lose(SEND, times=1)
        await write(c, "Perhaps")
        await until_state(c, State.HELD)
        await after(c, 6)
        await until_state(c, State.UNKNOWN)
        await set_status(c)
        await until_state(c, State.HELD)
        await to_outbox(c)
        assert [line.split(" ")[0] for line in lines(c)] == ["?", "↻"]
        assert c.status.facts == "2 open"
        assert c.status.doing == "1 needs you · O, held 5 s · z takes back"


# Sooner, or not at all


async def test_r_sends_at_once_what_is_held() -> None:
    async with console(tickets=30, undo_seconds=5) as c:
        await c.rest()
        at = await set_status(c)
        await until_state(c, State.HELD)
        await to_outbox(c)
        await c.press("r")
        await until_state(c, State.DONE)
        await redrawn(c)
        assert sent(c, "PUT") == [(f"/api/v1/tickets/{at.id}/status", {"status": "pending"})]
        assert lines(c)[0].startswith("✓ done")
        assert (c.status.facts, c.status.doing) == ("", "")
        await c.press("r")
        await c.rest()
        assert len(c.writes()) == 1, "what is done is not sent again"


async def test_D_takes_back_what_is_held_and_the_row_has_what_it_had() -> None:
    async with console(tickets=30, undo_seconds=5) as c:
        await c.rest()
        at = await set_status(c)
        await until_state(c, State.HELD)
        await to_outbox(c)
        await c.press("D")
        await redrawn(c)
        assert lines(c)[0].startswith("– taken back")
        await c.press("D", "r", "escape")
        await c.press("f2")
        assert "open" in row_of(c, at.ticket_number)
        await after(c, 60)
        assert c.writes() == []


async def test_D_on_a_message_that_is_held_makes_it_a_draft_again() -> None:
    async with console(tickets=30, undo_seconds=5) as c:
        await c.rest()
        await write(c, "Too soon")
        await until_state(c, State.HELD)
        await to_outbox(c)
        assert "2 Drafts 3" in head(c)
        await c.press("D")
        await redrawn(c)
        assert "2 Drafts 1 3" in head(c)
        await c.press("enter")
        on_view(c, ComposeScreen)
        assert "Too soon" in c.text()
        assert c.writes() == []


async def test_what_is_on_the_wire_is_neither_taken_back_nor_sent_again() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        hold = c.gate.hold(PUT)
        await set_status(c)
        await c.until(lambda: hold.waiting)
        await to_outbox(c)
        assert lines(c)[0].startswith("↻ sending")
        await c.press("D")
        assert c.toasts == ["It is on the wire: wait for its answer."]
        await c.press("r")
        hold.release()
        await until_state(c, State.DONE)
        await c.rest()
        assert len(c.writes()) == 1


async def test_without_a_server_each_waits_and_says_why_until_it_is_taken_back() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        c.gate.refuse(to("GET", "/tickets/contact"))
        first = await set_status(c)
        await c.until(lambda: c.app.desk.outbox.offline)
        second = await set_status(c)
        await c.rest()
        await to_outbox(c)
        assert [line.startswith("↻ waiting") for line in lines(c)] == [True, True]
        assert c.status.doing == "offline, 2 waiting"
        await c.press("G")
        assert first.label in facts(c)["What"]
        assert "can't be reached" in facts(c)["Why"]
        await c.press("D")
        await redrawn(c)
        c.gate.open()
        await after(c, 60)
        assert sent(c, "PUT") == [(f"/api/v1/tickets/{second.id}/status", {"status": "pending"})]


# What was refused


async def test_a_refused_form_is_opened_again_mended_and_sent() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        c.gate.answer(PATCH, 422, {"message": "No.", "errors": {"title": ["Too short."]}}, times=1)
        await opened(c)
        await fill(c, "title", "Hm")
        await c.press("ctrl+s")
        await until_state(c, State.REFUSED)
        await to_outbox(c)
        assert lines(c)[0].startswith("✗ refused")
        assert facts(c)["title"] == "Too short."
        assert facts(c)["Keys"] == "enter opens what you typed"
        await c.press("enter")
        await c.until(lambda: isinstance(c.app.screen, FormScreen) and "1 changed" in c.status.facts)
        await c.rest()
        assert banner(c).startswith("Refused: ")
        assert row(c, "title").field.text == "Hm"
        await fill(c, "title", "Longer by far")
        await c.press("ctrl+s")
        await c.rest()
        outbox(c)
        assert [body for _, body in sent(c, "PATCH")] == [{"title": "Longer by far"}]
        await redrawn(c)
        assert [line.split(" #")[0] for line in lines(c)] == ["✓ done", "✗ refused"]
        await c.press("G", "enter")
        outbox(c)
        assert "What was typed was sent again, or thrown away." in c.toasts


async def test_a_refused_message_is_opened_again_with_what_was_said() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        c.gate.answer(SEND, 403, DENIED, times=1)
        await write(c, "Dear you")
        await until_state(c, State.REFUSED)
        await to_outbox(c)
        await c.press("enter")
        on_view(c, ComposeScreen)
        assert "Dear you" in c.text()
        assert "It was not sent: " in c.text()
        await c.press("ctrl+s")
        await c.rest()
        ((_, body),) = sent(c, "POST")
        assert "Dear you" in str(body)


async def test_a_refused_status_opens_its_ticket() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        c.gate.answer(PUT, 403, DENIED)
        at = await set_status(c)
        await until_state(c, State.REFUSED)
        await to_outbox(c)
        assert facts(c)["Keys"] == "enter opens the record"
        await c.press("enter")
        assert ticket(c).ticket.key == at.key
        await c.press("escape")
        outbox(c)


@pytest.mark.parametrize("what", ["status", "message", "channel"])
async def test_what_is_done_opens_the_record_it_was_done_to(what: str) -> None:
    async with console(tickets=30) as c:
        await c.rest()
        if what == "status":
            await set_status(c)
        elif what == "message":
            await write(c, "Hello")
        else:
            await c.app.desk.changes.create_channel("line", "Night desk")
        await until_state(c, State.DONE)
        await c.rest()
        await to_outbox(c)
        await c.press("enter")
        await c.rest()
        if what == "channel":
            outbox(c)
            assert c.toasts[-1] == "new channel Night desk: there is nothing to open."
        else:
            on_view(c, TicketScreen if what == "status" else ContactScreen)


# What is in doubt


async def test_a_message_in_doubt_that_was_done_is_over_and_not_sent_again() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        intent = await in_doubt(c)
        await to_outbox(c)
        await c.press("enter")
        on_view(c, ChoiceScreen)
        assert f"{intent.title}\n\n{intent.reason}" in box(c)
        assert "r  send it again, there may be two" in box(c)
        assert "look for it once more" not in box(c), "messages can't be read"
        await c.press("d")
        await redrawn(c)
        assert lines(c)[0].startswith("✓ done")
        assert facts(c)["Why"] == "You said that it was done."
        assert c.gate.count(SEND) == 1
        assert len(c.app.desk.drafts) == 0
        assert c.status.doing == ""


async def test_a_message_in_doubt_is_sent_once_more_when_the_agent_says_so() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await in_doubt(c, "Perhaps twice")
        await to_outbox(c)
        await c.press("r")
        on_view(c, ChoiceScreen)
        await c.press("r")
        await until_state(c, State.DONE)
        await redrawn(c)
        assert lines(c)[0].startswith("✓ done")
        assert ["Perhaps twice" in str(body) for _, body in sent(c, "POST")] == [True, True]


@pytest.mark.parametrize("keys", [("enter", "g"), ("D", "y")])
async def test_a_message_in_doubt_that_is_given_up_is_a_draft_again(keys: tuple[str, str]) -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await in_doubt(c, "Perhaps")
        await to_outbox(c)
        await c.press(*keys)
        await redrawn(c)
        assert lines(c)[0].startswith("– taken back")
        assert facts(c)["Why"].startswith("given up: It may have been sent")
        assert "2 Drafts 1" in head(c)
        assert c.gate.count(SEND) == 1
        await c.press("3")
        await c.rest()
        assert facts(c)["Outcome"] == "not known", "that is what is known of it"


async def test_nothing_is_decided_by_any_other_key() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await in_doubt(c)
        await to_outbox(c)
        for keys in (("enter", "escape"), ("enter", "x", "q"), ("r", "y", "escape"), ("D", "n"), ("D", "d", "escape")):
            await c.press(*keys)
            outbox(c)
        await redrawn(c)
        assert lines(c)[0].startswith("? not known")
        assert c.gate.count(SEND) == 1


async def test_a_change_in_doubt_is_looked_for_once_more() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        c.gate.lose(PUT, served=False)
        at = await set_status(c, "R")
        await until_state(c, State.UNKNOWN)
        for _ in range(6):
            await after(c, 20)
        async with colleague(c) as other:
            await other.tickets.update_status(at.id, "resolved")
        await to_outbox(c)
        await c.press("enter")
        assert "l  look for it once more" in box(c)
        assert "there may be two" not in box(c), "a status is set, however often"
        await c.press("l")
        await until_state(c, State.DONE)
        await redrawn(c)
        assert facts(c)["Why"] == "Its answer was lost; the server has it."
        assert c.gate.count(PUT) == 1


async def test_D_on_a_conflict_asks_and_gives_it_up() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = await go_to_ticket(c, lambda one: one.status == "open")
        async with colleague(c) as other:
            await other.tickets.update_status(at.id, "resolved")
        await c.press("s", "p")
        await until_state(c, State.CONFLICT)
        await to_outbox(c)
        assert lines(c)[0].startswith("≠ conflict")
        assert facts(c)["Why"].startswith("It was changed by somebody else meanwhile")
        await c.press("D")
        on_view(c, ConfirmScreen)
        assert "It is not sent again." in box(c)
        await c.press("n", "r")
        on_view(c, ConflictScreen)
        await c.press("escape", "D", "y")
        await redrawn(c)
        assert lines(c)[0].startswith("– taken back")
        await c.press("f2")
        await c.rest()
        assert "resolved" in row_of(c, at.ticket_number)
        assert [body for _, body in sent(c, "PUT")] == [{"status": "resolved"}], "the colleague's"


async def test_b_leads_to_the_bulk_run_that_a_change_is_part_of() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await set_status(c)
        await until_state(c, State.DONE)
        await c.press("space", "space", "!", "h", "ctrl+s")
        await c.until(lambda: isinstance(c.app.screen, BatchScreen))
        await c.rest()
        await c.press("escape")
        tickets(c)
        await to_outbox(c)
        await c.press("b")
        assert "Bulk run: priority" in c.text()
        on_view(c, BatchScreen)
        await c.press("escape", "G", "b")
        outbox(c)
        await c.until(lambda: "This is not part of a bulk run." in c.toasts)
