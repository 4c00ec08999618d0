"""Tickets of one contact, and of nobody else."""

import httpx
import pytest

from klink_tui.errors import BadReplyError, NotFoundError, UnsupportedError
from klink_tui.models.writes import TicketBody
from tests.api.tools import Desk, page_of, row, saying

CANDIDATES = ["/tickets/contact/c-1", "/tickets/contacts/c-1", "/tickets?contactId=c-1", "/contacts/c-1/tickets"]
MINE = (row("a", contactId="c-1"), row("b", contactId="C-1"), row("c", contact={"id": "c-1"}))


def answering(at: int) -> Desk:
    def handle(request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode().removeprefix("/api/v1").replace("&page=1&pageSize=50", "")
        path = path.removesuffix("?page=1&pageSize=50")
        if path == CANDIDATES[at]:
            return page_of(*MINE, total=3)
        if path == "/tickets?contactId=c-1":  # a server that doesn't know the filter lists them all
            return page_of(*MINE, row("d", contactId="c-2"), total=480)
        return httpx.Response(404)

    return Desk(handle)


@pytest.mark.parametrize("at", range(4))
async def test_the_path_that_gives_theirs_is_found(at: int) -> None:
    desk = answering(at)
    page = await desk.client.tickets.by_contact("c-1")
    assert [ticket.id for ticket in page.items] == ["a", "b", "c"]
    assert page.total == 3
    assert len(desk.requests) == at + 1
    assert desk.client.endpoints.path("tickets.by_contact", id="c-1") == CANDIDATES[at]


async def test_others_tickets_are_never_shown() -> None:
    desk = Desk(lambda request: page_of(row("a", contactId="c-1"), row("b", contactId="c-2")))
    with pytest.raises(UnsupportedError, match="1 of 2 tickets belong to others"):
        await desk.client.tickets.by_contact("c-1")
    assert len(desk.requests) == 4


async def test_a_path_of_ones_own_is_checked_as_well() -> None:
    desk = Desk(lambda request: page_of(row("b", contactId="c-2")), overrides={"tickets.by_contact": "/x/{id}"})
    with pytest.raises(UnsupportedError, match="ignores the contact"):
        await desk.client.tickets.by_contact("c-1")
    assert desk.paths == ["/x/c-1?page=1&pageSize=50"]


async def test_a_ticket_that_does_not_say_whose_it_is_counts_as_unreadable() -> None:
    desk = Desk(lambda request: page_of(row("a"), row("b", contactId="c-1"), row("d", deletedAt="2026-01-01")))
    page = await desk.client.tickets.by_contact("c-1")
    assert [ticket.id for ticket in page.items] == ["b"]
    assert [bad.reason for bad in page.unreadable] == ["it doesn't say which contact it belongs to"]


async def test_once_a_path_is_known_a_missing_contact_is_missing() -> None:
    answers = saying(page_of(*MINE), httpx.Response(404, json={"message": "No such contact"}))
    desk = Desk(answers)
    await desk.client.tickets.by_contact("c-1")
    with pytest.raises(NotFoundError, match="No such contact"):
        await desk.client.tickets.by_contact("c-9")
    assert len(desk.requests) == 2


@pytest.mark.parametrize("body", [{"success": True, "data": None}, {"data": {"title": "no id"}}, {"data": [1, 2]}])
async def test_a_create_whose_answer_holds_no_ticket_is_no_refusal(body: object) -> None:
    desk = Desk(saying(httpx.Response(201, json=body)))
    with pytest.raises(BadReplyError, match="the server said yes") as caught:
        await desk.client.tickets.create(TicketBody(title="x"))
    assert (caught.value.attempt.method, caught.value.attempt.path) == ("POST", "/tickets")
    assert len(desk.requests) == 1


async def test_an_update_whose_answer_cannot_be_read_is_done() -> None:
    desk = Desk(saying(httpx.Response(200, json={"data": {"id": {"odd": 1}}})))
    assert await desk.client.tickets.update("t", TicketBody(title="x")) is None
