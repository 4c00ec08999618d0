"""Managing the saved views: what each key does, and that none is lost when they come all at once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.events import Paste

from klink_tui.desk.views import BUILT_IN, View, Views
from klink_tui.errors import ConfigError
from klink_tui.sandbox.hostile import HOSTILE
from klink_tui.screens.viewlist import ViewListScreen
from klink_tui.text import one_line
from klink_tui.widgets.viewbar import Entry
from tests.console import Console, console

COUNTS = (Entry("All", 3712), Entry("Mine", 12, complete=False))


@asynccontextmanager
async def managed(
    views: Views, *, current: int = 0, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Console, ViewListScreen, list[int | None]]]:
    """Put the list of views on view; what it gives is in the list once it is gone."""
    async with console(tickets=0, size=size) as c:
        given: list[int | None] = []
        box = ViewListScreen(views, COUNTS, current=current)
        c.app.push_screen(box, given.append)
        await c.settle()
        yield c, box, given


def names(views: Views) -> list[str]:
    return [view.name for view in views.all]


async def test_views_are_listed_with_number_name_count_and_query() -> None:
    async with managed(Views(), current=1) as (c, box, _):
        for words in (
            "  1 All",
            "3,712  everything, as the server has it",
            "● 2 Mine",
            "12+  is:mine",
            "–  status:pend",
        ):
            assert words in c.text()
        assert box.cursor == 1, "it begins on the view on view"


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        (["enter"], 0),
        (["j", "down", "enter"], 2),
        (["G", "k", "enter"], 4),
        (["end", "down", "enter"], 5),
        (["pagedown", "home", "up", "enter"], 0),
        (["escape"], None),
        (["j", "q"], None),
    ],
)
async def test_a_view_is_opened_or_none(keys: list[str], place: int | None) -> None:
    views = Views()
    async with managed(views) as (c, _, given):
        await c.press(*keys)
        assert given == [place]
        assert views.all == BUILT_IN


async def test_a_click_opens_a_view() -> None:
    async with managed(Views()) as (c, _, given):
        await c.pilot.click("#rows", offset=(6, 3))
        await c.settle()
        assert given == [3]


async def test_a_view_is_renamed() -> None:
    views = Views()
    async with managed(views) as (c, _, given):
        await c.press("j", "e")
        assert "Another name for “Mine”" in c.text()
        await c.type("Ours, q?")
        await c.press("enter")
        assert names(views)[1] == "Ours, q?"
        assert views.at(1).query == BUILT_IN[1].query
        assert "2 Ours, q?" in c.text()
        assert "12+" in c.text(), "it still has as many"
        await c.press("e", "end")
        await c.type("!")
        await c.press("home", "delete", "enter", "enter")
        assert names(views)[1] == "urs, q?!"
        assert given == [1]


async def test_a_name_that_can_not_be_is_said_and_can_be_mended() -> None:
    views = Views()
    async with managed(views) as (c, _, given):
        await c.press("e", "backspace", "enter")
        assert "A view needs a name." in c.text()
        await c.type("mine")
        await c.press("enter")
        assert "There is a view “mine” already." in c.text()
        await c.type("!")
        await c.press("enter")
        assert names(views)[0] == "mine!"
        await c.press("e")
        await c.type("x")
        await c.press("escape")
        assert (names(views)[0], given) == ("mine!", [])
        await c.press("escape")
        assert given == [None]


async def test_a_query_is_edited_and_kept_once_it_can_be_read() -> None:
    views = Views()
    async with managed(views) as (c, box, _):
        await c.press("j", "E")
        assert "The query of “Mine”" in c.text()
        await c.type(" (x")
        await c.press("enter")
        assert "This parenthesis is not closed." in c.text()
        assert views.at(1) == BUILT_IN[1]
        assert box.line.cursor_position == len(BUILT_IN[1].query) + 2, "it stands where it is wrong"
        await c.press("end")
        await c.type(")")
        await c.press("enter")
        assert views.at(1).query == f"{BUILT_IN[1].query} (x)"
        assert "12+" not in c.text(), "how many it has is not known any more"


async def test_a_query_may_become_empty_and_stay_as_it_was() -> None:
    kept: list[tuple[View, ...]] = []
    views = Views(keep=kept.append)
    async with managed(views) as (c, _, _):
        await c.press("E", "enter")
        assert kept == [], "nothing changed"
        assert "3,712" in c.text()
        await c.press("G", "E", "ctrl+u", "enter")
        assert views.at(5) == View("Changed")
        assert len(kept) == 1


async def test_views_are_moved_and_the_one_on_view_is_followed() -> None:
    views = Views()
    async with managed(views, current=1) as (c, box, _):
        await c.press("J", "shift+down")
        assert names(views) == ["All", "Unassigned", "Urgent", "Mine", "Waiting", "Changed"]
        assert (box.current, box.cursor) == (3, 3)
        assert "● 4 Mine" in c.text()
        assert "12+  is:mine" in c.text()
        await c.press("k", "J")
        assert (box.current, box.cursor) == (2, 3)
        await c.press("g", "K", "G", "J", "shift+up")
        assert names(views) == ["All", "Unassigned", "Mine", "Urgent", "Changed", "Waiting"]
        assert (box.current, box.cursor) == (2, 4)


async def test_a_view_is_deleted_after_a_yes() -> None:
    views = Views()
    async with managed(views, current=2) as (c, box, given):
        await c.press("j", "d")
        assert "Delete the view “Urgent”?" in c.text()
        await c.press("enter", "space", "d", "j", "Y", "n")
        await c.press("d", "escape", "d", "q")
        assert (views.all, given) == (BUILT_IN, []), "only y is a yes"
        await c.press("g", "d", "y")
        assert names(views) == ["Mine", "Unassigned", "Urgent", "Waiting", "Changed"]
        assert (box.current, box.cursor) == (1, 0)
        await c.press("j", "d", "y", "G", "d", "y")
        assert names(views) == ["Mine", "Urgent", "Waiting"]
        assert (box.current, box.cursor) == (None, 2)
        assert "●" not in c.text()


async def test_what_was_named_is_deleted_wherever_the_mouse_went() -> None:
    views = Views()
    async with managed(views) as (c, _, given):
        await c.press("j", "d")
        await c.pilot.click("#rows", offset=(6, 3))
        await c.settle()
        await c.press("y")
        assert names(views) == ["All", "Unassigned", "Urgent", "Waiting", "Changed"]
        assert given == []


async def test_the_last_view_stays() -> None:
    views = Views((View("Only"),))
    async with managed(views) as (c, _, _):
        await c.press("d")
        assert "The last view can't be deleted." in c.text()
        await c.press("y")
        assert names(views) == ["Only"]


async def test_the_usual_views_come_back_after_a_yes() -> None:
    views = Views((View("One"), View("Two", "x")))
    async with managed(views, current=1) as (c, box, _):
        await c.press("r")
        assert "Delete all 2 views" in c.text()
        await c.press("n")
        assert names(views) == ["One", "Two"]
        await c.press("r", "y")
        assert views.all == BUILT_IN
        assert (box.current, box.cursor) == (None, 0)
        assert "6 Changed" in c.text()


@pytest.mark.parametrize(
    "keys", [["e", "x", "enter"], ["E", "x", "enter"], ["J"], ["d", "y"], ["r", "y"]], ids=lambda keys: keys[0]
)
async def test_what_can_not_be_kept_is_said(keys: list[str]) -> None:
    def fail(views: tuple[View, ...]) -> None:
        raise ConfigError("The settings can't be written.", hint="Free some space.")

    views = Views(BUILT_IN, fail)
    async with managed(views) as (c, _, _):
        await c.press(*keys)
        assert "The settings can't be written. Free some space." in c.text()
        assert views.all == BUILT_IN


async def test_keys_that_come_all_at_once_are_taken_in_their_order() -> None:
    views = Views()
    async with managed(views) as (c, _, given):
        c.burst("j", "e", *"Ourz", "backspace", "s", "enter", "J")
        c.burst("E", "ctrl+u", "a", "space", "b", "home", "z", "enter")
        c.burst("k", "d", "y", "G", "r", "n", "enter", "d", "y")
        await c.until(lambda: given)
        assert views.all == (BUILT_IN[0], View("Ours", "za b"), *BUILT_IN[3:])
        assert given == [4], "what came behind enter was for no view"


async def test_keys_that_come_before_the_box_stands_are_not_lost() -> None:
    views = Views()
    async with console(tickets=0) as c:
        given: list[int | None] = []
        c.app.push_screen(ViewListScreen(views), given.append)
        c.burst("j", "e", *"Ours", "enter", "j", "enter")
        await c.until(lambda: given)
        assert (names(views)[1], given) == ("Ours", [2])


async def test_a_paste_goes_into_the_line_that_is_open_and_nowhere_else() -> None:
    views = Views()
    async with managed(views) as (c, box, given):
        for keys in ([], ["e"]):
            await c.press(*keys)
            assert c.app._driver is not None
            event = Paste("d y\nmore")
            event.set_sender(c.app)
            c.app._driver.send_message(event)
            await c.settle()
            assert box.line.value == ("d y" if keys else "")
        await c.press("enter")
        assert (names(views)[0], len(views), given) == ("d y", 6, [])


async def test_names_and_queries_are_never_markup() -> None:
    names_there = [
        name for name in dict.fromkeys(one_line(text)[:40].strip() for text in HOSTILE) if name.isprintable()
    ]
    views = Views([View(name, "title:[b]x[/b]") for name in names_there if name])
    async with managed(views, size=(100, 50)) as (c, _, _):
        assert "title:[b]x[/b]" in c.text()
        for _ in range(len(views)):
            await c.press("e", "enter", "d", "n", "j")


@pytest.mark.parametrize("size", [(80, 24), (60, 15), (40, 12)])
async def test_many_views_fit_and_the_cursor_stays_in_view(size: tuple[int, int]) -> None:
    views = Views([View(f"View {number:02}", "status:open " * 9) for number in range(50)])
    async with managed(views, size=size) as (c, _, given):
        assert "Views" in c.text()
        await c.press("G")
        await c.until("View 49")
        assert "leaves" in c.text()
        await c.press("d")
        assert "Delete the view “View 49”?" in c.text()
        await c.press("y", "enter")
        assert given == [48]
