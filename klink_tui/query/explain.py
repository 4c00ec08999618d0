"""A query in words: what is matched, and what the local copy can't know."""

from klink_tui.query.fields import HAS, IS, Field, Kind, Vocabulary
from klink_tui.query.sql import compile_query
from klink_tui.query.tree import AllOf, AnyOf, Condition, Node, Not, Query, Value, Words

_SIGNS = {">": "more than ", ">=": "at least ", "<": "less than ", "<=": "at most ", "=": "", "": ""}
_TIME_SIGNS = {">": "after ", ">=": "since ", "<": "before ", "<=": "until the end of ", "=": "on ", "": "on "}
_AGE_SIGNS = {
    ">": "more than ",
    ">=": "at least ",
    "<": "less than ",
    "<=": "at most ",
    "=": "exactly ",
    "": "at least ",
}


def explain(query: Query, vocabulary: Vocabulary) -> str:
    """Say what a query matches, and in which order.

    Raises:
        QueryError: a field or a value is not known, or can't be compared like that.
    """
    compile_query(query, vocabulary)
    matched = _node(query.condition, vocabulary) if query.condition else "everything"
    keys = (
        f"{vocabulary.find(key.field, key.span).words}{', highest first' if key.descending else ''}"
        for key in query.sort
    )
    order = ", then ".join(keys)
    return f"{matched}; by {order}" if order else f"{matched}; in the server's order"


def _node(node: Node, vocabulary: Vocabulary) -> str:
    match node:
        case AllOf(parts):
            return " and ".join(_inner(part, vocabulary) for part in parts)
        case AnyOf(parts):
            return " or ".join(_inner(part, vocabulary) for part in parts)
        case Not(part):
            return f"not ({_node(part, vocabulary)})"
        case Words(text, _, phrase):
            return f"the words “{text}” together" if phrase else f"the word “{text}”"
        case Condition():
            return _condition(node, vocabulary)


def _inner(node: Node, vocabulary: Vocabulary) -> str:
    words = _node(node, vocabulary)
    return f"({words})" if isinstance(node, AllOf | AnyOf) else words


def _condition(condition: Condition, vocabulary: Vocabulary) -> str:
    field = vocabulary.find(condition.field, condition.name)
    values = " or ".join(_value(field, value, vocabulary) for value in condition.values)
    if field.name == "is":
        return values
    return f"has {values}" if field.name == "has" else f"{field.words} {values}"


def _value(field: Field, value: Value, vocabulary: Vocabulary) -> str:
    text = value.text
    if field.kind is Kind.FLAG:
        return (IS if field.name == "is" else HAS).get(text.casefold(), text)
    if not value.quoted and not value.comparison and text == "*":
        return "is set"
    if not value.quoted and not value.comparison and text.casefold() in ("none", "nobody", "unset"):
        return "is empty"
    if value.until is not None:
        return f"from {text} to {value.until.text}"
    if field.kind is Kind.MOMENT:
        return f"{_TIME_SIGNS[value.comparison]}{text}"
    if field.kind is Kind.AGE:
        return f"{_AGE_SIGNS[value.comparison]}{text}"
    if field.kind is Kind.PERSON and text.casefold() == "me" and not value.quoted:
        return f"is me ({vocabulary.me})"
    verb = "has" if field.kind in (Kind.LINE, Kind.CONTACT, Kind.PERSON) else "is"
    return f"{verb} {_SIGNS[value.comparison]}{text}"
