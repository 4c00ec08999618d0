"""Contacts (contract §2)."""

from klink_tui.sandbox import envelopes, shapes
from klink_tui.sandbox.asked import Asked
from klink_tui.sandbox.db import contacts, tickets
from klink_tui.sandbox.db.connection import transaction
from klink_tui.sandbox.db.desk import Desk
from klink_tui.sandbox.envelopes import Reply
from klink_tui.sandbox.errors import Invalid, NotThere
from klink_tui.sandbox.records import Contact
from klink_tui.sandbox.validation import Form

_MERGE = "MERGE"


def list_all(desk: Desk, asked: Asked) -> Reply:
    """Listing (D, E1); ``keyword`` is sought in name, email and phone (name alone is documented)."""
    page = asked.page()
    total, found = contacts.page(desk.connection, page.size, page.offset, asked.query.get("keyword", ""))
    return envelopes.paged(total, page, shapes.contacts(desk, found))


def list_on_platform(desk: Desk, asked: Asked) -> Reply:
    """Filter By SocialPlatformId: assumed (contract §2, U), first candidate path; E1."""
    page = asked.page()
    total, found = contacts.page_on_platform(desk.connection, asked.path["id"], page.size, page.offset)
    return envelopes.paged(total, page, shapes.contacts(desk, found))


def list_fields(desk: Desk, asked: Asked) -> Reply:
    """Form Fields (D, E1)."""
    page = asked.page()
    fields = list(desk.fields("contact").values())
    rows = [shapes.field(field) for field in fields[page.offset : page.offset + page.size]]
    return envelopes.paged(len(fields), page, rows)


def list_groups(desk: Desk, asked: Asked) -> Reply:
    """Fetch Contact Groups: assumed (contract §2, U), first candidate path; E1."""
    page = asked.page()
    groups = list(desk.groups.values())[page.offset : page.offset + page.size]
    return envelopes.paged(len(desk.groups), page, [shapes.named(group) for group in groups])


def show(desk: Desk, asked: Asked) -> Reply:
    """Detail (D, E3)."""
    return envelopes.worded("Contact found.", shapes.contacts(desk, [_known(desk, asked)])[0])


def create(desk: Desk, asked: Asked) -> Reply:
    """Create: assumed (contract §2, I); E3 with 201."""
    body = asked.document()
    with transaction(desk.connection):
        form = Form(desk, "contact", body, owner=None)
        at = desk.clock.read()
        contact = Contact(
            id=desk.new_id(),
            created_at=at,
            updated_at=at,
            deleted_at=None,
            name=form.text("name", None) or "",
            address=form.text("address", None),
            channel=form.text("channel", None),
            notes=form.text("notes", None),
            social_profile_url=None,
            contact_number=None,
            contact_profile=None,
            company_id=None,
            phones=form.texts("phone", []),
            emails=form.texts("email", []),
            tags=[],
            groups=[],
            platforms=[],
            custom=form.merged_custom({}),
        )
        contacts.add(desk.connection, [contact])
        tickets.hold_values(desk.connection, form.held_values("contact", contact.id))
    return envelopes.worded("Contact created.", shapes.contacts(desk, [contact])[0], 201)


def update(desk: Desk, asked: Asked) -> Reply:
    """Update: assumed (contract §2, I), partial, as create; E3."""
    contact = _known(desk, asked)
    body = asked.document()
    with transaction(desk.connection):
        form = Form(desk, "contact", body, owner=contact.id)
        changed = contact._replace(
            updated_at=desk.clock.read(),
            name=form.text("name", contact.name) or "",
            address=form.text("address", contact.address),
            channel=form.text("channel", contact.channel),
            notes=form.text("notes", contact.notes),
            phones=form.texts("phone", contact.phones),
            emails=form.texts("email", contact.emails),
            custom=form.merged_custom(contact.custom),
        )
        contacts.add(desk.connection, [changed])
        tickets.hold_values(desk.connection, form.held_values("contact", contact.id))
    return envelopes.worded("Contact updated.", shapes.contacts(desk, [changed])[0])


def delete(desk: Desk, asked: Asked) -> Reply:
    """Delete: assumed (contract §2, I); soft, and the contact's tickets stay. E3."""
    contact = _known(desk, asked)
    at = desk.clock.read()
    with transaction(desk.connection):
        contacts.add(desk.connection, [contact._replace(deleted_at=at, updated_at=at)])
        held = [(name, "", contact.id) for name, field in desk.fields("contact").items() if field.is_unique]
        tickets.hold_values(desk.connection, held)
    return envelopes.worded("Contact deleted.", None)


def update_tags(desk: Desk, asked: Asked) -> Reply:
    """Update tags (D, E3 with ``data: null``); unknown names become tags, other action types are refused (assumed)."""
    contact = _known(desk, asked)
    body = asked.document()
    errors: dict[str, list[str]] = {}
    if body.get("actionType") != _MERGE:
        errors["actionType"] = [f"actionType must be {_MERGE}."]
    names = body.get("tags")
    if not isinstance(names, list) or not all(isinstance(name, str) and name.strip() for name in names):
        errors["tags"] = ["tags must be a list of names."]
    if errors or not isinstance(names, list):
        raise Invalid(errors)
    with transaction(desk.connection):
        added = [desk.tag_named(name).id for name in names]
        tags = list(dict.fromkeys([*contact.tags, *added]))
        contacts.add(desk.connection, [contact._replace(tags=tags, updated_at=desk.clock.read())])
    return envelopes.worded("Tags updated.", None)


def _known(desk: Desk, asked: Asked) -> Contact:
    found = contacts.find(desk.connection, asked.id("id"))
    if found is None:
        raise NotThere("contact")
    return found
