"""Quick weighted choices: a desk of 100,000 tickets makes some two million of them."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def pick(rng: Random, among: Sequence[T]) -> T:
    """Choose one; about four times as quick as ``Random.choice``."""
    return among[int(rng.random() * len(among))]


def weighted(*shares: tuple[T, int]) -> tuple[T, ...]:
    """Lay out each value as often as its share, for ``pick``."""
    return tuple(value for value, share in shares for _ in range(share))


def sample(rng: Random, among: Sequence[T], size: int) -> list[T]:
    """Choose up to ``size`` different ones, in the order drawn."""
    return list(dict.fromkeys(pick(rng, among) for _ in range(size)))
