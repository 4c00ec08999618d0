"""The query line: what it shows while a query is typed, what keys do, and that nothing typed breaks it."""

import re
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from time import perf_counter

import pytest
from rich.color import Color
from textual.app import App
from textual.events import Key, Paste
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Static

from klink_tui.query.fields import CustomField, Vocabulary
from klink_tui.query.parser import MAX_LENGTH
from klink_tui.sandbox.hostile import HOSTILE
from klink_tui.themes import DARK
from klink_tui.widgets.completions import CompletionList
from klink_tui.widgets.queryline import HINT, QueryInput, QueryLine, tidy
from tests.query.schema import VOCABULARY
from tests.widgets.stage import made, shown, text


def carried(field: str) -> Iterable[str]:
    return {"tag": ("vip", "late delivery", *HOSTILE), "assignee": ("Ann Lee",)}.get(field, ())


@asynccontextmanager
async def typed(
    keys: str = "", *, size: tuple[int, int] = (80, 14), vocabulary: Vocabulary = VOCABULARY
) -> AsyncIterator[tuple[Pilot[None], QueryLine, list[Message]]]:
    """Show a line with the focus, and something below it; type ``keys``."""
    line = QueryLine(lambda: vocabulary, carried, placeholder="filter")
    async with shown(line, Static("below\n" * 30, markup=False, id="below"), size=size) as (pilot, messages):
        line.focus()
        await pilot.pause()
        await press(pilot, keys)
        yield pilot, line, messages


async def press(pilot: Pilot[None], keys: str) -> None:
    """Press keys in one burst: letters, and between ``<`` and ``>`` the names of keys."""
    for name, char in re.findall(r"<([a-z+]+)>|(.)", keys):
        pilot.app.post_message(Key(name or char, char or None))
    for _ in range(2):
        await pilot.pause()


def screen(app: App[None]) -> list[str]:
    """Give what the terminal shows, line by line."""
    return ["".join(segment.text for segment in strip).rstrip() for strip in app.screen._compositor.render_strips()]


def listed(line: QueryLine) -> list[str]:
    """Give the completions on view, in words and with what they are."""
    completions = line.query_one(CompletionList)
    return [str(option.prompt) for option in completions.options] if completions.is_open else []


def words(line: QueryLine) -> str:
    return text(line.query_one(".queryline--words", Static)).strip()


def posted(messages: Sequence[Message]) -> list[Message]:
    kinds = (QueryLine.Changed, QueryLine.Submitted, QueryLine.Cancelled)
    return [message for message in messages if isinstance(message, kinds)]


def looks(line: QueryLine, part: str, color: str | None, *, underlined: bool = False) -> bool:
    """Tell whether a part of the text has a colour, but for what blending rounds, and is underlined or not."""
    assert color is not None
    for segment in line.query_one(QueryInput).render_line(0):
        if part in segment.text:
            style = segment.style
            assert style is not None
            assert style.color is not None
            pairs = zip(style.color.get_truecolor(), Color.parse(color).get_truecolor(), strict=True)
            return bool(style.underline) == underlined and all(abs(one - other) < 3 for one, other in pairs)
    return False


async def test_every_edit_is_told_with_what_is_wrong_with_it() -> None:
    async with typed("age:>2d") as (_, line, messages):
        changes = [message for message in posted(messages) if isinstance(message, QueryLine.Changed)]
        assert [change.text for change in changes] == ["a", "ag", "age", "age:", "age:>", "age:>2", "age:>2d"]
        assert [change.error is None for change in changes] == [True, True, True, False, False, False, True]
        assert {change.control for change in changes} == {line}
        assert words(line) == "older than 2 days"


async def test_enter_submits_what_can_be_looked_for_only() -> None:
    async with typed("stauts:x<enter>") as (pilot, line, messages):
        assert not any(isinstance(message, QueryLine.Submitted) for message in messages)
        assert words(line) == "There is no field “stauts”. Did you mean status? (tab)"
        assert line.query_one(".queryline--words").has_class("-bad")
        assert line.has_focus_within
        await press(pilot, "<tab>")
        assert line.value == "status:x"
        await press(pilot, "<enter>")
        assert [message.text for message in messages if isinstance(message, QueryLine.Submitted)] == ["status:x"]


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        ("stauts:open<tab>", "status:open"),
        ("priority:>=hihg<tab>", "priority:>=high"),
        ("status:inn-progress..open<tab>", 'status:"in progress"..open'),
        ("-refund-amout:1<tab>", "-cf_amount:1"),
        ("sort:-updatde<tab>", "sort:-updated"),
        ("is:unassignd<tab>", "is:unassigned"),
        ("has:cf_regoin<tab>", "has:cf_region"),
        ("stauts:x lamp<tab>!", "status:x lamp!"),
    ],
)
async def test_tab_mends_what_is_wrong_where_the_language_knows_better(keys: str, value: str) -> None:
    async with typed(keys) as (_, line, _):
        assert line.value == value


