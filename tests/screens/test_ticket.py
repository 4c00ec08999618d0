"""One ticket: what stands on it, the way through the queue, and the ways to its contact, form and composer."""

import pytest

from klink_tui.screens import around
from klink_tui.screens.compose import ComposeScreen
from klink_tui.screens.contact import ContactScreen
from klink_tui.screens.form import FormScreen
from klink_tui.widgets.panel import ListPanel
from tests.console import Console, console
from tests.gate import to
from tests.screens.views import (
    DENIED,
    colleague,
    facts_of,
    go_to_ticket,
    loaded,
    on_view,
    open_ticket,
    row_of,
    ticket,
    tickets,
)

LONE = {"id": "t-1", "ticketNumber": 1, "title": "Nobody's", "status": "open", "priority": "low"}
"""A ticket without a contact, as a list row."""


def related(c: Console) -> ListPanel:
    return c.app.screen.query_one("#related", ListPanel)


async def test_a_ticket_shows_itself_its_contact_and_what_else_they_have() -> None:
    async with console(tickets=60, size=(160, 50)) as c:
        at = await open_ticket(c, lambda one: bool(one.custom_fields and one.description))
        await c.until(lambda: "fetching" not in c.text())
        facts = facts_of(c, "#facts")
        assert (facts["Status"], facts["Priority"]) == (at.status, at.priority)
        assert facts["Region"], "a custom field stands under its display name"
        assert facts_of(c, "#card")["Name"] == at.contact_name
        async with colleague(c) as other:
            theirs = await other.tickets.by_contact(at.contact_id, page_size=100)
        wanted = {one.key for one in theirs.items} - {at.key}
        assert {one.key for one in ticket(c).related} == wanted
        assert at.title in c.text()
        assert c.app.screen.query_one("#cases", ListPanel).is_attached


async def test_next_and_previous_go_over_the_edge_of_a_page_and_the_cursor_is_there_on_return() -> None:
    async with console(tickets=25, page_size=10) as c:
        await c.press("G", "k")
        await c.press("enter")
        seen = [ticket(c).ticket.key]
        for _ in range(3):
            await c.press("]")
            await c.until(lambda: ticket(c).ticket.key != seen[-1])
            seen.append(ticket(c).ticket.key)
        assert "page 2 of the queue" in c.status.facts
        await c.press("escape")
        await c.until(lambda: tickets(c).number == 2)
        assert tickets(c).list.cursor_key == seen[-1]
        assert tickets(c).list.cursor == 1
        await c.press("enter", "[", "[")
        await c.until(lambda: ticket(c).ticket.key == seen[1])
        await c.press("q")
        await c.until(lambda: tickets(c).number == 1)
        assert tickets(c).list.cursor_key == seen[1]


async def test_both_ends_of_the_queue_are_said() -> None:
    async with console(tickets=12, page_size=10) as c:
        await c.press("enter", "[")
        await c.until(lambda: c.toasts)
        assert c.toasts == ["This is the first ticket of the list."]
        await c.press("escape", "n")
        await c.until(lambda: tickets(c).number == 2)
        await c.press("G", "enter", "]")
        await c.until(lambda: len(c.toasts) == 2)
        assert c.toasts[1] == "This is the last ticket of the list."


async def test_a_page_that_can_t_be_had_keeps_the_ticket_and_names_the_key() -> None:
    async with console(tickets=25, page_size=10) as c:
        await c.rest()
        c.gate.answer(to("GET", "/tickets", page="3"), 403, DENIED)
        await c.press("n", "G", "enter")
        before = ticket(c).ticket
        await c.press("]")
        await c.until(lambda: c.status.trouble)
        assert c.status.trouble.startswith("] tries again")
        assert ticket(c).ticket == before
        c.gate.open()
        await c.press("]")
        await c.until(lambda: ticket(c).ticket.key != before.key)
        assert c.status.trouble == ""


async def test_stepping_through_the_queue_asks_for_the_last_ticket_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(around, "REST", 1.0)
    async with console(tickets=30) as c:
        await c.rest()
        await c.press("enter", "]", "]", "]", "]")
        at = ticket(c).ticket
        await c.until(lambda: c.gate.count(to("GET", f"/contacts/{at.contact_id}")))
        await c.rest()
        asked = {request.url.path for request in c.gate.seen if "/contacts/" in request.url.path}
        assert asked == {f"/api/v1/contacts/{at.contact_id}"}
        assert facts_of(c, "#card")["Name"] == at.contact_name


async def test_an_answer_for_a_ticket_that_is_gone_from_view_is_dropped() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        first = await open_ticket(c)
        slow = c.gate.hold(to("GET", first.contact_id))
        await c.press("ctrl+r")
        await c.until(lambda: slow.waiting == 2)
        await c.press("]")
        second = ticket(c).ticket
        assert second.contact_id != first.contact_id
        await c.until(lambda: related(c).list.rows or "No other tickets" in c.text())
        shown = {one.key for one in ticket(c).related}
        slow.release()
        await c.rest()
        assert ticket(c).ticket == second
        assert facts_of(c, "#card")["Name"] == second.contact_name
        assert {one.key for one in ticket(c).related} == shown


