"""The line of views: what it says of each, what it leaves out, and what a click chooses."""

import pytest
from rich.cells import cell_len

from klink_tui.sandbox.hostile import HOSTILE
from klink_tui.widgets.viewbar import Entry, ViewBar
from tests.widgets.stage import lines, shown, text

FEW = (Entry("All", 3712), Entry("Mine", 12, complete=False), Entry("Unassigned"), Entry("Waiting", 0))
MANY = tuple(Entry(f"View {number:02}", number) for number in range(1, 21))


def bar_of(entries: tuple[Entry, ...], current: int = 0) -> ViewBar:
    bar = ViewBar(id="views")
    bar.entries = entries
    bar.current = current
    return bar


def chosen(messages: list[object]) -> list[int]:
    return [message.index for message in messages if isinstance(message, ViewBar.Chosen)]


async def test_each_view_has_its_key_its_name_and_its_count() -> None:
    bar = bar_of(FEW)
    async with shown(bar):
        assert text(bar) == " 1 All 3,712  2 Mine 12+  3 Unassigned –  4 Waiting 0"


async def test_the_view_on_view_is_drawn_apart_and_a_changed_one_is_marked() -> None:
    bar = bar_of(FEW, 1)
    async with shown(bar) as (pilot, _):
        bold = [segment.text for segment in bar.render_line(0) if segment.style and segment.style.bold]
        assert bold == ["Mine"]
        bar.modified = True
        await pilot.pause()
        assert "2 Mine* 12+" in text(bar)
        bar.current = 0
        await pilot.pause()
        assert "1 All* 3,712  2 Mine 12+" in text(bar)


async def test_no_view_at_all_is_an_empty_line() -> None:
    bar = bar_of(())
    async with shown(bar) as (pilot, messages):
        assert text(bar) == ""
        await pilot.click(bar, offset=(3, 0))
        assert chosen(list(messages)) == []


async def test_a_click_chooses_a_view_and_a_click_between_two_none() -> None:
    bar = bar_of(FEW)
    async with shown(bar) as (pilot, messages):
        line = lines(bar)[0]
        for word in ("Unassigned", "12+", "1"):
            await pilot.click(bar, offset=(line.index(word), 0))
        assert chosen(list(messages)) == [2, 1, 0]
        assert all(message.control is bar for message in messages if isinstance(message, ViewBar.Chosen))
        for x in (0, line.index("  2"), 79):
            await pilot.click(bar, offset=(x, 0))
        assert chosen(list(messages)) == [2, 1, 0]


async def test_views_that_do_not_fit_are_scrolled_as_little_as_is_needed() -> None:
    bar = bar_of(MANY)
    async with shown(bar, size=(40, 3)) as (pilot, _):
        assert lines(bar)[0] == " 1 View 01 1  2 View 02 2  3 View 03 3 ›"
        seen = []
        for place in [*range(20), *reversed(range(20))]:
            bar.current = place
            await pilot.pause()
            line = lines(bar)[0]
            seen.append(line)
            assert f"View {place + 1:02} {place + 1}" in line
            assert ("‹" in line, "›" in line) == ("View 01" not in line, "View 20" not in line)
            assert cell_len(line) <= 40
        assert seen[1] == seen[0], "it is on view already"
        assert seen[19] == seen[20] == seen[21]
        assert seen[-1] == seen[0]


async def test_only_nine_views_have_a_key() -> None:
    bar = bar_of(MANY, 9)
    async with shown(bar, size=(60, 3)):
        assert "9 View 09 9  View 10 10" in text(bar)


async def test_a_click_on_a_mark_chooses_the_next_view_on_that_side() -> None:
    bar = bar_of(MANY, 10)
    async with shown(bar, size=(40, 3)) as (pilot, messages):
        line = lines(bar)[0]
        first, *_, last = (place for place, entry in enumerate(MANY) if entry.name in line)
        await pilot.click(bar, offset=(0, 0))
        await pilot.click(bar, offset=(39, 0))
        assert chosen(list(messages)) == [first - 1, last + 1]


async def test_a_wider_terminal_shows_what_it_has_room_for() -> None:
    bar = bar_of(MANY, 19)
    async with shown(bar, size=(40, 3)) as (pilot, _):
        assert text(bar).count("View") == 3
        await pilot.resize_terminal(80, 3)
        await pilot.pause()
        assert text(bar).count("View") == 6
        await pilot.resize_terminal(400, 3)
        await pilot.pause()
        assert text(bar).count("View") == 20
        assert "‹" not in text(bar)


@pytest.mark.parametrize("width", [1, 4, 10, 22, 40, 80])
@pytest.mark.parametrize("current", [0, 1, 2, 7])
async def test_wide_characters_are_measured_and_a_name_without_room_is_cut(width: int, current: int) -> None:
    bar = bar_of((Entry("エスカレーション", 12), Entry("未割り当て" * 8, 7, complete=False), Entry("ตรัง")), current)
    async with shown(bar, size=(width, 3)):
        assert cell_len(text(bar)) <= width
        if width >= 22 and current == 1:
            assert "2 未" in text(bar)
            assert "… 7+" in text(bar) or width == 80


async def test_a_name_is_never_markup_nor_drives_the_terminal() -> None:
    bar = bar_of(())
    async with shown(bar, size=(60, 3)) as (pilot, _):
        for hostile in HOSTILE:
            bar.entries = (Entry(hostile, 1), Entry("[b]x[/b]", 2))
            await pilot.pause()
            drawn = bar.render_line(0)
            assert drawn.cell_length <= 60
            assert not any(s.style and (s.style.link or s.style.meta.get("@click")) for s in drawn)
        bar.entries = (Entry("[b]x[/b]", 2),)
        await pilot.pause()
        assert text(bar) == " 1 [b]x[/b] 2"


async def test_a_change_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    bar = bar_of(FEW)
    async with shown(bar) as (pilot, _):
        drawn = 0
        render = bar.render

        def counted() -> object:
            nonlocal drawn
            drawn += 1
            return render()

        monkeypatch.setattr(bar, "render", counted)
        with pilot.app.batch_update():
            bar.entries, bar.current, bar.modified = FEW[:2], 1, True
        await pilot.pause()
        assert drawn == 1
        bar.entries, bar.current = FEW[:2], 1
        await pilot.pause()
        assert drawn == 1


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (Entry("Urgent", 18), "18"),
        (Entry("Urgent", 18, True, 2), "18 +2"),
        (Entry("Urgent", 1_018, True, -1_200), "1,018 −1,200"),
    ],
)
def test_a_view_says_by_how_many_it_has_moved(entry: Entry, words: str) -> None:
    assert entry.words == words
