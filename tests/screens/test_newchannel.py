"""Creating a channel: what is asked, what is sent, and what is said when it goes wrong."""

from klink_tui.screens.library import LibraryScreen
from klink_tui.screens.newchannel import NewChannelScreen
from tests.console import Console, console
from tests.gate import to


def library(c: Console) -> LibraryScreen:
    """Give the library, on view or behind the box."""
    return next(screen for screen in c.app.screen_stack if isinstance(screen, LibraryScreen))


def names(c: Console) -> list[str]:
    """Give the first cell of every row of the list on view."""
    there = library(c).cursor.rows
    return [there.cells(index)[0].text for index in range(len(there))]


async def opened(c: Console, key: str) -> None:
    await c.press("f6", key)
    await c.rest()


async def test_a_channel_is_created_and_then_listed() -> None:
    async with console() as c:
        await opened(c, "3")
        many = library(c).shelf.total()
        await c.press("plus")
        await c.until("is not documented")
        await c.type("line")
        await c.press("enter")
        await c.type("Night desk")
        await c.press("enter")
        await c.until(lambda: isinstance(c.app.screen, LibraryScreen))
        assert "Night desk" in names(c)
        assert library(c).shelf.total() == many + 1
        assert [entry.body for entry in c.sandbox.log if entry.method == "POST"] == [
            {"type": "line", "name": "Night desk"}
        ]


async def asked(c: Console) -> None:
    """Fill in a channel and send it, from whichever list."""
    await opened(c, "2")
    await c.press("plus")
    assert library(c).shelf.name == "channels"
    await c.type("line")
    await c.press("tab")
    await c.type("Night desk")
    await c.press("ctrl+s")


async def test_what_is_missing_is_asked_for_before_anything_is_sent() -> None:
    async with console() as c:
        await opened(c, "3")
        await c.press("plus", "ctrl+s")
        await c.until("This is needed.")
        assert c.writes() == []


async def test_a_refusal_lands_on_its_field_and_nothing_typed_is_lost() -> None:
    async with console() as c:
        words = {"message": "Invalid.", "errors": {"name": ["taken already"]}}
        c.gate.answer(to("POST", "/channels"), 422, words)
        await asked(c)
        await c.until("taken already")
        assert "Not created." in c.text()
        assert "Night desk" in c.text()


async def test_a_lost_reply_may_have_created_it_and_is_sent_again_only_when_asked_twice() -> None:
    async with console() as c:
        c.gate.lose(to("POST", "/channels"), times=1)
        await asked(c)
        await c.until("May have been created")
        assert len(c.writes()) == 1
        await c.press("ctrl+s")
        await c.until("ctrl+s once more sends it")
        assert len(c.writes()) == 1
        await c.press("ctrl+s")
        await c.until(lambda: not isinstance(c.app.screen, NewChannelScreen))
        assert len(c.writes()) == 2


async def test_leaving_does_not_stop_what_is_on_its_way() -> None:
    async with console() as c:
        held = c.gate.hold(to("POST", "/channels"))
        await asked(c)
        await c.until(lambda: held.waiting)
        await c.press("escape")
        held.release()
        await c.until("Channel Night desk created.")
