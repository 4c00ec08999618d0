"""What a sandbox is started with."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class SandboxConfig:
    """Sizes, seed and secrets of one sandbox; equal configurations with a fixed ``now`` serve equal bytes."""

    tickets: int = 480
    """Tickets in the desk; the cases (cx-logs) grow with them."""
    contacts: int = 160
    """Contacts in the desk; at least one is made where there are tickets."""
    agents: int = 8
    """Users who create and hold tickets; at least one is made."""
    seed: int = 7
    """Decides every id, name, text and share of the seeded data and of the quirks."""
    token: str = "kpt_sandbox"
    """The bearer token that may do everything; the same with ``_readonly`` behind it may only read."""
    now: datetime | None = None
    """UTC moment the seeded data leads up to; None is the real now at start."""
    database: str = ":memory:"
    """``:memory:``, or a file: an existing one is opened as it stands, a new one is seeded."""
    quirks: tuple[str, ...] = ()
    """Quirks that are on from the start, in the words of ``switches.py``."""
