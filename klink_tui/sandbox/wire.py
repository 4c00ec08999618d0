"""What stands between a client and the plain server: the body limit, the quirks, and the log of every request."""

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from klink_tui.sandbox import envelopes
from klink_tui.sandbox.app import ASSIGNING
from klink_tui.sandbox.asked import LARGEST_BODY
from klink_tui.sandbox.db.desk import Desk
from klink_tui.sandbox.envelopes import Doc, Reply
from klink_tui.sandbox.quirk_effects import Told
from klink_tui.sandbox.quirks import Answer, Delivery, Quirk, UnknownQuirk
from klink_tui.sandbox.routes.table import BASE
from klink_tui.sandbox.switches import HEADER, Switches

HANG_UP: Final = "sandbox.hang_up"
"""Key of the scope's state: a function that closes the client's connection once what was sent is out."""


class ReplyLost(ConnectionResetError):
    """The reply is lost on purpose where there is no connection to close (an in-process client)."""


@dataclass(slots=True)
class Exchange:
    """One request and what became of it; in the log from the moment the desk has answered it."""

    method: str
    target: str
    """Path and query as they came, still quoted."""
    status: int
    """HTTP status that was answered, whether or not it arrived; 0 where the client left before its body was read."""
    body: object
    """The request's body: decoded JSON, the text where it is none, None where it is empty."""
    applied: bool
    """Whether a write was carried out."""
    delivery: Delivery
    """How the reply was sent; lost while it isn't yet, and where the client had left."""
    began: float
    """Monotonic seconds at which the request had begun to come in."""
    ended: float
    """Monotonic seconds at which the reply went out, or was given up."""

    @property
    def sent(self) -> bool:
        """Whether the whole reply was sent."""
        return self.delivery is Delivery.WHOLE


@dataclass(slots=True)
class _Answered:
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    by_desk: bool


class Wire:
    """The ASGI app clients talk to."""

    def __init__(self, app: ASGIApp, desk: Desk, switches: Switches) -> None:
        """Stand before a plain server."""
        self._app = app
        self._desk = desk
        self._switches = switches
        self.log: list[Exchange] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.monotonic()
        body = await _read(receive)
        if body is None:
            self._note(scope, b"", _Answered(0, [], b"", False), began)
            return
        answered, quirks = await self._answer(scope, body)
        exchange = self._note(scope, body, answered, began)
        seconds = sum(quirk.seconds for quirk in quirks)
        has_left = seconds > 0 and await _left_within(receive, seconds)
        exchange.ended = time.monotonic()
        if has_left:
            return
        exchange.delivery = next((one.delivery for one in quirks if one.delivery is not Delivery.WHOLE), Delivery.WHOLE)
        await _deliver(answered, exchange.delivery, scope, receive, send)

    async def _answer(self, scope: Scope, body: bytes) -> tuple[_Answered, list[Quirk]]:
        if len(body) > LARGEST_BODY:
            return self._error(413, "The body is too large."), []
        path = scope["path"].removeprefix(BASE) if scope["path"].startswith(BASE) else ""
        header = dict(scope["headers"]).get(HEADER.encode(), b"").decode("latin-1")
        try:
            # Quirks are the API's; its document is served plainly.
            quirks = self._switches.meet(path, header) if path else []
        except UnknownQuirk as error:
            return self._error(400, str(error)), []
        for answer in (quirk.answer for quirk in quirks if quirk.answer is not None):
            return self._instead(answer), quirks
        if scope["method"] == "GET" and (path == "/tickets" or path.startswith("/tickets/contact/")):
            for quirk in quirks:
                if quirk.stir is not None:
                    quirk.stir(self._desk, self._switches.rng)
        answered = await self._ask_desk(_changed(scope, path, quirks), body)
        tellers = [quirk.tell for quirk in quirks if quirk.tell is not None]
        if tellers and 200 <= answered.status < 300:
            told: object = json.loads(answered.body)
            for tell in tellers:
                told = tell(told, Told(path, self._switches.rng))
            answered.body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
            _set_length(answered)
        return answered, quirks

    async def _ask_desk(self, scope: Scope, body: bytes) -> _Answered:
        answered = _Answered(500, [], b"", True)
        parts: list[bytes] = []
        pending = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Message:
            return pending.pop() if pending else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered.status = message["status"]
                answered.headers = list(message["headers"])
            else:
                parts.append(message.get("body", b""))

        await self._app(scope, receive, send)
        answered.body = b"".join(parts)
        return answered

    def _instead(self, answer: Answer) -> _Answered:
        if answer.html:
            page = answer.message.encode()
            return _answered(answer.status, page, b"text/html", answer.headers)
        reply = envelopes.error(answer.status, answer.message, self._desk.new_request_id())
        if answer.success is not None:
            said: Doc = {"success": answer.success, "message": answer.message, "requestId": reply.body["requestId"]}
            reply = reply._replace(body=said)
        return _encoded(reply._replace(headers=answer.headers))

    def _error(self, status: int, message: str) -> _Answered:
        return _encoded(envelopes.error(status, message, self._desk.new_request_id()))

    def _note(self, scope: Scope, body: bytes, answered: _Answered, began: float) -> Exchange:
        path, query = scope.get("raw_path") or quote(scope["path"]).encode(), scope["query_string"]
        writes = scope["method"] not in ("GET", "HEAD", "OPTIONS")
        exchange = Exchange(
            method=scope["method"],
            target=(path + b"?" + query if query else path).decode("latin-1"),
            status=answered.status,
            body=_decoded(body),
            applied=writes and answered.by_desk and 200 <= answered.status < 300,
            delivery=Delivery.LOST,
            began=began,
            ended=time.monotonic(),
        )
        self.log.append(exchange)
        return exchange


