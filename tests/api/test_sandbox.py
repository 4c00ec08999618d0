"""The client against the sandbox: every operation, and every quirk to an answer or a named error."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from klink_tui.api.client import KlinkClient
from klink_tui.api.limits import Limits
from klink_tui.api.paging import Fetch, Stop, Walk, collect
from klink_tui.api.probe import probe
from klink_tui.errors import (
    ApiError,
    AuthError,
    BadReplyError,
    ForbiddenError,
    InvalidError,
    LostReplyError,
    NotFoundError,
    RateLimitedError,
    RefusedError,
    ServerError,
    TimedOutError,
    UnsupportedError,
)
from klink_tui.models.caselog import CaseLog
from klink_tui.models.field import FormField
from klink_tui.models.paging import Page
from klink_tui.models.writes import ChannelBody, ContactBody, Mention, TicketBody
from klink_tui.sandbox.config import SandboxConfig
from klink_tui.sandbox.quirks import QUIRKS
from klink_tui.sandbox.server import Sandbox
from tests.api.tools import FakeTime

NOW = datetime(2026, 3, 30, 8, 30, tzinfo=UTC)
DEFAULT = Limits()
SMALL = SandboxConfig(tickets=64, contacts=24, now=NOW)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox(SMALL)
    yield sandbox
    sandbox.close()


@pytest.fixture
async def client(sandbox: Sandbox) -> AsyncIterator[KlinkClient]:
    async with connect(sandbox) as client:
        yield client


def connect(sandbox: Sandbox, token: str = SMALL.token, limits: Limits = DEFAULT) -> KlinkClient:
    return KlinkClient(
        "http://127.0.0.1",
        token,
        limits=limits,
        transport=httpx.ASGITransport(sandbox.app),
        timezone="Asia/Bangkok",
        clock=FakeTime().clock(),
    )


async def required(fields: Fetch[FormField]) -> dict[str, str]:
    """Give a value for each custom field that can't be left empty."""
    wanted = [one for one in (await collect(fetch=fields)).items if one.is_required and not one.is_archived]
    return {one.system_name: one.options[0].value if one.options else "x" for one in wanted if one.is_custom}


async def test_every_ticket_is_read_and_none_twice(client: KlinkClient) -> None:
    found = await collect(client.tickets.list, page_size=50)
    assert len({ticket.id for ticket in found.items}) == len(found.items) == 64
    assert (found.is_whole, found.unreadable) == (True, ())
    assert all(ticket.title and ticket.contact_id and not ticket.problems for ticket in found.items)


async def test_a_page_is_as_asked(client: KlinkClient) -> None:
    first, second = await client.tickets.list(1, 10), await client.tickets.list(2, 10)
    assert (first.received, first.size, first.total, first.last_number) == (10, 10, 64, 7)
    assert {ticket.id for ticket in first.items}.isdisjoint(ticket.id for ticket in second.items)
    assert (await client.tickets.list(7, 10)).is_last


async def test_the_tickets_of_a_contact_are_theirs(client: KlinkClient) -> None:
    everything = (await collect(client.tickets.list)).items
    contact_id = everything[0].contact_id
    page = await client.tickets.by_contact(contact_id)
    assert {ticket.id for ticket in page.items} == {one.id for one in everything if one.contact_id == contact_id}


async def test_form_fields_come_whole(client: KlinkClient) -> None:
    contact_fields = await collect(client.contacts.fields, page_size=10)
    assert (len(contact_fields.items), contact_fields.is_whole) == (49, True)
    ticket_fields = await collect(client.tickets.fields)
    assert {"title", "status", "priority"} <= {field.system_name for field in ticket_fields.items}


async def test_a_ticket_is_made_changed_and_read_again(client: KlinkClient) -> None:
    contact = (await client.contacts.list()).items[0]
    tag = (await client.tags.list()).items[0]
    made = await client.tickets.create(
        TicketBody(
            title="เข้าสู่ระบบไม่ได้",
            description="# Hello\n\nworld",
            status="open",
            priority="high",
            contact_id=contact.id,
            channel="email",
            tags=[tag.id],
            custom_fields=await required(client.tickets.fields),
        )
    )
    assert made.title == "เข้าสู่ระบบไม่ได้"
    await client.tickets.update(made.id, TicketBody(title="Solved"))
    await client.tickets.update_status(made.id, "resolved")
    (again,) = [one for one in (await client.tickets.by_contact(contact.id)).items if one.id == made.id]
    assert (again.title, again.status, again.description) == ("Solved", "resolved", "# Hello\n\nworld")
    assert [one.name for one in again.tags] == [tag.name]


