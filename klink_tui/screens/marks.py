"""Marks in the list of tickets: kept by ticket over pages, orders and queries, their number always in sight."""

from collections.abc import Iterable
from typing import Final

from textual import work

from klink_tui.desk.desk import Desk
from klink_tui.desk.ticketbooks import ViewBook
from klink_tui.screens.viewacts import ViewActs
from klink_tui.store.listing import keys_in_place, keys_of
from klink_tui.widgets.words import count

RUN_MOST: Final = 5000
"""Tickets that one run goes over, from where it begins: all of a hundred thousand would have to be read first."""
BEFORE: Final = 500
"""Tickets before that, which one can go back to."""


class MarkingScreen(ViewActs):
    """A list whose tickets can be marked."""

    def __init__(self, desk: Desk) -> None:
        """Start with nothing marked."""
        super().__init__(desk)
        self._marks: dict[str, None] = {}
        self._last_marked = ""

    @property
    def marked(self) -> tuple[str, ...]:
        """The keys of the marked tickets, in the order they were marked."""
        return tuple(self._marks)

    def is_marked(self, key: str) -> bool:
        """Tell whether a ticket is marked."""
        return key in self._marks

    def marked_words(self) -> str:
        """Say how many are marked, and where none of them is in sight; nothing for none."""
        if not self._marks:
            return ""
        in_sight = any(self.rows.key(index) in self._marks for index in range(len(self.rows)))
        return f"{len(self._marks):,} marked" + ("" if in_sight else ", none of them on this page")

    def _mark(self, *keys: str, on: bool) -> None:
        for key in keys:
            if on:
                self._marks[key] = None
            else:
                self._marks.pop(key, None)
            self.list.repaint_row(key)
        self.restate()

    def action_mark(self) -> None:
        """Mark the ticket under the cursor, or take the mark off."""
        if (row := self.current) is not None:
            self._last_marked = row.key
            self._mark(row.key, on=not self.is_marked(row.key))

    def action_mark_next(self) -> None:
        """Mark the ticket under the cursor, or take the mark off, and go on to the next."""
        self.action_mark()
        self.list.move(1)

    def action_mark_range(self) -> None:
        """Mark from the ticket that was marked last to the one under the cursor."""
        place, start = self.rows.position(self.list.cursor_key), self.rows.position(self._last_marked)
        if place is None or start is None:
            self.action_mark()
            return
        first, last = sorted((place, start))
        self._mark(*(self.rows.key(index) for index in range(first, last + 1)), on=True)

    @work(group="mark", exclusive=True, exit_on_error=False)
    async def action_mark_all(self) -> None:
        """Mark all tickets of the view, on every page; where all are marked, none."""
        if self.query_error is not None:
            return
        here = [self.rows.key(index) for index in range(len(self.rows))]
        if lacks := not all(
            key in self._marks for key in here
        ):  # Then all will be marked, whatever there is elsewhere.
            self._show_marks(here)
        keys = await self._all_keys()
        if not keys:
            self.say("There is nothing to mark here.")
            return
        if not lacks and all(key in self._marks for key in keys):
            self.action_unmark()
        else:
            self._show_marks(keys)
        if self._marks:
            self.tell_what_lacks("those are marked")

    def _show_marks(self, keys: Iterable[str]) -> None:
        self._marks.update(dict.fromkeys(keys))
        self.list.show(self.rows)
        self.restate()

    def tell_what_lacks(self, then: str) -> None:
        """Say where the copy has not all tickets yet; ``then`` is what that means."""
        progress = self.desk.mirror.progress
        if progress.total is not None and progress.held < progress.total:
            self.say(f"Only {count(progress.held, 'ticket')} of {progress.total:,} are here yet: {then}.")

    async def _all_keys(self) -> list[str]:
        """Give the keys of all tickets of the view."""
        book = self.book
        if not isinstance(book, ViewBook):
            return await self.desk.copy.ask(lambda connection: keys_in_place(connection))
        await book.count()
        found = book.found
        return await self.desk.copy.ask(lambda connection: keys_of(connection, found))

    async def _keys_near(self, key: str) -> list[str]:
        """Give the keys of the view's tickets from a ticket on, and some before it: not more than a run can need."""
        book = self.book
        if not isinstance(book, ViewBook):
            return await self.desk.copy.ask(
                lambda connection: keys_in_place(connection, near=key, before=BEFORE, most=BEFORE + RUN_MOST)
            )
        await book.count()
        found, place = book.found, book.place_of(key) or 0
        near = found[max(place - BEFORE, 0) : place + RUN_MOST]
        return await self.desk.copy.ask(lambda connection: keys_of(connection, near))

    def action_unmark(self) -> None:
        """Take all marks off."""
        self._marks.clear()
        self.list.show(self.rows)
        self.restate()

    def action_back(self) -> None:
        """Take all marks off, else what it does elsewhere."""
        if self._marks:
            self.action_unmark()
        else:
            super().action_back()
