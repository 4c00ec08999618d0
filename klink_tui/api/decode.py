"""An answer's bytes → its payload, or the error it means: pure, the whole protocol without a socket (contract §1).

The order: a status that says no; a redirect, which is never followed; nothing where nothing is allowed; no JSON; a body
that says no under a status that says yes.
"""

import http
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final, NoReturn
from urllib.parse import urlsplit

from klink_tui.api.limits import Limits
from klink_tui.api.retry import read_retry_after
from klink_tui.api.words import field_words, page_title, request_id, server_words
from klink_tui.errors import (
    Attempt,
    AuthError,
    BadReplyError,
    BadRequestError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    RateLimitedError,
    Refusal,
    RefusedError,
    ServerError,
    StatusError,
)
from klink_tui.text import one_line

_ERRORS: Final[Mapping[int, type[StatusError]]] = {
    400: BadRequestError,
    401: AuthError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
    410: NotFoundError,
    412: ConflictError,
    422: InvalidError,
    429: RateLimitedError,
}
_HINTS: Final[Mapping[int, str]] = {
    401: "The token is not valid, has expired or was revoked: make a new one in Settings → Channels & Integration → "
    "API Tokens, and enter it in Setup.",
    403: "The token lacks the ability for this: make one that has it in Settings → Channels & Integration → "
    "API Tokens.",
    404: "It may have been deleted; `klink-tui doctor` tells which paths the server answers on.",
    409: "Read it again: it has changed on the server.",
    412: "Read it again: it has changed on the server.",
}
_REQUEST_ID_HEADERS: Final = ("x-request-id", "x-amzn-requestid", "request-id", "x-correlation-id")


def decode(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    attempt: Attempt,
    *,
    what: str = "Request",
    now: datetime | None = None,
    most_values: int = Limits().values,
    secrets: tuple[str, ...] = (),
) -> object:
    """Give the JSON value of a good answer, ``None`` for an empty one.

    ``headers`` are keyed in lower case. ``what`` starts the sentence of an error (``Ticket list``); ``now`` is what a
    ``Retry-After`` date is counted from; ``secrets`` are masked wherever the server says them back.

    Raises:
        StatusError: a status of 400 and up, or a 2xx whose body says that it failed.
        BadReplyError: anything else that isn't the API's answer.
    """
    if status >= 400:
        payload = _tolerant(body, most_values)
        refusal = _refusal(status, headers, payload, body, now or datetime.now(UTC), secrets)
        raise _error_for(status)(_sentence(what, refusal), refusal, hint=_hint(refusal), attempt=attempt)
    if not 200 <= status < 300:
        _refuse_redirect(status, headers, attempt, what)
    if not body.strip():
        return None
    payload = _strict(status, headers, body, attempt, what, most_values)
    failed = _failure_in(payload, status)
    if failed is not None:
        refusal = _refusal(failed, headers, payload, b"", now or datetime.now(UTC), secrets)
        raise RefusedError(_sentence(what, refusal), refusal, hint=_hint(refusal), attempt=attempt)
    return payload


def parse_json(body: bytes, most_values: int = Limits().values) -> object:
    """Read JSON, its broken bytes as U+FFFD.

    Raises:
        ValueError: it is no JSON, holds NaN, an infinite or an endless number, or more than ``most_values`` values.
        RecursionError: it is nested too deeply.
    """
    if body.count(b",") + body.count(b"[") + body.count(b"{") > most_values:
        raise ValueError("it holds too many values")
    return json.loads(body.decode("utf-8-sig", "replace"), parse_constant=_no_number)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"it holds {name}, which is no JSON")


