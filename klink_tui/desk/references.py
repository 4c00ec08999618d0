"""The lists that tickets and contacts refer to: form fields, tags, channels, groups, categories, presence."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Generic, TypeVar

from klink_tui.api.client import KlinkClient
from klink_tui.api.paging import Collected, collect
from klink_tui.desk.events import Bus, ReferenceChanged
from klink_tui.models.field import FormField
from klink_tui.models.names import PRIORITIES, STATUSES, fold
from klink_tui.models.reference import Category, Channel, Group, PresenceChange, Tag

T = TypeVar("T")
Connect = Callable[[], Awaitable[KlinkClient]]
"""Gives the client, once there is one."""

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


class Reference(Generic[T]):
    """One reference list, fetched when first asked for and kept."""

    def __init__(self, name: str, fetch: Callable[[], Awaitable[Loaded[T]]], bus: Bus) -> None:
        """Start unfetched."""
        self.name = name
        self._fetch = fetch
        self._bus = bus
        self._loaded: Loaded[T] | None = None
        self._flying: asyncio.Task[Loaded[T]] | None = None

    def peek(self) -> Loaded[T] | None:
        """Give the list if it is here."""
        return self._loaded

    async def get(self) -> Loaded[T]:
        """Give the list, fetched if it isn't here.

        Raises:
            ApiError: it can't be had.
        """
        return self._loaded or await self.refresh()

    async def refresh(self) -> Loaded[T]:
        """Fetch the list anew; callers at the same time share one request.

        Raises:
            ApiError: it can't be had; what is here stays.
        """
        if self._flying is None:
            self._flying = asyncio.create_task(self._load())
            self._flying.add_done_callback(self._landed)
        return await asyncio.shield(self._flying)

    async def _load(self) -> Loaded[T]:
        self._loaded = await self._fetch()
        self._bus.announce(ReferenceChanged(self.name))
        return self._loaded

    def _landed(self, task: "asyncio.Task[Loaded[T]]") -> None:
        self._flying = None
        if not task.cancelled():
            task.exception()


class References:
    """All reference lists of one desk."""

    def __init__(self, connect: Connect, bus: Bus, *, now: Callable[[], datetime]) -> None:
        """Start with nothing fetched."""
        self._connect = connect
        self._now = now
        self.ticket_fields: Reference[FormField] = Reference("ticket fields", self._ticket_fields, bus)
        self.contact_fields: Reference[FormField] = Reference("contact fields", self._contact_fields, bus)
        self.tags: Reference[Tag] = Reference("tags", self._tags, bus)
        self.channels: Reference[Channel] = Reference("channels", self._channels, bus)
        self.groups: Reference[Group] = Reference("groups", self._groups, bus)
        self.categories: Reference[Category] = Reference("categories", self._categories, bus)
        self.presence: Reference[PresenceChange] = Reference("presence", self._presence, bus)

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
