"""What has gone from a screen is drawn over, whatever was asked for in between."""

from textual.widgets._toast import Toast

from tests.console import console
from tests.screens.views import open_ticket, ticket


async def test_a_toast_that_went_is_drawn_over() -> None:
    async with console() as c:
        await open_ticket(c)
        ticket(c).say("Noted.")
        await c.rest()
        screen = c.app.screen
        toast = screen.query_one(Toast)
        picture = screen._compositor
        where = picture.full_map[toast].region
        picture.reflow_visible(screen, screen.size)  # What scrolling does.
        picture._dirty_regions.clear()
        toast.parent._nodes._remove(toast)  # type: ignore[union-attr]
        assert toast not in picture.full_map, "somebody asks where a widget is"
        picture.reflow(screen, screen.size)
        assert any(region.contains_region(where) for region in picture._dirty_regions)
