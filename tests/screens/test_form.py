"""Forms: every kind of field, what is sent, and that nothing typed is lost on the way."""

from functools import partial

import pytest
from textual.events import Paste
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from klink_tui.models.ticket import Ticket
from klink_tui.models.writes import TicketBody
from klink_tui.screens.ask import ConfirmScreen
from klink_tui.screens.form import FormScreen
from klink_tui.screens.multipicker import MultiPickerScreen
from klink_tui.screens.picker import PickerScreen
from klink_tui.screens.searchpicker import SearchPickerScreen
from klink_tui.widgets.formrow import FormRow
from klink_tui.widgets.pickfield import PickField
from tests.console import Console, console
from tests.gate import to
from tests.screens.views import DENIED, colleague, on_view, sent, tickets, toasts

PATCH = to("PATCH", "/tickets/")
CREATE = to("POST", "/tickets")


def form(c: Console) -> FormScreen:
    return on_view(c, FormScreen)


def row(c: Console, key: str) -> FormRow:
    return next(one for one in form(c).query(FormRow) if one.name == key)


def banner(c: Console) -> str:
    shown = form(c).query_one("#banner", Static)
    return str(shown.content) if shown.display else ""


def focused(c: Console) -> str:
    """The system name of the field that has the focus."""
    return next((node.name or "" for node in c.app.screen.query(FormRow) if node.control.has_focus), "")


async def opened(c: Console, key: str = "e") -> None:
    """Open a form and wait until it stands with its choices."""
    await c.press(key)
    await c.until(lambda: isinstance(c.app.screen, FormScreen) and "changed ·" in c.text())
    await c.rest()


async def go_to(c: Console, key: str) -> None:
    row(c, key).control.focus()
    await c.settle()
    assert focused(c) == key


async def fill(c: Console, key: str, text: str) -> None:
    """Type over what a field of text holds."""
    await go_to(c, key)
    control = row(c, key).control
    if isinstance(control, TextArea):
        control.select_all()
        await c.press("delete")
    else:
        await c.press("end", "shift+home", "delete")
    await c.type(text)


def in_view(c: Console, control: Widget) -> bool:
    return form(c).query_one("#fields").region.contains_region(control.region)


def current(c: Console) -> Ticket:
    at = tickets(c).ticket
    assert at is not None
    return at


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
        await toasts(c, 1)
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
        assert c.toasts[0].startswith(f"Done: {at.label}: changed Title, Description, Priority")
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
        assert c.toasts == ["Nothing changed, nothing sent."] * 2
        assert c.writes() == []
        await c.press("escape")
        assert len(c.app.desk.drafts) == 0
        assert len(c.toasts) == 2, "nothing was kept, nothing is said to be"


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
        await toasts(c, 1)
        await opened(c)
        await go_to(c, "cf_replacement_sent")
        await c.press("backspace", "ctrl+s")
        await toasts(c, 2)
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
        await toasts(c, 2)
        assert sent(c, "PATCH")[0][1] == {"title": "Titled", "customFields": {"cf_parcels": 3}}


async def test_the_server_s_words_stand_at_their_field_until_something_else_is_typed() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        taken = next(
            str(value.value)
            for item in tickets(c).rows.items()[1:]
            for value in item.custom_fields
            if value.system_name == "cf_order_number" and value.value
        )
        await opened(c)
        await fill(c, "title", "Kept though refused")
        await fill(c, "cf_order_number", taken)
        await c.press("ctrl+s")
        await c.until(lambda: banner(c))
        assert banner(c).startswith("Not sent; everything you typed is still here.")
        assert focused(c) == "cf_order_number"
        assert f"Order number {taken} is already taken." in c.text()
        assert "1 error" in c.status.facts
        await c.type("-7")
        assert "already taken" not in c.text()
        await c.press("ctrl+s")
        await toasts(c, 1)
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
        await c.until(lambda: "workspace: Closed for today." in banner(c))


# Nothing typed is lost


