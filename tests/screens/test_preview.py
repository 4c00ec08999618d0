"""The preview beside the list: it follows the cursor, stands where one wants it, and scrolls."""

import pytest
from textual.widgets import Static

from klink_tui.models.ticketrow import TicketRow
from klink_tui.screens import lists
from tests.console import Console, console
from tests.screens.views import facts_of, loaded, tickets


def label(c: Console) -> str:
    at = tickets(c).ticket
    assert at is not None
    return at.label


def preview_title(c: Console) -> str:
    return str(c.app.screen.query_one("#preview-title", Static).content)


async def test_the_preview_follows_once_the_cursor_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "PREVIEW_DELAY", 0.3)
    async with console(tickets=30) as c:
        screen = tickets(c)
        before = screen.ticket
        drawn: list[TicketRow | None] = []
        draw = screen.draw_preview

        def noting(item: TicketRow | None) -> None:
            drawn.append(item)
            draw(item)

        monkeypatch.setattr(screen, "draw_preview", noting)
        for _ in range(5):
            c.send_key("j", "j")
        await c.until(lambda: tickets(c).list.cursor == 5 and tickets(c).current in drawn)
        at = screen.ticket
        assert at is not None
        others = {item.label for item in drawn if item and before and item.key != before.key}
        assert others == {at.label}, "what was run over is not drawn"
        assert preview_title(c) == f"{at.label} {at.title}"
        assert facts_of(c, "#preview-facts")["Status"] == at.status


async def test_the_preview_goes_round_its_places() -> None:
    async with console(tickets=30, size=(100, 24)) as c:
        preview = c.find("#preview")
        rows = c.find("#list")
        seen = []
        for _ in range(4):
            await c.press("P")
            below = preview.display and preview.region.y > rows.region.y
            seen.append("off" if not preview.display else "below" if below else "right")
            await c.press("j")
            if preview.display:
                await c.until(lambda: preview_title(c).startswith(label(c)))
        assert seen == ["right", "below", "off", "off"]
        assert c.toasts[-4:-1] == ["Preview: right", "Preview: below", "Preview: off"]
        assert c.toasts[-1] == "Preview: auto, but there is no room for it here"


async def test_a_long_preview_scrolls_by_j_and_k_in_capitals() -> None:
    async with console(tickets=30, size=(120, 24)) as c:
        preview = c.find("#preview")
        items = loaded(c)
        tickets(c).list.move_to(max(range(30), key=lambda index: len(items[index].description)))
        await c.rest()  # the preview follows the cursor once it rests
        assert preview.max_scroll_y
        await c.press("J")
        assert preview.scroll_y > 0
        await c.press("K")
        assert preview.scroll_y == 0
