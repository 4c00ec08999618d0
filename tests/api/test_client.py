"""The client as a whole: settings, the token that shows nowhere, what importing it costs."""

import subprocess
import sys
import traceback
from collections.abc import Awaitable, Callable

import httpx
import pytest

from klink_tui.api.client import KlinkClient
from klink_tui.errors import ConfigError, KlinkError
from klink_tui.models.writes import ChannelBody, ContactBody, TicketBody
from tests.api.tools import BASE, START, TOKEN, Desk, FakeTime, page_of, saying

Call = Callable[[KlinkClient], Awaitable[object]]

OPAQUE = "opaque-token-of-no-known-shape"

CALLS: dict[str, Call] = {
    "tickets.list": lambda client: client.tickets.list(),
    "tickets.create": lambda client: client.tickets.create(TicketBody(title=OPAQUE)),
    "tickets.by_contact": lambda client: client.tickets.by_contact("c-1"),
    "tickets.fields": lambda client: client.tickets.fields(),
    "tickets.update": lambda client: client.tickets.update("t-1", TicketBody(title="x")),
    "tickets.update_status": lambda client: client.tickets.update_status("t-1", "open"),
    "contacts.list": lambda client: client.contacts.list(keyword=OPAQUE),
    "contacts.create": lambda client: client.contacts.create(ContactBody(name="x")),
    "contacts.by_social_platform": lambda client: client.contacts.by_social_platform("p-1"),
    "contacts.fields": lambda client: client.contacts.fields(),
    "contacts.detail": lambda client: client.contacts.detail("c-1"),
    "contacts.update": lambda client: client.contacts.update("c-1", ContactBody(name="x")),
    "contacts.delete": lambda client: client.contacts.delete("c-1"),
    "contacts.groups": lambda client: client.contacts.groups(),
    "contacts.update_tags": lambda client: client.contacts.update_tags("c-1", ["x"]),
    "tags.list": lambda client: client.tags.list(),
    "channels.list": lambda client: client.channels.list(),
    "channels.create": lambda client: client.channels.create(ChannelBody(type="line", name="x")),
    "categories.list": lambda client: client.categories.list(),
    "cx_logs.list": lambda client: client.cx_logs.list(START, START),
    "messages.send": lambda client: client.messages.send("c-1", "x", START),
    "comments.list": lambda client: client.comments.list("r-1"),
    "comments.create": lambda client: client.comments.create("r-1", "x"),
    "presence.list": lambda client: client.presence.list(),
}


def echo(request: httpx.Request) -> httpx.Response:
    said = request.headers["authorization"]
    return httpx.Response(
        422,
        json={"message": f"no {said}", "errors": {said: f"is {said}"}, "requestId": said},
        headers={"location": f"https://{said}"},
    )


def page_echo(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, html=f"<title>{request.headers['authorization']}</title>")


def raising(request: httpx.Request) -> httpx.Response:
    raise httpx.LocalProtocolError(f"Illegal header value b'{request.headers['authorization']}'")


@pytest.mark.parametrize("handler", [echo, page_echo, raising, saying(httpx.ConnectError("x")), saying(page_of())])
@pytest.mark.parametrize("token", [TOKEN, OPAQUE])
@pytest.mark.parametrize("id", CALLS)
async def test_the_token_shows_nowhere(id: str, token: str, handler: Callable[..., httpx.Response]) -> None:
    desk = Desk(handler, token=token)
    shown = [repr(desk.client), str(desk.client), repr(vars(desk.client)), repr(vars(desk.client.caller))]
    try:
        await CALLS[id](desk.client)
    except KlinkError as error:
        told: KlinkError | None = error
    else:
        told = None
    if told is not None:
        shown += [str(told), repr(told), repr(vars(told)), told.message, told.hint]
        shown += ["".join(traceback.format_exception_only(told))]
    shown += [repr(exchange) for exchange in desk.exchanges] + [repr(wait) for wait in desk.waits]
    shown += [exchange.as_curl(BASE) for exchange in desk.exchanges]
    assert desk.exchanges
    assert desk.requests[0].headers["authorization"] == f"Bearer {token}"
    assert [text for text in shown if token in text] == []


def test_a_client_names_its_server() -> None:
    assert repr(KlinkClient(f"{BASE}/api/v1/", TOKEN)) == "KlinkClient('https://desk.example')"


@pytest.mark.parametrize(
    ("base_url", "token", "timezone"),
    [
        ("desk.example", TOKEN, "UTC"),
        (BASE, "", "UTC"),
        ("http://desk.example", TOKEN, "UTC"),
        (BASE, TOKEN, "Asia/Nowhere"),
        (BASE, TOKEN, "../etc/passwd"),
        (BASE, TOKEN, ""),
    ],
)
def test_settings_that_cannot_be_used_are_refused_at_once(base_url: str, token: str, timezone: str) -> None:
    with pytest.raises(ConfigError) as caught:
        KlinkClient(base_url, token, timezone=timezone)
    assert caught.value.hint


def test_an_override_that_cannot_be_used_is_refused_at_once() -> None:
    with pytest.raises(ConfigError, match="no endpoint"):
        KlinkClient(BASE, TOKEN, overrides={"tickets.lst": "/tickets"})


async def test_nobody_has_to_listen() -> None:
    answers = [httpx.Response(503), page_of()]
    transport = httpx.MockTransport(lambda request: answers.pop(0))
    async with KlinkClient(BASE, TOKEN, transport=transport, clock=FakeTime().clock()) as client:
        assert (await client.tags.list()).received == 0
    assert answers == []


def test_plain_http_can_be_allowed() -> None:
    client = KlinkClient("http://desk.example", TOKEN, allow_plain_http=True)
    assert client.address.below("/tags") == "http://desk.example/api/v1/tags"


def test_making_a_client_costs_no_http_library() -> None:
    script = (
        "import sys; from klink_tui.api.client import KlinkClient; import klink_tui.api.probe, klink_tui.api.paging; "
        "KlinkClient('https://desk.example', 'kpt_x'); "
        "print([name for name in ('httpx', 'httpcore', 'ssl', 'textual', 'rich', 'starlette') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() in ("[]", "['ssl']")  # asyncio itself may load ssl
