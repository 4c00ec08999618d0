"""Labels with their values, and a short list with its heading."""

import pytest
from textual.content import Content

from klink_tui.sandbox.hostile import HOSTILE
from klink_tui.text import clean
from klink_tui.widgets.cells import Cell, Column
from klink_tui.widgets.facts import Fact, Facts
from klink_tui.widgets.panel import MOST_LINES, ListPanel
from klink_tui.widgets.rowlist import PlainRows, RowList
from tests.widgets.stage import shown, text

COLUMNS = (Column("text", "Text", 10, grow=1),)


def rows_of(count: int) -> PlainRows:
    return PlainRows([(f"k{number}", (Cell(f"row {number}"),)) for number in range(count)])


async def test_facts_stand_in_two_columns_under_their_headings() -> None:
    facts = Facts(
        [
            Fact("Status", "open", "accent"),
            Fact("Phone", "+66 1\n+66 2"),
            Fact("Contact"),
            Fact("A label far too long", "value"),
        ]
    )
    async with shown(facts, size=(40, 12)):
        assert text(facts).splitlines() == [
            "Status             open",
            "Phone              +66 1",
            "                   +66 2",
            "",
            "Contact",
            "A label far too l… value",
        ]


async def test_a_label_gets_a_third_of_the_width_where_it_needs_that() -> None:
    facts = Facts([Fact("A label far too long", "value")])
    async with shown(facts, size=(66, 12)):
        assert text(facts).splitlines() == ["A label far too long value"]


async def test_a_long_value_is_wrapped_in_its_column() -> None:
    facts = Facts([Fact("Order", "x" * 60)], label_width=6)
    async with shown(facts, size=(40, 12)):
        said = text(facts).splitlines()
        assert "".join(line[7:].strip() for line in said) == "x" * 60
        assert all(line.startswith(" " * 7) for line in said[1:])


async def test_other_facts_take_the_height_they_need() -> None:
    facts = Facts([Fact("One", "1")])
    async with shown(facts) as (pilot, _):
        facts.facts = (Fact("One", "1"), Fact("Two", "2"), Fact("Three", "3"))
        await pilot.pause()
        assert facts.size.height == 3
        facts.facts = ()
        await pilot.pause()
        assert text(facts) == ""


async def test_a_tone_colours_the_value_alone() -> None:
    facts = Facts([Fact("Status", "open", "bad"), Fact("Other", "plain")])
    async with shown(facts):
        styles = [
            {s.text.strip(): s.style and s.style.color for s in facts.render_line(y) if s.text.strip()} for y in (0, 1)
        ]
        assert styles[0]["open"] != styles[1]["plain"]
        assert styles[0]["Status"] == styles[1]["Other"]


async def test_hostile_facts_are_shown_to_the_letter() -> None:
    said = [clean(hostile).strip() for hostile in HOSTILE]
    facts = Facts([Fact(line or "-", line) for line in said], label_width=20)
    async with shown(facts, size=(120, 40)):
        drawn = "".join(text(facts).split())
        for line in said:
            if len(line) < 90 and "\n" not in line:
                assert "".join(line.split()) in drawn
        for y in range(facts.size.height):
            assert not any(s.style and (s.style.link or s.style.meta.get("@click")) for s in facts.render_line(y))


@pytest.mark.parametrize("count", [0, 1, MOST_LINES, MOST_LINES + 5])
async def test_a_panel_is_as_high_as_its_rows_up_to_a_limit(count: int) -> None:
    panel = ListPanel("Their [/b] tickets", COLUMNS, id="p")
    async with shown(panel, size=(40, 30)) as (pilot, _):
        panel.show(rows_of(count), "a note [/b]" if not count else "")
        await pilot.pause()
        said = "\n".join(line.text.rstrip() for line in pilot.app.screen._compositor.render_strips()).strip()
        assert said.startswith("Their [/b] tickets" + (f" ({count})" if count else ""))
        assert said.count("row ") == min(count, MOST_LINES)
        assert ("a note [/b]" in said) is (count == 0)
        assert panel.list.display is (count > 0)


async def test_a_panel_that_failed_says_so_in_another_colour() -> None:
    panel = ListPanel("Cases", COLUMNS, id="p")
    async with shown(panel) as (pilot, _):
        note = panel.query_one(".panel--note")
        panel.show(PlainRows(), "No cases.")
        await pilot.pause()
        plain = note.styles.color
        panel.show(PlainRows(), "They could not be fetched.", bad=True)
        await pilot.pause()
        assert note.styles.color != plain
        panel.show(rows_of(2))
        await pilot.pause()
        assert not note.display


async def test_a_panels_list_opens_what_is_clicked_twice() -> None:
    panel = ListPanel("Tickets", COLUMNS, id="p")
    async with shown(panel) as (pilot, messages):
        panel.show(rows_of(3))
        await pilot.pause()
        await pilot.click(panel.list, offset=(3, 1), times=2)
        assert [message.key for message in messages if isinstance(message, RowList.Opened)] == ["k1"]
        assert Content("k1").plain == panel.list.cursor_key