@pytest.mark.parametrize("status", [500, 403])
async def test_what_was_typed_survives_a_failing_server_esc_and_opening_again(status: int) -> None:
    async with console(tickets=30) as c:
        await c.rest()
        c.gate.answer(PATCH, status, DENIED)
        await opened(c)
        await fill(c, "title", "Typed with care")
        await fill(c, "cf_date", "tomorrow")
        await c.press("ctrl+s")
        await c.until(lambda: banner(c))
        assert str(status) in banner(c)
        assert "This token may not do that" in banner(c)
        assert c.gate.count(PATCH) == 1, "a write that was refused is not repeated"
        assert row(c, "title").field.text == "Typed with care"
        assert focused(c) == "cf_date"
        await c.press("escape")
        assert c.toasts[-1].startswith("Kept what you typed")
        c.gate.open()
        await opened(c)
        assert banner(c).startswith("What you typed before is back.")
        assert row(c, "title").field.text == "Typed with care"
        await c.press("ctrl+s")
        await c.until(lambda: len(sent(c, "PATCH")))
        await c.rest()
        assert sent(c, "PATCH")[0][1] == {"title": "Typed with care", "customFields": {"cf_date": "2026-03-31"}}
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


async def test_ctrl_s_twice_sends_once_and_nothing_can_be_typed_meanwhile() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await opened(c)
        await fill(c, "title", "Once")
        held = c.gate.hold(PATCH)
        c.send_key("ctrl+s", None)
        c.send_key("ctrl+s", None)
        await c.until(lambda: held.waiting)
        await c.press("ctrl+s")
        assert c.status.doing == "sending …"
        await c.type(" more")
        assert row(c, "title").field.text == "Once", "it would be lost when the answer comes"
        await c.press("f9")
        form(c)
        held.release()
        await c.until(lambda: c.app.screen is not None and not isinstance(c.app.screen, FormScreen))
        await c.rest()
        assert c.gate.count(PATCH) == 1
        assert current(c).title == "Once"


@pytest.mark.parametrize("refused", [False, True])
async def test_leaving_while_it_is_sent_loses_neither_answer_nor_text(refused: bool) -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await opened(c)
        await fill(c, "title", "On its way")
        held = c.gate.hold(PATCH)
        if refused:
            c.gate.answer(PATCH, 403, DENIED)
        await c.press("ctrl+s")
        await c.until(lambda: held.waiting)
        await c.press("escape")
        tickets(c)
        assert "edit …" in c.status.doing
        held.release()
        await toasts(c, 1)
        assert c.gate.count(PATCH) == 1
        if refused:
            assert "Not sent; everything you typed is still here." in c.toasts[0]
            await opened(c)
            assert row(c, "title").field.text == "On its way"
        else:
            assert current(c).title == "On its way"
            assert len(c.app.desk.drafts) == 0


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


# Choices


@pytest.mark.parametrize("moved_on", [False, True])
async def test_choices_that_come_late_are_waited_for_by_their_picker_alone(moved_on: bool) -> None:
    async with console(tickets=30, at_gate=lambda gate: gate.hold(to("GET", "/tags"))) as c:
        await c.press("e")
        await c.until(lambda: isinstance(c.app.screen, FormScreen) and "changed ·" in c.text())
        await fill(c, "title", "Meanwhile")
        await go_to(c, "tags")
        await c.press("enter", "enter")
        await c.type("vi")
        if moved_on:
            await c.press("tab")
        form(c)
        c.gate.open()
        await c.until(lambda: len(row(c, "tags").field.choices) > 3 if moved_on else len(c.app.screen_stack) == 3)
        if moved_on:
            form(c)  # nothing opens over what is typed elsewhere by now
        else:
            picker = on_view(c, MultiPickerScreen)
            await c.until(lambda: "vip" in [choice.label for choice in picker.matches])
            assert all("vi" in choice.label.casefold() for choice in picker.matches)
            await c.press("escape")
        assert row(c, "title").field.text == "Meanwhile"


async def test_a_letter_on_a_choice_opens_its_picker_narrowed() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await opened(c)
        await go_to(c, "cf_region")
        await c.press("j")
        picker = on_view(c, PickerScreen)
        assert "Japan" in [choice.label for choice in picker.matches]
        await c.press("escape")
        assert row(c, "cf_region").field.dirty is False
        await go_to(c, "cf_carriers")
        await c.press("enter")
        await c.type("air")
        await c.press("tab")
        await c.type("own")
        await c.press("enter")
        held = row(c, "cf_carriers").field.value
        assert isinstance(held, tuple)
        assert {"air", "own"} <= set(held)
        await c.press("delete")
        assert row(c, "cf_carriers").field.text == ""


