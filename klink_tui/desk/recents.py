"""Tickets and contacts that the agent touched last, and those that are pinned: known at once, kept over restarts."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from sqlite3 import Connection
from typing import Final

from klink_tui.desk.events import Bus, ContactGone, DeskEvent, IntentChanged, PinsChanged
from klink_tui.desk.ownwork import OwnWork
from klink_tui.errors import StoreError
from klink_tui.models.intent import TICKET_CHANGES, TO_COME, Intent, Kind
from klink_tui.store.touched import Place, Touched, forget, pin, touch

TICKET: Final = "ticket"
CONTACT: Final = "contact"
MOST: Final = 200
"""How many are remembered, beside those that are pinned."""
SAVE_SECONDS: Final = 0.5
"""Until what was touched is written down: who steps through a queue touches many."""
_OF_CONTACTS: Final = frozenset({Kind.CONTACT_EDIT, Kind.CONTACT_TAGS, Kind.MESSAGE})


class Recents:
    """What was opened and changed here."""

    def __init__(self, own: OwnWork, bus: Bus, *, clock: Callable[[], float]) -> None:
        """Start with nothing known; :meth:`load` takes in what was kept.

        Args:
            own: keeps it.
            bus: tells what is changed, and is told what is pinned.
            clock: epoch seconds.
        """
        self._own = own
        self._bus = bus
        self._clock = clock
        self._known: dict[Place, Touched] = {}
        """The one touched last is the last."""
        self._unsaved: set[Place] = set()
        self._unpinned: set[Place] = set()
        """Whose pin, set or taken off, is not written down yet."""
        self._gone: set[Place] = set()
        self._turn = asyncio.Lock()
        self._saver: asyncio.Task[None] | None = None
        own.made_anew.append(self._save_all)
        bus.subscribe(self._heard)

    async def load(self) -> None:
        """Take in what was kept, and what other consoles have touched; what is not written down yet stays.

        Raises:
            StoreError: the file can't be read.
        """
        kept = await self._own.ask(self._own.touched.read)
        own = {place: one for place, one in self._known.items() if place in self._unsaved | self._unpinned}
        pins = self._pinned()
        found = {one.place: one for one in reversed(kept) if one.place not in self._gone} | own
        self._known = dict(sorted(found.items(), key=lambda item: item[1].at))
        for kind, target in pins ^ self._pinned():
            self._bus.announce(PinsChanged(kind, target))

    @property
    def pins(self) -> tuple[Touched, ...]:
        """What is pinned, in the order it was pinned."""
        found = [one for one in self._known.values() if one.pinned is not None]
        return tuple(sorted(found, key=lambda one: one.pinned or 0.0))

    @property
    def recent(self) -> tuple[Touched, ...]:
        """What is not pinned, the one touched last first."""
        return tuple(one for one in reversed(self._known.values()) if one.pinned is None)

    def is_pinned(self, kind: str, target: str) -> bool:
        """Tell whether a ticket or a contact is pinned."""
        known = self._known.get((kind, target))
        return known is not None and known.pinned is not None

    def opened(self, kind: str, target: str, label: str) -> None:
        """Note that a ticket or a contact was opened."""
        self._touch(Touched(kind, target, label, self._clock()))

    def _touch(self, touched: Touched) -> None:
        place = touched.place
        known = self._known.pop(place, None)
        self._known[place] = replace(touched, pinned=known.pinned if known is not None else None)
        self._unsaved.add(place)
        self._gone.discard(place)
        self._save_soon()

    async def turn_pin(self, kind: str, target: str, label: str) -> bool:
        """Pin a ticket or a contact, or take the pin off; tell whether it is pinned now.

        Raises:
            StoreError: it is so until the console ends, but could not be written down.
        """
        place = kind, target
        known = self._known.get(place) or Touched(kind, target, label, self._clock())
        known = replace(known, label=label, pinned=None if known.pinned is not None else self._clock())
        self._known[place] = known
        self._unpinned.add(place)
        self._gone.discard(place)
        self._bus.announce(PinsChanged(kind, target))
        await self.flush()
        return known.pinned is not None

    def forget(self, kind: str, target: str) -> None:
        """Forget a record that is not there any more."""
        place = kind, target
        known = self._known.pop(place, None)
        if known is None:
            return
        self._unsaved.discard(place)
        self._unpinned.discard(place)
        self._gone.add(place)
        self._save_soon()
        if known.pinned is not None:
            self._bus.announce(PinsChanged(kind, target))

    async def flush(self) -> None:
        """Write down what is not yet.

        Raises:
            StoreError: it can't be; it is tried again with the next touch.
        """
        async with self._turn:
            unsaved, unpinned, gone = self._unsaved, self._unpinned, self._gone
            if not (unsaved or unpinned or gone):
                return
            self._unsaved, self._unpinned, self._gone = set(), set(), set()
            touched = [self._known[place] for place in unsaved if place in self._known]
            pinned = [self._known[place] for place in unpinned if place in self._known]

            def write(connection: Connection) -> None:
                touch(connection, touched)
                pin(connection, pinned)
                forget(connection, list(gone), most=MOST)

            try:
                await self._own.write(write)
            except StoreError:
                self._unsaved |= unsaved & self._known.keys()
                self._unpinned |= unpinned & self._known.keys()
                self._gone |= gone - self._known.keys()
                raise
            self._drop_old()

    async def close(self) -> None:
        """Write down what is left."""
        if self._saver is not None:
            self._saver.cancel()
            with suppress(asyncio.CancelledError):
                await self._saver
        with suppress(StoreError):  # What stands in the way has been said: the work is not kept.
            await self.flush()

    def _pinned(self) -> set[Place]:
        return {place for place, one in self._known.items() if one.pinned is not None}

    def _drop_old(self) -> None:
        for one in self.recent[MOST:]:
            del self._known[one.place]

    def _heard(self, event: DeskEvent) -> None:
        if isinstance(event, IntentChanged):
            self._changed(event.intent)
        elif isinstance(event, ContactGone):
            self.forget(CONTACT, event.contact_id)

    def _changed(self, intent: Intent) -> None:
        """Note what the agent changes; a bulk run would leave no room for anything else."""
        if intent.batch or not intent.target or intent.state not in TO_COME:
            return
        kind = TICKET if intent.kind in TICKET_CHANGES else CONTACT if intent.kind in _OF_CONTACTS else ""
        known = self._known.get((kind, intent.target))
        # It is told of more than once, and perhaps after the record was opened again.
        is_old = known is not None and (known.at, known.how == "changed") >= (intent.created, True)
        if kind and not is_old:
            label = known.label if known is not None else intent.label
            self._touch(Touched(kind, intent.target, label, intent.created, "changed"))

    def _save_all(self) -> None:
        """Write everything again: the file was made anew, and may lack it."""
        self._unsaved |= self._known.keys()
        self._unpinned |= self._pinned()
        self._save_soon()

    def _save_soon(self) -> None:
        if self._saver is None or self._saver.done():
            self._saver = asyncio.get_running_loop().create_task(self._save())

    async def _save(self) -> None:
        await asyncio.sleep(SAVE_SECONDS)
        with suppress(StoreError):  # The status line says that nothing can be saved; the next touch tries again.
            await self.flush()
