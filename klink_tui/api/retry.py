"""Whether to send once more, and how long to wait before: pure, but for the budget's own count.

==========  ==========================================================  =====================
request     sent again after                                            at most
==========  ==========================================================  =====================
GET         no answer; 408, 429, 500, 502, 503, 504                     three times in all
any write   nothing but a request that provably never left              twice in all
==========  ==========================================================  =====================

A refused write (429, 503 …) is not sent again from here: the outbox decides, with the pause the server asked for. A
certificate that is not trusted, a page that is no API, an answer that is too large will not get better: never again.
"""

import email.utils
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from klink_tui.api.limits import Limits
from klink_tui.errors import ApiError, LostReplyError, StatusError, UnreachableError, UntrustedError

PASSING: Final = frozenset({408, 429, 500, 502, 503, 504})
"""Statuses that another try may cure."""
PAUSING: Final = frozenset({429, 503})
"""Statuses whose ``Retry-After`` is obeyed."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A pause before the next try, told before it begins."""

    seconds: float
    """How long."""
    asked: bool
    """Whether the server asked for it; such a pause can be long and is worth a countdown."""
    why: str
    """What went wrong, for the screen."""
    path: str
    """What is waited for: path and query below ``/api/v1``."""
    next_try: int
    """Which try comes after it, from 2."""


def may_retry(method: str, error: ApiError, tries: int, limits: Limits) -> bool:
    """Tell whether a request that failed with ``error`` at its try number ``tries`` may be sent again."""
    if isinstance(error, UntrustedError):
        return False
    if method != "GET":
        return isinstance(error, UnreachableError) and tries < limits.write_tries
    if tries >= limits.read_tries:
        return False
    if isinstance(error, StatusError):
        return error.status in PASSING
    return isinstance(error, UnreachableError | LostReplyError)


def pause(error: ApiError, tries: int, limits: Limits, random: Callable[[], float]) -> float:
    """Give the seconds to wait after try number ``tries``: as the server asked, else at random up to the doubling."""
    asked = asked_pause(error)
    if asked is not None:
        return asked
    return random() * min(limits.longest_pause, limits.first_pause * 2.0 ** (tries - 1))


def asked_pause(error: ApiError) -> float | None:
    """Give the seconds that the server asked for with a 429 or 503; ``None`` where it did not."""
    if isinstance(error, StatusError) and error.status in PAUSING:
        return error.refusal.retry_after
    return None


def read_retry_after(value: str, now: datetime) -> float | None:
    """Read a ``Retry-After``: seconds, or an HTTP date against ``now``. ``None`` where it is neither."""
    value = value.strip()
    try:
        seconds = float(value)
    except ValueError:
        pass
    else:
        return max(0.0, seconds) if math.isfinite(seconds) else None
    try:
        at = email.utils.parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - now).total_seconds())


class RetryBudget:
    """The retries that all calls of a client share, so that a broken server isn't met with three times the load."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        """Start full; ``clock`` gives seconds that never run backwards."""
        self._capacity = float(limits.retry_budget)
        self._refill = limits.retry_refill
        self._clock = clock
        self._left = self._capacity
        self._seen = clock()

    def take(self) -> bool:
        """Take one retry; ``False`` where none is left."""
        now = self._clock()
        self._left = min(self._capacity, self._left + (now - self._seen) * self._refill)
        self._seen = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