async def _read(receive: Receive) -> bytes | None:
    """Read a body, a little past the limit at most; None where the client left."""
    parts = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts += message.get("body", b"")
        if not message.get("more_body", False) or len(parts) > LARGEST_BODY:
            return bytes(parts)


async def _left_within(receive: Receive, seconds: float) -> bool:
    """Wait; tell whether the client left in that time."""
    try:
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return False
    return True


async def _deliver(answered: _Answered, delivery: Delivery, scope: Scope, receive: Receive, send: Send) -> None:
    hang_up = scope.get("state", {}).get(HANG_UP)
    if delivery is Delivery.LOST and hang_up is None:
        raise ReplyLost("The reply is lost (quirk lost-reply).")
    if delivery is not Delivery.LOST:
        await send({"type": "http.response.start", "status": answered.status, "headers": answered.headers})
    if delivery is Delivery.WHOLE:
        await send({"type": "http.response.body", "body": answered.body})
        return
    if delivery is Delivery.CUT:
        # The declared length stays that of the whole.
        half = answered.body[: len(answered.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": hang_up is not None})
    if hang_up is not None:
        hang_up()
        await _left_within(receive, 5)


def _changed(scope: Scope, path: str, quirks: list[Quirk]) -> Scope:
    changed: Scope = {**scope, ASSIGNING: next((one.assigning for one in quirks if one.assigning), None)}
    askers = [quirk.ask for quirk in quirks if quirk.ask is not None]
    if askers and scope["method"] == "GET":
        query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        for ask in askers:
            path, query = ask(path, query)
        changed.update(path=BASE + path, raw_path=None, query_string=urlencode(query).encode())
    return changed


def _encoded(reply: Reply) -> _Answered:
    return _answered(
        reply.status, json.dumps(reply.body, ensure_ascii=False).encode(), b"application/json", reply.headers
    )


def _answered(status: int, body: bytes, kind: bytes, headers: tuple[tuple[str, str], ...]) -> _Answered:
    plain = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    made = _Answered(status, [(b"content-type", kind), *plain], body, False)
    _set_length(made)
    return made


def _set_length(answered: _Answered) -> None:
    others = [(name, value) for name, value in answered.headers if name != b"content-length"]
    answered.headers = [*others, (b"content-length", str(len(answered.body)).encode())]


def _decoded(body: bytes) -> object:
    if not body:
        return None
    text = body.decode(errors="replace")
    try:
        decoded: object = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return decoded
