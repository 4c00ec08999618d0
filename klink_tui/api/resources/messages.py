"""Messages to contacts (contract §2, Message)."""

from datetime import datetime

from klink_tui.api.caller import Caller
from klink_tui.models.message import SentMessage
from klink_tui.models.paging import unwrap
from klink_tui.models.writes import MessageBody


class Messages:
    """Sends; the API reads none (contract §2, lacks 2)."""

    def __init__(self, caller: Caller) -> None:
        """Take what makes the calls."""
        self._caller = caller

    async def send(self, contact_id: str, text: str, created_at: datetime) -> SentMessage:
        """Send a text to a contact; the platform chooses the channel. Never sent twice from here.

        An answer that names no message is an empty :class:`SentMessage`: the server took it and said no more.
        """
        body = MessageBody(contact_id=contact_id, message=text, created_at=created_at)
        data = unwrap(await self._caller.call("messages.send", body=body)).data
        return SentMessage.read(data if isinstance(data, dict) else {})
