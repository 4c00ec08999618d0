"""The OpenAPI 3.1 document of a sandbox, served at ``/openapi.json``; its forms are those of the desk."""

from collections.abc import Iterable
from typing import Final

from klink_tui import __version__
from klink_tui.sandbox import openapi_schemas as schemas
from klink_tui.sandbox.asked import LARGEST_PAGE_SIZE
from klink_tui.sandbox.db import activity, contacts
from klink_tui.sandbox.db.desk import Desk
from klink_tui.sandbox.envelopes import Doc
from klink_tui.sandbox.openapi_schemas import ID, TEXT, TIME, WHOLE, list_of, record, ref
from klink_tui.sandbox.records import Entity, Field
from klink_tui.sandbox.routes.table import BASE
from klink_tui.sandbox.validation import EMAIL, LINK, PHONE

_FIGURE: Final[Doc] = {"type": "integer", "minimum": 1, "maximum": 999_999_999}
_PAGE: Final[list[Doc]] = [
    {"name": "page", "in": "query", "schema": {**_FIGURE, "default": 1}},
    {
        "name": "pageSize",
        "in": "query",
        "description": f"More than {LARGEST_PAGE_SIZE} is served as {LARGEST_PAGE_SIZE}.",
        "schema": {**_FIGURE, "default": 10},
    },
]
_NOBODY: Final = "00000000-0000-4000-8000-000000000000"
_RANGE: Final = r"^\d{4}/(0[1-9]|1[0-2])/(0[1-9]|1\d|2[0-8]) ([01]\d|2[0-3]):[0-5]\d:[0-5]\d"
# A text that isn't only blank.
_FILLED: Final[Doc] = {"type": "string", "minLength": 1, "pattern": r"\S"}
# Whatever the field, these clear it.
_EMPTY: Final[Doc] = {"enum": [None, "", []]}

_REASONS: Final = {
    400: "No JSON, or a figure or id that is none.",
    401: "No token, or not a good one.",
    403: "The token may only read.",
    404: "It isn't there.",
    405: "The path has no such method.",
    413: "The body is too large.",
    422: "Fields are at fault; `errors` names them.",
}


