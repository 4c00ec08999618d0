"""Tickets as they are read: the list, a contact's tickets, one ticket again."""

import asyncio

import pytest

from klink_tui.desk.tickets import CONTACT_CAP
from klink_tui.errors import ServerError, UnsupportedError
from klink_tui.models.ticket import Ticket
from klink_tui.models.writes import TicketBody
from tests.desk.bench import Bench
from tests.desk.writes import NEW_CONTACT

REGION = {"cf_region": "bkk"}


async def busiest(bench: Bench) -> Ticket:
    """Give a ticket of the contact with most of them; the log begins after it."""
    tickets = [ticket for number in range(1, 8) for ticket in await bench.tickets(number)]
    owners = [ticket.contact_id for ticket in tickets]
    bench.forget_log()
    return max(tickets, key=lambda ticket: owners.count(ticket.contact_id))


async def test_the_list_comes_page_by_page_as_it_was_asked_for(bench: Bench) -> None:
    sheet = await bench.desk.tickets.server.load(3)
    assert bench.reads == ["/tickets?page=3&pageSize=10"]
    assert (len(sheet.page.items), sheet.page.total, sheet.page.last_number) == (10, 64, 7)
    assert sheet.fetched_at == bench.now


async def test_a_contacts_tickets_are_theirs_newest_first(bench: Bench) -> None:
    ticket = await busiest(bench)
    related = await bench.desk.tickets.of_contact(ticket.contact_id)
    assert len(related.tickets) > 1
    assert {other.contact_id for other in related.tickets} == {ticket.contact_id}
    ages = [other.created_at.sort_key for other in related.tickets if other.created_at]
    assert ages == sorted(ages, reverse=True)
    assert (related.complete, related.note) == (True, "")


async def test_many_tickets_of_a_contact_are_cut_off_and_that_is_said(bench: Bench) -> None:
    ticket = await busiest(bench)
    for place in range(10 * CONTACT_CAP + 1):
        body = TicketBody(title=f"t{place}", priority="low", contact_id=ticket.contact_id, custom_fields=REGION)
        await bench.client.tickets.create(body)
    bench.sandbox.quirks.switch_on("page-size-capped")
    bench.forget_log()
    related = await bench.desk.tickets.of_contact(ticket.contact_id)
    assert len(bench.reads) == CONTACT_CAP
    assert (len(related.tickets), related.complete) == (10 * CONTACT_CAP, False)
    assert "not all" in related.note


async def test_a_contact_without_tickets_has_none(bench: Bench) -> None:
    contact = await bench.client.contacts.create(NEW_CONTACT)
    related = await bench.desk.tickets.of_contact(contact.id)
    assert (related.tickets, related.complete) == ((), True)


async def test_a_server_that_ignores_the_contact_is_not_believed(bench: Bench) -> None:
    ticket = await bench.ticket()
    bench.sandbox.quirks.switch_on("filter-ignored")
    with pytest.raises(UnsupportedError):
        await bench.desk.tickets.of_contact(ticket.contact_id)


async def test_a_ticket_is_read_again_through_its_contact(bench: Bench) -> None:
    ticket = await bench.ticket()
    await bench.client.tickets.update_status(ticket.id, "resolved")
    found = await bench.desk.tickets.again(ticket.key, ticket.contact_id)
    assert found is not None
    assert bench.reads == [f"/tickets/contact/{ticket.contact_id}?page=1&pageSize=100"]
    assert found.status == "resolved"
    assert bench.desk.tickets.latest(ticket) == found
    assert bench.whole(ticket.key) == found


async def test_a_ticket_without_a_contact_is_read_again_on_its_page(bench: Bench) -> None:
    ticket = (await bench.tickets(3))[4]
    await bench.client.tickets.update_status(ticket.id, "resolved")
    bench.forget_log()
    found = await bench.desk.tickets.again(ticket.key, "")
    assert found is not None
    assert found.status == "resolved"
    assert bench.reads == ["/tickets?page=3&pageSize=10"]


async def test_a_ticket_that_went_to_another_contact_is_found_on_its_page(bench: Bench) -> None:
    ticket = (await bench.tickets(2))[0]
    other = next(one for one in await bench.tickets(3) if one.contact_id != ticket.contact_id)
    await bench.client.tickets.update(ticket.id, TicketBody(contact_id=other.contact_id))
    found = await bench.desk.tickets.again(ticket.key, ticket.contact_id)
    assert found is not None
    assert found.contact_id == other.contact_id


async def test_a_ticket_that_is_on_no_list_is_not_found(bench: Bench) -> None:
    ticket = await bench.ticket()
    stray = Ticket.read({**ticket.raw, "id": "elsewhere"})
    assert await bench.desk.tickets.again(stray.key, stray.contact_id) is None
    assert bench.desk.tickets.latest(stray) is stray


async def test_a_failed_reading_keeps_what_is_known(bench: Bench) -> None:
    ticket = await bench.ticket()
    bench.sandbox.quirks.switch_on("html-502")
    with pytest.raises(ServerError):
        await bench.desk.tickets.again(ticket.key, ticket.contact_id)
    assert bench.desk.tickets.latest(ticket) == ticket


async def test_the_list_is_newer_than_what_was_read_before_it(bench: Bench) -> None:
    ticket = await bench.ticket()
    await bench.delivered(await bench.desk.changes.set_status(ticket, "pending"))
    await bench.client.tickets.update_status(ticket.id, "resolved")
    await bench.desk.tickets.server.load(1)
    assert bench.desk.tickets.latest(ticket).status == "resolved"


async def test_a_ticket_off_every_page_is_known_by_what_was_read_last(bench: Bench) -> None:
    ticket = await bench.ticket()
    bench.desk.tickets.server.forget()
    await bench.delivered(await bench.desk.changes.set_status(ticket, "pending"))
    row = bench.desk.tickets.row(ticket.key)
    assert row is not None
    assert row.status == "pending"
    assert bench.desk.tickets.latest(ticket).status == "pending"


async def test_two_readers_of_one_page_make_one_request(bench: Bench) -> None:
    await asyncio.gather(bench.desk.tickets.server.load(1), bench.desk.tickets.server.load(1))
    assert len(bench.reads) == 1


async def test_bare_rows_show_what_they_have(bench: Bench) -> None:
    bench.sandbox.quirks.switch_on("bare-rows")
    assert all(ticket.title and ticket.contact is None for ticket in await bench.tickets(1))
