"""Times in queries: days and hours of the calendar, words for them, and lengths of time."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from klink_tui.query.errors import QueryError
from klink_tui.query.tree import Span

_LENGTH: Final = re.compile(r"(\d{1,5})\s*(mo|min|m|h|d|w|y)", re.IGNORECASE)
_SECONDS: Final = {
    "m": 60,
    "min": 60,
    "h": 3600,
    "d": 86400,
    "w": 7 * 86400,
    "mo": 30 * 86400,
    "y": 365 * 86400,
}
_UNITS: Final = {"m": "minute", "min": "minute", "h": "hour", "d": "day", "w": "week", "mo": "month", "y": "year"}
_YEAR: Final = re.compile(r"(\d{4})")
_MONTH: Final = re.compile(r"(\d{4})-(\d{1,2})")
DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""Days of the week, as their numbers go."""

WORDS: Final = ("now", "today", "yesterday", *DAYS)
"""Words that stand for a time; a day of the week is the last one that began."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time, as epoch seconds."""

    start: float
    """Its first moment."""
    end: float
    """The first moment behind it; the same as :attr:`start` for a single moment."""


def is_ago(text: str) -> bool:
    """Tell whether a time is written as how long ago it was (``2d``, ``-2d``)."""
    return _LENGTH.fullmatch(text.strip().removeprefix("-")) is not None


def length_words(text: str) -> str:
    """Give a length of time in words, ``2 days``; what is none as it is."""
    found = _LENGTH.fullmatch(text.strip().removeprefix("-"))
    if found is None:
        return text
    count = int(found[1])
    return f"{count} {_UNITS[found[2].casefold()]}{'' if count == 1 else 's'}"


def read_length(text: str, span: Span) -> float:
    """Read a length of time such as ``30m``, ``2h``, ``3d``, ``1w``, ``2mo``, ``1y``; give seconds.

    Raises:
        QueryError: it is none.
    """
    found = _LENGTH.fullmatch(text.strip())
    if found is None:
        raise QueryError(f"“{text}” is no length of time: write 30m, 2h, 3d, 1w, 2mo or 1y.", span)
    return float(int(found[1]) * _SECONDS[found[2].casefold()])


def read_stretch(text: str, span: Span, now: datetime, zone: ZoneInfo) -> Stretch:
    """Read a time: a year, month, day or moment of the calendar, a word for one, or how long ago (``2d``, ``-2d``).

    Raises:
        QueryError: it is none.
    """
    word = text.strip().casefold()
    today = now.astimezone(zone).date()
    if word == "now":
        return Stretch(now.timestamp(), now.timestamp())
    if word == "today":
        return _days(today, 1, zone)
    if word == "yesterday":
        return _days(today - timedelta(days=1), 1, zone)
    if word in DAYS:
        back = (today.weekday() - DAYS.index(word)) % 7
        return _days(today - timedelta(days=back), 1, zone)
    if is_ago(word):
        moment = now.timestamp() - read_length(word.removeprefix("-"), span)
        return Stretch(moment, moment)
    try:
        return _calendar(word, zone)
    except (ValueError, OverflowError) as error:
        raise QueryError(
            f"“{text}” is no time: write 2026-03-30, 2026-03, today, yesterday, monday, or 2d for two days ago.",
            span,
            known={word: word for word in WORDS},
            name=word,
        ) from error


def _calendar(word: str, zone: ZoneInfo) -> Stretch:
    if found := _YEAR.fullmatch(word):
        first = date(int(found[1]), 1, 1)
        return _between(first, first.replace(year=first.year + 1), zone)
    if found := _MONTH.fullmatch(word):
        first = date(int(found[1]), int(found[2]), 1)
        return _between(first, (first + timedelta(days=32)).replace(day=1), zone)
    if len(word) == len("2026-03-30"):
        return _days(date.fromisoformat(word), 1, zone)
    moment = datetime.fromisoformat(word.upper())
    seconds = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp()
    return Stretch(seconds, seconds)


def _days(first: date, count: int, zone: ZoneInfo) -> Stretch:
    return _between(first, first + timedelta(days=count), zone)


def _between(first: date, behind: date, zone: ZoneInfo) -> Stretch:
    start, end = (datetime.combine(day, time(), zone).timestamp() for day in (first, behind))
    return Stretch(start, end)
