"""Edits that the language makes itself: taking a completion, and putting a suggestion in the place of an error."""

from typing import Final, NamedTuple

from klink_tui.query.complete import Completion, quoted
from klink_tui.query.errors import QueryError
from klink_tui.query.fields import Vocabulary
from klink_tui.query.scan import Role, scan

_NO_SPACE_BEFORE: Final = (",", ")", "..")


class Edited(NamedTuple):
    """A text after an edit."""

    text: str
    cursor: int
    """Where the cursor stands then."""


def take(text: str, completion: Completion) -> Edited:
    """Take a completion: behind a field's colon its value is next, behind a value is a space."""
    start, end = completion.span
    before, after = text[:start] + completion.text, text[end:]
    if completion.is_field or after.startswith(_NO_SPACE_BEFORE):
        return Edited(before + after, len(before))
    return Edited(f"{before} {after[1:] if after[:1].isspace() else after}", len(before) + 1)


def mend(text: str, cursor: int, error: QueryError, vocabulary: Vocabulary) -> Edited | None:
    """Put what an error suggests in the place of what is wrong; ``None`` where it suggests nothing."""
    wrong = (
        piece
        for piece in scan(text, vocabulary)
        if piece.role in (Role.UNKNOWN, Role.VALUE)
        and piece.span.start < error.span.end
        and piece.span.end > error.span.start
    )
    piece = next(wrong, None)
    if piece is None or not error.suggestion:
        return None
    start, end = piece.span
    mended = f"{error.suggestion}:" if piece.role is Role.UNKNOWN else quoted(error.suggestion)
    longer = len(mended) - (end - start)
    place = cursor if cursor <= start else start + len(mended) if cursor < end else cursor + longer
    return Edited(text[:start] + mended + text[end:], place)
