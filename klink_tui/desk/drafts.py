"""What is being typed and was not sent: in memory with the key, on the disk within a second."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from sqlite3 import Connection
from typing import Any, Final

from klink_tui.desk.events import Bus, DraftsChanged, NotesChanged
from klink_tui.desk.ownwork import OwnWork
from klink_tui.errors import StoreError
from klink_tui.models.names import fold
from klink_tui.store.drafts import Draft, remove, save

SAVE_SECONDS: Final = 0.25
"""Between two saves of what is being typed, at the least."""
RETRY_SECONDS: Final = 3.0
"""Until it is tried again where it could not be saved."""
NOTE: Final = "note"
"""The kind of local notes: kept as drafts are, but never to be sent, and none of them."""
Place = tuple[str, str]
"""Kind and target."""


class Drafts:
    """Unsent forms and messages, by what they are for; discarded only on purpose."""

    def __init__(self, own: OwnWork, bus: Bus, *, clock: Callable[[], float]) -> None:
        """Start with what is in the file.

        Args:
            own: keeps them.
            bus: is told when there are others, or when they can't be saved.
            clock: epoch seconds.
        """
        self._own = own
        self._bus = bus
        self._clock = clock
        self._kept: dict[Place, Draft] = {}
        self._others: list[Draft] = []
        self._seen: dict[Place, Draft | None] = {}
        """What the agent was shown of a place, or has typed there: what is typed next grows from that."""
        self._ended: set[Place] = set()
        """Where what the agent was shown was sent or thrown away by another console."""
        self._notes: Mapping[str, str] | None = None
        self._unsaved: set[Place] = set()
        self._gone: list[Draft] = []
        self._saving: set[Place] = set()
        """What is being written just now."""
        self._leaving: list[Draft] = []
        """What is being taken out just now."""
        self._turn = asyncio.Lock()
        self._saver: asyncio.Task[None] | None = None
        own.made_anew.append(self._save_all)
        self.trouble: StoreError | None = None
        """Why what is typed is only in memory; ``None`` where it is saved, or is about to be."""
        with suppress(StoreError):
            self._take_in(own.drafts.read())

    def keep(
        self, kind: str, target: str, content: Mapping[str, Any], *, label: str = "", basis: str | None = None
    ) -> None:
        """Keep what was typed.

        Args:
            kind: as :class:`klink_tui.store.drafts.Draft` has it.
            target: what it is for: a record's key or id, or empty for something new.
            content: a JSON object; must not be changed afterwards.
            label: what it is for, in words; empty leaves it as it is.
            basis: what the record is; only the first one of a draft counts.
        """
        place = kind, target
        known, mine = self._kept.get(place), self.peek(kind, target)
        if known is not None and mine is not known:  # Another console has gone on with it: both stay.
            if mine is not None and is_same_text(mine.content, content):
                return
            self._others.append(known)
            known = None
        if mine is None:
            draft = Draft(kind, target, content, label, basis or "", self._clock())
        else:
            draft = replace(mine, content=content, label=label or mine.label, saved=self._clock())
        self._kept[place] = self._seen[place] = draft
        self._unsaved.add(place)
        self._save_soon()
        self._noted(kind, target)
        if known is None:
            self._bus.announce(DraftsChanged())

    def find(self, kind: str, target: str) -> Mapping[str, Any] | None:
        """Give what was typed, to be gone on with, if there is something."""
        draft = self.get(kind, target)
        return None if draft is None else draft.content

    def get(self, kind: str, target: str) -> Draft | None:
        """Give the draft, to be gone on with, if there is one."""
        place = kind, target
        self._ended.discard(place)
        self._seen[place] = draft = self._kept.get(place)
        return draft

    def peek(self, kind: str, target: str) -> Draft | None:
        """Give the draft as the agent knows it here, whatever another console has made of it since."""
        place = kind, target
        known, seen = self._kept.get(place), self._seen.get(place)
        if known is None or place not in self._seen or (seen is not None and _is_at(seen, known)):
            return known
        return seen

    def ended_elsewhere(self, kind: str, target: str) -> bool:
        """Tell whether what the agent was shown has been sent or thrown away by another console since."""
        return (kind, target) in self._ended

    def discard(self, kind: str, target: str) -> None:
        """Forget a draft: it was sent, or thrown away on purpose; what another console has made of it since stays."""
        mine, draft = self.peek(kind, target), self._kept.get((kind, target))
        self._seen.pop((kind, target), None)
        self._ended.discard((kind, target))
        if draft is not None and mine is draft:
            del self._kept[draft.place]
            self._unsaved.discard(draft.place)
            self._gone.append(draft)
            self._save_soon()
            self._noted(kind, target)
            self._bus.announce(DraftsChanged())

    async def take_up(self, draft: Draft) -> None:
        """Let :meth:`get` give one draft out of :attr:`all`; another of that target stays beside it.

        Raises:
            StoreError: that other one can't be saved.
        """
        chosen = next((one for one in self._others if (one.place, one.slot) == (draft.place, draft.slot)), None)
        if chosen is None:
            return
        if draft.place in self._unsaved | self._saving:
            await self.flush()
            if self.trouble is not None:
                raise self.trouble
        self._others.remove(chosen)
        if (known := self._kept.get(draft.place)) is not None:
            self._others.append(known)
        self._kept[draft.place] = self._seen[draft.place] = chosen
        self._bus.announce(DraftsChanged())

    async def throw_away(self, draft: Draft) -> None:
        """Throw away one draft out of :attr:`all`.

        Raises:
            StoreError: the file can't be written.
        """
        known = self._kept.get(draft.place)
        if known is not None and known.slot == draft.slot:
            self._seen[draft.place] = known
            self.discard(*draft.place)
            return
        await self._own.write(lambda connection: remove(connection, draft))
        await self.reload()

    @property
    def all(self) -> tuple[Draft, ...]:
        """Every draft, the one typed last first; of one target there can be several, from several consoles."""
        found = (draft for draft in (*self._kept.values(), *self._others) if draft.kind != NOTE)
        return tuple(sorted(found, key=lambda draft: -draft.saved))

    @property
    def all_notes(self) -> tuple[Draft, ...]:
        """Every local note, the one written last first."""
        found = (draft for draft in (*self._kept.values(), *self._others) if draft.kind == NOTE)
        return tuple(sorted(found, key=lambda draft: -draft.saved))

    @property
    def notes(self) -> Mapping[str, str]:
        """Folded text of the local notes by key or id of what they are on; another object once one has changed."""
        if self._notes is None:
            targets = dict.fromkeys(draft.target for draft in self.all_notes)
            self._notes = {target: fold(self.note_on(target)) for target in targets}
        return self._notes

    def _noted(self, kind: str, target: str) -> None:
        """Say that a note has changed, where it is one."""
        if kind == NOTE:
            self._notes = None
            self._bus.announce(NotesChanged(target))

    def note_on(self, target: str) -> str:
        """Give the local note on a record; empty where there is none. Of several consoles' notes all are given."""
        kept = self._kept.get((NOTE, target))
        others = [draft for draft in self._others if draft.place == (NOTE, target)]
        return "\n\n".join(str(draft.content.get("text", "")) for draft in ((kept,) if kept else ()) + (*others,))

    def __len__(self) -> int:
        """How many there are."""
        return len(self.all)

    @property
    def is_saved(self) -> bool:
        """Whether everything typed is in the file, or in memory where there is none."""
        return not (self._unsaved or self._gone or self._saving or self._leaving)

    def adopt(self, draft: Draft) -> None:
        """Take note of a draft that was written to the file by somebody else here; what is typed by now stays."""
        if draft.place in self._kept:
            self._others.append(draft)
        else:
            self._kept[draft.place] = draft
        self._noted(*draft.place)
        self._bus.announce(DraftsChanged())

    def rebase(self, target: str, before: str, basis: str) -> None:
        """Note that a record was changed by the agent alone: that makes no draft for it out of date.

        Args:
            target: the record.
            before: what it was: a draft that was out of date then stays so.
            basis: what it is.
        """
        for place, draft in list(self._kept.items()):
            if draft.target == target and draft.basis == before:
                self._kept[place] = replace(draft, basis=basis)
                self._unsaved.add(place)
                self._save_soon()

    async def flush(self) -> None:
        """Save everything typed at once, or find that it can't be saved."""
        # Whoever waits may go away; what is being written is written all the same.
        while not self.is_saved and await asyncio.shield(self._try()):
            pass

    async def reload(self) -> None:
        """Read again what other consoles have written.

        Raises:
            StoreError: the file can't be read.
        """
        self._take_in(await self._own.ask(self._own.drafts.read))
        self._noted(NOTE, "")
        self._bus.announce(DraftsChanged())

    async def close(self) -> None:
        """Save what is left to save."""
        await self.flush()
        if self._saver is not None:
            self._saver.cancel()
            with suppress(asyncio.CancelledError):
                await self._saver

    def _take_in(self, drafts: list[Draft]) -> None:
        """Take drafts out of the file: of each target the one that this console has, else the newest."""
        slots = {place: draft.slot for place, draft in self._kept.items() if draft.revision}
        typed = self._unsaved | self._saving
        there = {(draft.place, draft.slot) for draft in drafts}
        seen = (slots.keys() & self._seen.keys()) - typed
        self._ended |= {place for place in seen if (place, slots[place]) not in there}
        leaving = {(draft.place, draft.slot) for draft in (*self._gone, *self._leaving)}
        self._kept = {place: draft for place, draft in self._kept.items() if place in typed}
        self._others = []
        for draft in drafts:
            is_mine = slots.get(draft.place) == draft.slot
            if (draft.place, draft.slot) in leaving or (is_mine and draft.place in typed):
                continue
            if draft.place not in self._kept and (is_mine or draft.place not in slots):
                self._kept[draft.place] = draft
            else:
                self._others.append(draft)

    def _save_all(self) -> None:
        """Save everything: the file was made anew, and may lack what was saved before."""
        self._unsaved |= self._kept.keys()
        self._save_soon()

    def _save_soon(self) -> None:
        if self._saver is None or self._saver.done():
            self._saver = asyncio.get_running_loop().create_task(self._save())

    async def _save(self) -> None:
        while self._unsaved or self._gone:
            await self._try()
            await asyncio.sleep(SAVE_SECONDS)
            waited = SAVE_SECONDS
            while self.trouble is not None and waited < RETRY_SECONDS:
                await asyncio.sleep(SAVE_SECONDS)
                waited += SAVE_SECONDS

    async def _try(self) -> bool:
        """Save what there is to save; tell whether that went well."""
        async with self._turn:
            unsaved = [self._kept[place] for place in self._unsaved]
            gone = self._gone
            self._saving, self._leaving = self._unsaved, gone
            self._unsaved, self._gone = set(), []

            def write(connection: Connection) -> list[Draft]:
                for draft in gone:
                    remove(connection, draft)
                return [save(connection, draft) for draft in unsaved]

            saved: list[Draft] | None = None
            trouble: StoreError | None = None
            try:
                saved = await self._own.write(write)
            except StoreError as error:
                trouble = error
            finally:
                self._saving, self._leaving = set(), []
                if saved is None:
                    self._unsaved |= {draft.place for draft in unsaved if draft.place in self._kept}
                    self._gone = [*gone, *self._gone]
            for before, after in zip(unsaved, saved or (), strict=saved is not None):
                self._saved(before, after)
            if trouble is not None or self.trouble is not None:
                self.trouble = trouble
                self._bus.announce(DraftsChanged())
            return trouble is None

    def _saved(self, before: Draft, after: Draft) -> None:
        """Note slot and revision that a draft got; what was typed meanwhile grows from them."""

        def grown(draft: Draft) -> Draft:
            is_same = (draft.place, draft.slot, draft.revision) == (before.place, before.slot, before.revision)
            return replace(draft, slot=after.slot, revision=after.revision) if is_same else draft

        for drafts in (self._kept, self._seen):
            if (draft := drafts.get(before.place)) is not None:
                drafts[before.place] = grown(draft)
        self._gone = [grown(draft) for draft in self._gone]


def is_same_text(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Tell whether two contents say the same, wherever the cursor stood and whatever became of it."""
    beside = {"cursor", "focus", "refused"}
    first, second = ({key: value for key, value in each.items() if key not in beside} for each in (one, other))
    return first == second


def _is_at(one: Draft, other: Draft) -> bool:
    """Tell whether two drafts of a place are one, as it was written by the same save."""
    return (one.slot, one.revision) == (other.slot, other.revision)
