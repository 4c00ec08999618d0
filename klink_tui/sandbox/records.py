"""The desk's records as the store keeps them; ``shapes.py`` says how each goes over the wire."""

from typing import Literal, NamedTuple

FieldValue = str | int | float | bool | list[str]
"""A custom field's value: text, number, yes/no, a date as ``YYYY-MM-DD``, or the values of a multi-select."""

Entity = Literal["ticket", "contact"]
"""What a form field belongs to."""


class Agent(NamedTuple):
    """A user of the desk."""

    id: str
    created_at: str
    name: str
    email: str
    phone: str | None
    first_name: str | None
    last_name: str | None
    notification_count: int | None


class Tag(NamedTuple):
    """A tag; contacts name it, tickets refer to its id."""

    id: str
    created_at: str
    name: str
    position: int


class Category(NamedTuple):
    """A node of the category tree; its name, ``value``, can be empty."""

    id: str
    value: str
    parent_id: str | None
    level: int
    sort_order: int


class Named(NamedTuple):
    """A channel (with a type), a contact group or a company (without)."""

    id: str
    name: str
    type: str


class Option(NamedTuple):
    """One choice of a select."""

    value: str
    label: str
    is_default: bool


class Field(NamedTuple):
    """A form field, which is also the attribute of a custom value."""

    id: str
    entity: Entity
    position: int
    created_at: str
    group_id: str
    system_name: str
    display_name: str
    type: str
    is_default: bool
    is_archived: bool
    is_required: bool
    is_unique: bool
    options: tuple[Option, ...]

    @property
    def is_custom(self) -> bool:
        """Whether its value travels under ``customFields``."""
        return self.system_name.startswith("cf_")


class Platform(NamedTuple):
    """A contact's account on a messaging platform."""

    id: str
    channel_id: str
    social_platform_id: str
    type: str


class Contact(NamedTuple):
    """A customer."""

    id: str
    created_at: str
    updated_at: str
    deleted_at: str | None
    name: str
    address: str | None
    channel: str | None
    notes: str | None
    social_profile_url: str | None
    contact_number: int | None
    contact_profile: str | None
    company_id: str | None
    phones: list[str]
    emails: list[str]
    tags: list[str]
    groups: list[str]
    platforms: list[Platform]
    custom: dict[str, FieldValue]


class Ticket(NamedTuple):
    """A ticket; nested objects are ids here."""

    number: int
    id: str
    created_at: str
    updated_at: str
    title: str
    description: str | None
    type: str
    channel: str | None
    priority: str
    status: str
    contact_id: str
    creator_id: str | None
    assignee_id: str | None
    reason_to_assign: str | None
    tags: list[str]
    categories: list[str]
    custom: dict[str, FieldValue]


class Case(NamedTuple):
    """One handled conversation or call: a row of the cx-logs. Durations in seconds."""

    id: str
    started_at: str
    closed_at: str | None
    case_id: int | None
    entity_id: str
    entity_name: str
    contact_id: str
    channel: str
    channel_type: str
    queue_id: str | None
    queue_name: str | None
    agent_id: str | None
    first_agent_id: str | None
    direction: str
    customer_phone: str | None
    disposition: str | None
    sla_status: str | None
    labels: list[str]
    handled_time: int | None
    hold_time: int | None
    first_response_time: int | None
    resolution_time: int | None
    wrap_up_time: int | None


class Comment(NamedTuple):
    """A comment in a room."""

    id: str
    room_id: str
    created_at: str
    agent_id: str
    text: str
    mentions: list[tuple[int, str]]


class Presence(NamedTuple):
    """A change of an agent's presence; statuses are keys of ``shapes.PRESENCE``."""

    id: str
    created_at: str
    agent_id: str
    previous: str
    current: str
    seconds: int


class Message(NamedTuple):
    """A message sent to a contact."""

    id: str
    created_at: str
    updated_at: str
    contact_id: str
    client_request_id: str
    text: str
