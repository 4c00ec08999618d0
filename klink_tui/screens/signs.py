"""What the signs of a list mean, as help tells it."""

from collections.abc import Iterator, Mapping
from typing import Final

from textual.content import Content

from klink_tui.models.names import fold
from klink_tui.widgets.cells import fill

_TICKET: Final = (
    ("age: 2d !", "Long for a ticket of its priority. Age is age, not an SLA"),
    ("age: 5d !!", "Very long. The settings have the limits (ages); a resolved ticket has no sign"),
)
SIGNS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "tickets": (
        ("+", "New since you last looked"),
        ("•", "Changed since you last opened it"),
        ("view: 18 +2", "The view has grown by 2 since you last stood on it"),
        *_TICKET,
    ),
    "ticket": _TICKET,
    "run": _TICKET,
}
"""Sign and meaning, by screen."""


def signs(screen: str, typed: str, signs_width: int, width: int) -> Content | None:
    """Give the signs of a screen whose words hold every word typed, in ``width`` cells; ``None`` where none does."""
    lines = list(_lines(screen, typed.split(), signs_width, width))
    return Content("\n").join([Content.styled("Signs", "$accent bold"), *lines]) if lines else None


def _lines(screen: str, words: list[str], signs_width: int, width: int) -> Iterator[Content]:
    for sign, meaning in SIGNS.get(screen, ()):
        if all(word in sign or fold(word) in fold(meaning) for word in words):
            for place, line in enumerate(Content(meaning).wrap(max(width - signs_width, 10))):
                yield Content.assemble((fill(sign if not place else "", signs_width), "$klink-key bold"), line)
