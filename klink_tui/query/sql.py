"""From tree to SQL over the cache. Values are parameters, never text of the statement."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from klink_tui.models.names import fold
from klink_tui.query.errors import QueryError, UnknownMeError
from klink_tui.query.fields import HAS, IS, Field, Kind, Vocabulary
from klink_tui.query.terms import match_text
from klink_tui.query.times import Stretch, is_ago, read_length, read_stretch
from klink_tui.query.tree import AllOf, AnyOf, Condition, Node, Not, Query, Span, Value, Words

Parameter = str | float
NOBODY: Final = ("none", "nobody", "unset")
"""Words for an empty value, outside quotes."""
PLACE: Final = "place"
"""The column with a ticket's position in the server's order."""
ANYTHING: Final = "*"
"""The word for a value that is not empty, outside quotes."""

_NUMBER: Final = re.compile(r"#?[+-]?[0-9]{1,18}(\.[0-9]{1,18})?")

_FLIPPED: Final = {">": "<", "<": ">", ">=": "<=", "<=": ">=", "=": "=", "": ""}
"""Older than is created before."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A query as SQL over the cache's table ``tickets``."""

    where: str
    """What stands behind WHERE; ``1`` for everything."""
    parameters: tuple[Parameter, ...]
    """One for each ``?`` of :attr:`where`."""
    order: str
    """What stands behind ORDER BY; ``place`` is the server's order."""
    order_parameters: tuple[Parameter, ...] = ()
    """One for each ``?`` of :attr:`order`."""


def compile_query(query: Query, vocabulary: Vocabulary) -> Compiled:
    """Give a query as SQL.

    Raises:
        QueryError: a field or a value is not known, or can't be compared like that.
    """
    compiler = _Compiler(vocabulary)
    where = compiler.node(query.condition) if query.condition else "1"
    ordering = _Compiler(vocabulary)
    order = [ordering.order(key.field, key.descending, key.span) for key in query.sort]
    keys = ", ".join((*order, _tie_break(query, vocabulary)))
    return Compiled(where, tuple(compiler.parameters), keys, tuple(ordering.parameters))


