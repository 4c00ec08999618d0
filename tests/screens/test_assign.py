"""Assigning: off with its reason, switched on by a check on one ticket, and then as every other change."""

import pytest

from klink_tui.errors import StoreError
from klink_tui.models.ticket import Ticket
from klink_tui.models.writes import AssignBody
from klink_tui.screens.ask import ConfirmScreen
from klink_tui.screens.batch import BatchScreen
from klink_tui.screens.bulk import BulkScreen
from klink_tui.screens.picker import Choice, PickerScreen
from klink_tui.screens.ticket import TicketScreen
from klink_tui.screens.tickets import TicketsScreen
from tests.console import Console, console
from tests.screens.outboxviews import box, lines
from tests.screens.views import colleague, facts_of, go_to_ticket, loaded, on_view, open_ticket, sent, tickets

KEY = "assigneeId"


async def asked(c: Console) -> PickerScreen:
    """Ask whose the ticket is to be."""
    await c.press("a")
    await c.until(lambda: isinstance(c.app.screen, PickerScreen))
    await c.rest()
    return on_view(c, PickerScreen)


async def pick(c: Console, *but: str, nobody: bool = False) -> Choice:
    """Pick somebody but those with certain ids, or nobody."""
    screen = await asked(c)
    wanted = next(one for one in screen.matches if (one.value == "-") is nobody and one.value not in but)
    while screen.highlighted != wanted:
        await c.press("down")
    await c.press("enter")
    await c.rest()
    return wanted


async def assigned(c: Console, at: Ticket) -> str:
    """Give the id of whom the server has assigned a ticket to."""
    async with colleague(c) as other:
        page = await other.tickets.by_contact(at.contact_id, page_size=100)
    return next(one.assignee_id for one in page.items if one.key == at.key)


async def known_as_me(c: Console) -> str:
    """Say who the agent is."""
    await c.press("M")
    await c.until(lambda: isinstance(c.app.screen, PickerScreen))
    await c.rest()
    await c.press("down", "enter")
    await c.rest()
    return c.app.desk.lexicon.me


# Off


async def test_it_is_off_says_why_and_leaves_it_off_when_the_agent_wants_no_check() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = await go_to_ticket(c, lambda one: bool(one.assignee_id))
        for key in ("n", "escape", "enter"):
            person = await pick(c, at.assignee_id)
            on_view(c, ConfirmScreen)
            assert "The API documents no way to assign a ticket." in box(c)
            assert f"The check assigns {at.label} to {person.label} and reads it back." in box(c)
            assert f"y try it on {at.label}" in box(c)
            await c.press(key)
            await c.rest()
            if key == "enter":
                on_view(c, ConfirmScreen)
                await c.press("n")
        on_view(c, TicketsScreen)
        assert (c.writes(), c.app.desk.assign_key, c.toasts) == ([], "", [])


async def test_to_be_tried_it_takes_somebody_who_does_not_have_the_ticket() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = await go_to_ticket(c, lambda one: bool(one.assignee_id))
        screen = await asked(c)
        assert screen.highlighted is not None
        assert screen.highlighted.value == at.assignee_id, "the cursor stands on the present one"
        assert "The API lists no agents" in box(c)
        await c.press("enter")
        await c.rest()
        await pick(c, nobody=True)
        on_view(c, TicketsScreen)
        assert len(c.toasts) == 1, "said again, and not twice"
        assert c.toasts[0].endswith("Pick somebody who does not have the ticket yet to try it.")
        assert c.writes() == []


# The check


