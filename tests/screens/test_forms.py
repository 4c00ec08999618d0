"""The forms of new and of known tickets and contacts."""

from klink_tui.models.writes import TicketBody
from klink_tui.screens.form import FormScreen
from klink_tui.widgets.formrow import FormRow
from tests.console import Console, console
from tests.screens.formviews import CREATE, banner, current, fill, focused, form, go_to, opened, row
from tests.screens.views import after, colleague, contact_at, open_contacts, row_of, sent, tickets, toasts

# New records


async def test_a_ticket_is_created_once_for_the_contact_it_was_opened_from() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = current(c)
        await opened(c, "+")
        assert row(c, "contact_id").field.text.startswith(at.contact_name)
        await c.press("ctrl+s")
        assert focused(c) == "title"
        await c.type("Bought twice")
        await go_to(c, "cf_region")
        await c.press("e", "u", "enter")
        c.send_key("ctrl+s", None)
        c.send_key("ctrl+s", None)
        await toasts(c, 1)
        assert sent(c, "POST") == [
            (
                "/api/v1/tickets",
                {
                    "title": "Bought twice",
                    "status": "open",
                    "priority": "medium",
                    "channel": "email",
                    "contact_id": at.contact_id,
                    "customFields": {"cf_region": "eu"},
                },
            )
        ]
        await c.until(lambda: "Bought twice" in c.text())
        assert c.toasts[0].startswith("Done: Created #")
        assert len(c.app.desk.drafts) == 0


async def new_ticket(c: Console, title: str) -> None:
    """Fill in a new ticket's form and send it."""
    await opened(c, "+")
    await c.type(title)
    await go_to(c, "cf_region")
    await c.press("e", "u", "enter")
    await c.press("ctrl+s")


async def test_a_new_ticket_whose_reply_was_lost_is_found_and_listed() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        c.gate.lose(CREATE, times=1)
        await new_ticket(c, "Only one of these")
        await toasts(c, 1)
        assert c.toasts[0].startswith("Done: Created #")
        await c.until("Only one of these")
        await c.rest()
        assert c.gate.count(CREATE) == 1
        assert len(c.app.desk.drafts) == 0


async def test_a_new_ticket_that_can_t_be_found_stays_open_and_is_never_sent_again_by_itself() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        c.gate.lose(CREATE, times=1, served=False)
        await new_ticket(c, "Only one of these")
        await toasts(c, 1)
        assert c.toasts[0].startswith("Not known whether it was done: new ticket Only one of these: ")
        assert "It was looked for and is not there yet." in c.toasts[0]
        for _ in range(6):
            await after(c, 20)
        assert c.gate.count(CREATE) == 1
        assert c.status.doing == "1 needs you · O"
        await opened(c, "+")
        assert (banner(c), row(c, "title").field.text) == ("", ""), "the outbox has it"


async def test_a_new_ticket_that_is_refused_is_a_draft_again() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        c.gate.answer(CREATE, 422, {"success": False, "message": "No.", "errors": {"title": ["Too plain."]}}, times=1)
        await new_ticket(c, "Plain")
        await toasts(c, 1)
        assert c.toasts[0].startswith("Refused: new ticket Plain: ")
        await opened(c, "+")
        assert row(c, "title").field.error == "Too plain."
        assert focused(c) == "title"
        await c.press("end")
        await c.type(" but better")
        await c.press("ctrl+s")
        await toasts(c, 2)
        assert c.toasts[1].startswith("Done: Created #")
        assert c.toasts[1].endswith("Plain but better")
        assert len(c.app.desk.drafts) == 0


async def test_two_new_tickets_can_be_on_their_way_at_once() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        held = c.gate.hold(CREATE)
        await new_ticket(c, "The first")
        await c.until(lambda: held.waiting == 1)
        tickets(c)
        await c.press("+")
        await c.until(lambda: isinstance(c.app.screen, FormScreen) and "changed ·" in c.text())
        assert (banner(c), row(c, "title").field.text) == ("", "")
        await c.type("The second")
        await go_to(c, "cf_region")
        await c.press("e", "u", "enter", "ctrl+s")
        await c.until(lambda: held.waiting == 2)
        assert c.status.doing == "sending 2 …"
        held.release()
        await toasts(c, 2)
        await c.rest()
        assert c.gate.count(CREATE) == 2
        assert "The first" in c.text()
        assert "The second" in c.text()


