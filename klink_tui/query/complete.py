"""What may stand where the cursor is: fields, their values, words of the language."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from klink_tui.models.names import fold
from klink_tui.query.fields import BUILT_IN, IS, NAME, SORT, Field, Kind, Vocabulary
from klink_tui.query.scan import Piece, Role, scan
from klink_tui.query.sql import ANYTHING, NOBODY
from klink_tui.query.times import WORDS, length_words
from klink_tui.query.tree import COMPARISONS, Span

MOST: Final = 60
"""Completions offered at a time."""
_LENGTHS: Final = ("1h", "4h", "1d", "2d", "1w", "1mo")
_RECENT: Final = ("1h", "1d", "7d", "30d")
_ORDERS: Final = ("updated", "created", "priority")
"""What is sorted by most, first."""

Carried = Callable[[str], Iterable[str]]
"""Gives the values that the tickets here carry in a field, the commonest first."""


@dataclass(frozen=True, slots=True)
class Completion:
    """Something that may stand where the cursor is."""

    text: str
    """What to put in the place of :attr:`span`, quoted where it must be."""
    span: Span
    """What it takes the place of."""
    words: str = ""
    """What it is."""

    @property
    def is_field(self) -> bool:
        """Whether it is a field's name, with its colon: values are still to come."""
        return self.text.endswith(":")


@dataclass(frozen=True, slots=True)
class _Offer:
    """Something that may be offered, before it is narrowed by what is typed."""

    text: str
    words: str = ""
    keys: tuple[str, ...] = ()
    """What else it is found by, beside its text."""


def complete(text: str, cursor: int, vocabulary: Vocabulary, carried: Carried) -> list[Completion]:
    """Give what may stand at ``cursor``, likeliest first; what is typed already narrows it."""
    here = next((piece for piece in scan(text, vocabulary) if piece.span.start < cursor <= piece.span.end), None)
    empty = Span(cursor, cursor)
    if here is None or here.role in (Role.NEGATION, Role.GROUP):
        return _narrowed(_fields(vocabulary), "", empty, inside=False)
    typed = text[here.span.start : cursor]
    if typed == "-" and here.role is Role.WORDS:
        return _narrowed(_fields(vocabulary), "", empty, inside=False)
    if here.role in (Role.FIELD, Role.UNKNOWN):
        if not typed.endswith(":"):
            return _narrowed(_fields(vocabulary), typed, here.span, inside=False)
        return _narrowed(_values(typed[:-1], "", vocabulary, carried), "", empty)
    if here.role is Role.SIGN:
        if cursor < here.span.end:
            return []
        return _narrowed(_values(here.field, typed, vocabulary, carried), "", empty)
    if here.role is Role.VALUE:
        sign = _sign_before(text, here)
        return _narrowed(_values(here.field, sign, vocabulary, carried), typed.strip('"'), here.span)
    return _narrowed(_fields(vocabulary), typed, here.span, inside=False)


def _sign_before(text: str, value: Piece) -> str:
    """Give the sign that a value stands right behind; empty where it stands behind a colon."""
    before = text[: value.span.start]
    return next((sign for sign in (*COMPARISONS, "..", ",", "+", "-") if before.endswith(sign)), "")


def _fields(vocabulary: Vocabulary) -> Iterator[_Offer]:
    """Give every field whose name can be written; a custom one is found by the words of its display name too."""
    for field in BUILT_IN:
        options = ", ".join(vocabulary.options.get(field.name, ()))
        words = field.words if field.words != field.name else options or field.kind.value
        yield _Offer(f"{field.name}:", words, field.aliases)
    for custom in vocabulary.custom:
        known = vocabulary.by_name.get(fold(custom.name))
        if known is not None and known.name == custom.name and known.label and NAME.fullmatch(custom.name):
            label = fold(custom.label)
            yield _Offer(f"{custom.name}:", custom.label, (custom.name.removeprefix("cf_"), label, *label.split()))
    yield _Offer(f"{SORT}:", "the order of the list", ("order",))


