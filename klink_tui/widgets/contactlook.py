"""How a contact looks: columns in a list, a card beside a ticket, facts on a screen."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from klink_tui.models.contact import Contact
from klink_tui.widgets.cells import Cell, Column
from klink_tui.widgets.facts import Fact
from klink_tui.widgets.values import mark
from klink_tui.widgets.words import age, when

CONTACT_COLUMNS: Final = (
    Column("mark", "", 1),
    Column("name", "Name", 20, grow=3),
    Column("email", "Email", 22, grow=2, drop=2),
    Column("phone", "Phone", 15, drop=1),
    Column("company", "Company", 12, grow=1, drop=4),
    Column("tags", "Tags", 10, grow=1, drop=3),
    Column("channel", "Channel", 8, drop=5),
    Column("age", "Since", 5, right=True, drop=6),
)


def contact_cells(contact: Contact, now: datetime, *, pending: str = "") -> Sequence[Cell]:
    """Give a contact's cells for :data:`CONTACT_COLUMNS`; ``pending`` is what is under way for them."""
    return (
        mark(contact, pending=pending),
        Cell(contact.label, "" if contact.name else "muted"),
        Cell(next(iter(contact.emails), "–"), "" if contact.emails else "muted"),
        Cell(next(iter(contact.phones), "–"), "" if contact.phones else "muted"),
        Cell(contact.company.name if contact.company else "", "muted"),
        Cell(", ".join(tag.name for tag in contact.tags if tag.name), "accent"),
        Cell(contact.channel, "muted"),
        Cell(age(contact.created_at, now), "muted"),
    )


def unreadable_contact(reason: str) -> Sequence[Cell]:
    """Give the cells of a record that can't be read."""
    words = Cell(f"unreadable record: {reason}", "bad")
    return (Cell("!", "bad"), words, *(Cell("") for _ in CONTACT_COLUMNS[2:]))


def contact_facts(contact: Contact, now: datetime, zone: str) -> list[Fact]:
    """Give what there is to know of a contact, empty values left out."""
    platforms = [
        " ".join(part for part in (account.type, account.social_platform_id) if part)
        for account in contact.platform_contacts
    ]
    known = [
        Fact("Phone", "\n".join(contact.phones)),
        Fact("Email", "\n".join(contact.emails)),
        Fact("Company", contact.company.name if contact.company else ""),
        Fact("Channel", contact.channel),
        Fact("Platforms", "\n".join(platform for platform in platforms if platform)),
        Fact("Profile", contact.social_profile_url),
        Fact("Picture", contact.contact_profile),
        Fact("Address", contact.address),
        Fact("Groups", ", ".join(group.name for group in contact.groups if group.name)),
        Fact("Tags", ", ".join(tag.name for tag in contact.tags if tag.name), "accent"),
        Fact("Since", when(contact.created_at, now, zone)),
        Fact("Updated", when(contact.updated_at, now, zone)),
    ]
    return [fact for fact in known if fact.value]


def contact_card(contact: Contact, now: datetime, zone: str) -> list[Fact]:
    """Give the contact as it stands beside a ticket."""
    notes = [Fact("Notes", contact.notes)] if contact.notes.strip() else []
    return [Fact("Name", contact.label, "strong"), *contact_facts(contact, now, zone)[:7], *notes]
