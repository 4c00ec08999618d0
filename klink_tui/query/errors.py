"""The one error of the query language."""

from collections.abc import Iterable
from difflib import get_close_matches

from klink_tui.errors import KlinkError
from klink_tui.query.tree import Span


class QueryError(KlinkError):
    """A query can't be read, or names what is not known: says what, where, and the nearest known name."""

    def __init__(self, message: str, span: Span, *, known: Iterable[str] = (), name: str = "") -> None:
        """Keep the sentence and the place; of ``known`` the name nearest to ``name`` is suggested."""
        near = get_close_matches(name.casefold(), list(known), n=1, cutoff=0.6) if name else []
        self.suggestion = near[0] if near else ""
        """The nearest known name; empty where none is near."""
        self.span = span
        """Where in the text it is."""
        super().__init__(message, hint=f"Did you mean {self.suggestion}?" if self.suggestion else "")