class _Compiler:
    """Collects parameters in the order in which their places are written."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.parameters: list[Parameter] = []

    def order(self, name: str, descending: bool, span: Span) -> str:
        """Give one key of an order; tickets without the value come last either way."""
        field = self._vocabulary.find(name, span)
        column = field.sort
        if field.column == "custom":
            value = {Kind.NUMBER: "number", Kind.MOMENT: "moment"}.get(field.kind, "fold")
            column = f"(SELECT {value} FROM custom WHERE custom.name = ? AND custom.ticket = tickets.ticket)"
            self.parameters.append(field.name)
        if not column:
            raise QueryError(f"There is no order by {field.words}.", span)
        # Ages grow as times shrink.
        down = descending != (field.kind is Kind.AGE)
        return f"{column} {'DESC' if down else 'ASC'} NULLS LAST"

    def node(self, node: Node) -> str:
        """Give what must hold, in parentheses where it has parts."""
        match node:
            case AllOf(parts):
                return "(" + " AND ".join(self.node(part) for part in parts) + ")"
            case AnyOf(parts):
                return "(" + " OR ".join(self.node(part) for part in parts) + ")"
            case Not(part):
                # A comparison with nothing is neither true nor false: what is not known to hold, doesn't.
                return f"NOT COALESCE({self.node(part)}, 0)"
            case Words(text, span, phrase):
                return self._words(text, span, phrase=phrase)
            case Condition():
                return self._condition(node)

    def _words(self, text: str, span: Span, *, phrase: bool) -> str:
        if not phrase and text.startswith("#") and text[1:].isascii() and text[1:].isdigit() and len(text) < 19:
            return self._with("number = ?", int(text[1:]))
        expression = match_text(text, phrase=phrase)
        if not expression:
            raise QueryError(f"“{text}” holds nothing to look for: letters or digits.", span)
        return self._with("ticket IN (SELECT rowid FROM words WHERE words MATCH ?)", expression)

    def _condition(self, condition: Condition) -> str:
        field = self._vocabulary.find(condition.field, condition.name)
        reading: dict[Kind, Callable[[Field, Value], str]] = {
            Kind.NAMED: self._named,
            Kind.LINE: self._line,
            Kind.NUMBER: self._number,
            Kind.MOMENT: self._moment,
            Kind.AGE: self._age,
            Kind.PERSON: self._person,
            Kind.LABEL: self._label,
            Kind.CONTACT: self._line,
            Kind.NOTE: self._note,
            Kind.FLAG: self._flag,
        }
        read = reading[field.kind]
        parts = [read(field, value) for value in condition.values]
        return parts[0] if len(parts) == 1 else "(" + " OR ".join(parts) + ")"

    def _with(self, sql: str, *parameters: Parameter) -> str:
        self.parameters += parameters
        return sql

    # Kind by kind

    def _named(self, field: Field, value: Value) -> str:
        column = field.column
        if (special := _emptiness(value)) is not None:
            return _is_empty(column, special)
        if value.comparison in ("", "=") and value.until is None:
            return self._with(f"{column} = ?", fold(value.text))
        if not field.rank:
            raise QueryError(f"The values of {field.name} have no order to compare by.", value.span)
        low = self._vocabulary.rank(field.name, value.text, value.span)
        if value.until is not None:
            high = self._vocabulary.rank(field.name, value.until.text, value.until.span)
            return self._with(f"{field.rank} BETWEEN ? AND ?", min(low, high), max(low, high))
        return self._with(f"{field.rank} {value.comparison} ?", low)

    def _line(self, field: Field, value: Value) -> str:
        _no_order(field, value)
        special = _emptiness(value)
        if field.column == "custom":
            return self._custom(field, special, "fold LIKE ? ESCAPE '\\'", _inside(value.text))
        if special is not None:
            return _is_empty(field.column, special)
        return self._with(f"{field.column} LIKE ? ESCAPE '\\'", _inside(value.text))

    def _number(self, field: Field, value: Value) -> str:
        if (special := _emptiness(value)) is not None:
            return self._custom(field, special) if field.column == "custom" else _is_empty(field.column, special)
        column = "number" if field.column == "custom" else field.column
        low = _number_of(value)
        if value.until is not None:
            sql, parameters = f"{column} BETWEEN ? AND ?", [low, _number_of(value.until)]
        else:
            sql, parameters = f"{column} {value.comparison or '='} ?", [low]
        return self._custom(field, None, sql, *parameters) if field.column == "custom" else self._with(sql, *parameters)

    def _moment(self, field: Field, value: Value) -> str:
        if (special := _emptiness(value)) is not None:
            return self._custom(field, special) if field.column == "custom" else _is_empty(field.column, special)
        column = "moment" if field.column == "custom" else field.column
        stretch = self._stretch(value)
        end = self._stretch(value.until) if value.until is not None else stretch
        # A bare length is "in the last": nobody means a change of two days ago to the second.
        recent = not value.comparison and value.until is None and not value.quoted and is_ago(value.text)
        sql, parameters = _within(column, ">=" if recent else value.comparison, stretch, end)
        return self._custom(field, None, sql, *parameters) if field.column == "custom" else self._with(sql, *parameters)

    def _age(self, field: Field, value: Value) -> str:
        now = self._vocabulary.now.timestamp()
        low = now - read_length(value.text, value.span)
        if value.until is not None:
            high = now - read_length(value.until.text, value.until.span)
            return self._with(f"{field.column} BETWEEN ? AND ?", min(low, high), max(low, high))
        # A bare length is "at least": nobody means a ticket that is two days old to the second.
        return self._with(f"{field.column} {_FLIPPED[value.comparison] or '<='} ?", low)

    def _person(self, field: Field, value: Value) -> str:
        _no_order(field, value)
        if (special := _emptiness(value)) is not None:
            return _is_empty(field.column, special)
        text = value.text
        if text.casefold() == "me" and not value.quoted:
            text = self._me(value.span)
        return self._with(f"{field.column} LIKE ? ESCAPE '\\'", _inside(text))

    def _label(self, field: Field, value: Value) -> str:
        _no_order(field, value)
        labels = f"SELECT ticket FROM labels WHERE kind = '{field.column}'"
        if (special := _emptiness(value)) is not None:
            return f"ticket {'IN' if special else 'NOT IN'} ({labels})"
        if value.text.endswith(ANYTHING) and not value.quoted:
            start = fold(value.text[:-1])
            return self._with(f"ticket IN ({labels} AND fold >= ? AND fold < ?)", start, f"{start}\U0010ffff")
        return self._with(f"ticket IN ({labels} AND fold = ?)", fold(value.text))

    def _note(self, field: Field, value: Value) -> str:
        """Look for tickets by their keys: notes are kept in another file than tickets."""
        _no_order(field, value)
        return self._noted(_emptiness(value), fold(value.text))

    def _noted(self, special: bool | None, word: str = "") -> str:
        keys = [key for key, text in self._vocabulary.notes.items() if special is not None or word in text]
        within = "NOT IN" if special is False else "IN"
        return self._with(f"key {within} (SELECT value FROM json_each(?))", json.dumps(keys))

    def _flag(self, field: Field, value: Value) -> str:
        _no_order(field, value)
        word = fold(value.text)
        if field.name == "has":
            return self._has(word, value)
        if word not in IS:
            known = {name: name for name in IS}
            raise QueryError(f"A ticket is not “{value.text}”: {', '.join(IS)}.", value.span, known=known, name=word)
        if word in ("assigned", "unassigned"):
            return _is_empty("assignee_fold", word == "assigned")
        if word == "mine":
            return self._with("assignee_fold LIKE ? ESCAPE '\\'", _inside(self._me(value.span)))
        if word == "new":
            return "news = 1"
        return "news = 2"

    def _has(self, word: str, value: Value) -> str:
        columns = {
            "contact": "contact_fold",
            "description": "has_description",
            "reason": "reason_fold",
            "email": "emails_fold",
            "phone": "phones_fold",
            "company": "company_fold",
        }
        if word in columns:
            return _is_empty(columns[word], True)
        if word == "note":
            return self._noted(True)
        if word in ("tag", "category"):
            return f"ticket IN (SELECT ticket FROM labels WHERE kind = '{word}')"
        field = self._vocabulary.by_name.get(word)
        if field is None or field.column != "custom":
            known = {fold(name): name for name in self._vocabulary.flags}
            raise QueryError(
                f"Nothing is known as “{value.text}”: {', '.join(HAS)}.", value.span, known=known, name=word
            )
        return self._custom(field, True)

    def _custom(self, field: Field, special: bool | None, test: str = "1", *parameters: Parameter) -> str:
        """Look at a custom field: that it has a value, has none, or has one that passes the test."""
        self.parameters.append(field.name)
        self.parameters += parameters if special is None else ()
        wanted = f" AND {test}" if special is None else ""
        within = "NOT IN" if special is False else "IN"
        return f"ticket {within} (SELECT ticket FROM custom WHERE name = ?{wanted})"

    def _stretch(self, value: Value) -> Stretch:
        return read_stretch(value.text, value.span, self._vocabulary.now, self._vocabulary.zone)

    def _me(self, span: Span) -> str:
        if not self._vocabulary.me:
            raise UnknownMeError("The settings don't say who “me” is.", span)
        return self._vocabulary.me


def _tie_break(query: Query, vocabulary: Vocabulary) -> str:
    """Give the last key: the server's order, or where there is one index for both directions, that or its reverse."""
    last = query.sort[-1] if query.sort else None
    if last is None or not last.descending or vocabulary.find(last.field, last.span).rank:
        return PLACE
    return f"{PLACE} DESC"


