"""Text as it is indexed and searched: words where a script has spaces, pairs of characters where it has none.

Thai, Lao, Khmer, Burmese, Chinese and Japanese write without spaces, so a tokenizer that splits at them would make
one word of a sentence. Such runs are cut into overlapping pairs before they are indexed; a search for a run becomes a
phrase of pairs and so finds it wherever it stands. FTS5's own trigram tokenizer would find it too, but not runs of two
characters, which most words of Chinese and Japanese are, and its index is several times as large.

The index must be made with ``tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* Co'"``: by default FTS5
takes vowel signs for white space.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

_UNSPACED: Final = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f"  # Burmese
    "\u1780-\u17ff"  # Khmer
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9d"  # Japanese
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"  # Chinese
)
_MARKS: Final = "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0dff\u1dc0-\u1dff"
"""Marks inside words of spaced scripts, the Indic blocks whole."""
_RUN: Final = re.compile(f"[{_UNSPACED}]+|(?:[^\\W_{_UNSPACED}]|[{_MARKS}])+")
_IS_UNSPACED: Final = re.compile(f"[{_UNSPACED}]")
_ARABIC_ORNAMENTS: Final = re.compile("[\u0640\u064b-\u065f\u0670]")
"""Tatweel and vowel signs: written or left out at will."""


def index_text(text: str) -> str:
    """Give ``text`` as the index takes it: terms with a space between."""
    return " ".join(term for run in _runs(text) for term in _terms(run, closed=True))


def match_text(text: str, *, phrase: bool) -> str:
    """Give the FTS5 expression that finds ``text``; empty where it has nothing to look for.

    Every word must stand somewhere, and the beginning of one will do. As a ``phrase`` they must follow each other, and
    each is whole.
    """
    runs = list(_runs(text))
    if not runs:
        return ""
    if not phrase:
        return " ".join(_expression(run) for run in runs)
    *inner, last = runs
    terms = [term for run in inner for term in _terms(run, closed=True)]
    return _quoted([*terms, *_terms(last, closed=len(last) == 1)])


def _expression(run: str) -> str:
    """Give what finds one run: a phrase of pairs, or the beginning of a term."""
    if _IS_UNSPACED.match(run) and len(run) > 1:
        return _quoted(_terms(run, closed=False))
    return _quoted([run]) + "*"


def _quoted(terms: Iterable[str]) -> str:
    return '"' + " ".join(terms) + '"'


def _runs(text: str) -> Iterator[str]:
    if text.isascii():
        plain = text.casefold()
    else:
        plain = _without_marks(unicodedata.normalize("NFKC", _ARABIC_ORNAMENTS.sub("", text)).casefold())
    return (found[0] for found in _RUN.finditer(plain))


def _without_marks(text: str) -> str:
    """Take accents off letters that stand without them too; marks of unspaced scripts are letters there and stay."""
    parts: list[str] = []
    for char in unicodedata.normalize("NFD", text):
        if unicodedata.combining(char) and parts and not _IS_UNSPACED.match(char):
            continue
        parts.append(char)
    return unicodedata.normalize("NFC", "".join(parts))


def _terms(run: str, *, closed: bool) -> Iterator[str]:
    """Cut a run of an unspaced script into overlapping pairs; others stay whole.

    ``closed`` adds the run's last character: in the index, so that it can be found on its own.
    """
    if not _IS_UNSPACED.match(run):
        yield run
        return
    for place in range(len(run) - 1):
        yield run[place : place + 2]
    if closed:
        yield run[-1]
