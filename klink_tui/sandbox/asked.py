"""What an operation is asked: path, query, headers and body, with the server's limits on each."""

import json
from collections.abc import Mapping
from enum import Enum
from typing import Final, NamedTuple, NoReturn

from klink_tui.sandbox.envelopes import Doc, Page
from klink_tui.sandbox.errors import Invalid, Refused
from klink_tui.sandbox.ids import is_id

DEFAULT_PAGE_SIZE: Final = 10
"""Rows on a page that names no size (contract §1, Paging)."""
LARGEST_PAGE_SIZE: Final = 100
"""A larger size is served as this, and the echo says so (assumed: the maximum is unknown)."""
LARGEST_BODY: Final = 1_000_000
"""Bytes of a request body; more is a 413."""
_LONGEST_FIGURE: Final = 9


class Assigning(Enum):
    """What Update does with an assignee (contract §3, Assigning: no write is documented)."""

    CAMEL = "assigneeId"
    SNAKE = "assignee_id"
    IGNORED = ""
    REFUSED = "refused"


class Asked(NamedTuple):
    """One request to one operation."""

    path: Mapping[str, str]
    """Parameters of the path, unquoted."""
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes
    assigning: Assigning = Assigning.CAMEL
    """What Update does with an assignee; one spelling is heard unless a quirk says otherwise (assumed)."""

    def id(self, name: str) -> str:
        """Give a path parameter that is a UUID.

        Raises:
            Refused: 400, it is something else (the words: contract §2, Fetch Contact Groups).
        """
        value = self.path[name]
        if not is_id(value):
            raise Refused(400, "invalid id")
        return value.lower()

    def page(self) -> Page:
        """Give the page asked for.

        Raises:
            Refused: 400, ``page`` or ``pageSize`` is no whole number from 1.
        """
        return Page(
            self._figure("page", 1),
            min(self._figure("pageSize", DEFAULT_PAGE_SIZE), LARGEST_PAGE_SIZE),
        )

    def document(self) -> Doc:
        """Give the body as a JSON object.

        Raises:
            Refused: 400, it is no JSON; 422, it is no object.
        """
        try:
            read = json.loads(self.body.decode(), parse_constant=_not_json)
            # Lone surrogates are JSON to Python, but no text that could be stored or answered.
            json.dumps(read, ensure_ascii=False).encode()
        except (ValueError, RecursionError) as error:
            raise Refused(400, "The body is not valid JSON.") from error
        if not isinstance(read, dict):
            raise Invalid({"body": ["The body must be an object."]})
        return read

    def _figure(self, name: str, default: int) -> int:
        text = self.query.get(name)
        if text is None:
            return default
        if not (text.isascii() and text.isdigit()) or len(text) > _LONGEST_FIGURE or int(text) < 1:
            raise Refused(400, f"{name} must be a whole number from 1.")
        return int(text)


def _not_json(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