def _within(column: str, comparison: str, start: Stretch, end: Stretch) -> tuple[str, list[Parameter]]:
    """Compare a time with a stretch: a day is all of its moments."""
    match comparison:
        case ">":
            return f"{column} >= ?" if start.end > start.start else f"{column} > ?", [start.end]
        case ">=":
            return f"{column} >= ?", [start.start]
        case "<":
            return f"{column} < ?", [start.start]
        case "<=":
            return f"{column} < ?" if start.end > start.start else f"{column} <= ?", [start.end]
    behind = "<" if end.end > end.start else "<="
    return f"({column} >= ? AND {column} {behind} ?)", [start.start, end.end]


def _emptiness(value: Value) -> bool | None:
    """Tell whether a value asks for anything (``True``), for nothing (``False``), or for something."""
    if value.quoted or value.comparison or value.until is not None:
        return None
    if value.text == ANYTHING:
        return True
    return False if value.text.casefold() in NOBODY else None


def _is_empty(column: str, filled: bool) -> str:
    return f"COALESCE({column}, '') {'!=' if filled else '='} ''"


def _inside(text: str) -> str:
    """Give the LIKE pattern for a text inside another, both folded."""
    escaped = fold(text).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _no_order(field: Field, value: Value) -> None:
    if value.comparison not in ("", "=") or value.until is not None:
        raise QueryError(f"The values of {field.name} have no order to compare by.", value.span)


def _number_of(value: Value) -> float:
    if _NUMBER.fullmatch(value.text) is None:
        raise QueryError(f"“{value.text}” is no number.", value.span)
    return float(value.text.removeprefix("#"))
