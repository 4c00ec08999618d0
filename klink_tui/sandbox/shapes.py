"""How each record goes over the wire (contract §3); keys and their order as documented."""

from collections.abc import Iterable, Mapping
from typing import Final

from klink_tui.sandbox.db.desk import Desk
from klink_tui.sandbox.envelopes import Doc
from klink_tui.sandbox.ids import joined_id
from klink_tui.sandbox.records import (
    Agent,
    Category,
    Contact,
    Entity,
    Field,
    FieldValue,
    Message,
    Named,
    Platform,
    Tag,
    Ticket,
)

PRESENCE: Final[Mapping[str, tuple[str, str]]] = {
    "online": ("Online", "🟢"),
    "busy": ("Busy", "🔴"),
    "lunch": ("Lunch", "🍜"),
    "meeting": ("In a meeting", "📅"),
    "away": ("Away", "🌙"),
    "offline": ("Offline", "⚫"),
}
"""Presence statuses: system name → display name and emoji."""


def tickets(desk: Desk, found: Iterable[Ticket], contacts: Mapping[str, Contact]) -> list[Doc]:
    """Show tickets with their nested contact, assignee, creator, categories, tags and custom values."""
    attributes = _attributes(desk, "ticket")
    agents = {agent_id: user(agent) for agent_id, agent in desk.agents.items()}
    nested = {contact_id: contact_within(contact) for contact_id, contact in contacts.items()}
    tags = {tag_id: tag_within(tag) for tag_id, tag in desk.tags.items()}
    return [
        {
            "id": ticket.id,
            "createdAt": ticket.created_at,
            "updatedAt": ticket.updated_at,
            "deletedAt": None,
            "title": ticket.title,
            "description": ticket.description,
            "type": ticket.type,
            "channel": ticket.channel,
            "priority": ticket.priority,
            "status": ticket.status,
            "contactId": ticket.contact_id,
            "creatorId": ticket.creator_id,
            "assigneeId": ticket.assignee_id,
            "reasonToAssign": ticket.reason_to_assign,
            "ticketNumber": ticket.number,
            "assignee": agents.get(ticket.assignee_id or ""),
            "contact": nested.get(ticket.contact_id),
            "creator": agents.get(ticket.creator_id or ""),
            "categories": [_category_within(desk.categories[one]) for one in ticket.categories],
            "tags": [tags[one] for one in ticket.tags],
            "customFields": _custom_values(ticket, attributes),
        }
        for ticket in found
    ]


def contacts(desk: Desk, found: Iterable[Contact]) -> list[Doc]:
    """Show contacts as the contact list and detail do."""
    attributes = _attributes(desk, "contact")
    companies = {company_id: named(company) for company_id, company in desk.companies.items()}
    return [
        {
            **contact_within(one),
            "company": companies.get(one.company_id or ""),
            "tags": [{"id": tag_id, "name": desk.tags[tag_id].name} for tag_id in one.tags],
            "customFields": _custom_values(one, attributes),
            "contact_groups": [named(desk.groups[group_id]) for group_id in one.groups],
            "phone": one.phones,
            "email": one.emails,
        }
        for one in found
    ]


def contact_within(shown: Contact) -> Doc:
    """Show a contact as a ticket nests it."""
    return {
        "id": shown.id,
        "createdAt": shown.created_at,
        "updatedAt": shown.updated_at,
        "deletedAt": shown.deleted_at,
        "name": shown.name,
        "address": shown.address,
        "channel": shown.channel,
        "notes": shown.notes,
        "contactNumber": shown.contact_number,
        "companyId": shown.company_id,
        "contactProfile": shown.contact_profile,
        "socialProfileUrl": shown.social_profile_url,
    }


def platform(account: Platform) -> Doc:
    """Show a contact's account on a messaging platform, as cx-logs do."""
    return {
        "id": account.id,
        "channelId": account.channel_id,
        "socialPlatformId": account.social_platform_id,
        "type": account.type,
    }


def user(agent: Agent, deleted_key: str = "deletedAt") -> Doc:
    """Show a user; cx-logs spell one key ``deletedaAt`` (contract §1)."""
    return {
        "id": agent.id,
        "createdAt": agent.created_at,
        "updatedAt": agent.created_at,
        deleted_key: None,
        "name": agent.name,
        "email": agent.email,
        "address": None,
        "phone": agent.phone,
        "notificationCount": agent.notification_count,
        "provider": None,
        "providerId": None,
        "firstName": agent.first_name,
        "lastName": agent.last_name,
    }


