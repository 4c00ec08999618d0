"""A message sent to a contact (contract §2, Send message)."""

from klink_tui.models.record import Line, Record, When


class SentMessage(Record):
    """What the server says of a message it took. It names no channel: none can be promised."""

    id: Line = ""
    created_at: When = None
    updated_at: When = None
    client_request_id: Line = ""
    partition_key: Line = ""
