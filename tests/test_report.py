"""``tickets``: what a query finds in the copy, in each format; and what it says where it can't."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import keyring
import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from klink_tui import cli
from klink_tui.desk.copy import LocalCopy
from klink_tui.desk.views import ShownColumn, View
from klink_tui.errors import ConfigError
from klink_tui.models.ticketrow import TicketRow
from klink_tui.reports.asked import Asked, UnreadableQueryError
from klink_tui.reports.tickets import pointed_at, run_report
from klink_tui.sandbox.config import SandboxConfig
from klink_tui.sandbox.server import serve
from klink_tui.session import open_session
from klink_tui.settings import save_profile, save_views
from klink_tui.store.cache import Cache
from klink_tui.store.drafts import Draft, save
from klink_tui.store.files import cache_file, work_file
from klink_tui.store.taken import Seen
from klink_tui.store.work import Work
from tests.memory_keyring import MemoryKeyring

ROOT: Final = Path(__file__).parents[1]
TOKEN: Final = "kpt_sandbox"
NOW: Final = datetime(2026, 3, 30, 9, 30, tzinfo=UTC)
NOBODY: Final = "http://127.0.0.1:9"
"""An address where nobody listens."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Serve a small sandbox and give its address."""
    with serve(SandboxConfig(tickets=60, contacts=24, now=NOW)) as served:
        yield served.url


@pytest.fixture(autouse=True)
def _keyring() -> None:
    keyring.set_keyring(MemoryKeyring())


@pytest.fixture(autouse=True)
def _token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLINK_API_TOKEN", TOKEN)


@pytest.fixture
def profile(url: str) -> str:
    """Store a profile of the sandbox."""
    save_profile("default", base_url=url, timezone="UTC")
    return url


