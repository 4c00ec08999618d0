"""Comments of agents on a room (contract §2, Room comment)."""

from collections.abc import Sequence

from klink_tui.api.caller import Caller, Question
from klink_tui.api.resources.reading import live, one_or_none
from klink_tui.models.paging import Page
from klink_tui.models.reference import RoomComment
from klink_tui.models.writes import CommentBody, Mention


class Comments:
    """The comments on rooms. A room's id stands in a case's ``entity_id``."""

    def __init__(self, caller: Caller) -> None:
        """Take what makes the calls."""
        self._caller = caller

    async def list(self, room_id: str) -> Page[RoomComment]:
        """Give the comments on a room."""
        return await self._caller.page(Question("comments.list", live(RoomComment), ids={"id": room_id}))

    async def create(self, room_id: str, text: str, mentions: Sequence[Mention] = ()) -> RoomComment | None:
        """Comment on a room, ``{0}`` in the text naming the first mention; ``None`` where the answer holds none."""
        body = CommentBody(text=text, mentions=[*mentions])
        return one_or_none(RoomComment, await self._caller.call("comments.create", body=body, id=room_id))
