"""Dates as people type them and as the wire has them, ``YYYY-MM-DD`` (contract §2, Create)."""

import calendar
import re
from datetime import date, timedelta
from typing import Final

from klink_tui.errors import FormError
from klink_tui.models.moment import Moment

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_NEAR: Final = {"today": 0, "tomorrow": 1, "yesterday": -1}
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d.*)?", re.ASCII | re.IGNORECASE)
_OFFSET: Final = re.compile(r"([+-])\s*(\d{1,4})\s*([dwm])", re.ASCII | re.IGNORECASE)
_WEEKDAY: Final = re.compile(r"(?:next\s+)?([a-z]{3,9})", re.IGNORECASE)
_DAY_FIRST: Final = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}", re.ASCII)
_BUDDHIST_ERA: Final = 543
_LAST_YEAR: Final = 2399

HELP: Final = "Write YYYY-MM-DD, or today, tomorrow, +3d, -1w, +1m, monday."


def read_date(text: str, today: date) -> date:
    """Read what was typed into a date field.

    ``YYYY-MM-DD`` (a time behind it is dropped), ``today``, ``tomorrow``, ``yesterday``, a distance in days, weeks or
    months (``+3d``, ``-1w``, ``+1m``), or a weekday, which is the first such day after ``today``.

    Raises:
        FormError: it is none of these, or no day of the calendar.
    """
    words = " ".join(text.split()).casefold()
    if words in _NEAR:
        return _moved(today, days=_NEAR[words])
    if match := _OFFSET.fullmatch(words):
        sign, amount, unit = match.groups()
        distance = int(sign + amount)
        return _months(today, distance) if unit == "m" else _moved(today, days=distance * (7 if unit == "w" else 1))
    if (match := _WEEKDAY.fullmatch(words)) and (number := _weekday(match[1])) is not None:
        return _moved(today, days=(number - today.weekday() - 1) % 7 + 1)
    if match := _ISO.fullmatch(words):
        return _calendar_day(int(match[1]), int(match[2]), int(match[3]))
    if _DAY_FIRST.fullmatch(words):
        raise FormError("Write the year first: YYYY-MM-DD.", {})
    raise FormError(f"This is no date. {HELP}", {})


def date_on_wire(value: object) -> str | None:
    """Give the day of a date or time as the server sent it, in the offset it was written in; ``None`` for neither."""
    moment = Moment.read(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
    return moment.at.date().isoformat() if moment and moment.at else None


def weekday_of(day: date) -> str:
    """Give the short name of its weekday, whatever the locale: ``Mon``."""
    return WEEKDAYS[day.weekday()][:3].capitalize()


def _weekday(word: str) -> int | None:
    return next((number for number, name in enumerate(WEEKDAYS) if word in (name, name[:3])), None)


def _calendar_day(year: int, month: int, day: int) -> date:
    if year > _LAST_YEAR:
        common = year - _BUDDHIST_ERA
        raise FormError(f"{year} is a year of the Buddhist era: write {common:04}-{month:02}-{day:02}.", {})
    try:
        return date(year, month, day)
    except ValueError as error:
        raise FormError(f"There is no {year:04}-{month:02}-{day:02} in the calendar.", {}) from error


def _moved(today: date, days: int) -> date:
    try:
        return today + timedelta(days=days)
    except OverflowError as error:
        raise FormError("That day lies too far away.", {}) from error


def _months(today: date, distance: int) -> date:
    """Move by months; the 31st becomes the last day of a shorter month."""
    year, month = divmod(today.year * 12 + today.month - 1 + distance, 12)
    if not date.min.year <= year <= _LAST_YEAR:
        raise FormError("That day lies too far away.", {})
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))
