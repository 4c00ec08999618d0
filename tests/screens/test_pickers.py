"""Pickers on their own: keys, typing ahead, marks, and what is given back."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

import pytest
from textual.screen import Screen
from textual.widgets import Static

from klink_tui.errors import UnreachableError
from klink_tui.screens.multipicker import MultiPickerScreen
from klink_tui.screens.picker import PickerScreen, letters
from klink_tui.screens.searchpicker import SearchPickerScreen
from klink_tui.screens.typeahead import SHOWN, Choice, matching
from tests.console import Console, console

T = TypeVar("T")

STATUSES = [Choice(name, name.capitalize()) for name in ("open", "in progress", "pending", "resolved")]
TOWNS = [Choice(f"t{place}", name) for place, name in enumerate(("Bangkok", "Chiang Mai", "Chiang Rai", "Yala", "ตรัง"))]
MANY = [Choice(f"v{number}", f"Tag {number}", "in use" if number % 2 else "") for number in range(300)]


@asynccontextmanager
async def asked(picker: Screen[T]) -> AsyncIterator[tuple[Console, list[T | None]]]:
    """Put a picker on view; what it gives is in the list once it is gone."""
    async with console(tickets=0) as c:
        given: list[T | None] = []
        c.app.push_screen(picker, given.append)
        await c.settle()
        yield c, given


def shown(picker: PickerScreen | MultiPickerScreen | SearchPickerScreen) -> list[str]:
    return [choice.label for choice in picker.matches]


@pytest.mark.parametrize(
    ("labels", "keys"),
    [
        (("Open", "In progress", "Pending", "Resolved"), "oipr"),
        (("Low", "Medium", "High"), "lmh"),
        (("Pending", "Paused", "Parked", "P"), "par1"),
        (("เปิด", "ปิด", ""), "123"),
        (("10 rows", "20 rows", "100 rows"), "12r"),
        (("jkq", "Quick", "Jump"), "1um"),
        (("𝒪pen", "Ünder"), "pn"),
        (tuple("a" * 9), "a12345678"),
    ],
)
def test_every_choice_of_a_few_has_a_key_of_its_own(labels: Sequence[str], keys: str) -> None:
    assert letters(labels) == list(keys)


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("", ["Bangkok", "Chiang Mai", "Chiang Rai", "Yala", "ตรัง"]),
        ("chi", ["Chiang Mai", "Chiang Rai"]),
        ("RAI chi", ["Chiang Rai"]),
        ("k", ["Bangkok"]),
        ("t4", ["ตรัง"]),
        ("ตร", ["ตรัง"]),
        ("nowhere", []),
    ],
)
def test_a_choice_matches_by_every_word_in_any_order(typed: str, labels: list[str]) -> None:
    assert [choice.label for choice in matching(TOWNS, typed)] == labels


def test_what_begins_with_it_comes_first() -> None:
    found = matching([Choice("1", "Not urgent"), Choice("2", "Urgent"), Choice("3", "Very urgent")], "urgent")
    assert [choice.label for choice in found] == ["Urgent", "Not urgent", "Very urgent"]


# One of a few


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (["p"], "pending"),
        (["P"], "pending"),
        (["enter"], "in progress"),
        (["j", "enter"], "pending"),
        (["k", "enter"], "open"),
        (["k", "k", "enter"], "resolved"),
        (["down", "ctrl+n", "enter"], "resolved"),
        (["up", "ctrl+p", "enter"], "resolved"),
        (["pagedown", "enter"], "resolved"),
        (["end", "enter"], "resolved"),
        (["home", "enter"], "open"),
        (["z", "x", "tab", "s", "o"], "open"),
        (["escape"], None),
        (["q"], None),
    ],
)
async def test_one_of_a_few_is_picked_by_its_key_or_by_moving(keys: list[str], value: str | None) -> None:
    async with asked(PickerScreen("Status", STATUSES, current="In_Progress")) as (c, given):
        assert "i  ● In progress" in c.text(), "the present value is marked, however it is spelt"
        await c.press(*keys)
        assert given == [value]


async def test_one_of_a_few_is_picked_by_a_click() -> None:
    async with asked(PickerScreen("Status", STATUSES)) as (c, given):
        await c.pilot.click("#choices", offset=(4, 3))
        await c.settle()
        assert given == ["resolved"]


# One of many


async def test_one_of_many_is_found_by_typing() -> None:
    picker = PickerScreen("Town", [*TOWNS, *MANY], current="t2", note="Where to")
    async with asked(picker) as (c, given):
        assert "Where to" in c.text() or "more: type to narrow" in c.text()
        assert len(picker.matches) == SHOWN
        assert f"{len(TOWNS) + len(MANY) - SHOWN} more: type to narrow" in c.text()
        assert picker.highlighted is not None
        assert picker.highlighted.value == "t2"
        await c.type("chiang q")
        assert "nothing matches" in c.text()
        await c.press("enter")
        assert given == [], "there is nothing to take"
        await c.press("backspace", "backspace", "down", "enter")
        assert given == ["t2"]


async def test_text_that_is_none_of_the_choices_can_be_taken_where_any_is() -> None:
    async with asked(PickerScreen("Channel", TOWNS[:2], free=True, typed="y")) as (c, given):
        assert "as typed" in c.text()
        await c.type("ala town")
        await c.press("enter")
        assert given == ["yala town"]


async def test_a_choice_that_is_typed_whole_is_itself() -> None:
    picker = PickerScreen("Town", TOWNS, free=True)
    async with asked(picker) as (c, given):
        await c.type("bangkok")
        assert shown(picker) == ["Bangkok"]
        await c.press("enter")
        assert given == ["t0"]


async def test_an_empty_label_is_shown_and_markup_is_text() -> None:
    choices = [Choice("", ""), Choice("x", "[bold]x[/] [@click=app.quit]y[/]")]
    async with asked(PickerScreen("[red]Title", choices, note="[b]note")) as (c, given):
        for words in ("(empty)", "[bold]x[/] [@click=app.quit]y[/]", "[red]Title", "[b]note"):
            assert words in c.text()
        await c.press("enter")
        assert given == [""]


# Several


async def test_several_are_taken_in_and_out() -> None:
    picker = MultiPickerScreen("Towns", TOWNS, chosen=("t3",))
    async with asked(picker) as (c, given):
        assert shown(picker)[0] == "Yala", "the chosen ones come first"
        assert "[x] Yala" in c.text()
        await c.press("space")
        assert "[ ] Yala" in c.text()
        await c.press("down", "space", "down", "tab")
        assert "2 chosen" in c.text()
        await c.type("rai")
        await c.press("space")
        assert len(picker.matches) == len(TOWNS), "a new search begins"
        await c.press("enter")
        assert given == [("t0", "t1", "t2")]


@pytest.mark.parametrize(
    ("keys", "value"),
    [(["escape"], None), (["enter"], ("t3",)), (["r", "a", "i", "enter"], ("t2", "t3"))],
)
async def test_several_end_as_they_were_or_with_what_was_searched_for(
    keys: list[str], value: tuple[str, ...] | None
) -> None:
    async with asked(MultiPickerScreen("Towns", TOWNS, chosen=("t3",))) as (c, given):
        await c.press(*keys)
        assert given == [value]


async def test_of_several_nothing_is_done_with_a_word_that_nothing_matches_and_that_is_said() -> None:
    async with asked(MultiPickerScreen("Towns", TOWNS, chosen=("t3",))) as (c, given):
        await c.press("z", "enter")
        assert given == []
        note = str(c.app.screen.query_one("#note", Static).content)
        assert note == "Nothing matches “z”: nothing was taken in. Empty the line to be done."
        await c.press("backspace", "enter")
        assert given == [("t3",)]


async def test_new_names_keep_their_spaces_and_are_new_once() -> None:
    picker = MultiPickerScreen("Tags", TOWNS, free=True)
    async with asked(picker) as (c, given):
        await c.type("key account")
        assert "key account  new" in c.text()
        await c.press("tab")
        await c.type("chiang mai")
        assert shown(picker) == ["Chiang Mai"]
        await c.press("tab")
        await c.type("key account")
        assert shown(picker) == ["key account"], "it is one of them by now"
        await c.press("space", "backspace", "enter")
        assert given == [("t1", "key account")]


async def test_keys_that_come_all_at_once_pick_what_they_narrow_to() -> None:
    several = MultiPickerScreen("Tags", TOWNS, free=True)
    async with asked(several) as (c, given):
        c.burst(*"key", "space", *"account", "tab", *"yal", "tab", *"chi", "down", "enter")
        await c.until(lambda: given)
        assert given == [("t2", "t3", "key account")]
    async with asked(PickerScreen("Town", [*TOWNS, *MANY])) as (c, one):
        c.burst(*"rai", "enter")
        await c.until(lambda: one)
        assert one == ["t2"]


# Asked of a server


class Directory:
    """Answers searches when told to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.waiting: dict[str, asyncio.Future[list[Choice]]] = {}

    async def search(self, typed: str) -> list[Choice]:
        self.asked.append(typed)
        self.waiting[typed] = asyncio.get_running_loop().create_future()
        return await self.waiting[typed]

    def answer(self, typed: str, *names: str) -> None:
        self.waiting.pop(typed).set_result([Choice(name, name) for name in names])

    def fail(self, typed: str) -> None:
        self.waiting.pop(typed).set_exception(UnreachableError("The desk can't be reached."))


