"""The one place that speaks httpx: sends a request once, and names what went wrong."""

import asyncio
import ssl
from collections.abc import Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final

import httpx

from klink_tui import __version__
from klink_tui.api.address import BaseAddress
from klink_tui.api.body import BodyReader
from klink_tui.api.limits import Limits
from klink_tui.api.order import Order, Reply
from klink_tui.api.tls import TlsFacts, read_tls
from klink_tui.api.token import Token
from klink_tui.errors import (
    ApiError,
    BadReplyError,
    ConfigError,
    LostReplyError,
    TimedOutError,
    UnreachableError,
    UnsafeTargetError,
    UntrustedError,
)
from klink_tui.text import one_line, redact

_BEFORE_SENDING: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)
"""What httpx raises only while no byte of the request has been written."""


class _Trail:
    """How far a request got: httpcore tells each step, other transports tell none."""

    def __init__(self) -> None:
        self.told = False
        self.sent = False
        self.reply: tuple[int, Mapping[str, str]] | None = None

    async def __call__(self, step: str, info: Mapping[str, object]) -> None:
        self.told = True
        if step.endswith("send_request_headers.started"):
            # A proxy's CONNECT is sent the same way, and is not the request.
            self.sent = self.sent or getattr(info.get("request"), "method", b"") != b"CONNECT"

    def may_have_left(self, error: Exception) -> bool:
        """Tell whether the server may have got the request; ``False`` is proof."""
        if self.sent or self.reply is not None:
            return True
        return not self.told and not isinstance(error, _BEFORE_SENDING)


class Wire:
    """One httpx client to one origin: no redirects, no cookies, no trust in unknown certificates."""

    def __init__(
        self,
        base: BaseAddress,
        token: Token,
        limits: Limits,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        ca_file: str | None = None,
    ) -> None:
        """Make the client; nothing is sent yet.

        Raises:
            ConfigError: ``ca_file`` can't be read.
        """
        self._base = base
        self._token = token
        self._limits = limits
        self.tls: TlsFacts | None = None
        """What TLS the last answer came over; ``None`` before it, and over plain http."""
        self._http = httpx.AsyncClient(
            transport=transport,
            # A transport that is handed in has a trust of its own.
            verify=_trust(base, ca_file) if transport is None else True,
            # A proxy would see the requests that are meant for this very machine, token and all.
            trust_env=not base.is_loopback,
            follow_redirects=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            timeout=httpx.Timeout(connect=limits.connect, read=limits.read, write=limits.write, pool=limits.pool),
            limits=httpx.Limits(max_connections=limits.connections, keepalive_expiry=15.0),
            headers={
                "Accept": "application/json",
                "Accept-Encoding": "gzip",
                "User-Agent": f"klink-tui/{__version__}",
            },
        )

    async def aclose(self) -> None:
        """Close every connection."""
        await self._http.aclose()

    async def send(self, order: Order, within: float) -> Reply:
        """Send ``order`` once and give the whole answer, whatever its status, ``within`` seconds.

        Raises:
            UnreachableError: it provably never left.
            LostReplyError: it left, and no whole answer came.
            BadReplyError: a good status came with a body that can't be taken in.
            UnsafeTargetError: the path leads away from the base address.
        """
        trail = _Trail()
        try:
            async with asyncio.timeout(within):
                return await self._exchange(order, trail)
        except BadReplyError as error:
            fault: ApiError = BadReplyError(
                f"{order.what}: {one_line(error.message)}", status=error.status, attempt=order.attempt
            )
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as error:
            fault = self._named(error, order, trail, within)
        if trail.reply is not None and trail.reply[0] >= 400:
            # The status has said no: a body that breaks off takes nothing from that.
            return Reply(*trail.reply, b"")
        raise fault

    async def _exchange(self, order: Order, trail: _Trail) -> Reply:
        if not order.path.startswith("/"):
            raise UnsafeTargetError(
                f"{order.what}: an address of its own is not followed, only paths of {self._base.origin}.",
                attempt=order.attempt,
            )
        headers = {**order.headers, "Authorization": f"Bearer {self._token.reveal()}"}
        if order.body is not None:
            headers["Content-Type"] = "application/json"
        if self._http.is_closed:
            raise UnreachableError(f"{order.what}: the connection is closed.", attempt=order.attempt)
        request = self._http.build_request(
            order.attempt.method,
            self._base.below(order.path),
            content=order.body,
            headers=headers,
            extensions={"trace": trail},
        )
        response = await self._http.send(request, stream=True)
        try:
            received = {name.lower(): value for name, value in response.headers.items()}
            trail.reply = (response.status_code, received)
            self.tls = read_tls(response.extensions.get("network_stream"))
            whole = response.is_stream_consumed  # a transport in memory hands over a finished, decompressed body
            reader = BodyReader(
                "" if whole else received.get("content-encoding", ""), self._limits.body, status=response.status_code
            )
            if whole:
                reader.feed(response.content)
            else:
                async for piece in response.aiter_raw():
                    reader.feed(piece)
            return Reply(response.status_code, received, reader.finish())
        finally:
            await response.aclose()

    def _named(self, error: Exception, order: Order, trail: _Trail, within: float) -> ApiError:
        """Turn what httpx, the loop or the system raised into the error that says what it means."""
        what, attempt, where = order.what, order.attempt, self._base.origin
        reason = redact(one_line(str(error)), self._token.reveal())[:200]
        if not trail.may_have_left(error):
            if _is_distrust(error):
                return UntrustedError(
                    f"{what}: the certificate of {where} is not trusted ({reason}). Nothing was sent.",
                    hint="If it comes from your organisation's own authority, name its CA file in the settings.",
                    attempt=attempt,
                )
            late = isinstance(error, httpx.TimeoutException | TimeoutError)
            said = "no connection in time" if late else reason or type(error).__name__
            return UnreachableError(
                f"{what}: {where} can't be reached ({said}). Nothing was sent.",
                hint="Check the network and the base address, then try again.",
                attempt=attempt,
            )
        hint = "Try again." if attempt.method == "GET" else "It may have been applied all the same."
        if isinstance(error, TimeoutError):
            return TimedOutError(f"{what}: no answer within {within:.0f} seconds.", hint=hint, attempt=attempt)
        if isinstance(error, httpx.TimeoutException):
            return TimedOutError(f"{what}: the server stopped answering.", hint=hint, attempt=attempt)
        return LostReplyError(
            f"{what}: the connection broke before the answer was whole ({reason or type(error).__name__}).",
            hint=hint,
            attempt=attempt,
        )


def _trust(base: BaseAddress, ca_file: str | None) -> ssl.SSLContext:
    """Give whom to trust: the usual authorities, the system's own store, and ``ca_file``."""
    if base.scheme == "http" and base.is_loopback:
        # Nothing to verify, and loading the authorities takes time (httpx loads them for ``True``): trust nobody.
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context = httpx.create_ssl_context()
    context.load_default_certs()
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=ca_file)
        except (OSError, ValueError) as error:
            raise ConfigError(
                f"The CA file {one_line(ca_file)} can't be used: {one_line(str(error))}.",
                hint="It must be a readable file of certificates in PEM form.",
            ) from error
    return context


def _is_distrust(error: BaseException | None) -> bool:
    """Tell whether a failed connection is a certificate's fault, wherever in the chain that is said."""
    for _ in range(8):
        if error is None:
            break
        if isinstance(error, ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY_FAILED" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False
