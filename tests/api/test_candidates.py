"""Which path answers, and with how many rows a page: candidates, overrides, the size that is always served."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from klink_tui.api.client import KlinkClient
from klink_tui.api.limits import Limits
from klink_tui.errors import BadRequestError, InvalidError, NotFoundError, UnsupportedError
from klink_tui.models.writes import TicketBody
from tests.api.tools import Desk, failure, page_of, row, saying

Call = Callable[[KlinkClient], Awaitable[object]]


GROUPS = ["/contacts/groups", "/contact-groups", "/contacts/contact-groups"]


def only(*paths: str, otherwise: int = 404) -> Callable[[httpx.Request], httpx.Response]:
    def handle(request: httpx.Request) -> httpx.Response:
        if request.url.path.removeprefix("/api/v1") in paths:
            return page_of(row("g-1", name="VIP"))
        return httpx.Response(otherwise, json={"message": "invalid id"})

    return handle


@pytest.mark.parametrize("status", [400, 404, 405])
@pytest.mark.parametrize("at", range(3))
async def test_the_candidate_that_answers_is_found_and_remembered(at: int, status: int) -> None:
    desk = Desk(only(GROUPS[at], otherwise=status))
    assert (await desk.client.contacts.groups()).items[0].name == "VIP"
    assert desk.paths == GROUPS[: at + 1]
    assert desk.client.endpoints.chosen("contacts.groups") == GROUPS[at]
    await desk.client.contacts.groups()
    assert desk.paths[at + 1 :] == [GROUPS[at]]


@pytest.mark.parametrize("status", [401, 403, 422, 500])
async def test_other_refusals_are_no_reason_to_try_the_next(status: int) -> None:
    desk = Desk(only(otherwise=status), limits=Limits(read_tries=1))
    await failure(desk, lambda client: client.contacts.groups())
    assert desk.paths == GROUPS[:1]


async def test_where_none_answers_the_first_refusal_is_told() -> None:
    desk = Desk(only(otherwise=404))
    error = await failure(desk, lambda client: client.contacts.groups())
    assert type(error) is UnsupportedError
    assert error.message == (
        "Contact groups: the server answers on none of the known paths. On the first: 404 Not Found: “invalid id”."
    )
    assert "contacts.groups" in error.hint
    assert desk.paths == GROUPS


async def test_a_web_page_is_no_answer_of_a_candidate() -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/contact-groups"):
            return page_of(row("g-1"))
        return httpx.Response(200, html="<html>")

    desk = Desk(handle)
    assert len((await desk.client.contacts.groups()).items) == 1
    assert desk.paths == GROUPS[:2]


async def test_an_empty_list_is_an_answer_but_no_proof() -> None:
    desk = Desk(saying(page_of()))
    assert (await desk.client.contacts.groups()).received == 0
    assert desk.client.endpoints.candidates("contacts.groups") == tuple(GROUPS)


async def test_an_override_is_asked_alone() -> None:
    desk = Desk(only(), overrides={"contacts.groups": "/groups"})
    assert type(await failure(desk, lambda client: client.contacts.groups())) is NotFoundError
    assert desk.paths == ["/groups"]


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.tickets.create(TicketBody(title="x")),
        lambda client: client.tickets.update("t-1", TicketBody(title="x")),
    ],
)
async def test_a_write_never_tries_another_path(call: Call) -> None:
    desk = Desk(saying(httpx.Response(404)))
    assert type(await failure(desk, call)) is NotFoundError
    assert len(desk.requests) == 1


def strict_sizes(most: int, status: int = 400, **body: object) -> Callable[[httpx.Request], httpx.Response]:
    def handle(request: httpx.Request) -> httpx.Response:
        size = int(request.url.params["pageSize"])
        if size > most:
            return httpx.Response(status, json=body)
        return page_of(*(row(str(n)) for n in range(size)), pageSize=size, total=100)

    return handle


@pytest.mark.parametrize(
    ("status", "body"),
    [(400, {"message": "bad"}), (422, {"errors": {"pageSize": "too large"}}), (422, {"errors": {"page_size": "no"}})],
)
async def test_a_refused_page_size_falls_back_to_ten_and_is_remembered(status: int, body: dict[str, object]) -> None:
    desk = Desk(strict_sizes(20, status, **body))
    page = await desk.client.tickets.list(page_size=100)
    assert (page.size, page.received) == (10, 10)
    await desk.client.tickets.list(page=2, page_size=100)
    await desk.client.tickets.list(page_size=5)
    assert desk.paths == [
        "/tickets?page=1&pageSize=100",
        "/tickets?page=1&pageSize=10",
        "/tickets?page=2&pageSize=10",
        "/tickets?page=1&pageSize=5",
    ]


async def test_a_refusal_that_is_not_about_the_size_stays() -> None:
    desk = Desk(strict_sizes(0, message="bad keyword"))
    error = await failure(desk, lambda client: client.tickets.list(page_size=100))
    assert type(error) is BadRequestError
    assert desk.paths == ["/tickets?page=1&pageSize=100", "/tickets?page=1&pageSize=10"]
    await failure(desk, lambda client: client.tickets.list(page_size=100))
    assert desk.paths[2] == "/tickets?page=1&pageSize=100"


async def test_a_422_about_something_else_is_not_about_the_size() -> None:
    desk = Desk(strict_sizes(0, 422, errors={"keyword": "too long"}))
    assert type(await failure(desk, lambda client: client.tickets.list())) is InvalidError
    assert len(desk.requests) == 1
