"""Forms: every kind of field, what is sent, and that nothing typed is lost on the way."""

import pytest
from textual.widgets import Input

from klink_tui.screens.ask import ConfirmScreen
from klink_tui.screens.form import FormScreen
from klink_tui.screens.multipicker import MultiPickerScreen
from klink_tui.screens.picker import PickerScreen
from klink_tui.widgets.formrow import FormRow
from klink_tui.widgets.textfield import TextField
from tests.console import console
from tests.gate import to
from tests.screens.formviews import PATCH, banner, current, fill, focused, form, go_to, opened, row
from tests.screens.views import DENIED, after, loaded, on_view, row_of, sent, tickets, toasts

# What is sent


async def test_every_kind_of_field_is_filled_in_and_only_those_are_sent() -> None:
    async with console(tickets=30, contacts=20, size=(120, 40)) as c:
        await c.rest()
        at = current(c)
        await opened(c)
        await fill(c, "title", "Q: is it? (yes!) #+@")
        await fill(c, "description", "Two lines")
        await c.press("enter")
        await c.type("of text")
        await go_to(c, "priority")
        await c.press("enter")
        on_view(c, PickerScreen)
        await c.press({"high": "l"}.get(at.priority, "h"))
        await go_to(c, "tags")
        await c.press("enter")
        on_view(c, MultiPickerScreen)
        await c.type("vip")
        await c.press("tab", "enter")
        await go_to(c, "cf_region")
        await c.type("jap")
        await c.press("enter")
        await fill(c, "cf_date", "+3d")
        assert "Thu 2026-04-02" in c.text(), "what the shorthand means stands under it"
        await fill(c, "cf_refund_amount", "1250.50")
        await fill(c, "cf_parcels", "3")
        await go_to(c, "cf_replacement_sent")
        await c.press("y")
        await fill(c, "cf_shop_link", "https://shop.example/7")
        await fill(c, "cf_report_to", "desk@shop.example")
        await fill(c, "cf_callback", "+66 2 123 4567")
        await fill(c, "cf_internal_steps", "Called twice")
        await fill(c, "cf_dropoff_point", "13.7,100.5")
        before = {key: row(c, key).field.dirty for key in ("status", "channel", "contact_id", "cf_order_number")}
        assert not any(before.values())
        picked = [choice.value for choice in row(c, "tags").field.choices if choice.label == "vip"]
        held = [tag.id for tag in at.tags]
        await c.press("ctrl+s")
        await c.rest()
        (target, body) = sent(c, "PATCH")[0]
        assert (len(c.writes()), target) == (1, f"/api/v1/tickets/{at.id}")
        assert isinstance(body, dict)
        assert set(body.pop("tags")) == {*held, *picked}
        assert body == {
            "title": "Q: is it? (yes!) #+@",
            "description": "Two lines\nof text",
            "priority": "low" if at.priority == "high" else "high",
            "customFields": {
                "cf_region": "jp",
                "cf_date": "2026-04-02",
                "cf_refund_amount": 1250.5,
                "cf_parcels": 3,
                "cf_replacement_sent": True,
                "cf_shop_link": "https://shop.example/7",
                "cf_report_to": "desk@shop.example",
                "cf_callback": "+66 2 123 4567",
                "cf_internal_steps": "Called twice",
                "cf_dropoff_point": "13.7,100.5",
            },
        }
        assert current(c).title == "Q: is it? (yes!) #+@"
        assert c.toasts == [], "its row says it"
        await opened(c)
        assert "nothing changed" in c.status.facts
        assert row(c, "cf_date").field.text == "2026-04-02"


async def test_an_unchanged_form_sends_nothing() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await opened(c)
        await c.press("ctrl+s")
        await go_to(c, "title")
        await c.type("x")
        assert "1 changed" in c.status.facts
        await c.press("backspace", "ctrl+s")
        await c.rest()
        assert c.toasts == ["Nothing changed, nothing sent."]
        assert c.writes() == []
        await c.press("escape")
        assert len(c.app.desk.drafts) == 0
        assert len(c.toasts) == 1, "nothing was kept, nothing is said to be"


async def test_a_checkbox_goes_through_yes_no_and_unset_and_unset_is_sent() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await opened(c)
        await go_to(c, "cf_replacement_sent")
        field = row(c, "cf_replacement_sent").field
        values = []
        for _ in range(4):
            values.append(field.text)
            await c.press("space")
        start = ["", "yes", "no"].index(values[0])
        assert values == [["", "yes", "no"][(start + step) % 3] for step in range(4)]
        for key, text in (("n", "no"), ("y", "yes"), ("delete", "")):
            await c.press(key)
            assert field.text == text
        await c.press("y", "ctrl+s")
        await c.rest()
        await opened(c)
        await go_to(c, "cf_replacement_sent")
        await c.press("backspace", "ctrl+s")
        await c.rest()
        assert sent(c, "PATCH")[1][1] == {"customFields": {"cf_replacement_sent": None}}


