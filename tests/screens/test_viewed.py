"""The list of tickets as the agent wants it: views, queries, order, columns, all from the copy."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.widgets import Input

from klink_tui.desk.views import ShownColumn, View
from klink_tui.models.writes import TicketBody
from klink_tui.screens.ask import AskScreen
from klink_tui.screens.columnpick import ColumnScreen
from klink_tui.screens.picker import PickerScreen
from klink_tui.screens.viewlist import ViewListScreen
from klink_tui.widgets.viewbar import ViewBar
from tests.console import Console, console
from tests.gate import to
from tests.screens.views import colleague, facts_of, loaded, on_view, ticket, tickets


@asynccontextmanager
async def whole(*, count: int = 60, page_size: int = 50, size: tuple[int, int] = (120, 36)) -> AsyncIterator[Console]:
    """Run a console whose copy has everything."""
    async with console(tickets=count, page_size=page_size, size=size) as c:
        await c.app.desk.mirror.sweep()
        await c.rest()
        c.gate.seen.clear()
        yield c


def statuses(c: Console) -> set[str]:
    return {row.status for row in tickets(c).rows.items()}


def bar(c: Console) -> ViewBar:
    return c.app.screen.query_one(ViewBar)


async def asked(c: Console, text: str) -> None:
    """Type a query and go to what it finds."""
    await c.press("slash")
    await c.press("ctrl+u")
    await c.type(text)
    await c.press("enter")
    await c.rest()


# Views


async def test_a_view_is_there_at_once_and_asks_the_server_for_nothing() -> None:
    async with whole() as c:
        await c.press("5")
        assert statuses(c) == {"pending"}
        await c.rest()
        number = len(tickets(c).rows)
        assert f"{number} of 60 tickets match" in c.status.facts
        await c.until(lambda: bar(c).entries[4].count == number)
        assert bar(c).current == 4
        assert not bar(c).modified
        assert c.gate.seen == []


async def test_views_are_walked_round_both_ways() -> None:
    async with whole() as c:
        await c.press("H")
        assert bar(c).current == len(bar(c).entries) - 1
        await c.press("L", "L", "L", "L")
        assert bar(c).current == 3
        await c.press("9")
        assert c.toasts[-1] == "There is no view 9."
        assert bar(c).current == 3


async def test_a_view_has_pages_and_runs_over_their_edges() -> None:
    async with whole(count=90, page_size=10) as c:
        await asked(c, "-status:nothing sort:-number")
        assert "page 1 of 9" in c.status.facts
        first = tickets(c).list.cursor_key
        await c.press("k")
        assert tickets(c).list.cursor_key == first
        await c.press("G", "j")
        assert (tickets(c).number, tickets(c).list.cursor) == (2, 0)
        await c.press("k")
        assert (tickets(c).number, tickets(c).list.cursor) == (1, 9)
        await c.press("n", "n")
        assert tickets(c).number == 3
        numbers = [row.number or 0 for row in tickets(c).rows.items()]
        assert numbers == sorted(numbers, reverse=True)
        await c.press("enter")
        opened = ticket(c).ticket.key
        await c.press("right_square_bracket")
        assert ticket(c).ticket.key != opened
        await c.press("escape")
        assert (tickets(c).number, tickets(c).list.cursor) == (3, 1)


async def test_who_i_am_is_asked_once() -> None:
    async with whole() as c:
        await c.press("2")
        assert "The settings don't say who “me” is." in c.text()
        await c.press("j", "n", "s", "e")
        assert "M says who you are" in c.text()
        await c.press("M")
        await c.until(lambda: isinstance(c.app.screen, PickerScreen))
        await c.rest()
        await c.press("down", "enter")
        await c.rest()
        me = c.app.desk.lexicon.me
        assert me
        assert {row.assignee for row in tickets(c).rows.items()} == {me}
        assert not {"resolved"} & statuses(c)


# The line


async def test_the_list_follows_the_typing_and_says_what_it_means() -> None:
    async with whole() as c:
        await c.press("slash")
        await c.type("status:resolved")
        await c.until(lambda: statuses(c) == {"resolved"})
        assert "status is resolved" in c.text()
        await c.type(" sort:number")
        await c.press("enter")
        await c.rest()
        numbers = [row.number or 0 for row in tickets(c).rows.items()]
        assert numbers == sorted(numbers)
        assert tickets(c).list.has_focus
        assert bar(c).modified
        assert "/ status:resolved sort:number" in c.text()
        await c.press("ctrl+l")
        await c.rest()
        assert not bar(c).modified
        assert len(statuses(c)) > 1
        assert "status:resolved" not in c.text()


async def test_what_can_not_be_read_says_where_and_the_rows_stay() -> None:
    async with whole() as c:
        before = [row.key for row in tickets(c).rows.items()]
        await c.press("slash")
        await c.type("stauts:open")
        await c.press("enter")
        assert "There is no field “stauts”. Did you mean status?" in c.text()
        assert c.app.screen.query_one("#query Input", Input).has_focus
        assert [row.key for row in tickets(c).rows.items()] == before
        await c.press("escape", "escape")
        assert tickets(c).list.has_focus
        assert [row.key for row in tickets(c).rows.items()] == before


async def test_esc_brings_back_what_was_on_view() -> None:
    async with whole() as c:
        await c.press("5")
        await c.rest()
        await c.press("slash")
        await c.press("ctrl+u")
        await c.type("status:open")
        await c.until(lambda: statuses(c) == {"open"})
        await c.press("escape", "escape")
        await c.rest()
        assert statuses(c) == {"pending"}
        assert not bar(c).modified


async def test_letters_in_one_piece_with_the_key_are_all_typed() -> None:
    async with whole() as c:
        c.burst("/", *"status:pending", "enter")
        await c.until(lambda: statuses(c) == {"pending"})
        await c.rest()
        assert tickets(c).list.has_focus


async def test_nothing_found_says_what_to_do() -> None:
    async with whole() as c:
        await asked(c, "nosuchword")
        for words in ("Nothing matches.", "60 tickets are here", "ctrl+l shows the view as it is saved"):
            assert words in c.text()
        await c.press("j", "k", "enter", "s", "n", "p", "G")
        assert not c.writes()


async def test_an_incomplete_copy_says_so() -> None:
    async with console(tickets=180, page_size=50) as c:
        await c.press("5")
        await c.rest()
        here = c.app.desk.mirror.progress.held
        assert here < 180
        assert f"{here} of 180 tickets here" in c.status.facts
        assert all(not entry.complete for entry in bar(c).entries[1:])


# Order and columns


async def test_an_order_is_picked_and_turned_round() -> None:
    async with whole() as c:
        await c.press("S")
        await c.type("upd")
        await c.press("enter")
        await c.rest()
        assert tickets(c).query_text == "sort:-updated"
        assert "Updated" not in c.text().split("\n")[3]
        updated = [row.updated or 0 for row in tickets(c).rows.items()]
        assert updated == sorted(updated, reverse=True)
        await c.press("S", "enter")
        await c.rest()
        assert tickets(c).query_text == "sort:updated"
        await c.press("S")
        await c.type("title")
        await c.press("enter")
        await c.rest()
        assert "Title↑" in c.text()
        await c.press("S")
        await c.type("server")
        await c.press("enter")
        await c.rest()
        assert tickets(c).query_text == ""
        assert "page 1 of 2 · 60 tickets" in c.status.facts


async def test_every_column_can_be_sorted_by_and_nothing_comes_last() -> None:
    async with whole() as c:
        for field in ("tag", "category", "email", "company", "reason", "type", "cf_region", "assignee"):
            for sign in ("", "-"):
                await asked(c, f"sort:{sign}{field} has:description")
                rows = tickets(c).rows.items()
                texts = {
                    "tag": [row.tags for row in rows],
                    "category": [row.categories for row in rows],
                    "email": [row.emails for row in rows],
                    "company": [row.company for row in rows],
                    "reason": [row.reason for row in rows],
                    "type": [row.type for row in rows],
                    "assignee": [row.assignee for row in rows],
                }.get(field)
                if texts is not None:
                    filled = [bool(text) for text in texts]
                    assert filled == sorted(filled, reverse=True), field


async def test_columns_are_chosen_and_kept_with_the_view() -> None:
    async with whole() as c:
        assert "Region" not in c.text().split("\n")[2]
        await c.press("c")
        screen = on_view(c, ColumnScreen)
        screen.dismiss((ShownColumn("number"), ShownColumn("title", 30), ShownColumn("cf_region"), ShownColumn("tag")))
        await c.rest()
        head = c.text().split("\n")[2]
        assert "Region" in head
        assert "Tags" in head
        region = next(
            one for one in loaded(c) if any(v.system_name == "cf_region" and v.value for v in one.custom_fields)
        )
        value = next(v.value for v in region.custom_fields if v.system_name == "cf_region")
        line = next(line for line in c.text().split("\n") if line.strip(" •").startswith(str(region.ticket_number)))
        assert str(value) in line
        assert not bar(c).modified
        await c.press("5", "1")
        assert "Region" in c.text().split("\n")[2]
        assert c.app.desk.views.at(0).columns[2] == ShownColumn("cf_region")


# Keeping and managing


async def test_what_is_on_view_is_kept_under_a_name_and_found_by_its_number() -> None:
    async with whole() as c:
        await asked(c, "status:resolved sort:number")
        await c.press("W")
        on_view(c, AskScreen)
        await c.type("Done")
        await c.press("enter")
        await c.rest()
        assert c.app.desk.views.at(1) == View("Done", "status:resolved sort:number")
        assert not bar(c).modified
        await c.press("1", "2")
        assert statuses(c) == {"resolved"}
        await c.press("W")
        await c.type("x" * 41)
        await c.press("enter")
        await c.rest()
        assert "at most 40 characters" in c.toasts[-1]


async def test_views_are_managed_in_a_list() -> None:
    async with whole() as c:
        await c.press("3", "E")
        on_view(c, ViewListScreen)
        await c.press("K")
        await c.press("escape")
        await c.rest()
        assert [view.name for view in c.app.desk.views.all][:3] == ["All", "Unassigned", "Mine"]
        assert bar(c).current == 1
        await c.press("E", "down", "d", "y", "escape")
        await c.rest()
        assert "Mine" not in [view.name for view in c.app.desk.views.all]
        await c.press("E", "G", "enter")
        await c.rest()
        assert bar(c).entries[bar(c).current].name == "Changed"


# What changes meanwhile


async def test_what_comes_in_does_not_move_the_cursor_off_its_ticket() -> None:
    async with whole(count=30, page_size=10) as c:
        await asked(c, "sort:-number")
        await c.press("j", "j")
        at = tickets(c).list.cursor_key
        contact = loaded(c)[0].contact_id
        async with colleague(c) as other:
            body = {"title": "Fresh", "contact_id": contact, "priority": "low", "custom_fields": {"cf_region": "north"}}
            new = await other.tickets.create(TicketBody.model_validate(body))
        await c.app.desk.mirror.poll()
        await c.until(lambda: tickets(c).rows.position(new.key) == 0)
        assert (tickets(c).list.cursor_key, tickets(c).list.cursor) == (at, 3)
        assert next(line for line in c.text().split("\n") if "Fresh" in line).strip().startswith("+")


async def test_a_ticket_that_went_to_the_next_page_is_followed_there() -> None:
    async with whole(count=30, page_size=10) as c:
        await asked(c, "sort:-number")
        await c.press("G")
        at = tickets(c).list.cursor_key
        contact = loaded(c)[0].contact_id
        async with colleague(c) as other:
            body = {"title": "Fresh", "contact_id": contact, "priority": "low", "custom_fields": {"cf_region": "north"}}
            await other.tickets.create(TicketBody.model_validate(body))
        await c.app.desk.mirror.poll()
        await c.until(lambda: tickets(c).number == 2)
        assert (tickets(c).list.cursor_key, tickets(c).list.cursor) == (at, 0)


async def test_a_change_is_marked_until_it_is_looked_at_and_says_what_it_was() -> None:
    async with whole(count=30) as c:
        one = next(one for one in loaded(c) if one.status == "open" and one.contact_id)
        async with colleague(c) as other:
            await other.tickets.update_status(one.id, "pending")
        await c.app.desk.mirror.poll()
        await c.rest()
        await asked(c, "is:changed")
        assert [row.key for row in tickets(c).rows.items()] == [one.key]
        await c.press("enter")
        await c.rest()
        assert facts_of(c, "#facts")["Changed"] == "status open → pending"
        await c.press("escape")
        await c.rest()
        assert "Nothing matches." in c.text()


async def test_a_status_set_here_takes_the_ticket_out_of_its_view() -> None:
    async with whole(count=30) as c:
        await asked(c, "status:open sort:-number")
        at, number = tickets(c).list.cursor_key, len(tickets(c).rows)
        await c.press("s", "p")
        await c.until(lambda: len(tickets(c).rows) == number - 1)
        assert tickets(c).rows.position(at) is None
        assert tickets(c).list.cursor == 0


async def test_what_changes_while_the_views_are_counted_is_counted_as_well() -> None:
    async with whole() as c:
        screen = tickets(c)
        screen._follow_soon()
        screen.count_now()
        screen._follow_soon()
        assert screen._count_due, "the list is to follow the first change, and the second came after the count"


# Without a network


async def test_without_a_network_everything_that_is_here_can_be_asked() -> None:
    async with whole(count=60, page_size=20) as c:
        c.gate.refuse(to("GET"))
        await c.press("n", "n")
        await c.rest()
        assert tickets(c).number == 3
        assert "page 3 of 3 · 60 tickets" in c.status.facts
        assert "old" in c.status.facts
        assert "the server can't be reached" in c.status.doing
        await asked(c, "status:pending sort:-updated")
        assert statuses(c) == {"pending"}
        c.gate.open()
        await c.press("1", "ctrl+r")
        await c.rest()
        assert c.status.doing == ""
