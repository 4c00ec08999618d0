"""The one error of the query language."""

from collections.abc import Mapping
from difflib import get_close_matches

from klink_tui.errors import KlinkError
from klink_tui.query.tree import Span


class QueryError(KlinkError):
    """A query can't be read, or names what is not known: says what, where, and the nearest known name."""

    def __init__(self, message: str, span: Span, *, known: Mapping[str, str] | None = None, name: str = "") -> None:
        """Keep the sentence and the place.

        Args:
            message: a sentence for a person.
            span: where in the text it is.
            known: folded name → how it is written; the one nearest to ``name`` is suggested.
            name: the folded name that is not known.
        """
        known = known or {}
        near = get_close_matches(name, known, n=1, cutoff=0.6) if name else []
        self.suggestion = known[near[0]] if near else ""
        """The nearest known name, as it is written but for quotes; empty where none is near."""
        self.span = span
        """Where in the text it is."""
        super().__init__(message, hint=f"Did you mean {self.suggestion}?" if self.suggestion else "")


class UnknownMeError(QueryError):
    """A query speaks of ``me``, and the settings don't say who that is."""
