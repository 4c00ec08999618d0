"""Cases (cx-logs), messages, room comments and presence changes (contract §2)."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Final

from klink_tui.sandbox import envelopes, shapes, shapes_case
from klink_tui.sandbox.asked import Asked
from klink_tui.sandbox.clock import moment, stamp
from klink_tui.sandbox.db import activity, contacts
from klink_tui.sandbox.db.desk import Desk
from klink_tui.sandbox.envelopes import Reply
from klink_tui.sandbox.errors import Invalid, NotThere, Refused
from klink_tui.sandbox.ids import is_id
from klink_tui.sandbox.records import Comment, Message
from klink_tui.sandbox.validation import text_of

_RANGE: Final = re.compile(
    r"(\d{4}/\d\d/\d\d \d\d:\d\d:\d\d)-(\d{4}/\d\d/\d\d \d\d:\d\d:\d\d)",
    re.ASCII,
)
_ZONE_HEADER: Final = "x-client-timezone"


def list_cases(desk: Desk, asked: Asked) -> Reply:
    """CxLog listing (D, E6): cases started in ``selectedDate``, read in the zone of ``x-client-timezone``."""
    first, last = _range(asked.query, _zone(asked.headers))
    page = asked.page()
    total, found = activity.cases(desk.connection, first, last, page.size, page.offset)
    people = contacts.many(desk.connection, {case.contact_id for case in found})
    rows = [shapes_case.case(desk, case, people) for case in found]
    return envelopes.cx_logs(desk.new_request_id(), total, page, rows)


def send_message(desk: Desk, asked: Asked) -> Reply:
    """Send message (D, E4)."""
    body = asked.document()
    errors: dict[str, list[str]] = {}
    contact_id = text_of(body, "contactId", errors)
    kind = text_of(body, "messageType", errors)
    text = text_of(body, "message", errors)
    created_at = text_of(body, "createdAt", errors)
    if not errors.get("contactId") and not (is_id(contact_id) and contacts.find(desk.connection, contact_id.lower())):
        errors["contactId"] = ["There is no such contact."]
    if not errors.get("messageType") and kind != "text":
        errors["messageType"] = ["messageType must be text."]
    if not errors.get("createdAt"):
        try:
            created_at = stamp(moment(created_at))
        except (ValueError, OverflowError):
            errors["createdAt"] = ["createdAt must be a time as 2026-01-09T04:42:59.028Z."]
    if errors:
        raise Invalid(errors)
    sent = Message(desk.new_id(), created_at, desk.clock.read(), contact_id.lower(), desk.new_id(), text)
    activity.add_message(desk.connection, sent)
    return envelopes.numbered("Message sent.", shapes.message(sent))


def list_comments(desk: Desk, asked: Asked) -> Reply:
    """Room comment listing (D, E7)."""
    room_id = _room(desk, asked)
    found = activity.comments(desk.connection, room_id)
    return envelopes.traced(desk.new_request_id(), [shapes_case.comment(desk, comment) for comment in found])


def create_comment(desk: Desk, asked: Asked) -> Reply:
    """Room comment create (D, 201, E7): ``{"text": "Hey {0}", "mentions": [{"index": 0, "userId"}]}``."""
    room_id = _room(desk, asked)
    body = asked.document()
    errors: dict[str, list[str]] = {}
    text = text_of(body, "text", errors)
    mentions = _mentions(desk, body.get("mentions"), errors)
    if errors:
        raise Invalid(errors)
    comment = Comment(desk.new_id(), room_id, desk.clock.read(), desk.token_owner.id, text, mentions)
    activity.add_comments(desk.connection, [comment])
    return envelopes.traced(desk.new_request_id(), shapes_case.comment(desk, comment), 201)


def list_presences(desk: Desk, asked: Asked) -> Reply:
    """Agent activity listing (D, E5): no figures, the pages end where the rows do."""
    page = asked.page()
    found = activity.presences(desk.connection, page.size, page.offset)
    return envelopes.bare([shapes_case.presence(desk, one) for one in found])


def _room(desk: Desk, asked: Asked) -> str:
    room_id = asked.id("roomId")
    if not activity.has_room(desk.connection, room_id):
        raise NotThere("room")
    return room_id


def _mentions(desk: Desk, sent: object, errors: dict[str, list[str]]) -> list[tuple[int, str]]:
    if sent is None:
        return []
    found: list[tuple[int, str]] = []
    for mention in sent if isinstance(sent, list) else [sent]:
        index, agent_id = (mention.get("index"), mention.get("userId")) if isinstance(mention, dict) else (None, None)
        if isinstance(index, bool) or not isinstance(index, int) or not 0 <= index < 1000:
            errors["mentions"] = ['mentions must be a list as [{"index": 0, "userId": "…"}].']
        elif not isinstance(agent_id, str) or agent_id not in desk.agents:
            errors["mentions"] = ["There is no such user."]
        else:
            found.append((index, agent_id))
    return found


def _zone(headers: Mapping[str, str]) -> tzinfo:
    # Costs some milliseconds to import, and only this operation needs it.
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    name = headers.get(_ZONE_HEADER, "")
    if not name:
        raise Refused(400, f"The header {_ZONE_HEADER} is required.")
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(400, f"The header {_ZONE_HEADER} must be an IANA name such as Asia/Bangkok.") from None


def _range(query: Mapping[str, str], zone: tzinfo) -> tuple[str, str]:
    text = query.get("selectedDate")
    if not text:
        raise Invalid({"selectedDate": ["selectedDate is required."]})
    match = _RANGE.fullmatch(text)
    wanted = "selectedDate must be YYYY/MM/DD HH:MM:SS-YYYY/MM/DD HH:MM:SS."
    if match is None:
        raise Invalid({"selectedDate": [wanted]})
    try:
        first, last = (datetime.strptime(part, "%Y/%m/%d %H:%M:%S").replace(tzinfo=zone) for part in match.groups())
        # The last second is meant whole.
        bounds = stamp(first), stamp(last.replace(microsecond=999_000))
    except (ValueError, OverflowError):
        raise Invalid({"selectedDate": [wanted]}) from None
    if bounds[0] > bounds[1]:
        raise Invalid({"selectedDate": ["selectedDate ends before it begins."]})
    return bounds
