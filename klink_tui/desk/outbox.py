"""The outbox: every change that the agent wants, written down before the screen says so, until its outcome is known.

Nothing is sent from here (``delivery.py`` does). States follow one another so, each step durable before it shows::

    held → waiting → sending → done · refused · conflict · unknown
      └───────┴→ cancelled          conflict, unknown → waiting · done · cancelled
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from klink_tui.desk.drafts import Drafts, is_same_text
from klink_tui.desk.events import Bus, IntentChanged, TicketChanged
from klink_tui.desk.journal import entries_of
from klink_tui.desk.ownwork import OwnWork
from klink_tui.desk.renewing import bring_back
from klink_tui.errors import StoreError
from klink_tui.models.intent import DECIDE, TICKET_CHANGES, TO_COME, Intent, Kept, Kind, Standing, State
from klink_tui.store.drafts import Draft, remove, save
from klink_tui.store.intents import KEPT_SECONDS, add, add_batch, move, prune
from klink_tui.store.journal import Entry, note

T = TypeVar("T")

RECENT: Final = 200
"""How many intents that are over are kept at hand."""


@dataclass(frozen=True, slots=True)
class Windows:
    """How long an intent can be taken back before it leaves, in seconds."""

    change: float = 5.0
    """Of anything but a message."""
    message: float = 10.0


class Outbox:
    """The intents of one agent at one server."""

    def __init__(
        self, own: OwnWork, drafts: Drafts, bus: Bus, *, clock: Callable[[], float], windows: Windows | None = None
    ) -> None:
        """Start empty; :meth:`load` gives what is in the file.

        Args:
            own: keeps everything.
            drafts: gives what was typed, and gets it back if nothing comes of it.
            bus: is told of every step.
            clock: epoch seconds.
            windows: how long intents are held.
        """
        self._own = own
        self._drafts = drafts
        self._bus = bus
        self._clock = clock
        self.windows = windows or Windows()
        self.offline = False
        """Whether the last thing that was to be sent could not reach the server."""
        self.wake: Callable[[], None] = lambda: None
        """Called when there may be something to deliver."""
        self.delivers: Callable[[], bool] = lambda: False
        """Tells whether this console delivers: then none but it has sent anything."""
        self.added: Callable[[Sequence[Intent]], None] = lambda _: None
        """Told of what the agent did, as one thing."""
        self._refused: dict[str, Intent] = {}
        self._open: dict[int, Intent] = {}
        self._by_target: dict[str, list[int]] = {}
        self._recent: deque[Intent] = deque(maxlen=RECENT)
        self._generation = own.work.generation
        self._has_loaded = False

    async def load(self) -> None:
        """Take in what the file has; what was held when the console ended can be taken back once more.

        Raises:
            StoreError: the file can't be read.
        """
        await self.renew()
        now = self._clock()
        before = {**{one.number: one for one in self._recent}, **self._open}
        intents = self._own.intents
        # In one go: what is written down meanwhile comes after it, and stays.
        found, ended = await self._own.ask(lambda: (intents.open(), intents.ended(RECENT)))
        self._open, self._by_target = {}, {}
        for intent in found:
            if intent.state is State.HELD:
                known = before.get(intent.number)
                until = now + self._window(intent.kind) if known is None else known.due
                intent = replace(intent, due=max(intent.due, until))
            self._remember(intent)
        self._recent = deque(reversed(ended), maxlen=RECENT)
        news = ended if self._has_loaded else ()  # What was over before this console began was told of then.
        self._has_loaded = True
        for intent in (*self._open.values(), *news):
            if before.get(intent.number, intent) != intent or intent.number not in before:
                self._tell(intent)
        self.wake()

    # What there is

    @property
    def open(self) -> tuple[Intent, ...]:
        """Everything that is not over, in the order it was wanted."""
        return tuple(self._open.values())

    @property
    def recent(self) -> tuple[Intent, ...]:
        """What is over, the last one first."""
        return tuple(reversed(self._recent))

    def get(self, number: int) -> Intent | None:
        """Give an intent that is open or was over not long ago."""
        return self._open.get(number) or next((one for one in self._recent if one.number == number), None)

    async def find(self, numbers: Sequence[int]) -> list[Intent]:
        """Give intents by their numbers, however long ago they were over.

        Raises:
            StoreError: the file can't be read.
        """
        known = {number: one for number in numbers if (one := self.get(number)) is not None}
        left = [number for number in numbers if number not in known]
        if left:
            read = await self._own.ask(lambda: [self._own.intents.get(number) for number in left])
            known |= {one.number: one for one in read if one is not None}
        return [known[number] for number in numbers if number in known]

    def of(self, target: str) -> list[Intent]:
        """Give what is open of a ticket (its key), a contact (its id) or a room."""
        return [self._open[number] for number in self._by_target.get(target, ())]

    def coming(self, key: str) -> list[Intent]:
        """Give the changes of a ticket that are on their way: it is shown as it will be."""
        return [one for one in self.of(key) if one.kind in TICKET_CHANGES and one.state not in (State.CONFLICT,)]

    def mark(self, target: str) -> State | None:
        """Give how a record's changes stand, the worst of them; ``None`` where nothing is to be said.

        One that was refused is told of until the next change, or until :meth:`acknowledge`.
        """
        states = {one.state for one in self.of(target)}
        order = (State.CONFLICT, State.UNKNOWN, State.SENDING, State.WAITING, State.HELD)
        worst = next((state for state in order if state in states), None)
        return State.REFUSED if worst is None and target in self._refused else worst

    def acknowledge(self, target: str) -> None:
        """Note that the agent has seen why a change was refused."""
        self._refused.pop(target, None)

    def standing(self) -> Standing:
        """Count what is open."""
        return Standing.of(self._open.values(), self._clock(), offline=self.offline)

    # What the agent says

    async def add(self, *intents: Intent, batch: str = "", window: float | None = None) -> list[Intent]:
        """Write intents down; from here on they happen, whatever becomes of the console.

        What was typed leaves the drafts in the same breath.

        Args:
            intents: new ones.
            batch: what they are together, in words, where they are a bulk run.
            window: seconds that they can be taken back in; ``None`` for the usual ones.

        Raises:
            StoreError: they could not be written down: nothing will be sent, and the drafts are there still.
        """
        now = self._clock()
        kept = [one.kept for one in intents if one.kept is not None]
        if kept:
            await self._drafts.flush()
        places = [(one.kind, one.target) for one in kept]

        def write(connection: sqlite3.Connection) -> list[Intent]:
            number = add_batch(connection, batch, now) if batch else 0
            added = []
            for intent in intents:
                due = now + (self._window(intent.kind) if window is None else window)
                state = State.HELD if due > now else State.WAITING
                added.append(
                    add(connection, replace(intent, state=state, created=now, due=due, batch=number or intent.batch))
                )
            for kind, target in places:
                draft = self._drafts.peek(kind, target)
                if draft is not None:
                    remove(connection, draft)
            return added

        added = await self._write(write)
        for place in places:
            self._drafts.discard(*place)
        for intent in added:
            self._remember(intent)
            self._refused.pop(intent.target, None)
        self.added(added)
        for intent in added:
            self._tell(intent)
        self.wake()
        return added

    async def cancel(self, *numbers: int) -> list[Intent]:
        """Take intents back that have not left, or give up those that the agent decides about; give those it worked
        for. What was typed is a draft again.

        Raises:
            StoreError: it could not be written down.
        """
        now = self._clock()
        ended = []
        for one in [self._open[number] for number in numbers if number in self._open]:
            if one.state in TO_COME | DECIDE:
                reason = f"given up: {one.reason}" if one.needs_agent else "taken back"
                ended.append(replace(one, state=State.CANCELLED, ended=now, reason=reason))
        return await self._end(ended, TO_COME | DECIDE)

    async def send_again(self, intent: Intent, **changed: Any) -> bool:
        """Let an intent go once more that the agent has decided about; tell whether it still stood there.

        Args:
            intent: one in conflict, unknown, or waiting for its time.
            changed: what is different about it now: ``changes`` and ``base`` after a merge, ``unguarded``.

        Raises:
            StoreError: it could not be written down.
        """
        fresh: dict[str, Any] = {"reason": "", "fields": {}, "theirs": {}, "theirs_shown": {}, "tries": 0}
        again = replace(intent, state=State.WAITING, due=self._clock(), **{**fresh, **changed})
        moved = await self._write(lambda connection: move(connection, again, DECIDE | TO_COME))
        if moved:
            self._remember(again)
            self._tell(again)
        else:
            await self._forget(intent.number)
        self.wake()
        return moved

    def is_as_typed(self, kept: Kept) -> bool:
        """Tell whether what was typed is a draft, and nobody has typed on since."""
        draft = self._drafts.peek(kept.kind, kept.target)
        return draft is not None and is_same_text(kept.content, draft.content)

    # What becomes of them

    async def begin(self, intent: Intent, **changed: Any) -> Intent | None:
        """Write down that a request is about to leave; ``None`` where the intent was taken back or changed meanwhile.

        Raises:
            StoreError: it could not be written down: it must not be sent.
        """
        known = self._open.get(intent.number)
        if known is None or known.changes != intent.changes:
            return None
        sending = replace(intent, state=State.SENDING, tries=intent.tries + 1, reason="", sent=True, **changed)
        if not await self._write(lambda connection: move(connection, sending, TO_COME)):
            await self._forget(intent.number)
            return None
        self._remember(sending)
        self._tell(sending)
        return sending

    async def put_off(self, intent: Intent, until: float, reason: str) -> None:
        """Let an intent that was not sent wait until a moment.

        Raises:
            StoreError: it could not be written down.
        """
        waiting = replace(intent, state=State.WAITING, due=until, reason=reason, tries=intent.tries + 1)
        await self._step(waiting, TO_COME | {State.SENDING})

    async def decide(self, intent: Intent) -> None:
        """Leave it to the agent what becomes of an intent: it is in conflict, or its outcome is unknown.

        Raises:
            StoreError: it could not be written down.
        """
        await self._step(intent, TO_COME | DECIDE | {State.SENDING})

    async def end(self, intent: Intent) -> None:
        """Write down what became of an intent; a refused one gives what was typed back to the drafts.

        Raises:
            StoreError: it could not be written down.
        """
        await self._end([replace(intent, ended=self._clock())], TO_COME | DECIDE | {State.SENDING})

    async def renew(self) -> None:
        """Write everything that is known into a file that was made anew under way, and may be older than that.

        Raises:
            StoreError: it could not be written down.
        """
        if self._generation != self._own.work.generation:
            generation, known = self._own.work.generation, (*self._recent, *self._open.values())
            await self._own.write(lambda connection: bring_back(connection, known, mine=self.delivers()))
            self._generation = generation

    async def prune(self) -> None:
        """Drop what was over long ago.

        Raises:
            StoreError: it could not be written down.
        """
        before = self._clock() - KEPT_SECONDS
        await self._own.write(lambda connection: prune(connection, before))

    # Below

    def _window(self, kind: Kind) -> float:
        return self.windows.message if kind is Kind.MESSAGE else self.windows.change

    async def _write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        with suppress(StoreError):
            await self.renew()
        return await self._own.write(work)

    async def _step(self, intent: Intent, seen: Iterable[State]) -> None:
        states = frozenset(seen)
        if await self._write(lambda connection: move(connection, intent, states)):
            self._remember(intent)
            self._tell(intent)
        else:
            await self._forget(intent.number)

    async def _end(self, ended: Sequence[Intent], seen: frozenset[State]) -> list[Intent]:
        drafts = {one.number: draft for one in ended if (draft := self._as_draft(one)) is not None}
        given_up = {one.number: one.state for one in self._open.values() if one.needs_agent}

        def entries(intent: Intent) -> list[Entry]:
            outcome = given_up.get(intent.number) if intent.state is State.CANCELLED else None
            return entries_of(intent, outcome or intent.state)

        def write(connection: sqlite3.Connection) -> tuple[list[Intent], list[Draft]]:
            moved = [one for one in ended if move(connection, one, seen)]
            note(connection, [entry for one in moved for entry in entries(one)])
            return moved, [save(connection, drafts[one.number]) for one in moved if one.number in drafts]

        moved, saved = await self._write(write)
        for draft in saved:
            self._drafts.adopt(draft)
        for intent in moved:
            self._drop(intent.number)
            self._recent.append(intent)
            if intent.state is State.REFUSED and intent.target:
                self._refused[intent.target] = intent
        for intent in moved:
            self._tell(intent)
        for intent in ended:
            if intent.number in self._open:
                await self._forget(intent.number)
        self.wake()
        return moved

    def _as_draft(self, intent: Intent) -> Draft | None:
        """Give what was typed as a draft again; beside anything newer that is typed there by now."""
        kept = intent.kept
        if kept is None or intent.state not in (State.REFUSED, State.CANCELLED):
            return None
        content: Mapping[str, Any] = kept.content
        if intent.state is State.REFUSED:
            content = {**content, "refused": {"words": intent.reason, "fields": dict(intent.fields)}}
        return Draft(kept.kind, kept.target, content, intent.label, saved=self._clock())

    def _remember(self, intent: Intent) -> None:
        if intent.number not in self._open and intent.target:
            self._by_target.setdefault(intent.target, []).append(intent.number)
        self._open[intent.number] = intent

    def _drop(self, number: int) -> None:
        intent = self._open.pop(number, None)
        if intent is not None and intent.target:
            left = [one for one in self._by_target.get(intent.target, ()) if one != number]
            if left:
                self._by_target[intent.target] = left
            else:
                self._by_target.pop(intent.target, None)

    async def _forget(self, number: int) -> None:
        """Take in what another console has made of an intent."""
        found = await self._own.ask(lambda: self._own.intents.get(number))
        if found is not None and found.is_open:
            self._remember(found)
        else:
            self._drop(number)
        if found is not None:
            if not found.is_open and found not in self._recent:
                self._recent.append(found)
            self._tell(found)

    def _tell(self, intent: Intent) -> None:
        self._bus.announce(IntentChanged(intent))
        if intent.kind in TICKET_CHANGES:
            self._bus.announce(TicketChanged(intent.target))
