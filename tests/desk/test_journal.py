"""The journal as it is given away: every field of every change, for spreadsheets and for programs."""

import csv
import io
import json
import stat
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest

from klink_tui.csvtext import csv_line, defused
from klink_tui.desk.journal import entries_of, export, lines_of
from klink_tui.errors import StoreError
from klink_tui.models.intent import Intent, Kind, State
from klink_tui.store.journal import Entry
from tests.desk.bench import Bench

NAMES = [field.name for field in fields(Entry)]
AT = 1_774_859_400.0
EDIT = Intent(
    Kind.TICKET_EDIT,
    "t-1#7",
    "#7 Drücker 🖨",
    "title A → B · priority low → high",
    {"title": "B", "priority": "high"},
    shown={"title": ("A", "B"), "priority": ("low", "high")},
    number=3,
    state=State.DONE,
    ended=AT,
    request_id="req-1",
)
NASTY = (
    "=1+1",
    "+66 2 123 4567",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example","x")',
)
"""What a spreadsheet would run."""
PLAIN = ("", "a=b", "5-3", "user@shop.example", " spaced", "'quoted", "สวัสดี", "#7", "1,5", 'say "x"')
"""What it would not."""


def entry(**other: object) -> Entry:
    """Give an entry, in part of one's own."""
    return replace(entries_of(EDIT, State.DONE)[0], **other)  # type: ignore[arg-type]


def read_csv(lines: list[str]) -> list[dict[str, str]]:
    """Read CSV as a spreadsheet does."""
    return list(csv.DictReader(io.StringIO("\n".join(lines), newline="")))


# What is noted


def test_each_field_has_an_entry_with_all_that_is_known_of_the_change() -> None:
    assert entries_of(EDIT, State.DONE) == [
        Entry(AT, 3, "ticket.edit", "t-1#7", "#7 Drücker 🖨", "title", "A", "B", "done", "", "req-1"),
        Entry(AT, 3, "ticket.edit", "t-1#7", "#7 Drücker 🖨", "priority", "low", "high", "done", "", "req-1"),
    ]


def test_what_shows_no_field_is_noted_in_its_words() -> None:
    gone = Intent(Kind.CONTACT_DELETE, "c-1", "Nok", "delete", {}, number=4, ended=AT)
    assert entries_of(gone, State.DONE) == [
        Entry(AT, 4, "contact.delete", "c-1", "Nok", "", "", "delete", "done", "", "")
    ]


@pytest.mark.parametrize(
    ("reason", "said", "noted"),
    [
        ("", {}, ""),
        ("Refused.", {}, "Refused."),
        ("Refused.", {"title": "Too long.", "tags": "No."}, "Refused. · title: Too long. · tags: No."),
        ("", {"title": "Too long."}, "title: Too long."),
    ],
)
def test_why_it_ended_so_stands_with_what_was_said_of_each_field(reason: str, said: dict[str, str], noted: str) -> None:
    refused = replace(EDIT, state=State.REFUSED, reason=reason, fields=said)
    assert {(one.outcome, one.reason) for one in entries_of(refused, State.REFUSED)} == {("refused", noted)}


def test_of_what_was_given_up_the_outcome_is_what_is_known_of_it() -> None:
    given_up = replace(EDIT, state=State.CANCELLED, reason="given up: It may have been sent.")
    assert {one.outcome for one in entries_of(given_up, State.UNKNOWN)} == {"unknown"}


# How it is written


def test_csv_has_a_heading_and_times_that_every_program_reads() -> None:
    lines = list(lines_of(entries_of(EDIT, State.DONE), "csv"))
    assert lines[0] == ",".join(NAMES)
    assert [row["at"] for row in read_csv(lines)] == ["2026-03-30T08:30:00.000Z"] * 2
    assert [(row["field"], row["old"], row["new"], row["intent"]) for row in read_csv(lines)] == [
        ("title", "A", "B", "3"),
        ("priority", "low", "high", "3"),
    ]


@pytest.mark.parametrize("name", ["label", "old", "new", "reason", "field", "request_id", "target"])
@pytest.mark.parametrize("text", NASTY)
def test_no_cell_of_csv_is_run_by_a_spreadsheet(name: str, text: str) -> None:
    (row,) = read_csv(list(lines_of([entry(**{name: text})], "csv")))
    assert row[name] == f"'{text}"
    assert not any((row[other] or " ").startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for other in NAMES)


@pytest.mark.parametrize("text", PLAIN)
def test_every_other_text_comes_out_of_csv_as_it_is(text: str) -> None:
    (row,) = read_csv(list(lines_of([entry(new=text)], "csv")))
    assert row["new"] == text


