"""Terms of every script: what is indexed is found, by the words and parts of words that a person would type."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klink_tui.query.terms import index_text, match_text

TEXTS = (
    "second printer prints blank labels",
    "ငွေပြန်အမ်းရန် တောင်းဆိုခြင်း",
    "ระบบสต็อกไม่ตรงกับหน้าร้าน",
    "تغيير عنوان التوصيل للطلب PG438838",
    "注文した商品が届きません",
    "कार्यक्रम में देरी",
    "Großkundenversand, naïve café",
    "주소 변경 부탁드려요",
    "ABC注文def",
    "مُتَأَخِّر",
)


def index() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute(
        """CREATE VIRTUAL TABLE words USING fts5(
            text, content='', tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* Co'")"""
    )
    rows = [(place, index_text(text)) for place, text in enumerate(TEXTS)]
    connection.executemany("INSERT INTO words (rowid, text) VALUES (?, ?)", rows)
    return connection


def search(connection: sqlite3.Connection, text: str, *, phrase: bool = False) -> list[int]:
    rows = connection.execute("SELECT rowid FROM words WHERE words MATCH ?", (match_text(text, phrase=phrase),))
    return sorted(place for (place,) in rows)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("print", [0]),
        ("labels blank", [0]),
        ("ပြန်", [1]),
        ("တောင်း", [1]),
        ("สต็อก", [2]),
        ("ตรง", [2]),
        ("ร้าน", [2]),
        ("عنوان", [3]),
        ("pg438838", [3]),
        ("商品", [4]),
        ("品", [4]),
        ("ん", [4]),
        ("देर", [5]),
        ("cafe", [6]),
        ("NAÏVE", [6]),
        ("grosskunden", [6]),
        ("변경", [7]),
        ("abc注文", [8]),
        ("متأخر", [9]),
        ("商注", []),
        ("rinter", []),
    ],
)
def test_words_are_found_in_every_script(text: str, places: list[int]) -> None:
    assert search(index(), text) == places


@pytest.mark.parametrize(
    ("text", "places"),
    [("blank labels", [0]), ("labels blank", []), ("blank label", []), ("注文def", [8]), ("した商品", [4])],
)
def test_a_phrase_stands_together(text: str, places: list[int]) -> None:
    assert search(index(), text, phrase=True) == places


@given(st.text(max_size=80), st.booleans())
def test_any_text_makes_an_expression_that_sqlite_reads(text: str, phrase: bool) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE words USING fts5(text, content='')")
    expression = match_text(text, phrase=phrase)
    if expression:
        assert connection.execute("SELECT rowid FROM words WHERE words MATCH ?", (expression,)).fetchall() == []


@given(st.lists(st.sampled_from(["กขคง", "注文した", "café", "Straße", "देरी", "ကောင်း", "2026", "العنوان"]), min_size=1))
def test_what_is_indexed_is_found_whole_and_as_a_phrase(words: list[str]) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute(
        """CREATE VIRTUAL TABLE words USING fts5(
            text, content='', tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* Co'")"""
    )
    text = " ".join(words)
    connection.execute("INSERT INTO words (rowid, text) VALUES (1, ?)", (index_text(text),))
    assert search(connection, text) == [1]
    assert search(connection, text, phrase=True) == [1]
