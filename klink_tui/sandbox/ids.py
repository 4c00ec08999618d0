"""Ids: UUID strings (contract §1), drawn from a seeded generator so that a desk can be made again."""

import re
from random import Random

_SHAPE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)


def draw_id(rng: Random) -> str:
    """Draw one UUID of version 4."""
    return _dashed(rng.getrandbits(128))


def joined_id(one: str, other: str) -> str:
    """Give the id of the pair of two UUIDs: always the same, and not to be met elsewhere."""
    return _dashed(int(one.replace("-", ""), 16) ^ int(other.replace("-", ""), 16))


def is_id(text: str) -> bool:
    """Tell whether the text is a UUID in its dashed form."""
    return _SHAPE.fullmatch(text) is not None


def _dashed(number: int) -> str:
    digits = f"{number:032x}"
    return (
        f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{'89ab'[int(digits[16], 16) & 3]}{digits[17:20]}-{digits[20:]}"
    )
