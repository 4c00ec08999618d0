"""Rows out of the pages of a database that no index leads to any more (SQLite's file format, B-tree pages)."""

import struct
from collections.abc import Iterator
from typing import Final

PAGE: Final = 4096
"""Bytes of a page: what every file is made with."""
_LEAF: Final = 13
_MOST_LOCAL: Final = PAGE - 35
_LEAST_LOCAL: Final = (PAGE - 12) * 32 // 255 - 23
_INTEGERS: Final = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
"""Bytes of an integer by its serial type."""


def rows_of(image: bytes) -> Iterator[tuple[int, list[object]]]:
    """Give every row of every page that looks like a table's leaf: its number, and its values.

    A page that was given up holds what it last held: rows that were deleted, or that have newer versions elsewhere.
    """
    for start in range(PAGE, len(image) - PAGE + 1, PAGE):
        if image[start] != _LEAF:
            continue
        (count,) = struct.unpack_from(">H", image, start + 3)
        for cell in range(min(count, PAGE // 4)):
            (at,) = struct.unpack_from(">H", image, start + 8 + 2 * cell)
            try:
                yield _row(image, start, start + at)
            except (IndexError, ValueError, struct.error):
                continue


def _row(image: bytes, start: int, at: int) -> tuple[int, list[object]]:
    size, at = _varint(image, at)
    number, at = _varint(image, at)
    if at >= start + PAGE or size > len(image):
        raise ValueError("no cell")
    return number, _values(_payload(image, start, at, size))


def _payload(image: bytes, start: int, at: int, size: int) -> bytes:
    if size <= _MOST_LOCAL:
        return image[at : min(at + size, start + PAGE)]
    local = _LEAST_LOCAL + (size - _LEAST_LOCAL) % (PAGE - 4)
    if local > _MOST_LOCAL:
        local = _LEAST_LOCAL
    payload = bytearray(image[at : at + local])
    (page,) = struct.unpack_from(">I", image, at + local)
    while page and len(payload) < size:
        place = (page - 1) * PAGE
        (page,) = struct.unpack_from(">I", image, place)
        payload += image[place + 4 : place + PAGE]
    return bytes(payload[:size])


def _values(payload: bytes) -> list[object]:
    length, at = _varint(payload, 0)
    kinds = []
    while at < length:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    values: list[object] = []
    for kind in kinds:
        size = _INTEGERS.get(kind, 8 if kind == 7 else max(0, (kind - 12) // 2))
        part = payload[at : at + size]
        if len(part) < size:
            raise ValueError("cut off")
        at += size
        values.append(_value(kind, part))
    return values


def _value(kind: int, part: bytes) -> object:
    if kind in _INTEGERS:
        return int.from_bytes(part, "big", signed=True)
    if kind == 7:
        return struct.unpack(">d", part)[0]
    if kind in (8, 9):
        return kind - 8
    if kind < 12:
        return None
    return part.decode("utf-8") if kind % 2 else part


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place in range(at, at + 8):
        value = value << 7 | data[place] & 0x7F
        if data[place] < 0x80:
            return value, place + 1
    return value << 8 | data[at + 8], at + 9