def _strict(
    status: int, headers: Mapping[str, str], body: bytes, attempt: Attempt, what: str, most_values: int
) -> object:
    if _is_web_page(headers, body):
        title = page_title(body)
        raise BadReplyError(
            f"{what}: the server answered with a web page{f' (“{title}”)' if title else ''}, not with data.",
            status=status,
            hint="Check the base address, and whether this network asks for a login first.",
            attempt=attempt,
        )
    try:
        return parse_json(body, most_values)
    except RecursionError:
        reason = "it is nested too deeply"
    except json.JSONDecodeError as error:
        at_end = error.pos >= len(error.doc.rstrip()) or error.msg.startswith("Unterminated")
        reason = "it ends in the middle" if at_end else "it is no JSON"
    except ValueError as error:
        reason = str(error) if str(error).startswith("it ") else "it holds an endless number"
    raise BadReplyError(
        f"{what}: the server's answer can't be read: {reason}.",
        status=status,
        hint="Try again; if it stays so, the server is at fault.",
        attempt=attempt,
    )


def _tolerant(body: bytes, most_values: int) -> object:
    """Read the body of a refusal where it can be read: the status has said enough."""
    try:
        return parse_json(body, most_values)
    except (ValueError, RecursionError):
        return None


def _is_web_page(headers: Mapping[str, str], body: bytes) -> bool:
    return "html" in headers.get("content-type", "").lower() or body.lstrip()[:1] == b"<"


def _failure_in(payload: object, status: int) -> int | None:
    """Give the status that a body under a 2xx fails with; ``None`` where it doesn't say so."""
    if not isinstance(payload, Mapping):
        return None
    said = payload.get("status")
    if isinstance(said, int) and not isinstance(said, bool) and said >= 400:
        return said
    # A bare record has an id, and a status of its own that means something else.
    failed = isinstance(said, str) and said.strip().casefold() == "error" and "id" not in payload
    return status if failed or payload.get("success") is False else None


def _refusal(
    status: int, headers: Mapping[str, str], payload: object, body: bytes, now: datetime, secrets: tuple[str, ...]
) -> Refusal:
    words = server_words(payload, *secrets)
    if not words and _is_web_page(headers, body):
        words = page_title(body, *secrets)
    from_headers = next((headers[name] for name in _REQUEST_ID_HEADERS if headers.get(name)), "")
    waits = headers.get("retry-after")
    return Refusal(
        status=status,
        words=words,
        fields=field_words(payload, *secrets) if 400 <= status < 500 or status < 300 else {},
        request_id=request_id(payload, *secrets) or request_id({"requestId": from_headers}, *secrets),
        retry_after=read_retry_after(waits, now) if waits is not None else None,
    )


def _error_for(status: int) -> type[StatusError]:
    return ServerError if status >= 500 else _ERRORS.get(status, StatusError)


def _sentence(what: str, refusal: Refusal) -> str:
    name = _status_name(refusal.status)
    said = f": “{refusal.words.removesuffix('.')}”" if refusal.words else ""
    if refusal.status < 300:
        return f"{what} failed, the server says{said or ' no more'}."
    return f"{what} failed: {name}{said}."


def _status_name(status: int) -> str:
    try:
        return f"{status} {http.HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _hint(refusal: Refusal) -> str:
    status = refusal.status
    if status == 422 or (refusal.fields and status < 500):
        return f"Correct: {', '.join(refusal.fields)}." if refusal.fields else "Correct what was entered."
    if status == 429:
        after = f" in {refusal.retry_after:.0f} seconds" if refusal.retry_after is not None else " a little later"
        return f"The server asks for a pause: try again{after}."
    if status >= 500:
        named = f" Its support will ask for request id {refusal.request_id}." if refusal.request_id else ""
        return f"The server is at fault: try again.{named}"
    return _HINTS.get(status, "")


def _refuse_redirect(status: int, headers: Mapping[str, str], attempt: Attempt, what: str) -> NoReturn:
    if not 300 <= status < 400:
        raise BadReplyError(f"{what}: the server answered with status {status}.", status=status, attempt=attempt)
    try:
        host = urlsplit(headers.get("location", "")).hostname or ""
    except ValueError:
        host = ""
    where = f" to {one_line(host)[:200]}" if host else ""
    raise BadReplyError(
        f"{what}: the server redirects{where} ({status}). Redirects are not followed, so that the token stays here.",
        status=status,
        hint="If the API has moved, change the base address.",
        attempt=attempt,
    )
