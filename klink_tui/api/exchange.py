"""What went over the wire, for the log screen: one record per request sent. Free of httpx."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from klink_tui.api.address import API_ROOT


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request as it was sent, and what came of it. Never holds the token."""

    at: datetime
    """When it was sent, aware."""
    method: str
    """HTTP method in capitals."""
    path: str
    """Path and query below ``/api/v1``."""
    status: int | None
    """HTTP status; ``None`` where no answer came."""
    ms: float
    """Milliseconds until the whole answer was there, or until it failed."""
    tries: int
    """Which try of its call this was, from 1."""
    outcome: str
    """What came of it, in words."""
    request_id: str = ""
    """The server's id of the request; empty where it gave none."""
    bytes: int = 0
    """Size of the answer's body, decompressed."""
    body: str = ""
    """The JSON that was sent, in ASCII; empty where there was none."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers of this request's own, never the authorization."""

    def as_curl(self, base_url: str) -> str:
        """Give a shell command that repeats the request, the token as ``$KLINK_API_TOKEN``."""
        words = ["curl", "--request", self.method, shlex.quote(f"{base_url.rstrip('/')}{API_ROOT}{self.path}")]
        words += ["--header", '"Authorization: Bearer $KLINK_API_TOKEN"', "--header", "'Accept: application/json'"]
        for name, value in self.headers.items():
            words += ["--header", shlex.quote(f"{name}: {value}")]
        if self.body:
            words += ["--header", "'Content-Type: application/json'", "--data-raw", shlex.quote(self.body)]
        return " ".join(words)
