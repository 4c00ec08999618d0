"""Back and forward over what was opened, and the picker of what is pinned and was touched last."""

from pathlib import Path

from klink_tui.screens.case import CaseScreen
from klink_tui.screens.compose import ComposeScreen
from klink_tui.screens.recentpick import RecentPicker
from tests.console import Console, console
from tests.screens.views import contact, on_view, open_contacts, open_ticket, ticket, tickets


def labels(c: Console) -> list[str]:
    """Give what the picker on view lists."""
    return [choice.label for choice in on_view(c, RecentPicker).matches]


async def opened(c: Console, row: int) -> str:
    """Open the ticket on a row of the list, and give its key."""
    tickets(c).list.move_to(row)
    await c.press("enter")
    return ticket(c).ticket.key


# Back and forward


async def test_back_and_forward_over_lists_tickets_and_contacts() -> None:
    async with console() as c:
        first = await opened(c, 2)
        await c.press("@")
        who = contact(c).contact
        assert who is not None
        await c.press("ctrl+o")
        assert ticket(c).ticket.key == first
        await c.press("ctrl+o")
        assert tickets(c).list.cursor_key == first
        await c.press("ctrl+o")
        assert c.toasts == ["There is nothing further back."]
        await c.press("ctrl+f")
        assert ticket(c).ticket.key == first
        await c.press(">")
        shown = contact(c).contact
        assert shown is not None
        assert shown.id == who.id
        await c.press("ctrl+f")
        assert c.toasts[-1] == "There is nothing further on."
        await c.press("<")
        assert ticket(c).ticket.key == first


async def test_a_ticket_that_was_left_is_where_back_leads_to() -> None:
    async with console() as c:
        first = await opened(c, 0)
        await c.press("escape")
        second = await opened(c, 4)
        await c.press("escape", "ctrl+o")
        assert ticket(c).ticket.key == second
        await c.press("ctrl+o")
        assert ticket(c).ticket.key == first
        assert len(c.app.screen_stack) == 2, "one takes the place of the other"
        await c.press("ctrl+f")
        assert ticket(c).ticket.key == second
        await c.press("escape")
        assert tickets(c)


async def test_what_was_stepped_over_in_a_queue_was_opened_too() -> None:
    async with console() as c:
        first = await opened(c, 0)
        await c.press("]", "]")
        third = ticket(c).ticket.key
        await c.press("ctrl+o", "ctrl+o")
        assert ticket(c).ticket.key == first
        await c.press("ctrl+f", "ctrl+f")
        assert ticket(c).ticket.key == third


async def test_views_and_queries_are_stops_too() -> None:
    async with console() as c:
        await c.app.desk.mirror.sweep()
        await c.press("3", "/")
        await c.type("priority:high")
        await c.press("enter")
        await c.rest()
        queried, name = tickets(c).query_text, tickets(c).view.name
        await c.press("1")
        await c.press("ctrl+o")
        assert (tickets(c).query_text, tickets(c).is_modified) == (queried, True)
        await c.press("ctrl+o")
        assert (tickets(c).view.name, tickets(c).is_modified) == (name, False)
        await c.press("ctrl+o")
        assert tickets(c).place == 0
        await c.press("ctrl+f", "ctrl+f")
        assert tickets(c).query_text == queried


async def test_cases_are_stops_too() -> None:
    async with console() as c:
        await c.press("f5")
        await c.until(lambda: c.screen.NAME == "cases" and len(getattr(c.screen, "rows", ())))
        await c.rest()
        await c.press("enter")
        case = on_view(c, CaseScreen).case
        await c.press("escape", "f2")
        await c.press("ctrl+o")
        assert on_view(c, CaseScreen).case == case


async def test_what_is_being_written_is_not_closed_on_the_way() -> None:
    async with console() as c:
        await c.press("3")
        await open_ticket(c, lambda one: bool(one.contact_id))
        key = ticket(c).ticket.key
        await c.press("r")
        await c.type("half a sentence")
        await c.press("ctrl+o")
        assert ticket(c).ticket.key == key
        await c.press("ctrl+o")
        assert c.toasts[-1] == "Leave this first: what is open here would be closed."
        await c.press("escape")
        assert "half a sentence" in c.text()
        assert on_view(c, ComposeScreen)


