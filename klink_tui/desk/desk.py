"""The desk: everything an agent can look at and change, over one client and one local copy.

What the first frame does not show is made when it is first asked for.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from klink_tui.desk.copy import LocalCopy
from klink_tui.desk.drafts import Drafts
from klink_tui.desk.events import Bus, DeskEvent, NotesChanged
from klink_tui.desk.history import History
from klink_tui.desk.lexicon import Lexicon
from klink_tui.desk.links import Links
from klink_tui.desk.mirror import Mirror, Pace
from klink_tui.desk.ownwork import OwnWork
from klink_tui.desk.recents import Recents
from klink_tui.desk.tickets import TicketDesk
from klink_tui.desk.views import Views
from klink_tui.models.ages import USUAL_AGES, Ages
from klink_tui.models.paging import Page

if TYPE_CHECKING:
    from klink_tui.api.client import KlinkClient
    from klink_tui.desk.bulk import Change
    from klink_tui.desk.cases import CaseDesk, RoomComments
    from klink_tui.desk.changes import Changes
    from klink_tui.desk.contacts import ContactDesk
    from klink_tui.desk.delivery import Delivery
    from klink_tui.desk.macros import Macros
    from klink_tui.desk.noticerules import Quiet, Rule
    from klink_tui.desk.noticing import Noticing
    from klink_tui.desk.outbox import Outbox, Windows
    from klink_tui.desk.people import People
    from klink_tui.desk.references import References
    from klink_tui.desk.undo import Undo
    from klink_tui.models.contact import Contact
    from klink_tui.models.ticket import Ticket
    from klink_tui.models.ticketrow import TicketRow


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
        keep_assign_key: Callable[[str], object] | None = None,
        copy: LocalCopy | None = None,
        own: OwnWork | None = None,
        windows: "Windows | None" = None,
        assign_key: str = "",
        pace: Pace | None = None,
        rules: "Sequence[Rule] | None" = None,
        quiet: "Quiet | None" = None,
        ages: Ages = USUAL_AGES,
        macros_in: Path | None = None,
        links: Links | None = None,
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
            keep_assign_key: keeps in the settings what the server takes an assignee under.
            copy: what was read before; without one it is kept in memory.
            own: the agent's own work; without one it is kept in memory.
            windows: how long changes can be taken back before they leave.
            assign_key: what the server takes an assignee under; empty where that is not known.
            pace: how fast the copy is kept fresh, once :attr:`mirror` is started.
            rules: what is worth a notice; without them the usual ones.
            quiet: when nothing is.
            ages: when the age of a ticket is pointed out.
            macros_in: the directory that has the macros and snippets; without one there are none.
            links: where tickets and contacts are in the browser; without them that is not known.
            now: the clock, aware.
        """
        self.name = name
        self.timezone = timezone
        self.now = now
        self.bus = Bus()
        self.views = views or Views()
        self.keep_me: Callable[[str], object] = keep_me or (lambda _: None)
        self.copy = copy or LocalCopy()
        self.own = own or OwnWork()
        self.drafts = Drafts(self.own, self.bus, clock=self._seconds)
        self.history = History()
        """What was opened in this run."""
        self.recents = Recents(self.own, self.bus, clock=self._seconds)
        self._windows = windows
        self._rules, self._quiet = rules, quiet
        self._macros_in = macros_in
        self.ages = ages
        """When the age of a ticket is pointed out."""
        self.links = links or Links()
        """Where tickets and contacts are in the browser."""
        self.assign_key = assign_key
        """What the server takes an assignee under; empty where that is not known (contract §3, Assigning)."""
        self.lexicon = Lexicon(self.copy, me=me, zone=timezone, now=now, notes=lambda: self.drafts.notes)
        self.bus.subscribe(self._follow_notes)
        self.mirror = Mirror(
            self.copy,
            self.bus,
            tickets=self._ticket_rows,
            contacts=self._contact_rows,
            pace=pace,
            clock=lambda: now().timestamp(),
        )
        self.tickets = TicketDesk(connect, self.copy, self.mirror, self.lexicon, self.bus, page_size=page_size, now=now)
        self.keep_assign_key: Callable[[str], object] = keep_assign_key or (lambda _: None)
        self.last_change: tuple[Change, bool] | None = None
        """What was last done to a ticket, and whether one went on to the next after it."""
        self._connect = connect
        self._page_size = page_size

    @cached_property
    def contacts(self) -> "ContactDesk":
        """Contacts."""
        from klink_tui.desk.contacts import ContactDesk

        return ContactDesk(self._connect, self.copy, page_size=self._page_size, now=self.now)

    @cached_property
    def people(self) -> "People":
        """Whom tickets can be assigned to."""
        from klink_tui.desk.people import People

        return People(self)

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
    def outbox(self) -> "Outbox":
        """Everything that is to be written, until its outcome is known."""
        from klink_tui.desk.outbox import Outbox

        return Outbox(self.own, self.drafts, self.bus, clock=self._seconds, windows=self._windows)

    @cached_property
    def changes(self) -> "Changes":
        """Everything that can be written."""
        from klink_tui.desk.changes import Changes

        return Changes(self.outbox, self.tickets)

    @cached_property
    def noticing(self) -> "Noticing":
        """What became new or changed; make it before that."""
        from klink_tui.desk.noticerules import USUAL_RULES
        from klink_tui.desk.noticing import Noticing

        return Noticing(
            self.copy,
            self.lexicon,
            self.mirror,
            self.outbox,
            rules=USUAL_RULES if self._rules is None else self._rules,
            quiet=self._quiet,
            zone=self.timezone,
            now=lambda: self.now(),
        )

    @cached_property
    def macros(self) -> "Macros":
        """Macros and snippets."""
        from klink_tui.desk.macros import Macros

        return Macros(self, self._macros_in)

    @cached_property
    def undo(self) -> "Undo":
        """What the agent did in this run; make it before that."""
        from klink_tui.desk.undo import Undo

        return Undo(self.outbox, self.references.field_labels)

    @cached_property
    def delivery(self) -> "Delivery":
        """Sends what is in the outbox, once it is started."""
        from klink_tui.desk.delivery import Delivery
        from klink_tui.desk.sending.senders import senders_of

        return Delivery(self.outbox, self.own, self.drafts, senders_of(self, self._connect), clock=self._seconds)

    def shown(self, ticket: "Ticket") -> "Ticket":
        """Give a ticket as it will be once the changes on their way are done."""
        coming = self.outbox.coming(ticket.key)
        if not coming:
            return ticket
        from klink_tui.desk.values import laid_over

        return laid_over(ticket, coming)

    def shown_contact(self, contact: "Contact") -> "Contact":
        """Give a contact as they will be once the edits on their way are done."""
        from klink_tui.desk.values import laid_over
        from klink_tui.models.intent import Kind

        coming = [one for one in self.outbox.of(contact.id) if one.kind is Kind.CONTACT_EDIT]
        return laid_over(contact, coming)

    def shown_row(self, row: "TicketRow") -> "TicketRow":
        """Give a row as it will be once the changes of its ticket that are on their way are done."""
        coming = self.outbox.coming(row.key)
        if not coming:
            return row
        from klink_tui.desk.values import row_laid_over

        return row_laid_over(row, coming)

    def today(self) -> date:
        """Give the day it is in the agent's time zone."""
        return self.now().astimezone(ZoneInfo(self.timezone)).date()

    async def close(self) -> None:
        """End what keeps the copy fresh and what delivers, and close all files; once more does no harm."""
        await self.mirror.stop()
        if "delivery" in self.__dict__:
            await self.delivery.stop()
        await self.drafts.close()
        await self.recents.close()
        self.own.close()
        self.copy.close()

    def _follow_notes(self, event: DeskEvent) -> None:
        if isinstance(event, NotesChanged):
            self.copy.version += 1

    def _seconds(self) -> float:
        return self.now().timestamp()

    async def _ticket_rows(self, number: int, size: int) -> Page[dict[str, Any]]:
        client = await self._connect()
        return await client.tickets.rows(number, size)

    async def _contact_rows(self, number: int, size: int) -> Page[dict[str, Any]]:
        client = await self._connect()
        return await client.contacts.rows(number, size)
