"""Queries in words: sentences as an agent would say them."""

import pytest

from klink_tui.query.explain import explain
from klink_tui.query.parser import parse
from tests.query.schema import VOCABULARY


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "status:open,pending priority:>=high -tag:vip assignee:me age:>2d refund sort:-updated",
            "status is open or pending, priority is high or above, not tag vip, assigned to me, older than 2 days, "
            "the word “refund”; newest change first",
        ),
        ("", "every ticket"),
        ("sort:-priority,age,title", "every ticket; highest priority first, then newest first, then title from A to Z"),
        ("refund lamp -printer", "the words “refund” and “lamp”, without the word “printer”"),
        ('"blank labels" "x" #42 -#7', "the words “blank labels” in a row, the word “x”, number 42, not number 7"),
        ("(refund or lamp) status:open", "(the word “refund” or the word “lamp”), status is open"),
        ("status:open refund or -tag:none", "(status is open and the word “refund”) or any tag"),
        ("-(a b)", "not (the words “a” and “b”)"),
        ("not -status:open", "status is open"),
        ("status:opne", "status is opne (which this desk does not list)"),
        ("-status:open..pending", "status is not from open to pending"),
        ("status:>=pending status:<resolved", "status is pending or later, status is earlier than resolved"),
        ("priority:none", "priority is empty"),
        ("tag:none,vip,late*", "tag none, vip or beginning with late"),
        ("tag:* category:none", "any tag, no category"),
        ("is:unassigned,changed -is:new", "assigned to nobody or changed since you last looked, not new to you"),
        ("note:call -note:none", "your local note has “call”, your local note is not empty"),
        ("has:note", "with a local note"),
        ("has:tag,region -has:contact", "with a tag or a value in Region, without a contact"),
        (
            "assignee:me,bo creator:none -assignee:*",
            "assigned to me or bo, created by nobody, not assigned to somebody",
        ),
        ("title:lamp -contact:hannah", "title has “lamp”, contact has no “hannah”"),
        ("title:lamp,none", "title has “lamp” or empty"),
        ("region:none -region:*", "Region is empty, Region is not set"),
        ("number:>=4 number:2..3", "ticket number is at least 4, ticket number is from 2 to 3"),
        ("cf_amount:>100,none", "Refund amount is above 100 or empty"),
        ("created:2d updated:<1w", "created in the last 2 days, changed more than 1 week ago"),
        ("created:today,2025,2026-03,2026-03-30", "created today, in 2025, in 2026-03 or on 2026-03-30"),
        ("updated:monday created:>=friday", "changed on Monday, created since Friday"),
        ("created:2026-03-30T10:00", "created at 2026-03-30T10:00"),
        ("created:2026-01..1mo", "created from 2026-01 to 1 month ago"),
        (
            "cf_due:2026-04-01,none cf_due:<=monday",
            "Promised on is 2026-04-01 or empty, Promised on is Monday or earlier",
        ),
        ("age:2h age:1d..2d age:=30m", "at least 2 hours old, 1 day to 2 days old, exactly 30 minutes old"),
        ("idle:>1mo -idle:<1d", "unchanged for more than 1 month, not changed less than 1 day ago"),
    ],
)
def test_a_query_reads_as_a_sentence(text: str, words: str) -> None:
    assert explain(parse(text), VOCABULARY) == words
