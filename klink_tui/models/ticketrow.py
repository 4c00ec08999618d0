"""A ticket as lists show it. Free of pydantic: the first frame is made of these."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TicketRow:
    """What a list shows of a ticket."""

    key: str
    number: int | None
    title: str
    status: str
    priority: str
    contact: str
    contact_id: str
    assignee: str
    channel: str
    type: str
    tags: str
    categories: str
    emails: str
    phones: str
    company: str
    creator: str
    reason: str
    created: float | None
    """Epoch seconds."""
    created_words: str
    """As it came, where that is no time."""
    updated: float | None
    """Epoch seconds."""
    updated_words: str
    """As it came, where that is no time."""
    news: int
    """Since the agent last looked: 0 nothing, 1 it is new, 2 it changed."""
    doubt: int
    """1 where something of the record could not be read, or was cleaned away."""
    seen: float
    """When it was read last, epoch seconds."""
    custom: tuple[tuple[str, str], ...] = ()
    """System names and texts of the custom fields that were asked for."""

    @property
    def label(self) -> str:
        """``#`` and number, or the id where there is no number."""
        return f"#{self.number}" if self.number is not None else self.key.removesuffix("#")

    def custom_text(self, name: str) -> str:
        """Give the text of a custom field that was asked for; empty where it has none."""
        return next((text for system_name, text in self.custom if system_name == name), "")
