"""The list on the line API: its cursor, what it asks for, what it repaints."""

from collections.abc import Sequence

import pytest
from textual.content import Content
from textual.geometry import Region
from textual.message import Message

from klink_tui.sandbox.hostile import HOSTILE
from klink_tui.text import one_line
from klink_tui.themes import LIGHT
from klink_tui.widgets.cells import Cell, Column
from klink_tui.widgets.rowlist import PlainRows, RowList
from tests.widgets.stage import lines, shown

COLUMNS = (Column("key", "Key", 8, right=True), Column("text", "Text", 10, grow=1), Column("tone", "Tone", 6, drop=1))


class CountedRows:
    """Any number of rows, and which of them were asked for."""

    def __init__(self, count: int, first: int = 0) -> None:
        self._count = count
        self._first = first
        self.asked: list[int] = []

    def __len__(self) -> int:
        return self._count

    def key(self, index: int) -> str:
        return f"k{self._first + index}"

    def cells(self, index: int) -> Sequence[Cell]:
        self.asked.append(index)
        return (Cell(self.key(index)), Cell(f"text {self._first + index}"), Cell("good", "good"))

    def position(self, key: str) -> int | None:
        index = int(key[1:]) - self._first
        return index if 0 <= index < self._count else None


class WatchedList(RowList):
    """A list that remembers which regions it was told to repaint; ``None`` is all of it."""

    def __init__(self, rows: CountedRows | PlainRows) -> None:
        super().__init__(COLUMNS, rows)
        self.repainted: list[Region | None] = []

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> "WatchedList":
        if hasattr(self, "repainted"):
            self.repainted += regions or (None,)
        super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        return self


def posted(messages: Sequence[Message]) -> list[str]:
    """Name what a list posted."""
    names = []
    for message in messages:
        if isinstance(message, RowList.Highlighted):
            names.append(f"at {message.key}")
        elif isinstance(message, RowList.Opened):
            names.append(f"open {message.key}")
        elif isinstance(message, RowList.EdgePassed):
            names.append(f"edge {message.step}")
    return names


async def test_the_header_stays_and_every_line_is_as_wide_as_the_list() -> None:
    rows = RowList(COLUMNS, CountedRows(100))
    async with shown(rows, size=(60, 8)) as (pilot, _):
        for step in (0, 50):
            rows.move(step)
            await pilot.pause()
            assert lines(rows)[0].split() == ["Key", "Text", "Tone"]
            assert {rows.render_line(y).cell_length for y in range(8)} == {60}
            assert all(line.endswith(" ") for line in lines(rows))  # the scrollbar's place


async def test_a_list_without_a_header_begins_with_its_rows() -> None:
    rows = RowList(COLUMNS, CountedRows(2), header=False)
    async with shown(rows, size=(60, 8)):
        assert [line.split()[:1] for line in lines(rows)[:3]] == [["k0"], ["k1"], []]


async def test_only_visible_rows_are_asked_for() -> None:
    source = CountedRows(100_000)
    rows = RowList(COLUMNS, source)
    async with shown(rows, size=(60, 11)) as (pilot, _):
        assert sorted(set(source.asked)) == list(range(10))
        for index in (99_999, 50_000, 0):
            source.asked.clear()
            rows.move_to(index)
            await pilot.pause()
            assert len(set(source.asked)) <= 10
            assert any(f"k{index}" in line for line in lines(rows))
        source.asked.clear()
        rows.show(source)
        await pilot.pause()
        assert len(source.asked) <= 20


async def test_a_cursor_move_repaints_two_lines_and_asks_for_two_rows() -> None:
    source = CountedRows(100)
    rows = WatchedList(source)
    async with shown(rows, size=(60, 11)) as (pilot, _):
        rows.move(3)
        await pilot.pause()
        source.asked.clear()
        rows.repainted.clear()
        rows.move(1)
        await pilot.pause()
        assert rows.repainted == [Region(0, 4, 60, 1), Region(0, 5, 60, 1)]
        assert set(source.asked) <= {3, 4}


async def test_a_row_that_changed_is_repainted_alone() -> None:
    source = CountedRows(100)
    rows = WatchedList(source)
    async with shown(rows, size=(60, 11)) as (pilot, _):
        source.asked.clear()
        rows.repainted.clear()
        rows.repaint_row("k2")
        rows.repaint_row("k500")
        rows.repaint_row("k50")
        await pilot.pause()
        assert rows.repainted == [Region(0, 3, 60, 1)]
        assert source.asked == [2]


async def test_a_line_drawn_once_is_not_asked_for_again() -> None:
    source = CountedRows(100)
    rows = RowList(COLUMNS, source)
    async with shown(rows, size=(60, 11)):
        source.asked.clear()
        lines(rows)
        assert source.asked == []


