"""Tags, channels and categories (contract §2)."""

from klink_tui.sandbox import envelopes, shapes
from klink_tui.sandbox.asked import Asked
from klink_tui.sandbox.db.connection import transaction
from klink_tui.sandbox.db.desk import Desk
from klink_tui.sandbox.envelopes import Reply
from klink_tui.sandbox.errors import Invalid
from klink_tui.sandbox.validation import text_of


def list_tags(desk: Desk, asked: Asked) -> Reply:
    """Tag listing: assumed (contract §2, I); E1, the first of its two envelopes."""
    page = asked.page()
    tags = list(desk.tags.values())[page.offset : page.offset + page.size]
    return envelopes.paged(len(desk.tags), page, [shapes.tag(tag) for tag in tags])


def list_channels(desk: Desk, asked: Asked) -> Reply:
    """Channel listing: assumed (contract §2, I); E1."""
    page = asked.page()
    channels = list(desk.channels.values())[page.offset : page.offset + page.size]
    return envelopes.paged(len(desk.channels), page, [shapes.channel(channel) for channel in channels])


def create_channel(desk: Desk, asked: Asked) -> Reply:
    """Channel create: assumed (contract §2, I), body ``{type, name}``; E2 with 201."""
    body = asked.document()
    errors: dict[str, list[str]] = {}
    kind = text_of(body, "type", errors)
    name = text_of(body, "name", errors)
    if errors:
        raise Invalid(errors)
    with transaction(desk.connection):
        channel = desk.add_channel(kind, name)
    return envelopes.succeeded(shapes.channel(channel), 201)


def list_categories(desk: Desk, asked: Asked) -> Reply:
    """Category listing (D, E5): the whole tree at once."""
    return envelopes.bare(shapes.category_tree(desk.categories.values()))
