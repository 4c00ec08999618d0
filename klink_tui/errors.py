"""Every error the console raises on purpose, as one tree.

::

    KlinkError                     a sentence for a person, and what to do about it
    ├── ConfigError                settings or command line can't be used as they stand
    │   └── SecretError            the token can't be read from, or written to, where it is kept
    ├── StoreError                 the local files can't be read or written
    ├── BadRecordError             one record can't be read (never costs the rest of its page)
    ├── FormError                  what was typed can't be sent
    ├── EditorError                a text can't be edited in another program
    └── ApiError                   a call to the server did not give what it should
        ├── UnreachableError       the request provably never left this machine
        │   └── UntrustedError     … because the server's certificate is not trusted
        ├── LostReplyError         it left, and no usable reply came: a write may have been applied
        │   └── TimedOutError      … because time ran out
        ├── UnsafeTargetError      the address is refused on this side (origin, plain http)
        ├── UnsupportedError       the server answers on none of the known ways to ask for this
        ├── BadReplyError          an answer came that isn't the API's (HTML, cut, too large, not JSON)
        └── StatusError            the server answered, and said no
            ├── BadRequestError    400
            ├── AuthError          401: no token, or not a valid one
            ├── ForbiddenError     403: the token lacks an ability
            ├── NotFoundError      404, 410
            ├── ConflictError      409, 412
            ├── InvalidError       422, with the fields it names
            ├── RateLimitedError   429
            ├── ServerError        5xx
            └── RefusedError       2xx whose body says it failed (contract §1, Errors)

``message`` is for the screen: already cleaned, no traceback, never a token.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


class KlinkError(Exception):
    """The root: has a human sentence in ``message`` and, where there is one, what to do in ``hint``."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        """Keep the sentence and the hint."""
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """Give the sentence, with the hint behind it."""
        return f"{self.message} {self.hint}".strip()


class ConfigError(KlinkError):
    """Settings, environment or command line can't be used as they stand."""


class SecretError(ConfigError):
    """The token can't be read from, or written to, the place it is kept in."""


class StoreError(KlinkError):
    """The local files can't be read or written; what they hold is told by the message."""


class BadRecordError(KlinkError):
    """One record of an answer can't be read."""


class FormError(KlinkError):
    """What was typed can't be sent; ``fields`` maps a field's system name to what is wrong with it."""

    def __init__(self, message: str, fields: Mapping[str, str], *, hint: str = "") -> None:
        """Keep the sentence and the fields."""
        super().__init__(message, hint=hint)
        self.fields = dict(fields)


class EditorError(KlinkError):
    """A text can't be edited in another program; it is as it was."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was asked: enough to name it on screen, never a header."""

    method: str = ""
    """HTTP method in capitals."""
    path: str = ""
    """Path and query below the base address."""
    tries: int = 1
    """How many times it was sent."""


class ApiError(KlinkError):
    """A call to the server did not give what it should."""

    def __init__(self, message: str, *, hint: str = "", attempt: Attempt | None = None) -> None:
        """Keep the sentence and what was asked."""
        super().__init__(message, hint=hint)
        self.attempt = attempt or Attempt()


class UnreachableError(ApiError):
    """The request provably never left: no route, no name, refused connection, TLS not agreed."""


class UntrustedError(UnreachableError):
    """The server's certificate is not trusted: nothing was sent, and trying again will not help."""


class LostReplyError(ApiError):
    """The request left and no usable reply came; a write may have been applied."""


class TimedOutError(LostReplyError):
    """The request left and the time for a reply ran out; a write may have been applied."""


class UnsafeTargetError(ApiError):
    """The address is refused on this side: another origin, or plain http to somewhere but loopback."""


class UnsupportedError(ApiError):
    """The server answers on none of the known ways to ask for this (contract §2, paths marked U)."""


class BadReplyError(ApiError):
    """An answer came that isn't the API's: HTML, cut in the middle, too large, no JSON.

    A write that got one may have been applied.
    """

    def __init__(self, message: str, *, status: int = 0, hint: str = "", attempt: Attempt | None = None) -> None:
        """Keep the sentence and the HTTP status (0 where none was read)."""
        super().__init__(message, hint=hint, attempt=attempt)
        self.status = status


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the server said when it said no (contract §1, Errors)."""

    status: int
    """HTTP status, or the one named in the body where the transport said 2xx."""
    words: str = ""
    """The server's own words, cleaned; empty where it gave none."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Field errors: the server's key → its words. Keys are as the server spelt them."""
    request_id: str = ""
    """The server's id of the request, for its support; empty where it gave none."""
    retry_after: float | None = None
    """Seconds to wait, where the server asked for a pause."""


class StatusError(ApiError):
    """The server answered, and said no."""

    def __init__(self, message: str, refusal: Refusal, *, hint: str = "", attempt: Attempt | None = None) -> None:
        """Keep the sentence and the whole refusal."""
        super().__init__(message, hint=hint, attempt=attempt)
        self.refusal = refusal

    @property
    def status(self) -> int:
        """HTTP status, or the one named in the body."""
        return self.refusal.status

    @property
    def fields(self) -> Mapping[str, str]:
        """Field errors: the server's key → its words."""
        return self.refusal.fields

    @property
    def request_id(self) -> str:
        """The server's id of the request; empty where it gave none."""
        return self.refusal.request_id


class BadRequestError(StatusError):
    """400."""


class AuthError(StatusError):
    """401: no token, or not a valid one."""


class ForbiddenError(StatusError):
    """403: the token lacks an ability."""


class NotFoundError(StatusError):
    """404 or 410."""


class ConflictError(StatusError):
    """409 or 412."""


class InvalidError(StatusError):
    """422: the fields it names are in ``fields``."""


class RateLimitedError(StatusError):
    """429: the pause asked for is in ``refusal.retry_after``."""


class ServerError(StatusError):
    """5xx."""


class RefusedError(StatusError):
    """A 2xx whose body says that it failed."""
