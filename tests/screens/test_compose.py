"""Writing to a customer: nothing is sent twice, lost or claimed."""

from functools import partial

from textual.widgets import Static, TextArea

from klink_tui.screens.ask import ConfirmScreen
from klink_tui.screens.compose import ComposeScreen
from tests.console import Console, console
from tests.gate import to
from tests.screens.views import DENIED, on_view, sent, ticket, tickets, toasts

SEND = to("POST")


def composer(c: Console) -> ComposeScreen:
    return on_view(c, ComposeScreen)


def text(c: Console) -> str:
    return composer(c).query_one(TextArea).text


def banner(c: Console) -> str:
    shown = composer(c).query_one("#banner", Static)
    return str(shown.content) if shown.display else ""


def said(c: Console, words: str) -> bool:
    return words in banner(c)


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
        assert c.toasts == ["There is nothing to send yet."] * 2
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


async def test_a_refused_message_stays_with_the_reason() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        c.gate.answer(SEND, 403, DENIED, times=1)
        c.gate.answer(SEND, 500, {"success": False, "message": "Boom"}, times=1)
        c.gate.refuse(SEND, times=2)
        await write(c, "Please wait")
        for words in ("403", "500", "Nothing was sent"):
            await c.press("ctrl+s")
            await c.until(partial(said, c, words))
            assert banner(c).startswith("Not sent; your text is still here.")
            assert text(c) == "Please wait"
            assert c.status.doing == ""
        await c.type("!")
        await c.press("ctrl+s")
        await toasts(c, 1)
        assert len(c.writes()) == 1


async def test_a_lost_reply_may_have_been_sent_and_is_not_repeated_by_itself() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        c.gate.lose(SEND, times=1)
        await write(c, "Only once")
        await c.press("ctrl+s")
        await c.until(lambda: banner(c).startswith("May have been sent"))
        assert c.gate.count(SEND) == 1
        await c.press("ctrl+s")
        on_view(c, ConfirmScreen)
        await c.press("n")
        assert c.gate.count(SEND) == 1
        await c.press("escape")
        await write(c)
        assert text(c) == "Only once"
        assert banner(c) == "What you wrote before is back. It may have been sent."
        await c.press("ctrl+s")
        on_view(c, ConfirmScreen)
        await c.press("y")
        await toasts(c, 2)
        assert c.gate.count(SEND) == 2
        assert len(c.app.desk.drafts) == 0


async def test_a_gateway_s_error_page_is_no_no() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        c.sandbox.quirks.switch_on("html-502:once")
        await write(c, "Through a gateway")
        await c.press("ctrl+s")
        await c.until(lambda: banner(c).startswith("May have been sent"))
        assert c.gate.count(SEND) == 1


async def test_each_contact_has_a_draft_of_their_own() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        first = tickets(c).ticket
        assert first is not None
        await write(c, "To the first")
        await c.press("escape")
        assert c.toasts == [f"Kept what you wrote to {first.contact_name}."]
        while (at := tickets(c).ticket) is not None and at.contact_id == first.contact_id:
            await c.press("j")
        await write(c)
        assert (text(c), banner(c)) == ("", "")
        await c.type("To the second")
        await c.press("escape", "g", "enter")
        await c.until(lambda: ticket(c).is_mounted)
        await write(c)
        assert text(c) == "To the first"
        assert banner(c) == "What you wrote before is back."
        area = composer(c).query_one(TextArea)
        area.select_all()
        await c.press("delete", "escape")
        assert len(c.app.desk.drafts) == 1, "what was emptied is no draft"


async def test_leaving_while_it_is_sent_keeps_the_answer_and_a_second_one_waits() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        held = c.gate.hold(SEND)
        await write(c, "Slow road")
        await c.press("ctrl+s")
        await c.until(lambda: held.waiting)
        assert c.status.doing == "sending …"
        await c.type("more")
        assert text(c) == "Slow road", "what is on its way can't be changed"
        await c.press("escape", "r")
        await c.until(lambda: c.toasts)
        assert "still on its way" in c.toasts[0]
        tickets(c)
        assert "message …" in c.status.doing
        held.release()
        await toasts(c, 2)
        assert c.toasts[1].startswith("Done: Sent to")
        assert c.gate.count(SEND) == 1
        await write(c)
        assert text(c) == ""


async def test_leaving_while_it_fails_keeps_the_text_and_says_so_elsewhere() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        held = c.gate.hold(SEND)
        c.gate.lose(SEND)
        await write(c, "Lost road")
        await c.press("ctrl+s")
        await c.until(lambda: held.waiting)
        await c.press("escape", "f3")
        held.release()
        await toasts(c, 1)
        assert "May have been sent" in c.toasts[0]
        await c.press("f2")
        await write(c)
        assert text(c) == "Lost road"
        await c.press("ctrl+s")
        on_view(c, ConfirmScreen)


async def test_a_composer_is_usable_in_a_small_terminal() -> None:
    async with console(tickets=30, size=(60, 15)) as c:
        await c.rest()
        await write(c, "Short")
        area = composer(c).query_one(TextArea)
        assert area.size.height >= 5
        assert "This reaches the customer." in c.text()
        assert c.text().rstrip().split("\n")[-1].split()[:2] == ["ctrl+s", "Send"]
