"""Bearer tokens: none, a bad one, one that may only read."""

import httpx
import pytest

from klink_tui.sandbox.server import Sandbox
from tests.sandbox.desk import CONFIG, client_of

PATHS = ["/tickets", "/contacts/fields", "/cx-logs", "/no-such-thing", "/tickets/x/y/z"]
BAD = [
    "",
    "kpt_sandbox",
    "Bearer",
    "Bearer ",
    "Bearer kpt_other",
    "Basic a3B0",
    "bearer  kpt_sandbox",
    "Bearer kpt_sandboxx",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("header", BAD)
async def test_no_good_token_is_a_401(sandbox: Sandbox, path: str, header: str) -> None:
    async with client_of(sandbox) as client:
        answer = await client.get(path, headers={"authorization": header})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    body = answer.json()
    assert (body["status"], body["message"]) == ("error", "Unauthenticated.")
    assert set(body) == {"status", "message", "requestId"}


async def test_without_the_header_is_a_401(sandbox: Sandbox) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(sandbox.app), base_url="http://sandbox") as client:
        assert (await client.get("/api/v1/tickets")).status_code == 401
        assert (await client.post("/api/v1/tickets", json={})).status_code == 401
        assert (await client.get("/api/v1")).status_code == 401
        assert (await client.get("/elsewhere")).status_code == 404
        assert (await client.get("/openapi.json")).status_code == 200


async def test_the_read_only_token_reads_and_writes_nothing(sandbox: Sandbox) -> None:
    async with client_of(sandbox, f"{CONFIG.token}_readonly") as client:
        assert (await client.get("/tickets")).status_code == 200
        for method, path in (("POST", "/tickets"), ("PATCH", "/tickets/x"), ("DELETE", "/contacts/x")):
            answer = await client.request(method, path, json={})
            assert answer.status_code == 403
            assert answer.json()["message"] == "This token may only read."
    assert not any(exchange.applied for exchange in sandbox.log)
