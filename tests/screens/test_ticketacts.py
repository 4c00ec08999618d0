"""Status and priority of a ticket, set from the list and from the ticket: what is shown at once, and how it ends."""

import pytest
from textual.widgets import Static

from klink_tui.models.names import same
from klink_tui.screens.multipicker import MultiPickerScreen
from klink_tui.screens.picker import PickerScreen
from klink_tui.screens.ticket import TicketScreen
from klink_tui.screens.tickets import TicketsScreen
from tests.console import console
from tests.gate import to
from tests.screens.views import (
    DENIED,
    after,
    colleague,
    facts_of,
    go_to_ticket,
    on_view,
    open_ticket,
    row_of,
    sent,
    tickets,
    toasts,
)

PUT = to("PUT", "/status")


async def test_two_keys_set_a_status_in_the_server_s_spelling() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = await go_to_ticket(c, lambda one: one.status == "open")
        wanted = (("i", "in progress"), ("p", "pending"), ("R", "resolved"), ("o", "open"))
        for done, (key, status) in enumerate(wanted, start=1):
            await c.press("s", key)
            await c.rest()
            assert sent(c, "PUT")[done - 1 :] == [(f"/api/v1/tickets/{at.id}/status", {"status": status})]
            assert len(c.writes()) == done
            assert status in row_of(c, at.ticket_number)
            assert tickets(c).list.cursor_key == at.key
            assert (c.toasts, c.status.doing) == ([], ""), "its row says it"


async def test_a_status_is_set_from_the_ticket_and_seen_in_the_list() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = await open_ticket(c, lambda one: one.status == "open")
        await c.press("s", "p")
        await c.until(lambda: facts_of(c, "#facts")["Status"] == "pending")
        await c.rest()
        assert [body for _, body in sent(c, "PUT")] == [{"status": "pending"}]
        await c.press("escape")
        assert "pending" in row_of(c, at.ticket_number)


async def test_a_priority_goes_by_patch_alone() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = await go_to_ticket(c, lambda one: one.priority == "low")
        await c.press("!", "h")
        await c.rest()
        assert c.writes() == [("PATCH", f"/api/v1/tickets/{at.id}")]
        assert sent(c, "PATCH")[0][1] == {"priority": "high"}
        assert "high" in row_of(c, at.ticket_number)


async def test_the_value_it_has_sends_nothing() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = await go_to_ticket(c, bool)
        for kind in (TicketsScreen, TicketScreen):
            for key, name in (("s", "status"), ("!", "priority")):
                await c.press(key)
                picker = on_view(c, PickerScreen)
                assert picker.highlighted is not None
                assert same(picker.highlighted.value, getattr(at, name)), "the cursor stands on the present value"
                await c.press("enter")
                await c.press(key, "escape")
                await c.rest()
                assert (c.writes(), c.toasts) == ([], [])
                on_view(c, kind)
            await c.press("enter")


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (403, DENIED, "403 Forbidden: “This token may not do that”."),
        (422, {"success": False, "message": "No.", "errors": {"status": ["Closed queue."]}}, "status: Closed queue."),
    ],
)
async def test_a_refused_change_says_so_and_the_row_has_the_old_value_again(
    status: int, body: dict[str, object], words: str
) -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = await go_to_ticket(c, lambda one: one.status == "open")
        c.gate.answer(PUT, status, body, times=1)
        held = c.gate.hold(PUT)
        await c.press("s", "r")
        await c.until(lambda: held.waiting)
        assert "resolved" in row_of(c, at.ticket_number), "as it will be"
        held.release()
        await toasts(c, 1)
        assert c.toasts[0].startswith(f"Refused: {at.label} {at.title}: status open → resolved: ")
        assert words in c.toasts[0]
        await c.rest()
        assert c.gate.count(PUT) == 1, "a write that was refused is not repeated"
        assert "open" in row_of(c, at.ticket_number)
        assert "✗" in row_of(c, at.ticket_number)
        await c.press("s", "p")
        await c.rest()
        assert "pending" in row_of(c, at.ticket_number)
        assert "✗" not in row_of(c, at.ticket_number), "until the next change"


async def test_a_change_under_way_is_shown_and_waited_for_by_nobody() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = await go_to_ticket(c, lambda one: one.status == "open")
        held = c.gate.hold(PUT)
        await c.press("s", "r")
        await c.until(lambda: held.waiting)
        await c.until(lambda: "↻" in row_of(c, at.ticket_number))
        assert "resolved" in row_of(c, at.ticket_number)
        assert c.status.doing == "sending …"
        await c.press("j")
        assert tickets(c).ticket != at
        await c.press("k", "enter")
        assert "↻ status open → resolved, sending" in c.text()
        assert facts_of(c, "#facts")["Status"] == "resolved"
        held.release()
        await c.rest()
        assert "↻" not in c.text()
        await c.press("escape")
        assert "↻" not in c.text()
        assert "resolved" in row_of(c, at.ticket_number)
        assert len(c.writes()) == 1


