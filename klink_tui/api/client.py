"""The client of the Klink CX API: one connection, one resource object per resource (contract §2).

::

    async with KlinkClient("https://apigw.klinkcx.com", token) as client:
        page = await client.tickets.list(page=1, page_size=50)

Every method gives models, or raises an :class:`~klink_tui.errors.ApiError`. Importing this costs no httpx: it is loaded
with the first call, off the event loop.
"""

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from klink_tui.api.address import BaseAddress, read_base_address
from klink_tui.api.caller import Caller, Clock, Listeners
from klink_tui.api.endpoints import EndpointTable
from klink_tui.api.exchange import Exchange
from klink_tui.api.limits import Limits
from klink_tui.api.resources.categories import Categories
from klink_tui.api.resources.channels import Channels
from klink_tui.api.resources.comments import Comments
from klink_tui.api.resources.contacts import Contacts
from klink_tui.api.resources.cx_logs import CxLogs
from klink_tui.api.resources.messages import Messages
from klink_tui.api.resources.presence import Presence
from klink_tui.api.resources.tags import Tags
from klink_tui.api.resources.tickets import Tickets
from klink_tui.api.retry import Wait
from klink_tui.api.token import Token

if TYPE_CHECKING:
    import httpx

_LIMITS: Final = Limits()
_CLOCK: Final = Clock()


class KlinkClient:
    """One client of one desk. Used from one event loop; closed by its owner."""

    def __init__(
        self,
        base_url: str,
        token: str,
        *,
        overrides: Mapping[str, str] | None = None,
        limits: Limits = _LIMITS,
        transport: "httpx.AsyncBaseTransport | None" = None,
        ca_file: str | None = None,
        allow_plain_http: bool = False,
        timezone: str = "UTC",
        on_exchange: Callable[[Exchange], None] | None = None,
        on_wait: Callable[[Wait], None] | None = None,
        clock: Clock = _CLOCK,
    ) -> None:
        """Check the settings; nothing is opened before the first call.

        ``overrides`` maps endpoint ids to paths; ``ca_file`` is a PEM file of further authorities; ``timezone`` is the
        IANA name of the zone that case lists are asked in; ``transport`` and ``clock`` are for tests and the demo.
        ``on_exchange`` is told of each request after it, ``on_wait`` of each pause before it.

        Raises:
            ConfigError: address, token, overrides or time zone can't be used.
        """
        address = read_base_address(base_url, allow_plain_http=allow_plain_http)
        self._caller = Caller(
            address,
            Token(token),
            EndpointTable(overrides),
            limits,
            clock=clock,
            listeners=Listeners(on_exchange, on_wait),
            transport=transport,
            ca_file=ca_file,
        )
        self.tickets: Final = Tickets(self._caller)
        self.contacts: Final = Contacts(self._caller)
        self.tags: Final = Tags(self._caller)
        self.channels: Final = Channels(self._caller)
        self.categories: Final = Categories(self._caller)
        self.cx_logs: Final = CxLogs(self._caller, timezone)
        self.messages: Final = Messages(self._caller)
        self.comments: Final = Comments(self._caller)
        self.presence: Final = Presence(self._caller)

    @property
    def address(self) -> BaseAddress:
        """Where the API is."""
        return self._caller.base

    @property
    def endpoints(self) -> EndpointTable:
        """Which path each endpoint uses, as settings and answers have it."""
        return self._caller.endpoints

    @property
    def caller(self) -> Caller:
        """What makes the calls; for the probe."""
        return self._caller

    async def aclose(self) -> None:
        """Close every connection; later calls raise ``UnreachableError``."""
        await self._caller.aclose()

    async def __aenter__(self) -> Self:
        """Give the client itself."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close every connection."""
        await self.aclose()

    def __repr__(self) -> str:
        """Name the server, never the token."""
        return f"KlinkClient({str(self.address)!r})"
