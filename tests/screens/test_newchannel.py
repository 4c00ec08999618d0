"""Creating a channel: what is asked, what is sent, and what is said when it goes wrong."""

from textual.widgets import Input, Static

from klink_tui.screens.library import LibraryScreen
from tests.console import Console, console
from tests.gate import to
from tests.screens.views import after, toasts


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
        await toasts(c, 1)
        assert c.toasts == ["Done: Created new channel Night desk"]
        assert isinstance(c.app.screen, LibraryScreen)
        assert "Night desk" in names(c)
        assert library(c).shelf.total() == many + 1
        assert [entry.body for entry in c.sandbox.log if entry.method == "POST"] == [
            {"type": "line", "name": "Night desk"}
        ]


def wrong(c: Console, field: str) -> str:
    """Give what is said to be wrong with a field, as far as it is on view."""
    words = c.app.screen.query_one(f"#{field}-wrong", Static)
    return str(words.content) if words.display else ""


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


async def test_a_refusal_stands_on_its_field_once_the_box_is_open_again() -> None:
    async with console() as c:
        words = {"message": "Invalid.", "errors": {"name": ["taken already"]}}
        c.gate.answer(to("POST", "/channels"), 422, words, times=1)
        await asked(c)
        await toasts(c, 1)
        assert c.toasts[0].startswith("Refused: new channel Night desk: ")
        assert isinstance(c.app.screen, LibraryScreen)
        for _ in range(2):
            await c.press("plus")
            assert wrong(c, "name") == "taken already"
            assert wrong(c, "type") == ""
            assert "It was not created: " in c.text()
            assert [c.app.screen.query_one(f"#{one}", Input).value for one in ("type", "name")] == [
                "line",
                "Night desk",
            ]
            await c.press("escape")
        await c.press("plus", "end")
        await c.type(" 2")
        assert wrong(c, "name") == ""
        await c.press("ctrl+s")
        await toasts(c, 2)
        assert c.toasts[1] == "Done: Created new channel Night desk 2"
        assert len(c.app.desk.drafts) == 0


async def test_what_was_begun_is_kept() -> None:
    async with console() as c:
        await opened(c, "3")
        await c.press("plus")
        await c.type("line")
        await c.press("tab")
        await c.type("Half")
        await c.press("left", "escape", "plus")
        assert c.app.screen.query_one("#name", Input).value == "Half"
        await c.press("tab", "backspace", "backspace", "backspace", "backspace", "up")
        await c.press("backspace", "backspace", "backspace", "backspace", "escape")
        assert len(c.app.desk.drafts) == 0, "what was emptied is no draft"


async def test_a_channel_whose_reply_was_lost_is_found_in_the_list() -> None:
    async with console() as c:
        c.gate.lose(to("POST", "/channels"), times=1)
        await asked(c)
        await toasts(c, 1)
        assert c.toasts == ["Done: Created new channel Night desk"]
        await c.press("ctrl+r")
        await c.rest()
        assert names(c).count("Night desk") == 1
        assert len(c.writes()) == 1


async def test_a_channel_that_can_t_be_found_stays_open_and_is_never_sent_again_by_itself() -> None:
    async with console() as c:
        c.gate.lose(to("POST", "/channels"), times=1, served=False)
        await asked(c)
        await toasts(c, 1)
        assert c.toasts[0].startswith("Not known whether it was done: new channel Night desk: ")
        for _ in range(6):
            await after(c, 20)
        assert c.gate.count(to("POST", "/channels")) == 1


async def test_the_box_goes_at_once_and_what_is_on_its_way_is_told_of_wherever_one_is() -> None:
    async with console() as c:
        held = c.gate.hold(to("POST", "/channels"))
        await asked(c)
        await c.until(lambda: held.waiting)
        await c.press("f2")
        assert c.status.doing == "sending …"
        held.release()
        await toasts(c, 1)
        assert c.toasts == ["Done: Created new channel Night desk"]
