"""Saved views: what can be kept, their order, and the sort inside a query."""

import subprocess
import sys
from dataclasses import dataclass, replace

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from klink_tui.desk.views import (
    BUILT_IN,
    LONGEST_QUERY,
    MOST_VIEWS,
    ShownColumn,
    View,
    Views,
    check_view,
    read_views,
    sort_of,
    with_sort,
)
from klink_tui.errors import ConfigError, FormError
from klink_tui.query.errors import QueryError
from klink_tui.query.parser import MAX_LENGTH, parse

NAMES = tuple(view.name for view in BUILT_IN)


class Kept:
    """Remembers what it was given to keep; can fail."""

    def __init__(self) -> None:
        self.last: tuple[View, ...] = ()
        self.fails = False

    def __call__(self, views: tuple[View, ...]) -> None:
        if self.fails:
            raise ConfigError("The settings can't be written.")
        self.last = views


@dataclass
class Written:
    """A view as the settings hold it."""

    name: str
    query: str = ""
    columns: tuple[str, ...] = ()


def names(views: Views) -> str:
    """Give the first letters of the views' names."""
    return "".join(view.name[0] for view in views.all)


# One view


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("title", ShownColumn("title")),
        ("title:40", ShownColumn("title", 40)),
        ("cf_region:1", ShownColumn("cf_region", 1)),
        ("cf_地域 x:200", ShownColumn("cf_地域 x", 200)),
    ],
)
def test_a_column_is_written_as_it_is_read(text: str, column: ShownColumn) -> None:
    assert ShownColumn.parse(text) == column
    assert column.format() == text


@pytest.mark.parametrize(
    "text",
    ["", ":40", "title:", "title:0", "title:201", "title:-4", "title:4 ", "title:٤", "title:a", "a:b:4", " a", "a\n",
     "a\u200b", "x" * 121, "title:" + "9" * 5000],
)  # fmt: skip
def test_a_column_that_is_none_is_named(text: str) -> None:
    with pytest.raises(FormError) as caught:
        ShownColumn.parse(text)
    assert set(caught.value.fields) == {"columns"}
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("view", "field"),
    [
        (View(""), "name"),
        (View("x" * 41), "name"),
        (View(" x"), "name"),
        (View("a  b"), "name"),
        (View("a\tb"), "name"),
        (View("a\u202eb"), "name"),
        (View("a\u3164"), "name"),
        (View("x", "a\nb"), "query"),
        (View("x", "a\u200bb"), "query"),
        (View("x", "\ud800"), "query"),
        (View("x", "a" * 2_001), "query"),
        (View("x", columns=(ShownColumn("a"), ShownColumn("b"), ShownColumn("a", 3))), "columns"),
        (View("x", columns=tuple(ShownColumn(f"c{number}") for number in range(101))), "columns"),
    ],
)
def test_a_view_that_can_not_be_kept_says_why(view: View, field: str) -> None:
    for put in (check_view, Views().add):
        with pytest.raises(FormError) as caught:
            put(view)
        assert set(caught.value.fields) == {field}
        assert str(caught.value).isprintable()


@pytest.mark.parametrize("name", ["x", "x" * 40, "ตรัง", "未割り当て", "[b]A[/b]", "🔥 hot"])
def test_a_view_may_be_called_and_ask_for_almost_anything(name: str) -> None:
    check_view(View(name, "status:( " + "a" * 1_991))


def test_the_longest_query_is_the_longest_that_can_be_read() -> None:
    assert LONGEST_QUERY == MAX_LENGTH


def test_the_views_to_begin_with_can_be_kept_and_their_queries_read() -> None:
    for view in BUILT_IN:
        check_view(view)
        parse(view.query)
    assert len({name.casefold() for name in NAMES}) == len(NAMES)


def test_stored_views_are_read() -> None:
    assert read_views(None) == BUILT_IN
    assert read_views([Written("A", "x"), Written("B", columns=("number", "title:40"))]) == (
        View("A", "x"),
        View("B", columns=(ShownColumn("number"), ShownColumn("title", 40))),
    )
    with pytest.raises(FormError):
        read_views([Written("A", columns=("title:x",))])


# All of them


def test_views_are_in_their_order() -> None:
    views = Views()
    assert views.all == BUILT_IN
    assert len(views) == len(BUILT_IN)
    assert views.at(1).name == "Mine"
    assert views.find("unASSigned") == 2
    assert views.find("x") is None
    with pytest.raises(IndexError):
        views.at(6)


def test_views_are_never_none() -> None:
    assert Views(()).all == BUILT_IN


def test_every_change_is_kept() -> None:
    kept = Kept()
    views = Views(BUILT_IN[:3], kept)
    assert views.add(View("Last")) == 3
    assert kept.last == views.all
    assert views.add(View("First"), 0) == 0
    assert names(views) == "FAMUL"
    views.replace(2, View("Zed", "x"))
    assert kept.last[2] == View("Zed", "x")
    views.remove(0)
    assert names(views) == "AZUL"
    assert kept.last == views.all
    views.reset()
    assert kept.last == views.all == BUILT_IN


