"""A change that met a colleague's: the three values side by side, and nothing sent but what the agent chose."""

import json

import pytest

from klink_tui.models.intent import State
from klink_tui.models.ticket import Ticket
from klink_tui.models.writes import ContactBody, TicketBody
from klink_tui.screens.conflict import ConflictScreen
from tests.console import Console, console
from tests.gate import to
from tests.screens.formviews import fill, opened
from tests.screens.outboxviews import PUT, facts, lines, outbox, redrawn, to_outbox, until_state
from tests.screens.views import (
    DENIED,
    colleague,
    contact_at,
    facts_of,
    go_to_ticket,
    on_view,
    open_contacts,
    row_of,
    sent,
    tickets,
    toasts,
)


def whole(c: Console) -> dict[str, str]:
    """Give the three values of the field under the cursor."""
    return facts_of(c, "#facts")


async def edited(c: Console, theirs: TicketBody, **mine: str) -> Ticket:
    """Change fields of a ticket through its form, of which a colleague has changed some; give it as it was."""
    await c.rest()
    at = await go_to_ticket(c, lambda one: one.status == "open" and one.priority == "low")
    await opened(c)
    for key, text in mine.items():
        await fill(c, key, text)
    async with colleague(c) as other:
        await other.tickets.update(at.id, theirs)
    await c.press("ctrl+s")
    await until_state(c, State.CONFLICT)
    return at


async def deciding(c: Console) -> ConflictScreen:
    """Go to the conflict."""
    await to_outbox(c)
    await c.press("enter")
    return on_view(c, ConflictScreen)


async def at_server(c: Console, at: Ticket) -> Ticket:
    """Give a ticket as the server has it."""
    async with colleague(c) as other:
        page = await other.tickets.by_contact(at.contact_id, page_size=100)
    return next(one for one in page.items if one.key == at.key)


def written(c: Console) -> list[object]:
    """Give the body of every change that this console has sent, not those of the colleague."""
    return [json.loads(request.content) for request in c.gate.seen if request.method in ("PATCH", "PUT")]


# What is seen


async def test_what_was_seen_what_the_server_has_and_what_is_wanted_stand_side_by_side() -> None:
    async with console(tickets=30) as c:
        theirs = TicketBody(title="Theirs", description="One\nmore line")
        at = await edited(c, theirs, title="Mine", cf_parcels="12")
        assert c.toasts[0].startswith(f"Not sent: {at.label} {at.title}: Title {at.title} → Mine · Parcels")
        assert c.toasts[0].endswith("It was changed by somebody else meanwhile; nothing was sent. O shows it.")
        assert "≠" in row_of(c, at.ticket_number)
        await deciding(c)
        assert f"Changed by somebody else: {at.label} {at.title}" in c.text()
        assert lines(c)[:2] == [f"≠ title {at.title} Theirs Mine yours", "parcels – – 12 yours"]
        assert c.status.facts == "2 fields of yours would be sent"
        assert whole(c) == {"title": "", "You saw": at.title, "Server has": "Theirs", "You want": "Mine"}
        await c.press("j")
        assert whole(c)["Server has"] == "nothing"


async def test_what_a_status_is_based_on_is_shown_with_all_its_lines_and_is_not_chosen() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = await go_to_ticket(c, lambda one: one.status == "open")
        async with colleague(c) as other:
            await other.tickets.update(at.id, TicketBody(description="Please close it\nat once"))
        await c.press("s", "p")
        await until_state(c, State.CONFLICT)
        await deciding(c)
        assert lines(c)[0] == "status open open pending yours"
        assert lines(c)[1].startswith("≠ description")
        await c.press("j", "space")
        assert c.toasts[-1].startswith("This field is not changed by you")
        assert whole(c)["Server has"] == "Please close it\nat once"
        assert "You want" not in whole(c)
        await c.press("ctrl+s")
        await until_state(c, State.DONE)
        assert [body for _, body in sent(c, "PUT")] == [{"status": "pending"}]


# What is chosen


async def test_each_field_is_turned_on_its_own_and_only_one_s_own_are_sent() -> None:
    async with console(tickets=30) as c:
        at = await edited(c, TicketBody(title="Theirs", priority="high"), title="Mine", cf_parcels="12")
        await deciding(c)
        await c.press("space")
        assert lines(c)[0] == f"≠ title {at.title} Theirs Mine theirs"
        assert c.status.facts == "1 field of yours would be sent"
        await c.press("enter")
        assert lines(c)[0].endswith("yours")
        await c.press("enter", "ctrl+s")
        await until_state(c, State.DONE)
        await c.rest()
        outbox(c)
        assert written(c) == [{"customFields": {"cf_parcels": 12}}]
        now = await at_server(c, at)
        assert (now.title, now.priority) == ("Theirs", "high")
        await redrawn(c)
        assert lines(c)[0].startswith("✓ done")
        assert facts(c)["Parcels"] == "12"
        await c.press("f2")
        await c.rest()
        assert "Theirs" in row_of(c, at.ticket_number)
        assert "≠" not in row_of(c, at.ticket_number)


async def test_m_sends_all_of_one_s_own_over_what_the_server_has() -> None:
    async with console(tickets=30) as c:
        at = await edited(c, TicketBody(title="Theirs"), title="Mine", cf_parcels="12")
        await deciding(c)
        await c.press("t", "m")
        assert [line.endswith("yours") for line in lines(c)[:2]] == [True, True]
        await c.press("ctrl+s")
        await until_state(c, State.DONE)
        await c.rest()
        assert written(c) == [{"title": "Mine", "customFields": {"cf_parcels": 12}}]
        assert (await at_server(c, at)).title == "Mine"