async def test_a_contact_is_made_found_changed_tagged_and_deleted(client: KlinkClient) -> None:
    custom_fields = await required(client.contacts.fields)
    made = await client.contacts.create(ContactBody(name="Zebulon Quux", notes="n", custom_fields=custom_fields))
    assert [one.id for one in (await client.contacts.list("zebulon")).items] == [made.id]
    await client.contacts.update(made.id, ContactBody(name="Zebulon Quuux"))
    names = [tag.name for tag in (await client.tags.list()).items[:2]]
    await client.contacts.update_tags(made.id, names)
    again = await client.contacts.detail(made.id)
    assert (again.name, again.notes) == ("Zebulon Quuux", "n")
    assert {tag.name for tag in again.tags} == set(names)
    await client.contacts.delete(made.id)
    await client.contacts.delete(made.id)
    with pytest.raises(NotFoundError):
        await client.contacts.detail(made.id)


async def test_a_contact_is_found_by_a_platform_id(client: KlinkClient) -> None:
    cases = await client.cx_logs.list(NOW - timedelta(days=30), NOW, page_size=50)
    places = [place for case in cases.items if case.contact for place in case.contact.platform_contacts]
    contacts = (await collect(client.contacts.list)).items
    places += [place for contact in contacts for place in contact.platform_contacts]
    page = await client.contacts.by_social_platform(places[0].social_platform_id)
    assert page.received >= 1


async def test_references_are_read(client: KlinkClient) -> None:
    assert (await collect(client.tags.list)).items
    assert (await collect(client.contacts.groups)).items
    assert (await client.channels.list()).items
    tree = (await client.categories.list()).items
    nodes = [node for top in tree for _, node in top.walk()]
    assert {node.level for node in nodes} == {1, 2, 3}
    assert any(node.value == "" for node in nodes)
    assert (await client.presence.list()).items


async def test_a_channel_is_made(client: KlinkClient) -> None:
    made = await client.channels.create(ChannelBody(type="line", name="Second LINE"))
    assert made is not None
    assert made.id in {channel.id for channel in (await client.channels.list()).items}


async def test_cases_are_read_and_commented_on(client: KlinkClient) -> None:
    async def month(*, page: int, page_size: int) -> Page[CaseLog]:
        return await client.cx_logs.list(NOW - timedelta(days=30), NOW, page, page_size)

    found = (await collect(month)).items
    room = next(case.room_id for case in found if case.room_id)
    before = (await client.comments.list(room)).received
    user = next(case.agent for case in found if case.agent)
    await client.comments.create(room, "Hey {0}", [Mention(index=0, user_id=user.id)])
    after = await client.comments.list(room)
    assert after.received == before + 1
    assert any("Hey" in comment.text for comment in after.items)


async def test_a_message_is_sent(client: KlinkClient) -> None:
    contact = (await client.contacts.list()).items[0]
    assert (await client.messages.send(contact.id, "สวัสดี 👋🏽", NOW)).id


async def test_an_invalid_ticket_names_its_fields(client: KlinkClient) -> None:
    with pytest.raises(InvalidError) as caught:
        await client.tickets.create(TicketBody(title="", status="no such status"))
    assert "title" in caught.value.fields
    assert caught.value.request_id


async def test_a_token_nobody_gave_out_is_refused(sandbox: Sandbox) -> None:
    async with connect(sandbox, "kpt_wrong") as client:
        with pytest.raises(AuthError) as caught:
            await client.tickets.list()
    assert "API Tokens" in caught.value.hint


async def test_a_token_that_may_only_read_is_refused_to_write(sandbox: Sandbox) -> None:
    async with connect(sandbox, f"{SMALL.token}_readonly") as client:
        assert (await client.tickets.list()).items
        with pytest.raises(ForbiddenError):
            await client.tickets.update_status("t", "open")


async def test_the_probe_finds_every_open_path_at_its_first_candidate(client: KlinkClient) -> None:
    report = await probe(client)
    assert {result.endpoint_id for result in report.results if result.answered} == {
        "tickets.by_contact",
        "tickets.fields",
        "contacts.by_social_platform",
        "contacts.groups",
        "tags.list",
        "channels.list",
    }
    assert all(result.answered for result in report.results)