@pytest.mark.parametrize("text", [*NASTY, *PLAIN, "two\nlines"])
def test_json_has_every_text_as_it_is_on_a_line_of_its_own(text: str) -> None:
    lines = list(lines_of([entry(new=text), entry(old=text)], "jsonl"))
    assert not any("\n" in line for line in lines)
    first, second = map(json.loads, lines)
    assert list(first) == NAMES
    assert (first["new"], second["old"], first["intent"], first["at"]) == (text, text, 3, "2026-03-30T08:30:00.000Z")


def test_of_nothing_csv_has_the_heading_and_json_nothing() -> None:
    assert list(lines_of([], "csv")) == [",".join(NAMES)]
    assert list(lines_of([], "jsonl")) == []


@pytest.mark.parametrize("text", ["\r=1", "\n=1", *NASTY])
def test_a_cell_is_defused_once(text: str) -> None:
    assert defused(text) == defused(defused(text)) == f"'{text}"


def test_a_cell_is_quoted_where_it_must_be() -> None:
    assert csv_line(["a", 'say "x"', "1,2", ""]) == 'a,"say ""x""","1,2",'


# Into a file


@pytest.mark.parametrize("name", ["journal.csv", "JOURNAL.CSV", "journal.jsonl"])
def test_a_file_has_everything_for_this_user_only_and_says_how_many(tmp_path: Path, name: str) -> None:
    entries = [entry(new=text) for text in (*NASTY, *PLAIN)]
    path, written = export(entries, tmp_path / name)
    assert (path, written) == (tmp_path / name, len(entries))
    assert path.read_bytes().decode() == "".join(
        f"{line}\n" for line in lines_of(entries, path.suffix.casefold().removeprefix("."))
    )
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == [name]


def test_an_empty_journal_makes_a_file_without_entries(tmp_path: Path) -> None:
    assert export([], tmp_path / "a.csv")[1] == 0
    assert export([], tmp_path / "a.jsonl")[1] == 0
    assert (tmp_path / "a.jsonl").read_text() == ""


def test_the_home_directory_can_be_named_short(home: Path) -> None:
    home.mkdir()
    path, _ = export([entry()], Path("~/mine.csv"))
    assert path == home / "mine.csv"
    assert len(read_csv(path.read_text(encoding="utf-8").splitlines())) == 1


def test_what_is_there_already_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("precious")
    with pytest.raises(StoreError, match="is there already") as raised:
        export([entry()], path)
    assert raised.value.hint == "Choose another name."
    assert path.read_text() == "precious"


def test_not_even_what_comes_there_while_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"

    def slowly() -> Iterator[Entry]:
        yield entry()
        path.write_text("quicker")

    with pytest.raises(StoreError, match="can't be written"):
        export(slowly(), path)
    assert path.read_text() == "quicker"
    assert list(tmp_path.glob(".*")) == []


@pytest.mark.parametrize("name", ["journal", "journal.txt", "journal.csv.gz", ".csv"])
def test_a_name_that_says_no_format_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(StoreError, match="says no format") as raised:
        export([entry()], tmp_path / name)
    assert ".csv or .jsonl" in raised.value.hint
    assert not (tmp_path / name).exists()


def test_a_place_that_can_not_be_written_to_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"can't be written: No such file or directory\."):
        export([entry()], tmp_path / "no" / "mine.csv")


def test_nothing_is_left_half_written_where_the_journal_can_not_be_read_to_its_end(tmp_path: Path) -> None:
    def broken() -> Iterator[Entry]:
        yield entry()
        raise StoreError("The file is gone.")

    with pytest.raises(StoreError, match=r"The file is gone\."):
        export(broken(), tmp_path / "mine.csv")
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == []


# From what was done


async def test_what_the_desk_has_done_is_in_it_in_the_order_it_ended(bench: Bench, tmp_path: Path) -> None:
    ticket = await bench.ticket()
    await bench.delivered(await bench.desk.changes.set_status(ticket, "pending"))
    await bench.delivered(await bench.desk.changes.change_ticket(bench.whole(ticket.key), {"title": "=1+1"}))
    path, written = export(bench.desk.own.journal.all(), tmp_path / "mine.csv")
    rows = read_csv(path.read_text(encoding="utf-8").splitlines())
    assert [(row["field"], row["old"], row["new"]) for row in rows] == [
        ("status", "open", "pending"),
        ("title", ticket.title, "'=1+1"),
    ]
    assert (written, {row["outcome"] for row in rows}) == (2, {"done"})