async def test_fields_that_can_t_be_written_are_passed_over_and_archived_ones_are_not_there() -> None:
    async with console("archived-required", tickets=30) as c:
        await c.rest()
        await opened(c)
        keys = [one.name for one in form(c).query(FormRow)]
        assert "cf_photos" in keys
        assert not {"cf_legacy_case", "cf_old_severity"} & set(keys)
        assert keys[:3] == ["title", "description", "status"], "in the server's order"
        seen = []
        while focused(c) not in seen:
            seen.append(focused(c))
            await c.press("tab")
        assert seen == [key for key in keys if key != "cf_photos"]
        await go_to(c, "cf_internal_steps")
        await c.press("tab", "up")
        assert focused(c) == "cf_internal_steps"


# What is wrong


async def test_required_fields_are_checked_before_anything_is_sent() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await opened(c)
        await fill(c, "title", "")
        await go_to(c, "cf_parcels")
        await c.type("three")
        await c.press("ctrl+s")
        assert focused(c) == "title", "the first of them has the focus"
        assert "This is required." in c.text()
        assert banner(c) == "Not sent: 2 fields to mend."
        await c.press("f8")
        assert focused(c) == "cf_parcels"
        await c.press("f8")
        assert focused(c) == "title"
        await c.type("Titled")
        await fill(c, "cf_parcels", "3")
        assert banner(c) == ""
        await c.press("f8")
        assert c.toasts == ["No field has an error."]
        await c.press("ctrl+s")
        await c.rest()
        assert sent(c, "PATCH")[0][1] == {"title": "Titled", "customFields": {"cf_parcels": 3}}


async def test_the_server_s_words_stand_at_their_field_once_the_form_is_open_again() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = current(c)
        taken = next(
            str(value.value)
            for item in loaded(c)[1:]
            for value in item.custom_fields
            if value.system_name == "cf_order_number" and value.value
        )
        await opened(c)
        await fill(c, "title", "Kept though refused")
        await fill(c, "cf_order_number", taken)
        await go_to(c, "cf_parcels")
        await c.press("ctrl+s")
        await toasts(c, 1)
        tickets(c)
        assert c.toasts[0].startswith(f"Refused: {at.label} {at.title}: ")
        assert f"Order number {taken} is already taken." in c.toasts[0]
        assert c.toasts[0].endswith("What you typed is a draft again.")
        await c.rest()
        assert "✗" in row_of(c, at.ticket_number)
        await opened(c)
        assert banner(c).startswith("Refused: ")
        assert "What you typed before is back." in banner(c)
        assert focused(c) == "cf_order_number", "not where the typing stopped, but what has to be mended"
        assert row(c, "title").field.text == "Kept though refused"
        assert f"Order number {taken} is already taken." in c.text()
        assert "1 error" in c.status.facts
        await c.type("-7")
        assert (row(c, "cf_order_number").field.error, banner(c)) == ("", "")
        await c.press("ctrl+s")
        await c.rest()
        assert "✗" not in row_of(c, at.ticket_number)
        assert [entry.status for entry in c.sandbox.log if entry.method == "PATCH"] == [422, 200]
        assert sent(c, "PATCH")[1][1] == {
            "title": "Kept though refused",
            "customFields": {"cf_order_number": f"{taken}-7"},
        }


async def test_an_error_about_no_field_of_the_form_is_said_as_well() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await opened(c)
        body = {"success": False, "message": "Refused.", "errors": {"workspace": ["Closed for today."]}}
        c.gate.answer(PATCH, 422, body)
        await fill(c, "title", "Anything")
        await c.press("ctrl+s")
        await toasts(c, 1)
        assert "workspace: Closed for today." in c.toasts[0]
        await opened(c)
        assert "workspace: Closed for today." in banner(c)


# Nothing typed is lost


async def test_what_was_typed_survives_a_refusal_esc_and_opening_again() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        c.gate.answer(PATCH, 403, DENIED)
        await opened(c)
        await fill(c, "title", "Typed with care")
        await fill(c, "cf_date", "tomorrow")
        await c.press("ctrl+s")
        await toasts(c, 1)
        assert c.gate.count(PATCH) == 1, "a write that was refused is not repeated"
        for _ in range(2):
            await opened(c)
            assert "403 Forbidden: “This token may not do that”." in banner(c)
            assert row(c, "title").field.text == "Typed with care"
            assert focused(c) == "cf_date"
            await c.press("escape")
            assert c.toasts[-1].startswith("Kept what you typed")
        c.gate.open()
        await opened(c)
        await c.press("ctrl+s")
        await c.rest()
        assert sent(c, "PATCH")[-1][1] == {"title": "Typed with care", "customFields": {"cf_date": "2026-03-31"}}
        assert len(c.app.desk.drafts) == 0
        await opened(c)
        assert banner(c) == ""