@pytest.mark.parametrize(
    ("index", "step", "place", "order"),
    [
        (0, 1, 1, "MAUUWC"),
        (5, -1, 4, "AMUUCW"),
        (0, -1, 0, "AMUUWC"),
        (5, 1, 5, "AMUUWC"),
        (1, 3, 4, "AUUWMC"),
        (4, -9, 0, "WAMUUC"),
    ],
)
def test_a_view_is_moved(index: int, step: int, place: int, order: str) -> None:
    kept = Kept()
    views = Views(BUILT_IN, kept)
    assert views.move(index, step) == place
    assert names(views) == order
    assert kept.last == (views.all if index != place else ())


def test_no_two_views_have_one_name() -> None:
    kept = Kept()
    views = Views(BUILT_IN, kept)
    for change in (lambda: views.add(View("MINE")), lambda: views.replace(0, View("mine"))):
        with pytest.raises(FormError, match="already") as caught:
            change()
        assert set(caught.value.fields) == {"name"}
    assert (views.all, kept.last) == (BUILT_IN, ())
    views.replace(1, View("MINE", "x"))
    assert views.at(1) == View("MINE", "x")


def test_a_view_replaced_by_itself_is_no_other() -> None:
    views = Views()
    views.replace(1, views.at(1))
    assert views.all == BUILT_IN


def test_the_last_view_stays() -> None:
    views = Views((View("One"), View("Two")))
    views.remove(0)
    with pytest.raises(ConfigError, match="last view"):
        views.remove(0)
    assert views.all == (View("Two"),)


def test_there_are_only_so_many_views() -> None:
    views = Views([View(f"V{number}") for number in range(MOST_VIEWS)])
    with pytest.raises(ConfigError, match="50 views already"):
        views.add(View("One more"))
    views.replace(0, View("Another"))
    assert len(views) == MOST_VIEWS


def test_what_can_not_be_kept_does_not_change() -> None:
    kept = Kept()
    views = Views(BUILT_IN, kept)
    kept.fails = True
    for change in (
        lambda: views.add(View("x")),
        lambda: views.replace(0, View("x")),
        lambda: views.move(0, 1),
        lambda: views.remove(0),
        lambda: views.reset(),
    ):
        with pytest.raises(ConfigError, match="can't be written"):
            change()
    assert views.all == BUILT_IN


# The sort inside a query


@pytest.mark.parametrize(
    ("text", "sorted_text"),
    [
        ("", "sort:-created"),
        ("status:open", "status:open sort:-created"),
        ("status:open ", "status:open sort:-created"),
        ("status:open sort:-updated", "status:open sort:-created"),
        ("sort:updated status:open", "sort:-created status:open"),
        ("SORT:+updated", "sort:-created"),
        ("a sort:-priority,-updated b", "a sort:-created b"),
        ("a sort:x b sort:y,z c", "a sort:-created b c"),
        ("a sort:x b sort:y ", "a sort:-created b"),
        ("(a sort:x) or b", "(a sort:-created) or b"),
        ("a or sort:x", "a or sort:-created"),
        ("sort:x a or sort:y", "sort:-created a or sort:-created"),
        ('"sort:x"', '"sort:x" sort:-created'),
        ("status:", "status: sort:-created"),
        ("(a sort:x", "(a sort:x sort:-created"),
    ],
)
def test_a_query_is_sorted_anew(text: str, sorted_text: str) -> None:
    assert with_sort(text, "created", True) == sorted_text


def test_upwards_and_in_the_servers_order() -> None:
    assert with_sort("a sort:-updated", "cf_region") == "a sort:cf_region"
    assert with_sort("a sort:-updated b", "") == "a b"
    assert with_sort("sort:-updated", "") == ""
    assert with_sort("a b ", "") == "a b "
    assert with_sort("status: ", "") == "status: "


def test_what_a_query_is_sorted_by() -> None:
    keys = sort_of("sort:-priority,updated a")
    assert [(key.field, key.descending) for key in keys] == [("priority", True), ("updated", False)]
    assert sort_of("a") == sort_of("status: sort:x") == ()


_PIECES = st.sampled_from(
    [
        "a",
        "or",
        "and",
        "not ",
        "-",
        "(",
        ")",
        "sort:x",
        "sort:-y,z",
        "Sort:q",
        ",",
        " ",
        "status:open",
        '"s t"',
        ":",
        '"',
    ]
)


def _reads(text: str) -> bool:
    try:
        parse(text)
    except QueryError:
        return False
    return True


@given(st.lists(_PIECES, max_size=12).map("".join), st.booleans())
@example("a or sort:x sort:y", True)
@example("sort:a or b", True)
def test_a_query_that_can_be_read_keeps_its_meaning(text: str, descending: bool) -> None:
    assume(_reads(text))
    before = parse(text)
    after = parse(with_sort(text, "created", descending))
    assert {(key.field, key.descending) for key in after.sort} == {("created", descending)}
    assert (before.condition is None) == (after.condition is None)
    spared = [part for part in text.replace("(", " ").replace(")", " ").split() if "sort:" not in part.casefold()]
    assert all(part in after.text for part in spared)


def test_the_module_loads_no_query() -> None:
    code = (
        "import sys, klink_tui.desk.views; print([name for name in sys.modules if 'query' in name or 'pydant' in name])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_view_is_a_value() -> None:
    assert replace(BUILT_IN[1], name="Ours").query == BUILT_IN[1].query
    assert len({*BUILT_IN, *BUILT_IN}) == len(BUILT_IN)
