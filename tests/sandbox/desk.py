"""The desk that the tests look at, and how they ask it."""

from datetime import UTC, datetime
from typing import Any, Final

import httpx

from klink_tui.sandbox.config import SandboxConfig
from klink_tui.sandbox.server import Sandbox

NOW: Final = datetime(2026, 1, 9, 3, 42, tzinfo=UTC)
CONFIG: Final = SandboxConfig(tickets=64, contacts=24, agents=3, now=NOW)
TOKEN: Final = {"authorization": f"Bearer {CONFIG.token}"}
NOBODY: Final = "00000000-0000-4000-8000-000000000000"
ALL_DAYS: Final = "2025/11/01 00:00:00-2026/01/31 23:59:59"
ZONE: Final = {"x-client-timezone": "Asia/Bangkok"}

Json = dict[str, Any]


def client_of(sandbox: Sandbox, token: str = CONFIG.token) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(sandbox.app),
        base_url="http://sandbox/api/v1",
        headers={"authorization": f"Bearer {token}"},
    )


async def ask(client: httpx.AsyncClient, method: str, path: str, status: int = 200, **extra: Any) -> Json:
    """Send a request, see the status, give the body."""
    answer = await client.request(method, path, **extra)
    assert answer.status_code == status, answer.text
    body: Json = answer.json()
    return body


async def get(client: httpx.AsyncClient, path: str, status: int = 200, **extra: Any) -> Json:
    return await ask(client, "GET", path, status, **extra)


async def first_ticket(client: httpx.AsyncClient) -> Json:
    return dict((await get(client, "/tickets?pageSize=1"))["data"][0])


async def first_contact(client: httpx.AsyncClient) -> Json:
    return dict((await get(client, "/contacts?pageSize=1"))["data"][0])


async def cases(client: httpx.AsyncClient, **query: str) -> Json:
    asked = {"selectedDate": ALL_DAYS, "pageSize": "100", **query}
    return await get(client, "/cx-logs", params=asked, headers=ZONE)


async def new_ticket(client: httpx.AsyncClient, **changes: object) -> Json:
    """Give a body that creates a ticket, with changes; a None takes a key away."""
    body: Json = {
        "title": "Customer cannot access account",
        "priority": "high",
        "contact_id": (await first_contact(client))["id"],
        "customFields": {"cf_region": "bkk"},
    }
    body.update(changes)
    return {key: value for key, value in body.items() if value is not None}


def new_contact(**changes: object) -> Json:
    return {"name": "Nok Air-Conditioning", "customFields": {"cf_preferred_language": "th"}, **changes}


def custom(row: Json) -> Json:
    """Give the custom values of a record by system name."""
    kinds = ("textValue", "booleanValue", "numberValue", "dateValue")
    return {
        value["attribute"]["systemName"]: next((value[kind] for kind in kinds if value[kind] is not None), None)
        for value in row["customFields"]
    }
