"""Reference lists in the cache."""

from collections.abc import Iterator

import pytest

from klink_tui.store.cache import Cache
from klink_tui.store.lists import KeptList, ListTable


@pytest.fixture
def table() -> Iterator[ListTable]:
    cache = Cache(None)
    yield ListTable(cache)
    cache.close()


@pytest.mark.parametrize(
    "kept",
    [
        KeptList((), 0.0),
        KeptList(({"id": "a", "odd": [1, None, {"ü": "\ud83c"}]}, {"id": "b"}), 12.5),
        KeptList(({"id": "a"},), 3.0, 2, False, "1 of 3 rows"),
    ],
    ids=["empty", "whole", "in part"],
)
def test_a_list_comes_back_as_it_was_kept(table: ListTable, kept: KeptList) -> None:
    table.put("tags", kept)
    assert table.read("tags") == kept


def test_a_list_takes_the_place_of_the_one_before_and_of_no_other(table: ListTable) -> None:
    table.put("tags", KeptList(({"id": "a"},), 1.0))
    table.put("channels", KeptList(({"id": "c"},), 1.0))
    table.put("tags", KeptList((), 2.0))
    assert table.read("tags") == KeptList((), 2.0)
    assert table.read("channels") == KeptList(({"id": "c"},), 1.0)


def test_what_was_never_kept_is_not_there(table: ListTable) -> None:
    assert table.read("tags") is None
