"""Undo and redo: taken back before it left, or its inverse after; one step for each thing that the agent did."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from klink_tui.desk.changes import told
from klink_tui.desk.outbox import Outbox
from klink_tui.desk.values import as_written
from klink_tui.models.intent import CHANGES, DECIDE, TO_COME, Intent, Kind, State

MOST: Final = 200
"""How many steps are remembered."""
CANT: Final = {
    Kind.MESSAGE: "a message that was sent can't be taken back",
    Kind.COMMENT: "a comment that was written can't be taken back",
    Kind.TICKET_CREATE: "the API can't delete a ticket",
    Kind.CONTACT_CREATE: "delete the contact instead",
    Kind.CONTACT_DELETE: "a contact that was deleted can't be brought back",
    Kind.CONTACT_TAGS: "tags can't be taken off through the API",
    Kind.CHANNEL_CREATE: "the API can't delete a channel",
}
"""Why what was done can't be undone."""
UNSEEN: Final = "what it was before was not shown here"
"""Why a change can't be undone whose base nobody here knows."""


@dataclass(frozen=True, slots=True)
class Step:
    """What undo or redo did."""

    words: str
    """In words."""
    done: bool
    """Whether anything was done."""


class Undo:
    """What the agent did in this run, and what of it was undone."""

    def __init__(self, outbox: Outbox, labels: Callable[[], Mapping[str, str]] = dict) -> None:
        """Follow what is written into ``outbox``; ``labels`` gives what fields are called, by key."""
        self._outbox = outbox
        self._labels = labels
        self._done: list[tuple[int, ...]] = []
        self._undone: list[tuple[Intent, ...]] = []
        self._inverses: dict[int, int] = {}
        """The numbers of what was sent and undone, and of what undoes it."""
        self._redoing = False
        outbox.added = self._added

    async def undo(self) -> Step:
        """Undo what was done last.

        Raises:
            StoreError: it could not be written down.
        """
        while self._done:
            intents = await self._outbox.find(self._done[-1])
            if any(one.state is State.SENDING for one in intents):
                return Step(f"{_named(intents)} is being sent right now: try again in a moment.", False)
            self._done.pop()
            step = await self._undo(intents)
            if step is not None:
                return step
        return Step("There is nothing to undo.", False)

    async def undo_batch(self, batch: int, intents: Sequence[Intent]) -> Step:
        """Undo a bulk run, whatever was done since.

        Raises:
            StoreError: it could not be written down.
        """
        step = await self._undo(intents)
        if step is None:
            return Step("There is nothing left to undo of this run.", False)
        self._done = [numbers for numbers in self._done if intents[0].number not in numbers]
        return step

    async def _undo(self, intents: Sequence[Intent]) -> Step | None:
        """Take back what has not left and send the inverse of what was done; ``None`` where there is neither."""
        open_ones = [one for one in intents if one.state in TO_COME | DECIDE]
        taken_back = await self._outbox.cancel(*(one.number for one in open_ones))
        labels = self._labels()
        sent = [one for one in intents if one.state is State.DONE and one.sent and one.number not in self._inverses]
        inverses = [inverse for one in sent if (inverse := inverse_of(one, labels)) is not None]
        turned = {inverse.undoes for inverse in inverses}
        if inverses:
            batch = f"undo: {_named(intents)}" if len(intents) > 1 else ""
            added = await self._outbox.add(*inverses, batch=batch, window=0.0)
            self._inverses |= {one.undoes: one.number for one in added}
        undone = [*taken_back, *(one for one in sent if one.number in turned)]
        if undone:
            self._undone.append(tuple(undone))
        if not undone and not sent:
            return None
        return self._step(taken_back, inverses, [one for one in sent if one.number not in turned])

    def is_undone(self, number: int) -> bool:
        """Tell whether what was sent under a number is undone by now."""
        inverse = self._outbox.get(self._inverses.get(number, 0))
        return inverse is not None and inverse.state is State.DONE

    async def redo(self) -> Step:
        """Do again what was undone last.

        Raises:
            StoreError: it could not be written down.
        """
        if not self._undone:
            return Step("There is nothing to redo.", False)
        intents = self._undone.pop()
        self._redoing = True
        try:
            batch = f"again: {_named(intents)}" if len(intents) > 1 else ""
            await self._outbox.add(*(self._anew(one) for one in intents), batch=batch)
        finally:
            self._redoing = False
        return Step(f"Again: {_named(intents)}.", True)

    def _anew(self, intent: Intent) -> Intent:
        """Give an intent as it was first wanted; a draft that was typed on since it came back stays one."""
        kept = intent.kept if intent.kept is not None and self._outbox.is_as_typed(intent.kept) else None
        fresh: dict[str, Any] = {"number": 0, "tries": 0, "reason": "", "request_id": "", "ended": None, "batch": 0}
        seen: dict[str, Any] = {"fields": {}, "theirs": {}, "theirs_shown": {}, "sent": False, "unguarded": False}
        return replace(intent, state=State.HELD, kept=kept, **fresh, **seen)

    def _added(self, intents: Sequence[Intent]) -> None:
        if any(one.undoes for one in intents):
            return
        self._done.append(tuple(one.number for one in intents))
        del self._done[:-MOST]
        if not self._redoing:
            self._undone.clear()

    @staticmethod
    def _step(taken_back: Sequence[Intent], inverses: Sequence[Intent], stuck: Sequence[Intent]) -> Step:
        parts = []
        if taken_back:
            parts.append(f"Taken back: {_named(taken_back)}.")
        if inverses:
            parts.append(f"Undoing: {_named(inverses)}.")
        if stuck:
            parts.append(f"{_named(stuck)} stays: {CANT.get(stuck[0].kind, UNSEEN)}.")
        return Step(" ".join(parts) or "There is nothing to undo.", bool(taken_back or inverses))


def inverse_of(intent: Intent, labels: Mapping[str, str]) -> Intent | None:
    """Give the change that undoes one that was done; ``None`` where there is none.

    What the agent had not been shown can't be put back, since nobody here knows what it was.

    Args:
        intent: what was done.
        labels: what fields are called.
    """
    if intent.kind not in CHANGES:
        return None
    back = {key: as_written(intent.base[key], new) for key, new in intent.changes.items() if key in intent.base}
    if not back:
        return None
    shown = {key: (new, old) for key, (old, new) in intent.shown.items() if key in back}
    return Intent(
        kind=intent.kind,
        target=intent.target,
        label=intent.label,
        words=told(shown, labels),
        changes=back,
        base={key: intent.changes[key] for key in back},
        shown=shown,
        route=intent.route,
        undoes=intent.number,
    )


def _named(intents: Sequence[Intent]) -> str:
    """Name what was done: the one thing, or how many."""
    return intents[0].title if len(intents) == 1 else f"{len(intents)} changes"
