"""The first frame: the list of tickets as it was last on view, drawn before most of the console is loaded.

It looks as the list does, and gives way to it a moment later. It imports next to nothing: every millisecond here is one
that the agent waits for the first ticket. What its rows say is what the local copy says now; which rows they are was
noted when the list was last on view.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.screen import Screen

from klink_tui.models.ages import USUAL_AGES, Ages
from klink_tui.models.ticketrow import TicketRow
from klink_tui.screens.keys import footer_of
from klink_tui.store.cache import Cache
from klink_tui.store.listing import TicketListing
from klink_tui.store.notes import Notes
from klink_tui.widgets.bars import KeyBar, StatusLine, TopBar
from klink_tui.widgets.cells import Cell
from klink_tui.widgets.keyed import keymap_of
from klink_tui.widgets.rowlist import RowList
from klink_tui.widgets.ticketlook import TICKET_COLUMNS, columns_of, ticket_cells
from klink_tui.widgets.viewbar import Entry, ViewBar
from klink_tui.widgets.viewrail import ViewRail
from klink_tui.widgets.words import ago

NOTE: Final = "curtain"
"""What the copy keeps it under."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What was last on view."""

    keys: tuple[str, ...] = ()
    """The tickets' keys, from the top."""
    columns: tuple[tuple[str, int], ...] = ()
    """Names and widths, as :func:`klink_tui.widgets.ticketlook.columns_of` takes them."""
    custom: tuple[tuple[str, str], ...] = ()
    """System and display names of the custom fields among them."""
    orders: tuple[tuple[str, bool], ...] = ()
    """The column that they are in order of, and whether downwards."""
    views: tuple[tuple[str, int | None, bool, int], ...] = ()
    """Name, count, completeness and what has moved of each saved view."""
    current: int = 0
    """The view that is on view."""
    modified: bool = False
    query: str = ""
    """What stands in the line above the list; empty where there is no line."""
    facts: str = ""
    """What the status line said, but for the age."""

    @classmethod
    def read(cls, notes: Notes) -> "Scene":
        """Read what was noted; an empty scene where nothing was, or it can't be read."""
        kept = notes.read(NOTE)
        if not isinstance(kept, dict):
            return cls()
        try:
            return cls(
                keys=tuple(kept["keys"]),
                columns=tuple((name, width) for name, width in kept["columns"]),
                custom=tuple((name, label) for name, label in kept["custom"]),
                orders=tuple((name, down) for name, down in kept["orders"]),
                views=tuple((name, count, complete, moved) for name, count, complete, moved in kept["views"]),
                current=kept["current"],
                modified=kept["modified"],
                query=kept["query"],
                facts=kept["facts"],
            )
        except (KeyError, TypeError, ValueError):
            return cls()


class SceneRows:
    """Tickets as rows of a list."""

    def __init__(self, rows: Sequence[TicketRow], cells: Sequence[Sequence[Cell]]) -> None:
        """Take tickets and their cells."""
        self._rows = rows
        self._cells = cells
        self._places = {row.key: place for place, row in enumerate(rows)}

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def key(self, index: int) -> str:
        """The row's key."""
        return self._rows[index].key

    def position(self, key: str) -> int | None:
        """Where the row with ``key`` is."""
        return self._places.get(key)

    def cells(self, index: int) -> Sequence[Cell]:
        """The row's cells."""
        return self._cells[index]


class CurtainScreen(Screen[None]):
    """The list of tickets, before it can do anything."""

    def __init__(self, cache: Cache, *, desk: str, zone: str, now: datetime, ages: Ages = USUAL_AGES) -> None:
        """Draw what ``cache`` has.

        Args:
            cache: the local copy.
            desk: what the desk is called on screen.
            zone: IANA name of the agent's time zone.
            now: the time.
            ages: when the age of a ticket is pointed out.
        """
        super().__init__()
        self.add_class("desk-screen", "paged-screen")
        scene = Scene.read(Notes(cache))
        custom = dict(scene.custom)
        rows = TicketListing(cache).rows_of(scene.keys, custom=tuple(custom)) if scene.keys else []
        columns = columns_of(scene.columns, custom) if scene.keys else TICKET_COLUMNS
        cells = [ticket_cells(row, columns, now, zone, ages=ages) for row in rows]
        self._list = RowList(columns, SceneRows(rows, cells), id="list")
        self._list.orders = dict(scene.orders)
        age = ago(datetime.fromtimestamp(min(row.seen for row in rows), UTC), now) if rows else ""
        self._facts = " · ".join(part for part in (scene.facts, age) if part)
        self._scene = scene
        self._desk = desk

    def compose(self) -> ComposeResult:
        """Give what the list of tickets gives, but for what is in the preview."""
        top, views, rail, status = TopBar(), ViewBar(id="views"), ViewRail(id="rail"), StatusLine()
        top.section, top.desk = "tickets", self._desk
        for bar in (views, rail):
            bar.entries = tuple(Entry(*view) for view in self._scene.views)
            bar.current, bar.modified = self._scene.current, self._scene.modified
        status.facts = self._facts
        yield top
        yield views
        if self._scene.query:
            from textual.widgets import Static

            line = Content.assemble(("/ ", "$accent bold"), self._scene.query)
            yield Static(line, classes="curtain--query")
        with Container(id="body"):
            yield rail
            yield self._list
            yield VerticalScroll(id="preview", can_focus=False)
        yield status
        yield KeyBar(tuple(footer_of("tickets", keymap_of(self.app))))

    def on_mount(self) -> None:
        """Draw the cursor as it will be."""
        self._list.focus()
        if not len(self._list.rows):
            self._list.show(self._list.rows, notice=Content("Fetching tickets …"))
