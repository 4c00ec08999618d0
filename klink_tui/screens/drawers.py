"""What the outbox's place holds, a drawer each: what is on its way, what was not sent, what was done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Protocol

from klink_tui.desk.desk import Desk
from klink_tui.models.intent import Intent, State, field_label
from klink_tui.models.moment import Moment
from klink_tui.screens.reopen import is_stale
from klink_tui.store.drafts import Draft
from klink_tui.store.journal import Entry
from klink_tui.widgets.cells import Cell, Column
from klink_tui.widgets.facts import Fact
from klink_tui.widgets.keyed import keyed
from klink_tui.widgets.outboxlook import MARKS, WORDS, intent_facts, state_tone
from klink_tui.widgets.words import age, when

JOURNAL_SHOWN = 2000
"""Entries of the journal that are looked at; an export has all of them."""


class Drawer(Protocol):
    """One list of the outbox's place."""

    name: ClassVar[str]
    title: ClassVar[str]
    columns: ClassVar[tuple[Column, ...]]

    def rows(self) -> Sequence[tuple[str, Sequence[Cell]]]:
        """Give the rows, each with its key."""

    def facts(self, key: str) -> Sequence[Fact]:
        """Give what there is to know of a row."""

    def empty(self) -> str:
        """Say that there is nothing, and what to do."""

    def standing(self) -> str:
        """Count what is in it."""


@dataclass
class Intents:
    """What is on its way, and what came of the last ones."""

    name: ClassVar[str] = "outbox"
    title: ClassVar[str] = "Outbox"
    columns: ClassVar[tuple[Column, ...]] = (
        Column("mark", "", 1),
        Column("state", "State", 10),
        Column("what", "What", 20, grow=2),
        Column("words", "Change", 18, grow=2),
        Column("age", "Age", 4, right=True),
        Column("reason", "Why", 16, grow=3, drop=1),
    )
    desk: Desk

    def all(self) -> list[Intent]:
        """Give everything, what needs the agent first, what is over last."""
        outbox = self.desk.outbox
        opened = sorted(outbox.open, key=lambda one: (not one.needs_agent, -one.number))
        return [*opened, *outbox.recent]

    def get(self, key: str) -> Intent | None:
        """Give the intent of a row."""
        return self.desk.outbox.get(int(key)) if key else None

    def rows(self) -> Sequence[tuple[str, Sequence[Cell]]]:
        """Give the rows, each with its key."""
        return [(str(intent.number), self._cells(intent)) for intent in self.all()]

    def _cells(self, intent: Intent) -> Sequence[Cell]:
        now = self.desk.now()
        over = "" if intent.is_open else "muted"
        left = intent.due - now.timestamp()
        state = WORDS[intent.state]
        if intent.state is State.HELD:
            state = f"held {left:.0f} s" if left > 0 else WORDS[State.WAITING]
        return (
            MARKS[intent.state],
            Cell(state, state_tone(intent.state)),
            Cell(intent.label, over),
            Cell(intent.words, over),
            Cell(age(_moment(intent.created), now), "muted"),
            Cell(intent.reason, "muted"),
        )

    def facts(self, key: str) -> Sequence[Fact]:
        """Give what there is to know of an intent."""
        intent = self.get(key)
        return () if intent is None else intent_facts(intent, self.desk.now(), self.desk.timezone)

    def empty(self) -> str:
        """Say that nothing is on its way."""
        return "Nothing is on its way.\nEvery change and message stands here until its outcome is known."

    def standing(self) -> str:
        """Count what is on its way."""
        number = len(self.desk.outbox.open)
        shared = "" if self.desk.delivery.is_mine else " · another console of this profile delivers"
        return f"{number} open{shared}" if number or shared else ""


@dataclass
class DraftList:
    """What was typed and not sent."""

    name: ClassVar[str] = "drafts"
    title: ClassVar[str] = "Drafts"
    columns: ClassVar[tuple[Column, ...]] = (
        Column("mark", "", 1),
        Column("kind", "Kind", 8),
        Column("what", "For", 24, grow=2),
        Column("text", "Begins", 20, grow=3),
        Column("age", "Age", 4, right=True),
        Column("stale", "", 20, drop=1),
    )
    desk: Desk

    def get(self, key: str) -> Draft | None:
        """Give the draft of a row."""
        return next((draft for draft in self.desk.drafts.all if _draft_key(draft) == key), None)

    def rows(self) -> Sequence[tuple[str, Sequence[Cell]]]:
        """Give the rows, each with its key."""
        return [(_draft_key(draft), self._cells(draft)) for draft in self.desk.drafts.all]

    def _cells(self, draft: Draft) -> Sequence[Cell]:
        refused = "refused" in draft.content
        stale = is_stale(self.desk, draft)
        mark = MARKS[State.REFUSED] if refused else Cell("!" if stale else "", "warn")
        words = "was refused" if refused else "the record changed" if stale else ""
        return (
            mark,
            Cell(draft.kind, "muted"),
            Cell(draft.label or draft.target),
            Cell(" ".join(text_of(draft).split())[:200]),
            Cell(age(_moment(draft.saved), self.desk.now()), "muted"),
            Cell(words, "warn"),
        )

    def facts(self, key: str) -> Sequence[Fact]:
        """Give what there is to know of a draft."""
        draft = self.get(key)
        if draft is None:
            return ()
        facts = [Fact("For", draft.label or draft.target, "strong")]
        refused = draft.content.get("refused")
        if isinstance(refused, dict):
            facts.append(Fact("Refused", str(refused.get("words", "")), "bad"))
        if is_stale(self.desk, draft):
            facts.append(Fact("Stale", "The record has changed since this was begun.", "warn"))
        if draft.slot:
            facts.append(Fact("Twice", "Another console has a draft of its own for the same.", "warn"))
        facts += [
            Fact("Typed", when(_moment(draft.saved), self.desk.now(), self.desk.timezone)),
            Fact("Text", text_of(draft)),
            Fact("Keys", keyed("<list.open> goes on with it · <outbox.drop> throws it away"), "muted"),
        ]
        return facts

    def empty(self) -> str:
        """Say that there are none."""
        return "No drafts.\nWhat you type into forms and messages is kept here until it is sent."

    def standing(self) -> str:
        """Count the drafts, and say whether they are saved."""
        number = len(self.desk.drafts)
        saved = "" if self.desk.own.work.is_kept else " · lost when you quit"
        return f"{number} draft{'' if number == 1 else 's'}{saved}" if number else ""