async def test_the_first_escape_closes_the_completions() -> None:
    async with typed("sta<escape>") as (pilot, line, messages):
        assert listed(line) == []
        assert line.value == "sta"
        assert not any(isinstance(message, QueryLine.Cancelled) for message in messages)
        await press(pilot, "<escape>")
        assert sum(isinstance(message, QueryLine.Cancelled) for message in messages) == 1


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        ("sta<tab>pend<tab>", "status:pending "),
        ("sta<tab><down><enter>", 'status:"in progress" '),
        ("sta<tab><ctrl+n><ctrl+n><ctrl+p><tab>", 'status:"in progress" '),
        ("sta<tab><up><tab>", "status:resolved "),
        ("-tag:l<tab>refund", '-tag:"late delivery" refund'),
        ("a (assi<tab>me<tab>or b)", "a (assignee:me or b)"),
        ("status:open<tab>refund", "status:open refund"),
        ("status:open<escape><tab>refund", "status:open refund"),
    ],
)
async def test_completions_are_taken_in_the_order_of_the_keys(keys: str, value: str) -> None:
    async with typed(keys) as (_, line, _):
        assert line.value == value


async def test_a_value_taken_before_a_space_goes_behind_it() -> None:
    async with typed("status:pe refund") as (pilot, line, _):
        for _ in " refund":
            await press(pilot, "<left>")
        await press(pilot, "<ctrl+space>")
        assert listed(line) == ["pending", "open"]
        await press(pilot, "<tab>x")
        assert line.value == "status:pending xrefund"


async def test_enter_submits_where_nobody_moved_in_the_list() -> None:
    async with typed("status:open,pe<enter>") as (_, line, messages):
        assert line.value == "status:open,pe"
        assert listed(line) == []
        assert isinstance(posted(messages)[-1], QueryLine.Submitted)


async def test_the_list_opens_for_what_is_typed_and_when_asked_only() -> None:
    async with typed("refund ") as (pilot, line, _):
        assert listed(line) == []
        await press(pilot, "<ctrl+space>")
        assert listed(line)[0].split() == ["status:", "open,", "in", "progress,", "pending,", "resolved"]
        assert len(listed(line)) > 20
        assert line.query_one(CompletionList).size.height == 8
        await press(pilot, "<escape>status:")
        assert [one.split()[0] for one in listed(line)] == ["open", '"in', "pending", "resolved"]
        await press(pilot, "open")
        assert listed(line) == []
        await press(pilot, ",")
        assert len(listed(line)) == 4
        await press(pilot, "<left>")
        assert listed(line) == []


async def test_the_list_lies_over_what_is_below_and_near_its_word() -> None:
    async with typed("refund is:") as (pilot, line, _):
        lines = screen(pilot.app)
        assert lines[0] == "/ refund is:"
        assert lines[1] == "  A value must stand behind “is:”."
        assert lines[2].startswith("below       assigned")
        assert lines[2].endswith("assigned to somebody")
        assert pilot.app.query_one("#below").region.y == 2
        await press(pilot, "<escape>")
        assert screen(pilot.app)[2] == "below"
        assert line.size.height == 2


async def test_the_list_stays_on_the_screen() -> None:
    async with typed() as (pilot, line, _):
        line.value = f"{'refund ' * 20}is:"
        await press(pilot, "<ctrl+space>")
        box = line.query_one(CompletionList).region
        assert box.right <= 80
        assert any("assigned to somebody" in row for row in screen(pilot.app))


async def test_a_click_takes_a_completion_and_the_line_keeps_the_focus() -> None:
    async with typed("status:") as (pilot, line, _):
        await pilot.click(CompletionList, offset=(2, 2))
        await pilot.pause()
        assert line.value == "status:pending "
        assert line.has_focus_within
        await press(pilot, "x")
        assert line.value == "status:pending x"


async def test_a_burst_of_keys_loses_and_reorders_nothing() -> None:
    burst = "sta<tab>op<tab>-ta<tab>vi<tab>priority:>=m<tab>สต็อก refund 商品 sort:-up<tab><enter>"
    async with typed(burst) as (_, line, messages):
        want = "status:open -tag:vip priority:>=medium สต็อก refund 商品 sort:-updated "
        assert line.value == want
        assert [message.text for message in messages if isinstance(message, QueryLine.Submitted)] == [want]


async def test_tab_never_leaves_the_line() -> None:
    async with typed("xyzzy <tab><escape><tab><escape>!!!<tab><tab>") as (_, line, _):
        assert line.has_focus_within
        assert line.value == "xyzzy !!!"


