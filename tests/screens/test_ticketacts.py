"""Status and priority of a ticket, set from the list and from the ticket: what is sent, and how it ends."""

from klink_tui.models.names import same
from klink_tui.screens.picker import PickerScreen
from klink_tui.screens.ticket import TicketScreen
from klink_tui.screens.tickets import TicketsScreen
from tests.console import console
from tests.gate import to
from tests.screens.views import DENIED, facts_of, go_to_ticket, on_view, open_ticket, row_of, sent, tickets, toasts


async def test_two_keys_set_a_status_in_the_server_s_spelling() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = await go_to_ticket(c, lambda one: one.status == "open")
        wanted = (("i", "in progress"), ("p", "pending"), ("R", "resolved"), ("o", "open"))
        for done, (key, status) in enumerate(wanted, start=1):
            await c.press("s", key)
            await toasts(c, done)
            assert c.toasts[-1] == f"Done: {at.label} → {status}"
            assert sent(c, "PUT")[done - 1 :] == [(f"/api/v1/tickets/{at.id}/status", {"status": status})]
            assert len(c.writes()) == done
            assert status in row_of(c, at.ticket_number)
            assert tickets(c).list.cursor_key == at.key
            assert c.status.doing == ""


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
        await c.until(lambda: c.toasts)
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


async def test_a_refused_change_says_so_and_the_row_keeps_the_old_value() -> None:
    refusals: tuple[tuple[int, dict[str, object], str], ...] = (
        (403, DENIED, "403"),
        (422, {"success": False, "message": "No.", "errors": {"status": ["This queue is closed."]}}, "queue is closed"),
        (500, {"success": False, "message": "Boom"}, "500"),
    )
    async with console(tickets=30) as c:
        await c.rest()
        at = await go_to_ticket(c, lambda one: one.status == "open")
        for done, (status, body, words) in enumerate(refusals, start=1):
            c.gate.answer(to("PUT"), status, body, times=1)
            await c.press("s", "r")
            await toasts(c, done)
            assert c.toasts[-1].startswith(f"{at.label} → resolved: not done: ")
            assert words in c.toasts[-1]
            await c.rest()
            assert c.gate.count(to("PUT")) == done
            assert "open" in row_of(c, at.ticket_number)
            assert "↻" not in row_of(c, at.ticket_number)


async def test_a_change_under_way_is_marked_and_waited_for_by_nobody() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = await go_to_ticket(c, lambda one: one.status == "open")
        held = c.gate.hold(to("PUT"))
        await c.press("s", "r")
        await c.until(lambda: held.waiting)
        await c.until(lambda: "↻" in row_of(c, at.ticket_number))
        assert f"{at.label} status → resolved …" in c.status.doing
        await c.press("j")
        assert tickets(c).ticket != at
        await c.press("k", "enter")
        assert f"↻ {at.label} status → resolved" in c.text()
        held.release()
        await c.until(lambda: facts_of(c, "#facts")["Status"] == "resolved")
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
        held = c.gate.hold(to("PUT"))
        await c.press("s", "r")
        await c.until(lambda: held.waiting == 1)
        await c.press("s", "p")
        await c.settle()
        assert held.waiting == 1, "the second waits for the first"
        held.release()
        await c.until(lambda: len(c.toasts) == 2)
        assert [body for _, body in sent(c, "PUT")] == [{"status": "resolved"}, {"status": "pending"}]
        assert "pending" in row_of(c, at.ticket_number)


async def test_a_lost_reply_is_cleared_up_by_reading_again() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = await go_to_ticket(c, lambda one: one.status == "open")
        c.gate.lose(to("PUT"))
        await c.press("s", "r")
        await c.until(lambda: c.toasts)
        assert c.toasts == [f"Done: {at.label} → resolved"]
        assert "resolved" in row_of(c, at.ticket_number)
        assert c.gate.count(to("PUT")) == 1


async def test_a_lost_reply_that_stays_open_is_said_and_not_repeated() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = await go_to_ticket(c, lambda one: one.status == "open")
        c.gate.lose(to("PUT"), served=False)
        for done in (1, 2):
            await c.press("s", "r")
            await toasts(c, done)
            assert "not known whether it was done" in c.toasts[-1]
            await c.rest()
            assert c.gate.count(to("PUT")) == done
            assert "open" in row_of(c, at.ticket_number)
            c.gate.answer(to("GET", "/tickets/contact/"), 403, DENIED)  # now it can't be read again either


async def test_a_status_is_offered_before_the_form_fields_are_here() -> None:
    async with console(tickets=30, at_gate=lambda gate: gate.hold(to("GET", "/tickets/fields"))) as c:
        at = await go_to_ticket(c, lambda one: one.status == "open")
        await c.press("s")
        picker = on_view(c, PickerScreen)
        assert {"open", "in progress", "pending", "resolved"} <= {choice.value for choice in picker.matches}
        assert "not here yet" in " ".join(c.text().split())
        await c.press("r")
        await c.until(lambda: c.toasts)
        assert sent(c, "PUT") == [(f"/api/v1/tickets/{at.id}/status", {"status": "resolved"})]
        c.gate.open()
