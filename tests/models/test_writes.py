"""Request bodies: documented keys only, in the documented case."""

from datetime import datetime, timedelta, timezone

import pytest
from pydantic import ValidationError

from klink_tui.models.writes import (
    ChannelBody,
    CommentBody,
    ContactBody,
    ContactTagsBody,
    Mention,
    MessageBody,
    StatusBody,
    TicketBody,
    WireBody,
)
from tests.models.examples import example

AT = datetime(2026, 1, 5, 11, 42, 59, 28999, tzinfo=timezone(timedelta(hours=7)))


def test_the_documented_ticket_verbatim() -> None:
    payload = example("ticket-create-request.json")
    assert TicketBody.model_validate(payload).to_wire() == payload
    assert set(payload) == TicketBody.wire_keys()


@pytest.mark.parametrize(
    ("body", "wire"),
    [
        (TicketBody(), {}),
        (TicketBody(title=None), {"title": None}),
        (TicketBody(custom_fields={"cf_x": None}), {"customFields": {"cf_x": None}}),
        (TicketBody(tags=[], contact_id="c"), {"tags": [], "contact_id": "c"}),
        (StatusBody(status="open"), {"status": "open"}),
        (ContactBody(name="Nok", phone=["191"], email=None), {"name": "Nok", "phone": ["191"], "email": None}),
        (ContactTagsBody(tags=["VIP"]), {"actionType": "MERGE", "tags": ["VIP"]}),
        (ChannelBody(type="line", name="LINE"), {"type": "line", "name": "LINE"}),
        (
            MessageBody(contact_id="c", message="Hi", created_at=AT),
            {"contactId": "c", "messageType": "text", "message": "Hi", "createdAt": "2026-01-05T04:42:59.028Z"},
        ),
        (CommentBody(text="Hey"), {"text": "Hey", "mentions": []}),
        (
            CommentBody(text="Hey {0}", mentions=[Mention(index=0, user_id="u")]),
            {"text": "Hey {0}", "mentions": [{"index": 0, "userId": "u"}]},
        ),
    ],
)
def test_what_goes_over_the_wire(body: WireBody, wire: object) -> None:
    assert body.to_wire() == wire


@pytest.mark.parametrize(
    ("body", "keys"),
    [
        (TicketBody, "title description status priority contact_id channel tags customFields"),
        (StatusBody, "status"),
        (ContactBody, "name phone email address notes channel customFields"),
        (ContactTagsBody, "actionType tags"),
        (ChannelBody, "type name"),
        (MessageBody, "contactId messageType message createdAt"),
        (CommentBody, "text mentions"),
    ],
)
def test_the_keys_are_the_documented_ones(body: type[WireBody], keys: str) -> None:
    assert body.wire_keys() == set(keys.split())


@pytest.mark.parametrize("key", ["assigneeId", "contactId", "type", "categories", "id"])
def test_an_undocumented_key_can_not_be_written(key: str) -> None:
    with pytest.raises(ValidationError):
        TicketBody.model_validate({"title": "x", key: "y"})


def test_numbers_that_are_none_are_not_sent_as_an_order_to_empty() -> None:
    sent = TicketBody(custom_fields={"cf_x": float("nan")}).to_wire()["customFields"]["cf_x"]
    assert sent != sent
