"""A query in words, as an agent would say it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from klink_tui.models.names import fold
from klink_tui.query.fields import IS, Field, Kind, Vocabulary
from klink_tui.query.sql import ANYTHING, NOBODY, compile_query
from klink_tui.query.times import DAYS, is_ago, length_words
from klink_tui.query.tree import AllOf, AnyOf, Condition, Node, Not, Query, Value, Words

EVERYTHING: Final = "every ticket"
"""What a query without a condition matches."""

_ADVERBS: Final = ("now", "today", "yesterday")
_RANKS: Final = {
    "priority": {">": "above {}", ">=": "{} or above", "<": "below {}", "<=": "{} or below"},
    "status": {">": "later than {}", ">=": "{} or later", "<": "earlier than {}", "<=": "{} or earlier"},
}
_NUMBERS: Final = {">": "above {}", ">=": "at least {}", "<": "below {}", "<=": "at most {}"}
_AGES: Final = {
    ">": "older than {}",
    ">=": "at least {} old",
    "": "at least {} old",
    "<": "younger than {}",
    "<=": "at most {} old",
    "=": "exactly {} old",
    "..": "{} old",
}
_IDLE: Final = {
    ">": "unchanged for more than {}",
    ">=": "unchanged for at least {}",
    "": "unchanged for at least {}",
    "<": "changed less than {} ago",
    "<=": "changed at most {} ago",
    "=": "changed exactly {} ago",
    "..": "changed {} ago",
}
_PAST: Final = {">": "after {}", ">=": "since {}", "<": "before {}", "<=": "until {}"}
_DATES: Final = {">": "after {}", ">=": "{} or later", "<": "before {}", "<=": "{} or earlier"}
_VERBS: Final = {"created": "created", "updated": "changed", "assignee": "assigned to", "creator": "created by"}


class _Phrase(NamedTuple):
    """A condition in words, and the contrary."""

    yes: str
    no: str


def explain(query: Query, vocabulary: Vocabulary) -> str:
    """Say what a query matches, and in which order where it names one.

    Raises:
        QueryError: a field or a value is not known, or can't be compared like that.
    """
    compile_query(query, vocabulary)
    matched = _Explainer(vocabulary).all(query.condition) if query.condition else EVERYTHING
    order = ", then ".join(vocabulary.find(key.field, key.span).order[key.descending] for key in query.sort)
    return f"{matched}; {order}" if order else matched


class _Explainer:
    """Puts the parts of a query into words."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._kinds: dict[Kind, Callable[[Field, tuple[Value, ...]], _Phrase]] = {
            Kind.NAMED: self._named,
            Kind.LINE: self._line,
            Kind.NUMBER: self._number,
            Kind.MOMENT: self._moment,
            Kind.AGE: self._age,
            Kind.PERSON: self._person,
            Kind.LABEL: self._label,
            Kind.CONTACT: self._line,
            Kind.NOTE: self._line,
            Kind.FLAG: self._flag,
        }

    def all(self, node: Node) -> str:
        """Say the whole condition: what must hold together stands between commas."""
        return ", ".join(self._parts(node.parts)) if isinstance(node, AllOf) else self._phrase(node).yes

    def _parts(self, parts: Iterable[Node]) -> list[str]:
        """Say what must hold together, plain words in one breath."""
        said: list[str] = []
        words: list[str] = []
        for part in (*parts, None):
            if isinstance(part, Words) and not part.phrase and not part.text.startswith("#"):
                words.append(f"“{part.text}”")
                continue
            if words:
                said.append(f"the word{'s' if len(words) > 1 else ''} {_listed(words, 'and')}")
                words = []
            if part is not None:
                phrase = self._phrase(part).yes
                said.append(f"({phrase})" if isinstance(part, AnyOf) else phrase)
        return said

    def _phrase(self, node: Node) -> _Phrase:
        match node:
            case AllOf(parts):
                words = " and ".join(self._parts(parts))
                return _Phrase(f"({words})", f"not ({words})")
            case AnyOf(parts):
                words = " or ".join(self._phrase(part).yes for part in parts)
                return _Phrase(words, f"not ({words})")
            case Not(part):
                phrase = self._phrase(part)
                return _Phrase(phrase.no, phrase.yes)
            case Words(text, _, phrase):
                if not phrase and text.startswith("#") and text[1:].isdigit():
                    return _not(f"number {text[1:]}")
                words = f"the words “{text}” in a row" if phrase and " " in text.strip() else f"the word “{text}”"
                return _Phrase(words, f"without {words}")
            case Condition(name, values, _, place):
                field = self._vocabulary.find(name, place)
                return self._kinds[field.kind](field, values)

    # Kind by kind

    def _named(self, field: Field, values: tuple[Value, ...]) -> _Phrase:
        ranks = _RANKS.get(field.name, {})
        said: list[str] = []
        for value in values:
            known = self._vocabulary.options.get(field.name, ())
            if _special(value):
                said.append(_set_words(value))
            elif value.until is not None:
                said.append(f"from {value.text} to {value.until.text}")
            elif known and fold(value.text) not in map(fold, known):
                said.append(f"{value.text or 'empty'} (which this desk does not list)")
            else:
                said.append(ranks.get(value.comparison, "{}").replace("{}", value.text))
        return _is(field.words, said)

    def _line(self, field: Field, values: tuple[Value, ...]) -> _Phrase:
        if all(map(_special, values)):
            return _is(field.words, map(_set_words, values))
        said = _listed([_set_words(value) if _special(value) else f"“{value.text}”" for value in values], "or")
        return _Phrase(f"{field.words} has {said}", f"{field.words} has no {said}")

    def _number(self, field: Field, values: tuple[Value, ...]) -> _Phrase:
        said: list[str] = []
        for value in values:
            if _special(value):
                said.append(_set_words(value))
            elif value.until is not None:
                said.append(f"from {value.text} to {value.until.text}")
            else:
                said.append(_NUMBERS.get(value.comparison, "{}").replace("{}", value.text))
        return _is(field.words, said)

    def _moment(self, field: Field, values: tuple[Value, ...]) -> _Phrase:
        if (verb := _VERBS.get(field.name)) is None:
            return _is(field.words, [_date(value, _DATES) for value in values])
        return _not(f"{verb} {_listed(map(_past, values), 'or')}")

    def _age(self, field: Field, values: tuple[Value, ...]) -> _Phrase:
        known = _AGES if field.name == "age" else _IDLE
        said: list[str] = []
        for value in values:
            length, sign = length_words(value.text), value.comparison
            if value.until is not None:
                length, sign = f"{length} to {length_words(value.until.text)}", ".."
            said.append(known[sign].format(length))
        return _not(_listed(said, "or"))

    def _person(self, field: Field, values: tuple[Value, ...]) -> _Phrase:
        said = ("nobody" if _is_none(value) else "somebody" if _special(value) else value.text for value in values)
        return _not(f"{_VERBS[field.name]} {_listed(said, 'or')}")

    def _label(self, field: Field, values: tuple[Value, ...]) -> _Phrase:
        if len(values) == 1 and _special(values[0]):
            no, some = f"no {field.words}", f"any {field.words}"
            return _Phrase(no, some) if _is_none(values[0]) else _Phrase(some, no)
        said: list[str] = []
        for value in values:
            if _special(value):
                said.append("none" if _is_none(value) else "any")
            elif value.text.endswith(ANYTHING) and not value.quoted:
                said.append(f"beginning with {value.text[:-1]}")
            else:
                said.append(value.text)
        return _not(f"{field.words} {_listed(said, 'or')}")

    def _flag(self, field: Field, values: tuple[Value, ...]) -> _Phrase:
        if field.name == "is":
            return _not(_listed((IS[fold(value.text)] for value in values), "or"))
        flags = {fold(name): words for name, words in self._vocabulary.flags.items()}
        for custom in self._vocabulary.by_name.values():
            flags |= {
                name: flags.get(fold(custom.name), custom.words)
                for name in (fold(custom.label), fold(custom.name.removeprefix("cf_")))
                if custom.label and name not in flags
            }
        said = _listed((flags.get(fold(value.text), value.text) for value in values), "or")
        return _Phrase(f"with {said}", f"without {said}")