async def test_a_field_and_all_of_them_are_put_back_on_purpose_only() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = current(c)
        await opened(c)
        await c.press("f9")
        assert c.toasts == ["There is nothing to throw away."]
        await fill(c, "title", "One")
        await fill(c, "cf_parcels", "4")
        await c.press("ctrl+z")
        assert row(c, "cf_parcels").field.dirty is False
        assert row(c, "title").field.text == "One"
        await c.press("f9")
        on_view(c, ConfirmScreen)
        assert "Title" in c.text()
        await c.press("n")
        assert row(c, "title").field.text == "One"
        await c.press("f9", "y")
        title = row(c, "title").control
        assert isinstance(title, Input)
        assert title.value == at.title
        assert "nothing changed" in c.status.facts
        await c.press("escape")
        assert len(c.app.desk.drafts) == 0


async def test_ctrl_s_twice_sends_once_and_the_form_goes_at_once() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await opened(c)
        await fill(c, "title", "Once")
        held = c.gate.hold(PATCH)
        c.send_key("ctrl+s", None)
        c.send_key("ctrl+s", None)
        await c.until(lambda: held.waiting)
        await c.press("ctrl+s")
        tickets(c)
        assert c.status.doing == "sending …"
        assert len(c.app.desk.drafts) == 0, "it is in the outbox by now"
        await c.press("e")
        await c.until(lambda: isinstance(c.app.screen, FormScreen) and "nothing changed" in c.status.facts)
        assert row(c, "title").field.text == "Once", "as it will be"
        await c.press("escape")
        held.release()
        await c.rest()
        assert c.gate.count(PATCH) == 1
        assert current(c).title == "Once"


@pytest.mark.parametrize("refused", [False, True])
async def test_what_is_on_its_way_stands_in_the_row_until_it_is_refused(refused: bool) -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = current(c)
        await opened(c)
        await fill(c, "title", "On its way")
        held = c.gate.hold(PATCH)
        if refused:
            c.gate.answer(PATCH, 403, DENIED)
        await c.press("ctrl+s")
        await c.until(lambda: held.waiting)
        assert "↻" in row_of(c, at.ticket_number)
        assert "On its way" in row_of(c, at.ticket_number)
        held.release()
        await c.rest()
        assert c.gate.count(PATCH) == 1
        assert "↻" not in row_of(c, at.ticket_number)
        assert ("On its way" in row_of(c, at.ticket_number)) is not refused
        if refused:
            assert "What you typed is a draft again." in c.toasts[0]
            await opened(c)
            assert row(c, "title").field.text == "On its way"
        else:
            assert current(c).title == "On its way"
            assert len(c.app.desk.drafts) == 0


async def test_a_server_that_fails_leaves_it_open_and_it_is_looked_for() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = current(c)
        c.gate.answer(PATCH, 500, {"success": False, "message": "Boom"})
        await opened(c)
        await fill(c, "title", "Perhaps")
        await c.press("ctrl+s")
        await toasts(c, 1)
        assert c.toasts[0].startswith(f"Not known whether it was done: {at.label} {at.title}: ")
        assert "“Boom”" in c.toasts[0]
        assert "?" in row_of(c, at.ticket_number)
        for _ in range(6):
            await after(c, 20)
        assert c.gate.count(PATCH) == 1, "never sent again by itself"


async def test_a_form_that_can_t_be_had_names_the_key_that_tries_again() -> None:
    async with console(tickets=30, at_gate=lambda gate: gate.answer(to("GET", "/fields"), 403, DENIED)) as c:
        await c.press("e")
        await c.until("The form can't be shown.")
        assert "403" in c.text()
        await c.press("ctrl+s", "f8", "f9", "ctrl+z", "down")
        form(c)
        c.gate.open()
        await c.press("ctrl+r")
        await c.until(lambda: "nothing changed" in c.status.facts)
        assert c.status.trouble == ""


async def test_arrows_go_through_a_long_text_and_leave_it_at_its_ends() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await opened(c)
        await fill(c, "description", "")
        field = c.app.screen.focused
        assert isinstance(field, TextField)
        field.put("one\ntwo")
        await c.press("up", "down")
        assert focused(c) == "description", "it stands at the end of the last line"
        await c.press("down")
        assert focused(c) == "status"
        await c.press("up", "up", "up")
        assert focused(c) == "description", "it stands at the beginning of the first line"
        await c.press("up")
        assert focused(c) == "title"


async def test_the_field_with_the_cursor_stays_on_view_where_there_is_less_room() -> None:
    async with console(tickets=30, size=(120, 48)) as c:
        await c.rest()
        await opened(c)
        await c.press("shift+tab")
        control = c.app.screen.focused
        assert control is not None
        await c.pilot.resize_terminal(80, 24)
        await c.rest()
        fields = c.find("#fields").region
        assert fields.y <= control.region.y < fields.bottom