# The cursor


async def test_the_cursor_moves_and_says_where_it_came_to_rest() -> None:
    rows = RowList(COLUMNS, CountedRows(100))
    async with shown(rows, size=(60, 11)) as (pilot, messages):
        rows.move(1)
        rows.move(5)
        rows.move(-2)
        rows.move_to(-1)
        rows.move_to(0)
        rows.move_screens(1)
        rows.move_screens(-0.5)
        await pilot.pause()
        assert posted(messages) == ["at k1", "at k6", "at k4", "at k99", "at k0", "at k10", "at k5"]
        assert rows.cursor_key == "k5"


@pytest.mark.parametrize(("index", "key"), [(500, "k9"), (-500, "k0"), (9, "k9"), (-10, "k0")])
async def test_a_row_that_is_not_there_is_the_nearest_there_is(index: int, key: str) -> None:
    rows = RowList(COLUMNS, CountedRows(10))
    async with shown(rows):
        rows.move_to(index)
        assert rows.cursor_key == key


async def test_a_step_past_the_edge_says_so_and_stays() -> None:
    rows = RowList(COLUMNS, CountedRows(3))
    async with shown(rows) as (pilot, messages):
        rows.move(-1)
        rows.move_to(-1)
        rows.move(1)
        await pilot.pause()
        assert posted(messages) == ["edge -1", "at k2", "edge 1"]
        assert rows.cursor_key == "k2"


async def test_a_leap_ends_at_the_edge_and_passes_it_not() -> None:
    rows = RowList(COLUMNS, CountedRows(3))
    async with shown(rows) as (pilot, messages):
        rows.move(50)
        rows.move(50)
        rows.move_screens(-1)
        await pilot.pause()
        assert posted(messages) == ["at k2", "at k0"]


async def test_a_list_without_rows_has_edges_only() -> None:
    rows = RowList(COLUMNS, PlainRows())
    async with shown(rows) as (pilot, messages):
        rows.move(1)
        rows.move(-5)
        rows.move_to(0)
        rows.move_to(-1)
        rows.open_cursor()
        await pilot.pause()
        assert posted(messages) == ["edge 1", "edge -1"]
        assert rows.cursor_key == ""


async def test_the_cursors_row_is_always_visible() -> None:
    rows = RowList(COLUMNS, CountedRows(100))
    async with shown(rows, size=(60, 11)) as (pilot, _):
        for index in (50, 41, 40, 59, 60, 99, 0):
            rows.move_to(index)
            await pilot.pause()
            assert sum(f" k{index} " in line for line in lines(rows)[1:]) == 1


async def test_a_smaller_terminal_keeps_the_cursors_row_visible() -> None:
    rows = RowList(COLUMNS, CountedRows(100))
    async with shown(rows, size=(60, 30)) as (pilot, messages):
        rows.move_to(28)
        await pilot.resize_terminal(30, 6)
        await pilot.pause()
        assert sum(" k28 " in line for line in lines(rows)[1:]) == 1
        assert {rows.render_line(y).cell_length for y in range(6)} == {30}
        assert posted(messages) == ["at k28"]


# Other rows


async def test_the_cursor_stays_on_its_key_when_rows_move() -> None:
    rows = RowList(COLUMNS, CountedRows(50, first=100))
    async with shown(rows, size=(60, 11)) as (pilot, messages):
        rows.move_to(20)
        rows.show(CountedRows(50, first=90))
        await pilot.pause()
        assert (rows.cursor, rows.cursor_key) == (30, "k120")
        assert posted(messages) == ["at k120"]
        assert sum(" k120 " in line for line in lines(rows)[1:]) == 1


async def test_a_key_that_is_gone_leaves_the_cursor_near_where_it_was() -> None:
    rows = RowList(COLUMNS, CountedRows(50))
    async with shown(rows, size=(60, 11)) as (pilot, messages):
        rows.move_to(20)
        rows.show(CountedRows(50, first=30))
        rows.show(CountedRows(5, first=200))
        await pilot.pause()
        assert posted(messages) == ["at k20", "at k50", "at k204"]
        assert " k204 " in lines(rows)[5]


async def test_a_wanted_key_takes_the_cursor_and_a_missing_one_the_top() -> None:
    rows = RowList(COLUMNS, CountedRows(50))
    async with shown(rows, size=(60, 11)) as (pilot, messages):
        rows.show(CountedRows(50), cursor_key="k40")
        rows.show(CountedRows(50), cursor_key="k999")
        await pilot.pause()
        assert posted(messages) == ["at k40", "at k0"]