async def test_new_tickets_of_two_contacts_do_not_mix() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        first = current(c)
        await opened(c, "+")
        await c.press("escape")
        assert len(c.app.desk.drafts) == 0, "nothing was typed"
        await opened(c, "+")
        await c.type("About the first")
        await c.press("escape")
        while current(c).contact_id == first.contact_id:
            await c.press("j")
        second = current(c)
        await opened(c, "+")
        assert row(c, "title").field.text == ""
        assert row(c, "contact_id").field.text.startswith(second.contact_name)
        await c.type("Thrown away")
        await c.press("f9", "y")
        assert row(c, "contact_id").field.text.startswith(second.contact_name), "whom it is for is no typing"
        await c.press("escape", "g")
        await opened(c, "+")
        assert row(c, "title").field.text == "About the first"
        assert row(c, "contact_id").field.text.startswith(first.contact_name)


async def test_a_contact_s_form_sends_what_changed_of_its_many_fields() -> None:
    async with console(contacts=20) as c:
        await c.press("f3")
        await c.until("page 1 of 1 · 20 contacts")
        await opened(c)
        keys = [one.name for one in form(c).query(FormRow)]
        assert len(keys) > 40
        assert "channel" not in keys, "archived, though the server calls it required"
        await fill(c, "email", "one@shop.example, two@shop.example")
        await fill(c, "cf_remarks", "Ring first")
        await go_to(c, "cf_pickup_days")
        await c.press("enter", "space", "enter")
        await c.press("ctrl+s")
        await c.rest()
        (body,) = [body for _, body in sent(c, "PATCH")]
        assert isinstance(body, dict)
        assert body["email"] == ["one@shop.example", "two@shop.example"]
        assert set(body) == {"email", "customFields"}
        assert set(body["customFields"]) == {"cf_remarks", "cf_pickup_days"}


async def test_a_contact_is_created() -> None:
    async with console(contacts=20) as c:
        await c.press("f3")
        await c.until("page 1 of 1 · 20 contacts")
        await opened(c, "+")
        await c.type("Ada Example")
        await c.press("ctrl+s")
        await toasts(c, 1)
        (body,) = [body for _, body in sent(c, "POST")]
        assert isinstance(body, dict)
        assert body["name"] == "Ada Example"
        await c.until("21 contacts")


async def test_a_ticket_edited_from_its_own_screen_is_redrawn_there() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await c.press("enter")
        await opened(c)
        await fill(c, "title", "Seen at once")
        await c.press("alt+enter")
        await c.until("Seen at once")
        await c.rest()
        assert sent(c, "PATCH")[0][1] == {"title": "Seen at once"}


async def test_a_colleague_s_edit_is_not_overwritten_by_fields_nobody_touched() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = current(c)
        await opened(c)
        async with colleague(c) as other:
            await other.tickets.update(at.id, TicketBody(title="Theirs"))
        await fill(c, "cf_parcels", "9")
        await c.press("ctrl+s")
        await c.rest()
        assert sent(c, "PATCH")[-1][1] == {"customFields": {"cf_parcels": 9}}
        assert current(c).title == "Theirs"


async def test_a_field_that_a_colleague_changed_meanwhile_is_not_overwritten() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = current(c)
        await opened(c)
        async with colleague(c) as other:
            await other.tickets.update(at.id, TicketBody(title="Theirs"))
        await fill(c, "title", "Mine")
        await c.press("ctrl+s")
        await toasts(c, 1)
        assert c.toasts[0].startswith(f"Not sent: {at.label} {at.title}: ")
        assert "changed by somebody else" in c.toasts[0]
        assert sent(c, "PATCH")[1:] == []
        await c.rest()
        assert "≠" in row_of(c, at.ticket_number)
        assert c.status.doing == "1 needs you · O"


async def test_a_contact_that_is_edited_again_before_the_first_edit_left_shows_what_it_will_be() -> None:
    async with console(contacts=20, undo_seconds=5) as c:
        await open_contacts(c)
        at = contact_at(c)
        await opened(c)
        await fill(c, "cf_remarks", "Ring first")
        await c.press("ctrl+s")
        await c.until(lambda: c.status.doing.startswith("held"))
        await opened(c)
        assert row(c, "cf_remarks").field.text == "Ring first"
        assert "nothing changed" in c.status.facts
        await fill(c, "cf_remarks", "Ring twice")
        await c.press("ctrl+s")
        await c.until(lambda: c.status.doing.startswith("2 held"))
        await after(c, 6)
        assert [body for _, body in sent(c, "PATCH")] == [
            {"customFields": {"cf_remarks": "Ring first"}},
            {"customFields": {"cf_remarks": "Ring twice"}},
        ]
        assert (c.toasts, contact_at(c).id) == ([], at.id)


# What is offered


async def test_a_status_is_offered_with_what_has_one_alone() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        offer = "Send, set a status, go on"
        for keys, offered in ((("e",), True), (("r",), True), (("f3", "e"), False), (("f3", "r"), False)):
            await c.press(*keys)
            await c.rest()
            assert (offer in c.text()) is offered, keys
            await c.press("escape")
