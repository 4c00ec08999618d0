"""The log: every request of this run, what came of it, and the command that repeats it."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import ClassVar, Final, Protocol
from zoneinfo import ZoneInfo

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from klink_tui.api.client import KlinkClient
from klink_tui.api.exchange import Exchange
from klink_tui.desk.desk import Desk
from klink_tui.errors import KlinkError
from klink_tui.screens.cursor import CursorScreen
from klink_tui.screens.keys import bindings_of
from klink_tui.widgets.cells import Cell, Column
from klink_tui.widgets.facts import Fact, Facts
from klink_tui.widgets.keyed import keyed
from klink_tui.widgets.rowlist import RowList
from klink_tui.widgets.words import count

LOOK_SECONDS: Final = 0.25
"""How often the log is looked at for requests that are new."""
SLOW_MS: Final = 2000.0
"""Milliseconds from which on an answer is marked as slow."""

COLUMNS: Final = (
    Column("at", "Time", 8),
    Column("method", "Method", 6),
    Column("path", "Path", 24, grow=3),
    Column("status", "Status", 6, right=True),
    Column("ms", "ms", 6, right=True),
    Column("tries", "Try", 3, right=True),
    Column("outcome", "Outcome", 18, grow=2, drop=1),
    Column("request", "Request", 12, drop=2),
)


class Wiretap(Protocol):
    """What the log needs of a session."""

    def masked(self, text: str) -> str:
        """Give ``text`` without the token."""

    async def connect(self) -> KlinkClient:
        """Give the client, whose address a copied command begins with."""


class LogRows:
    """Requests as rows, newest first, each under the number it came with."""

    def __init__(self, entries: Sequence[tuple[int, Exchange]], zone: ZoneInfo) -> None:
        """Take numbered requests, oldest first."""
        self._entries = entries
        self._zone = zone

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._entries)

    def key(self, index: int) -> str:
        """The row's key."""
        return str(self._entries[-1 - index][0])

    def position(self, key: str) -> int | None:
        """Where the row with ``key`` is; numbers have no gaps."""
        if not self._entries:
            return None
        index = self._entries[-1][0] - int(key)
        return index if 0 <= index < len(self._entries) else None

    def exchange(self, key: str) -> Exchange | None:
        """The request of a row."""
        place = self.position(key) if key else None
        return None if place is None else self._entries[-1 - place][1]

    def cells(self, index: int) -> Sequence[Cell]:
        """The row's cells, one a column."""
        exchange = self._entries[-1 - index][1]
        tone = tone_of(exchange)
        return (
            Cell(f"{exchange.at.astimezone(self._zone):%H:%M:%S}", "muted"),
            Cell(exchange.method, "" if exchange.method == "GET" else "accent"),
            Cell(exchange.path),
            Cell(str(exchange.status) if exchange.status is not None else "–", tone),
            Cell(f"{exchange.ms:,.0f}", "warn" if exchange.ms >= SLOW_MS else "muted"),
            Cell(str(exchange.tries), "warn" if exchange.tries > 1 else "muted"),
            Cell(exchange.outcome, tone if tone != "good" else "muted"),
            Cell(exchange.request_id, "muted"),
        )


def tone_of(exchange: Exchange) -> str:
    """Give how a request's status is drawn."""
    if exchange.status is None or exchange.status >= 500:
        return "bad"
    return "warn" if exchange.status >= 400 else "good"


def exchange_facts(exchange: Exchange, address: str, zone: ZoneInfo) -> Iterator[Fact]:
    """Give what there is to know of a request, all but what was sent with it."""
    yield Fact("Request", f"{exchange.method} {address}{exchange.path}", "strong")
    status = str(exchange.status) if exchange.status is not None else "no answer came"
    yield Fact("Status", status, tone_of(exchange))
    yield Fact("Outcome", exchange.outcome)
    yield Fact("Sent", f"{exchange.at.astimezone(zone):%Y-%m-%d %H:%M:%S.%f}"[:-3])
    yield Fact("Took", f"{exchange.ms:,.1f} ms")
    yield Fact("Try", str(exchange.tries))
    yield Fact("Answer", f"{exchange.bytes:,} bytes")
    if exchange.request_id:
        yield Fact("Request id", exchange.request_id)
    for name, value in exchange.headers.items():
        yield Fact(name, value)
    yield Fact("Authorization", "a bearer token, not shown", "muted")


