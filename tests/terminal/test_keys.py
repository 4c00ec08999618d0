"""``klink-tui keys`` in a real terminal: what is pressed is told, and the terminal is left as it was found."""

import re
import signal
from pathlib import Path

import pytest

from tests.terminal.console import Console

COMMAND = ("-m", "klink_tui", "keys")


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    """Give an environment whose settings have keys of their own."""
    (tmp_path / "config.toml").write_text('[keys]\n"ticket.status" = "ctrl+t"\n"theme" = "frob"\n', encoding="utf-8")
    return {"KLINK_CONFIG_DIR": str(tmp_path)}


def test_each_key_is_told_with_what_was_sent_and_what_it_does(settings: dict[str, str]) -> None:
    with Console(COMMAND, columns=110, rows=50, environment=settings) as console:
        console.until(re.compile("^key +sent +does", re.MULTILINE))
        console.until("theme: there is no key 'frob'")
        console.press("ctrl+t")
        console.until(re.compile(r"^ctrl\+t +\\x14 +Status \(ticket.status\) on tickets, ticket", re.MULTILINE))
        console.press("ctrl+s")
        console.until(re.compile(r"^ctrl\+s +\\x13 +Send \(form.submit\) on form", re.MULTILINE))
        console.press("ctrl+q", "ctrl+h")
        console.until(re.compile(r"^backspace +\\x08 +nothing", re.MULTILINE))
        console.press("f5")
        console.until(re.compile(r"^f5 +\\x1b\[15~ +Cases \(go.cases\) everywhere", re.MULTILINE))
        console.press("escape")
        console.until(re.compile(r"^esc +\\x1b +Back", re.MULTILINE))
        console.press("\x1b\r")
        console.until(re.compile(r"^alt\+enter +\\x1b\\r +Send", re.MULTILINE))
        console.press("ctrl+c")
        console.until("keys in use came.")
        assert console.ended() == 0
        summary = console.text.partition("keys in use came.")[2]
        assert re.search(r"^  f1 +opens the help", summary, re.MULTILINE)
        assert not re.search(r"^  f5 ", summary, re.MULTILINE), "it came"
        assert console.attributes_are_restored
        assert console.raw.count(b"\x1b[>25u") == console.raw.count(b"\x1b[<u") == 1
        assert console.raw.rfind(b"\x1b[?2004l") > console.raw.rfind(b"\x1b[?2004h")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_asked_to_end_it_leaves_the_terminal_as_it_was_found(number: signal.Signals) -> None:
    with Console(COMMAND) as console:
        console.until(re.compile("^key +sent +does", re.MULTILINE))
        console.press("s")
        console.until("ticket.status")
        console.send_signal(number)
        assert console.ended() == 128 + number
        assert console.attributes_are_restored
        assert console.raw.endswith(b"\x1b[<u\x1b[?2004l")


def test_a_paste_fires_no_key() -> None:
    with Console(COMMAND) as console:
        console.until(re.compile("^key +sent +does", re.MULTILINE))
        console.press("\x1b[200~sss\x1b[201~")
        console.until("paste of 3")
        assert "ticket.status" not in console.text
