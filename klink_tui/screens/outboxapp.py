"""What the outbox says wherever one is: toasts, undo and redo, and a word before one quits."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final, Literal

from textual import work
from textual.worker import Worker

from klink_tui.errors import KlinkError
from klink_tui.models.intent import State
from klink_tui.screens.travelapp import TravelApp

if TYPE_CHECKING:
    from klink_tui.desk.events import DeskEvent
    from klink_tui.desk.undo import Step


DECIDING: Final = frozenset({"ask", "act", "submit"})
"""Groups of workers that write down what the agent has decided; none asks anything while a key can reach the app."""
DECIDED: Final = 2.0
"""Seconds that this may take; what takes longer has its own trouble."""


class OutboxApp(TravelApp):
    """A console that follows what becomes of what was wanted."""

    def on_desk_event(self, event: "DeskEvent") -> None:
        """Say what became of something that the agent wanted."""
        from klink_tui.desk.events import IntentChanged
        from klink_tui.widgets.outboxlook import toast_of

        if not isinstance(event, IntentChanged):
            return
        intent = event.intent
        if intent.batch and (intent.needs_agent or not intent.is_open):
            self._tell_of_batch(intent.batch)
        if (toast := toast_of(intent)) is not None:
            self.notify(toast.words, title=toast.title, severity=toast.severity, timeout=toast.seconds, markup=False)

    def _tell_of_batch(self, batch: int) -> None:
        """Say how a bulk run went once nothing more of it is to come by itself."""
        if any(one.batch == batch and not one.needs_agent for one in self.desk.outbox.open):
            return

        # Each of its changes comes here when they end together: it is told once.
        async def told() -> None:
            await self._count_batch(batch)

        _worker: Worker[None] = self.run_worker(told, group=f"batch {batch}", exclusive=True, exit_on_error=False)

    async def _count_batch(self, batch: int) -> None:
        from klink_tui.desk.bulk import tally
        from klink_tui.widgets.outboxlook import is_mixed, parts_words, tally_words

        own = self.desk.own
        try:
            intents, name = await own.ask(
                lambda: (own.intents.of_batch(batch), own.intents.words_of_batch(batch) or "")
            )
        except KlinkError:
            return  # The run itself is told of on its screen and in the outbox.
        title, words, seconds = "Bulk run", tally_words(tally(intents)), 8
        if name.startswith(("undo: ", "again: ")):
            title = name[:1].upper() + name[1:]
        well = all(one.state in (State.DONE, State.CANCELLED) for one in intents)
        if is_mixed(intents):
            title, words = f"{name[:1].upper()}{name[1:]}" or title, parts_words(intents)
            well = well and not any(one.theirs_shown for one in intents)
            seconds = 8 if well else 20
        severity: Literal["information", "warning"] = "information" if well else "warning"
        self.notify(words, title=title, severity=severity, timeout=seconds, markup=False)

    @work(group="undo", exit_on_error=False)
    async def action_undo(self) -> None:
        """Take back what was done last, or send its inverse."""
        await self._undone(self.desk.undo.undo)

    @work(group="undo", exit_on_error=False)
    async def action_redo(self) -> None:
        """Do again what was undone last."""
        await self._undone(self.desk.undo.redo)

    async def _undone(self, step: "Callable[[], Awaitable[Step]]") -> None:
        try:
            await self._decided()
            done = await step()
        except KlinkError as error:
            self.notify(str(error), title="Nothing was undone", severity="error", timeout=12, markup=False)
        else:
            self.notify(done.words, severity="information" if done.done else "warning", timeout=5, markup=False)

    async def _decided(self) -> None:
        """Wait until what the keys before this one decided is written down: it is that which is to be undone."""
        while tasks := [one._task for one in self.workers if one.group in DECIDING and one.is_running and one._task]:
            _, unfinished = await asyncio.wait(tasks, timeout=DECIDED)
            if unfinished:
                return

    async def may_quit(self) -> bool:
        """Ask if something is still under way, or not saved; tell whether one may quit."""
        from klink_tui.screens.ask import ConfirmScreen
        from klink_tui.widgets.outboxlook import left_words
        from klink_tui.widgets.words import count

        if isinstance(self.screen, ConfirmScreen):
            return False
        kept = self.desk.own.work.is_kept
        after = "sent at the next start" if kept else "lost when you quit, since nothing is kept"
        waiting = list(left_words(self.desk.outbox.open, after))
        if self.desk.drafts.trouble is not None or (len(self.desk.drafts) and not kept):
            waiting.append(f"{count(len(self.desk.drafts), 'draft')}, not saved: lost when you quit")
        if not waiting:
            return True
        text = "Not finished yet:\n" + "\n".join(f"• {words}" for words in waiting)
        return await self.push_screen_wait(ConfirmScreen("Quit?", text, yes="quit all the same", no="stay"))
