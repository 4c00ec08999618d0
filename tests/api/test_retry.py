"""The retry table, the pauses and the budget, as pure functions."""

import pytest

from klink_tui.api.limits import Limits
from klink_tui.api.retry import RetryBudget, asked_pause, may_retry, pause
from klink_tui.errors import (
    ApiError,
    BadReplyError,
    LostReplyError,
    Refusal,
    StatusError,
    TimedOutError,
    UnreachableError,
    UnsafeTargetError,
    UntrustedError,
)

LIMITS = Limits()


def said(status: int, retry_after: float | None = None) -> StatusError:
    return StatusError("no", Refusal(status, retry_after=retry_after))


@pytest.mark.parametrize(
    ("error", "read", "write"),
    [
        (UnreachableError("x"), True, True),
        (UntrustedError("x"), False, False),
        (LostReplyError("x"), True, False),
        (TimedOutError("x"), True, False),
        (UnsafeTargetError("x"), False, False),
        (BadReplyError("x"), False, False),
        *((said(status), True, False) for status in (408, 429, 500, 502, 503, 504)),
        *((said(status), False, False) for status in (200, 400, 401, 403, 404, 405, 409, 410, 412, 422, 501, 505)),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_the_table(method: str, error: ApiError, read: bool, write: bool) -> None:
    assert may_retry(method, error, 1, LIMITS) is (read if method == "GET" else write)
    assert may_retry(method, error, 2, LIMITS) is (read if method == "GET" else False)
    assert may_retry(method, error, 3, LIMITS) is False


def test_pauses_double_with_full_jitter_up_to_the_cap() -> None:
    assert [pause(said(500), tries, LIMITS, lambda: 1.0) for tries in range(1, 8)] == [0.5, 1, 2, 4, 8, 8, 8]
    assert pause(said(500), 3, LIMITS, lambda: 0.0) == 0
    assert pause(said(500), 3, LIMITS, lambda: 0.25) == 0.5


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (said(429, 17.0), 17.0),
        (said(503, 0.0), 0.0),
        (said(429), None),
        (said(500, 17.0), None),
        (LostReplyError("x"), None),
    ],
)
def test_a_pause_is_as_asked_with_429_and_503_only(error: ApiError, seconds: float | None) -> None:
    assert asked_pause(error) == seconds
    assert pause(error, 1, LIMITS, lambda: 1.0) == (0.5 if seconds is None else seconds)


def test_the_budget_is_spent_and_comes_back_with_time() -> None:
    now = [0.0]
    budget = RetryBudget(Limits(retry_budget=2, retry_refill=0.5), lambda: now[0])
    assert [budget.take() for _ in range(3)] == [True, True, False]
    now[0] = 1.0
    assert budget.take() is False
    now[0] = 2.0
    assert [budget.take() for _ in range(2)] == [True, False]
    now[0] = 1000.0
    assert [budget.take() for _ in range(3)] == [True, True, False]