async def test_rows_that_come_and_go() -> None:
    rows = RowList(COLUMNS, PlainRows())
    async with shown(rows, size=(60, 11)) as (pilot, messages):
        rows.show(CountedRows(3))
        rows.show(PlainRows(), notice=Content("Nothing [/b] here.\nPress + for more."))
        await pilot.pause()
        assert posted(messages) == ["at k0", "at "]
        assert [line.strip() for line in lines(rows)[2:4]] == ["Nothing [/b] here.", "Press + for more."]
        rows.show(CountedRows(3))
        await pilot.pause()
        assert "Nothing" not in "".join(lines(rows))


async def test_a_long_notice_is_wrapped_and_a_narrow_one_too() -> None:
    rows = RowList(COLUMNS, PlainRows())
    async with shown(rows, size=(24, 12)) as (pilot, _):
        rows.show(PlainRows(), notice=Content("The list could not be fetched at all.\nctrl+r tries again"))
        await pilot.pause()
        words = " ".join(" ".join(lines(rows)[1:]).split())
        assert words == "The list could not be fetched at all. ctrl+r tries again"
        await pilot.resize_terminal(3, 4)
        await pilot.pause()
        assert {rows.render_line(y).cell_length for y in range(4)} == {3}


# The mouse


async def test_a_click_puts_the_cursor_there_and_a_double_click_opens() -> None:
    rows = RowList(COLUMNS, CountedRows(100))
    async with shown(rows, size=(60, 11)) as (pilot, messages):
        rows.move_to(50)
        await pilot.pause()
        messages.clear()
        await pilot.click(rows, offset=(5, 3))
        assert posted(messages) == ["at k43"]
        await pilot.click(rows, offset=(5, 4), times=2)
        assert posted(messages)[-2:] == ["at k44", "open k44"]


@pytest.mark.parametrize("y", [0, 9], ids=["the header", "below the last row"])
async def test_a_click_on_no_row_does_nothing(y: int) -> None:
    rows = RowList(COLUMNS, CountedRows(3))
    async with shown(rows, size=(60, 11)) as (pilot, messages):
        await pilot.click(rows, offset=(5, y), times=2)
        assert posted(messages) == []


# Looks


async def test_the_cursor_is_drawn_by_focus_and_theme() -> None:
    rows, other = RowList(COLUMNS, CountedRows(9), id="one"), RowList(COLUMNS, CountedRows(9), id="other")
    rows.styles.height = other.styles.height = 5

    def background(y: int) -> str:
        segment = next(segment for segment in rows.render_line(y) if segment.text.strip())
        assert segment.style is not None
        assert segment.style.bgcolor is not None
        return segment.style.bgcolor.name

    async with shown(rows, other, size=(60, 11)) as (pilot, _):
        rows.focus()
        await pilot.pause()
        live, plain = background(1), background(2)
        rows.move(1)
        await pilot.pause()
        assert (background(1), background(2)) == (plain, live)
        other.focus()
        await pilot.pause()
        resting = background(2)
        assert len({live, resting, plain}) == 3
        rows.move(-1)
        await pilot.pause()
        assert (background(1), background(2)) == (resting, plain)
        pilot.app.theme = LIGHT.name
        await pilot.pause()
        assert {background(1), background(2)}.isdisjoint({live, resting, plain})


async def test_a_tone_colours_its_cell_on_the_cursors_row_too() -> None:
    rows = RowList(COLUMNS, CountedRows(3))
    async with shown(rows, size=(60, 6)):
        for y in (1, 2):
            styles = {segment.text.strip(): segment.style for segment in rows.render_line(y)}
            good, plain = styles["good"], styles[f"text {y - 1}"]
            assert good is not None
            assert plain is not None
            assert good.color != plain.color
            assert good.bgcolor == plain.bgcolor


async def test_hostile_text_is_shown_to_the_letter_and_does_nothing() -> None:
    said = [one_line(hostile) for hostile in HOSTILE]
    source = PlainRows([(f"[/b]{place}", (Cell(line),)) for place, line in enumerate(said)])
    rows = RowList((Column("text", "Text", 1100),), source)
    async with shown(rows, size=(1110, len(said) + 1)) as (pilot, messages):
        assert [line.strip() for line in lines(rows)[1:]] == said
        for y in range(len(said) + 1):
            styles = [segment.style for segment in rows.render_line(y) if segment.style]
            assert not any(style.link or style.meta for style in styles)
        await pilot.click(rows, offset=(5, 2), times=2)
        assert posted(messages) == ["at [/b]1", "open [/b]1"]


@pytest.mark.parametrize("key", ["down", "up", "pagedown", "pageup", "home", "end", "ctrl+pagedown"])
def test_no_key_scrolls_the_rows_away_under_the_cursor(key: str) -> None:
    assert key not in {binding for binding, _ in RowList(COLUMNS, PlainRows())._bindings}
