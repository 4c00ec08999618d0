"""The probe: reads only, each open path in turn, honest words."""

import ssl

import httpx
import pytest

from klink_tui.api.probe import ProbeResult, probe
from klink_tui.api.tls import read_tls
from tests.api.tools import Desk, page_of, row, saying

PLATFORM = {"platformContacts": [{"socialPlatformId": "U1"}]}


def desk_of(answers: dict[str, httpx.Response]) -> Desk:
    def handle(request: httpx.Request) -> httpx.Response:
        assert request.method == "GET"
        path = request.url.path.removeprefix("/api/v1")
        return answers.get(path, httpx.Response(404, json={"message": "no route"}))

    return Desk(handle)


FULL = {
    "/tickets": page_of(row("t-1"), row("t-2", contactId="c-1"), total=480),
    "/contacts": page_of(row("c-1", **PLATFORM)),
    "/tickets/contacts/c-1": page_of(row("t-2", contactId="c-1"), total=1),
    "/tickets/fields": page_of(row("f", system_name="title"), 17),
    "/contacts/filter": page_of(row("c-1", **PLATFORM)),
    "/contact-groups": page_of(),
    "/tags": page_of(17, 18),
}


async def test_each_open_path_is_tried_until_one_answers() -> None:
    desk = desk_of(FULL)
    told: list[ProbeResult] = []
    report = await probe(desk.client, told.append)
    assert told == [report.first, *report.results]
    assert report.first.answered
    assert report.first.outcome == "2 of 480 rows"
    assert [(result.endpoint_id, result.candidate, result.answered) for result in report.results] == [
        ("tickets.by_contact", "/tickets/contact/{id}", False),
        ("tickets.by_contact", "/tickets/contacts/{id}", True),
        ("tickets.fields", "/tickets/fields", True),
        ("contacts.by_social_platform", "/contacts/social-platform/{id}", False),
        # The contacts of this desk all have the id, so that the ignored filter can't be told from a kept one.
        ("contacts.by_social_platform", "/contacts?socialPlatformId={id}", True),
        ("contacts.groups", "/contacts/groups", False),
        ("contacts.groups", "/contact-groups", True),
        ("tags.list", "/tags", False),
        ("channels.list", "/channels", False),
    ]
    outcomes = [result.outcome for result in report.results]
    assert outcomes[0] == "Tickets of a contact failed: 404 Not Found: “no route”."
    assert outcomes[1] == "1 of 1 rows"
    assert outcomes[2] == "2 rows, 1 of them unreadable"
    assert outcomes[6] == "an empty list"
    assert outcomes[7] == "2 rows, 2 of them unreadable"
    assert report.answering["contacts.groups"] == "/contact-groups"
    assert "tags.list" not in report.answering
    assert report.tls == "not known: no answer came over it"


async def test_a_desk_without_ids_says_what_was_not_tried() -> None:
    report = await probe(desk_of({"/tickets": page_of(row("t-1")), "/contacts": httpx.Response(403)}).client)
    skipped = [result for result in report.results if not result.candidate]
    assert [result.endpoint_id for result in skipped] == ["tickets.by_contact", "contacts.by_social_platform"]
    assert {(result.answered, result.ms) for result in skipped} == {(False, 0.0)}


async def test_a_platform_id_is_found_in_the_cases_as_well() -> None:
    answers = {
        "/tickets": page_of(row("t-1")),
        "/contacts": page_of(row("c-1")),
        "/cx-logs": page_of(row("x", contact=row("c-1", **PLATFORM)), row("y")),
        "/contacts/social-platform/U1": page_of(row("c-1")),
    }
    desk = desk_of(answers)
    report = await probe(desk.client)
    assert report.answering["contacts.by_social_platform"] == "/contacts/social-platform/{id}"


async def test_an_empty_list_is_no_answer_to_an_id_that_was_seen() -> None:
    report = await probe(desk_of(FULL | {"/tickets/contact/c-1": page_of()}).client)
    assert (report.results[0].answered, report.results[0].outcome) == (False, "an empty list, though there are rows")


async def test_tickets_that_come_once_only_leave_nothing_to_ask_for() -> None:
    report = await probe(Desk(saying(page_of(row("t-1", contactId="c-1")), httpx.Response(403))).client)
    assert report.results[0].outcome.startswith("not tried")


@pytest.mark.parametrize("answer", [httpx.Response(401), httpx.ConnectError("refused"), httpx.Response(200, html="x")])
async def test_where_the_cheap_read_fails_nothing_else_is_tried(answer: httpx.Response | Exception) -> None:
    desk = Desk(saying(answer))
    report = await probe(desk.client)
    assert (report.first.answered, report.results, report.answering) == (False, (), {})
    assert report.first.outcome
    assert {path.partition("?")[0] for path in desk.paths} == {"/tickets"}


@pytest.mark.parametrize(
    ("base", "words"),
    [("http://127.0.0.1:8765", "plain http on this machine"), ("http://desk.example", "plain http is allowed")],
)
async def test_plain_http_is_named(base: str, words: str) -> None:
    from klink_tui.api.client import KlinkClient

    handler = httpx.MockTransport(lambda request: httpx.Response(403))
    async with KlinkClient(base, "kpt_x", transport=handler, allow_plain_http=True) as client:
        assert words in (await probe(client)).tls


class Stream:
    """A network stream that tells what it is told to."""

    def __init__(self, tls: object) -> None:
        self._tls = tls

    def get_extra_info(self, info: str) -> object:
        return self._tls if info == "ssl_object" else None


@pytest.mark.parametrize("stream", [None, Stream(None), Stream("no tls")])
def test_a_stream_without_tls_has_no_facts(stream: object) -> None:
    assert read_tls(stream) is None


def test_tls_that_is_not_agreed_yet_has_no_facts() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    assert read_tls(Stream(context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_side=True))) is None