@pytest.mark.parametrize(
    ("quirks", "key", "tries"),
    [((), "assigneeId", 1), (("assign-snake",), "assignee_id", 2)],
    ids=["camel", "snake"],
)
async def test_where_the_check_works_the_ticket_stays_assigned_and_so_do_those_after_it(
    quirks: tuple[str, ...], key: str, tries: int
) -> None:
    async with console(*quirks, tickets=30) as c:
        await c.rest()
        at = await go_to_ticket(c, lambda one: bool(one.assignee_id))
        person = await pick(c, at.assignee_id)
        await c.press("y")
        await c.rest()
        assert c.toasts[-1] == f"{at.label} now belongs to {person.label}: the server takes {key}."
        assert [body for _, body in sent(c, "PATCH")][tries - 1 :] == [{key: person.value}]
        assert await assigned(c, at) == person.value
        assert facts_of(c, "#preview-facts")["Assignee"] == person.label
        assert c.app.session.profile.assign_key == key, "it is kept"
        other = await go_to_ticket(c, lambda one: bool(one.assignee_id) and one.key != at.key)
        then = await pick(c, other.assignee_id)
        on_view(c, TicketsScreen)
        assert sent(c, "PATCH")[tries:] == [(f"/api/v1/tickets/{other.id}", {key: then.value})]
        assert await assigned(c, other) == then.value


@pytest.mark.parametrize(
    ("quirk", "words"),
    [
        ("assign-ignored", "assigneeId: the server took it and did not assign · assignee_id: the server took it"),
        ("assign-refused", "assigneeId: Ticket update failed: 422"),
    ],
)
async def test_where_it_does_not_work_each_try_says_why_and_it_stays_off(quirk: str, words: str) -> None:
    async with console(quirk, tickets=30) as c:
        await c.rest()
        at = await go_to_ticket(c, lambda one: bool(one.assignee_id))
        await pick(c, at.assignee_id)
        await c.press("y")
        await c.until(lambda: any(one.startswith("Assigning does not work here. ") for one in c.toasts))
        assert any(words in one for one in c.toasts)
        await c.rest()
        assert len(sent(c, "PATCH")) == 2
        assert await assigned(c, at) == at.assignee_id
        assert (c.app.desk.assign_key, c.app.session.profile.assign_key) == ("", "")
        assert c.status.doing == "", "nothing is left in the outbox"
        await pick(c, at.assignee_id)
        on_view(c, ConfirmScreen)


# On


async def test_a_ticket_is_given_away_to_nobody_and_back_by_z() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        c.app.desk.assign_key = KEY
        at = await go_to_ticket(c, lambda one: bool(one.assignee_id))
        await pick(c, nobody=True)
        assert sent(c, "PATCH") == [(f"/api/v1/tickets/{at.id}", {KEY: None})]
        assert not await assigned(c, at)
        await c.press("z")
        await c.rest()
        assert await assigned(c, at) == at.assignee_id


async def test_it_is_done_on_the_ticket_itself_and_held_as_every_change_is() -> None:
    async with console(tickets=30, undo_seconds=5) as c:
        await c.rest()
        c.app.desk.assign_key = KEY
        at = await open_ticket(c, lambda one: bool(one.assignee_id))
        person = await pick(c, at.assignee_id)
        on_view(c, TicketScreen)
        assert facts_of(c, "#facts")["Assignee"] == person.label
        assert c.status.doing == "held 5 s · z takes back"
        await c.press("z")
        await c.rest()
        assert facts_of(c, "#facts")["Assignee"] == at.assignee_name
        assert c.writes() == []


async def test_who_took_it_meanwhile_keeps_it() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        c.app.desk.assign_key = KEY
        at = await go_to_ticket(c, lambda one: bool(one.assignee_id))
        third = next(one.assignee_id for one in loaded(c) if one.assignee_id not in ("", at.assignee_id))
        async with colleague(c) as other:
            await other.tickets.assign(at.id, AssignBody.to(KEY, third))
        await pick(c, at.assignee_id, third)
        assert c.status.doing == "1 needs you · O"
        assert await assigned(c, at) == third


# To oneself


async def test_i_takes_the_ticket_once_it_is_known_who_one_is() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        c.app.desk.assign_key = KEY
        await c.press("i")
        await c.rest()
        assert c.toasts == ["Nobody knows who you are yet: M on the list of tickets asks for it."]
        me = await known_as_me(c)
        at = await go_to_ticket(c, lambda one: one.assignee_name != me)
        await c.press("i")
        await c.rest()
        ((path, body),) = sent(c, "PATCH")
        assert path == f"/api/v1/tickets/{at.id}"
        assert body == {KEY: await assigned(c, at)}
        assert facts_of(c, "#preview-facts")["Assignee"] == me
        await c.press("i")
        await c.rest()
        assert len(c.writes()) == 1, "it is theirs already"


