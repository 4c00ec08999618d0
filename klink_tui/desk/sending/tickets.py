"""Changes of tickets: read again before they are sent, so that nothing unseen is overwritten, and read back after."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from klink_tui.api.client import KlinkClient
from klink_tui.desk.references import Connect
from klink_tui.desk.sending.outcome import (
    CAN_SEND,
    CHANGED,
    Begin,
    Outcome,
    in_doubt,
    not_applied,
    not_read,
    not_shown,
)
from klink_tui.desk.tickets import TicketDesk
from klink_tui.desk.values import CUSTOM, based_on, laid_over, same_value, shown_of, values_of
from klink_tui.errors import KlinkError
from klink_tui.models.intent import Intent, Kind, State, field_label
from klink_tui.models.ticket import Ticket
from klink_tui.models.writes import AssignBody, TicketBody


class TicketSender:
    """Sends changes of tickets that are there."""

    def __init__(
        self,
        connect: Connect,
        tickets: TicketDesk,
        *,
        assign_key: Callable[[], str],
        changed: Callable[[Ticket, Ticket], None] = lambda before, after: None,
    ) -> None:
        """Send changes of tickets.

        Args:
            connect: gives the client.
            tickets: reads them again, and keeps what was read.
            assign_key: gives the key that assignments are sent under.
            changed: is told of a ticket before and after a change of the agent's that nothing else came between.
        """
        self._connect = connect
        self._tickets = tickets
        self._assign_key = assign_key
        self._changed = changed

    async def deliver(self, intent: Intent, begin: Begin) -> Outcome | None:
        """Check that nothing changed that the change is based on, send it, and read the ticket back."""
        before: Ticket | None = None
        if not intent.unguarded:
            try:
                before = await self._again(intent)
            except KlinkError as error:
                words = f"The ticket could not be read again: {error.message} {CAN_SEND}"
                return not_read(error) or Outcome(State.CONFLICT, words)
            if before is None:
                return Outcome(State.CONFLICT, f"The server's lists do not have the ticket any more. {CAN_SEND}")
            verdict = self._verdict(intent, before)
            if verdict is not None:
                if verdict.state is State.DONE:
                    await self._tickets.put(before)
                return verdict
        sending = await begin()
        if sending is None:
            return None
        with self._tickets.changing(intent.target):
            try:
                client = await self._connect()
                answer = await self._send(client, intent)
            except KlinkError as error:
                outcome = not_applied(error, post=False)
                if outcome is None:
                    return await self._found(sending, error.message)
                if outcome.state is State.CONFLICT and before is not None:
                    return _conflict(intent, before, outcome.reason)
                return outcome
            return await self._read_back(intent, answer, before)

    async def find_out(self, intent: Intent) -> Outcome:
        """Read the ticket again, and compare."""
        return await self._found(intent, "The console ended, or the answer was lost, while it was being sent.")

    def _verdict(self, intent: Intent, now: Ticket) -> Outcome | None:
        """Give why nothing is to be sent; ``None`` where it is."""
        theirs = values_of(now, _keys(intent))
        if all(key in theirs and same_value(key, theirs[key], value) for key, value in intent.changes.items()):
            return Outcome(State.DONE, "The server had it so already.")
        clashing = [key for key, value in theirs.items() if self._clashes(intent, key, value)]
        unseen = [key for key in intent.changes if key not in theirs]
        if not clashing and not unseen:
            return None
        return _conflict(intent, now, CHANGED if clashing else not_shown(unseen))

    @staticmethod
    def _clashes(intent: Intent, key: str, theirs: object) -> bool:
        if key in intent.changes and same_value(key, theirs, intent.changes[key]):
            return False
        if key in intent.base:
            return not same_value(key, theirs, intent.base[key])
        # It was not shown to the agent: what stands there would be overwritten unseen.
        return key in intent.changes and not same_value(key, theirs, None)

    async def _send(self, client: KlinkClient, intent: Intent) -> Ticket | None:
        id = intent.route["id"]
        if intent.kind is Kind.TICKET_STATUS:
            return await client.tickets.update_status(id, str(intent.changes["status"]))
        if intent.kind is Kind.TICKET_ASSIGN:
            (assignee,) = intent.changes.values()
            return await client.tickets.assign(id, AssignBody.to(self._assign_key(), assignee))
        return await client.tickets.update(id, ticket_body(intent.changes))

    async def _found(self, intent: Intent, why: str) -> Outcome:
        """Tell by the ticket itself what became of a change that may have been applied."""
        try:
            now = await self._again(intent)
        except KlinkError as error:
            return in_doubt(intent, f"It may have been applied: {why} {error.message}", look=True, failed=error)
        if now is None:
            return in_doubt(intent, f"It may have been applied: {why} The ticket is not in the lists.", look=False)
        theirs = values_of(now, intent.changes)
        if all(key in theirs and same_value(key, theirs[key], value) for key, value in intent.changes.items()):
            await self._tickets.put(now)
            return Outcome(State.DONE, "Its answer was lost; the server has it.")
        doubt = in_doubt(intent, f"It may still be applied: {why} The ticket does not show it.", look=True)
        keys = _keys(intent)
        return replace(doubt, theirs=values_of(now, keys), theirs_shown=shown_of(now, keys))

    async def _read_back(self, intent: Intent, answer: Ticket | None, before: Ticket | None) -> Outcome:
        """Read the ticket once more, keep it, and say which fields the server ignored."""
        try:
            now = await self._again(intent)
        except KlinkError:
            now = None
        if now is None:
            # It was taken; how the ticket stands by now will come with the next look at the lists.
            known = before or self._tickets.get(intent.target)
            whole = answer is not None and known is not None and answer.carried >= known.carried
            shown = answer if whole else _with(known, intent)
            if shown is not None:
                await self._tickets.put(shown)
            return Outcome(State.DONE, "It was taken; it could not be read back.")
        await self._tickets.put(now)
        theirs = values_of(now, intent.changes)
        ignored = [key for key, value in theirs.items() if not same_value(key, value, intent.changes[key])]
        if before is not None:
            self._changed(before, now)
        if not ignored:
            return Outcome(State.DONE)
        names = shown_of(now, ignored)
        said = ", ".join(f"{field_label(key)} is {names[key] or 'empty'}" for key in ignored)
        words = f"The server took it and did not keep all of it: {said}."
        return Outcome(State.DONE, words, theirs=theirs, theirs_shown=names)

    async def _again(self, intent: Intent) -> Ticket | None:
        """Read the ticket at the contact that it has, or gets by this."""
        has = intent.route.get("contact_id", "")
        for contact_id in dict.fromkeys((str(intent.changes.get("contact_id") or has), has)):
            found = await self._tickets.again(intent.target, contact_id)
            if found is not None:
                return found
        return None


def ticket_body(changes: Mapping[str, Any]) -> TicketBody:
    """Give the request body of some changes: custom fields in an object of their own (contract §2, Create)."""
    custom = {key: value for key, value in changes.items() if key.startswith(CUSTOM)}
    plain = {key: value for key, value in changes.items() if not key.startswith(CUSTOM)}
    return TicketBody(**plain, custom_fields=custom) if custom else TicketBody(**plain)


def _keys(intent: Intent) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*based_on(intent.changes), *intent.base)))


def _conflict(intent: Intent, now: Ticket, words: str) -> Outcome:
    keys = _keys(intent)
    return Outcome(State.CONFLICT, words, theirs=values_of(now, keys), theirs_shown=shown_of(now, keys))


def _with(ticket: Ticket | None, intent: Intent) -> Ticket | None:
    return None if ticket is None else laid_over(ticket, [intent])
