"""The words that switch quirks on: for all requests, a share, the next few, below a path."""

import httpx
import pytest

from klink_tui.sandbox.config import SandboxConfig
from klink_tui.sandbox.quirks import UnknownQuirk
from klink_tui.sandbox.server import Sandbox
from klink_tui.sandbox.switches import Switches
from tests.sandbox.desk import client_of, get


def met(switches: Switches, times: int, path: str = "/tickets") -> list[bool]:
    return [bool(switches.meet(path, "")) for _ in range(times)]


def test_all_requests_until_switched_off() -> None:
    switches = Switches(7)
    switches.switch_on("html-502")
    assert list(switches) == ["html-502"]
    assert met(switches, 3) == [True] * 3
    switches.switch_off("html-502")
    assert met(switches, 3) == [False] * 3


@pytest.mark.parametrize(("spec", "count"), [("cut:once", 1), ("cut:1", 1), ("cut:3", 3)])
def test_a_count_is_used_up(spec: str, count: int) -> None:
    switches = Switches(7)
    switches.switch_on(spec)
    assert met(switches, 5) == [True] * count + [False] * (5 - count)
    assert list(switches) == []


def test_a_share_is_that_share_and_the_same_for_a_seed() -> None:
    def run(seed: int, spec: str) -> list[bool]:
        switches = Switches(seed)
        switches.switch_on(spec)
        return met(switches, 2000)

    assert 150 < sum(run(7, "cut:0.1")) < 250
    assert run(7, "cut:0.1") == run(7, "cut:0.1") != run(8, "cut:0.1")
    assert not any(run(7, "cut:0.0"))
    assert all(run(7, "cut:1.0"))
    assert 900 < sum(run(7, "cut:.5")) < 1100


@pytest.mark.parametrize("spec", ["cut:2@/tickets", "cut:2@/api/v1/tickets"])
def test_a_prefix_counts_only_its_own(spec: str) -> None:
    switches = Switches(7)
    switches.switch_on(spec)
    assert met(switches, 5, "/contacts") == [False] * 5
    assert met(switches, 3, "/tickets/contact/x") == [True, True, False]


def test_each_is_met_in_the_order_switched_on_and_the_header_last() -> None:
    switches = Switches(7)
    for spec in ("bare-rows", "times-space:once", "slow=0.5@/tickets"):
        switches.switch_on(spec)
    found = switches.meet("/tickets", "cut, slow=3")
    assert [quirk.name for quirk in found] == ["bare-rows", "times-space", "slow", "cut", "slow"]
    assert [quirk.seconds for quirk in found if quirk.seconds] == [0.5, 3.0]
    switches.clear()
    assert switches.meet("/tickets", "") == []


@pytest.mark.parametrize(
    ("spec", "near"),
    [
        ("bare-row", "bare-rows"),
        ("html502", "html-502"),
        ("lost:once", "lost-reply"),
        ("Slow", "slow"),
        ("_", "known are"),
    ],
)
def test_an_unknown_name_names_the_nearest(spec: str, near: str) -> None:
    with pytest.raises(UnknownQuirk, match=near):
        Switches(7).switch_on(spec)
    with pytest.raises(ValueError, match=near):
        Sandbox(SandboxConfig(quirks=(spec,)))


@pytest.mark.parametrize("spec", ["cut:", "cut:0", "cut:1.5", "cut:often", "cut@tickets", "cut=2", "slow=x", "cut:-1"])
def test_words_that_make_no_sense_are_refused(spec: str) -> None:
    with pytest.raises(UnknownQuirk):
        Switches(7).switch_on(spec)


def test_only_a_quirk_that_is_there_can_be_switched_off() -> None:
    switches = Switches(7)
    switches.switch_off("cut")
    with pytest.raises(UnknownQuirk, match="cut"):
        switches.switch_off("cutt")


async def test_an_unknown_name_in_the_header_is_a_400(client: httpx.AsyncClient) -> None:
    body = await get(client, "/tickets", 400, headers={"x-sandbox-quirk": "bare-row"})
    assert "bare-rows" in body["message"]


async def test_configured_quirks_are_on_from_the_start() -> None:
    sandbox = Sandbox(SandboxConfig(tickets=20, contacts=5, quirks=("rate-limit:once@/contacts", "wrong-last-page")))
    async with client_of(sandbox) as client:
        assert (await get(client, "/tickets"))["lastPage"] == 1
        assert (await client.get("/contacts")).status_code == 429
        assert (await client.get("/contacts")).status_code == 200
    sandbox.close()
