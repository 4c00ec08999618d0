"""Everything of a desk read into its copy, and how the copy stands, in words."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from klink_tui.desk.desk import Desk
from klink_tui.errors import ApiError, ForbiddenError
from klink_tui.query.fields import Vocabulary
from klink_tui.query.tree import AllOf, AnyOf, Condition, Node, Not, Query, Words

Say = Callable[[str], None]
"""Shows how far the reading has come, in the place of what it was given before; empty at the end."""

_BEAT: Final = 0.1
"""Seconds between two looks at how far the reading has come."""
_OF_CONTACTS: Final = frozenset({"contact", "email", "phone", "company"})


async def read_everything(desk: Desk, say: Say | None = None) -> list[str]:
    """Read all tickets and contacts from the server, from the top, and the fields of tickets.

    Args:
        desk: whose copy it goes to.
        say: shows how far it has come.

    Returns:
        What could not be read and can be done without, in sentences.

    Raises:
        ApiError: tickets can't be had.
        ConfigError: the server can't be asked.
    """
    missing: list[str] = []
    mirror = desk.mirror
    mirror.pace = replace(mirror.pace, page_seconds=0.0)
    for sweeper in (mirror.tickets, mirror.contacts):
        if sweeper.is_sweeping:
            # What was read before the interruption may be old by now: that sweep is as if it had not been.
            sweeper.course = replace(sweeper.course, number=sweeper.course.number - 1, done=True)
    async with _shown(desk, say):
        try:
            await desk.references.ticket_fields.refresh()
        except ApiError as error:
            missing.append(f"The desk's own fields could not be read: {error.message}")
        try:
            await mirror.sweep()
        except ForbiddenError as error:
            if mirror.tickets.is_sweeping:
                raise
            missing.append(f"Contacts could not be read: {error.message}")
    return missing


def standing(desk: Desk) -> str:
    """Say how much the copy has, and how old it is: ``3,700 of 3,712 tickets here, 12 min old``."""
    from klink_tui.widgets.words import ago, count

    progress, course = desk.mirror.progress, desk.mirror.tickets.course
    is_short = progress.total is not None and progress.held < progress.total
    here = f"{progress.held:,} of {progress.total:,} tickets" if is_short else count(progress.held, "ticket")
    if not progress.complete:
        return f"{here} here, never read to the end"
    return f"{here} here, {ago(datetime.fromtimestamp(course.ended, UTC), desk.now())}"


def unknowns(desk: Desk, query: Query, vocabulary: Vocabulary) -> list[str]:
    """Say what the copy can't know of what a query asks for, in sentences."""
    progress, contacts = desk.mirror.progress, desk.mirror.contacts.course
    parts = list(_leaves(query.condition))
    asked = [part for part in parts if isinstance(part, Condition)]
    names = {vocabulary.find(part.field, part.name).name for part in asked}
    values = {value.text.casefold() for part in asked if part.field.casefold() == "is" for value in part.values}
    said = [f"The copy is what was read: {standing(desk)}."]
    if progress.total is not None and progress.held < progress.total:
        said.append(f"{progress.total - progress.held:,} tickets are not in it, and never found.")
    if not vocabulary.custom:
        said.append("It knows no fields of the desk's own.")
    if any(isinstance(part, Words) for part in parts):
        said.append(
            "Words are looked for in title, description, contact, tags and the desk's own fields; comments and"
            " messages are not in it."
        )
    if names & _OF_CONTACTS and not contacts.complete:
        said.append("Contacts were never read to the end: of some tickets it has no email, phone or company.")
    if values & {"new", "changed"} and not progress.complete:
        said.append("Nothing counts as new or changed before everything was read once.")
    return said


@asynccontextmanager
async def _shown(desk: Desk, say: Say | None) -> AsyncIterator[None]:
    """Show how far the reading has come for as long as it takes."""
    if say is None:
        yield
        return

    async def show(say: Say) -> None:
        while True:
            say(_so_far(desk))
            await asyncio.sleep(_BEAT)

    showing = asyncio.create_task(show(say))
    try:
        yield
    finally:
        showing.cancel()
        with suppress(asyncio.CancelledError):
            await showing
        say("")


def _so_far(desk: Desk) -> str:
    for noun, sweeper in (("contacts", desk.mirror.contacts), ("tickets", desk.mirror.tickets)):
        if sweeper.is_sweeping:
            total = sweeper.course.total
            of = f" of {total:,}" if total is not None else ""
            return f"Reading {noun}: {sweeper.course.rows:,}{of} …"
    return "Reading …"


def _leaves(node: Node | None) -> Iterator[Words | Condition]:
    """Give what a query asks for, without what joins it."""
    match node:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _leaves(part)
        case Not(part):
            yield from _leaves(part)
        case Words() | Condition():
            yield node
