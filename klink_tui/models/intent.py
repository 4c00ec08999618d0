"""What an agent wants changed, from the key that said so to its outcome. Free of pydantic."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

Values = Mapping[str, Any]
"""Values by the key they are written under; a custom field's is its system name (``cf_…``), beside the others."""


class State(StrEnum):
    """How far an intent has come."""

    HELD = "held"
    """It can still be taken back before it leaves."""
    WAITING = "waiting"
    """It is due, and waits for its turn, the network, or a pause that the server asked for."""
    SENDING = "sending"
    """Its request may be on the wire: written down before the first byte leaves."""
    DONE = "done"
    REFUSED = "refused"
    """The server said no: nothing was changed, and what was typed is a draft again."""
    CONFLICT = "conflict"
    """Somebody else changed it meanwhile: nothing was sent."""
    UNKNOWN = "unknown"
    """The request left, and what became of it could not be found out."""
    CANCELLED = "cancelled"
    """Taken back before it left, or given up by the agent."""


TO_COME: Final = frozenset({State.HELD, State.WAITING})
"""States from which an intent is sent by itself."""
DECIDE: Final = frozenset({State.CONFLICT, State.UNKNOWN})
"""States that the agent has to decide about; what comes behind on the same record waits for that."""
OPEN: Final = TO_COME | DECIDE | {State.SENDING}
"""States that are not final."""


class Kind(StrEnum):
    """What is wanted; each is one request of the API (contract §2)."""

    TICKET_STATUS = "ticket.status"
    TICKET_EDIT = "ticket.edit"
    TICKET_ASSIGN = "ticket.assign"
    TICKET_CREATE = "ticket.create"
    CONTACT_EDIT = "contact.edit"
    CONTACT_TAGS = "contact.tags"
    CONTACT_CREATE = "contact.create"
    CONTACT_DELETE = "contact.delete"
    MESSAGE = "message"
    COMMENT = "comment"
    CHANNEL_CREATE = "channel.create"


TICKET_CHANGES: Final = frozenset({Kind.TICKET_STATUS, Kind.TICKET_EDIT, Kind.TICKET_ASSIGN})
"""Changes of a ticket that is there: guarded against what somebody else changed, and undone by their inverse."""
CHANGES: Final = TICKET_CHANGES | {Kind.CONTACT_EDIT}
"""Everything that is guarded, and can be undone after it was sent."""
POSTS: Final = frozenset({Kind.TICKET_CREATE, Kind.CONTACT_CREATE, Kind.MESSAGE, Kind.COMMENT, Kind.CHANNEL_CREATE})
"""What makes something new: once its request may have left, it is never sent again by itself."""


def field_label(key: str) -> str:
    """Give what a field is called where its form's label is not known: ``cf_order_number`` is ``order number``."""
    return key.removeprefix("cf_").removesuffix("_id").replace("_", " ")


@dataclass(frozen=True, slots=True)
class Kept:
    """What was typed, to be a draft again if nothing comes of the intent."""

    kind: str
    """As :class:`klink_tui.desk.drafts.Drafts` has it."""
    target: str
    content: Values


@dataclass(frozen=True, slots=True)
class Intent:
    """One change that the agent wants."""

    kind: Kind
    target: str
    """The ticket's key, the contact's or room's id; empty for something new."""
    label: str
    """What it is done to, as the agent knows it: ``#123 Printer``."""
    words: str
    """What is done, as the agent knows it: ``status open → pending``."""
    changes: Values
    """What is to be written; of a message its ``text``, of tags their ``tags``."""
    base: Values = field(default_factory=dict)
    """What the agent saw there, and what else the change is based on; a key that was not shown is not in it.

    Of something new: what was there already that looks the same, so that a lost reply can be told from it.
    """
    shown: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Each changed field's value before and after, in words: of tags and people their names."""
    route: Mapping[str, str] = field(default_factory=dict)
    """Ids that the request needs: ``id``, ``contact_id``, ``room_id``."""
    kept: Kept | None = None
    number: int = 0
    """Grows with each intent; 0 before it is written down."""
    state: State = State.HELD
    created: float = 0.0
    """Epoch seconds."""
    due: float = 0.0
    """When it is sent, at the earliest; epoch seconds."""
    tries: int = 0
    """How many times it was begun to be delivered or had to be put off; of one that is unknown, was looked for."""
    reason: str = ""
    """Why it stands as it does, in words; of one that is done what there is to know of it all the same."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """What the server said of single fields: its key → its words."""
    theirs: Values = field(default_factory=dict)
    """What the server has, of the keys in ``base`` and ``changes``, where that is a conflict."""
    theirs_shown: Mapping[str, str] = field(default_factory=dict)
    """The same in words."""
    request_id: str = ""
    """The server's id of the request, where it named one."""
    ended: float | None = None
    """When it became done, refused or cancelled; epoch seconds."""
    batch: int = 0
    """Number of the bulk run that it is part of; 0 for none."""
    undoes: int = 0
    """Number of the intent whose inverse it is; 0 for none."""
    sent: bool = False
    """Whether its request has left, or may have; one that is done without was done by somebody else."""
    unguarded: bool = False
    """Whether the agent sends it although it can't be checked what it overwrites."""

    @property
    def lane(self) -> str:
        """What it queues behind: intents of one lane are delivered one after the other."""
        if self.kind in POSTS and not self.target:
            # Two alike go one after the other: of two side by side the one that was found could be the other's.
            return f"new {self.kind} {self.changes.get('title') or self.changes.get('name') or self.number}"
        place = "ticket" if self.kind in TICKET_CHANGES else "room" if self.kind is Kind.COMMENT else "contact"
        return f"{place} {self.target}"

    @property
    def is_open(self) -> bool:
        """Whether something is still to come of it."""
        return self.state in OPEN

    @property
    def needs_agent(self) -> bool:
        """Whether the agent has to decide."""
        return self.state in DECIDE

    @property
    def title(self) -> str:
        """What is done to what, on one line."""
        return f"{self.label}: {self.words}" if self.words else self.label


@dataclass(frozen=True, slots=True)
class Standing:
    """How the outbox stands, counted."""

    held: int = 0
    seconds_left: float = 0.0
    """Until the last one that is held leaves."""
    waiting: int = 0
    sending: int = 0
    decide: int = 0
    """Conflicts and unknown outcomes: the agent has to decide."""
    offline: bool = False
    """Whether something waits because the server can't be reached."""

    @classmethod
    def of(cls, intents: Collection[Intent], now: float, *, offline: bool) -> "Standing":
        """Count intents; what is held and due by now waits."""
        states = [one.state for one in intents]
        held = [one.due - now for one in intents if one.state is State.HELD and one.due > now]
        waiting = sum(state in TO_COME for state in states) - len(held)
        return cls(
            held=len(held),
            seconds_left=max(held, default=0.0),
            waiting=waiting,
            sending=states.count(State.SENDING),
            decide=sum(state in DECIDE for state in states),
            offline=offline and waiting > 0,
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to come."""
        return not (self.held or self.waiting or self.sending or self.decide)
