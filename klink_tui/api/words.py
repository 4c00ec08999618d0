"""The server's own words for a failure, out of whatever body it sent (contract §1, Errors). Free of httpx."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from klink_tui.text import one_line, redact

_LONGEST: Final = 500
_LONGEST_FIELD: Final = 200
_MOST_FIELDS: Final = 50
_MOST_PARTS: Final = 20
_DEEPEST: Final = 4
_NAMES: Final = ("field", "property", "path", "param", "loc", "name", "key")
_SAYINGS: Final = ("message", "msg", "error", "reason", "detail", "title", "description", "constraints", "errors")
_TITLE: Final = re.compile(rb"<title[^>]*>([^<]{1,500})", re.IGNORECASE)


def server_words(payload: object, *secrets: str) -> str:
    """Give the words of a body: the first place of contract §1, Errors, that says something.

    Cleaned, on one line, at most 500 characters, ``secrets`` masked. Empty where the body says nothing.
    """
    return _tidy(_first(payload), _LONGEST, secrets)


def field_words(payload: object, *secrets: str) -> dict[str, str]:
    """Give the field errors of ``errors``: an object keyed by field, or a list of objects that name their field."""
    if not isinstance(payload, Mapping):
        return {}
    inner = payload.get("error")
    nested = inner.get("errors") if isinstance(inner, Mapping) else None
    fields: dict[str, str] = {}
    for source in (payload.get("errors"), nested, payload.get("message"), payload.get("detail")):
        for name, said in _fields(source):
            key, words = _tidy(name, _LONGEST_FIELD, secrets), _tidy(said, _LONGEST_FIELD, secrets)
            if key and words and len(fields) < _MOST_FIELDS:
                fields.setdefault(key, words)
        if fields:
            break
    return fields


def page_title(body: bytes, *secrets: str) -> str:
    """Give the title of a web page; empty where it has none."""
    found = _TITLE.search(body[:10_000])
    return _tidy(found[1].decode("utf-8", "replace"), _LONGEST_FIELD, secrets) if found else ""


def request_id(payload: object, *secrets: str) -> str:
    """Give the server's id of the request out of a body; empty where it gave none."""
    if not isinstance(payload, Mapping):
        return ""
    value = payload.get("requestId", payload.get("request_id"))
    return _tidy(str(value), _LONGEST_FIELD, secrets) if isinstance(value, str | int) else ""


def _first(payload: object) -> str:
    if isinstance(payload, str):
        return payload
    if not isinstance(payload, Mapping):
        return _said(payload, 0)
    error = payload.get("error")
    inner = error.get("message") if isinstance(error, Mapping) else None
    errors = payload.get("errors")
    said = (
        *(_said(place, 0) for place in (payload.get("message"), inner, error)),
        # Keyed by field: a field called `title` is no title of the failure.
        _each(errors, 0) if isinstance(errors, Mapping) else _said(errors, 0),
        *(_said(place, 0) for place in (payload.get("detail"), payload.get("title"))),
    )
    return next((words for words in said if words.strip()), "")


def _said(value: object, depth: int) -> str:
    """Give the words in any JSON value; numbers and yes/no say nothing by themselves."""
    if isinstance(value, str):
        return value[: _LONGEST * 4]
    if depth >= _DEEPEST:
        return ""
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return _joined(_said(entry, depth + 1) for entry in value[:_MOST_PARTS])
    if not isinstance(value, Mapping):
        return ""
    said = next((words for key in _SAYINGS if (words := _said(value.get(key), depth + 1).strip())), "")
    name = _name_of(value)
    if said:
        return f"{name}: {said}" if name else said
    return _each(value, depth)


def _each(value: Mapping[object, object], depth: int) -> str:
    """Give the words of every entry, each behind its key."""
    return _joined(
        f"{key}: {words}" if (words := _said(entry, depth + 1)) else ""
        for key, entry in list(value.items())[:_MOST_PARTS]
    )


def _fields(source: object) -> Iterator[tuple[str, str]]:
    if isinstance(source, Mapping):
        for key, value in list(source.items())[:_MOST_FIELDS]:
            yield str(key), _said(value, 0)
    elif isinstance(source, list):
        for entry in source[:_MOST_FIELDS]:
            if isinstance(entry, Mapping) and (name := _name_of(entry)):
                yield name, next((words for key in _SAYINGS if (words := _said(entry.get(key), 1).strip())), "")


def _name_of(entry: Mapping[object, object]) -> str:
    """Give the field that an entry of a list of errors names; of a path the last step that is a name."""
    for key in _NAMES:
        value = entry.get(key)
        if isinstance(value, str) and value.strip():
            return value
        if isinstance(value, list):
            steps = [step for step in value if isinstance(step, str) and step.strip()]
            if steps:
                return steps[-1]
    return ""


def _joined(parts: Iterator[str]) -> str:
    return "; ".join(words for part in parts if (words := part.strip()))


def _tidy(text: str, longest: int, secrets: tuple[str, ...]) -> str:
    line = redact(one_line(text[: longest * 4]), *secrets)
    return line if len(line) <= longest else line[: longest - 1] + "…"
