"""A server without end whose every record is another: most of them odd but whole, one on each page broken."""

import copy
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

import httpx

Row = dict[str, object]

PAGE: Final = 100
"""Rows a page."""


def _nested(depth: int) -> object:
    value: object = "deep"
    for level in range(depth):
        value = [value] if level % 2 else {"in": value}
    return value


WRONG: Final[tuple[object, ...]] = (*({"en": "Title"}, ["one", "two"], [], {}, [None], [[]], _nested(60)),)
"""What no text can be read from."""
NO_NUMBER: Final[tuple[object, ...]] = ("twelve", 1.5, 2**70, -(2**70), {"n": 1}, [1, 2], "١٢x", "1e5")
NO_OBJECT: Final[tuple[object, ...]] = ("c", 42, 4.2, True, ["c"], [[]])
NO_LIST: Final[tuple[object, ...]] = ("none", 42, [1, 2], [None, "x"], [["a"]], True)
NO_TIME: Final[tuple[object, ...]] = ({"at": 1}, ["2026-03-30"], [[]])
NO_RECORD: Final[tuple[object, ...]] = (None, "row", 42, 0.5, True, [], [[]], [{}])
FOUL: Final = ("\x1b[31mred", "\u202eevil", "a\u200bb", "\ud800", "x" + "\u0301" * 9)
"""Texts that are not shown as they came."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A list, and what of its records the console must be able to read."""

    place: str
    path: str
    """Below ``/api/v1``."""
    label: str
    """The text that tells its rows apart on screen."""
    column: int
    """Which cell shows it."""
    texts: tuple[str, ...]
    numbers: tuple[str, ...]
    objects: tuple[str, ...]
    lists: tuple[str, ...]
    times: tuple[str, ...]
    needs_id: bool = True


KINDS: Final = (
    Kind(
        *("tickets", "/tickets", "title", 2),
        texts=("title", "status", "priority", "channel", "description", "reasonToAssign"),
        numbers=("ticketNumber",),
        objects=("contact", "assignee", "creator"),
        lists=("tags", "categories"),
        times=("createdAt", "updatedAt"),
    ),
    Kind(
        *("contacts", "/contacts", "name", 1),
        texts=("name", "notes", "address", "channel"),
        numbers=(),
        objects=("company",),
        lists=("tags",),
        times=("createdAt",),
    ),
    Kind(
        *("cases", "/cx-logs", "customerPhone", 2),
        texts=("disposition", "queueName", "direction", "customerPhone"),
        numbers=("caseId",),
        objects=("agent", "firstAssignee", "closedAssignee"),
        lists=(),
        times=("startedDate", "closedAt"),
        needs_id=False,
    ),
)


@dataclass
class Mill(httpx.AsyncBaseTransport):
    """Serves one list; everything else comes from the server behind it."""

    kind: Kind
    pages: int
    seed: str
    samples: Sequence[Row]
    """Records as the sandbox has them."""
    inner: httpx.AsyncBaseTransport
    broken: dict[int, tuple[int, str]] = field(default_factory=dict)
    """Page → where its broken record stands, and what was done to it."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Serve a request."""
        if request.method != "GET" or request.url.path != f"/api/v1{self.kind.path}":
            return await self.inner.handle_async_request(request)
        number = int(request.url.params.get("page", "1"))
        page: Row = {"total": self.pages * PAGE, "page": number, "pageSize": PAGE, "lastPage": self.pages}
        page["data"] = self.rows(number)
        body = {"requestId": "r", "cxLogs": page} if self.kind.path == "/cx-logs" else page
        return httpx.Response(200, headers={"content-type": "application/json"}, content=json.dumps(body).encode())

    def rows(self, number: int) -> list[object]:
        """Make a page, the same each time it is asked for."""
        rng = Random(f"{self.seed}:{self.kind.place}:{number}")
        rows: list[object] = [self._whole(rng, number, place) for place in range(PAGE)]
        place = rng.randrange(PAGE)
        row = rows[place]
        assert isinstance(row, dict)
        what, rows[place] = self._broken(rng, row)
        self.broken[number] = place, what
        return rows

    def _whole(self, rng: Random, number: int, place: int) -> Row:
        """Make a record that is odd, but has everything it needs."""
        row = copy.deepcopy(dict(rng.choice(self.samples)))
        row["id"] = f"id-{number}-{place}"
        row[self.kind.label] = label_of(number, place)
        row["deletedAt"] = None
        row.pop("contact" if self.kind.place == "cases" else "", None)
        kept = {"id", "deletedAt", self.kind.label}
        for _ in range(rng.randint(0, 4)):
            key = rng.choice([key for key in row if key not in kept])
            change = rng.randrange(5)
            if change == 0:
                del row[key]
            elif change == 1:
                row[key] = None
            elif change == 2:
                row[key] = ""
            elif change == 3:
                row[_snake(key)] = row.pop(key)
            else:
                row[f"x_{key}"] = rng.choice(WRONG)
        items = list(row.items())
        rng.shuffle(items)
        return dict(items)

    def _broken(self, rng: Random, row: Row) -> tuple[str, object]:
        """Break a record in one of the ways there are."""
        kind = self.kind
        ways: list[Callable[[], tuple[str, object]]] = [
            lambda: _put(row, rng.choice(kind.texts), rng.choice(WRONG)),
            lambda: _put(row, rng.choice(kind.texts), rng.choice(FOUL)),
            lambda: _put(row, rng.choice(kind.objects), rng.choice(NO_OBJECT)),
            lambda: _put(row, rng.choice(kind.times), rng.choice(NO_TIME)),
            lambda: _no_record(rng.choice(NO_RECORD)),
        ]
        if kind.numbers:
            ways.append(lambda: _put(row, rng.choice(kind.numbers), rng.choice(NO_NUMBER)))
        if kind.lists:
            ways.append(lambda: _put(row, rng.choice(kind.lists), rng.choice(NO_LIST)))
        if kind.needs_id:
            ways += [
                lambda: ("no id", {key: value for key, value in row.items() if key != "id"}),
                lambda: _put(row, "id", rng.choice((None, "", {"$oid": 7}, ["id"]))),
                lambda: ("nothing in it", {}),
            ]
        return rng.choice(ways)()


def label_of(number: int, place: int) -> str:
    """Give the text that a whole record is known by."""
    return f"row {place} of page {number}"


def _put(row: Mapping[str, object], key: str, value: object) -> tuple[str, object]:
    spellings = {_snake(key), key}
    return f"{key}: {value!r:.60}", {**{name: part for name, part in row.items() if name not in spellings}, key: value}


def _no_record(value: object) -> tuple[str, object]:
    return f"the record: {value!r}", value


def _snake(key: str) -> str:
    return "".join(f"_{char.lower()}" if char.isupper() else char for char in key)
