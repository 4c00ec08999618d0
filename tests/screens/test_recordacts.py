"""What is done to tickets and contacts alike: pinned, opened in the browser, copied from."""

import base64
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from klink_tui.desk.links import Links
from klink_tui.errors import StoreError
from klink_tui.screens import recordacts
from klink_tui.screens.picker import PickerScreen
from klink_tui.widgets.cells import PINNED
from tests.console import Console, console
from tests.screens.views import (
    contact,
    contact_at,
    go_to_ticket,
    on_view,
    open_contacts,
    open_ticket,
    row_of,
    ticket,
    tickets,
)

LINKS = Links("https://desk.example/t/{number}", "https://desk.example/c/{id}")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the addresses that a browser on this machine was asked for."""
    asked: list[str] = []

    async def opens(address: str, environment: object) -> str:
        asked.append(address)
        return ""

    monkeypatch.setattr(recordacts, "open_in_browser", opens)
    for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    return asked


def copied(c: Console) -> str:
    """Give what was copied last."""
    return c.app.clipboard


# Pins


async def test_a_ticket_is_pinned_by_a_key_and_its_row_says_so() -> None:
    async with console() as c:
        at = tickets(c).ticket
        assert at is not None
        await c.press("*")
        await c.rest()
        assert f"{PINNED} " in row_of(c, at.ticket_number)
        assert c.toasts[-1] == f"{at.label} is pinned."
        await c.press("enter")
        assert f"{PINNED} {at.label}" in c.text()
        await c.press("*")
        await c.rest()
        assert PINNED not in c.text()
        assert c.toasts[-1] == f"{at.label} is not pinned any more."
        await c.press("escape")
        assert PINNED not in c.text()


async def test_a_pin_is_there_after_a_restart(tmp_path: Path) -> None:
    async with console(directory=tmp_path) as c:
        await open_contacts(c)
        who = contact_at(c)
        await c.press("*")
        await c.rest()
        assert f"{PINNED} {who.label}" in c.text()
    async with console(directory=tmp_path) as c:
        await open_contacts(c)
        await c.until(f"{PINNED} {who.label}")
        await c.press("enter")
        assert f"{PINNED} {who.label}" in c.text()
        await c.press("*")
        await c.rest()
        assert PINNED not in c.text()


async def test_a_pin_that_can_not_be_written_down_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    async with console() as c:

        async def full(work: Callable[[sqlite3.Connection], object]) -> None:
            raise StoreError("There is no room.")

        monkeypatch.setattr(c.app.desk.own, "write", full)
        await c.press("*")
        await c.rest()
        at = tickets(c).ticket
        assert at is not None
        assert f"{PINNED} " in row_of(c, at.ticket_number)
        assert c.toasts[-1] == f"{at.label} is pinned, but only until you quit: There is no room."


# The browser


async def test_tickets_and_contacts_open_in_the_browser(opened: list[str]) -> None:
    async with console() as c:
        c.app.desk.links = LINKS
        at = tickets(c).ticket
        assert at is not None
        await c.press("o")
        await c.rest()
        assert c.toasts == [f"Opening {at.label} in the browser …"]
        await c.press("enter", "o")
        await c.rest()
        await open_contacts(c)
        await c.press("o", "enter", "o")
        await c.rest()
        shown = contact(c).contact
        assert shown is not None
        assert opened == [f"https://desk.example/t/{at.ticket_number}"] * 2 + [f"https://desk.example/c/{shown.id}"] * 2
        assert c.writes() == []


@pytest.mark.parametrize(("key", "screen"), [("o", "tickets"), ("Y", "tickets"), ("o", "contacts"), ("Y", "contacts")])
async def test_without_a_pattern_the_setting_to_set_is_said(opened: list[str], key: str, screen: str) -> None:
    async with console() as c:
        if screen == "contacts":
            await open_contacts(c)
        await c.press(key)
        await c.rest()
        (said,) = c.toasts
        assert f'browser_{screen.removesuffix("s")} = "https://' in said
        assert (opened, copied(c)) == ([], "")


async def test_over_ssh_the_link_is_copied_instead_and_said(opened: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")
    async with console() as c:
        c.app.desk.links = LINKS
        at = tickets(c).ticket
        assert at is not None
        await c.press("o")
        await c.rest()
        link = f"https://desk.example/t/{at.ticket_number}"
        assert (opened, copied(c)) == ([], link)
        assert c.toasts == [
            f"Not opened: over SSH a browser would open on the other machine. Copied the link instead: {link}"
        ]


async def test_a_browser_that_fails_is_said_and_the_link_copied(
    opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(address: str, environment: object) -> str:
        return "the browser ended with status 1"

    monkeypatch.setattr(recordacts, "open_in_browser", fails)
    async with console() as c:
        c.app.desk.links = LINKS
        await c.press("o")
        await c.rest()
        assert "the browser ended with status 1. Copied the link instead" in c.toasts[-1]
        assert copied(c).startswith("https://desk.example/t/")


# Copying


async def test_the_link_is_copied(opened: list[str]) -> None:
    async with console() as c:
        c.app.desk.links = LINKS
        found = await open_ticket(c)
        await c.press("Y")
        assert copied(c) == f"https://desk.example/t/{found.ticket_number}"
        assert c.toasts == [f"Copied https://desk.example/t/{found.ticket_number}"]
        assert opened == []


async def test_any_field_of_a_ticket_is_picked_and_copied_whole() -> None:
    async with console() as c:
        found = await go_to_ticket(c, lambda one: len(one.description) > 100 and "\n" in one.description)
        await c.press("F")
        picker = on_view(c, PickerScreen)
        names = {choice.label for choice in picker.matches}
        assert {"Number", "Title", "Text", "Status", "Contact", "Ticket id"} <= names
        labels = {value.label for value in found.custom_fields if value.value not in (None, "")}
        assert labels <= names
        await c.type("text")
        await c.press("enter")
        assert copied(c) == found.description
        await c.press("F", "escape")
        assert copied(c) == found.description


async def test_any_field_of_a_contact_is_picked_and_copied() -> None:
    async with console() as c:
        await open_contacts(c)
        while not contact_at(c).emails:
            await c.press("j")
        who = contact_at(c)
        await c.press("F")
        picker = on_view(c, PickerScreen)
        email = next(choice for choice in picker.matches if choice.label == "Email")
        assert email.detail == who.emails[0]
        picker.take(email)
        await c.rest()
        assert copied(c) == who.emails[0]


async def test_fields_of_hostile_text_are_shown_to_the_letter() -> None:
    async with console() as c:
        found = await go_to_ticket(c, lambda one: "[" in one.title)
        await c.press("F")
        assert found.title[:20] in c.text()


async def test_what_is_copied_leaves_whole_and_in_any_script(monkeypatch: pytest.MonkeyPatch) -> None:
    async with console() as c:
        await open_ticket(c)
        driver = c.app._driver
        assert driver is not None
        written: list[str] = []
        monkeypatch.setattr(driver, "write", written.append)
        text = "返金の件について ไทย 🖨️\n" * 20_000
        on = ticket(c).ticket
        monkeypatch.setattr(type(ticket(c)), "ticket", property(lambda _: on.model_copy(update={"description": text})))
        await c.press("F")
        await c.type("text")
        await c.press("enter")
        (sequence,) = [one for one in written if one.startswith("\x1b]52;")]
        assert sequence.startswith("\x1b]52;c;")
        assert sequence.endswith("\a")
        assert base64.b64decode(sequence[7:-1]).decode() == text
        assert os.linesep not in sequence
