"""How the console says things: errors, ages, durations."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from klink_tui.errors import AuthError, BadReplyError, ConfigError, ForbiddenError, KlinkError, StatusError
from klink_tui.models.moment import Moment

_UNITS: Final = ((365 * 86400, "y"), (30 * 86400, "mo"), (7 * 86400, "w"), (86400, "d"), (3600, "h"), (60, "m"))


def trouble_words(error: KlinkError, *, retry: str = "") -> str:
    """Say an error in one line: what failed, the server's words and request id, what to do, the key to retry."""
    parts = [error.message]
    if isinstance(error, StatusError) and error.request_id:
        parts.append(f"request {error.request_id}")
    if error.hint:
        parts.append(error.hint)
    if retry:
        parts.append(f"{retry} tries again")
    return " · ".join(parts)


def unread_words(error: KlinkError | None) -> str:
    """Say in a few words why nothing can be read just now."""
    if isinstance(error, AuthError):
        return "the server refuses the token"
    if isinstance(error, ForbiddenError):
        return "the token may not read tickets"
    if isinstance(error, ConfigError):
        return "the settings keep it from reading"
    if isinstance(error, StatusError | BadReplyError):
        return "the server fails"
    return "the server can't be reached"


def age(moment: Moment | None, now: datetime) -> str:
    """Give how long ago a moment was, in its largest unit: ``3h``; its raw words where it is no time."""
    if moment is None:
        return ""
    if moment.at is None:
        return moment.raw
    seconds = (now - moment.at).total_seconds()
    sign = "in " if seconds <= -60 else ""
    seconds = abs(seconds)
    for size, unit in _UNITS:
        if seconds >= size:
            return f"{sign}{int(seconds // size)}{unit}"
    return "now"


def ago(at: datetime, now: datetime) -> str:
    """Give how old what is shown is: ``12 s old``."""
    seconds = max(int((now - at).total_seconds()), 0)
    if seconds < 60:
        return f"{seconds} s old"
    if seconds < 3600:
        return f"{seconds // 60} min old"
    return f"{seconds // 3600} h old"


def when(moment: Moment | None, now: datetime, zone: str) -> str:
    """Give a moment in full in the agent's time zone, with its age; its raw words where it is no time."""
    if moment is None:
        return ""
    if moment.at is None:
        return moment.raw
    try:
        local = moment.at.astimezone(ZoneInfo(zone))
    except OverflowError:  # The first or the last day there is: what some servers write for "never".
        return moment.raw
    return f"{local.date()} {local:%H:%M} · {age(moment, now)}"


def duration(seconds: float | None) -> str:
    """Give a duration in seconds as ``1h 04m``, ``4m 20s`` or ``20s``; empty for nothing."""
    if seconds is None:
        return ""
    whole = int(seconds)
    if whole >= 3600:
        return f"{whole // 3600}h {whole % 3600 // 60:02}m"
    if whole >= 60:
        return f"{whole // 60}m {whole % 60:02}s"
    return f"{whole}s"


def count(number: int, one: str, many: str = "") -> str:
    """Give a number with its noun: ``1 ticket``, ``1,480 tickets``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
