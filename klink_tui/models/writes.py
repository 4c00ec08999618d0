"""What the console sends: only documented keys, in the documented case (contract, *Write exactly*).

A key that was not set is not sent; ``None`` is sent, as "make it empty".
"""

from datetime import datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_serializer

from klink_tui.models.moment import wire_time


class WireBody(BaseModel):
    """A request body; unknown keys are a mistake on this side and raise pydantic's ``ValidationError``."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        ser_json_inf_nan="constants",
        defer_build=True,  # the first write builds it, not the start
    )

    def to_wire(self) -> dict[str, Any]:
        """Give the JSON object to send: the keys that were set, as the contract spells them."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)

    @classmethod
    def wire_keys(cls) -> frozenset[str]:
        """The keys that may be written, as the contract spells them."""
        return frozenset(info.alias or name for name, info in cls.model_fields.items())


class TicketBody(WireBody):
    """Ticket create, and in part ticket update (contract §2, Ticket)."""

    title: str | None = None
    description: str | None = None
    status: str | None = None
    priority: str | None = None
    contact_id: str | None = None
    channel: str | None = None
    tags: list[str] | None = None
    """Tag **ids**."""
    custom_fields: dict[str, Any] | None = Field(default=None, alias="customFields")
    """Keyed by system name (``cf_…``); dates as ``YYYY-MM-DD``."""


class StatusBody(WireBody):
    """Update status (contract §2, Ticket)."""

    status: str


class AssignBody(WireBody):
    """Ticket update with an assignee: no such write is documented, its key is a setting (contract §3, Assigning)."""

    camel: str | None = Field(default=None, alias="assigneeId")
    snake: str | None = Field(default=None, alias="assignee_id")

    @classmethod
    def to(cls, key: str, assignee: str | None) -> "AssignBody":
        """Give the body that assigns under ``key``: ``assigneeId`` or ``assignee_id``; ``None`` for nobody."""
        return cls(camel=assignee) if key == "assigneeId" else cls(snake=assignee)


ASSIGN_KEYS: Final = ("assigneeId", "assignee_id")
"""The spellings that a server may take an assignee under."""


class ContactBody(WireBody):
    """Contact create, and in part contact update (contract §2, Contact; inferred)."""

    name: str | None = None
    phone: Any = None
    """One number or a list of them: as the form field has it."""
    email: Any = None
    """One address or a list of them: as the form field has it."""
    address: str | None = None
    notes: str | None = None
    channel: str | None = None
    custom_fields: dict[str, Any] | None = Field(default=None, alias="customFields")


class ContactTagsBody(WireBody):
    """Contact update tags; MERGE is the one documented action (contract §2, Update tags)."""

    action_type: Literal["MERGE"] = Field(default="MERGE", alias="actionType")
    tags: list[str]
    """Tag **names**."""

    def to_wire(self) -> dict[str, Any]:
        """Give both keys, the action's default included."""
        return self.model_dump(mode="json", by_alias=True)


class ChannelBody(WireBody):
    """Channel create; the body is unknown, type and name are assumed (contract §2, Channel)."""

    type: str
    name: str


class MessageBody(WireBody):
    """Send message (contract §2, Message)."""

    contact_id: str = Field(alias="contactId")
    message_type: Literal["text"] = Field(default="text", alias="messageType")
    message: str
    created_at: datetime = Field(alias="createdAt")

    @field_serializer("created_at")
    def _as_wire_time(self, value: datetime) -> str:
        return wire_time(value)

    def to_wire(self) -> dict[str, Any]:
        """Give all four keys, the type's default included."""
        return self.model_dump(mode="json", by_alias=True)


class Mention(WireBody):
    """A user named in a comment by a placeholder ``{index}``."""

    index: int
    user_id: str = Field(alias="userId")


class CommentBody(WireBody):
    """Room comment create (contract §2, Room comment)."""

    text: str
    mentions: list[Mention] = []

    def to_wire(self) -> dict[str, Any]:
        """Give both keys, an empty list of mentions included."""
        return self.model_dump(mode="json", by_alias=True)