async def test_a_ticket_that_is_gone_is_said_and_passed_over() -> None:
    async with console() as c:
        first = await opened(c, 0)
        await c.press("escape")
        await opened(c, 1)
        gone = ticket(c).ticket
        await c.press("escape")
        get = c.app.desk.tickets.get
        c.app.desk.tickets.get = lambda key: None if key == gone.key else get(key)  # type: ignore[method-assign]
        await c.press("ctrl+o")
        assert c.toasts == [f"{gone.label} {gone.title} is not in the local copy any more."]
        await c.press("ctrl+o")
        assert ticket(c).ticket.key == first


async def test_keys_that_come_at_once_lead_as_far_as_one_by_one() -> None:
    async with console() as c:
        keys = []
        for row in range(5):
            keys.append(await opened(c, row))
            await c.press("escape")
        c.burst("ctrl+o", "ctrl+o", "ctrl+o", "ctrl+f")
        await c.settle()
        assert ticket(c).ticket.key == keys[3]


# Pinned, and touched last


async def test_nothing_was_opened_yet() -> None:
    async with console() as c:
        await c.press("ctrl+e")
        assert labels(c) == []
        assert "Nothing was opened yet. * pins a ticket or a contact." in c.text()
        await c.press("enter", "escape")
        assert tickets(c)


async def test_pins_stand_first_and_enter_opens() -> None:
    async with console() as c:
        numbers = []
        for row in (0, 1, 2):
            await opened(c, row)
            numbers.append(ticket(c).ticket)
            if row == 1:
                await c.press("*")
            await c.press("escape")
        await c.press("ctrl+e")
        titles = [f"{one.label} {one.title}".strip() for one in (numbers[1], numbers[2], numbers[0])]
        assert labels(c) == titles
        assert "★ opened now" in c.text()
        await c.type(str(numbers[0].ticket_number))
        await c.press("enter")
        assert ticket(c).ticket.key == numbers[0].key


async def test_contacts_and_what_was_changed_are_among_them_after_a_restart(tmp_path: Path) -> None:
    async with console(directory=tmp_path) as c:
        await open_contacts(c)
        await c.press("enter")
        who = contact(c).contact
        assert who is not None
        await c.press("f2")
        at = tickets(c).ticket
        assert at is not None
        await c.press("s")
        await c.press("p" if at.status != "pending" else "o")
        await c.rest()
        assert c.writes()
    async with console(directory=tmp_path) as c:
        await c.until(lambda: c.app.desk.recents.recent)
        await c.press("ctrl+e")
        assert set(labels(c)) == {f"@{who.label}", next(one for one in labels(c) if one.startswith(at.label))}
        assert "changed" in c.text()
        await c.type("@")
        await c.press("enter")
        shown = contact(c).contact
        assert shown is not None
        assert shown.id == who.id


async def test_a_ticket_that_is_gone_is_said_and_forgotten() -> None:
    async with console() as c:
        key = await opened(c, 0)
        await c.press("escape", "ctrl+e")
        c.app.desk.tickets.get = lambda key: None  # type: ignore[method-assign]
        await c.press("enter")
        assert c.toasts == ["This ticket is not in the local copy any more."]
        assert not any(one.target == key for one in c.app.desk.recents.recent)


async def test_a_run_is_not_closed_on_the_way() -> None:
    async with console() as c:
        await c.app.desk.mirror.sweep()
        await c.press("R")
        await c.until(lambda: c.screen.NAME == "run")
        await c.press("]")
        second = ticket(c).ticket.key
        await c.press("ctrl+o")
        assert c.screen.NAME == "ticket", "the first ticket lies on the run"
        await c.press("ctrl+o")
        assert c.screen.NAME == "ticket"
        assert c.toasts[-1] == "Leave this first: what is open here would be closed."
        await c.press("escape")
        assert (c.screen.NAME, ticket(c).ticket.key) == ("run", second)


async def test_in_vims_keys_ctrl_f_is_a_screen_down() -> None:
    async with console(preset="vim") as c:
        first = await opened(c, 0)
        await c.press("escape", "ctrl+f")
        assert tickets(c).list.cursor > 10
        await c.press("ctrl+o")
        assert ticket(c).ticket.key == first
        await c.press("ctrl+o", ">")
        assert ticket(c).ticket.key == first