async def test_a_search_shows_the_answer_to_what_is_typed_and_to_nothing_else() -> None:
    directory = Directory()
    picker = SearchPickerScreen("Contact", directory.search)
    async with asked(picker) as (c, given):
        await c.until(lambda: directory.waiting)
        assert "searching …" in c.text()
        directory.answer("", "Ada", "Bo", "Cy")
        await c.until(lambda: shown(picker) == ["Ada", "Bo", "Cy"])
        await c.type("cy")
        await c.press("enter")
        assert given == [], "Ada was not searched for"
        await c.until(lambda: "cy" in directory.waiting)
        await c.type("d")
        await c.until(lambda: "cyd" in directory.waiting)
        assert "c" not in directory.asked, "not a request a letter"
        directory.answer("cyd", "Cyd")
        await c.until(lambda: shown(picker) == ["Cyd"])
        if "cy" in directory.waiting and not directory.waiting["cy"].cancelled():
            directory.answer("cy", "Cy")
        await c.settle()
        assert shown(picker) == ["Cyd"]
        await c.press("enter")
        assert given == [Choice("Cyd", "Cyd")]


async def test_a_search_that_fails_is_said_and_asked_again_by_enter() -> None:
    directory = Directory()
    picker = SearchPickerScreen("Contact", directory.search, typed="ada")
    async with asked(picker) as (c, given):
        await c.until(lambda: "ada" in directory.waiting)
        directory.fail("ada")
        await c.until("The desk can't be reached.")
        await c.press("enter")
        await c.until(lambda: "ada" in directory.waiting)
        directory.answer("ada")
        await c.until("nothing matches")
        await c.press("enter")
        assert given == []
        await c.press("escape")
        assert given == [None]


# In any size


@pytest.mark.parametrize("size", [(80, 24), (60, 15), (40, 10)])
async def test_a_long_list_fits_and_its_cursor_stays_in_view(size: tuple[int, int]) -> None:
    async with console(tickets=0, size=size) as c:
        picker = PickerScreen("Tag", MANY, note="A note below")
        c.app.push_screen(picker)
        await c.settle()
        for _ in range(3):
            await c.press("pagedown")
        assert picker.highlighted == MANY[30]
        await c.until("Tag 30 ")
        assert "Tag" in c.text()
