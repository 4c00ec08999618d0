"""Forms: picking values, and keys that come faster than the screen follows."""

from functools import partial

import pytest
from textual.events import Paste

from klink_tui.screens.form import FormScreen
from klink_tui.screens.multipicker import MultiPickerScreen
from klink_tui.screens.picker import PickerScreen
from klink_tui.screens.searchpicker import SearchPickerScreen
from klink_tui.widgets.pickfield import PickField
from tests.console import console
from tests.gate import to
from tests.screens.formviews import current, fill, focused, form, go_to, in_view, opened, row
from tests.screens.views import DENIED, colleague, on_view, sent

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
        await c.rest()
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
        await c.until(lambda: sent(c, "PATCH"))
        await c.rest()
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
        await c.until(lambda: row(c, "cf_carriers").field.text == "Own fleet, Sea freight, Air freight")
        await go_to(c, "cf_parcels")
        c.burst("1", "2", "escape")
        await c.until(lambda: any(toast.startswith("Kept what you typed") for toast in c.toasts))
        await opened(c)
        assert row(c, "cf_parcels").field.text == "12"


@pytest.mark.parametrize("keys", [("enter", "enter"), ("space", "space"), ("enter", "space", "enter")])
async def test_keys_pressed_twice_take_nothing_that_was_not_seen(keys: tuple[str, ...]) -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await c.press("+")
        await c.until(lambda: isinstance(c.app.screen, FormScreen) and "changed ·" in c.text())
        await c.rest()
        for key in ("cf_region", "priority"):
            await go_to(c, key)
            held = row(c, key).field
            before = held.text
            c.burst(*keys)
            await c.until(lambda: isinstance(c.app.screen, PickerScreen))
            await c.settle()
            assert isinstance(c.app.screen, PickerScreen)
            await c.press("escape")
            assert held.text == before


async def test_a_double_click_takes_nothing_and_letters_behind_enter_are_lost_on_no_picker() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await opened(c)
        await go_to(c, "cf_region")
        region = row(c, "cf_region")
        before = region.field.text
        await c.pilot.click(region.control, times=2)
        await c.until(lambda: isinstance(c.app.screen, PickerScreen))
        await c.settle()
        assert isinstance(c.app.screen, PickerScreen)
        await c.press("escape")
        assert region.field.text == before
        c.burst(*"jap", "enter", "x")
        await c.until(lambda: region.field.text == "Japan")


async def test_a_line_keeps_its_own_keys() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await opened(c)
        await go_to(c, "contact_id")
        await c.press("s")
        await c.until(lambda: isinstance(c.app.screen, SearchPickerScreen))
        await c.rest()
        await c.type("ean")
        await c.press("shift+home", "ctrl+c")
        assert c.app.clipboard == "sean"