async def test_a_contact_is_searched_for_and_an_answer_to_less_is_not_taken() -> None:
    async with console(tickets=30, contacts=30) as c:
        await c.rest()
        async with colleague(c) as other:
            found = (await other.contacts.list(page=1, page_size=50)).items
        wanted = next(one for one in found if one.name.isascii() and one.id != current(c).contact_id)
        await opened(c)
        await go_to(c, "contact_id")
        await c.press("enter")
        picker = on_view(c, SearchPickerScreen)
        await c.until(lambda: len(picker.matches) > 5)
        slow = c.gate.hold(to("GET", "/contacts", keyword=wanted.name))
        await c.type(wanted.name)
        await c.press("enter")
        on_view(c, SearchPickerScreen)
        await c.until(lambda: slow.waiting)
        await c.press("enter")
        on_view(c, SearchPickerScreen)
        slow.release()
        await c.until(lambda: wanted.id in [choice.value for choice in picker.matches] and len(picker.matches) < 5)
        await c.press("enter")
        assert row(c, "contact_id").field.text.startswith(wanted.name)
        await c.press("ctrl+s")
        await toasts(c, 1)
        assert sent(c, "PATCH")[0][1] == {"contact_id": wanted.id}


async def test_a_search_for_a_contact_that_fails_is_said_in_the_picker() -> None:
    async with console(tickets=30, contacts=30) as c:
        await c.rest()
        await opened(c)
        c.gate.answer(to("GET", "/contacts"), 403, DENIED)
        await go_to(c, "contact_id")
        await c.press("enter")
        await c.until("403 Forbidden")
        c.gate.open()
        await c.press("enter")
        await c.until(lambda: len(on_view(c, SearchPickerScreen).matches) > 5)


# Text and keys


async def test_letters_and_pastes_are_text_in_a_field_and_nothing_elsewhere() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await opened(c)
        await fill(c, "title", "qTBDs?e+:#/ny")
        c.app.post_message(Paste("pasted"))
        await c.settle()
        assert row(c, "title").field.text == "qTBDs?e+:#/nypasted"
        await go_to(c, "cf_region")
        before = row(c, "cf_region").field.text
        assert isinstance(row(c, "cf_region").control, PickField)
        c.app.post_message(Paste("jq\n"))
        await c.settle()
        form(c)
        assert row(c, "cf_region").field.text == before
        assert c.app.theme == "klink-dark"
        assert c.writes() == []


@pytest.mark.parametrize("size", [(80, 24), (60, 15)])
async def test_the_field_with_the_focus_is_always_in_view(size: tuple[int, int]) -> None:
    async with console(tickets=30, size=size) as c:
        await c.rest()
        await opened(c)
        for _ in range(22):
            await c.press("tab")
            control = row(c, focused(c)).control
            await c.until(partial(in_view, c, control))
        assert c.text().rstrip().split("\n")[-1].split()[:2] == ["ctrl+s", "Send"]


async def test_keys_that_come_all_at_once_are_taken_in_their_order() -> None:
    """As over a slow line, where a second's typing arrives in one piece."""
    async with console(tickets=30) as c:
        await c.rest()
        await opened(c)
        await go_to(c, "cf_trackingid")
        c.burst(*"TG-7", "ctrl+s")
        await toasts(c, 1)
        assert sent(c, "PATCH")[0][1] == {"customFields": {"cf_trackingid": "TG-7"}}
        await opened(c)
        await go_to(c, "cf_region")
        region = row(c, "cf_region")
        c.burst(*"jap", "enter")
        await c.until(lambda: region.field.text == "Japan")
        await go_to(c, "cf_carriers")
        c.burst("delete", "enter")
        await c.until(lambda: isinstance(c.app.screen, MultiPickerScreen))
        await c.settle()
        c.burst(*"air", "tab", *"sea", "space", *"own", "enter")
        await c.until(lambda: isinstance(c.app.screen, FormScreen))
        assert row(c, "cf_carriers").field.text == "Own fleet, Sea freight, Air freight"
        await go_to(c, "cf_parcels")
        c.burst("1", "2", "escape")
        await c.until(lambda: c.toasts[-1].startswith("Kept what you typed"))
        await opened(c)
        assert row(c, "cf_parcels").field.text == "12"


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
