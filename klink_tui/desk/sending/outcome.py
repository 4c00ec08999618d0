"""What came of sending an intent, and what an error says about that (``reliability.md``: a POST is never repeated)."""

from collections.abc import Awaitable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from klink_tui.errors import (
    ApiError,
    AuthError,
    BadRecordError,
    BadReplyError,
    ConfigError,
    ConflictError,
    KlinkError,
    LostReplyError,
    RateLimitedError,
    ServerError,
    StatusError,
    StoreError,
    UnreachableError,
)
from klink_tui.models.intent import Intent, State, Values, field_label

AUTH_SECONDS: Final = 30.0
"""Until it is tried again after the server did not take the token."""
LOOK_SECONDS: Final = 15.0
"""Until it is looked once more for what became of a request."""
LOOKS: Final = 4
"""How many times that is done by itself."""
CHANGED: Final = "It was changed by somebody else meanwhile; nothing was sent."
CAN_SEND: Final = "Nothing was sent. You can send it all the same, or give it up."
_TIMED_OUT: Final = 408
_UNAVAILABLE: Final = 503


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an intent."""

    state: State
    """``waiting`` where it was provably not applied and is sent later by itself."""
    reason: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    """What the server said of single fields."""
    theirs: Values = field(default_factory=dict)
    theirs_shown: Mapping[str, str] = field(default_factory=dict)
    request_id: str = ""
    seconds: float | None = None
    """Until it is sent later, or looked for once more; ``None`` leaves that to whoever waits."""
    offline: bool = False
    """Whether the server could not be reached at all."""
    label: str = ""
    """What something new is called; empty leaves the label."""


class Begin(Protocol):
    """Writes down that the request is about to leave."""

    def __call__(self, **changed: Any) -> Awaitable[Intent | None]:
        """Give the intent as it is then; ``None`` where it was taken back meanwhile: nothing must be sent."""


class Sender(Protocol):
    """Sends intents of some kinds."""

    async def deliver(self, intent: Intent, begin: Begin) -> Outcome | None:
        """Send an intent; ``None`` where it was taken back."""

    async def find_out(self, intent: Intent) -> Outcome:
        """Find out what became of an intent whose request may have left."""


def not_applied(error: KlinkError, *, post: bool) -> Outcome | None:
    """Give what an error of a write means; ``None`` where it may have been applied all the same.

    Args:
        error: what the write raised.
        post: whether it makes something new: then any answer that is no clear refusal leaves it open.
    """
    if isinstance(error, UnreachableError):
        return Outcome(State.WAITING, error.message, offline=True)
    if isinstance(error, AuthError | ConfigError):
        return Outcome(State.WAITING, str(error), seconds=AUTH_SECONDS)
    if isinstance(error, RateLimitedError):
        return Outcome(State.WAITING, error.message, seconds=error.refusal.retry_after)
    if isinstance(error, LostReplyError | BadRecordError | StoreError):
        return None  # The last two: it was answered, and what to do with the answer failed.
    if isinstance(error, StatusError) and error.status == _TIMED_OUT:
        return None
    if isinstance(error, BadReplyError):
        return _refused(error) if 300 <= error.status < 400 else None
    if isinstance(error, ServerError):
        asked = error.refusal.retry_after
        if error.status == _UNAVAILABLE and (asked is not None or not post):
            return Outcome(State.WAITING, error.message, seconds=asked)
        return None
    if isinstance(error, ConflictError):
        return Outcome(State.CONFLICT, error.message, request_id=error.request_id)
    return _refused(error)


def not_read(error: KlinkError) -> Outcome | None:
    """Give what an error of a read means that has to come before a write: wait; ``None`` where that helps nothing."""
    if isinstance(error, UnreachableError):
        return Outcome(State.WAITING, error.message, offline=True)
    if isinstance(error, AuthError | ConfigError):
        return Outcome(State.WAITING, str(error), seconds=AUTH_SECONDS)
    if isinstance(error, RateLimitedError | ServerError):
        return Outcome(State.WAITING, error.message, seconds=error.refusal.retry_after)
    if isinstance(error, LostReplyError | BadReplyError):
        return Outcome(State.WAITING, error.message)
    return None


def not_shown(keys: Iterable[str]) -> str:
    """Say that the server does not tell what some fields hold, so that something unseen may be overwritten."""
    names = ", ".join(map(field_label, keys))
    return f"The server does not show {names}: it can't be told what would be overwritten. {CAN_SEND}"


def in_doubt(intent: Intent, words: str, *, look: bool, failed: KlinkError | None = None) -> Outcome:
    """Say that it is not known what became of an intent.

    Args:
        intent: the intent.
        words: what is known.
        look: whether looking again may tell.
        failed: why it could not be looked for now; a server that can't be reached was not asked.
    """
    offline = isinstance(failed, UnreachableError)
    looks = intent.tries + 1 if intent.state is State.UNKNOWN else 0
    seconds = LOOK_SECONDS if look and (offline or looks < LOOKS) else None
    return Outcome(State.UNKNOWN, words, seconds=seconds, offline=offline)


def _refused(error: KlinkError) -> Outcome:
    words = f"{error.message} {error.hint}".strip() if not isinstance(error, StatusError) else error.message
    if isinstance(error, StatusError):
        return Outcome(State.REFUSED, words, fields=dict(error.fields), request_id=error.request_id)
    return Outcome(State.REFUSED, words)


def was_answered(error: KlinkError) -> bool:
    """Tell whether the server answered: what it then does not have, it will not have later either."""
    return isinstance(error, ServerError) and error.status not in (502, 504)


def request_id_of(error: ApiError) -> str:
    """Give the server's id of a request that failed."""
    return error.request_id if isinstance(error, StatusError) else ""