@pytest.fixture
def read(profile: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read everything into the copy, then let no request out."""
    assert _tickets("--count").exit_code == 0
    monkeypatch.setattr("klink_tui.session.Session.connect", _no_connection)


async def _no_connection(_: object) -> None:
    raise AssertionError("the copy is all that is needed")


def _tickets(*arguments: str) -> Result:
    return CliRunner().invoke(cli.cli, ["tickets", *arguments])


def _rows(*arguments: str) -> list[dict[str, object]]:
    result = _tickets("--format", "jsonl", "--limit", "0", *arguments)
    assert result.exit_code == 0
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.usefixtures("profile")
def test_an_empty_copy_is_read_first_and_then_used(monkeypatch: pytest.MonkeyPatch) -> None:
    first = _tickets("status:open", "--count")
    assert first.exit_code == 0
    assert first.stderr == "60 tickets here, 0 s old\n"
    monkeypatch.setattr("klink_tui.session.Session.connect", _no_connection)
    assert _tickets("status:open", "--count", "--quiet").stderr == ""
    assert _tickets("status:open", "--count").stdout == first.stdout
    assert int(first.stdout) == len([row for row in _rows() if row["status"] == "open"])


@pytest.mark.usefixtures("read")
def test_local_notes_are_found_where_they_are_kept(url: str) -> None:
    every = _rows()
    noted = every[0]
    assert _tickets("note:warehouse", "--count").stdout == "0\n"
    draft = Draft("note", str(noted["key"]), {"text": "Call the Warehouse"}, saved=1.0)
    work = Work(work_file("default", url))
    work.write(lambda connection: save(connection, draft))
    work.close()
    assert [row["key"] for row in _rows("note:warehouse")] == [noted["key"]]
    assert [row["key"] for row in _rows("has:note")] == [noted["key"]]
    assert int(_tickets("--count", "--", "-has:note").stdout) == len(every) - 1


@pytest.mark.usefixtures("read")
def test_the_age_of_the_copy_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    later = datetime.now(UTC) + timedelta(minutes=12)
    assert run_report(open_session(), Asked(count=True), now=lambda: later) == 0
    assert capsys.readouterr().err == "60 tickets here, 12 min old\n"


@pytest.mark.usefixtures("read")
def test_a_table_is_aligned_and_says_when_it_is_cut_off() -> None:
    result = _tickets("--columns", "no,title,created", "--limit", "5", "sort:number")
    heading, *lines = result.stdout.splitlines()
    assert heading.split() == ["#", "Title", "Created"]
    assert len(lines) == 5
    assert result.stderr.splitlines()[-1] == "5 of 60 shown"
    start = cell_len(heading[: heading.index("Created")])
    for line in lines:
        created = re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d$", line)
        assert created
        assert cell_len(line[: created.start()]) == start
    everything = _tickets("--limit", "0")
    assert len(everything.stdout.splitlines()) == 61
    assert "shown" not in everything.stderr
    assert "\x1b" not in everything.stdout


@pytest.mark.usefixtures("read")
def test_csv_has_whole_values() -> None:
    result = _tickets(
        "--format", "csv", "--limit", "0", "--columns", "number,created,age,email,cf_region", "sort:number"
    )
    heading, *lines = csv.reader(io.StringIO(result.stdout))
    assert heading == ["number", "created", "age", "email", "cf_region"]
    assert len(lines) == 60
    numbers = [int(line[0]) for line in lines]
    assert numbers == sorted(numbers)
    assert all(datetime.fromisoformat(line[1]).utcoffset() == timedelta(0) for line in lines)
    assert len({line[4] for line in lines} - {""}) > 1


@pytest.mark.usefixtures("read")
def test_json_lines_have_every_field_and_the_custom_ones_that_are_asked_for() -> None:
    rows = _rows("--columns", "number,region", "has:region", "-status:closed")
    assert rows
    for row in rows:
        assert row["cf_region"]
        assert str(row["created"]).endswith("Z")
        assert set(row) == {*TicketRow.__dataclass_fields__, "cf_region"} - {"custom"}
        assert row["status"] != "closed"
    assert "cf_region" not in _rows()[0]


class Terminal(io.StringIO):
    """Stands for a terminal."""

    def isatty(self) -> bool:
        """Say that it is one."""
        return True


@pytest.mark.usefixtures("read")
@pytest.mark.parametrize(("no_colour", "coloured"), [("", True), ("1", False)])
def test_on_a_terminal_lines_are_cut_and_coloured(
    no_colour: str, coloured: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", no_colour)
    monkeypatch.setenv("COLUMNS", "60")
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    assert run_report(open_session(), Asked(quiet=True)) == 0
    lines = screen.getvalue().splitlines()
    assert ("\x1b[" in screen.getvalue()) is coloured
    plain = [re.sub(r"\x1b\[\d+m", "", line) for line in lines]
    assert max(map(cell_len, plain)) <= 60


@pytest.mark.usefixtures("profile")
def test_a_terminal_is_shown_how_far_the_reading_has_come(monkeypatch: pytest.MonkeyPatch) -> None:
    errors = Terminal()
    monkeypatch.setattr(sys, "stderr", errors)
    assert run_report(open_session(), Asked(count=True)) == 0
    assert errors.getvalue().startswith("\rReading")
    shown, _, last = errors.getvalue().rpartition("\r")
    assert last == "60 tickets here, 0 s old\n"
    assert shown.endswith(" ")


@pytest.mark.usefixtures("read")
@pytest.mark.parametrize(
    ("query", "carets", "words"),
    [
        ("staus:open", "^^^^^", "There is no field “staus”.\nDid you mean status?"),
        ("退款 สวัสดี staus:open", " " * 10 + "^^^^^", "There is no field “staus”."),
        ("(status:open", "^", "This parenthesis is not closed."),
        ("is:mine", "   ^^^^", 'The settings don\'t say who “me” is.\nWrite me = "…" into the profile'),
    ],
)
def test_a_wrong_query_is_shown_with_the_place(query: str, carets: str, words: str) -> None:
    result = _tickets(query)
    assert result.exit_code == 2
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    place = lines.index(query)
    assert lines[place + 1] == carets
    assert "\n".join(lines[place + 2 :]).startswith(f"klink-tui: {words}")


def test_syntax_is_looked_at_before_anything_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("klink_tui.session.Session.connect", _no_connection)
    for arguments in (("(",), ("--view", "minne"), ("--columns", "title:wide")):
        result = _tickets(*arguments)
        assert (result.exit_code, result.stdout) == (2, "")
    assert "Did you mean Mine?" in _tickets("--view", "minne").stderr


def test_what_a_terminal_would_follow_is_not_printed() -> None:
    with pytest.raises(ConfigError) as caught:
        run_report(open_session(), Asked("a\x1b[2J (\udc80"))
    assert isinstance(caught.value, UnreadableQueryError)
    assert pointed_at(caught.value) == ("a�[2J (�", " " * 7 + "^")


@pytest.mark.usefixtures("read")
def test_a_view_is_narrowed_and_gives_sort_and_columns() -> None:
    columns = (ShownColumn("number"), ShownColumn("cf_gone"), ShownColumn("cf_region", 7))
    save_views("default", [View("North", "status:open or status:pending sort:-number", columns)])
    wide, narrow = _rows("--view", "north"), _rows("--view", "NORTH", "priority:>=high", "sort:number")
    numbers = [row["number"] for row in wide]
    assert numbers == sorted(numbers, key=lambda number: -int(str(number)))
    assert {row["status"] for row in wide} == {"open", "pending"}
    assert [row["number"] for row in narrow] == [
        row["number"] for row in reversed(wide) if row["priority"] in ("high", "urgent", "critical")
    ]
    assert _tickets("--view", "north", "--limit", "1").stdout.split()[:2] == ["#", "Region"]
    words = _tickets("--view", "north", "--explain", "tag:vip").stdout
    assert words.startswith("(status is open or status is pending), tag vip; highest number first.\n")
    save_views("default", [View("Odd", "staus:open")])
    result = _tickets("--view", "odd", "tag:vip")
    assert result.exit_code == 2
    assert "\nstaus:open\n^^^^^\n" in result.stderr
    assert "Did you mean status? This is the query of the view “Odd”." in result.stderr


@pytest.mark.usefixtures("read")
@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ("number,titel", "There is no column “titel”.\nDid you mean title?"),
        ("title,subject", "The column “title” is there twice."),
        ("has", "There is no column “has”."),
        ("title:0", "has no width from 1 to 200"),
        (",", "“” names no column."),
    ],
)
def test_columns_that_are_none_are_refused(columns: str, words: str) -> None:
    result = _tickets("--columns", columns)
    assert result.exit_code == 2
    assert words in result.stderr


@pytest.mark.usefixtures("read")
def test_a_query_may_begin_with_what_must_not_hold() -> None:
    every = len(_rows())
    resolved = len(_rows("status:resolved"))
    assert 0 < resolved < every
    assert len(_rows("-status:resolved")) == every - resolved
    assert len(_rows("--", "-status:resolved")) == every - resolved
    assert len(_rows("-(status:resolved)", "status:*")) == every - resolved
    assert _tickets("-x").exit_code == 2
    assert _tickets("--count", "--explain").exit_code == 2
    assert _tickets("--demo", "--profile", "x").exit_code == 2


@pytest.mark.usefixtures("read")
def test_what_the_copy_can_not_know_is_explained() -> None:
    result = _tickets("--explain", "late -(is:new) email:example")
    assert result.exit_code == 0
    first, second, *others = result.stdout.splitlines()
    assert first == "The word “late”, not new to you, contact's email has “example”."
    assert second == "The copy is what was read: 60 tickets here, 0 s old."
    assert others == [
        "Words are looked for in title, description, contact, tags and the desk's own fields; comments and messages are"
        " not in it."
    ]


def test_a_copy_that_was_never_read_to_the_end_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("klink_tui.session.Session.connect", _no_connection)
    copy = LocalCopy(Cache(cache_file("default")))
    copy.tickets.put([{"id": "a", "ticket_number": 1, "title": "One"}], Seen(1, NOW.timestamp(), 0, 1))
    copy.notes.put("course tickets", {"number": 1, "page": 1, "rows": 1, "done": False, "total": 412})
    copy.close()
    assert _tickets("--count").stderr == "1 of 412 tickets here, never read to the end\n"
    assert _tickets("--explain", "is:new", "email:x").stdout.splitlines()[1:] == [
        "The copy is what was read: 1 of 412 tickets here, never read to the end.",
        "411 tickets are not in it, and never found.",
        "It knows no fields of the desk's own.",
        "Contacts were never read to the end: of some tickets it has no email, phone or company.",
        "Nothing counts as new or changed before everything was read once.",
    ]


@pytest.mark.usefixtures("profile")
def test_refresh_reads_everything_from_the_top() -> None:
    copy = LocalCopy(Cache(cache_file("default")))
    copy.tickets.put([{"id": "gone", "ticket_number": 1, "title": "Gone"}], Seen(0, NOW.timestamp()))
    copy.notes.put("course tickets", {"number": 1, "page": 1, "rows": 1, "done": False})
    copy.close()
    assert _tickets("--count", "--quiet").stdout == "1\n"
    assert _tickets("--count", "--refresh").stderr == "61 tickets here, 0 s old\n"
    # Two complete readings have missed it now.
    assert _tickets("--count", "--refresh").stdout == "60\n"


@pytest.mark.usefixtures("profile")
def test_without_a_file_everything_is_read_each_time() -> None:
    save_profile("default", local_copy=False)
    for _ in range(2):
        assert _tickets("--count").stdout == "60\n"
    assert not cache_file("default").exists()


@pytest.mark.usefixtures("read")
def test_it_works_while_a_console_writes() -> None:
    console = Cache(cache_file("default"))

    def write(connection: object) -> Result:
        return _tickets("status:open")

    assert console.write(write).exit_code == 0
    console.close()


def test_a_server_that_is_not_there_is_a_failure() -> None:
    save_profile("default", base_url=NOBODY)
    result = _tickets()
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("klink-tui: ")


def test_without_a_token_there_is_nothing_to_ask_with(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.delenv("KLINK_API_TOKEN")
    save_profile("default", base_url=url)
    result = _tickets()
    assert (result.exit_code, result.stdout) == (2, "")
    assert "There is no token for the profile 'default'" in result.stderr


@pytest.mark.usefixtures("read")
def test_ctrl_c_has_its_own_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: object) -> Callable[[], None]:
        raise KeyboardInterrupt

    monkeypatch.setattr("klink_tui.reports.tickets.standing", interrupted)
    assert _tickets().exit_code == 130


@pytest.mark.parametrize("shell", ["set -o pipefail; {} | head -n 1", "{} 2>&1 >/dev/null"])
def test_the_demonstration_in_a_pipe(shell: str) -> None:
    command = f"{sys.executable} -m klink_tui tickets --demo --limit 0 --quiet --format jsonl"
    done = subprocess.run(
        ["bash", "-c", shell.format(command)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"KLINK_BASE_URL": NOBODY},
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == ("head" in shell)
