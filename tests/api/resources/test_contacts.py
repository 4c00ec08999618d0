"""Contacts: by platform id, deleted ones, details."""

import httpx
import pytest

from klink_tui.errors import BadReplyError, ForbiddenError, NotFoundError, UnsupportedError
from tests.api.tools import Desk, page_of, row, saying


def on(platform_id: str) -> dict[str, object]:
    return {"platformContacts": [{"id": "p", "socialPlatformId": platform_id}]}


@pytest.mark.parametrize("status", [200, 202, 204, 404, 410])
async def test_a_contact_that_is_gone_is_deleted(status: int) -> None:
    desk = Desk(saying(httpx.Response(status)))
    await desk.client.contacts.delete("c-1")
    assert len(desk.requests) == 1


async def test_a_delete_that_is_refused_is_not_done() -> None:
    with pytest.raises(ForbiddenError):
        await Desk(saying(httpx.Response(403))).client.contacts.delete("c-1")


async def test_a_missing_contact_is_missing() -> None:
    with pytest.raises(NotFoundError):
        await Desk(saying(httpx.Response(404))).client.contacts.detail("c-1")


async def test_a_detail_without_a_contact_is_a_bad_reply() -> None:
    with pytest.raises(BadReplyError, match="nothing"):
        await Desk(saying(httpx.Response(200, json={"status": "success", "data": None}))).client.contacts.detail("c-1")


@pytest.mark.parametrize(
    "answer",
    [
        page_of(row("c-1", **on("U1"))),
        page_of(row("c-1")),
        httpx.Response(200, json={"status": "success", "data": row("c-1", **on("u1"))}),
    ],
)
async def test_a_path_with_the_id_in_it_is_believed(answer: httpx.Response) -> None:
    page = await Desk(saying(answer)).client.contacts.by_social_platform("U1")
    assert [contact.id for contact in page.items] == ["c-1"]
    assert page.is_last


@pytest.mark.parametrize(
    "rows",
    [[row("c-1", **on("U1")), row("c-2", **on("U2"))], [row("c-1", **on("U1")), row("c-2")]],
)
async def test_a_query_that_is_ignored_is_no_answer(rows: list[dict[str, object]]) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        if "social-platform" in request.url.path:
            return httpx.Response(404)
        return page_of(rows[0]) if request.url.path.endswith("/filter") else page_of(*rows)

    desk = Desk(handle)
    page = await desk.client.contacts.by_social_platform("U1")
    assert [contact.id for contact in page.items] == ["c-1"]
    assert desk.paths == [
        "/contacts/social-platform/U1",
        "/contacts?socialPlatformId=U1",
        "/contacts/filter?socialPlatformId=U1",
    ]


async def test_where_every_path_is_ignored_that_is_said() -> None:
    with pytest.raises(UnsupportedError, match="none of the known paths"):
        await Desk(lambda request: page_of(row("c-2", **on("U2")))).client.contacts.by_social_platform("U1")
