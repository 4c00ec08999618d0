"""From text to tree. Fails with nothing but :class:`~klink_tui.query.errors.QueryError`.

::

    query      = any
    any        = all { "or" all }
    all        = { part }
    part       = ( "-" | "not" ) part | "(" any ")" | condition | sort | words
    condition  = name ":" value { "," value }
    value      = [ ">=" | "<=" | ">" | "<" | "=" ] text [ ".." text ]
    sort       = "sort:" [ "-" | "+" ] name { "," … }
    words      = text
    text       = bare characters | '"' … '"', with \\" and \\\\ inside
"""

import re
from typing import Final

from klink_tui.query.errors import QueryError
from klink_tui.query.fields import NAME, SORT
from klink_tui.query.tree import (
    COMPARISONS,
    AllOf,
    AnyOf,
    Condition,
    Node,
    Not,
    Query,
    SortKey,
    Span,
    Value,
    Words,
)

MAX_LENGTH: Final = 2000
"""Characters of a query; a longer one is refused."""
MAX_DEPTH: Final = 12
"""Parentheses and negations inside each other: SQLite's parser takes little more."""
MAX_PARTS: Final = 200
"""Words, values and sort keys: SQLite takes 1,000 at most, and each costs a search."""

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_SPACE: Final = re.compile(r"\s*")
_NAME: Final = re.compile(f"{NAME.pattern}(?=:)")
_BARE: Final = re.compile(r'[^\s(),"]+')
_BARE_WORDS: Final = re.compile(r'[^\s()"]+')
_KEYWORD: Final = re.compile(r"(or|not|and)(?=[\s()]|$)", re.IGNORECASE)


def parse(text: str) -> Query:
    """Read a query.

    Raises:
        QueryError: it can't be read; says where.
    """
    if len(text) > MAX_LENGTH:
        raise QueryError(f"A query has at most {MAX_LENGTH} characters.", Span(MAX_LENGTH, len(text)))
    if (found := _SURROGATE.search(text)) is not None:
        raise QueryError("This is half of a character, which can't be looked for.", Span(*found.span()))
    return _Parser(text).query()


