"""Assigning a ticket, or all marked ones; the first time how that is done here is found out."""

from textual import work

from klink_tui.desk.assigning import WHY_OFF, find_key
from klink_tui.desk.bulk import Change
from klink_tui.desk.people import Person
from klink_tui.desk.values import ASSIGNEE
from klink_tui.errors import KlinkError
from klink_tui.models.names import same
from klink_tui.screens.ask import ConfirmScreen
from klink_tui.screens.picker import Choice, PickerScreen
from klink_tui.screens.ticketacts import TicketActs
from klink_tui.widgets.words import count, trouble_words

NOBODY = "-"
"""What stands for no assignee in the picker."""


class AssignActs(TicketActs):
    """The actions that say whose a ticket is."""

    @work(group="ask", exit_on_error=False)
    async def action_assign(self) -> None:
        """Pick whose the ticket is."""
        person = await self._pick_person()
        if person is not None:
            await self._assign(person)

    @work(group="ask", exit_on_error=False)
    async def action_assign_me(self) -> None:
        """Take the ticket."""
        me = self.desk.lexicon.me
        if not me:
            self.say("Nobody knows who you are yet: M on the list of tickets asks for it.")
            return
        people = await self._people()
        if people is None:
            return
        person = next((one for one in people if any(same(me, name) for name in (one.id, one.name, one.detail))), None)
        if person is None:
            self.say(f"No ticket and no case knows “{me}”: the id to assign to is not known.", bad=True)
        else:
            await self._assign(person)

    async def _people(self) -> list[Person] | None:
        """Give those known by now, and look for them anew for the next time; ``None``, and say why, if they can't."""
        try:
            people = await self.desk.people.get()
        except KlinkError as error:
            self.trouble(error)
            return None
        self._renew_people()
        return people

    @work(group="people", exclusive=True, exit_on_error=False)
    async def _renew_people(self) -> None:
        try:
            await self.desk.people.renew()
        except KlinkError as error:
            self.trouble(error)  # Those known before are still offered.

    async def _pick_person(self) -> Person | None:
        people = await self._people()
        if people is None:
            return None
        if not people:
            self.say("Nobody is known yet: neither a ticket nor a case here names an agent.")
            return None
        many = len(self.marked)
        ticket = self.ticket
        title = f"Assign {count(many, 'ticket')} to" if many else f"Assign {ticket.label} to" if ticket else ""
        if not title:
            return None
        choices = [Choice(NOBODY, "nobody"), *(Choice(one.id, one.name, one.detail) for one in people)]
        current = self.desk.shown(ticket).assignee_id or NOBODY if ticket and not many else ""
        note = "The API lists no agents: these are those whom tickets, cases and the form know."
        answer = await self.app.push_screen_wait(PickerScreen(title, choices, current=current, note=note))
        if not answer:
            return None
        return next((one for one in people if one.id == answer), Person("", "nobody"))

    async def _assign(self, person: Person) -> None:
        marked, ticket = self.marked, self.ticket
        if not self.desk.assign_key and not (await self._find_out(person) and marked):
            return
        value, names = person.id or None, {ASSIGNEE: person.name if person.id else ""}
        if marked:
            self.in_bulk(Change(f"assignee → {person.name}", {ASSIGNEE: value}, names))
        elif ticket is not None:
            self.apply(ticket, Change(f"assignee → {person.name}", {ASSIGNEE: value}, names))

    async def _find_out(self, person: Person) -> bool:
        """Explain why assigning is off, and where the agent wants it try it on the ticket, or on one that is marked.

        Returns:
            Whether that ticket is assigned now, and assigning is on.
        """
        meant = [self.desk.tickets.get(key) for key in self.marked] if self.marked else [self.ticket]
        ticket = next((one for one in meant if one is not None and self.desk.shown(one).assignee_id != person.id), None)
        if not person.id or ticket is None:
            self.say(f"{WHY_OFF} Pick somebody who does not have the ticket yet to try it.")
            return False
        text = f"{WHY_OFF}\n\nThe check assigns {ticket.label} to {person.name} and reads it back."
        yes = f"try it on {ticket.label}"
        if not await self.app.push_screen_wait(ConfirmScreen("Assigning is off", text, yes=yes, no="leave it off")):
            return False
        try:
            found = await find_key(self.desk, ticket, person)
        except KlinkError as error:
            self.say(trouble_words(error), bad=True)
            return False
        self.say(found.words, bad=not found.key)
        return bool(found.key)
