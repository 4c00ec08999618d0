"""How a contact looks: columns in a list, a card beside a ticket, facts on a screen."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from klink_tui.models.affairs import Affairs
from klink_tui.models.contact import Contact
from klink_tui.models.intent import State
from klink_tui.models.moment import Moment
from klink_tui.widgets.cells import NOTED, PINNED, Cell, Column
from klink_tui.widgets.facts import Fact
from klink_tui.widgets.values import mark
from klink_tui.widgets.words import age, count, when

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

SAME_COLUMNS: Final = (
    Column("tickets", "Tickets", 10, right=True, drop=1),
    Column("name", "Name", 12, grow=2),
    Column("same", "Same", 14, grow=3),
)
"""A contact that may be the one on view."""


def contact_cells(
    contact: Contact, now: datetime, *, pending: State | None = None, noted: bool = False, pinned: bool = False
) -> Sequence[Cell]:
    """Give a contact's cells for :data:`CONTACT_COLUMNS`.

    Args:
        contact: the contact.
        now: the time, aware.
        pending: how their changes stand.
        noted: whether there is a local note on them.
        pinned: whether they are pinned.
    """
    own = mark(contact, pending=pending)
    return (
        Cell(NOTED, "muted") if noted and not own.text.strip() else own,
        Cell(f"{PINNED} {contact.label}" if pinned else contact.label, "" if contact.name else "muted"),
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


def affairs_line(affairs: Affairs, days: int, now: datetime, *, complete: bool) -> str:
    """Count a contact's tickets and cases in a line.

    Args:
        affairs: the counts.
        days: what its recent cases are recent for.
        now: the time, aware.
        complete: whether nothing is missing; else the line says that it counts what is in the copy.
    """
    parts = [
        f"{affairs.open:,} open of {count(affairs.tickets, 'ticket')}" if affairs.tickets else "no tickets",
        f"{count(affairs.recent_cases, 'case') if affairs.recent_cases else 'no cases'} in {days} days",
    ]
    first, last = _past(affairs.first, now), _past(affairs.last, now)
    if first and last:
        both = f"first contact {first.removesuffix(' ago') if last.endswith(' ago') else first}, last {last}"
        parts.append(f"only contact {first}" if first == last else both)
    return " · ".join(parts) + ("" if complete else " · in the copy")


def same_cells(contact: Contact, address: str, tickets: int) -> Sequence[Cell]:
    """Give the cells for :data:`SAME_COLUMNS` of a contact who shares ``address``."""
    return (Cell(count(tickets, "ticket"), "muted"), Cell(contact.label), Cell(address, "muted"))


def same_line(found: Sequence[tuple[Contact, str]], tickets: int, *, complete: bool) -> str:
    """Say that others share an address, and who is the first of them, with that many tickets."""
    contact, address = found[0]
    kind = "email" if "@" in address else "phone"
    others = count(len(found) - 1, "other")
    more = "" if len(found) == 1 else f" and {others}" if complete else f" and at least {others}"
    # A name may run from right to left: nothing stands behind it that it could draw to its other side.
    return f"Same {kind} {address} ({count(tickets, 'ticket')}){more}: {contact.label}"


def _past(at: float | None, now: datetime) -> str:
    """Say how long ago something was."""
    if at is None:
        return ""
    text = age(Moment("", datetime.fromtimestamp(at, UTC)), now)
    return text if text == "now" or text.startswith("in ") else f"{text} ago"
