"""The desk: everything an agent can look at and change, over one client."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from klink_tui.desk.cases import CaseDesk, RoomComments
from klink_tui.desk.changes import Changes
from klink_tui.desk.contacts import ContactDesk
from klink_tui.desk.drafts import Drafts
from klink_tui.desk.events import Bus
from klink_tui.desk.references import Connect, References
from klink_tui.desk.tickets import TicketDesk


def utc_now() -> datetime:
    """Give the time."""
    return datetime.now(UTC)


class Desk:
    """One desk of one server."""

    def __init__(
        self,
        connect: Connect,
        *,
        name: str,
        page_size: int = 50,
        timezone: str = "UTC",
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Start with nothing fetched.

        Args:
            connect: gives the client, once there is one.
            name: what the desk is called on screen.
            page_size: rows a page of the lists.
            timezone: IANA name of the agent's time zone.
            now: the clock, aware.
        """
        self.name = name
        self.timezone = timezone
        self.now = now
        self.bus = Bus()
        self.drafts = Drafts()
        self.tickets = TicketDesk(connect, page_size=page_size, now=now)
        self.contacts = ContactDesk(connect, page_size=page_size, now=now)
        self.cases = CaseDesk(connect, page_size=page_size, timezone=timezone, now=now)
        self.references = References(connect, self.bus, now=now)
        self.comments = RoomComments(connect)
        self.changes = Changes(
            connect,
            tickets=self.tickets,
            contacts=self.contacts,
            references=self.references,
            bus=self.bus,
            now=now,
        )

    def today(self) -> date:
        """Give the day it is in the agent's time zone."""
        return self.now().astimezone(ZoneInfo(self.timezone)).date()
