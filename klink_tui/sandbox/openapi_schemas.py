"""JSON Schemas of what the server answers (contract §3); each names every key, and no other may come."""

from typing import Final

from klink_tui.sandbox.envelopes import Doc

TEXT: Final[Doc] = {"type": "string"}
TEXT_OR_NULL: Final[Doc] = {"type": ["string", "null"]}
ID: Final[Doc] = {"type": "string", "format": "uuid"}
ID_OR_NULL: Final[Doc] = {"type": ["string", "null"], "format": "uuid"}
TIME: Final[Doc] = {"type": "string", "format": "date-time"}
TIME_OR_NULL: Final[Doc] = {"type": ["string", "null"], "format": "date-time"}
WHOLE: Final[Doc] = {"type": "integer"}
WHOLE_OR_NULL: Final[Doc] = {"type": ["integer", "null"]}
FLAG: Final[Doc] = {"type": "boolean"}
NULL: Final[Doc] = {"type": "null"}


def record(properties: Doc) -> Doc:
    """Describe an object with exactly these keys."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def ref(name: str) -> Doc:
    """Refer to a schema of ``SCHEMAS``."""
    return {"$ref": f"#/components/schemas/{name}"}


def ref_or_null(name: str) -> Doc:
    """Refer to a schema of ``SCHEMAS``, or null."""
    return {"anyOf": [ref(name), NULL]}


def list_of(item: Doc) -> Doc:
    """Describe a list."""
    return {"type": "array", "items": item}


def _user(deleted_key: str) -> Doc:
    return record(
        {
            "id": ID,
            "createdAt": TIME,
            "updatedAt": TIME,
            deleted_key: NULL,
            "name": TEXT,
            "email": TEXT,
            "address": NULL,
            "phone": TEXT_OR_NULL,
            "notificationCount": WHOLE_OR_NULL,
            "provider": NULL,
            "providerId": NULL,
            "firstName": TEXT_OR_NULL,
            "lastName": TEXT_OR_NULL,
        }
    )


_STAMPS: Final[Doc] = {"id": ID, "createdAt": TIME, "updatedAt": TIME, "deletedAt": TIME_OR_NULL}
_PERSON: Final[Doc] = {
    **_STAMPS,
    "name": TEXT,
    "address": TEXT_OR_NULL,
    "channel": TEXT_OR_NULL,
    "notes": TEXT_OR_NULL,
    "contactNumber": WHOLE_OR_NULL,
    "companyId": ID_OR_NULL,
    "contactProfile": TEXT_OR_NULL,
    "socialProfileUrl": TEXT_OR_NULL,
}
_STATUS: Final = record({"id": ID, "systemName": TEXT, "displayName": TEXT, "emoji": TEXT})

SCHEMAS: Final[Doc] = {
    "Error": {
        "type": "object",
        "properties": {
            "status": {"const": "error"},
            "message": TEXT,
            "requestId": ID,
            "errors": {"type": "object", "additionalProperties": list_of(TEXT)},
        },
        "required": ["status", "message", "requestId"],
        "additionalProperties": False,
    },
    "User": _user("deletedAt"),
    "CaseUser": _user("deletedaAt"),
    "Tag": record({"id": ID, "name": TEXT, "position": WHOLE}),
    "TicketTag": record({**_STAMPS, "name": TEXT, "position": WHOLE}),
    "Named": record({"id": ID, "name": TEXT}),
    "Channel": record({"id": ID, "type": TEXT, "name": TEXT}),
    "Category": record(
        {
            "id": ID,
            "value": TEXT,
            "parentId": ID_OR_NULL,
            "level": {"type": "integer", "minimum": 1},
            "sortOrder": WHOLE,
            "childCategoryList": list_of(ref("Category")),
        }
    ),
    "Field": record(
        {
            "id": ID,
            "system_name": TEXT,
            "display_name": TEXT,
            "type": TEXT,
            "is_default": FLAG,
            "is_archived": FLAG,
            "is_required": FLAG,
            "is_unique": FLAG,
            "options": list_of(record({"value": TEXT, "label": TEXT, "is_default": FLAG})),
        }
    ),
    "CustomValue": record(
        {
            **_STAMPS,
            "textValue": TEXT_OR_NULL,
            "booleanValue": {"type": ["boolean", "null"]},
            "numberValue": {"type": ["number", "null"]},
            "dateValue": TIME_OR_NULL,
            "entityId": ID,
            "attributeId": ID,
            "attribute": ref("Attribute"),
            "uploads": list_of(record({"id": ID, "createdAt": TIME, "name": TEXT, "url": TEXT})),
        }
    ),
    "Attribute": record(
        {
            **_STAMPS,
            "systemName": TEXT,
            "displayName": TEXT,
            "type": TEXT,
            "position": WHOLE,
            "isDefault": FLAG,
            "isArchived": FLAG,
            "isRequired": FLAG,
            "isUnique": FLAG,
            "groupId": ID,
        }
    ),
    "TicketContact": record(_PERSON),
    "Ticket": record(
        {
            **_STAMPS,
            "title": TEXT,
            "description": TEXT_OR_NULL,
            "type": TEXT,
            "channel": TEXT_OR_NULL,
            "priority": TEXT,
            "status": TEXT,
            "contactId": ID,
            "creatorId": ID_OR_NULL,
            "assigneeId": ID_OR_NULL,
            "reasonToAssign": TEXT_OR_NULL,
            "ticketNumber": WHOLE,
            "assignee": ref_or_null("User"),
            "contact": ref_or_null("TicketContact"),
            "creator": ref_or_null("User"),
            "categories": list_of(record({"id": ID, "value": TEXT})),
            "tags": list_of(ref("TicketTag")),
            "customFields": list_of(ref("CustomValue")),
        }
    ),
    "Contact": record(
        {
            **_PERSON,
            "company": ref_or_null("Named"),
            "tags": list_of(ref("Named")),
            "customFields": list_of(ref("CustomValue")),
            "contact_groups": list_of(ref("Named")),
            "phone": list_of(TEXT),
            "email": list_of(TEXT),
        }
    ),
    "CaseContact": record(
        {
            **_PERSON,
            "platformContacts": list_of(record({"id": ID, "channelId": ID, "socialPlatformId": TEXT, "type": TEXT})),
        }
    ),
    "Room": record({**_STAMPS, "contactId": ID, "channelType": TEXT, "isSolved": FLAG}),
    "Case": record(
        {
            "id": ID,
            "caseId": WHOLE_OR_NULL,
            "entityId": ID,
            "entityName": TEXT,
            "contactId": ID,
            "channel": TEXT,
            "queueId": ID_OR_NULL,
            "queueName": TEXT_OR_NULL,
            "agentId": ID_OR_NULL,
            "direction": TEXT,
            "startedDate": TIME,
            "closedAt": TIME_OR_NULL,
            "handledTime": WHOLE_OR_NULL,
            "totalHoldDuration": WHOLE_OR_NULL,
            "firstResponseTime": WHOLE_OR_NULL,
            "disposition": TEXT_OR_NULL,
            "channelType": TEXT,
            "customerPhone": TEXT_OR_NULL,
            "contactLabel": list_of(TEXT),
            "slaStatus": {"enum": ["meet", None]},
            "resolutionTime": WHOLE_OR_NULL,
            "fullHandledTime": WHOLE_OR_NULL,
            "fullResolutionTime": WHOLE_OR_NULL,
            "firstRepliedTime": WHOLE_OR_NULL,
            "wrapUpDuration": WHOLE_OR_NULL,
            "contact": ref_or_null("CaseContact"),
            "firstAssignee": ref_or_null("CaseUser"),
            "agent": ref_or_null("CaseUser"),
            "closedAssignee": ref_or_null("CaseUser"),
            "room": ref_or_null("Room"),
        }
    ),
    "Message": record(
        {
            "id": ID,
            "createdAt": TIME,
            "updatedAt": TIME,
            "clientRequestId": ID,
            "partition_key": ID,
            "contactId": ID,
            "messageType": {"const": "text"},
            "message": TEXT,
            "direction": TEXT,
        }
    ),
    "Comment": record(
        {
            **_STAMPS,
            "roomId": ID,
            "text": TEXT,
            "userId": ID,
            "user": ref("User"),
            "mentions": list_of(record({"index": WHOLE, "userId": ID, "name": TEXT})),
        }
    ),
    "Presence": record(
        {
            "id": ID,
            "createdAt": TIME,
            "updatedAt": TIME,
            "userId": ID,
            "user": ref_or_null("CaseUser"),
            "previousPresenceStatus": _STATUS,
            "presenceStatus": _STATUS,
            "durationSeconds": WHOLE,
        }
    ),
}
"""Name → schema."""
