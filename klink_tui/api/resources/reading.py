"""Reading what a resource's answers hold: rows that are not deleted, and single records."""

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from klink_tui.api.endpoints import ENDPOINTS
from klink_tui.errors import Attempt, BadRecordError, BadReplyError
from klink_tui.models.paging import unwrap
from klink_tui.models.record import Json, Record

R = TypeVar("R", bound=Record)

_DELETED: Final = ("deletedAt", "deleted_at", "deletedaAt")


def live(model: type[R]) -> Callable[[object], R | None]:
    """Give a reader of rows that hides the deleted ones (contract §1, Soft delete)."""

    def read(value: object) -> R | None:
        if isinstance(value, Mapping) and any(value.get(key) for key in _DELETED):
            return None
        return model.read(value)

    return read


def as_it_came(value: object) -> Json | None:
    """Give a row unread, for a copy that knows most rows already; deleted ones are hidden as by :func:`live`.

    Raises:
        BadRecordError: it is no object.
    """
    if not isinstance(value, Mapping):
        raise BadRecordError("not an object")
    return None if any(value.get(key) for key in _DELETED) else dict(value)


def one(model: type[R], payload: object, endpoint_id: str) -> R:
    """Read the one record of an answer.

    Raises:
        BadReplyError: it holds none that can be read. A write that got such an answer was taken all the same.
    """
    try:
        return model.read(_single(payload))
    except BadRecordError as error:
        endpoint = ENDPOINTS[endpoint_id]
        raise BadReplyError(
            f"{endpoint.summary}: the server said yes, but its answer can't be read: {error.message}.",
            status=200,
            attempt=Attempt(endpoint.method, endpoint.candidates[0]),
        ) from error


def one_or_none(model: type[R], payload: object) -> R | None:
    """Read the one record of an answer that may hold none: ``None`` where the write has to be read again."""
    data = _single(payload)
    if not isinstance(data, Mapping) or not data.get("id"):
        return None
    try:
        return model.read(data)
    except BadRecordError:
        return None


def _single(payload: object) -> object:
    """Open the envelope; a list of one is that one."""
    data = unwrap(payload).data
    return data[0] if isinstance(data, list) and len(data) == 1 else data
