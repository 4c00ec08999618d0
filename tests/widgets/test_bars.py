"""The lines that frame every screen: what they say, and what a click on them does."""

import pytest

from klink_tui.sandbox.hostile import HOSTILE
from klink_tui.text import one_line
from klink_tui.widgets.bars import SECTIONS, KeyBar, StatusLine, TopBar
from klink_tui.widgets.tabline import TabLine
from tests.widgets.stage import Stage, lines, shown, text

KEYS = (("j", "next", "app.go_to('j')"), ("[", "previous", "app.go_to('[')"), ("ctrl+s", "send", "app.go_to('s')"))


def went(app: object) -> list[str]:
    assert isinstance(app, Stage)
    return app.went


def place_of(word: str, line: str) -> int:
    """Give a cell in the middle of a word of a line."""
    assert word in line
    return line.index(word) + len(word) // 2


@pytest.mark.parametrize(("name", "title"), SECTIONS)
async def test_a_click_on_a_place_goes_there(name: str, title: str) -> None:
    bar = TopBar()
    async with shown(bar, size=(80, 3)) as (pilot, _):
        await pilot.click(bar, offset=(place_of(title, lines(bar)[0]), 0))
        assert went(pilot.app) == [name]


async def test_a_click_between_and_behind_the_places_does_nothing() -> None:
    bar = TopBar()
    bar.desk = "desk.example"
    async with shown(bar, size=(80, 3)) as (pilot, _):
        for x in (0, 3, 7, 60, place_of("desk.example", lines(bar)[0])):
            await pilot.click(bar, offset=(x, 0))
        assert went(pilot.app) == []


async def test_the_place_one_is_in_is_drawn_apart() -> None:
    bar = TopBar()
    bar.section = "cases"
    async with shown(bar, size=(80, 3)):
        colours = {segment.text.strip(): segment.style.color for segment in bar.render_line(0) if segment.style}
        assert colours["Cases"] != colours["Contacts"] == colours["Tickets"]


@pytest.mark.parametrize("width", [5, 30, 50, 80, 200])
async def test_a_long_desk_name_is_cut(width: int) -> None:
    bar = TopBar()
    bar.desk = "a-very-long-name-of-a-desk.example.com"
    async with shown(bar, size=(width, 3)):
        assert bar.render_line(0).cell_length <= width
        assert (bar.desk in text(bar)) is (width >= 90)


async def test_a_key_can_be_clicked_on_its_name_and_its_words() -> None:
    bar = KeyBar(KEYS)
    async with shown(bar, size=(80, 3)) as (pilot, _):
        line = lines(bar)[0]
        assert line.rstrip() == " j next   [ previous   ctrl+s send"
        for word in ("j", "previous", "ctrl+s", "send"):
            await pilot.click(bar, offset=(place_of(word, line), 0))
        await pilot.click(bar, offset=(line.index("[") - 2, 0))
        await pilot.click(bar, offset=(70, 0))
        assert went(pilot.app) == ["j", "[", "s", "s"]


@pytest.mark.parametrize(("width", "said"), [(27, " [ previous   ctrl+s send"), (12, " ctrl+s send"), (3, "")])
async def test_keys_that_do_not_fit_are_left_out_and_the_last_ones_stay(width: int, said: str) -> None:
    bar = KeyBar(KEYS)
    async with shown(bar, size=(width, 3)):
        assert text(bar).rstrip() == said


async def test_the_status_line_says_what_is_on_view_and_what_is_under_way() -> None:
    line = StatusLine()
    line.facts = "page 1 of 7 · 64 tickets"
    line.doing = "sending …"
    async with shown(line, size=(60, 3)) as (pilot, _):
        assert lines(line)[0] == " page 1 of 7 · 64 tickets".ljust(50) + "sending … "
        line.trouble = "It broke [/b]"
        await pilot.pause()
        assert lines(line)[0] == " ⚠ It broke [/b]".ljust(50) + "sending … "
        line.trouble, line.doing = "", ""
        await pilot.pause()
        assert text(line) == " page 1 of 7 · 64 tickets"


@pytest.mark.parametrize("width", [10, 60])
async def test_hostile_words_in_the_status_line_stay_in_it(width: int) -> None:
    line = StatusLine()
    async with shown(line, size=(width, 3)) as (pilot, _):
        for hostile in HOSTILE:
            line.facts = line.trouble = one_line(hostile)
            line.doing = "x"
            await pilot.pause()
            drawn = line.render_line(0)
            assert drawn.cell_length <= width
            assert drawn.text.rstrip().endswith(" x")
            assert not any(s.style and (s.style.link or s.style.meta.get("@click")) for s in drawn)


async def test_tabs_name_their_key_and_how_many_and_are_clicked() -> None:
    tabs = TabLine([("tags", "Tags"), ("groups", "Groups")], "app.go_to")
    async with shown(tabs, size=(40, 3)) as (pilot, _):
        tabs.counts = {"tags": "24"}
        tabs.current = "groups"
        await pilot.pause()
        assert text(tabs) == " 1 Tags 24   2 Groups"
        for word in ("24", "Groups"):
            await pilot.click(tabs, offset=(place_of(word, lines(tabs)[0]), 0))
        assert went(pilot.app) == ["tags", "groups"]


async def test_tabs_without_room_leave_out_their_counts() -> None:
    tabs = TabLine([("tags", "Tags"), ("groups", "Groups")], "app.go_to")
    tabs.counts = {"tags": "24", "groups": "3"}
    async with shown(tabs, size=(24, 3)):
        assert text(tabs) == " 1 Tags   2 Groups"