async def test_changes_of_one_ticket_arrive_in_the_order_they_were_made() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = await go_to_ticket(c, lambda one: one.status == "open")
        held = c.gate.hold(PUT)
        await c.press("s", "r")
        await c.until(lambda: held.waiting == 1)
        await c.press("s", "p")
        await c.until(lambda: "pending" in row_of(c, at.ticket_number))
        assert held.waiting == 1, "the second waits for the first"
        assert c.status.doing == "1 waiting, sending …"
        held.release()
        await c.rest()
        assert [body for _, body in sent(c, "PUT")] == [{"status": "resolved"}, {"status": "pending"}]
        assert "pending" in row_of(c, at.ticket_number)
        assert c.toasts == []


async def test_a_lost_reply_is_cleared_up_by_reading_again() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = await go_to_ticket(c, lambda one: one.status == "open")
        c.gate.lose(PUT)
        await c.press("s", "r")
        await c.until(lambda: c.writes())
        await c.rest()
        assert c.toasts == []
        assert "resolved" in row_of(c, at.ticket_number)
        assert "?" not in row_of(c, at.ticket_number)
        assert c.gate.count(PUT) == 1


@pytest.mark.parametrize("found", [True, False])
async def test_a_lost_reply_that_stays_open_is_said_looked_for_and_never_repeated(found: bool) -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = await go_to_ticket(c, lambda one: one.status == "open")
        c.gate.lose(PUT, served=False)
        await c.press("s", "r")
        await toasts(c, 1)
        assert c.toasts[0].startswith(f"Not known whether it was done: {at.label} {at.title}: status open → resolved: ")
        assert c.toasts[0].endswith("O shows it.")
        assert "?" in row_of(c, at.ticket_number)
        assert c.status.doing == "1 needs you · O"
        if found:
            async with colleague(c) as other:
                await other.tickets.update_status(at.id, "resolved")
        else:
            c.gate.answer(to("GET", "/tickets/contact/"), 403, DENIED)  # now it can't be read again either
        for _ in range(6):
            await after(c, 20)
        assert ("?" in row_of(c, at.ticket_number)) is not found
        assert c.status.doing == ("" if found else "1 needs you · O")
        assert c.gate.count(PUT) == 1


async def test_a_status_is_offered_before_the_form_fields_are_here() -> None:
    async with console(tickets=30, at_gate=lambda gate: gate.hold(to("GET", "/tickets/fields"))) as c:
        at = await go_to_ticket(c, lambda one: one.status == "open")
        await c.press("s")
        picker = on_view(c, PickerScreen)
        assert {"open", "in progress", "pending", "resolved"} <= {choice.value for choice in picker.matches}
        assert "not here yet" in " ".join(c.text().split())
        await c.press("r")
        await c.until(lambda: sent(c, "PUT"))
        assert sent(c, "PUT") == [(f"/api/v1/tickets/{at.id}/status", {"status": "resolved"})]
        c.gate.open()


async def test_tags_are_offered_before_the_desk_s_are_here_and_join_what_is_offered() -> None:
    async with console(tickets=30, at_gate=lambda gate: gate.hold(to("GET", "/tags"))) as c:
        at = await go_to_ticket(c, lambda one: len(one.tags) == 1)
        (own,) = at.tags
        await c.press("t")
        picker = on_view(c, MultiPickerScreen)
        assert [choice.label for choice in picker.matches] == [own.name]
        assert "not here yet" in " ".join(c.text().split())
        c.gate.open()
        await c.until(lambda: len(picker.matches) > 1)
        assert "not here yet" not in c.text()
        assert picker.highlighted is not None
        assert picker.highlighted.label == own.name, "the cursor stays"
        more = picker.matches[1]
        await c.press("down", "space", "enter")
        await c.until(lambda: sent(c, "PATCH"))
        ((_, body),) = sent(c, "PATCH")
        assert body == {"tags": [own.id, more.value]}


@pytest.mark.parametrize("marked", [False, True])
async def test_tags_that_can_t_be_had_are_said_so_where_they_would_be(marked: bool) -> None:
    async with console(tickets=30, at_gate=lambda gate: gate.answer(to("GET", "/tags"), 403, DENIED)) as c:
        await go_to_ticket(c, lambda one: len(one.tags) == 1)
        await c.press(*(["x"] if marked else []), "t")
        picker = on_view(c, MultiPickerScreen)
        await c.until(lambda: "This token may not do that" in str(picker.query_one("#note", Static).content))
        assert len(picker.matches) == (0 if marked else 1)
        await c.press("enter")
        await c.rest()
        assert (c.writes(), c.toasts) == ([], [])
