"""Cases: the log of handled conversations and calls (contract §2, CxLog)."""

from datetime import UTC, datetime, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from klink_tui.api.caller import Caller, Question
from klink_tui.api.resources.reading import live
from klink_tui.errors import ConfigError, FormError
from klink_tui.models.caselog import CaseLog
from klink_tui.models.paging import Page
from klink_tui.text import one_line

_WIRE: Final = "%Y/%m/%d %H:%M:%S"


class CxLogs:
    """The cases of a desk. No contact filter is documented: filter on this side."""

    def __init__(self, caller: Caller, timezone: str) -> None:
        """Take what makes the calls, and the IANA name of the zone whose times are sent.

        Raises:
            ConfigError: no such time zone is known.
        """
        self._caller = caller
        self._timezone = timezone
        self._zone = read_zone(timezone)

    async def list(self, start: datetime, end: datetime, page: int = 1, page_size: int = 50) -> Page[CaseLog]:
        """Give a page of the cases from ``start`` to ``end``, both aware; the wire knows whole seconds.

        Raises:
            FormError: the range ends before it starts.
            ValueError: a time is naive.
        """
        if start.tzinfo is None or end.tzinfo is None:
            raise ValueError("the range of a case list needs aware times")
        if end < start:
            raise FormError("The range ends before it starts.", {"end": "lies before the start"})
        chosen = f"{start.astimezone(self._zone):{_WIRE}}-{end.astimezone(self._zone):{_WIRE}}"
        return await self._caller.page(
            Question(
                "cx_logs.list",
                live(CaseLog),
                page,
                page_size,
                params={"selectedDate": chosen},
                headers={"x-client-timezone": self._timezone},
            )
        )


def read_zone(name: str) -> tzinfo:
    """Give the time zone called ``name``; UTC needs no time zone data.

    Raises:
        ConfigError: no such time zone is known.
    """
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError) as error:  # ZoneInfoNotFoundError is a KeyError
        raise ConfigError(
            f"There is no time zone {one_line(name)!r}.", hint="A good one looks like Asia/Bangkok."
        ) from error
