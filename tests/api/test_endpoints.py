"""The endpoint table against contract §2, overrides, and ids in paths."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klink_tui.api.endpoints import ENDPOINTS, EndpointTable
from klink_tui.errors import ConfigError, UnsafeTargetError

CONTRACT = {
    "tickets.list": ("GET", "/tickets", "D"),
    "tickets.create": ("POST", "/tickets", "D"),
    "tickets.by_contact": ("GET", "/tickets/contact/{id}", "U"),
    "tickets.fields": ("GET", "/tickets/fields", "I"),
    "tickets.update": ("PATCH", "/tickets/{id}", "I"),
    "tickets.update_status": ("PUT", "/tickets/{id}/status", "I"),
    "contacts.list": ("GET", "/contacts", "D"),
    "contacts.create": ("POST", "/contacts", "I"),
    "contacts.by_social_platform": ("GET", "/contacts/social-platform/{id}", "U"),
    "contacts.fields": ("GET", "/contacts/fields", "D"),
    "contacts.detail": ("GET", "/contacts/{id}", "D"),
    "contacts.update": ("PATCH", "/contacts/{id}", "I"),
    "contacts.delete": ("DELETE", "/contacts/{id}", "I"),
    "contacts.groups": ("GET", "/contacts/groups", "U"),
    "contacts.update_tags": ("PATCH", "/contacts/{id}/tags", "D"),
    "tags.list": ("GET", "/tags", "I"),
    "channels.list": ("GET", "/channels", "I"),
    "channels.create": ("POST", "/channels", "I"),
    "categories.list": ("GET", "/categories", "D"),
    "cx_logs.list": ("GET", "/cx-logs", "D"),
    "messages.send": ("POST", "/messages/send", "D"),
    "comments.list": ("GET", "/comments/rooms/{id}", "D"),
    "comments.create": ("POST", "/comments/rooms/{id}", "D"),
    "presence.list": ("GET", "/user-presence-status-log", "D"),
}


def test_the_table_is_the_contracts() -> None:
    assert {id: (one.method, one.candidates[0], one.mark) for id, one in ENDPOINTS.items()} == CONTRACT


@pytest.mark.parametrize("endpoint", ENDPOINTS.values(), ids=lambda one: one.id)
def test_only_reads_have_several_candidates(endpoint: object) -> None:
    one = next(known for known in ENDPOINTS.values() if known is endpoint)
    assert one.is_read is (one.method == "GET")
    assert len(one.candidates) == 1 or (one.is_read and one.mark == "U")


def test_candidates_stand_in_the_contracts_order() -> None:
    assert ENDPOINTS["tickets.by_contact"].candidates == (
        "/tickets/contact/{id}",
        "/tickets/contacts/{id}",
        "/tickets?contactId={id}",
        "/contacts/{id}/tickets",
    )
    assert ENDPOINTS["contacts.groups"].candidates == (
        "/contacts/groups",
        "/contact-groups",
        "/contacts/contact-groups",
    )
    assert ENDPOINTS["contacts.by_social_platform"].candidates[1:] == (
        "/contacts?socialPlatformId={id}",
        "/contacts/filter?socialPlatformId={id}",
    )


@pytest.mark.parametrize(
    ("id", "path"),
    [
        ("51f5f68f-6a63", "/contacts/51f5f68f-6a63"),
        ("a/../b", "/contacts/a%2F..%2Fb"),
        ("a?b#c&d=e", "/contacts/a%3Fb%23c%26d%3De"),
        ("%2e%2e", "/contacts/%252e%252e"),
        ("ลูกค้า", "/contacts/%E0%B8%A5%E0%B8%B9%E0%B8%81%E0%B8%84%E0%B9%89%E0%B8%B2"),
        ("...x", "/contacts/...x"),
    ],
)
def test_ids_are_quoted(id: str, path: str) -> None:
    assert EndpointTable().path("contacts.detail", id=id) == path


@pytest.mark.parametrize("id", ["", ".", "..", "...", " ", "\t", " a", "a\n", "a\x00b", "\ud800", "x" * 501])
def test_what_is_no_id_is_refused(id: str) -> None:
    with pytest.raises(UnsafeTargetError, match=r"^An id .* can't be part of an address\.$"):
        EndpointTable().path("contacts.detail", id=id)


@given(st.text())
def test_an_id_never_leaves_its_segment(id: str) -> None:
    try:
        path = EndpointTable().path("tickets.update_status", id=id)
    except UnsafeTargetError:
        return
    assert re.fullmatch(r"/tickets/[A-Za-z0-9_.~%-]+/status", path)
    assert path.split("/")[2] not in (".", "..")


def test_an_override_takes_the_place_of_every_candidate() -> None:
    table = EndpointTable({"tickets.by_contact": "/v2/tickets/of/{id}?deep=1"})
    assert table.candidates("tickets.by_contact") == ("/v2/tickets/of/{id}?deep=1",)
    assert table.path("tickets.by_contact", id="c 1") == "/v2/tickets/of/c%201?deep=1"
    table.choose("tickets.by_contact", "/tickets/contact/{id}")
    assert table.chosen("tickets.by_contact") == "/v2/tickets/of/{id}?deep=1"


def test_a_chosen_candidate_stays_chosen_in_this_table_only() -> None:
    table = EndpointTable()
    table.choose("contacts.groups", "/contact-groups")
    assert table.candidates("contacts.groups") == ("/contact-groups",)
    assert table.path("contacts.groups") == "/contact-groups"
    assert EndpointTable().chosen("contacts.groups") == "/contacts/groups"
    assert table["contacts.groups"] is ENDPOINTS["contacts.groups"]


@pytest.mark.parametrize(
    ("id", "hint"),
    [
        ("ticket.list", "Did you mean tickets.list?"),
        ("contacts.group", "Did you mean contacts.groups?"),
        ("§§§§§§", "Known are: tickets.list, "),
    ],
)
def test_an_unknown_endpoint_names_the_nearest(id: str, hint: str) -> None:
    with pytest.raises(ConfigError, match="There is no endpoint") as caught:
        EndpointTable({id: "/x"})
    assert caught.value.hint.startswith(hint)


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("https://evil.example/{id}", "name no host"),
        ("//evil.example/{id}", "name no host"),
        ("contacts/{id}", "start with one /"),
        ("", "start with one /"),
        ("/contacts/{id}#x", "start with one /"),
        ("/contacts/{id} ", "start with one /"),
        ("/contacts/\x1b{id}", "start with one /"),
        ("/../admin/{id}", "dot segments"),
        ("/contacts/./{id}", "dot segments"),
        ("/contacts", r"must hold \{id\}"),
        ("/contacts/{contactid}", r"must hold \{id\}"),
        ("/contacts/{id}/{id}", r"must hold \{id\}"),
        ("/contacts/{id}}", r"must hold \{id\}"),
        ("/contacts/{{id}", r"must hold \{id\}"),
    ],
)
def test_a_path_that_cannot_stand_in_says_what_to_write(path: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says) as caught:
        EndpointTable({"contacts.detail": path})
    assert caught.value.hint == 'Write it like contacts.detail = "/contacts/{id}".'


def test_a_path_without_ids_must_hold_none() -> None:
    with pytest.raises(ConfigError, match="no placeholder"):
        EndpointTable({"tags.list": "/tags/{id}"})
