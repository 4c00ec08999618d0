"""Keeps the copy fresh: cheap looks at the first pages often, everything again now and then, at a bounded rate.

Nothing here waits for a key, and no key for anything here. Trouble ends nothing: it is said, and tried again later.
"""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Final

from klink_tui.desk.copy import LocalCopy
from klink_tui.desk.events import Bus, CopyChanged, MirrorChanged
from klink_tui.desk.sweep import FetchRows, Sweeper
from klink_tui.errors import ApiError, AuthError, ConfigError, ForbiddenError, KlinkError
from klink_tui.store.taken import Taken

LEASE: Final = 20.0
"""Seconds after which a console that swept and says nothing more no longer keeps others from it."""
_BACK_OFF: Final = (2.0, 5.0, 10.0, 20.0, 30.0)
"""Seconds until the next try after failures in a row."""
_STEP: Final = 0.05


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the mirror may be."""

    poll_seconds: float = 30.0
    """Between two looks at the first pages."""
    sweep_seconds: float = 3600.0
    """Between the end of a sweep and the next one."""
    page_seconds: float = 0.15
    """Between the beginnings of two pages of a sweep, at the least."""
    keys_seconds: float = 0.4
    """How long a sweep makes way after a key."""
    longest_way: float = 3.0
    """How long it makes way at the most, for keys without end."""
    most_tickets: int = 0
    """How many tickets are kept; 0 is all."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How the copy stands."""

    held: int
    """Tickets in the copy."""
    total: int | None
    """Tickets that the server has, as it said last; ``None`` before it said."""
    sweeping: bool
    """Whether everything is being read."""
    read: int
    """Tickets that the sweep under way was given."""
    paused: bool
    """Whether the agent has stopped that."""
    trouble: str
    """Why nothing can be read, in words; empty where it can."""
    complete: bool
    """Whether everything was read at least once."""
    polled: float
    """When the first page was read last, epoch seconds; 0 for never."""
    elsewhere: bool
    """Whether another console on the same copy does the reading."""


