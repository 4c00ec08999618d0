"""The forms of new and of known tickets and contacts."""

from klink_tui.models.writes import TicketBody
from klink_tui.screens.ask import ConfirmScreen
from klink_tui.screens.form import FormScreen
from klink_tui.widgets.formrow import FormRow
from tests.console import console
from tests.screens.formviews import CREATE, banner, current, fill, focused, form, go_to, opened, row
from tests.screens.views import colleague, on_view, sent, tickets, toasts

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
        await c.until(lambda: c.toasts)
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


async def test_a_lost_reply_to_a_new_ticket_is_asked_about_before_it_is_sent_again() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await opened(c, "+")
        await c.type("Only one of these")
        await go_to(c, "cf_region")
        await c.press("e", "u", "enter")
        c.gate.lose(CREATE, times=1)
        await c.press("ctrl+s")
        await c.until(lambda: banner(c))
        assert banner(c).startswith("It is not known whether this arrived.")
        await c.press("ctrl+s")
        on_view(c, ConfirmScreen)
        assert "it may exist already" in " ".join(c.text().split())
        await c.press("n")
        assert c.gate.count(CREATE) == 1
        await c.press("escape")
        await opened(c, "+")
        assert row(c, "title").field.text == "Only one of these"
        await c.press("ctrl+s")
        on_view(c, ConfirmScreen)
        await c.press("y")
        await c.until(lambda: c.gate.count(CREATE) == 2)
        await c.until(lambda: not isinstance(c.app.screen, FormScreen))
        assert len(c.app.desk.drafts) == 0


async def test_a_new_ticket_under_way_can_t_be_sent_a_second_time_from_its_form_reopened() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await opened(c, "+")
        await c.type("Slow")
        await go_to(c, "cf_region")
        await c.press("e", "u", "enter")
        held = c.gate.hold(CREATE)
        await c.press("ctrl+s")
        await c.until(lambda: held.waiting)
        await c.press("escape", "+")
        await c.until(lambda: c.toasts and "still on its way" in c.toasts[-1])
        tickets(c)
        held.release()
        await toasts(c, 2)
        await opened(c, "+")
        assert (banner(c), row(c, "title").field.text) == ("", "")
        assert c.gate.count(CREATE) == 1


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
        await toasts(c, 1)
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
        await toasts(c, 1)
        await c.until("Seen at once")
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
        await toasts(c, 1)
        assert sent(c, "PATCH")[-1][1] == {"customFields": {"cf_parcels": 9}}
        assert current(c).title == "Theirs"