@dataclass
class Journal:
    """What was done, and what came of it."""

    name: ClassVar[str] = "journal"
    title: ClassVar[str] = "Journal"
    columns: ClassVar[tuple[Column, ...]] = (
        Column("mark", "", 1),
        Column("at", "When", 16),
        Column("what", "What", 20, grow=2),
        Column("field", "Field", 12, drop=2),
        Column("old", "Before", 12, grow=1, drop=3),
        Column("new", "After", 12, grow=1),
        Column("outcome", "Outcome", 10),
        Column("reason", "Why", 14, grow=1, drop=1),
    )
    desk: Desk
    entries: Sequence[Entry] = ()
    total: int = 0
    search: str = ""

    def get(self, key: str) -> Entry | None:
        """Give the entry of a row."""
        place = int(key) if key else -1
        return self.entries[len(self.entries) - 1 - place] if 0 <= place < len(self.entries) else None

    def rows(self) -> Sequence[tuple[str, Sequence[Cell]]]:
        """Give the rows, each with its key: the last entry first."""
        last = len(self.entries) - 1
        return [(str(last - place), self._cells(entry)) for place, entry in enumerate(self.entries)]

    def _cells(self, entry: Entry) -> Sequence[Cell]:
        state = State(entry.outcome)
        return (
            MARKS[state],
            Cell(when(_moment(entry.at), self.desk.now(), self.desk.timezone).partition(" ·")[0], "muted"),
            Cell(entry.label),
            Cell(field_label(entry.field), "muted"),
            Cell(" ".join(entry.old.split()), "muted"),
            Cell(" ".join(entry.new.split())),
            Cell(WORDS[state], state_tone(state)),
            Cell(" ".join(entry.reason.split()), "muted"),
        )

    def facts(self, key: str) -> Sequence[Fact]:
        """Give what there is to know of an entry."""
        entry = self.get(key)
        if entry is None:
            return ()
        state = State(entry.outcome)
        known = [
            Fact("What", entry.label, "strong"),
            Fact("When", when(_moment(entry.at), self.desk.now(), self.desk.timezone)),
            Fact("Field", entry.field),
            Fact("Before", entry.old),
            Fact("After", entry.new),
            Fact("Outcome", WORDS[state], state_tone(state)),
            Fact("Why", entry.reason),
            Fact("Request id", entry.request_id),
            Fact("Keys", keyed("<list.open> opens the ticket · <journal.export> exports everything"), "muted"),
        ]
        return [fact for fact in known if fact.value]

    def empty(self) -> str:
        """Say that there is nothing, or that nothing matches."""
        if self.search:
            return f"Nothing matches “{self.search}”.\n" + keyed(
                "<filter.clear> shows everything · <filter> changes the search"
            )
        return "Nothing was done yet.\nEvery change is noted here for good, with what came of it."

    def standing(self) -> str:
        """Count the entries."""
        shown = (
            f"the last {len(self.entries):,} of {self.total:,}" if len(self.entries) < self.total else f"{self.total:,}"
        )
        found = f" match “{self.search}”" if self.search else ""
        return f"{shown} entr{'y' if self.total == 1 else 'ies'}{found} · on this machine only"


def text_of(draft: Draft) -> str:
    """Give what a draft says, field by field where it is a form."""
    text = draft.content.get("text")
    if isinstance(text, str):
        return text
    fields = draft.content.get("fields")
    if not isinstance(fields, dict):
        return _joined((name, value) for name, value in draft.content.items() if isinstance(value, str))
    return _joined((name, _held(entry)) for name, entry in fields.items())


def _joined(pairs: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"{field_label(name)}: {value}" for name, value in pairs if value)


def _held(entry: object) -> str:
    """Give what a draft holds for a field, choices by their labels."""
    if not isinstance(entry, dict):
        return ""
    held = entry.get("held", "")
    values = held if isinstance(held, list) else [held]
    labels = {choice[0]: choice[1] for choice in entry.get("choices", ()) if len(choice) > 1}
    return ", ".join(str(labels.get(value, value)) for value in values)


def _draft_key(draft: Draft) -> str:
    return f"{draft.kind}\n{draft.target}\n{draft.slot}"


def _moment(seconds: float) -> Moment:
    return Moment("", datetime.fromtimestamp(seconds, UTC))
