"""The lists that tickets and contacts refer to: form fields, tags, channels, groups, categories, presence."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Generic, TypeVar

from klink_tui.api.client import KlinkClient
from klink_tui.api.paging import Collected, collect
from klink_tui.desk.copy import LocalCopy
from klink_tui.desk.events import Bus, ReferenceChanged
from klink_tui.errors import BadRecordError
from klink_tui.models.field import FormField
from klink_tui.models.names import PRIORITIES, STATUSES, fold
from klink_tui.models.record import Record
from klink_tui.models.reference import Category, Channel, Group, PresenceChange, Tag
from klink_tui.store.lists import KeptList

T = TypeVar("T")
R = TypeVar("R", bound=Record)
Connect = Callable[[], Awaitable[KlinkClient]]
"""Gives the client, once there is one."""

OLD: Final = timedelta(minutes=10)
"""How old a list may be and still not be fetched anew when it is asked for."""
_PRESENCE_PAGES: Final = 2
"""How much of the presence log is looked at: it only ever grows."""


@dataclass(frozen=True, slots=True)
class Loaded(Generic[T]):
    """A reference list as it was fetched."""

    items: tuple[T, ...]
    unreadable: int
    """How many records could not be read."""
    complete: bool
    """Whether the server has no more of them."""
    fetched_at: datetime
    note: str = ""
    """Why it is not complete, in words; empty where it is."""


class Reference(Generic[R]):
    """One reference list, fetched when first asked for and kept, in the copy too."""

    def __init__(
        self,
        name: str,
        fetch: Callable[[], Awaitable[Loaded[R]]],
        bus: Bus,
        *,
        shelf: "Shelf[R] | None" = None,
        learn: Callable[[Iterable[R]], Awaitable[None]] | None = None,
    ) -> None:
        """Start unfetched.

        Args:
            name: what it is called, on screen and in the copy.
            fetch: fetches the list.
            bus: hears that it was fetched.
            shelf: where the copy keeps it; without one only memory does.
            learn: is told what is in it, whenever it was read.
        """
        self.name = name
        self._fetch = fetch
        self._bus = bus
        self._shelf = shelf
        self._learn = learn
        self._loaded: Loaded[R] | None = None
        self._flying: asyncio.Task[Loaded[R]] | None = None
        self._learning: asyncio.Task[None] | None = None

    def peek(self) -> Loaded[R] | None:
        """Give the list if it is here, as it was fetched last; where that was in an earlier run, from the copy."""
        if self._loaded is None and self._shelf is not None:
            self._loaded = self._shelf.read(self.name)
            if self._loaded is not None and self._learn is not None:
                self._learning = asyncio.create_task(_told(self._learn, self._loaded.items))
        return self._loaded

    async def get(self) -> Loaded[R]:
        """Give the list, fetched if it isn't here; where it is old it is given, and fetched anew in the background.

        Raises:
            ApiError: it isn't here and can't be had.
        """
        loaded = self.peek()
        if loaded is None:
            return await self.refresh()
        if self._shelf is not None and self._shelf.is_old(loaded):
            self._start()
        return loaded

    async def refresh(self) -> Loaded[R]:
        """Fetch the list anew; callers at the same time share one request.

        Raises:
            ApiError: it can't be had; what is here stays.
        """
        return await asyncio.shield(self._start())

    def _start(self) -> "asyncio.Task[Loaded[R]]":
        if self._flying is None:
            self._flying = asyncio.create_task(self._load())
            self._flying.add_done_callback(self._landed)
        return self._flying

    async def _load(self) -> Loaded[R]:
        loaded = self._loaded = await self._fetch()
        if self._shelf is not None:
            await self._shelf.put(self.name, loaded)
        if self._learn is not None:
            await self._learn(loaded.items)
        self._bus.announce(ReferenceChanged(self.name))
        return loaded

    def _landed(self, task: "asyncio.Task[Loaded[R]]") -> None:
        self._flying = None
        if not task.cancelled():
            task.exception()


class Shelf(Generic[R]):
    """Where the copy keeps reference lists of one kind of record."""

    def __init__(self, copy: LocalCopy, model: type[R], now: Callable[[], datetime]) -> None:
        """Keep records of ``model`` in ``copy``."""
        self._copy = copy
        self._model = model
        self._now = now

    def read(self, name: str) -> Loaded[R] | None:
        """Give a list as it was fetched last; ``None`` where none of that name is kept."""
        kept = self._copy.lists.read(name)
        if kept is None:
            return None
        try:
            items = tuple(self._model.read(record) for record in kept.records)
        except BadRecordError:  # It was kept by another release; it is fetched anew.
            return None
        return Loaded(items, kept.unreadable, kept.complete, datetime.fromtimestamp(kept.seen, UTC), kept.note)

    async def put(self, name: str, loaded: Loaded[R]) -> None:
        """Keep a list in the place of the one before."""
        records = tuple(item.raw for item in loaded.items)
        kept = KeptList(records, loaded.fetched_at.timestamp(), loaded.unreadable, loaded.complete, loaded.note)
        await self._copy.write(lambda: self._copy.lists.put(name, kept))

    def is_old(self, loaded: Loaded[R]) -> bool:
        """Tell whether a list is worth fetching anew."""
        return self._now() - loaded.fetched_at > OLD


async def _told(learn: Callable[[Iterable[R]], Awaitable[None]], items: Iterable[R]) -> None:
    await learn(items)


class References:
    """All reference lists of one desk."""

    def __init__(
        self,
        connect: Connect,
        copy: LocalCopy,
        bus: Bus,
        *,
        learn: Callable[[Iterable[FormField]], Awaitable[None]],
        now: Callable[[], datetime],
    ) -> None:
        """Start with what the copy has.

        Args:
            connect: gives the client, once there is one.
            copy: keeps the lists.
            bus: hears of lists that were fetched.
            learn: is told the ticket form's fields.
            now: the clock, aware.
        """
        self._connect = connect
        self._now = now
        fields = Shelf(copy, FormField, now)
        self.ticket_fields = Reference("ticket fields", self._ticket_fields, bus, shelf=fields, learn=learn)
        self.contact_fields = Reference("contact fields", self._contact_fields, bus, shelf=fields)
        self.tags = Reference("tags", self._tags, bus, shelf=Shelf(copy, Tag, now))
        self.channels = Reference("channels", self._channels, bus, shelf=Shelf(copy, Channel, now))
        self.groups = Reference("groups", self._groups, bus, shelf=Shelf(copy, Group, now))
        self.categories = Reference("categories", self._categories, bus, shelf=Shelf(copy, Category, now))
        self.presence = Reference("presence", self._presence, bus, shelf=Shelf(copy, PresenceChange, now))

    def choices(self, system_name: str, carried: Iterable[str] = ()) -> tuple[tuple[str, str], ...]:
        """Give the choices of a ticket's named value, as ``(value to send, label)``.

        What the form field lists, in its order; without one, what tickets carry, then the documented names
        (contract §3, Named values).
        """
        loaded = self.ticket_fields.peek()
        for field in loaded.items if loaded else ():
            if field.system_name == system_name and not field.is_archived and field.options:
                return tuple((option.value, option.text) for option in field.options)
        documented = {"status": STATUSES, "priority": PRIORITIES}.get(system_name, ())
        spellings: dict[str, str] = {}
        for name in (*carried, *documented):
            if name:
                spellings.setdefault(fold(name), name)
        return tuple((name, name) for name in spellings.values())

    def field_labels(self) -> dict[str, str]:
        """Give what custom fields are called, by key, as far as their definitions are here."""
        loaded = (self.contact_fields.peek(), self.ticket_fields.peek())
        return {field.system_name: field.label for one in loaded if one for field in one.items if field.is_custom}

    async def _ticket_fields(self) -> Loaded[FormField]:
        client = await self._connect()
        return self._loaded(await collect(client.tickets.fields))

    async def _contact_fields(self) -> Loaded[FormField]:
        client = await self._connect()
        return self._loaded(await collect(client.contacts.fields))

    async def _tags(self) -> Loaded[Tag]:
        client = await self._connect()
        return self._loaded(await collect(client.tags.list))

    async def _channels(self) -> Loaded[Channel]:
        client = await self._connect()
        return self._loaded(await collect(client.channels.list))

    async def _groups(self) -> Loaded[Group]:
        client = await self._connect()
        return self._loaded(await collect(client.contacts.groups))

    async def _categories(self) -> Loaded[Category]:
        client = await self._connect()
        page = await client.categories.list()
        return Loaded(page.items, len(page.unreadable), True, self._now())

    async def _presence(self) -> Loaded[PresenceChange]:
        client = await self._connect()
        return self._loaded(await collect(client.presence.list, cap=_PRESENCE_PAGES))

    def _loaded(self, found: Collected[T]) -> Loaded[T]:
        note = "" if found.is_whole else found.words
        return Loaded(found.items, len(found.unreadable), found.is_whole, self._now(), note)
