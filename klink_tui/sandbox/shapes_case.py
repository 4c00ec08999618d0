"""How cases, presence changes and room comments go over the wire (contract §2 and §3)."""

from collections.abc import Mapping

from klink_tui.sandbox.clock import moment
from klink_tui.sandbox.db.desk import Desk
from klink_tui.sandbox.envelopes import Doc
from klink_tui.sandbox.records import Case, Comment, Contact, Presence
from klink_tui.sandbox.shapes import PRESENCE, contact_within, platform, user


def case(desk: Desk, shown: Case, contacts: Mapping[str, Contact]) -> Doc:
    """Show a row of the cx-logs; times of a running case are null."""
    agent = _agent(desk, shown.agent_id)
    customer = contacts.get(shown.contact_id)
    whole = _seconds_between(shown.started_at, shown.closed_at)
    return {
        "id": shown.id,
        "caseId": shown.case_id,
        "entityId": shown.entity_id,
        "entityName": shown.entity_name,
        "contactId": shown.contact_id,
        "channel": shown.channel,
        "queueId": shown.queue_id,
        "queueName": shown.queue_name,
        "agentId": shown.agent_id,
        "direction": shown.direction,
        "startedDate": shown.started_at,
        "closedAt": shown.closed_at,
        "handledTime": shown.handled_time,
        "totalHoldDuration": shown.hold_time,
        "firstResponseTime": shown.first_response_time,
        "disposition": shown.disposition,
        "channelType": shown.channel_type,
        "customerPhone": shown.customer_phone,
        "contactLabel": shown.labels,
        "slaStatus": shown.sla_status,
        "resolutionTime": shown.resolution_time,
        "fullHandledTime": _sum(shown.handled_time, shown.wrap_up_time),
        "fullResolutionTime": whole,
        "firstRepliedTime": shown.first_response_time,
        "wrapUpDuration": shown.wrap_up_time,
        "contact": {**contact_within(customer), "platformContacts": [platform(one) for one in customer.platforms]}
        if customer
        else None,
        "firstAssignee": _agent(desk, shown.first_agent_id),
        "agent": agent,
        "closedAssignee": agent if shown.closed_at else None,
        "room": {
            "id": shown.entity_id,
            "createdAt": shown.started_at,
            "updatedAt": shown.closed_at or shown.started_at,
            "deletedAt": None,
            "contactId": shown.contact_id,
            "channelType": shown.channel_type,
            "isSolved": shown.closed_at is not None,
        }
        if shown.entity_name == "room"
        else None,
    }


def presence(desk: Desk, shown: Presence) -> Doc:
    """Show a change of presence."""
    return {
        "id": shown.id,
        "createdAt": shown.created_at,
        "updatedAt": shown.created_at,
        "userId": shown.agent_id,
        "user": _agent(desk, shown.agent_id),
        "previousPresenceStatus": _status(shown.previous),
        "presenceStatus": _status(shown.current),
        "durationSeconds": shown.seconds,
    }


def comment(desk: Desk, shown: Comment) -> Doc:
    """Show a room comment; ``{0}`` in its text stands for the user its first mention names."""
    return {
        "id": shown.id,
        "createdAt": shown.created_at,
        "updatedAt": shown.created_at,
        "deletedAt": None,
        "roomId": shown.room_id,
        "text": shown.text,
        "userId": shown.agent_id,
        "user": user(desk.agents[shown.agent_id]),
        "mentions": [
            {"index": index, "userId": agent_id, "name": desk.agents[agent_id].name}
            for index, agent_id in shown.mentions
        ],
    }


def _agent(desk: Desk, agent_id: str | None) -> Doc | None:
    # cx-logs spell this one key so (contract §1).
    agent = desk.agents.get(agent_id or "")
    return user(agent, deleted_key="deletedaAt") if agent else None


def _status(name: str) -> Doc:
    display, emoji = PRESENCE[name]
    position = list(PRESENCE).index(name) + 1
    return {
        "id": f"6b1f0a52-3c7d-4e18-9a40-{position:012x}",
        "systemName": name,
        "displayName": display,
        "emoji": emoji,
    }


def _seconds_between(first: str, last: str | None) -> int | None:
    return int((moment(last) - moment(first)).total_seconds()) if last else None


def _sum(*parts: int | None) -> int | None:
    known = [part for part in parts if part is not None]
    return sum(known) if known else None
