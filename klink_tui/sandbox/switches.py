"""Which quirks are on: for all requests, a share of them, or the next few.

In words: ``NAME[=SECONDS][:SHARE|:once|:COUNT][@PATHPREFIX]``, as in ``slow=0.5``, ``html-502:0.1``,
``lost-reply:once@/tickets``. A number with a point is a share from 0.0 to 1.0, one without is a count.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from klink_tui.sandbox.quirks import Quirk, UnknownQuirk, quirk_named
from klink_tui.sandbox.routes.table import BASE

HEADER: Final = "x-sandbox-quirk"
"""Switches quirks on for one request: ``NAME[=SECONDS][,NAME …]``."""

_WORDS: Final = re.compile(
    r"(?P<name>[a-z0-9-]+)(=(?P<seconds>\d+(\.\d+)?))?(:(?P<often>once|\d+|\d*\.\d+))?(@(?P<prefix>/\S*))?", re.ASCII
)


@dataclass
class _Switch:
    quirk: Quirk
    share: float
    left: int | None
    prefix: str


class Switches:
    """The quirks that are on, in the order they were switched on."""

    def __init__(self, seed: int) -> None:
        """Start with none; the seed decides which requests a share meets."""
        self.rng = Random(f"{seed}:quirks")
        self._on: list[_Switch] = []

    def __iter__(self) -> Iterator[str]:
        """Give the names of the quirks that are on."""
        return iter([switch.quirk.name for switch in self._on])

    def switch_on(self, spec: str) -> None:
        """Switch a quirk on.

        Raises:
            UnknownQuirk: no quirk has that name, or the words can't be read.
        """
        self._on.append(_read(spec))

    def switch_off(self, name: str) -> None:
        """Switch a quirk off, however often it is on.

        Raises:
            UnknownQuirk: no quirk has that name.
        """
        quirk_named(name)
        self._on = [switch for switch in self._on if switch.quirk.name != name]

    def clear(self) -> None:
        """Switch every quirk off."""
        self._on.clear()

    def meet(self, path: str, header: str) -> list[Quirk]:
        """Give the quirks that this request meets, and use up one of each count; the header's come last.

        Raises:
            UnknownQuirk: the header names one that isn't there.
        """
        named = [_read(words.strip()).quirk for words in header.split(",") if words.strip()]
        met = [switch for switch in self._on if path.startswith(switch.prefix) and self._falls_on(switch)]
        for switch in met:
            if switch.left is not None:
                switch.left -= 1
        self._on = [switch for switch in self._on if switch.left != 0]
        return [*(switch.quirk for switch in met), *named]

    def _falls_on(self, switch: _Switch) -> bool:
        return switch.share >= 1 or self.rng.random() < switch.share


def _read(spec: str) -> _Switch:
    match = _WORDS.fullmatch(spec)
    if match is None:
        quirk_named(re.split(r"[=:@]", spec)[0])
        raise UnknownQuirk(f"{spec!r} can't be read as NAME[=SECONDS][:SHARE|:once|:COUNT][@PATHPREFIX].")
    quirk = quirk_named(match["name"])
    if match["seconds"] is not None:
        if not quirk.seconds:
            raise UnknownQuirk(f"{quirk.name} takes no seconds.")
        quirk = replace(quirk, seconds=float(match["seconds"]))
    often = match["often"] or "1.0"
    share, left = (1.0, 1) if often == "once" else (float(often), None) if "." in often else (1.0, int(often))
    if share > 1 or left == 0:
        raise UnknownQuirk(f"{spec!r}: a share is from 0.0 to 1.0, a count from 1.")
    prefix = match["prefix"] or "/"
    return _Switch(quirk, share, left, prefix.removeprefix(BASE) or "/")