def _values(name: str, sign: str, vocabulary: Vocabulary, carried: Carried) -> Iterable[_Offer]:
    """Give what may stand behind a field's name, and behind a sign that is there already."""
    if name.casefold() == SORT:
        return _orders(signed=sign in ("+", "-"))
    if name not in vocabulary:
        return ()
    field = vocabulary.find(name, Span(0, 0))
    return [*_words_for(field, sign, vocabulary), *_names_for(field, vocabulary, carried)]


def _orders(*, signed: bool) -> Iterator[_Offer]:
    known = sorted(
        (field for field in BUILT_IN if field.sort),
        key=lambda field: _ORDERS.index(field.name) if field.name in _ORDERS else len(_ORDERS),
    )
    for field in known:
        if signed:
            yield _Offer(field.name, field.words)
        else:
            yield _Offer(f"-{field.name}", field.order[1], (field.name,))
            yield _Offer(field.name, field.order[0])


def _words_for(field: Field, sign: str, vocabulary: Vocabulary) -> Iterator[_Offer]:
    """Give the words of the language that stand for a value of a field."""
    match field.kind:
        case Kind.FLAG:
            known = vocabulary.flags if field.name == "has" else IS
            for word, words in known.items():
                if word != "mine" or vocabulary.me:
                    yield _Offer(quoted(word), words)
        case Kind.MOMENT:
            yield from (_Offer(word) for word in WORDS[1:3])
            yield from (_Offer(length, _recent_words(length, sign)) for length in _RECENT)
            yield from (_Offer(day, f"the last {day.capitalize()}") for day in WORDS[3:])
        case Kind.AGE:
            is_signed = sign not in ("", ",")
            for length in _LENGTHS:
                words = length_words(length) if is_signed else f"more than {length_words(length)}"
                yield _Offer(length if is_signed else f">{length}", words)
        case Kind.PERSON:
            if vocabulary.me:
                yield _Offer("me", vocabulary.me)
            yield _Offer("none", "nobody")
        case Kind.NOTE:
            yield _Offer(ANYTHING, "any note")
            yield _Offer("none", "no note")


def _recent_words(length: str, sign: str) -> str:
    return f"in the last {length_words(length)}" if sign in ("", ",") else f"{length_words(length)} ago"


def _names_for(field: Field, vocabulary: Vocabulary, carried: Carried) -> Iterator[_Offer]:
    """Give a field's values: the desk's in their order, then what the tickets here carry."""
    if field.kind in (Kind.FLAG, Kind.MOMENT, Kind.AGE):
        return
    seen = {""}
    for value in (*vocabulary.options.get(field.name, ()), *carried(field.name)):
        if fold(value) not in seen:
            seen.add(fold(value))
            yield _Offer(quoted(value), keys=(value, *value.split()))
    if field.kind is Kind.LABEL:
        yield _Offer("none", f"no {field.name}")


def _narrowed(offers: Iterable[_Offer], typed: str, span: Span, *, inside: bool = True) -> list[Completion]:
    """Give the offers that begin with what is typed, then those one of whose keys does, then those that hold it."""
    folded = fold(typed)
    ranked: list[tuple[int, _Offer]] = []
    for offer in offers:
        own, keys = fold(offer.text.strip('"')), [fold(key) for key in offer.keys]
        if own.startswith(folded):
            ranked.append((0, offer))
        elif any(key.startswith(folded) for key in keys):
            ranked.append((1, offer))
        elif inside and any(folded in key for key in (own, *keys)):
            ranked.append((2, offer))
    ranked.sort(key=lambda one: one[0])
    return [Completion(offer.text, span, offer.words) for _, offer in ranked[:MOST]]


def quoted(value: str) -> str:
    """Write a value as it must stand in a query."""
    is_word = value.casefold() in (*NOBODY, "me") or value.endswith(ANYTHING) or value.startswith((*COMPARISONS, "-"))
    if value and not is_word and not any(char.isspace() or char in '(),":' for char in value) and ".." not in value:
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
