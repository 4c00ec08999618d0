"""The desk: everything an agent can look at and change, over one client and one local copy.

What the first frame does not show is made when it is first asked for.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from klink_tui.desk.copy import LocalCopy
from klink_tui.desk.drafts import Drafts
from klink_tui.desk.events import Bus
from klink_tui.desk.lexicon import Lexicon
from klink_tui.desk.mirror import Mirror, Pace
from klink_tui.desk.tickets import TicketDesk
from klink_tui.desk.views import Views
from klink_tui.models.paging import Page

if TYPE_CHECKING:
    from klink_tui.api.client import KlinkClient
    from klink_tui.desk.cases import CaseDesk, RoomComments
    from klink_tui.desk.changes import Changes
    from klink_tui.desk.contacts import ContactDesk
    from klink_tui.desk.references import References


def utc_now() -> datetime:
    """Give the time."""
    return datetime.now(UTC)


class Desk:
    """One desk of one server."""

    def __init__(
        self,
        connect: "Callable[[], Awaitable[KlinkClient]]",
        *,
        name: str,
        page_size: int = 50,
        timezone: str = "UTC",
        me: str = "",
        views: Views | None = None,
        keep_me: Callable[[str], object] | None = None,
        copy: LocalCopy | None = None,
        pace: Pace | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Start with what the local copy has; nothing is sent.

        Args:
            connect: gives the client, once there is one.
            name: what the desk is called on screen.
            page_size: rows a page of the lists.
            timezone: IANA name of the agent's time zone.
            me: who the agent is, for queries; empty where the settings don't say.
            views: the saved views; without them those to begin with, which are then not kept.
            keep_me: keeps who the agent is in the settings.
            copy: what was read before; without one it is kept in memory.
            pace: how fast the copy is kept fresh, once :attr:`mirror` is started.
            now: the clock, aware.
        """
        self.name = name
        self.timezone = timezone
        self.now = now
        self.bus = Bus()
        self.drafts = Drafts()
        self.views = views or Views()
        self.keep_me: Callable[[str], object] = keep_me or (lambda _: None)
        self.copy = copy or LocalCopy()
        self.lexicon = Lexicon(self.copy, me=me, zone=timezone, now=now)
        self.mirror = Mirror(
            self.copy,
            self.bus,
            tickets=self._ticket_rows,
            contacts=self._contact_rows,
            pace=pace,
            clock=lambda: now().timestamp(),
        )
        self.tickets = TicketDesk(connect, self.copy, self.mirror, self.lexicon, self.bus, page_size=page_size, now=now)
        self._connect = connect
        self._page_size = page_size

    @cached_property
    def contacts(self) -> "ContactDesk":
        """Contacts."""
        from klink_tui.desk.contacts import ContactDesk

        return ContactDesk(self._connect, self.copy, page_size=self._page_size, now=self.now)

    @cached_property
    def cases(self) -> "CaseDesk":
        """Cases."""
        from klink_tui.desk.cases import CaseDesk

        return CaseDesk(self._connect, self.copy, page_size=self._page_size, timezone=self.timezone, now=self.now)

    @cached_property
    def references(self) -> "References":
        """What tickets and contacts refer to."""
        from klink_tui.desk.references import References

        return References(self._connect, self.copy, self.bus, learn=self.lexicon.learn, now=self.now)

    @cached_property
    def comments(self) -> "RoomComments":
        """Comments of colleagues."""
        from klink_tui.desk.cases import RoomComments

        return RoomComments(self._connect)

    @cached_property
    def changes(self) -> "Changes":
        """Everything that is written."""
        from klink_tui.desk.changes import Changes

        return Changes(
            self._connect,
            tickets=self.tickets,
            contacts=self.contacts,
            references=self.references,
            bus=self.bus,
            now=self.now,
        )

    @property
    def under_way(self) -> tuple[str, ...]:
        """Every write that is under way, in words."""
        return self.changes.under_way if "changes" in self.__dict__ else ()

    def pending(self, key: str) -> str:
        """What is being written of a ticket (its key) or a contact (its id), in words; empty for nothing."""
        return self.changes.pending(key) if "changes" in self.__dict__ else ""

    def today(self) -> date:
        """Give the day it is in the agent's time zone."""
        return self.now().astimezone(ZoneInfo(self.timezone)).date()

    async def close(self) -> None:
        """End what keeps the copy fresh, and close it; once more does no harm."""
        await self.mirror.stop()
        self.copy.close()

    async def _ticket_rows(self, number: int, size: int) -> Page[dict[str, Any]]:
        client = await self._connect()
        return await client.tickets.rows(number, size)

    async def _contact_rows(self, number: int, size: int) -> Page[dict[str, Any]]:
        client = await self._connect()
        return await client.contacts.rows(number, size)
