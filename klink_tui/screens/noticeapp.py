"""How the console says what became new or changed: a toast, the bell, a notice on the desktop."""

import os
from typing import TYPE_CHECKING, Final

from textual import work
from textual.notifications import Notify

from klink_tui.screens.outboxapp import OutboxApp
from klink_tui.widgets.desktopnotice import sequence

if TYPE_CHECKING:
    from klink_tui.desk.desk import Desk
    from klink_tui.desk.events import DeskEvent

LOOK: Final = 1.0
"""Seconds between two looks at whether there is something to say."""


class NoticeApp(OutboxApp):
    """A console that tells of what others did."""

    _desk: "Desk | None" = None

    def on_mount(self) -> None:
        """Begin to look."""
        self.set_interval(LOOK, self.notice_what_is_due)

    def on_desk_event(self, event: "DeskEvent") -> None:
        """Take note of what changed."""
        super().on_desk_event(event)
        if self._desk is not None:
            self._desk.noticing.heard(event)

    def notice_what_is_due(self) -> None:
        """Say in one digest what there is to say, if it is time to."""
        if self._desk is not None and self._desk.noticing.is_due:
            self._notice(self._desk)

    @work(group="notice", exit_on_error=False)
    async def _notice(self, desk: "Desk") -> None:
        digest = await desk.noticing.take()
        for name, why in digest.wrong:
            self.notify(f"{name}: {why}", title="A rule of your notices", severity="warning", timeout=20, markup=False)
        if "toast" in digest.ways:
            self.notify(digest.words, title="News", timeout=8, markup=False)
        if "bell" in digest.ways:
            self.bell()
        if "desktop" in digest.ways:
            self.notify_desktop(f"{self.TITLE} {desk.name}", digest.words)

    def on_notify(self, event: Notify) -> None:
        """Let a word on a key go before it is said again; what has a title tells of something that happened."""
        said = event.notification
        for old in [one for one in self._notifications if not one.title and one.message == said.message]:
            self._unnotify(old, refresh=False)

    def notify_desktop(self, title: str, words: str) -> None:
        """Let the terminal show a notice on the desktop, where there is one."""
        if not self.is_headless and self._driver is not None:
            self._driver.write(sequence(title, words, os.environ))
