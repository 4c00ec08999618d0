"""Whom a ticket can be assigned to. The API lists no users: they are harvested (contract §2, lacks 3)."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from klink_tui.forms.wire import squash
from klink_tui.models.caselog import CaseLog
from klink_tui.models.reference import User
from klink_tui.models.ticket import Ticket
from klink_tui.store.packing import unpack

if TYPE_CHECKING:
    from klink_tui.desk.desk import Desk

_CASES: Final = 500
"""Cases that are looked through, the newest."""
_ASSIGNEE: Final = frozenset({"assignee", "assigneeid"})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can have tickets."""

    id: str
    name: str
    detail: str = ""
    """What tells them apart: their address, or where they were found."""


async def people_of(desk: "Desk") -> list[Person]:
    """Give everyone that tickets, cases and the assignee field know, those with the most tickets first."""
    return _with_form(desk, await desk.copy.ask(_harvest))


class People:
    """Whom a ticket can be assigned to, at once: as it was when they were last looked for in the whole copy."""

    def __init__(self, desk: "Desk") -> None:
        """Know nobody yet."""
        self._desk = desk
        self._found: dict[str, Person] = {}

    async def get(self) -> list[Person]:
        """Give everyone, those with the most tickets first; they are looked for where nobody is known yet.

        Raises:
            StoreError: the copy can't be read.
        """
        if not self._found:
            await self.renew()
        return _with_form(self._desk, self._found)

    async def renew(self) -> None:
        """Look for them anew.

        Raises:
            StoreError: the copy can't be read.
        """
        self._found = await self._desk.copy.ask(_harvest)


def _with_form(desk: "Desk", harvested: Mapping[str, Person]) -> list[Person]:
    found = dict(harvested)
    loaded = desk.references.ticket_fields.peek()
    for form_field in loaded.items if loaded else ():
        if squash(form_field.system_name) in _ASSIGNEE and not form_field.is_archived:
            for option in form_field.options:
                found.setdefault(str(option.value), Person(str(option.value), option.label, "from the form"))
    return list(found.values())


def _harvest(connection: sqlite3.Connection) -> dict[str, Person]:
    found: dict[str, Person] = {}
    for column in ("assignee", "creator"):
        rows = connection.execute(
            f"SELECT raw FROM raws JOIN (SELECT max(ticket) AS ticket, count(*) AS many FROM tickets "
            f"WHERE {column} != '' GROUP BY {column}_fold) USING (ticket) ORDER BY many DESC"
        )
        for (raw,) in rows:
            ticket = Ticket.read(unpack(raw))
            _take(found, ticket.assignee if column == "assignee" else ticket.creator)
    for (raw,) in connection.execute("SELECT raw FROM cases ORDER BY started DESC LIMIT ?", (_CASES,)):
        case = CaseLog.read(unpack(raw))
        for user in (case.agent, case.first_assignee, case.closed_assignee):
            _take(found, user)
    return found


def _take(found: dict[str, Person], user: User | None) -> None:
    if user is not None and user.id and user.deleted_at is None:
        found.setdefault(user.id, Person(user.id, user.label, user.email if user.email != user.label else ""))
