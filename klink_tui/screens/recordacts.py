"""What can be done to a ticket as well as to a contact: pin it, open it in the browser, copy its link or a field."""

import os
from collections.abc import Sequence
from dataclasses import replace

from rich.cells import cell_len
from textual import work
from textual.content import Content

from klink_tui.desk.webopen import open_in_browser, why_not
from klink_tui.errors import ConfigError, StoreError
from klink_tui.screens.base import DeskScreen
from klink_tui.screens.picker import Choice, PickerScreen
from klink_tui.screens.subjects import Subject
from klink_tui.text import one_line
from klink_tui.widgets.cells import cut, fill
from klink_tui.widgets.facts import Fact
from klink_tui.widgets.words import trouble_words

_SHOWN = 300
"""Characters of a value that the picker shows; all of it is copied."""
_LONGEST_NAME = 24
"""Cells of a field's name that it shows."""


class FieldPicker(PickerScreen):
    """Gives the place of the field that was picked; each stands on one line."""

    CSS = """
    FieldPicker #box { width: 76; }
    FieldPicker #choices { text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, title: str, choices: Sequence[Choice]) -> None:
        """Offer fields, each a name and its value, in two columns."""
        super().__init__(title, [replace(one, label=cut(one.label, _LONGEST_NAME)) for one in choices])
        self._width = max((cell_len(one.label) for one in self._choices), default=0)

    def prompt(self, place: int, choice: Choice) -> Content:
        """Give the name, and the value below those of the other fields."""
        return super().prompt(place, replace(choice, label=fill(choice.label, self._width)))


class RecordActs(DeskScreen[None]):
    """The actions on the record that a screen calls its own."""

    @property
    def subject(self) -> Subject | None:
        """The record that actions are done to."""
        raise NotImplementedError

    def fields_of_subject(self) -> Sequence[Fact]:
        """Give every field of the record that has a value."""
        raise NotImplementedError

    @work(group="pin", exit_on_error=False)
    async def action_pin(self) -> None:
        """Pin the record, or take its pin off."""
        subject = self.subject
        if subject is None:
            return
        was = self.desk.recents.is_pinned(subject.kind, subject.target)
        words = f"{subject.label} is {'not pinned any more' if was else 'pinned'}"
        try:
            await self.desk.recents.turn_pin(subject.kind, subject.target, subject.title)
        except StoreError as error:
            self.say(f"{words}, but only until you quit: {trouble_words(error)}", bad=True)
        else:
            self.say(f"{words}.")

    def _link(self, subject: Subject) -> str:
        """Give the record's address; where there is none say why, and give nothing."""
        try:
            return self.desk.links.of(subject.kind, number=subject.number, id=subject.id)
        except ConfigError as error:
            self.say(str(error), bad=True)
            return ""

    @work(group="browser", exit_on_error=False)
    async def action_open_in_browser(self) -> None:
        """Open the record in the browser; where there is none copy its link instead."""
        subject = self.subject
        link = self._link(subject) if subject is not None else ""
        if subject is None or not link:
            return
        why = why_not(os.environ)
        if not why:
            self.say(f"Opening {subject.label} in the browser …")
            why = await open_in_browser(link, os.environ)
        if why:
            self.app.copy_to_clipboard(link)
            self.say(f"Not opened: {why}. Copied the link instead: {link}")

    def action_copy_link(self) -> None:
        """Copy the record's address."""
        if (subject := self.subject) is not None and (link := self._link(subject)):
            self.app.copy_to_clipboard(link)
            self.say(f"Copied {link}")

    @work(group="ask", exit_on_error=False)
    async def action_copy_field(self) -> None:
        """Pick one of all the record's fields, and copy its value."""
        subject = self.subject
        if subject is None:
            return
        fields = [fact for fact in self.fields_of_subject() if fact.label and fact.value]
        choices = [
            Choice(str(place), one_line(fact.label), one_line(fact.value or "")[:_SHOWN])
            for place, fact in enumerate(fields)
        ]
        picked = await self.app.push_screen_wait(FieldPicker(f"Copy a field of {subject.label}", choices))
        if picked is not None:
            fact = fields[int(picked)]
            self.app.copy_to_clipboard(fact.value or "")
            self.say(f"Copied {one_line(fact.label)}: {one_line(fact.value or '')[:60]}")
