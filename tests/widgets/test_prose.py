"""A customer's text: Markdown where it is, to the letter where it would drive something, and never slow."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from klink_tui.sandbox.hostile import HOSTILE
from klink_tui.text import clean
from klink_tui.themes import LIGHT
from klink_tui.widgets.prose import Prose
from tests.widgets.stage import lines, shown, text

LONG = {
    "brackets": "[" * 10_000,
    "images": "![" * 5_000,
    "stars": "*a_ " * 2_500,
    "quotes": "> a\n" * 2_500,
    "nested": "\n".join("  " * depth + "- x" for depth in range(98)),
    "table": "|a|b|c|d|\n|-|-|-|-|\n" + "|x|y|zz|w|\n" * 900,
    "wide table": "|a" * 300 + "\n" + "|-" * 300 + "\n" + ("|b" * 300 + "\n") * 14,
    "a huge mail": "a line of a long mail\n" * 20_000,
    "one huge word": "x" * 400_000,
}
"""The worst that is drawn as Markdown, and what is too long for it."""


async def drawn(source: str, size: tuple[int, int] = (60, 40)) -> str:
    prose = Prose(source)
    async with shown(prose, size=size):
        return text(prose)


def bare(said: str) -> str:
    """Give text without blanks and line ends: wrapping moves them."""
    return "".join(said.split())


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("Dear support,\nit broke.\n\nThanks", "Dear support,\nit broke.\n\nThanks"),
        ("# Head\ntext", "Head\n\ntext"),
        ("**bold** and *thin* and ~~gone~~", "bold and thin and gone"),
        ("- one\n- two", " • one\n • two"),
        ("1. one\n2. two", " 1 one\n 2 two"),
        ("    code\n    more", "  code\n  more"),
        ("```python\n[/b] = 1\n```", "  [/b] = 1"),
        ("> quoted\n> more", "▌ quoted\n▌ more"),
        ("see [here](https://x.example)", "see here (https://x.example)"),
    ],
)
async def test_markdown_is_drawn(source: str, said: str) -> None:
    assert (await drawn(source)).strip("\n") == said


async def test_a_table_has_its_cells_side_by_side() -> None:
    said = await drawn("| Parcel | State |\n| --- | --- |\n| PG1 | lost |\n| PG2 | [/b] |")
    rows = [line.split() for line in said.splitlines() if line.strip()]
    assert ["Parcel", "State"] in rows
    assert ["PG1", "lost"] in rows
    assert ["PG2", "[/b]"] in rows


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<b>bold</b> text",
        "before <!-- hidden --> after",
        '<a href="https://evil.example">pay</a>',
        "<div>\nblock\n</div>",
    ],
)
async def test_tags_are_shown_as_they_were_typed(source: str) -> None:
    assert bare(source) in bare(await drawn(source))


async def test_hostile_text_drives_nothing() -> None:
    texts = [Prose(clean(hostile)) for hostile in HOSTILE]
    async with shown(*texts, size=(60, 200)) as (pilot, _):
        for prose in texts:
            for segment in (segment for y in range(prose.size.height) for segment in prose.render_line(y)):
                assert not (segment.style and (segment.style.link or segment.style.meta.get("@click")))
                assert clean(segment.text) == segment.text
                assert not segment.control
            await pilot.click(prose, offset=(1, 0))
        assert pilot.app.is_running


async def test_an_address_is_shown_and_is_no_link() -> None:
    prose = Prose("[pay](javascript:alert(1)) ![x](file:///etc/passwd) <https://a.example> [b](https://b.example)")
    async with shown(prose, size=(100, 10)):
        said = text(prose)
        assert "https://b.example" in said
        styles = [segment.style for y in range(prose.size.height) for segment in prose.render_line(y)]
        assert not any(style and style.link for style in styles)


async def test_any_text_can_be_drawn_without_a_terminal_code() -> None:
    console = Console(width=40, force_terminal=True, color_system="truecolor", legacy_windows=False)
    prose = Prose()

    @given(st.text(max_size=200).map(clean))
    @settings(max_examples=80, deadline=None)
    def draw(source: str) -> None:
        prose.set_reactive(Prose.text, source)
        with console.capture() as capture:
            console.print(prose.render())
        assert "\x1b]" not in capture.get()
        plain = "".join(segment.text for segment in console.render(prose.render()))
        assert clean(plain) == plain

    async with shown(prose):
        draw()


@pytest.mark.parametrize("name", LONG)
async def test_a_long_text_takes_no_time_worth_waiting_for(name: str) -> None:
    prose = Prose()
    async with shown(prose, size=(80, 20)) as (pilot, _):
        began = time.process_time()
        prose.text = LONG[name]
        await pilot.pause()
        lines(prose)
        assert time.process_time() - began < 12


@pytest.mark.parametrize(
    ("source", "left_out"),
    [("word " * 14_000, "10,000"), ("x\n" * 6_000, "6,001"), ("\n" * 40_000 + "x", "37,002")],
    ids=["many letters", "many lines", "many empty lines"],
)
async def test_what_is_left_out_of_a_huge_text_is_said(source: str, left_out: str) -> None:
    prose = Prose(source)
    async with shown(prose, size=(100, 20)):
        last = prose.render_line(prose.size.height - 1).text.strip()
        assert last == f"… {left_out} more characters are not shown here."


async def test_a_long_text_is_drawn_whole_as_it_was_typed() -> None:
    source = "**not bold** line\n" * 2000
    prose = Prose(source)
    async with shown(prose, size=(100, 20)):
        assert prose.render_line(0).text.strip() == "**not bold** line"
        assert prose.virtual_region.height >= 2000


async def test_no_text_is_said() -> None:
    prose = Prose(" \n ")
    async with shown(prose):
        assert text(prose) == "No description."
        prose.empty = "No notes."
        prose.text = ""


async def test_another_text_and_another_theme_take_the_place_of_the_first() -> None:
    prose = Prose("# first")
    async with shown(prose) as (pilot, _):
        before = prose.render_line(0)
        prose.text = "# second\nline"
        await pilot.pause()
        assert text(prose) == "second\n\nline"
        assert prose.size.height == 3
        pilot.app.theme = LIGHT.name
        await pilot.pause()
        after = prose.render_line(0)
        assert [segment.style for segment in before] != [segment.style for segment in after]
