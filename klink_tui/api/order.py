"""One request to send and what came back of it, as the caller and the wire hand them over. Free of httpx."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from klink_tui.errors import Attempt


@dataclass(frozen=True, slots=True)
class Order:
    """One request to send."""

    path: str
    """Path and query below ``/api/v1``, quoted."""
    attempt: Attempt
    """Method, path and the number of the try, as errors carry them."""
    what: str
    """What starts the sentence of an error."""
    body: bytes | None = None
    """JSON; ``None`` for no body."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers of this request's own."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, whole."""

    status: int
    headers: Mapping[str, str]
    """Keyed in lower case; of a repeated one the values joined by a comma."""
    body: bytes
    """Decompressed; empty where a refusal's body could not be read."""