def document(desk: Desk) -> Doc:
    """Describe every operation of the server, with the form fields of the desk."""
    _, found = contacts.page(desk.connection, 1, 0)
    contact_id = found[0].id if found else _NOBODY
    _, held = activity.cases(desk.connection, "0000", "9999", 100, 0)
    rooms = [case.entity_id for case in held if case.entity_name == "room"]
    room: Doc = {**ID, "examples": rooms[:1] or [_NOBODY]}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Klink CX sandbox", "version": __version__},
        "servers": [{"url": BASE}],
        "security": [{"bearer": []}],
        "paths": {
            "/tickets": {
                "get": _operation("Ticket listing", _paged("Ticket"), query=_PAGE),
                "post": _operation(
                    "Ticket create", _succeeded("Ticket"), created=True, body=_form(desk, "ticket", contact_id)
                ),
            },
            "/tickets/contact/{contactId}": {
                "get": _operation("Tickets of a contact", _paged("Ticket"), path=["contactId"], query=_PAGE)
            },
            "/tickets/fields": {"get": _operation("Ticket form fields", _paged("Field"), query=_PAGE)},
            "/tickets/{id}": {
                "patch": _operation(
                    "Ticket update", _succeeded("Ticket"), path=["id"], body=_form(desk, "ticket", None)
                )
            },
            "/tickets/{id}/status": {
                "put": _operation(
                    "Ticket status", _succeeded("Ticket"), path=["id"], body=_body({"status": _status(desk)})
                )
            },
            "/contacts": {
                "get": _operation("Contact listing", _paged("Contact"), query=[*_PAGE, _text("keyword")]),
                "post": _operation(
                    "Contact create", _worded(ref("Contact")), created=True, body=_form(desk, "contact", contact_id)
                ),
            },
            "/contacts/social-platform/{id}": {
                "get": _operation(
                    "Contacts on a platform", _paged("Contact"), path=["id"], query=_PAGE, path_schema=_SEGMENT
                )
            },
            "/contacts/fields": {"get": _operation("Contact form fields", _paged("Field"), query=_PAGE)},
            "/contacts/groups": {"get": _operation("Contact groups", _paged("Named"), query=_PAGE)},
            "/contacts/{id}": {
                "get": _operation("Contact detail", _worded(ref("Contact")), path=["id"]),
                "patch": _operation(
                    "Contact update", _worded(ref("Contact")), path=["id"], body=_form(desk, "contact", None)
                ),
                "delete": _operation("Contact delete", _worded(schemas.NULL), path=["id"]),
            },
            "/contacts/{id}/tags": {
                "patch": _operation(
                    "Contact tags",
                    _worded(schemas.NULL),
                    path=["id"],
                    body=_body({"actionType": {"const": "MERGE"}, "tags": list_of(_FILLED)}),
                )
            },
            "/tags": {"get": _operation("Tag listing", _paged("Tag"), query=_PAGE)},
            "/channels": {
                "get": _operation("Channel listing", _paged("Channel"), query=_PAGE),
                "post": _operation(
                    "Channel create",
                    _succeeded("Channel"),
                    created=True,
                    body=_body({"type": _FILLED, "name": _FILLED}),
                ),
            },
            "/categories": {
                "get": _operation("Category tree", record({"data": list_of(ref("Category"))})),
            },
            "/cx-logs": {"get": _operation("Case listing", _CASES, query=[*_PAGE, *_CASE_PARAMETERS])},
            "/messages/send": {
                "post": _operation("Message send", _SENT, body=_body(_message(contact_id))),
            },
            "/comments/rooms/{roomId}": {
                "get": _operation(
                    "Room comments",
                    record({"requestId": ID, "data": list_of(ref("Comment"))}),
                    path=["roomId"],
                    path_schema=room,
                ),
                "post": _operation(
                    "Room comment create",
                    record({"requestId": ID, "data": ref("Comment")}),
                    created=True,
                    path=["roomId"],
                    path_schema=room,
                    body=_body(
                        {"text": _FILLED, "mentions": {"anyOf": [_MENTIONS, schemas.NULL]}}, optional=["mentions"]
                    ),
                ),
            },
            "/user-presence-status-log": {
                "get": _operation("Agent activity", record({"data": list_of(ref("Presence"))}), query=_PAGE)
            },
        },
        "components": {
            "schemas": schemas.SCHEMAS,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


_SEGMENT: Final[Doc] = {"type": "string", "minLength": 1}
_FIGURES: Final[Doc] = {"total": WHOLE, "page": WHOLE, "pageSize": WHOLE, "lastPage": WHOLE}
_CASES: Final = record({"requestId": ID, "cxLogs": record({"data": list_of(ref("Case")), **_FIGURES})})
_SENT: Final = record({"status": {"const": 200}, "message": TEXT, "data": ref("Message")})
_CASE_PARAMETERS: Final[list[Doc]] = [
    {
        "name": "selectedDate",
        "in": "query",
        "required": True,
        "schema": {"type": "string", "pattern": f"{_RANGE}-{_RANGE[1:]}$"},
        "example": "2026/01/01 00:00:00-2026/01/31 23:59:59",
    },
    {
        "name": "x-client-timezone",
        "in": "header",
        "required": True,
        "schema": {"type": "string", "enum": ["UTC", "Asia/Bangkok", "Asia/Yangon", "Europe/Berlin", "Asia/Kolkata"]},
        "description": "Any IANA name; these are some.",
    },
]
_MENTIONS: Final = list_of(
    {
        "type": "object",
        "properties": {"index": {"type": "integer", "minimum": 0, "maximum": 999}, "userId": ID},
        "required": ["index", "userId"],
    }
)


def _paged(item: str) -> Doc:
    return record({**_FIGURES, "data": list_of(ref(item))})


def _succeeded(item: str) -> Doc:
    return record({"success": {"const": True}, "data": ref(item)})


def _worded(data: Doc) -> Doc:
    return record({"status": {"const": "success"}, "message": TEXT, "data": data})


def _message(contact_id: str) -> Doc:
    return {
        "contactId": {**ID, "examples": [contact_id]},
        "messageType": {"const": "text"},
        "message": _FILLED,
        "createdAt": {**TIME, "examples": ["2026-01-09T04:42:59.028Z"]},
    }


def _status(desk: Desk) -> Doc:
    return {"type": "string", "enum": [option.value for option in desk.fields("ticket")["status"].options]}


def _text(name: str) -> Doc:
    return {"name": name, "in": "query", "schema": TEXT}


def _operation(
    summary: str,
    answer: Doc,
    *,
    created: bool = False,
    path: Iterable[str] = (),
    path_schema: Doc = ID,
    query: Iterable[Doc] = (),
    body: Doc | None = None,
) -> Doc:
    parameters = [{"name": name, "in": "path", "required": True, "schema": path_schema} for name in path]
    described: Doc = {
        "summary": summary,
        "operationId": summary.replace(" ", "-").lower(),
        "parameters": [*parameters, *query],
        "responses": {
            "201" if created else "200": {"description": summary, "content": _json(answer)},
            **{str(code): {"description": why, "content": _json(ref("Error"))} for code, why in _REASONS.items()},
        },
    }
    if body is not None:
        described["requestBody"] = {"required": True, "content": _json(body)}
    return described


def _json(schema: Doc) -> Doc:
    return {"application/json": {"schema": schema}}


def _body(properties: Doc, optional: Iterable[str] = ()) -> Doc:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def _form(desk: Desk, entity: Entity, contact_id: str | None) -> Doc:
    """Describe a body: a whole new record where a contact is given as an example, else a partial one."""
    live = [field for field in desk.fields(entity).values() if not field.is_archived]
    whole = contact_id is not None
    custom = [field for field in live if field.is_custom and field.type != "attachment"]
    required_custom = [field.system_name for field in custom if field.is_required and whole]
    properties: Doc = {field.system_name: _value(field, contact_id) for field in live if not field.is_custom}
    properties["customFields"] = {
        "type": "object" if required_custom else ["object", "null"],
        "properties": {field.system_name: _value(field, contact_id) for field in custom},
        "required": required_custom,
        "additionalProperties": False,
    }
    archived = {field.system_name: False for field in desk.fields(entity).values() if field.is_archived}
    properties |= {name: closed for name, closed in archived.items() if not name.startswith("cf_")}
    required = [field.system_name for field in live if not field.is_custom and field.is_required and whole]
    return {
        "type": "object",
        "properties": properties,
        "required": [*required, *(["customFields"] if required_custom else [])],
    }


def _matching(pattern: str) -> Doc:
    return {"type": "string", "pattern": rf"^\s*({pattern})\s*$"}


def _value(field: Field, contact_id: str | None) -> Doc:
    choices = [option.value for option in field.options]
    many: Doc = {"type": "array", "items": {"type": "string", "enum": choices}}
    phone: Doc = _matching(PHONE)
    address: Doc = _matching(EMAIL)
    is_list = field.entity == "contact" and field.is_default
    known: dict[str, Doc] = {
        "number": {"type": "number"},
        "date": {"type": "string", "format": "date"},
        "checkbox": {"type": "boolean"},
        "select": {"type": "string", "enum": choices},
        "multiselect": many,
        "link": _matching(LINK),
        "email": {"anyOf": [list_of(address), address]} if is_list else address,
        "phone": {"anyOf": [list_of(phone), phone]} if is_list else phone,
        "contact": {**ID, **({"examples": [contact_id]} if contact_id else {})},
        "tags": {"type": "array", "items": ID, "examples": [[]]},
        "geopoint": {"type": ["string", "number"]},
    }
    schema = known.get(field.type, _FILLED if field.is_required else TEXT)
    return schema if field.is_required else {"anyOf": [schema, _EMPTY]}
