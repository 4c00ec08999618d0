"""Text in terminal cells: what is cut or filled is as wide as asked, whatever it is."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from klink_tui.sandbox.hostile import HOSTILE
from klink_tui.text import one_line
from klink_tui.widgets.caselook import CASE_COLUMNS, CONTACT_CASE_COLUMNS
from klink_tui.widgets.cells import GAP, Column, cut, fill, share
from klink_tui.widgets.contactlook import CONTACT_COLUMNS
from klink_tui.widgets.ticketlook import RELATED_COLUMNS, TICKET_COLUMNS

MARKED = st.text(st.sampled_from("a é世👨👩🇹🇭🏽\ufe0f\u200d\u200c❤ก้ำမြန်े्ر"), max_size=30)
TEXTS = st.one_of(st.text(max_size=40), MARKED, st.sampled_from(HOSTILE)).map(one_line)
WIDTHS = st.integers(-2, 40)


@given(TEXTS, WIDTHS, st.booleans())
@example("ന്\u200d", 6, False)
@example("世界", 3, True)
def test_filled_text_has_exactly_the_width(text: str, width: int, right: bool) -> None:
    assert cell_len(fill(text, width, right=right)) == max(width, 0)


@given(TEXTS, WIDTHS)
def test_cut_text_is_never_wider_and_loses_nothing_that_fits(text: str, width: int) -> None:
    short = cut(text, width)
    assert cell_len(short) <= max(width, 0)
    if cell_len(text) <= width and width > 0:
        assert short == text
    elif width > 0:
        assert short.endswith("…")
        assert text.startswith(short.removesuffix("…").rstrip()) or " " in short


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("ab cd", 4, "ab…"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
        ("", 0, ""),
        ("世界語", 5, "世界…"),
        ("世界語", 4, "世…"),
    ],
)
def test_what_is_cut_says_so(text: str, width: int, expected: str) -> None:
    assert cut(text, width).replace("世 …", "世…") == expected


def test_filled_text_stands_left_or_right() -> None:
    assert fill("ab", 5) == "ab   "
    assert fill("ab", 5, right=True) == "   ab"


COLUMNS = st.builds(
    Column,
    st.just("c"),
    st.just("C"),
    st.integers(1, 20),
    grow=st.integers(0, 3),
    drop=st.integers(0, 5),
)


def taken(widths: list[tuple[int, int]]) -> int:
    return sum(width for _, width in widths) + GAP * max(len(widths) - 1, 0)


@given(st.lists(COLUMNS, max_size=9), st.integers(0, 150))
def test_columns_never_take_more_than_there_is_unless_none_may_go(columns: list[Column], width: int) -> None:
    widths = share(columns, width)
    shown = [index for index, _ in widths]
    assert shown == sorted(shown)
    assert all(wide >= columns[index].width for index, wide in widths)
    assert all(wide == columns[index].width for index, wide in widths if not columns[index].grow)
    assert {index for index, column in enumerate(columns) if not column.drop} <= set(shown)
    if taken(widths) > width:
        assert not any(columns[index].drop for index in shown)
    elif any(columns[index].grow for index in shown):
        assert taken(widths) == width


@given(st.lists(COLUMNS, max_size=9), st.integers(0, 150))
def test_a_column_goes_only_where_it_must_and_the_highest_first(columns: list[Column], width: int) -> None:
    shown = {index for index, _ in share(columns, width)}
    gone = set(range(len(columns))) - shown
    least_gone = min((columns[index].drop for index in gone), default=0)
    assert all(columns[index].drop <= least_gone for index in shown) or not gone
    if gone:
        back = max(index for index in gone if columns[index].drop == least_gone)
        assert taken([(index, columns[index].width) for index in sorted(shown | {back})]) > width


@pytest.mark.parametrize(
    ("columns", "least"),
    [
        (TICKET_COLUMNS, 50),
        (RELATED_COLUMNS, 24),
        (CONTACT_COLUMNS, 22),
        (CASE_COLUMNS, 40),
        (CONTACT_CASE_COLUMNS, 27),
    ],
    ids=["tickets", "related", "contacts", "cases", "a contact's cases"],
)
def test_the_consoles_lists_fit_narrow_terminals(columns: tuple[Column, ...], least: int) -> None:
    for width in range(least, 200):
        assert taken(share(columns, width)) <= width
    assert len(share(columns, 160)) == len(columns)
