"""Writing to a customer: nothing is sent twice, lost or claimed."""

from pathlib import Path

import pytest
from textual.widgets import Static, TextArea

from klink_tui.models.writes import TicketBody
from klink_tui.screens.ask import ConfirmScreen
from klink_tui.screens.compose import ComposeScreen
from klink_tui.screens.contact import ContactScreen
from klink_tui.store.drafts import remove
from tests.console import Console, console
from tests.gate import to
from tests.screens.outboxviews import box
from tests.screens.views import (
    DENIED,
    after,
    colleague,
    go_to_ticket,
    loaded,
    on_view,
    open_ticket,
    sent,
    tickets,
    toasts,
)

SEND = to("POST")


def composer(c: Console) -> ComposeScreen:
    return on_view(c, ComposeScreen)


def text(c: Console) -> str:
    return composer(c).query_one(TextArea).text


def banner(c: Console) -> str:
    shown = composer(c).query_one("#banner", Static)
    return str(shown.content) if shown.display else ""


async def write(c: Console, words: str = "") -> None:
    """Open the composer from the list and write into it."""
    await c.press("r")
    await c.until(lambda: isinstance(c.app.screen, ComposeScreen))
    await c.settle()
    await c.type(words)


async def test_it_says_whom_it_reaches_and_names_no_channel() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = tickets(c).ticket
        assert at is not None
        await write(c)
        assert f"Message to {at.contact_name}" in c.text()
        assert f"about {at.label}" in c.text()
        assert "This reaches the customer. The platform chooses the channel" in c.text()
        assert at.channel not in c.text().split("\n")[1]
        await c.press("ctrl+s")
        await c.type("   ")
        await c.press("enter", "ctrl+s")
        assert c.toasts == ["There is nothing to send yet."]
        await c.press("escape")
        assert (c.writes(), len(c.app.desk.drafts)) == ([], 0)


async def test_a_message_is_sent_once_as_it_was_written() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = tickets(c).ticket
        assert at is not None
        await write(c, "Dear you, q? D y!")
        await c.press("enter")
        await c.type("# not a heading: sTB+e")
        assert "10 words" in c.status.facts
        c.send_key("ctrl+s", None)
        c.send_key("ctrl+s", None)
        await toasts(c, 1)
        assert c.toasts == [f"Done: Sent to {at.contact_name}."]
        tickets(c)
        ((target, body),) = sent(c, "POST")
        assert isinstance(body, dict)
        assert at.contact_id in (target + str(body))
        assert "Dear you, q? D y!\n# not a heading: sTB+e" in body.values()
        assert len(c.writes()) == 1
        await write(c)
        assert (text(c), banner(c)) == ("", "")


async def test_a_refused_message_is_back_with_the_reason_until_it_is_written_anew() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = tickets(c).ticket
        assert at is not None
        c.gate.answer(SEND, 403, DENIED, times=1)
        await write(c, "Please wait")
        await c.press("left", "left", "ctrl+s")
        await toasts(c, 1)
        tickets(c)
        assert c.toasts[0].startswith(f"Refused: {at.contact_name}: message: ")
        assert c.toasts[0].endswith("What you typed is a draft again.")
        for _ in range(2):
            await write(c)
            assert text(c) == "Please wait"
            assert composer(c).query_one(TextArea).cursor_location == (0, 9), "where one was"
            assert banner(c).startswith("It was not sent: ")
            assert "403" in banner(c)
            await c.press("escape")
        await write(c, "!")
        await c.press("escape")
        await write(c)
        assert (text(c), banner(c)) == ("Please wa!it", "What you wrote before is back.")
        await c.press("ctrl+s")
        await c.rest()
        assert c.toasts[-1] == f"Done: Sent to {at.contact_name}."
        assert len(c.writes()) == 1
        assert len(c.app.desk.drafts) == 0


async def test_without_a_server_it_waits_and_goes_out_by_itself() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        c.gate.refuse(SEND, times=4)  # each is tried twice at once
        await write(c, "As soon as may be")
        await c.press("ctrl+s")
        await c.until(lambda: c.status.doing == "offline, 1 waiting")
        tickets(c)
        assert c.toasts == []
        await after(c, 2)
        assert (c.writes(), c.status.doing) == ([], "offline, 1 waiting")
        await after(c, 5)
        assert len(c.writes()) == 1
        assert c.status.doing == ""


async def test_a_lost_reply_may_have_been_sent_and_is_never_repeated_by_itself() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = tickets(c).ticket
        assert at is not None
        c.gate.lose(SEND, times=1)
        await write(c, "Only once")
        await c.press("ctrl+s")
        await toasts(c, 1)
        assert c.toasts[0].startswith(
            f"Not known whether it was done: {at.contact_name}: message: It may have been sent"
        )
        assert c.toasts[0].endswith("O shows it.")
        await c.until(lambda: c.status.doing == "1 needs you · O")
        for _ in range(6):
            await after(c, 20)
        assert c.gate.count(SEND) == 1
        await write(c)
        assert (text(c), banner(c)) == ("", ""), "the outbox has it"
        assert [one.changes["text"] for one in c.app.desk.outbox.open] == ["Only once"]


@pytest.mark.parametrize("gateway", [True, False])
async def test_an_error_of_the_server_is_no_no(gateway: bool) -> None:
    async with console(tickets=30) as c:
        await c.rest()
        if gateway:
            c.sandbox.quirks.switch_on("html-502:once")
        else:
            c.gate.answer(SEND, 500, {"success": False, "message": "Boom"}, times=1)
        await write(c, "Through a gateway")
        await c.press("ctrl+s")
        await toasts(c, 1)
        assert c.toasts[0].startswith("Not known whether it was done: ")
        assert c.gate.count(SEND) == 1