async def test_what_can_t_be_had_costs_only_its_own_place() -> None:
    async with console(tickets=30, size=(160, 50)) as c:
        await c.rest()
        c.gate.answer(to("GET", "/contacts/"), 403, DENIED)
        c.gate.answer(to("GET", "/cx-logs"), 403, DENIED)
        at = await open_ticket(c, lambda one: bool(one.description))
        await c.until(lambda: "ctrl+r tries again" in facts_of(c, "#card").get("", ""))
        await c.until(lambda: "fetching" not in c.text())
        assert c.text().count("ctrl+r tries again") >= 1
        assert {one.contact_id for one in ticket(c).related} <= {at.contact_id}
        assert facts_of(c, "#card")["Name"] == at.contact_name, "the row's own contact stands in"
        assert at.title in c.text()
        c.gate.open()
        await c.press("ctrl+r")
        await c.until(lambda: "" not in facts_of(c, "#card"))
        await c.until(lambda: "tries again" not in c.text())


async def test_a_contact_that_is_gone_is_no_error_to_try_again() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        gone = {"success": False, "message": "Not found."}
        c.gate.answer(to("GET", "/contacts/"), 404, gone)
        await open_ticket(c)
        await c.until(lambda: "This contact is not there any more." in facts_of(c, "#card").get("", ""))


async def test_a_colleague_s_change_is_seen_once_the_ticket_is_open() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = await go_to_ticket(c, lambda one: one.status == "open")
        async with colleague(c) as other:
            await other.tickets.update_status(at.id, "pending")
        await c.press("enter")
        await c.until(lambda: facts_of(c, "#facts")["Status"] == "pending")
        await c.press("escape")
        assert "pending" in row_of(c, at.ticket_number)


async def test_refresh_says_that_it_is_under_way_until_it_is_done() -> None:
    async with console(tickets=30) as c:
        await open_ticket(c)
        await c.rest()
        slow = c.gate.hold(to("GET"))
        await c.press("ctrl+r")
        await c.until(lambda: slow.waiting)
        ticket(c).restate()
        assert c.status.doing == "fetching …"
        slow.release()
        await c.rest()
        assert c.status.doing == ""


async def test_a_ticket_without_a_contact_says_what_can_t_be_done() -> None:
    body = {"data": [LONE], "total": 1, "page": 1, "pageSize": 50, "lastPage": 1}
    async with console(at_gate=lambda gate: gate.answer(to("GET", "/tickets", page="1"), 200, body)) as c:
        for key, words in (("r", "#1 has no contact to write to."), ("@", "#1 has no contact.")):
            await c.press(key)
            assert c.toasts[-1] == words
        await c.press("enter")
        await c.until("There is no contact.")
        for key, words in (("r", "#1 has no contact to write to."), ("@", "#1 has no contact.")):
            await c.press(key)
            assert c.toasts[-1] == words
        ticket(c)


async def test_from_the_ticket_to_its_contact_its_other_tickets_and_back() -> None:
    async with console(tickets=60, size=(120, 40)) as c:
        await c.rest()
        at = await open_ticket(c, lambda one: one.status == "open")
        await c.press("@")
        assert on_view(c, ContactScreen).contact is not None
        await c.until(at.contact_name)
        await c.press("escape")
        assert ticket(c).ticket.key == at.key
        await c.until(lambda: related(c).list.rows)
        await c.press("tab")
        assert related(c).list.has_focus
        await c.press("j", "enter")
        other = ticket(c).ticket
        assert other.key != at.key
        assert other.contact_id == at.contact_id
        await c.press("]")
        assert c.toasts[-1] == "This ticket was not opened from a list."
        await c.press("escape")
        assert ticket(c).ticket.key == at.key
        await c.press("q")
        tickets(c)


async def test_keys_open_form_and_composer_and_esc_comes_back() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = await open_ticket(c)
        for key, kind in (("e", FormScreen), ("r", ComposeScreen), ("+", FormScreen)):
            await c.press(key)
            on_view(c, kind)
            await c.press("escape")
            assert ticket(c).ticket.key == at.key
        await c.press("y")
        assert c.app.clipboard == str(at.ticket_number)
        assert c.writes() == []


@pytest.mark.parametrize("size", [(120, 24), (80, 24), (60, 15)])
async def test_a_long_ticket_can_be_read_to_its_end_at_any_size(size: tuple[int, int]) -> None:
    async with console(tickets=40, size=size) as c:
        await c.rest()
        longest = max(loaded(c), key=lambda one: len(one.description))
        at = await open_ticket(c, lambda one: one == longest)
        await c.until(lambda: "fetching" not in c.text())
        await c.rest()
        assert at.label in c.text()
        assert at.status in c.text()
        scroller = ticket(c).scroller
        assert scroller.max_scroll_y > 0
        await c.press("j")
        assert scroller.scroll_y == 1
        await c.press("k", "J")
        assert scroller.scroll_y == 3
        await c.press("K", "G")
        assert scroller.scroll_y == scroller.max_scroll_y
        await c.press("g", "ctrl+d")
        assert scroller.scroll_y > 0
        await c.press("ctrl+u", "pagedown", "pageup")
        assert scroller.scroll_y == 0
