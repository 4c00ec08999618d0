"""Variables: looked up in a table, put in as they are, never evaluated, never looked at twice."""

from collections.abc import Iterator, Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klink_tui.macros.variables import TABLE, Agent, expand, first_name, left_in, nearest_variable, places, values_for
from klink_tui.models.contact import Contact
from klink_tui.models.ticket import Ticket

TODAY = date(2026, 3, 30)
PIECES = st.sampled_from(
    [
        *(f"{{{name}}}" for name in TABLE),
        *(f"{{{name}|or this}}" for name in TABLE),
        "{contact.__class__}", "{0}", "{}", "{contact[0]}", "{contact.name!r}", "{contact.name:>99999999}", "{{", "}}",
        "{a.b.c|", "%s", "$x", "{self.__init__.__globals__}", "\n", " ", "{ today }", "{TODAY}", "|", "{today||}",
    ]
)  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=8).map("".join)
VALUES = st.dictionaries(st.sampled_from(list(TABLE)), TEXTS)


class Guard(Mapping[str, str]):
    """Values that may be looked up by the names of the table, and in no other way."""

    def __init__(self, values: dict[str, str]) -> None:
        self._values = values

    def __getitem__(self, key: str) -> str:
        assert key in TABLE
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("it was gone through")

    def __len__(self) -> int:
        raise AssertionError("it was counted")

    def __format__(self, spec: str) -> str:
        raise AssertionError("it was formatted")


@given(TEXTS, VALUES)
def test_it_never_raises_and_gives_the_texts_own_parts_and_values_alone(text: str, values: dict[str, str]) -> None:
    made = expand(text, Guard(values))
    found = list(places(text))
    parts, at = [], 0
    for place in found:
        end = text.index("}", place.start) + 1
        whole = text[place.start : end]
        otherwise = whole[1:-1].split("|", 1)[1:]
        value = values.get(place.name, "")
        parts.append(text[at : place.start])
        if place.name not in TABLE:
            parts.append(whole)
        else:
            parts.append(value or (otherwise[0] if otherwise else f"{{{place.name}}}"))
        at = end
    assert made.text == "".join((*parts, text[at:]))
    assert set(made.empty) <= set(TABLE)
    assert not set(made.unknown) & set(TABLE)


@given(TEXTS)
def test_a_text_without_variables_stays_as_it_is(text: str) -> None:
    if not list(places(text)):
        assert expand(text, dict.fromkeys(TABLE, "value")).text == text


@given(TEXTS, VALUES)
def test_what_could_not_be_put_in_stays_so(text: str, values: dict[str, str]) -> None:
    plain = {name: value.replace("{", "(") for name, value in values.items()}
    once = expand(text, plain)
    if not any("{" in word for word in text.replace("{", "", 1).split("|")[1:]):
        again = expand(once.text, {})
        assert set(again.empty) >= set(once.empty)


@given(st.text())
def test_what_a_customer_wrote_is_never_a_variable(title: str) -> None:
    title = f"{{agent.name}} {title} {{contact.email|x}}"
    assert expand("{ticket.title}", {"ticket.title": title, "agent.name": "Ada"}).text == title


@pytest.mark.parametrize(
    ("text", "expected", "empty"),
    [
        ("Hi {contact.first_name}", "Hi Anna", ()),
        ("Hi { Contact.First_Name }", "Hi Anna", ()),
        ("Hi {contact.phone|you}", "Hi you", ()),
        ("Hi {contact.phone|}!", "Hi !", ()),
        ("Hi {contact.phone} {contact.phone}", "Hi {contact.phone} {contact.phone}", ("contact.phone",)),
        ("{ Contact.Phone }", "{contact.phone}", ("contact.phone",)),
        ("{{today}}", "{2026-03-30}", ()),
        ("{today|never}", "2026-03-30", ()),
    ],
)
def test_values_and_words_in_their_stead(text: str, expected: str, empty: tuple[str, ...]) -> None:
    contact = Contact.read({"id": "c", "name": "Anna Lindqvist"})
    made = expand(text, values_for(None, contact, Agent(), today=TODAY, zone="UTC"))
    assert (made.text, made.empty, made.unknown) == (expected, empty, ())


def test_every_variable_has_a_value_for_a_whole_ticket() -> None:
    ticket = Ticket.read(
        {
            "id": "t", "ticketNumber": 7, "title": "Printer", "status": "open", "priority": "low", "channel": "email",
            "createdAt": "2026-03-29T23:30:00.000Z", "assignee": {"id": "a", "name": "Kyaw"},
        }
    )  # fmt: skip
    contact = Contact.read({"id": "c", "name": "Lindqvist, Anna", "email": ["a@example.com"], "phone": ["+66 2 123"]})
    values = values_for(ticket, contact, Agent("Ada King", "ada@example.com"), today=TODAY, zone="Asia/Bangkok")
    assert set(values) == set(TABLE)
    assert all(values.values())
    assert (values["ticket.created"], values["contact.first_name"]) == ("2026-03-30", "Anna")
    nothing = values_for(None, None, Agent(), today=TODAY, zone="UTC")
    assert {name for name, value in nothing.items() if value} == {"today"}


def test_a_day_before_all_days_is_none() -> None:
    ticket = Ticket.read({"id": "t", "createdAt": "0001-01-01T00:00:00Z"})
    assert values_for(ticket, None, Agent(), today=TODAY, zone="America/New_York")["ticket.created"] == ""


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("", ""), ("Anna", "Anna"), ("Dr. Anna Lindqvist", "Anna"), ("Lindqvist, Anna Maria", "Anna"),
        ("Dr.", "Dr."), ("مريم الخوري", "مريم"), ("Acme,", "Acme"),
    ],
)  # fmt: skip
def test_first_names(name: str, first: str) -> None:
    assert first_name(name) == first


def test_what_is_left_and_what_is_meant() -> None:
    assert left_in("{contact.name} {foo} {contact.name} {today|x}") == ("{contact.name}", "{today}")
    assert nearest_variable("contact.fristname") == "Did you mean {contact.first_name}?"
    assert "contact.name, contact.first_name" in nearest_variable("zzzzzz")
