"""What can be done about an intent, a draft or an entry of the journal."""

from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import replace

from textual import work

from klink_tui.actions import LISTS
from klink_tui.desk.desk import Desk
from klink_tui.errors import KlinkError
from klink_tui.models.intent import POSTS, TICKET_CHANGES, Intent, Kind, State
from klink_tui.screens.ask import ChoiceScreen, ConfirmScreen
from klink_tui.screens.cursor import CursorScreen
from klink_tui.screens.drawers import DraftList, Drawer, Intents, Journal
from klink_tui.screens.notelist import NoteList
from klink_tui.screens.reopen import NEW_FOR, screen_of
from klink_tui.store.drafts import Draft
from klink_tui.widgets.keyed import keyed
from klink_tui.widgets.words import trouble_words


class OutboxActs(CursorScreen):
    """The actions on the row under the cursor."""

    def __init__(self, desk: Desk) -> None:
        """Make the drawers."""
        super().__init__(desk)
        self.intents = Intents(desk)
        self.draft_list = DraftList(desk)
        self.journal = Journal(desk)
        self.note_list = NoteList(desk)

    @property
    def drawer(self) -> Drawer:
        """The drawer that is open."""
        raise NotImplementedError

    @property
    def key(self) -> str:
        """The key of the row under the cursor."""
        raise NotImplementedError

    def action_open(self) -> None:
        """Decide about what is in doubt, go on with a draft, or open the record."""
        if self.drawer is self.draft_list:
            if (draft := self.draft_list.get(self.key)) is not None:
                self._go_on(draft)
        elif self.drawer is self.note_list:
            if (note := self.note_list.get(self.key)) is not None:
                self._go_on(note)
        elif self.drawer is self.journal:
            if (entry := self.journal.get(self.key)) is not None:
                self._open_record(entry.kind, entry.target, entry.label)
        elif (intent := self.intents.get(self.key)) is not None:
            self._open_intent(intent)

    def _open_intent(self, intent: Intent) -> None:
        if intent.state is State.CONFLICT:
            from klink_tui.screens.conflict import ConflictScreen

            self.app.push_screen(ConflictScreen(self.desk, intent))
        elif intent.state is State.UNKNOWN:
            self._decide(intent)
        elif intent.state in (State.REFUSED, State.CANCELLED) and intent.kept is not None:
            draft = self.desk.drafts.get(intent.kept.kind, intent.kept.target)
            if draft is None:
                self.say("What was typed was sent again, or thrown away.")
            else:
                self._go_on(draft)
        else:
            self._open_record(intent.kind.value, intent.target, intent.label)

    @work(group="open", exclusive=True, exit_on_error=False)
    async def _go_on(self, draft: Draft) -> None:
        if (place := self._written_in(draft)) is not None:
            await self.app.switch_mode(place)
            return
        if not await self._do(self.desk.drafts.take_up(draft)):
            return
        if draft.kind == "ticket" and draft.target.startswith(NEW_FOR):
            with suppress(KlinkError):  # Where they can't be had, that is said below.
                await self.desk.contacts.read(draft.target.removeprefix(NEW_FOR))
        if (screen := screen_of(self.desk, draft)) is not None:
            self.open_late(draft.label or "It", screen)
        elif draft.kind == "comment":
            self.say(f"{draft.label}: " + keyed("open the case, <comment> goes on with it."))
        else:
            self.say(f"{draft.label}: the record is not here any more. The text stands beside the list.", bad=True)

    def _written_in(self, draft: Draft) -> str | None:
        """Give the place of the console where the draft's target is being written for just now."""
        for place in LISTS:
            with suppress(KeyError):  # Nobody has been there yet.
                stack = self.app.get_screen_stack(place)
                if any(getattr(screen, "draft_place", None) == draft.place for screen in stack):
                    return place
        return None

    def _open_record(self, kind: str, target: str, label: str) -> None:
        from klink_tui.screens.contact import ContactScreen
        from klink_tui.screens.ticket import TicketScreen

        if Kind(kind) in TICKET_CHANGES:
            ticket = self.desk.tickets.get(target)
            if ticket is None:
                self.say(f"{label} is not in the local copy.", bad=True)
            else:
                self.app.push_screen(TicketScreen(self.desk, ticket))
        elif target and Kind(kind) is not Kind.COMMENT:
            self.app.push_screen(ContactScreen(self.desk, target, known=self.desk.contacts.peek(target)))
        else:
            self.say(f"{label}: there is nothing to open.")

    @work(group="ask", exit_on_error=False)
    async def _decide(self, intent: Intent) -> None:
        choices = [
            ("d", "it was done: I have looked", "done"),
            ("r", "send it again" + (", there may be two" if intent.kind in POSTS else ""), "again"),
            ("g", "give it up" + ("; the text is a draft again" if intent.kept else ""), "drop"),
        ]
        if intent.kind is not Kind.MESSAGE:
            choices.insert(0, ("l", "look for it once more", "look"))
        words = f"{intent.title}\n\n{intent.reason}"
        answer = await self.app.push_screen_wait(ChoiceScreen("What became of it is not known", words, choices))
        outbox = self.desk.outbox
        if answer == "look":
            await self._do(outbox.decide(replace(intent, due=self.desk.now().timestamp(), tries=0)))
            outbox.wake()
        elif answer == "done":
            await self._do(outbox.end(replace(intent, state=State.DONE, reason="You said that it was done.")))
        elif answer == "again":
            await self._do(outbox.send_again(intent))
        elif answer == "drop":
            await self._do(outbox.cancel(intent.number))

    def action_again(self) -> None:
        """Send at once what is held or waits; decide about what is in doubt."""
        intent = self.intents.get(self.key) if self.drawer is self.intents else None
        if intent is None:
            return
        if intent.state in (State.HELD, State.WAITING):
            self._send_now(intent)
        else:
            self._open_intent(intent)

    def action_batch(self) -> None:
        """Show the bulk run that the change under the cursor is part of."""
        from klink_tui.screens.batch import BatchScreen

        intent = self.intents.get(self.key) if self.drawer is self.intents else None
        if intent is not None and intent.batch:
            self.app.push_screen(BatchScreen(self.desk, intent.batch, intent.words))
        else:
            self.say("This is not part of a bulk run.")

    @work(group="again", exit_on_error=False)
    async def _send_now(self, intent: Intent) -> None:
        self.desk.delivery.try_now()
        await self._do(self.desk.outbox.send_again(intent))

    @work(group="ask", exit_on_error=False)
    async def action_drop(self) -> None:
        """Take back what has not left; give up what is in doubt; throw a draft or a note away. The last three ask."""
        if self.drawer is self.draft_list:
            await self._throw_away(self.draft_list.get(self.key), "draft")
            return
        if self.drawer is self.note_list:
            await self._throw_away(self.note_list.get(self.key), "note")
            return
        intent = self.intents.get(self.key) if self.drawer is self.intents else None
        if intent is None or not intent.is_open:
            return
        if intent.state is State.SENDING:
            self.say("It is on the wire: wait for its answer.")
            return
        if intent.needs_agent:
            after = "What you typed is a draft again." if intent.kept else "It is not sent again."
            if not await self.app.push_screen_wait(ConfirmScreen("Give it up?", f"{intent.title}. {after}", yes="yes")):
                return
        await self._do(self.desk.outbox.cancel(intent.number))

    async def _throw_away(self, draft: Draft | None, noun: str) -> None:
        if draft is None:
            return
        words = f"{draft.label or draft.target}: what you typed is gone for good."
        if await self.app.push_screen_wait(ConfirmScreen(f"Throw the {noun} away?", words, yes="throw it away")):
            await self._do(self.desk.drafts.throw_away(draft))

    async def _do(self, change: Awaitable[object]) -> bool:
        """Do it, or say why that can't be; tell whether it was done."""
        try:
            await change
        except KlinkError as error:
            self.say(trouble_words(error), bad=True)
            return False
        return True