async def test_i_says_so_where_no_ticket_and_no_case_knows_the_agent() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        c.app.desk.assign_key = KEY
        c.app.desk.lexicon.me = "Somebody Else"
        await c.press("i")
        await c.rest()
        assert c.toasts == ["No ticket and no case knows “Somebody Else”: the id to assign to is not known."]
        assert c.writes() == []


async def test_i_asks_for_the_check_as_well_while_it_is_off() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        me = await known_as_me(c)
        at = await go_to_ticket(c, lambda one: one.assignee_name != me)
        await c.press("i")
        await c.rest()
        assert f"The check assigns {at.label} to {me} and reads it back." in box(c)
        await c.press("y")
        await c.rest()
        assert c.app.desk.assign_key == KEY
        assert facts_of(c, "#preview-facts")["Assignee"] == me


# Many


async def test_all_marked_tickets_are_assigned_in_bulk() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        c.app.desk.assign_key = KEY
        some = loaded(c)[:3]
        await c.press("space", "space", "space")
        screen = await asked(c)
        assert "Assign 3 tickets to" in box(c)
        wanted = screen.matches[1]
        await c.press("down", "enter")
        await c.until(lambda: isinstance(c.app.screen, BulkScreen))
        await c.rest()
        assert f"assignee → {wanted.label} on 3 tickets" in " ".join(c.text().split())
        todo = [one for one in some if one.assignee_id != wanted.value]
        assert [line.startswith("→") for line in lines(c)].count(True) == len(todo) > 0
        await c.press("ctrl+s")
        await c.until(lambda: isinstance(c.app.screen, BatchScreen))
        await c.rest()
        assert sorted(sent(c, "PATCH"), key=str) == sorted(
            ((f"/api/v1/tickets/{one.id}", {KEY: wanted.value}) for one in todo), key=str
        )
        assert {await assigned(c, one) for one in some} == {wanted.value}


async def test_while_it_is_off_the_check_is_made_on_a_marked_one_and_then_all_of_them_are_assigned() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        some = loaded(c)[:2]
        await c.press("space", "space")
        at = tickets(c).ticket
        assert at is not None
        assert at.key not in [one.key for one in some]
        wanted = await pick(c, some[0].assignee_id)
        assert f"y try it on {some[0].label}" in box(c)
        await c.press("n")
        await c.rest()
        assert (c.status.facts.partition(" · ")[0], c.writes()) == ("2 marked", [])
        await pick(c, some[0].assignee_id)
        await c.press("y")
        await c.until(lambda: isinstance(c.app.screen, BulkScreen))
        await c.rest()
        assert await assigned(c, some[0]) == wanted.value
        await c.press("ctrl+s")
        await c.until(lambda: isinstance(c.app.screen, BatchScreen))
        await c.rest()
        assert {await assigned(c, one) for one in some} == {wanted.value}
        assert await assigned(c, at) == at.assignee_id


async def test_where_nobody_is_known_it_says_so() -> None:
    async with console(tickets=0, contacts=0) as c:
        await c.rest()
        await c.press("a")
        await c.rest()
        on_view(c, TicketsScreen)
        assert c.toasts == ["Nobody is known yet: neither a ticket nor a case here names an agent."]
        assert tickets(c).ticket is None


async def test_those_known_are_offered_where_the_copy_can_t_be_read_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await c.app.desk.people.renew()

        async def broken() -> None:
            raise StoreError("The copy can't be read.")

        monkeypatch.setattr(c.app.desk.people, "renew", broken)
        screen = await asked(c)
        assert len(screen.matches) > 1
        await c.press("escape")
        await c.until("The copy can't be read.")
