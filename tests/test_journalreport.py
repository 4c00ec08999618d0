"""``journal``: what was changed from this machine, printed or written to a file, without a word to the server."""

import csv
import io
import json
import stat
from contextlib import closing
from dataclasses import fields
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner, Result

from klink_tui import cli
from klink_tui.opening import open_work
from klink_tui.session import open_session
from klink_tui.settings import save_profile
from klink_tui.store.files import work_file
from klink_tui.store.journal import Entry, note

NOBODY: Final = "http://127.0.0.1:9"
"""An address where nobody listens."""
DONE: Final = Entry(
    1_774_859_400.0, 1, "ticket.status", "t-1#7", "#7 Drücker", "status", "open", "pending", "done", "", "req-1"
)
REFUSED: Final = Entry(1_774_859_460.0, 2, "message", "c-1", "=Nok", "message", "", "+66", "refused", "-no", "")


@pytest.fixture(autouse=True)
def _profile(monkeypatch: pytest.MonkeyPatch) -> None:
    """Store a profile, and let no request out."""
    save_profile("default", base_url=NOBODY, timezone="Asia/Bangkok")
    monkeypatch.setattr("klink_tui.session.Session.connect", _no_connection)


async def _no_connection(_: object) -> None:
    raise AssertionError("the file is all that is needed")


def _noted(*entries: Entry, profile: str | None = None) -> None:
    """Write entries as the console does."""
    with closing(open_work(open_session(profile))) as work:
        work.write(lambda connection: note(connection, entries))


def _journal(*arguments: str) -> Result:
    return CliRunner().invoke(cli.cli, ["journal", *arguments])


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_it_is_printed_as_csv_the_first_one_first_with_formulas_defused() -> None:
    _noted(DONE, REFUSED)
    result = _journal()
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[0] == ",".join(field.name for field in fields(Entry))
    first, second = _rows(result.stdout)
    assert first == {
        "at": "2026-03-30T08:30:00.000Z",
        "intent": "1",
        "kind": "ticket.status",
        "target": "t-1#7",
        "label": "#7 Drücker",
        "field": "status",
        "old": "open",
        "new": "pending",
        "outcome": "done",
        "reason": "",
        "request_id": "req-1",
    }
    assert (second["label"], second["new"], second["reason"], second["outcome"]) == ("'=Nok", "'+66", "'-no", "refused")


def test_it_is_printed_as_json_with_every_text_as_it_is() -> None:
    _noted(DONE, REFUSED)
    result = _journal("--format", "jsonl")
    assert (result.exit_code, result.stderr) == (0, "")
    first, second = map(json.loads, result.stdout.splitlines())
    assert (first["at"], first["intent"], first["label"]) == ("2026-03-30T08:30:00.000Z", 1, "#7 Drücker")
    assert (second["label"], second["new"], second["reason"]) == ("=Nok", "+66", "-no")


def test_before_anything_was_changed_there_is_the_heading_alone() -> None:
    assert len(_journal().stdout.splitlines()) == 1
    result = _journal("--format", "jsonl")
    assert (result.exit_code, result.stdout) == (0, "")


def test_more_than_is_read_in_one_go_is_printed_whole() -> None:
    _noted(*(Entry(float(number), number, "message", "", "", "", "", "", "done") for number in range(1, 2502)))
    numbers = [json.loads(line)["intent"] for line in _journal("--format", "jsonl").stdout.splitlines()]
    assert numbers == list(range(1, 2502))


@pytest.mark.parametrize(("name", "format"), [("mine.csv", "csv"), ("mine.jsonl", "jsonl")])
def test_a_file_s_name_says_how_it_is_written(tmp_path: Path, name: str, format: str) -> None:
    _noted(DONE, REFUSED)
    path = tmp_path / name
    result = _journal("--output", str(path), "--format", "csv")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", f"2 written to {path}\n")
    assert path.read_text(encoding="utf-8") == _journal("--format", format).stdout
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("name", "words", "hint"),
    [
        ("there.csv", "is there already", "Choose another name."),
        ("mine.xlsx", "says no format", "Let the name end in .csv or .jsonl."),
        ("no/such/place.csv", "can't be written", ""),
    ],
)
def test_what_can_not_be_written_is_said_and_nothing_is_touched(
    tmp_path: Path, name: str, words: str, hint: str
) -> None:
    _noted(DONE)
    (tmp_path / "there.csv").write_text("precious")
    result = _journal("--output", str(tmp_path / name))
    assert (result.exit_code, result.stdout) == (1, "")
    assert words in result.stderr
    assert hint in result.stderr
    assert "Traceback" not in result.stderr
    assert (tmp_path / "there.csv").read_text() == "precious"
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["there.csv"]


def test_each_server_has_a_journal_of_its_own() -> None:
    save_profile("other", base_url="http://127.0.0.1:10")
    _noted(DONE)
    _noted(REFUSED, profile="other")
    assert [row["intent"] for row in _rows(_journal().stdout)] == ["1"]
    assert [row["intent"] for row in _rows(_journal("--profile", "other").stdout)] == ["2"]


def test_a_profile_that_is_not_there_has_no_journal() -> None:
    _noted(DONE)
    result = _journal("--profile", "nowhere", "--format", "jsonl")
    assert (result.exit_code, result.stdout) == (0, "")


def test_a_file_that_can_not_be_used_is_said_and_passed_off_for_no_empty_journal() -> None:
    path = work_file("default", NOBODY)
    path.parent.parent.mkdir(parents=True, exist_ok=True)
    path.parent.write_text("in the way")
    result = _journal()
    assert (result.exit_code, result.stdout) == (1, "")
    assert str(path.parent) in result.stderr
    assert "Traceback" not in result.stderr


def test_it_takes_no_other_format() -> None:
    result = _journal("--format", "xlsx")
    assert result.exit_code == 2
    assert "'csv', 'jsonl'" in result.stderr