async def test_t_sends_nothing_and_gives_the_change_up() -> None:
    async with console(tickets=30) as c:
        at = await edited(c, TicketBody(title="Theirs"), title="Mine", cf_parcels="12")
        await deciding(c)
        await c.press("t")
        assert [line.endswith("theirs") for line in lines(c)[:2]] == [True, True]
        assert c.status.facts == "nothing of yours is sent: the change is given up"
        await c.press("ctrl+s")
        await until_state(c, State.CANCELLED)
        await c.until(lambda: not isinstance(c.app.screen, ConflictScreen))
        await redrawn(c)
        assert lines(c)[0].startswith("– taken back")
        assert written(c) == []
        assert "2 Drafts 1" in c.text(), "what was typed in the form is not lost"
        await c.press("f2")
        await c.rest()
        assert "Theirs" in row_of(c, at.ticket_number)
        assert c.status.doing == ""


async def test_what_was_sent_over_the_server_s_is_undone_to_the_server_s() -> None:
    async with console(tickets=30) as c:
        at = await edited(c, TicketBody(title="Theirs"), title="Mine")
        await deciding(c)
        await c.press("ctrl+s")
        await until_state(c, State.DONE)
        await c.press("z")
        await c.rest()
        assert (await at_server(c, at)).title == "Theirs"


async def test_leaving_decides_nothing() -> None:
    async with console(tickets=30) as c:
        at = await edited(c, TicketBody(title="Theirs"), title="Mine")
        await deciding(c)
        await c.press("t", "escape")
        outbox(c)
        await redrawn(c)
        assert lines(c)[0].startswith("≠ conflict")
        assert c.status.doing == "1 needs you · O"
        await c.press("enter")
        assert lines(c)[0] == f"≠ title {at.title} Theirs Mine yours", "what was chosen is not kept"
        assert written(c) == []


# What happens meanwhile


async def test_what_a_colleague_changes_while_one_decides_is_a_conflict_again() -> None:
    async with console(tickets=30) as c:
        at = await edited(c, TicketBody(title="Theirs"), title="Mine")
        await deciding(c)
        async with colleague(c) as other:
            await other.tickets.update(at.id, TicketBody(title="Theirs once more"))
        await c.press("ctrl+s")
        await toasts(c, 2)
        await redrawn(c)
        assert written(c) == []
        await c.press("enter")
        assert lines(c)[0].split(" ", 2)[:2] == ["≠", "title"]
        assert (whole(c)["You saw"], whole(c)["Server has"]) == ("Theirs", "Theirs once more")


async def test_a_colleague_who_has_set_the_same_leaves_nothing_to_send() -> None:
    async with console(tickets=30) as c:
        at = await edited(c, TicketBody(title="Theirs"), title="Mine")
        await deciding(c)
        async with colleague(c) as other:
            await other.tickets.update(at.id, TicketBody(title="Mine"))
        await c.press("ctrl+s")
        await until_state(c, State.DONE)
        await redrawn(c)
        assert facts(c)["Why"] == "The server had it so already."
        assert written(c) == []


async def test_changes_of_the_ticket_behind_a_conflict_wait_until_it_is_decided() -> None:
    async with console(tickets=30) as c:
        at = await edited(c, TicketBody(title="Theirs"), title="Mine")
        tickets(c)
        await c.press("!", "h")
        await c.rest()
        assert written(c) == []
        assert c.status.doing == "1 needs you · O, 1 waiting"
        await deciding(c)
        await c.press("ctrl+s")
        await c.until(lambda: not c.app.desk.outbox.open)
        await c.rest()
        assert written(c) == [{"title": "Mine"}, {"priority": "high"}]
        now = await at_server(c, at)
        assert (now.title, now.priority) == ("Mine", "high")


# Other conflicts


async def test_a_ticket_that_can_not_be_read_again_is_sent_only_when_the_agent_says_so() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        at = await go_to_ticket(c, lambda one: one.status == "open")
        c.gate.answer(to("GET", "/tickets"), 403, DENIED)
        await c.press("s", "p")
        await until_state(c, State.CONFLICT)
        assert c.gate.count(PUT) == 0
        await deciding(c)
        assert "could not be read again" in c.text()
        assert lines(c)[0] == "status open not known pending yours"
        await c.press("ctrl+s")
        await until_state(c, State.DONE)
        assert sent(c, "PUT") == [(f"/api/v1/tickets/{at.id}/status", {"status": "pending"})]


async def test_a_contact_is_decided_about_in_the_same_way() -> None:
    async with console(tickets=30) as c:
        await open_contacts(c)
        at = contact_at(c)
        await opened(c)
        await fill(c, "name", "Mine")
        async with colleague(c) as other:
            await other.contacts.update(at.id, ContactBody(name="Theirs"))
        await c.press("ctrl+s")
        await until_state(c, State.CONFLICT)
        await deciding(c)
        assert lines(c)[0] == f"≠ name {at.name} Theirs Mine yours"
        await c.press("ctrl+s")
        await until_state(c, State.DONE)
        async with colleague(c) as other:
            assert (await other.contacts.detail(at.id)).name == "Mine"


@pytest.mark.parametrize("size", [(80, 24), (60, 15)])
async def test_the_choice_is_in_sight_in_a_small_terminal(size: tuple[int, int]) -> None:
    async with console(tickets=30, size=size) as c:
        await c.rest()
        at = await go_to_ticket(c, lambda one: one.status == "open")
        async with colleague(c) as other:
            await other.tickets.update_status(at.id, "resolved")
        await c.press("s", "p")
        await until_state(c, State.CONFLICT)
        await deciding(c)
        c.app.clear_notifications()
        await c.settle()
        (line,) = lines(c)
        assert line.endswith("resolved pending yours")
        assert "space Yours or theirs" in c.text()
