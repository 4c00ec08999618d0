"""The library: five lists, folded, narrowed, copied from, and honest about what is missing."""

from typing import Final

import pytest

from klink_tui.screens.library import LibraryScreen
from klink_tui.widgets.rowlist import RowList
from klink_tui.widgets.tabline import TabLine
from tests.console import Console, console
from tests.gate import Gate, to

NAMES: Final = ("categories", "tags", "channels", "groups", "presence")
PATHS: Final = {
    "categories": "/categories",
    "tags": "/tags",
    "channels": "/channels",
    "groups": "/contacts/groups",
    "presence": "/user-presence-status-log",
}
TREE: Final = {
    "data": [
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
}


def library(c: Console) -> LibraryScreen:
    assert isinstance(c.app.screen, LibraryScreen)
    return c.app.screen


def rows(c: Console) -> RowList:
    return library(c).cursor


def shown(c: Console) -> list[str]:
    """Give the first cell of every row of the list on view."""
    there = rows(c).rows
    return [there.cells(index)[0].text for index in range(len(there))]


async def opened(c: Console, key: str = "1") -> None:
    await c.press("f6", key)
    await c.rest()


# Which list


async def test_each_list_has_a_key_and_shows_what_the_server_has() -> None:
    async with console() as c:
        for key, name in zip("12345", NAMES, strict=True):
            await opened(c, key)
            reference = getattr(c.app.desk.references, name).peek()
            assert reference is not None
            assert c.app.focused is c.find(f"#{name}")
            assert len(rows(c).rows) >= len(reference.items) > 0
            assert [other for other in NAMES if c.find(f"#{other}").display] == [name]


async def test_tab_goes_round_both_ways() -> None:
    async with console() as c:
        await opened(c)
        seen = []
        for _ in NAMES:
            await c.press("tab")
            seen.append(library(c).shelf.name)
        assert seen == [*NAMES[1:], NAMES[0]]
        await c.press("shift+tab")
        assert library(c).shelf.name == NAMES[-1]


async def test_the_names_of_the_lists_say_how_many_rows_are_there() -> None:
    async with console() as c:
        await opened(c)
        counts = library(c).query_one(TabLine).counts
        tags = c.app.desk.references.tags.peek()
        assert tags is not None
        assert counts["tags"] == f"{len(tags.items)}"
        assert counts["presence"].endswith("+"), "the log of presence goes on"
        assert f"2 Tags {counts['tags']}" in c.text()


async def test_a_narrow_line_drops_the_counts_before_a_name() -> None:
    async with console(size=(62, 24)) as c:
        await opened(c)
        line = next(line for line in c.text().splitlines() if "Categories" in line)
        assert "5 Presence" in line
        assert line.rstrip().endswith("Presence")


async def test_a_click_on_a_name_turns_to_its_list() -> None:
    async with console() as c:
        await opened(c)
        place = next(line for line in c.text().splitlines() if "Categories" in line).index("3 Channels")
        await c.pilot.click(TabLine, offset=(place + 3, 0))
        assert library(c).shelf.name == "channels"


# The tree


def tree_at(gate: Gate) -> None:
    gate.answer(to("GET", "/categories"), 200, TREE)


async def test_branches_fold_and_unfold_by_keys() -> None:
    async with console(at_gate=tree_at) as c:
        await opened(c)
        whole = ["▾ Delivery", "  ▾ (unnamed)", "      Held at hub", "    Late", "  [/b] Payments"]
        assert shown(c) == whole
        await c.press("j", "j", "h")
        assert rows(c).cursor_key == "b", "from a leaf one goes to the branch above"
        await c.press("h")
        assert shown(c)[1] == "  ▸ (unnamed)"
        await c.press("h", "enter")
        assert shown(c) == ["▸ Delivery", "  [/b] Payments"]
        await c.press("right")
        assert len(shown(c)) == 4
        await c.press("asterisk")
        assert shown(c) == whole
        await c.press("asterisk")
        assert shown(c) == ["▸ Delivery", "  [/b] Payments"]
        assert "5 categories" in c.text(), "folded ones are counted"


async def test_folding_and_cursor_outlast_a_refresh() -> None:
    async with console(at_gate=tree_at) as c:
        await opened(c)
        await c.press("j", "space", "j", "ctrl+r")
        await c.rest()
        assert c.gate.count(to("GET", "/categories")) == 2
        assert shown(c)[1] == "  ▸ (unnamed)"
        assert rows(c).cursor_key == "d"


async def test_only_the_tree_folds() -> None:
    async with console() as c:
        await opened(c, "2")
        before = shown(c)
        await c.press("h", "l", "asterisk", "space")
        assert shown(c) == before
        assert library(c).check_action("branch_open", ()) is False


# Searching


async def test_typing_narrows_a_list_and_says_how_far() -> None:
    async with console() as c:
        for key in "12345":
            await opened(c, key)
            shelf = library(c).shelf
            every, word = len(rows(c).rows), shown(c)[-1].split()[-1]
            await c.press("slash")
            await c.type(word)
            await c.until(f"of {shelf.total():,}")
            assert 0 < len(rows(c).rows) < every
            assert f"match “{word}”" in library(c).facts()
            await c.press("enter")
            assert c.app.focused is rows(c)
            await c.press("escape")
            assert len(rows(c).rows) == every


async def test_what_matches_nothing_says_how_much_is_hidden_and_the_key_to_show_it() -> None:
    async with console() as c:
        await opened(c, "2")
        total = library(c).shelf.total()
        await c.press("slash")
        await c.type("nothing like it")
        await c.until(f"None of {total} tags match “nothing like it”.")
        await c.press("ctrl+l")
        await c.until(f"{total} tags ·")
        assert not c.find("#search").display


async def test_the_cursor_goes_to_the_first_match_and_not_to_what_leads_there() -> None:
    async with console(at_gate=tree_at) as c:
        await opened(c)
        await c.press("slash")
        await c.type("hub")
        assert shown(c) == ["▾ Delivery", "  ▾ (unnamed)", "      Held at hub"]
        assert rows(c).cursor_key == "c"
        await c.press("enter", "y")
        assert c.app.clipboard == "Delivery / (unnamed) / Held at hub"


async def test_letters_typed_into_the_search_do_nothing_else() -> None:
    async with console() as c:
        await opened(c, "2")
        await c.press("slash")
        await c.type("qTy2")
        assert library(c).shelf.name == "tags"
        assert c.app.theme == "klink-dark"
        assert c.app.clipboard == ""


# Copying


async def test_name_and_id_are_copied() -> None:
    async with console(at_gate=tree_at) as c:
        await opened(c)
        await c.press("j", "j", "y")
        assert c.app.clipboard == "Delivery / (unnamed) / Held at hub"
        await c.press("Y")
        assert c.app.clipboard == "c"
        await c.press("2", "Y")
        tags = c.app.desk.references.tags.peek()
        assert tags is not None
        assert c.app.clipboard == tags.items[0].id


async def test_what_is_not_there_is_not_copied() -> None:
    async with console(at_gate=lambda gate: gate.answer(to("GET", "/tags"), 200, {"data": [{"name": "x"}]})) as c:
        await opened(c, "2")
        await c.press("Y")
        await c.until("This tag has no id.")
        assert c.app.clipboard == ""


# What goes wrong


@pytest.mark.parametrize(("key", "name"), list(zip("12345", NAMES, strict=True)))
async def test_a_list_that_fails_says_so_and_its_key_tries_again(key: str, name: str) -> None:
    def at(gate: Gate) -> None:
        gate.answer(to("GET", PATHS[name]), 500, {"message": "disk full", "requestId": "req-5"})

    async with console(at_gate=at) as c:
        await c.press("f6", key)
        await c.until("could not be fetched.")
        assert "disk full" in c.text()
        assert "req-5" in c.text()
        assert "ctrl+r tries again" in c.text()
        c.gate.open()
        await c.press("ctrl+r")
        await c.until(lambda: len(rows(c).rows) and not c.status.trouble)


async def test_old_rows_stay_while_and_though_a_refresh_fails() -> None:
    async with console() as c:
        await opened(c, "3")
        before = shown(c)
        held = c.gate.hold(to("GET", "/channels"))
        c.gate.answer(to("GET", "/channels"), 403, {"message": "no"})
        await c.press("ctrl+r")
        await c.until("fetching channels …")
        assert shown(c) == before
        held.release()
        await c.until(lambda: c.status.trouble)
        assert shown(c) == before
        await c.press("2")
        assert not c.status.trouble, "the tags have no trouble"
        await c.press("3")
        assert c.status.trouble


async def test_no_permission_is_told_from_emptiness() -> None:
    def at(gate: Gate) -> None:
        gate.answer(to("GET", "/contacts/groups"), 403, {"message": "no"})
        gate.answer(to("GET", "/channels"), 200, {"data": []})

    async with console(at_gate=at) as c:
        await opened(c, "4")
        assert "No permission to see contact groups." in c.text()
        assert "f12" in c.text()
        await c.press("3")
        assert "No channels here." in c.text()
        assert "+ creates one." in c.text()


async def test_unreadable_records_are_counted() -> None:
    body = {"data": [{"id": "1", "name": "good"}, "no record", None]}
    async with console(at_gate=lambda gate: gate.answer(to("GET", "/tags"), 200, body)) as c:
        await opened(c, "2")
        assert "1 tag · 2 unreadable" in c.text()


async def test_a_list_that_is_not_whole_says_why() -> None:
    async with console() as c:
        await opened(c, "5")
        assert "200 changes of presence, not all" in c.text()
        assert "the cap on pages was reached" in c.text()


async def test_a_presence_without_its_documented_half_says_so() -> None:
    rows_sent = [{"id": "1", "userId": "u1", "previousPresenceStatus": {"displayName": "Away"}}, {"id": "2"}]
    body = {"data": rows_sent}
    async with console(at_gate=lambda gate: gate.answer(to("GET", "status-log"), 200, body)) as c:
        await opened(c, "5")
        assert [[cell.text for cell in rows(c).rows.cells(place)][2:] for place in (0, 1)] == [
            ["u1", "Away", "not said"],
            ["somebody", "not said", "not said"],
        ]


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
async def test_hostile_names_are_only_text(size: tuple[int, int]) -> None:
    async with console("hostile", size=size) as c:
        for key in "12345":
            await opened(c, key)
            assert len(rows(c).rows)
            assert "\x1b" not in c.text()
            await c.press("y", "Y")
        assert c.app.is_running
