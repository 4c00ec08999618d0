"""The picker of what is pinned, and of what was opened or changed last."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Final

from textual.content import Content

from klink_tui.desk.recents import CONTACT, Recents
from klink_tui.models.moment import Moment
from klink_tui.screens.typeahead import Choice, TypeAheadScreen, matching
from klink_tui.store.touched import Place, Touched
from klink_tui.text import one_line
from klink_tui.widgets.cells import PINNED, fill
from klink_tui.widgets.keyed import keyed
from klink_tui.widgets.words import age

_WHEN: Final = 15
"""Cells for when something was touched: ``changed 12mo ago``."""
MOST: Final = 60
"""How many of those that are not pinned are offered."""


def offered(recents: Recents, most: int) -> Iterator[Touched]:
    """Give everything that is pinned, then so many of the others, the one touched last first."""
    yield from recents.pins
    yield from islice(recents.recent, most)


def name_of(touched: Touched) -> str:
    """Give what it is called, a contact behind an ``@``."""
    return f"@{one_line(touched.label)}" if touched.kind == CONTACT else one_line(touched.label)


def words_of(touched: Touched, now: datetime) -> str:
    """Say when it was touched: ``changed 5m ago``."""
    text = age(Moment("", datetime.fromtimestamp(touched.at, UTC)), now)
    return f"{touched.how} {text if text == 'now' else f'{text} ago'}"


class RecentPicker(TypeAheadScreen[Place]):
    """Gives the kind and the target of what was picked, or ``None``."""

    CSS = """
    RecentPicker #box { width: 76; }
    RecentPicker #choices { text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, recents: Recents, now: datetime) -> None:
        """Offer what is known by now."""
        super().__init__("Pinned, and touched last")
        self._touched = tuple(offered(recents, MOST))
        self._choices = tuple(
            Choice(str(place), name_of(one), words_of(one, now)) for place, one in enumerate(self._touched)
        )
        if not self._choices:
            self._note = keyed("Nothing was opened yet. <pin> pins a ticket or a contact.")

    def prompt(self, place: int, choice: Choice) -> Content:
        """Give the star of what is pinned, when it was touched, and its name."""
        star = PINNED if self._touched[int(choice.value)].pinned is not None else " "
        # A title may be longer than the box: when it was is still to be seen.
        words = f"{fill(choice.detail, _WHEN)}  "
        return Content.assemble((f"{star} ", "$accent"), (words, "$klink-muted"), choice.label)

    def narrow(self, typed: str) -> None:
        """List what matches, in the order it is in."""
        found = {choice.value for choice in matching(self._choices, typed)}
        self.show([choice for choice in self._choices if choice.value in found])
        if not self._choices:
            self.say("")

    def take(self, choice: Choice) -> None:
        """Give what was picked."""
        self.dismiss(self._touched[int(choice.value)].place)
