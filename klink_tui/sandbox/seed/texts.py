"""Title and description of a ticket, which are about the same thing and in the same language."""

from collections.abc import Sequence
from random import Random
from typing import Final

from klink_tui.sandbox.seed import words
from klink_tui.sandbox.seed.chance import pick, sample, weighted
from klink_tui.sandbox.seed.local_texts import LOCAL
from klink_tui.sandbox.seed.topics import COMMON, TOPICS, Topic

_TOPIC: Final = weighted(*((topic, topic.share) for topic in TOPICS))
_PARAGRAPHS: Final = ((1,), (2,), (2,), (1, 1), (2, 1), (1, 2, 1), (2, 2, 1))
"""Sentences of each paragraph."""


class Texts:
    """Writes tickets."""

    def __init__(self, rng: Random, days: Sequence[str]) -> None:
        """Keep the days, as ``YYYY-MM-DD``, that texts may speak of."""
        self._rng = rng
        self._days = days

    def write(self, tongue: str, number: int) -> tuple[str, str | None]:
        """Write title and description of the ticket about that order; the description can be None or empty."""
        rng = self._rng
        filling = {
            "n": f"PG{number}",
            "n2": f"PG{number - 17}",
            "n3": f"PG{number + 230}",
            "short": str(1000 + number % 8999),
            "place": pick(rng, words.PLACES),
            "app": pick(rng, words.APPS),
            "machine": pick(rng, words.MACHINES),
            "printer": pick(rng, words.PRINTERS),
            "goods": pick(rng, words.GOODS),
            "day": pick(rng, self._days),
        }
        if tongue in LOCAL and rng.random() < 0.65:
            title, descriptions = pick(rng, LOCAL[tongue])
            description = pick(rng, descriptions)
        else:
            topic = pick(rng, _TOPIC)
            title = pick(rng, topic.titles)
            description = self._english(topic)
        kind = rng.random()
        if kind < 0.08:
            return title.format_map(filling), None if kind < 0.05 else ""
        if kind < 0.2:
            description = pick(rng, words.SHORT)
        filled = title.format_map(filling)
        return filled[:1].upper() + filled[1:], description.format_map(filling)

    def _english(self, topic: Topic) -> str:
        rng = self._rng
        if rng.random() < 0.18:
            return pick(rng, topic.reports)
        shape = pick(rng, _PARAGRAPHS)
        said = sample(rng, topic.sentences, sum(shape))
        if rng.random() < 0.4:
            said.append(pick(rng, COMMON))
        paragraphs = [pick(rng, words.OPENINGS)] if rng.random() < 0.7 else []
        for size in shape:
            paragraphs.append(" ".join(said[:size]))
            said = said[size:]
        paragraphs += [" ".join(said), pick(rng, words.CLOSINGS)]
        return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
