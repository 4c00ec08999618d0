"""Assigning: no write of it is documented, so it is off until a check on one ticket has shown how it works here.

The check is made on a ticket that the agent names: it is assigned under each known spelling of the key in turn and read
back after each, until the server shows it (contract §3, Assigning).
"""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from klink_tui.desk.events import DeskEvent, IntentChanged
from klink_tui.desk.people import Person
from klink_tui.desk.values import ASSIGNEE
from klink_tui.models.intent import TO_COME, Intent, State
from klink_tui.models.writes import ASSIGN_KEYS

if TYPE_CHECKING:
    from klink_tui.desk.desk import Desk
    from klink_tui.models.ticket import Ticket

WHY_OFF: Final = (
    "The API documents no way to assign a ticket. Some desks take an assignee all the same: a check on one ticket "
    "finds out whether yours does, and under which name. Until then assigning is off."
)
_UNDER_WAY: Final = TO_COME | {State.SENDING}


@dataclass(frozen=True, slots=True)
class Found:
    """What the check has shown."""

    key: str
    """What the server takes an assignee under; empty where it takes none, or that could not be found out."""
    words: str
    """What was tried and seen, in words."""


async def find_key(desk: "Desk", ticket: "Ticket", person: Person) -> Found:
    """Assign one ticket to find out how; where it works the ticket stays assigned, and the way is kept.

    The tries go through the outbox as every change does.

    Raises:
        KlinkError: a try could not be written down, or what was found not kept.
    """
    if any(one.needs_agent for one in desk.outbox.of(ticket.key)):
        return Found(
            "", f"A change of {ticket.label} waits for your decision (O shows it): decide first, then try again."
        )
    seen, before = [], desk.assign_key
    for key in ASSIGN_KEYS:
        desk.assign_key = key
        wanted = desk.changes.of_ticket(ticket, {ASSIGNEE: person.id}, names={ASSIGNEE: person.name})
        ended = await _tried(desk, wanted)
        if ended.state is State.DONE and not ended.theirs_shown:
            desk.keep_assign_key(key)
            return Found(key, f"{ticket.label} now belongs to {person.name}: the server takes {key}.")
        ignored = ended.state is State.DONE
        seen.append(f"{key}: {'the server took it and did not assign' if ignored else ended.reason}")
        if ended.state not in (State.DONE, State.REFUSED):
            break
    desk.assign_key = before
    return Found("", "Assigning does not work here. " + " · ".join(seen))


async def _tried(desk: "Desk", intent: Intent) -> Intent:
    """Try a change at once, and give what came of it; one that would have to wait is taken back."""
    settled = asyncio.Event()
    number = 0

    def listen(event: DeskEvent) -> None:
        if not isinstance(event, IntentChanged) or event.intent.target != intent.target:
            return
        is_over = event.intent.state not in _UNDER_WAY or event.intent.reason
        if event.intent.needs_agent or (event.intent.number == number and is_over):
            settled.set()  # Behind what needs the agent it would wait for good.

    leave = desk.bus.subscribe(listen)
    try:
        (added,) = await desk.outbox.add(intent, window=0.0)
        number = added.number
        await settled.wait()
        stands = desk.outbox.get(added.number) or added
        if stands.state in TO_COME:
            await desk.outbox.cancel(stands.number)
        return stands
    finally:
        leave()