class _Parser:
    """Reads one text from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0
        self._parts = 0
        self._sort: list[SortKey] = []

    def query(self) -> Query:
        condition = self._any()
        self._skip()
        if self._at < len(self._text):
            raise QueryError("This parenthesis closes nothing.", Span(self._at, self._at + 1))
        return Query(self._text, condition, tuple(self._sort))

    def _any(self) -> Node | None:
        start = self._at
        parts: list[Node] = []
        while True:
            before = self._at
            part = self._all()
            if part is not None:
                parts.append(part)
            if (keyword := self._keyword("or")) is None:
                break
            if part is None:
                raise QueryError("Something must stand before “or”.", keyword)
            self._skip()
            if self._at >= len(self._text) or self._peek(")") or self._text[before:].strip() == "":
                raise QueryError("Something must stand behind “or”.", keyword)
        if not parts:
            return None
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts), Span(start, self._at))

    def _all(self) -> Node | None:
        start = self._at
        parts: list[Node] = []
        while True:
            self._skip()
            if self._at >= len(self._text) or self._peek(")") or self._sees("or"):
                break
            if self._keyword("and") is not None:
                continue
            part = self._part()
            if part is not None:
                parts.append(part)
        if not parts:
            return None
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts), Span(start, self._at))

    def _part(self) -> Node | None:
        start = self._at
        if (negation := self._negation()) is not None:
            with_depth = self._nest(start)
            self._skip()
            if self._at >= len(self._text) or self._peek(")") or self._sees("or"):
                raise QueryError("Something must stand behind the negation.", negation)
            part = self._part()
            self._depth = with_depth
            if part is None:
                raise QueryError("A sort order can't be negated; write sort:-name to sort downwards.", negation)
            return Not(part, Span(start, self._at))
        if self._peek("("):
            with_depth = self._nest(start)
            self._at += 1
            inner = self._any()
            self._skip()
            if not self._peek(")"):
                raise QueryError("This parenthesis is not closed.", Span(start, start + 1))
            self._at += 1
            self._depth = with_depth
            if inner is None:
                raise QueryError("There is nothing between the parentheses.", Span(start, self._at))
            return inner
        name = _NAME.match(self._text, self._at)
        if name is not None:
            self._at = name.end() + 1
            span = Span(name.start(), name.end())
            if name[0].casefold() != SORT:
                return self._condition(name[0], span)
            self._sort_keys(span)
            return None
        return self._words()

    def _condition(self, field: str, name: Span) -> Condition:
        values = [self._value(name)]
        while self._peek(","):
            self._at += 1
            values.append(self._value(name))
        return Condition(field, tuple(values), Span(name.start, self._at), name)

    def _value(self, name: Span) -> Value:
        start = self._at
        self._count()
        comparison = next((sign for sign in COMPARISONS if self._text.startswith(sign, self._at)), "")
        self._at += len(comparison)
        text, quoted = self._text_here(_BARE)
        if not text and not quoted:
            field = self._text[name.start : name.end]
            raise QueryError(f"A value must stand behind “{field}:”.", Span(name.start, max(self._at, name.end + 1)))
        until: Value | None = None
        if quoted:
            if self._text.startswith("..", self._at):
                self._at += 2
                until = self._range_end()
        elif ".." in text:
            low, _, high = text.partition("..")
            middle = self._at - len(high)
            text = low
            until = Value(high, Span(middle, self._at)) if high else self._range_end()
        if until is not None and comparison:
            raise QueryError("A range can't be compared too: leave the sign out.", Span(start, self._at))
        if until is not None and not text and not quoted:
            raise QueryError("A range needs a beginning: write >= or <= for an open one.", Span(start, self._at))
        return Value(text, Span(start, self._at), quoted, comparison, until)

    def _range_end(self) -> Value:
        start = self._at
        text, quoted = self._text_here(_BARE)
        if not text:
            raise QueryError("A range needs an end: write >= or <= for an open one.", Span(max(start - 2, 0), start))
        return Value(text, Span(start, self._at), quoted)

    def _sort_keys(self, name: Span) -> None:
        while True:
            start = self._at
            self._count()
            descending = self._peek("-")
            if descending or self._peek("+"):
                self._at += 1
            field, quoted = self._text_here(_BARE)
            if not field or quoted:
                raise QueryError("The name of a field must stand behind “sort:”.", Span(name.start, self._at))
            self._sort.append(SortKey(field, descending, Span(start, self._at)))
            if not self._peek(","):
                return
            self._at += 1

    def _words(self) -> Words | None:
        start = self._at
        self._count()
        text, quoted = self._text_here(_BARE_WORDS)
        if not text and not quoted:
            raise QueryError("This can't be read here.", Span(start, start + 1))
        return Words(text, Span(start, self._at), quoted) if text.strip() else None

    def _text_here(self, bare: re.Pattern[str]) -> tuple[str, bool]:
        """Read bare or quoted text; give it, and whether it was quoted."""
        if not self._peek('"'):
            found = bare.match(self._text, self._at)
            if found is None:
                return "", False
            self._at = found.end()
            return found[0], False
        start = self._at
        self._at += 1
        chars: list[str] = []
        while self._at < len(self._text):
            char = self._text[self._at]
            self._at += 1
            if char == '"':
                return "".join(chars), True
            if char == "\\" and self._at < len(self._text):
                char = self._text[self._at]
                self._at += 1
            chars.append(char)
        raise QueryError("This quotation is not closed.", Span(start, len(self._text)))

    def _negation(self) -> Span | None:
        if self._peek("-") and self._at + 1 < len(self._text) and not self._text[self._at + 1].isspace():
            self._at += 1
            return Span(self._at - 1, self._at)
        return self._keyword("not")

    def _nest(self, start: int) -> int:
        """Go one deeper; give the depth to come back to."""
        if self._depth >= MAX_DEPTH:
            raise QueryError("This is nested too deeply.", Span(start, start + 1))
        self._depth += 1
        return self._depth - 1

    def _count(self) -> None:
        """Count what is about to be read."""
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise QueryError(f"A query has at most {MAX_PARTS} words and values.", Span(self._at, len(self._text)))

    def _sees(self, word: str) -> bool:
        found = _KEYWORD.match(self._text, self._at)
        return found is not None and found[1].casefold() == word

    def _keyword(self, word: str) -> Span | None:
        self._skip()
        if not self._sees(word):
            return None
        span = Span(self._at, self._at + len(word))
        self._at = span.end
        return span

    def _peek(self, char: str) -> bool:
        return self._text.startswith(char, self._at)

    def _skip(self) -> None:
        found = _SPACE.match(self._text, self._at)
        self._at = found.end() if found else self._at
