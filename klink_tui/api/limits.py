"""How long, how often and how much: the figures of ``reliability.md``, *HTTP*."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The client's bounds. Times in seconds, sizes in bytes."""

    read_tries: int = 3
    """How many times a GET is sent at most."""
    write_tries: int = 2
    """How many times a write is sent at most; the second time only where the first provably never left."""
    first_pause: float = 0.5
    """The longest pause before the second try; it doubles with each further one."""
    longest_pause: float = 8.0
    """Where the doubling ends."""
    longest_asked_pause: float = 60.0
    """The longest pause that a server may ask for, all pauses of one call together."""
    retry_budget: int = 10
    """How many retries all calls of a client may make in a burst."""
    retry_refill: float = 0.2
    """How many of them come back each second."""
    connect: float = 5.0
    """To reach the server and agree on TLS."""
    read: float = 15.0
    """Between two pieces of an answer."""
    write: float = 15.0
    """Between two pieces of a request."""
    pool: float = 5.0
    """To get one of the client's connections."""
    overall: float = 30.0
    """One call with its retries, its bodies and its pauses, but for the pauses that the server asked for."""
    body: int = 20_000_000
    """The largest answer, decompressed."""
    values: int = 500_000
    """The most values that one answer may hold: each costs far more memory than it has bytes."""
    connections: int = 8
    """Connections at once."""
