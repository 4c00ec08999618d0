"""Every operation the server offers, and no other (contract §2; the media manager aside)."""

from collections.abc import Callable, Mapping
from typing import Final

from klink_tui.sandbox.asked import Asked
from klink_tui.sandbox.db.desk import Desk
from klink_tui.sandbox.envelopes import Reply
from klink_tui.sandbox.routes import activity, contacts, lists, tickets

BASE: Final = "/api/v1"
"""Everything below needs a bearer token."""

Operation = Callable[[Desk, Asked], Reply]

TABLE: Final[Mapping[str, Mapping[str, Operation]]] = {
    "/tickets": {"GET": tickets.list_all, "POST": tickets.create},
    "/tickets/contact/{contactId}": {"GET": tickets.list_of_contact},
    "/tickets/fields": {"GET": tickets.list_fields},
    "/tickets/{id}": {"PATCH": tickets.update},
    "/tickets/{id}/status": {"PUT": tickets.update_status},
    "/contacts": {"GET": contacts.list_all, "POST": contacts.create},
    "/contacts/social-platform/{id}": {"GET": contacts.list_on_platform},
    "/contacts/fields": {"GET": contacts.list_fields},
    "/contacts/groups": {"GET": contacts.list_groups},
    "/contacts/{id}": {"GET": contacts.show, "PATCH": contacts.update, "DELETE": contacts.delete},
    "/contacts/{id}/tags": {"PATCH": contacts.update_tags},
    "/tags": {"GET": lists.list_tags},
    "/channels": {"GET": lists.list_channels, "POST": lists.create_channel},
    "/categories": {"GET": lists.list_categories},
    "/cx-logs": {"GET": activity.list_cases},
    "/messages/send": {"POST": activity.send_message},
    "/comments/rooms/{roomId}": {"GET": activity.list_comments, "POST": activity.create_comment},
    "/user-presence-status-log": {"GET": activity.list_presences},
}
"""Path below ``BASE`` → method → operation. The first matching path is taken."""