def tag_within(tag: Tag) -> Doc:
    """Show a tag as a ticket nests it."""
    return {
        "id": tag.id,
        "createdAt": tag.created_at,
        "updatedAt": tag.created_at,
        "deletedAt": None,
        "name": tag.name,
        "position": tag.position,
    }


def tag(shown: Tag) -> Doc:
    """Show a tag as the tag list does."""
    return {"id": shown.id, "name": shown.name, "position": shown.position}


def named(shown: Named) -> Doc:
    """Show a contact group or a company."""
    return {"id": shown.id, "name": shown.name}


def channel(shown: Named) -> Doc:
    """Show a channel."""
    return {"id": shown.id, "type": shown.type, "name": shown.name}


def category_tree(categories: Iterable[Category], parent_id: str | None = None) -> list[Doc]:
    """Show the categories below a parent, each with its own children."""
    known = list(categories)
    return [
        {
            "id": one.id,
            "value": one.value,
            "parentId": one.parent_id,
            "level": one.level,
            "sortOrder": one.sort_order,
            "childCategoryList": category_tree(known, one.id),
        }
        for one in sorted(known, key=lambda one: one.sort_order)
        if one.parent_id == parent_id
    ]


def field(shown: Field) -> Doc:
    """Show a form field: the one resource with snake_case keys (contract §1)."""
    return {
        "id": shown.id,
        "system_name": shown.system_name,
        "display_name": shown.display_name,
        "type": shown.type,
        "is_default": shown.is_default,
        "is_archived": shown.is_archived,
        "is_required": shown.is_required,
        "is_unique": shown.is_unique,
        "options": [
            {"value": option.value, "label": option.label, "is_default": option.is_default} for option in shown.options
        ],
    }


def message(sent: Message) -> Doc:
    """Show a message that was just sent."""
    return {
        "id": sent.id,
        "createdAt": sent.created_at,
        "updatedAt": sent.updated_at,
        "clientRequestId": sent.client_request_id,
        "partition_key": sent.contact_id,
        "contactId": sent.contact_id,
        "messageType": "text",
        "message": sent.text,
        "direction": "outbound",
    }


def _category_within(category: Category) -> Doc:
    return {"id": category.id, "value": category.value}


def _attributes(desk: Desk, entity: Entity) -> dict[str, Doc]:
    return {name: _attribute(field) for name, field in desk.fields(entity).items() if field.is_custom}


def _attribute(field: Field) -> Doc:
    return {
        "id": field.id,
        "createdAt": field.created_at,
        "updatedAt": field.created_at,
        "deletedAt": None,
        "systemName": field.system_name,
        "displayName": field.display_name,
        "type": field.type,
        "position": field.position,
        "isDefault": field.is_default,
        "isArchived": field.is_archived,
        "isRequired": field.is_required,
        "isUnique": field.is_unique,
        "groupId": field.group_id,
    }


def _custom_values(owner: Ticket | Contact, attributes: Mapping[str, Doc]) -> list[Doc]:
    return [_custom_value(owner, attributes[name], value) for name, value in owner.custom.items() if name in attributes]


def _custom_value(owner: Ticket | Contact, attribute: Doc, value: FieldValue) -> Doc:
    kind, attribute_id = attribute["type"], str(attribute["id"])
    text = boolean = number = date = None
    uploads: list[Doc] = []
    if kind == "attachment":
        names = value if isinstance(value, list) else []
        uploads = [_upload(owner, position, name) for position, name in enumerate(names, start=1)]
    elif kind == "date":
        # A date is a time of day zero on read (assumed), and `YYYY-MM-DD` on write (contract §2).
        date = f"{value}T00:00:00.000Z"
    elif isinstance(value, bool):
        boolean = value
    elif isinstance(value, int | float):
        number = value
    else:
        # The four values know no list: a multi-select reads as one text (assumed).
        text = ",".join(value) if isinstance(value, list) else value
    return {
        "id": joined_id(owner.id, attribute_id),
        "createdAt": owner.created_at,
        "updatedAt": owner.updated_at,
        "deletedAt": None,
        "textValue": text,
        "booleanValue": boolean,
        "numberValue": number,
        "dateValue": date,
        "entityId": owner.id,
        "attributeId": attribute_id,
        "attribute": attribute,
        "uploads": uploads,
    }


def _upload(owner: Ticket | Contact, position: int, name: str) -> Doc:
    return {
        "id": joined_id(owner.id, f"{position:032x}"),
        "createdAt": owner.created_at,
        "name": name,
        "url": f"https://files.example/{owner.id}/{name}",
    }
