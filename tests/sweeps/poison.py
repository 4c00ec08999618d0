"""A server that puts hostile texts wherever people and machines write words, and nowhere else."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Final
from zlib import crc32

import httpx

KEPT: Final = frozenset(
    {
        *("id", "system_name", "systemName", "entityId", "attributeId", "createdAt", "updatedAt", "deletedAt"),
        *("startedDate", "closedAt", "firstRepliedTime", "partition_key", "dateValue", "entityName"),
    }
)
"""Keys whose texts hold the records together: without them there would be nothing to show."""


class Poison(httpx.AsyncBaseTransport):
    """Puts texts into the answers of a server: each record meets another text under each key, and always the same."""

    def __init__(self, inner: httpx.AsyncBaseTransport, texts: Sequence[str]) -> None:
        """Put ``texts`` into the answers of ``inner``."""
        self._inner = inner
        self._texts = texts
        self._given: dict[tuple[str, str], str] = {}
        self.sinks: Counter[str] = Counter()
        """Key → how many records met a text under it."""
        self.refusal: httpx.Response | None = None
        """What every request is answered with, where it is set."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Serve a request."""
        if self.refusal is not None:
            refused = self.refusal
            return httpx.Response(refused.status_code, headers=refused.headers, content=refused.content)
        response = await self._inner.handle_async_request(request)
        body = json.loads(await response.aread())
        spoilt = json.dumps(self._spoil(body, "", "")).encode()
        return httpx.Response(response.status_code, headers={"content-type": "application/json"}, content=spoilt)

    def _spoil(self, value: object, key: str, owner: str) -> object:
        if isinstance(value, dict):
            owner = str(value.get("id") or value.get("system_name") or f"{owner}.{value.get('value')}")
            kept = KEPT | ({"type"} if {"system_name", "systemName"} & value.keys() else set())
            return {
                name: part if isinstance(part, str) and self._holds(name, kept) else self._spoil(part, name, owner)
                for name, part in value.items()
            }
        if isinstance(value, list):
            return [self._spoil(part, key, f"{owner}.{place}") for place, part in enumerate(value)]
        return self._text(key, owner) if isinstance(value, str) and value else value

    @staticmethod
    def _holds(name: str, kept: frozenset[str] | set[str]) -> bool:
        return name in kept or (name.endswith("Id") and name != "socialPlatformId")

    def _text(self, key: str, owner: str) -> str:
        if (key, owner) not in self._given:
            # Each key begins elsewhere, so that one record meets many of the texts.
            self._given[key, owner] = self._texts[(crc32(key.encode()) + self.sinks[key]) % len(self._texts)]
            self.sinks[key] += 1
        return self._given[key, owner]


def refusal(status: int, text: str, *, fields: Sequence[str] = (), html: bool = False) -> httpx.Response:
    """Give an answer that says no in these words, about these fields."""
    if html:
        page = f"<html><head><title>{text}</title></head><body>{text}</body></html>"
        return httpx.Response(status, headers={"content-type": "text/html"}, content=page.encode(errors="replace"))
    errors = {**{field: [text] for field in fields}, text: text}
    body = {"status": "error", "message": text, "requestId": text, "errors": errors}
    return httpx.Response(status, headers={"content-type": "application/json"}, content=json.dumps(body).encode())
