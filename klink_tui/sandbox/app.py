"""The plain server: bearer auth, the operations of ``routes/table.py``, and errors with their body (contract §5)."""

import json
from collections.abc import Mapping

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from klink_tui.sandbox import envelopes
from klink_tui.sandbox.asked import Asked, Assigning
from klink_tui.sandbox.config import SandboxConfig
from klink_tui.sandbox.db.desk import Desk
from klink_tui.sandbox.envelopes import Reply
from klink_tui.sandbox.errors import Refused
from klink_tui.sandbox.routes.table import BASE, TABLE, Operation

ASSIGNING = "sandbox.assigning"
"""Key of the scope: what Update does with an assignee (quirks ``assign-…``)."""
READ_ONLY = "_readonly"
"""What stands behind the token that may only read."""


def build_app(desk: Desk, config: SandboxConfig) -> Starlette:
    """Build the server of a desk."""

    async def openapi(request: Request) -> Response:
        # A tenth of a second to import and build, and no client of the console reads it.
        from klink_tui.sandbox.openapi import document

        return send_json(Reply(200, document(desk)))

    async def refused(request: Request, error: Exception) -> Response:
        if isinstance(error, Refused):
            reply = envelopes.error(error.status, error.message, desk.new_request_id(), error.errors)
            return send_json(reply._replace(headers=tuple(error.headers.items())))
        if isinstance(error, HTTPException):
            reply = envelopes.error(error.status_code, error.detail, desk.new_request_id())
            return send_json(reply._replace(headers=tuple((error.headers or {}).items())))
        return send_json(envelopes.error(500, "Internal server error.", desk.new_request_id()))

    routes = [Route(BASE + path, _Methods(desk, operations)) for path, operations in TABLE.items()]
    return Starlette(
        routes=[*routes, Route("/openapi.json", openapi)],
        middleware=[Middleware(_BearerAuth, desk, config.token)],
        exception_handlers={Refused: refused, HTTPException: refused, Exception: refused},
    )


def send_json(reply: Reply) -> Response:
    """Encode a reply."""
    body = json.dumps(reply.body, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(body, reply.status, dict(reply.headers), media_type="application/json")


class _Methods:
    """The operations of one path; any other method is a 405."""

    def __init__(self, desk: Desk, operations: Mapping[str, Operation]) -> None:
        self._desk = desk
        self._operations = operations

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        operation = self._operations.get(request.method)
        if operation is None:
            raise HTTPException(405, headers={"Allow": ", ".join(self._operations)})
        reply = operation(
            self._desk,
            Asked(
                path=request.path_params,
                query=request.query_params,
                headers=request.headers,
                body=await request.body(),
                assigning=scope.get(ASSIGNING) or Assigning.CAMEL,
            ),
        )
        await send_json(reply)(scope, receive, send)


class _BearerAuth:
    """Lets no request below ``/api/v1`` through without a good token; a read-only one writes nothing."""

    def __init__(self, app: ASGIApp, desk: Desk, token: str) -> None:
        self._app = app
        self._desk = desk
        self._tokens = {f"Bearer {token}".encode(): True, f"Bearer {token}{READ_ONLY}".encode(): False}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        await (self._app if refusal is None else send_json(refusal))(scope, receive, send)

    def _refusal(self, scope: Scope) -> Reply | None:
        if not f"{scope['path']}/".startswith(f"{BASE}/"):
            return None
        given = dict(scope["headers"]).get(b"authorization", b"")
        may_write = self._tokens.get(given)
        if may_write is None:
            refusal = envelopes.error(401, "Unauthenticated.", self._desk.new_request_id())
            return refusal._replace(headers=(("www-authenticate", "Bearer"),))
        if not may_write and scope["method"] not in ("GET", "HEAD", "OPTIONS"):
            return envelopes.error(403, "This token may only read.", self._desk.new_request_id())
        return None
