"""The category tree as rows: walked, folded, narrowed."""

from typing import Final

import pytest

from klink_tui.models.reference import Category
from klink_tui.widgets.branches import BranchRows, branches

TREE: Final = [
    {
        "id": "a",
        "value": "Delivery",
        "childCategoryList": [
            {"id": "b", "value": "", "childCategoryList": [{"id": "c", "value": "Held at hub"}]},
            {"id": "d", "value": "Late"},
        ],
    },
    {"id": "d", "value": "[/b] Payments"},
]


def grown() -> tuple[Category, ...]:
    return tuple(Category.read(entry) for entry in TREE)


def test_a_tree_is_walked_from_the_top_and_every_branch_has_a_key_of_its_own() -> None:
    tree = branches(grown())
    assert [(branch.category.id, branch.way) for branch in tree] == [
        ("a", "Delivery"),
        ("b", "Delivery / (unnamed)"),
        ("c", "Delivery / (unnamed) / Held at hub"),
        ("d", "Delivery / Late"),
        ("d", "[/b] Payments"),
    ]
    assert len({branch.key for branch in tree}) == len(tree)


def test_a_tree_that_is_very_deep_is_walked_too() -> None:
    top = Category(id="0", value="0")
    for number in range(1, 5000):
        top = Category.model_construct(id=str(number), value=str(number), child_category_list=(top,))
    assert len(branches((top,))) == 5000


@pytest.mark.parametrize(
    ("folded", "expected"),
    [
        ((), ["a", "b", "c", "d", "d~4"]),
        (("b",), ["a", "b", "d", "d~4"]),
        (("a",), ["a", "d~4"]),
        (("a", "b"), ["a", "d~4"]),
        (("gone",), ["a", "b", "c", "d", "d~4"]),
    ],
)
def test_what_lies_below_a_folded_branch_is_left_out(folded: tuple[str, ...], expected: list[str]) -> None:
    shown_rows = BranchRows(branches(grown()), frozenset(folded))
    assert [shown_rows.key(index) for index in range(len(shown_rows))] == expected


@pytest.mark.parametrize(
    ("typed", "expected", "matched"),
    [
        ("hub", ["a", "b", "c"], 1),
        ("DELIVERY hub", ["a", "b", "c"], 1),
        ("late", ["a", "d"], 1),
        ("delivery", ["a", "b", "c", "d"], 4),
        ("[/b]", ["d~4"], 1),
        ("nothing like it", [], 0),
    ],
)
def test_a_match_keeps_the_way_to_it_though_it_is_folded(typed: str, expected: list[str], matched: int) -> None:
    found = BranchRows(branches(grown()), frozenset({"a", "b"}), typed)
    assert [found.key(index) for index in range(len(found))] == expected
    assert found.matched == matched
