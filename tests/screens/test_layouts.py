"""Layouts: what stands beside or below the list at every size, and a place that no change of size loses."""

import pytest
from textual.geometry import Size

from klink_tui.desk.views import View
from klink_tui.widgets.viewrail import ViewRail
from tests.console import Console, console
from tests.screens.views import row_of, tickets

WIDTHS = (40, 59, 60, 79, 80, 99, 100, 119, 120, 159, 160, 200)
HEIGHTS = (12, 19, 20, 29, 30, 50)
LEAST = 60
"""Columns that the list has while anything else is shown beside it."""


async def resize(c: Console, width: int, height: int) -> None:
    """Change the terminal's size."""
    await c.pilot.resize_terminal(width, height)
    await c.settle()


def layout(c: Console) -> tuple[bool, str]:
    """Tell whether the rail is there, and where the preview is; empty for nowhere."""
    preview, rows = c.find("#preview"), c.find("#list")
    rail = c.app.screen.query("#rail")
    place = ""
    if preview.display:
        place = "right" if preview.region.x >= rows.region.right else "below"
        assert place == "right" or preview.region.y >= rows.region.bottom
    return bool(rail) and rail.first().display, place


def wanted(width: int, height: int) -> tuple[bool, str]:
    """Give what the terminal's size asks for."""
    if width >= 120:
        return width >= 160, "right"
    return False, "below" if width >= 80 and height >= 30 else ""


@pytest.mark.parametrize("place", ["auto", "right", "below", "off"])
async def test_every_size_has_its_layout_and_the_list_its_columns(place: str) -> None:
    async with console(tickets=30) as c:
        tickets(c).preview_place = place
        for width in WIDTHS:
            for height in HEIGHTS if place == "auto" else (12, 20, 30):
                await resize(c, width, height)
                rail, at = layout(c)
                size = c.find("#list").outer_size
                assert rail == (width >= 160)
                for part in ("#list", "#preview"):
                    assert c.app.screen.region.contains_region(c.find(part).region), (part, width, height)
                if place == "auto":
                    assert (rail, at) == wanted(width, height), (width, height)
                elif place == "off" or width < LEAST:
                    assert at == "", (width, height)
                elif place == "right":
                    assert at in ("right" if width >= 100 else "below", ""), (width, height)
                    assert at or height < 20 or width < 80
                if rail or at:
                    assert size.width >= LEAST, (width, height)
                    assert size.height >= 4, (width, height)
                if at == "right":
                    assert c.find("#preview").outer_size.width >= 38, (width, height)
                assert c.find("TopBar").display == (height >= 20)
                assert c.find("#views").display == (width < 160)


async def test_the_rail_names_the_views_with_their_counts_and_a_click_opens_one() -> None:
    async with console(tickets=60, size=(160, 40)) as c:
        await c.app.desk.mirror.sweep()
        tickets(c).count_now()
        await c.rest()
        rail = c.app.screen.query_one(ViewRail)
        lines = [line.text.rstrip() for line in rail.render_lines(rail.size.region)]
        assert lines[0].startswith(" Views")
        assert lines[1].split("▏")[0].split() == ["1", "All", "60"]
        number = rail.entries[4].count
        assert lines[5].split("▏")[0].split() == ["5", "Waiting", str(number)]
        assert "1 All" not in c.text().split("\n")[1], "the line of views is not there too"
        await c.pilot.click("#rail", offset=(4, 5))
        await c.rest()
        assert tickets(c).place == 4
        assert rail.current == 4
        await c.pilot.click("#rail", offset=(4, 30))
        await c.rest()
        assert tickets(c).place == 4


async def test_a_rail_with_more_views_than_lines_shows_the_current_one() -> None:
    async with console(tickets=10, size=(160, 20)) as c:
        for number in range(40):
            c.app.desk.views.add(View(f"A view with a long name {number}", "status:open"))
        tickets(c).restate_views()
        await c.press("H")
        await c.rest()
        rail = c.app.screen.query_one(ViewRail)
        last = rail.render_lines(rail.size.region)[-1].text
        assert "A view with a" in last
        assert "…" in last
        await c.pilot.click("#rail", offset=(4, rail.size.height - 2))
        await c.rest()
        assert tickets(c).place == len(c.app.desk.views) - 2


async def test_a_changed_view_has_its_star_in_the_rail() -> None:
    async with console(tickets=10, size=(160, 20)) as c:
        await c.press("slash")
        await c.type("status:open")
        await c.press("enter")
        await c.rest()
        rail = c.app.screen.query_one(ViewRail)
        assert "1 All*" in rail.render_lines(rail.size.region)[1].text


@pytest.mark.parametrize("density", ["compact", "comfortable"])
async def test_no_change_of_size_loses_the_place(density: str) -> None:
    async with console(tickets=50) as c:
        if density == "comfortable":
            await c.press("equals_sign")
        await c.press(*"j" * 30)
        rows = tickets(c).list
        key, number = rows.cursor_key, list(tickets(c).rows.items())[rows.cursor].number
        for width, height in [(80, 24), (40, 8), (200, 60), (60, 10), (160, 12), (120, 36), (80, 30), (30, 6)]:
            await resize(c, width, height)
            assert rows.cursor_key == key
            if rows.size.height > 1:
                assert row_of(c, number), (width, height)
        await resize(c, 120, 36)
        await c.rest()
        assert row_of(c, number)


async def test_the_preview_says_why_it_is_elsewhere() -> None:
    async with console(tickets=10, size=(90, 30)) as c:
        await c.press("P")
        assert c.toasts[-1] == "Preview: right from 100 columns on, below until then"
        await resize(c, 50, 30)
        await c.press("P")
        assert c.toasts[-1] == "Preview: below, but there is no room for it here"
        assert c.app.screen.size == Size(50, 30)


@pytest.mark.parametrize("key", ["ctrl+n", "ctrl+t"])
async def test_what_is_behind_a_box_has_the_new_size_as_well(key: str) -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await c.press("r")
        await c.type("Dear you")
        await c.press(key)
        await c.rest()
        for size in ((80, 24), (120, 36), (200, 50), (60, 20)):
            await c.pilot.resize_terminal(*size)
            await c.until(lambda: "esc Back" in c.text().splitlines()[-1])
