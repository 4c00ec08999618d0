"""How the outbox looks: the mark of a row, the words of the status line. By word as well as by colour."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Literal

from klink_tui.models.intent import Intent, Kind, Standing, State, field_label
from klink_tui.models.moment import Moment
from klink_tui.widgets.cells import Cell
from klink_tui.widgets.keyed import keyed

if TYPE_CHECKING:
    from klink_tui.widgets.facts import Fact

MARKS: Final[Mapping[State, Cell]] = {
    State.HELD: Cell("↻", "warn"),
    State.WAITING: Cell("↻", "warn"),
    State.SENDING: Cell("↻", "accent"),
    State.REFUSED: Cell("✗", "bad"),
    State.CONFLICT: Cell("≠", "bad"),
    State.UNKNOWN: Cell("?", "bad"),
    State.DONE: Cell("✓", "good"),
    State.CANCELLED: Cell("–", "muted"),
}
"""What stands before a record whose change stands so."""

WORDS: Final[Mapping[State, str]] = {
    State.HELD: "held",
    State.WAITING: "waiting",
    State.SENDING: "sending",
    State.REFUSED: "refused",
    State.CONFLICT: "conflict",
    State.UNKNOWN: "not known",
    State.DONE: "done",
    State.CANCELLED: "taken back",
}
"""What a state is called."""


KEYS: Final[Mapping[State, str]] = {
    State.HELD: "<outbox.drop> takes it back · <outbox.again> sends it now",
    State.WAITING: "<outbox.drop> takes it back · <outbox.again> tries now",
    State.SENDING: "it is on the wire: wait for its answer",
    State.REFUSED: "<list.open> opens what you typed",
    State.CONFLICT: "<list.open> compares and decides · <outbox.drop> gives it up",
    State.UNKNOWN: "<list.open> decides · <outbox.drop> gives it up",
    State.DONE: "<list.open> opens the record · <undo> undoes the last one",
    State.CANCELLED: "<list.open> opens what you typed",
}
"""What can be done about an intent in a state; ids stand in the place of keys."""
_FEW: Final = 3
"""Parts of a macro at most: fields, whose it is, a message."""
_DONE: Final[Mapping[Kind, str]] = {
    Kind.TICKET_CREATE: "Created {}",
    Kind.CONTACT_CREATE: "Created {}",
    Kind.CONTACT_DELETE: "Deleted {}",
    Kind.CONTACT_TAGS: "{}: tags added",
    Kind.MESSAGE: "Sent to {}.",
    Kind.COMMENT: "Comment on {} written.",
    Kind.CHANNEL_CREATE: "Created {}",
}
"""What is said of what is done and shows on no row."""


def state_tone(state: State) -> str:
    """Give the tone of a state."""
    return MARKS[state].tone


def intent_facts(intent: Intent, now: datetime, zone: str) -> "list[Fact]":
    """Give what there is to know of an intent, and what can be done about it."""
    from klink_tui.widgets.facts import Fact
    from klink_tui.widgets.words import when

    facts = [Fact("What", intent.label, "strong"), Fact("State", WORDS[intent.state], state_tone(intent.state))]
    facts.append(Fact("Why", intent.reason, "warn" if intent.is_open else ""))
    facts += [Fact(name, said, "bad") for name, said in intent.fields.items()]
    if not intent.shown:
        facts.append(Fact("Change", intent.words))
    for key, (old, new) in intent.shown.items():
        facts.append(Fact(field_label(key).capitalize(), f"{old} → {new or 'nothing'}" if old else new))
        if key in intent.theirs_shown:
            facts.append(Fact("", f"the server has {intent.theirs_shown[key] or 'nothing'}", "warn"))
    facts.append(Fact("Wanted", when(Moment("", datetime.fromtimestamp(intent.created, UTC)), now, zone)))
    facts += [Fact("Request id", intent.request_id), Fact("Keys", _keys(intent), "muted")]
    return [fact for fact in facts if fact.value]


def tally_words(tally: Mapping[State, int]) -> str:
    """Count the states of a bulk run in words: ``37 done · 3 refused``."""
    return " · ".join(f"{tally[state]:,} {WORDS[state]}" for state in WORDS if tally.get(state))


def is_mixed(intents: Sequence[Intent]) -> bool:
    """Tell whether a run is the few different things that one macro does, and not one thing done many times."""
    return 1 < len(intents) <= _FEW and len({one.kind for one in intents}) == len(intents)


def parts_words(intents: Iterable[Intent]) -> str:
    """Say what became of each part: its change, its state, and why where it is not done as it was wanted."""
    lines = []
    for one in intents:
        line = f"{MARKS[one.state].text} {one.label}: {one.words}, {WORDS[one.state]}"
        why = one.state is not State.CANCELLED and (one.state is not State.DONE or one.theirs_shown)
        fields = (f"{name}: {said}" for name, said in one.fields.items())
        again = "What you typed is a draft again." if one.kept and one.state is State.REFUSED else ""
        lines.append(" · ".join(part for part in (line, *((one.reason, *fields, again) if why else ())) if part))
    return "\n".join(lines)


def _keys(intent: Intent) -> str:
    """Say what can be done about an intent."""
    if intent.kept is None and intent.state in (State.REFUSED, State.CANCELLED):
        return keyed("<list.open> opens the record")
    return keyed(KEYS[intent.state])


def pending_words(intents: Iterable[Intent]) -> str:
    """Say what is on its way for a record, and how each stands: ``↻ status open → pending, held``."""
    return " · ".join(f"{MARKS[one.state].text} {one.words}, {WORDS[one.state]}" for one in intents)


def left_words(intents: Sequence[Intent], after: str) -> Iterator[str]:
    """Say what is left in the outbox for somebody who wants to leave.

    Args:
        intents: what is open.
        after: what becomes of that which is not sent yet.
    """
    for states, words in (
        ((State.HELD, State.WAITING), f"not sent yet, {after}"),
        ((State.SENDING,), "being sent right now"),
        ((State.CONFLICT, State.UNKNOWN), keyed("in need of your decision (<go.outbox> shows it)")),
    ):
        found = [one for one in intents if one.state in states]
        if len(found) == 1:
            yield f"{found[0].title}: {words}"
        elif found:
            yield f"{len(found)} changes {words}"


@dataclass(frozen=True, slots=True)
class Toast:
    """A passing word about an intent."""

    title: str
    words: str
    severity: Literal["information", "warning", "error"]
    seconds: float


def toast_of(intent: Intent) -> Toast | None:
    """Say what became of an intent; ``None`` where its row says it, or its bulk run does."""
    if intent.batch:
        return None
    if intent.state is State.DONE:
        if intent.reason and intent.theirs_shown:
            return Toast(intent.title, intent.reason, "warning", 12)
        words = _DONE.get(intent.kind)
        return None if words is None else Toast("Done", words.format(intent.label), "information", 4)
    if intent.state is State.REFUSED:
        fields = (f"{name}: {said}" for name, said in intent.fields.items())
        again = "What you typed is a draft again." if intent.kept else ""
        words = " · ".join(part for part in (intent.reason, *fields, again) if part)
        return Toast(f"Refused: {intent.title}", words, "error", 20)
    if intent.state in (State.CONFLICT, State.UNKNOWN):
        title = "Not sent" if intent.state is State.CONFLICT else "Not known whether it was done"
        return Toast(f"{title}: {intent.title}", f"{intent.reason} " + keyed("<go.outbox> shows it."), "error", 20)
    return None


def outbox_words(standing: Standing) -> Iterator[str]:
    """Say how the outbox stands, for the status line: what needs the agent first."""
    if standing.decide:
        yield f"{standing.decide} need{'s' if standing.decide == 1 else ''} you · {keyed('<go.outbox>')}"
    if standing.held:
        many = f"{standing.held} held" if standing.held > 1 else "held"
        yield f"{many} {standing.seconds_left:.0f} s · {keyed('<undo>')} takes back"
    if standing.offline:
        yield f"offline, {standing.waiting} waiting"
    elif standing.waiting:
        yield f"{standing.waiting} waiting"
    if standing.sending:
        yield f"sending {standing.sending} …" if standing.sending > 1 else "sending …"
