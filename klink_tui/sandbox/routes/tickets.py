"""Tickets (contract §2). There is no detail, no delete, no search and no sorting: the API has none."""

from klink_tui.sandbox import envelopes, shapes
from klink_tui.sandbox.asked import Asked, Assigning
from klink_tui.sandbox.db import contacts, tickets
from klink_tui.sandbox.db.connection import transaction
from klink_tui.sandbox.db.desk import Desk
from klink_tui.sandbox.envelopes import Doc, Reply
from klink_tui.sandbox.errors import Invalid, NotThere
from klink_tui.sandbox.records import Ticket
from klink_tui.sandbox.validation import Form, text_of

_NEW_TYPE = "request"


def list_all(desk: Desk, asked: Asked) -> Reply:
    """Listing (D, E1)."""
    return _listed(desk, asked, None)


def list_of_contact(desk: Desk, asked: Asked) -> Reply:
    """Filter by Contact ID: assumed (contract §2, U), first candidate path; E1 (I).

    A contact that isn't there has no tickets; a deleted one keeps its own.
    """
    return _listed(desk, asked, asked.id("contactId"))


def list_fields(desk: Desk, asked: Asked) -> Reply:
    """Form Fields: assumed (contract §2, I); E1."""
    page = asked.page()
    fields = list(desk.fields("ticket").values())
    rows = [shapes.field(field) for field in fields[page.offset : page.offset + page.size]]
    return envelopes.paged(len(fields), page, rows)


def create(desk: Desk, asked: Asked) -> Reply:
    """Create (D, E2 with 201). Assignment isn't heard: the contract documents no write of it."""
    body = asked.document()
    with transaction(desk.connection):
        form = Form(desk, "ticket", body, owner=None)
        at = desk.clock.read()
        ticket = Ticket(
            number=tickets.next_number(desk.connection),
            id=desk.new_id(),
            created_at=at,
            updated_at=at,
            title=form.text("title", None) or "",
            description=form.text("description", None),
            type=_NEW_TYPE,
            channel=form.text("channel", None) or _default(desk, "channel"),
            priority=form.text("priority", None) or _default(desk, "priority"),
            status=form.text("status", None) or _default(desk, "status"),
            contact_id=form.text("contact_id", None) or "",
            creator_id=desk.token_owner.id,
            assignee_id=None,
            reason_to_assign=None,
            tags=form.texts("tags", []),
            categories=[],
            custom=form.merged_custom({}),
        )
        tickets.add(desk.connection, [ticket])
        tickets.hold_values(desk.connection, form.held_values("ticket", ticket.id))
    return envelopes.succeeded(_shown(desk, ticket), 201)


def update(desk: Desk, asked: Asked) -> Reply:
    """Update: assumed (contract §2, I), partial with create's keys; E2 (I)."""
    ticket = _known(desk, asked)
    body = asked.document()
    with transaction(desk.connection):
        form = Form(desk, "ticket", body, owner=ticket.id)
        changed = ticket._replace(
            updated_at=desk.clock.read(),
            title=form.text("title", ticket.title) or "",
            description=form.text("description", ticket.description),
            channel=form.text("channel", ticket.channel),
            priority=form.text("priority", ticket.priority) or "",
            status=form.text("status", ticket.status) or _default(desk, "status"),
            contact_id=form.text("contact_id", ticket.contact_id) or "",
            tags=form.texts("tags", ticket.tags),
            custom=form.merged_custom(ticket.custom),
        )
        changed = _assigned(desk, changed, body, asked.assigning)
        tickets.replace(desk.connection, changed)
        tickets.hold_values(desk.connection, form.held_values("ticket", ticket.id))
    return envelopes.succeeded(_shown(desk, changed))


def update_status(desk: Desk, asked: Asked) -> Reply:
    """Update status: assumed (contract §2, I); only an option of the form field ``status``, spelt as there."""
    ticket = _known(desk, asked)
    errors: dict[str, list[str]] = {}
    status = text_of(asked.document(), "status", errors)
    known = [option.value for option in desk.fields("ticket")["status"].options]
    if not errors and status not in known:
        errors["status"] = [f"Status must be one of: {', '.join(known)}."]
    if errors:
        raise Invalid(errors)
    changed = ticket._replace(status=status, updated_at=desk.clock.read())
    tickets.replace(desk.connection, changed)
    return envelopes.succeeded(_shown(desk, changed))


def _listed(desk: Desk, asked: Asked, contact_id: str | None) -> Reply:
    page = asked.page()
    found = tickets.page(desk.connection, page.size, page.offset, contact_id)
    people = contacts.many(desk.connection, {ticket.contact_id for ticket in found})
    return envelopes.paged(tickets.count(desk.connection, contact_id), page, shapes.tickets(desk, found, people))


def _known(desk: Desk, asked: Asked) -> Ticket:
    found = tickets.find(desk.connection, asked.id("id"))
    if found is None:
        raise NotThere("ticket")
    return found


def _shown(desk: Desk, ticket: Ticket) -> Doc:
    return shapes.tickets(desk, [ticket], contacts.many(desk.connection, [ticket.contact_id]))[0]


def _default(desk: Desk, name: str) -> str:
    options = desk.fields("ticket")[name].options
    return next((option.value for option in options if option.is_default), options[0].value)


def _assigned(desk: Desk, ticket: Ticket, body: Doc, how: Assigning) -> Ticket:
    """Assign as the body says, under the one key that is heard: assumed (contract §3, Assigning)."""
    if how is Assigning.REFUSED and {"assigneeId", "assignee_id"} & body.keys():
        key = "assigneeId" if "assigneeId" in body else "assignee_id"
        raise Invalid({key: ["Assignment is not allowed through the API."]})
    key = how.value
    if key not in body:
        return ticket
    wanted = body[key]
    if wanted is not None and (not isinstance(wanted, str) or wanted not in desk.agents):
        raise Invalid({key: ["There is no such user."]})
    reason = body.get("reasonToAssign")
    return ticket._replace(assignee_id=wanted, reason_to_assign=reason if isinstance(reason, str) else None)