async def test_each_ticket_has_a_draft_of_its_own() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        contacts = [one.contact_id for one in loaded(c)]
        first = await go_to_ticket(c, lambda one: contacts.count(one.contact_id) > 1)
        await write(c, "About the first")
        await c.press("escape")
        assert c.toasts == [f"Kept what you wrote to {first.contact_name}."]
        await go_to_ticket(c, lambda one: one.contact_id == first.contact_id and one.key != first.key)
        await write(c)
        assert (text(c), banner(c)) == ("", ""), "of the same contact"
        await c.press("escape")
        await go_to_ticket(c, lambda one: one.contact_id != first.contact_id)
        await write(c)
        assert (text(c), banner(c)) == ("", "")
        await c.type("To somebody else")
        await c.press("escape")
        await open_ticket(c, lambda one: one.key == first.key)
        await write(c)
        assert text(c) == "About the first"
        assert banner(c) == "What you wrote before is back."
        await c.press("escape", "at")
        await c.until(lambda: isinstance(c.app.screen, ContactScreen))
        await write(c)
        assert (text(c), banner(c)) == ("", ""), "about no ticket"
        await c.press("escape", "escape")
        await write(c)
        composer(c).query_one(TextArea).select_all()
        await c.press("delete", "escape")
        assert len(c.app.desk.drafts) == 1, "what was emptied is no draft"


async def test_the_next_start_says_nothing_of_what_was_sent_before(tmp_path: Path) -> None:
    async with console(tickets=30, directory=tmp_path) as c:
        await c.rest()
        await write(c, "Dear you")
        await c.press("ctrl+s")
        await c.until(lambda: any("Sent to" in toast for toast in c.toasts))
    async with console(tickets=30, directory=tmp_path) as c:
        await c.rest()
        assert c.app.desk.outbox.recent
        assert c.toasts == []


async def test_what_another_console_has_sent_meanwhile_is_sent_again_on_purpose_only(tmp_path: Path) -> None:
    async with console(tickets=30, directory=tmp_path) as c:
        await c.rest()
        await write(c, "Dear you")
        desk = c.app.desk
        await desk.drafts.flush()
        (draft,) = desk.drafts.all
        await desk.own.write(lambda connection: remove(connection, draft))  # As the other one does when it sends it.
        await desk.drafts.reload()
        await c.press("ctrl+s")
        assert on_view(c, ConfirmScreen)
        assert "Another console of this profile has sent what was written here" in " ".join(box(c).split())
        await c.press("n")
        assert (text(c), desk.outbox.open, c.writes()) == ("Dear you", (), [])
        await c.press("ctrl+s", "y")
        await c.rest()
        assert [body["message"] for _, body in sent(c, "POST") if isinstance(body, dict)] == ["Dear you"]


async def test_a_draft_about_a_ticket_that_has_changed_says_so() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = await open_ticket(c)
        await c.rest()
        await write(c, "As you say")
        await c.press("escape")
        async with colleague(c) as other:
            await other.tickets.update(at.id, TicketBody(title="Something else"))
        await c.press("ctrl+r")
        await c.until("Something else")
        await c.rest()
        await write(c)
        assert text(c) == "As you say"
        assert banner(c) == "What you wrote before is back. The ticket has changed since you wrote it."


async def test_messages_of_one_contact_arrive_in_the_order_they_were_written() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        held = c.gate.hold(SEND)
        await write(c, "Slow road")
        await c.press("ctrl+s")
        await c.until(lambda: held.waiting)
        tickets(c)
        assert c.status.doing == "sending …"
        await write(c, "And more")
        assert banner(c) == "", "what is on its way is no draft"
        await c.press("ctrl+s")
        await c.until(lambda: c.status.doing == "1 waiting, sending …")
        assert held.waiting == 1
        await c.press("f3")
        held.release()
        await toasts(c, 2)
        first, second = (str(body) for _, body in sent(c, "POST"))
        assert "Slow road" in first
        assert "And more" in second
        assert len(c.app.desk.drafts) == 0


async def test_a_message_that_is_held_comes_back_by_z_and_goes_for_good_after_that() -> None:
    async with console(tickets=30, undo_seconds=5) as c:
        await c.rest()
        await write(c, "Too soon")
        assert "5 s to take it back, then never" in c.status.facts
        await c.press("ctrl+s")
        await c.until(lambda: c.status.doing == "held 5 s · z takes back")
        await c.press("z")
        await toasts(c, 1)
        assert c.toasts[0].startswith("Taken back: ")
        await after(c, 60)
        assert c.writes() == []
        await write(c)
        assert (text(c), banner(c)) == ("Too soon", "What you wrote before is back.")
        await c.press("ctrl+s")
        await c.until(lambda: c.status.doing == "held 5 s · z takes back")
        await after(c, 6)
        assert len(c.writes()) == 1
        await c.press("z")
        await c.until(lambda: any("a message that was sent can't be taken back." in toast for toast in c.toasts))
        assert len(c.writes()) == 1


async def test_a_composer_is_usable_in_a_small_terminal() -> None:
    async with console(tickets=30, size=(60, 15)) as c:
        await c.rest()
        await write(c, "Short")
        area = composer(c).query_one(TextArea)
        assert area.size.height >= 5
        assert "This reaches the customer." in c.text()
        assert c.text().rstrip().split("\n")[-1].split()[:2] == ["ctrl+s", "Send"]