class Mirror:
    """Keeps the tickets and contacts of one copy fresh."""

    def __init__(
        self,
        copy: LocalCopy,
        bus: Bus,
        *,
        tickets: FetchRows,
        contacts: FetchRows,
        pace: Pace | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Start at rest.

        Args:
            copy: what is kept fresh.
            bus: hears of what changed.
            tickets: fetches a page of tickets as they came.
            contacts: fetches a page of contacts as they came.
            pace: how fast.
            clock: epoch seconds.
        """
        self.pace = pace or Pace()
        self._copy = copy
        self._bus = bus
        self._clock = clock
        self._name = f"{os.getpid()}-{id(self)}"
        self.tickets = Sweeper(
            "tickets",
            tickets,
            lambda: copy.tickets,
            copy,
            told=self._told,
            clock=clock,
            most=self.pace.most_tickets,
        )
        self.contacts = Sweeper(
            "contacts", contacts, lambda: copy.contacts, copy, told=self._told_of_contacts, clock=clock
        )
        self._filled = 0
        self._paused = False
        self._trouble: KlinkError | None = None
        self._failures = 0
        self._elsewhere = False
        self._key_at = 0.0
        self._page_at = 0.0
        self._page_began = 0.0
        self._held: tuple[int, int] = (-1, 0)
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    # How it stands

    @property
    def progress(self) -> Progress:
        """How the copy stands."""
        if self._held[0] != self._copy.version:
            (count,) = self._copy.cache.read("SELECT count(*) FROM tickets")[0]
            self._held = (self._copy.version, int(count))
        course = self.tickets.course
        return Progress(
            held=self._held[1],
            total=course.total,
            sweeping=not course.done and bool(self._tasks) and not self._paused and self._trouble is None,
            read=course.rows,
            paused=self._paused,
            trouble=self._trouble.message if self._trouble else "",
            complete=course.complete > 0,
            polled=self.tickets.polled,
            elsewhere=self._elsewhere,
        )

    @property
    def error(self) -> KlinkError | None:
        """Why nothing can be read; ``None`` where it can."""
        return self._trouble

    # What it is told

    def start(self) -> None:
        """Begin to keep the copy fresh in the background."""
        if not self._tasks:
            self._tasks = [asyncio.create_task(self._keep_polling()), asyncio.create_task(self._keep_sweeping())]

    async def stop(self) -> None:
        """End what is under way; once more does no harm. A sweep goes on there another time."""
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task

    def pause(self, paused: bool) -> None:
        """Stop reading in the background, or go on."""
        self._paused = paused
        self.hurry()
        self._announce()

    def hurry(self) -> None:
        """Try at once what waits for its time."""
        self._wake.set()

    def make_way(self) -> None:
        """Let a sweep wait a little: a key was pressed, and has the processor to itself."""
        now = time.monotonic()
        if now - self._key_at > self.pace.keys_seconds:
            self._page_began = now
        self._key_at = now

    def missed(self, error: KlinkError) -> None:
        """Note that somebody else could not reach the server."""
        self._trouble = error
        self._announce()

    def reached(self) -> None:
        """Note that the server answered."""
        if self._failures or self._trouble is not None:
            self._failures, self._trouble = 0, None
            self._announce()

    async def poll(self) -> None:
        """Look at the first pages of tickets now.

        Raises:
            ApiError: they can't be had.
        """
        self._copy.tickets.telling = self.tickets.course.complete > 0
        await self.tickets.poll()
        self.reached()
        self._announce()

    async def sweep(self) -> None:
        """Read everything once: tickets, then contacts.

        Raises:
            ApiError: it was interrupted; the next call goes on there.
        """
        for sweeper in (self.tickets, self.contacts):
            self._copy.tickets.telling = self.tickets.course.complete > 0
            await sweeper.sweep(self.before_page)
            self._announce()

    # The background

    async def _keep_polling(self) -> None:
        while True:
            due = self.tickets.polled + self.pace.poll_seconds - self._clock()
            if due <= 0 and not self._paused and await self._tried(self.poll):
                continue
            await self._rest(min(max(due, 1.0), 5.0) if not self._paused else 60.0)

    async def _keep_sweeping(self) -> None:
        while True:
            if not self._paused and self._trouble is None and self.may_sweep():
                for sweeper in (self.tickets, self.contacts):
                    if self._is_due(sweeper):
                        self._copy.tickets.telling = self.tickets.course.complete > 0
                        await self._tried(partial(sweeper.sweep, self.before_page))
                        self._announce()
            await asyncio.sleep(1.0)

    def _is_due(self, sweeper: Sweeper) -> bool:
        return sweeper.is_sweeping or self._clock() - sweeper.course.ended >= self.pace.sweep_seconds

    def may_sweep(self) -> bool:
        """Tell whether no other console on the same copy sweeps; what it wrote is then shown here too."""
        held = self._copy.notes.read("sweeper")
        elsewhere = isinstance(held, list) and held[0] != self._name and float(held[1]) > self._clock()
        if elsewhere or self._elsewhere:
            self.tickets.follow()
            self.contacts.follow()
            self._told(Taken(moved=True))
        if elsewhere != self._elsewhere:
            self._elsewhere = elsewhere
            self._announce()
        return not elsewhere

    async def before_page(self) -> None:
        """Wait until a page of a sweep may be fetched."""
        while True:
            now = time.monotonic()
            busy = now - self._key_at < self.pace.keys_seconds and now - self._page_began < self.pace.longest_way
            if not self._paused and not busy and now - self._page_at >= self.pace.page_seconds:
                break
            await asyncio.sleep(_STEP)
        self._page_at = self._page_began = time.monotonic()
        lease = [self._name, self._clock() + LEASE]
        await self._copy.write(lambda: self._copy.notes.put("sweeper", lease))

    async def _tried(self, work: Callable[[], Awaitable[None]]) -> bool:
        """Do something that may fail; afterwards wait as long as failures in a row ask for."""
        try:
            await work()
        except (ApiError, ConfigError) as error:
            self._trouble = error
            self._announce()
            pause = _BACK_OFF[min(self._failures, len(_BACK_OFF) - 1)]
            self._failures += 1
            # Who has no permission gets none by asking again: only the agent can change that.
            await self._rest(600.0 if isinstance(error, AuthError | ForbiddenError | ConfigError) else pause)
            return False
        self.reached()
        return True

    async def _rest(self, seconds: float) -> None:
        """Wait, or until somebody is in a hurry."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), seconds)
        self._wake.clear()

    def _told(self, taken: Taken) -> None:
        if taken.anything:
            self._copy.version += 1
            self._bus.announce(CopyChanged(frozenset((*taken.new, *taken.changed))))

    def _told_of_contacts(self, taken: Taken) -> None:
        if self._filled != self._copy.contacts.filled:
            # Tickets now show of their contact what their own record does not say.
            self._filled = self._copy.contacts.filled
            self._told(Taken(moved=True))
        if taken.anything:
            self._announce()

    def _announce(self) -> None:
        self._bus.announce(MirrorChanged())
