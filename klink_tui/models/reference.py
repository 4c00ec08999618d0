"""The small objects that tickets and contacts refer to (contract §2 and §3)."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

from klink_tui.models.record import Line, Many, Record, When, Whole


class User(Record):
    """An agent, as nested in tickets and cx-logs. There is no endpoint for users (contract §2, lacks 3)."""

    ALIASES: ClassVar[Mapping[str, str]] = {"deletedaAt": "deleted_at"}

    id: Line = ""
    name: Line = ""
    email: Line = ""
    phone: Line = ""
    first_name: Line = ""
    last_name: Line = ""
    deleted_at: When = None

    @property
    def label(self) -> str:
        """The best name there is: name, first and last name, email, id."""
        return self.name or f"{self.first_name} {self.last_name}".strip() or self.email or self.id


class Tag(Record):
    """A tag. Tickets are written with tag ids, contacts with tag names (contract §2)."""

    id: Line = ""
    name: Line = ""
    position: Whole | None = None
    deleted_at: When = None


class Channel(Record):
    """A channel; its shape is inferred (contract §2, Channel)."""

    REQUIRED = ("id",)

    id: Line = ""
    type: Line = ""
    name: Line = ""
    deleted_at: When = None


class Group(Record):
    """A contact group; its shape is inferred (contract §2, Fetch Contact Groups)."""

    id: Line = ""
    name: Line = ""
    description: Line = ""
    deleted_at: When = None


class Category(Record):
    """A node of the category tree; ``value`` can be empty (contract §2, Category)."""

    ALIASES: ClassVar[Mapping[str, str]] = {"name": "value", "children": "child_category_list"}

    id: Line = ""
    value: Line = ""
    parent_id: Line = ""
    level: Whole | None = None
    """1 is the top."""
    sort_order: Whole | None = None
    child_category_list: Many["Category"] = ()

    def walk(self, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], "Category"]]:
        """Give this node and all below it, each with the values on the way to it."""
        here = (*path, self.value)
        yield here, self
        for child in self.child_category_list:
            yield from child.walk(here)


class Company(Record):
    """A contact's company."""

    id: Line = ""
    name: Line = ""


class PresenceStatus(Record):
    """A presence status (contract §2, Agent activity)."""

    id: Line = ""
    system_name: Line = ""
    display_name: Line = ""
    emoji: Line = ""


class PresenceChange(Record):
    """One row of the agents' presence log; only ``previousPresenceStatus`` is documented."""

    ALIASES: ClassVar[Mapping[str, str]] = {"presenceStatus": "current", "previousPresenceStatus": "previous"}

    id: Line = ""
    created_at: When = None
    user_id: Line = ""
    user: User | None = None
    previous: PresenceStatus | None = None
    current: PresenceStatus | None = None


class RoomComment(Record):
    """A comment of agents on a room (contract §2, Room comment)."""

    id: Line = ""
    text: Line = ""
    created_at: When = None
    user_id: Line = ""
    user: User | None = None
