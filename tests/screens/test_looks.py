"""Themes, density, and a console without colour."""

import pytest
from rich.style import Style
from textual.color import Color
from textual.filter import NoColor

from klink_tui.screens.picker import PickerScreen
from klink_tui.screens.themepick import ThemeScreen
from klink_tui.settings import read_settings, save_settings
from klink_tui.themes import DARK, HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT, LIGHT
from klink_tui.widgets.formrow import FormRow
from klink_tui.widgets.rowlist import RowList
from tests.console import Console, console
from tests.screens.views import on_view, row_of, tickets


async def test_a_theme_is_tried_as_the_cursor_moves_and_escape_brings_the_old_one_back() -> None:
    async with console(tickets=30) as c:
        await c.press("T")
        on_view(c, ThemeScreen)
        seen = []
        for _ in range(4):
            await c.press("j")
            seen.append(c.app.theme)
        assert seen == [LIGHT.name, HIGH_CONTRAST_DARK.name, HIGH_CONTRAST_LIGHT.name, DARK.name]
        await c.press("k")
        assert c.app.current_theme == HIGH_CONTRAST_LIGHT
        await c.press("escape")
        await c.rest()
        assert c.app.theme == DARK.name
        assert tickets(c).list.get_component_rich_style("rowlist--row").bgcolor is not None


async def test_enter_keeps_the_theme_in_the_settings() -> None:
    async with console(tickets=30) as c:
        c.app.keeps_looks = True
        await c.press("T", "j", "enter")
        await c.rest()
        assert (c.app.theme, read_settings().theme) == (LIGHT.name, LIGHT.name)
        await c.press("T", "h")  # its letter takes it at once
        await c.rest()
        assert (c.app.theme, read_settings().theme) == (HIGH_CONTRAST_DARK.name, HIGH_CONTRAST_DARK.name)


async def test_the_demonstration_leaves_the_settings_alone() -> None:
    async with console(tickets=30) as c:
        await c.press("T", "j", "enter", "equals_sign")
        await c.rest()
        assert c.app.theme == LIGHT.name
        assert (read_settings().theme, read_settings().density) == ("", "compact")


async def test_settings_that_cannot_be_written_are_said_and_the_theme_stays() -> None:
    path = save_settings(theme=DARK.name)
    path.write_text("broken [", encoding="utf-8")
    async with console(tickets=30) as c:
        c.app.keeps_looks = True
        await c.press("T", "j", "enter")
        await c.until(lambda: any("could not be stored" in toast for toast in c.toasts))
        assert c.app.theme == LIGHT.name


async def test_a_theme_that_there_is_not_is_said() -> None:
    async with console(tickets=30) as c:
        c.app.begin_with("nord")
        assert c.app.theme == DARK.name
        c.app.say_of_theme("nord")
        await c.settle()
        assert "There is no theme “nord”" in c.toasts[-1]


def lines_of(c: Console) -> list[int]:
    """Give the lines on view that hold the first three tickets of the list."""
    lines = c.text().split("\n")
    numbers = [row.number for row in list(tickets(c).rows.items())[:3]]
    return [lines.index(row_of(c, number)) for number in numbers]


async def test_comfortable_lists_have_air_between_their_rows_and_that_is_kept() -> None:
    async with console(tickets=30) as c:
        c.app.keeps_looks = True
        first = lines_of(c)[0]
        assert lines_of(c) == [first, first + 1, first + 2]
        await c.press("equals_sign")
        await c.rest()
        assert lines_of(c) == [first, first + 2, first + 4]
        assert (c.app.density, read_settings().density) == ("comfortable", "comfortable")
        await c.press("f3")
        await c.rest()
        assert c.app.screen.query_one("#list", RowList)._tall == 2, "on every screen"
        await c.press("f2", "equals_sign")
        await c.rest()
        assert lines_of(c) == [first, first + 1, first + 2]
        assert read_settings().density == "compact"


async def test_a_comfortable_list_moves_scrolls_and_is_clicked_by_rows() -> None:
    async with console(tickets=50, size=(120, 24)) as c:
        await c.press("equals_sign", "G")
        rows = tickets(c).list
        assert rows.cursor == len(rows.rows) - 1
        assert row_of(c, list(tickets(c).rows.items())[-1].number)
        await c.press("g", "pagedown")
        visible = (rows.size.height - 1) // 2
        assert rows.cursor == visible
        await c.press("g")
        await c.pilot.click("#list", offset=(10, 6))  # the blank line below the third row is part of it
        await c.settle()
        assert rows.cursor == 2


async def test_the_density_of_the_settings_is_there_from_the_first_frame() -> None:
    async with console(tickets=30) as c:
        c.app.begin_with(LIGHT.name, "comfortable")
        assert (c.app.theme, c.app.density) == (LIGHT.name, "comfortable")


def drawn(c: Console, line: int) -> list[tuple[str, Style]]:
    """Give what leaves for the terminal on a line: texts and styles, after the filters."""
    segments = list(c.app.screen._compositor.render_strips()[line])
    for each in c.app._filters:
        if each.enabled:
            segments = each.apply(segments, Color(0, 0, 0))
    return [(segment.text, segment.style or Style()) for segment in segments]


def style_of(c: Console, words: str) -> Style:
    """Give how the first words on view that begin so are drawn."""
    for line in range(len(c.text().split("\n"))):
        for text, style in drawn(c, line):
            if text.strip().startswith(words):
                return style
    raise AssertionError(f"{words!r} is not on view:\n{c.text()}")


async def test_without_colour_everything_is_told_apart_by_word_bold_and_reverse(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with console(tickets=30) as c:
        await c.rest()
        assert any(isinstance(one, NoColor) for one in c.app._filters)
        await c.press("x", "j")
        for line in range(36):
            for _, style in drawn(c, line):
                assert all(color is None or color.is_default for color in (style.color, style.bgcolor))
        first, second = (str(row.number) for row in list(tickets(c).rows.items())[:2])
        assert style_of(c, second).reverse, "the cursor"
        assert not style_of(c, first).reverse
        assert "◆" in row_of(c, int(first)), "the mark"
        assert style_of(c, "Tickets").bold, "the place one is in"
        assert not style_of(c, "Contacts").bold
        await c.press("s")
        at = on_view(c, PickerScreen).highlighted
        assert at is not None
        chosen = [text for line in range(36) for text, style in drawn(c, line) if style.underline and style.bold]
        assert at.label in chosen, "the choice under the cursor"
        await c.press("escape", "escape", "e")
        await c.rest()
        label = next(row for row in c.app.screen.query(FormRow) if row._control.has_focus).field.spec.label
        assert style_of(c, label).bold, "the field that is typed into"


async def test_an_empty_no_color_asks_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "")
    async with console(tickets=10) as c:
        assert not c.app.no_color