class LogScreen(CursorScreen):
    """The requests of this run."""

    NAME = "log"
    SECTION = "log"
    CSS_PATH = "log.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("log")

    def __init__(self, desk: Desk, exchanges: deque[Exchange], session: Wiretap) -> None:
        """Show ``exchanges``, oldest first and growing; ``session`` masks what is copied."""
        super().__init__(desk)
        self._exchanges = exchanges
        self._session = session
        self._zone = ZoneInfo(desk.timezone)
        self._numbered: deque[tuple[int, Exchange]] = deque(maxlen=exchanges.maxlen)
        self._count = 0
        self._below = ""
        self.rows = LogRows((), self._zone)

    def body(self) -> ComposeResult:
        """Give the list and the whole of one request."""
        with Container(id="body"):
            yield RowList(COLUMNS, self.rows, id="list")
            with VerticalScroll(id="preview", can_focus=False):
                yield Facts(id="exchange")
                yield Static(id="sent", markup=False)

    def ready(self) -> None:
        """Begin to look."""
        self.cursor.focus()
        self.set_interval(LOOK_SECONDS, self._look)
        self._look(first=True)
        self._find_address()

    def on_screen_resume(self) -> None:
        """Show what came while another screen was on view."""
        if self.is_attached and self.query("#list"):
            self._look()

    @property
    def cursor(self) -> RowList:
        """The list."""
        return self.query_one("#list", RowList)

    @property
    def current(self) -> Exchange | None:
        """The request under the cursor."""
        return self.rows.exchange(self.cursor.cursor_key)

    def facts(self) -> str:
        """Say how many requests there were, how many are kept, and whether the newest is on view."""
        kept, most = len(self._numbered), self._numbered.maxlen
        if not kept:
            return ""
        parts = [count(self._count, "request") + " in this run"]
        if self._count > kept:
            parts.append(f"the last {kept:,} are here")
        elif most:
            parts.append(f"the last {most:,} are kept")
        failed = sum(tone_of(exchange) != "good" for _, exchange in self._numbered)
        if failed:
            parts.append(f"{failed:,} went wrong")
        place = self.rows.position(self.cursor.cursor_key) or 0
        parts.append(f"{place:,} newer above, " + keyed("<list.top> goes there") if place else "follows the newest")
        return " · ".join(parts)

    @work(group="address", exit_on_error=False)
    async def _find_address(self) -> None:
        try:
            client = await self._session.connect()
        except KlinkError:
            return  # Without an address there is no request to show either.
        self._below = client.address.below("")
        self._draw()

    def _look(self, *, first: bool = False) -> None:
        """Take in what is new; the cursor stays on its request, or follows the newest."""
        if not first and not self.is_current:
            return
        last = self._numbered[-1][1] if self._numbered else None
        fresh: list[Exchange] = []
        for exchange in reversed(self._exchanges):
            if exchange is last:
                break
            fresh.append(exchange)
        if not fresh and not first:
            return
        for exchange in reversed(fresh):
            self._count += 1
            self._numbered.append((self._count, exchange))
        follows = self.cursor.cursor == 0
        self.rows = LogRows(tuple(self._numbered), self._zone)
        newest = self.rows.key(0) if follows and len(self.rows) else None
        notice = Content("No request was sent yet.\nEvery request of this run is listed here.")
        self.cursor.show(self.rows, cursor_key=newest, notice=notice)
        self._draw()
        self.restate()

    def on_row_list_highlighted(self, event: RowList.Highlighted) -> None:
        """Show the request under the cursor."""
        self._draw()
        self.query_one("#preview").scroll_home(animate=False)
        self.restate()

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        """Show the request whole."""
        self.action_open()

    def _draw(self) -> None:
        exchange = self.current
        facts = self.query_one("#exchange", Facts)
        sent = self.query_one("#sent", Static)
        facts.facts = tuple(exchange_facts(exchange, self._below, self._zone)) if exchange else ()
        body = exchange.body if exchange else ""
        sent.update(Content.assemble(("What was sent\n", "$accent bold"), self._session.masked(body)) if body else "")
        sent.display = bool(body)

    # What keys do

    def action_open(self) -> None:
        """Give the whole screen to the request under the cursor, or take it away again."""
        if self.current is not None:
            self.toggle_class("whole")

    def action_back(self) -> None:
        """Give the list its place again, or go back."""
        if self.has_class("whole"):
            self.action_open()
        else:
            super().action_back()

    def action_refresh_now(self) -> None:
        """Look for what is new at once."""
        self._look()

    def action_text_down(self) -> None:
        """Scroll the request down."""
        self.query_one("#preview").scroll_relative(y=3, animate=False)

    def action_text_up(self) -> None:
        """Scroll the request up."""
        self.query_one("#preview").scroll_relative(y=-3, animate=False)

    @work(group="copy", exclusive=True, exit_on_error=False)
    async def action_copy_curl(self) -> None:
        """Copy the command that repeats the request, with the name of the variable where the token was."""
        exchange = self.current
        if exchange is None:
            return
        try:
            client = await self._session.connect()
        except KlinkError as error:
            self.trouble(error)
            return
        # Masked before the command is made of it: a mask over the whole would take the variable for a token.
        masked = self._session.masked
        harmless = replace(exchange, path=masked(exchange.path), body=masked(exchange.body))
        self.app.copy_to_clipboard(harmless.as_curl(str(client.address)))
        again = "" if exchange.method == "GET" else " Running it does the same once more."
        self.say(f"Copied as curl; the token is $KLINK_API_TOKEN.{again}")
