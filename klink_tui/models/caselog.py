"""A cx-log row: one handled conversation or call, called a case on screen (contract §3, CxLog)."""

from typing import Annotated, Any

from pydantic import BeforeValidator

from klink_tui.models.contact import Contact
from klink_tui.models.record import Line, Many, Record, When, Whole
from klink_tui.models.reference import User

Seconds = float | None
"""A duration in seconds; ``None`` where the server sent nothing."""


def _labels(value: object) -> object:
    """Read labels: plain strings, or objects with a name."""
    entries: list[Any] = list(value) if isinstance(value, list | tuple) else [value]
    return [entry.get("name", "") if isinstance(entry, dict) else entry for entry in entries]


class CaseLog(Record):
    """One handled conversation or call. Not a ticket's history."""

    id: Line = ""
    case_id: Whole | None = None
    entity_id: Line = ""
    """The room's id where :attr:`entity_name` is ``room``."""
    entity_name: Line = ""
    contact_id: Line = ""
    channel: Line = ""
    channel_type: Line = ""
    queue_id: Line = ""
    queue_name: Line = ""
    agent_id: Line = ""
    direction: Line = ""
    started_date: When = None
    created_at: When = None
    closed_at: When = None
    handled_time: Seconds = None
    total_hold_duration: Seconds = None
    first_response_time: Seconds = None
    resolution_time: Seconds = None
    full_handled_time: Seconds = None
    full_resolution_time: Seconds = None
    wrap_up_duration: Seconds = None
    first_replied_time: Seconds = None
    disposition: Line = ""
    customer_phone: Line = ""
    contact_label: Annotated[Many[Line], BeforeValidator(_labels)] = ()
    sla_status: Line = ""
    """``meet`` or empty; the vendor's word, not ours."""
    contact: Contact | None = None
    first_assignee: User | None = None
    agent: User | None = None
    closed_assignee: User | None = None

    @property
    def agent_name(self) -> str:
        """Who handled it: the agent, else who closed it, else who had it first."""
        people = (self.agent, self.closed_assignee, self.first_assignee)
        return next((person.label for person in people if person and person.label), self.agent_id)

    @property
    def room_id(self) -> str:
        """The room whose comments belong to it; empty where it is no room (contract §2, Room comment)."""
        return self.entity_id if self.entity_name.casefold() == "room" else ""


def case_key(case: CaseLog) -> str:
    """Give what tells a case from every other: its id, or what else there is."""
    return case.id or f"{case.case_id}:{case.entity_id}:{case.started_date.raw if case.started_date else ''}"
