"""The envelopes a reply comes in (contract §1, E1 to E7)."""

from collections.abc import Sequence
from typing import NamedTuple

Doc = dict[str, object]
"""A JSON object."""


class Page(NamedTuple):
    """Which page was asked for, after the server's limits."""

    number: int
    """From 1."""
    size: int
    """Rows on a full page; echoed as ``pageSize``."""

    @property
    def offset(self) -> int:
        """Rows before the page."""
        return (self.number - 1) * self.size


class Reply(NamedTuple):
    """What an operation answers: HTTP status, JSON body, extra headers."""

    status: int
    body: Doc
    headers: tuple[tuple[str, str], ...] = ()


def paged(total: int, page: Page, rows: Sequence[Doc]) -> Reply:
    """E1: ``{total, page, pageSize, lastPage, data: [...]}``."""
    return Reply(200, {**_figures(total, page), "data": rows})


def succeeded(data: Doc, status: int = 200) -> Reply:
    """E2: ``{success: true, data: {...}}``."""
    return Reply(status, {"success": True, "data": data})


def worded(message: str, data: Doc | None, status: int = 200) -> Reply:
    """E3: ``{status: "success", message, data}``."""
    return Reply(status, {"status": "success", "message": message, "data": data})


def numbered(message: str, data: Doc) -> Reply:
    """E4: ``{status: 200, message, data}``."""
    return Reply(200, {"status": 200, "message": message, "data": data})


def bare(rows: Sequence[Doc]) -> Reply:
    """E5: ``{data: [...]}``."""
    return Reply(200, {"data": rows})


def cx_logs(request_id: str, total: int, page: Page, rows: Sequence[Doc]) -> Reply:
    """E6: ``{requestId, cxLogs: {data: [...], total, page, ...}}``."""
    return Reply(200, {"requestId": request_id, "cxLogs": {"data": rows, **_figures(total, page)}})


def traced(request_id: str, data: Sequence[Doc] | Doc, status: int = 200) -> Reply:
    """E7: ``{requestId, data}``."""
    return Reply(status, {"requestId": request_id, "data": data})


def error(status: int, message: str, request_id: str, errors: dict[str, list[str]] | None = None) -> Reply:
    """The error body (contract §5): ``errors`` is keyed by field and stands only where fields are at fault."""
    body: Doc = {"status": "error", "message": message, "requestId": request_id}
    if errors:
        body["errors"] = errors
    return Reply(status, body)


def _figures(total: int, page: Page) -> Doc:
    # An empty list still has a page 1.
    last = max(1, -(-total // page.size))
    return {"total": total, "page": page.number, "pageSize": page.size, "lastPage": last}
