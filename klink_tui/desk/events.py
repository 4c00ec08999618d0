"""What the desk announces, and who listens."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from klink_tui.models.intent import Intent


@dataclass(frozen=True, slots=True)
class DeskEvent:
    """Something on the desk changed."""


@dataclass(frozen=True, slots=True)
class TicketChanged(DeskEvent):
    """A ticket has new values, or a write of it began or ended."""

    key: str
    """:attr:`klink_tui.models.ticket.Ticket.key`."""


@dataclass(frozen=True, slots=True)
class TicketCreated(DeskEvent):
    """A ticket was created here: lists know nothing of it yet."""

    key: str


@dataclass(frozen=True, slots=True)
class ContactChanged(DeskEvent):
    """A contact has new values."""

    contact_id: str


@dataclass(frozen=True, slots=True)
class ContactGone(DeskEvent):
    """A contact was deleted."""

    contact_id: str


@dataclass(frozen=True, slots=True)
class ReferenceChanged(DeskEvent):
    """A reference list (tags, channels, …) was loaded anew."""

    name: str


@dataclass(frozen=True, slots=True)
class CopyChanged(DeskEvent):
    """The local copy has new or changed tickets, or has them at other places."""

    keys: frozenset[str]
    """Those that are new or changed."""


@dataclass(frozen=True, slots=True)
class MirrorChanged(DeskEvent):
    """How the copy stands has changed: how much is here, whether the server can be reached."""


@dataclass(frozen=True, slots=True)
class CommentWritten(DeskEvent):
    """A comment was written here: whoever shows the room's comments has one less."""

    room_id: str


@dataclass(frozen=True, slots=True)
class PinsChanged(DeskEvent):
    """A ticket or a contact was pinned, or is not any more."""

    kind: str
    """``ticket`` or ``contact``."""
    target: str
    """The ticket's key, the contact's id."""


@dataclass(frozen=True, slots=True)
class IntentChanged(DeskEvent):
    """An intent has come further, or is over."""

    intent: "Intent"


@dataclass(frozen=True, slots=True)
class DraftsChanged(DeskEvent):
    """There are other drafts, or they can't be saved, or can be again."""


@dataclass(frozen=True, slots=True)
class NotesChanged(DeskEvent):
    """A local note was written, changed or thrown away; lists can show that there is one."""

    target: str
    """Key or id of what it is on; empty where it may be any."""


Listener = Callable[[DeskEvent], None]


class Bus:
    """Hands each event to every listener, at once and on the caller's thread."""

    def __init__(self) -> None:
        """Start with nobody listening."""
        self._listeners: list[Listener] = []
        self.on_defect: Callable[[Exception], None] = _raise
        """Told of an error of a listener's own: whoever announces something goes on."""

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Add a listener; what is given back takes it off again."""
        self._listeners.append(listener)

        def leave() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return leave

    def announce(self, event: DeskEvent) -> None:
        """Tell every listener."""
        for listener in tuple(self._listeners):
            try:
                listener(event)
            except Exception as error:
                self.on_defect(error)


def _raise(error: Exception) -> None:
    raise error