async def test_pieces_are_coloured_by_what_they_are() -> None:
    async with typed("-status:open nosuch:x or lamp age:soon ") as (_, line, _):
        assert looks(line, "-", DARK.warning)
        assert looks(line, "status:", DARK.accent)
        assert looks(line, "open", DARK.foreground)
        assert looks(line, "or", DARK.warning)
        assert looks(line, "nosuch", DARK.error, underlined=True)
        assert looks(line, "lamp", DARK.foreground)


async def test_what_is_wrong_is_underlined_where_it_is() -> None:
    async with typed("lamp age:soon ") as (_, line, _):
        assert looks(line, "soon", DARK.error, underlined=True)
        assert looks(line, "age:", DARK.accent)
        assert words(line) == "“soon” is no length of time: write 30m, 2h, 3d, 1w, 2mo or 1y."


async def test_the_words_are_there_with_the_focus_only() -> None:
    async with typed() as (pilot, line, _):
        assert words(line) == HINT
        assert line.size.height == 2
        pilot.app.screen.set_focus(None)
        await pilot.pause()
        assert line.size.height == 1
        assert not line.has_focus_within


async def test_a_value_that_is_set_is_read_and_told_to_nobody() -> None:
    def make() -> list[QueryLine]:
        line = QueryLine(lambda: VOCABULARY, carried)
        line.value = "status:open\nrefund\x1b[31m"
        return [line]

    async with made(make) as (pilot, messages):
        line = pilot.app.query_one(QueryLine)
        assert line.value == "status:open refund[31m"
        assert words(line) == "status is open, the word “refund[31m”"
        line.value = "nosuch:1"
        await pilot.pause()
        assert line.error is not None
        assert looks(line, "nosuch", DARK.error, underlined=True)
        assert posted(messages) == []
        line.value = ""
        line.focus()
        await press(pilot, "a")
        assert line.value == "a"


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_hostile_text_is_shown_to_the_letter(hostile: str) -> None:
    custom = (CustomField("cf_x", hostile), CustomField(hostile, "Y"))
    vocabulary = Vocabulary(VOCABULARY.now, VOCABULARY.zone, hostile, {"status": HOSTILE}, custom)
    async with typed(vocabulary=vocabulary) as (pilot, line, _):
        for before in ("", "status:", "tag:", "nosuch:", "cf_x:", "assignee:"):
            line.value = before
            pilot.app.post_message(Paste(hostile))
            await press(pilot, "<ctrl+space>")
            assert line.value == before + tidy(hostile)
            assert "\x1b" not in "".join(screen(pilot.app))
            await press(pilot, "<tab><tab><enter><escape><escape>")
            line.value = before
            await press(pilot, "<ctrl+space><down><up><tab><up><enter>")
            assert "\x1b" not in "".join(screen(pilot.app))


async def test_nothing_of_a_markup_is_swallowed() -> None:
    text = "[red]x[/b] [@click=app.quit]y"
    async with typed() as (pilot, line, _):
        pilot.app.post_message(Paste(text))
        await press(pilot, "")
        assert screen(pilot.app)[0] == f"/ {text}"
        assert words(line) == "the words “[red]x[/b]” and “[@click=app.quit]y”"
        line.value = "tag:[/"
        await press(pilot, "<ctrl+space>")
        assert any("[/b] x" in row for row in screen(pilot.app))


async def test_wide_text_is_cut_by_its_cells() -> None:
    async with typed() as (pilot, line, _):
        line.value = f"title:{'商品' * 30} {'ที่' * 40}"
        await pilot.pause()
        assert words(line).endswith("…")
        rows = pilot.app.screen._compositor.render_strips()
        assert {sum(segment.cell_length for segment in row) for row in rows} == {80}


async def test_what_is_too_long_is_left_out_and_said() -> None:
    async with typed("x") as (pilot, line, _):
        line.query_one(QueryInput).insert_text_at_cursor("refund " * 500)
        await pilot.pause()
        assert len(line.value) == MAX_LENGTH
        assert words(line) == "A query has at most 2,000 characters: what is longer was left out."
        await press(pilot, "y")
        assert len(line.value) == MAX_LENGTH
        await press(pilot, "<backspace>")
        assert len(line.value) == MAX_LENGTH - 1
        assert "was left out" not in words(line)
        await press(pilot, "<ctrl+u>")
        assert line.value == ""


async def test_two_thousand_characters_are_typed_without_delay() -> None:
    async with typed() as (pilot, line, _):
        line.value = "status:open " * 165
        begun = perf_counter()
        await press(pilot, "tag:vip ab")
        assert perf_counter() - begun < 5
        assert line.value.endswith("tag:vip ab")


async def test_words_are_deleted_by_ctrl_w() -> None:
    async with typed("status:open lamp<ctrl+w>") as (_, line, _):
        assert line.value == "status:open "