REFUSED: dict[str, type[ApiError]] = {
    "rate-limit": RateLimitedError,
    "rate-limit-bare": RateLimitedError,
    "success-false": RefusedError,
    "html-502": ServerError,
    "forbidden": ForbiddenError,
    "unauthorized": AuthError,
    "lost-reply": LostReplyError,
    "slow": TimedOutError,
}
BROKEN = {"cut"}


@pytest.mark.parametrize("quirk", REFUSED)
async def test_a_quirk_that_fails_has_a_name(sandbox: Sandbox, quirk: str) -> None:
    sandbox.quirks.switch_on(quirk)
    async with connect(sandbox, limits=Limits(overall=0.1 if quirk == "slow" else 30)) as client:
        with pytest.raises(REFUSED[quirk]):
            await client.tickets.list()


async def test_an_answer_cut_in_the_middle_is_not_taken_for_a_whole_one(sandbox: Sandbox) -> None:
    sandbox.quirks.switch_on("cut")
    async with connect(sandbox) as client:
        with pytest.raises((LostReplyError, BadReplyError)):
            await client.tickets.list()


@pytest.mark.parametrize("quirk", sorted(QUIRKS.keys() - REFUSED.keys() - BROKEN))
async def test_a_quirk_that_tells_costs_no_page(sandbox: Sandbox, quirk: str) -> None:
    sandbox.quirks.switch_on(quirk)
    async with connect(sandbox) as client:
        tickets, contacts = await client.tickets.list(page_size=20), await client.contacts.list(page_size=20)
        fields, cases = await client.contacts.fields(), await client.cx_logs.list(NOW - timedelta(days=30), NOW)
        tags, tree = await client.tags.list(), await client.categories.list()
    marked = 0
    for page in (tickets, contacts, fields, cases, tags, tree):
        assert page.items
        assert len(page.unreadable) <= (quirk == "bad-record")
        marked += len(page.unreadable) + sum(bool(record.problems) for record in page.items)
    assert (marked > 0) is (quirk == "bad-record")


async def test_a_server_that_gives_the_same_page_for_ever_is_left(sandbox: Sandbox) -> None:
    sandbox.quirks.switch_on("page-ignored")
    async with connect(sandbox) as client:
        walk = Walk(client.tickets.list, page_size=20)
        assert [page.received async for page in walk] == [20]
    assert (walk.stop, walk.is_whole) == (Stop.REPEATED, False)
    assert len(sandbox.log) == 2


async def test_a_server_that_gives_ten_rows_whatever_is_asked_is_read_to_its_end(sandbox: Sandbox) -> None:
    sandbox.quirks.switch_on("page-size-capped")
    async with connect(sandbox) as client:
        found = await collect(client.tickets.list, page_size=100)
    assert (len(found.items), found.is_whole) == (64, True)


async def test_a_server_that_ignores_the_contact_shows_nobody_elses_tickets(sandbox: Sandbox) -> None:
    async with connect(sandbox) as client:
        contact_id = (await client.tickets.list()).items[0].contact_id
        sandbox.quirks.switch_on("filter-ignored")
        with pytest.raises(UnsupportedError):
            await client.tickets.by_contact(contact_id)


@pytest.mark.parametrize("quirk", ["lost-reply", "cut"])
async def test_a_write_whose_reply_is_lost_is_done_once_and_never_repeated(sandbox: Sandbox, quirk: str) -> None:
    async with connect(sandbox) as client:
        contact = (await client.contacts.list()).items[0]
        body = TicketBody(
            title="Only once",
            status="open",
            priority="low",
            contact_id=contact.id,
            channel="email",
            custom_fields=await required(client.tickets.fields),
        )
        sandbox.quirks.switch_on(quirk)
        with pytest.raises((LostReplyError, BadReplyError)):
            await client.tickets.create(body)
        sandbox.quirks.clear()
        found = (await collect(client.tickets.list)).items
    assert [ticket.title for ticket in found].count("Only once") == 1
    assert [exchange.method for exchange in sandbox.log].count("POST") == 1


async def test_reads_are_counted_at_the_server(sandbox: Sandbox) -> None:
    sandbox.quirks.switch_on("html-502")
    async with connect(sandbox) as client:
        with pytest.raises(ServerError, match="502 Bad Gateway"):
            await client.tickets.list()
        with pytest.raises(ServerError):
            await client.tickets.update_status("t", "open")
    assert [exchange.method for exchange in sandbox.log] == ["GET", "GET", "GET", "PUT"]