def _past(value: Value) -> str:
    """Say a time that is past for certain, behind the word for what happened then."""
    if value.until is None and not _special(value) and is_ago(value.text) and value.comparison != "=":
        length = length_words(value.text)
        return f"more than {length} ago" if value.comparison.startswith("<") else f"in the last {length}"
    word = value.text.strip().casefold()
    is_bare = value.until is None and not _special(value) and value.comparison in ("", "=")
    if not is_bare or word in _ADVERBS or is_ago(word):
        return _date(value, _PAST)
    is_month = len(word) < len("2026-03-30") and word not in DAYS
    return f"{'at' if ':' in word else 'in' if is_month else 'on'} {_date(value, _PAST)}"


def _date(value: Value, signs: Mapping[str, str]) -> str:
    if _special(value):
        return _set_words(value)
    words = _moment_words(value.text)
    if value.until is not None:
        return f"from {words} to {_moment_words(value.until.text)}"
    sign = value.comparison or (">=" if is_ago(value.text) else "")
    return signs.get(sign, "{}").replace("{}", words)


def _moment_words(text: str) -> str:
    word = text.strip().casefold()
    if word in DAYS:
        return word.capitalize()
    return f"{length_words(word)} ago" if is_ago(word) else text


def _special(value: Value) -> bool:
    """Tell whether a value stands for any, or for none."""
    return not value.quoted and not value.comparison and value.until is None and _word(value) in (ANYTHING, *NOBODY)


def _is_none(value: Value) -> bool:
    return _special(value) and _word(value) != ANYTHING


def _word(value: Value) -> str:
    return value.text.casefold()


def _set_words(value: Value) -> str:
    return "empty" if _is_none(value) else "set"


def _is(subject: str, said: Iterable[str]) -> _Phrase:
    words = _listed(said, "or")
    return _Phrase(f"{subject} is {words}", f"{subject} is not {words}")


def _not(words: str) -> _Phrase:
    return _Phrase(words, f"not {words}")


def _listed(said: Iterable[str], last: str) -> str:
    """Write several things as one does: commas, and a word before the last."""
    *others, end = said
    return f"{', '.join(others)} {last} {end}" if others else end
