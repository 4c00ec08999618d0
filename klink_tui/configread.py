"""Reads a file of the user's: TOML, converted strictly, each error naming the file, the key and what was expected."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from klink_tui.errors import ConfigError
from klink_tui.text import one_line

_AT: Final = re.compile(r" - at `(?:key in )?\$\.?(?P<key>.*)`$", re.DOTALL)
_PLAIN: Final = {
    "str": "text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "object": "a table",
    "array": "a list",
}
"""msgspec's names of types, as a user would say them."""
_T = TypeVar("_T", bound=msgspec.Struct)


def text_of(path: Path) -> str:
    """Give the text of a file; one that is not there reads as an empty one.

    Raises:
        ConfigError: it can't be read, or is not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8 (byte {error.start}).") from error
    except OSError as error:
        raise ConfigError(f"{path} can't be read: {error.strerror or error}.") from error


def parsed(text: str, path: Path) -> dict[str, object]:
    """Give what a TOML text holds.

    Raises:
        ConfigError: it is no TOML; the message names line and column.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        # tomllib's words end with the line and the column.
        raise ConfigError(f"{path} is not valid TOML: {one_line(str(error))}.") from error
    except RecursionError as error:
        raise ConfigError(f"{path} is nested too deep.") from error


def converted(table: object, kind: type[_T], at: str, path: Path) -> _T:
    """Give a table as a struct; ``at`` is where it stands in the file, with a dot behind it, or empty.

    Raises:
        ConfigError: it is no table, or a key or a value in it is not known.
    """
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: {at.rstrip('.')}: expected a table.")
    known = kind.__struct_fields__
    for key in table:
        if key not in known:
            raise ConfigError(f"{path}: {at}{one_line(str(key))}: no such setting.", hint=nearest(str(key), known))
    for key, value in table.items():
        # An endpoint's key is not in msgspec's message: it is looked for here.
        if isinstance(value, dict):
            for inner, text in value.items():
                if not isinstance(text, str):
                    raise ConfigError(f"{path}: {at}{key}.{one_line(str(inner))}: expected text in quotes.")
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        words, where = str(error), _AT.search(str(error))
        words = words.removesuffix(where[0]) if where else words
        key = where["key"] if where else ""
        for type_name, plain in _PLAIN.items():
            words = words.replace(f"`{type_name}`", plain)
        if choices := _choices(kind, key):
            words = f"{words.replace('Invalid enum value', 'there is no')}, but {', '.join(choices)}"
        raise ConfigError(f"{path}: {at}{key}: {words[:1].lower()}{words[1:]}.") from error


def _choices(kind: type[msgspec.Struct], key: str) -> tuple[str, ...]:
    """Give the words that a key of a struct takes (``notices[0].on[1]``); none where it takes anything else."""
    import msgspec.inspect as inspect

    at: object = inspect.type_info(kind)
    for part in re.findall(r"[^.\[\]]+|\[\w+\]", key):
        if isinstance(at, inspect.UnionType):  # With None, where it can be left out.
            at = at.types[0]
        if isinstance(at, inspect.StructType):
            at = next((field.type for field in at.fields if field.encode_name == part), None)
        elif isinstance(at, inspect.ListType | inspect.VarTupleType):
            at = at.item_type
    return tuple(f"'{value}'" for value in at.values) if isinstance(at, inspect.LiteralType) else ()


def flat(table: object) -> object:
    """Give a table of texts with dotted keys, whether these were written in quotes or not."""
    if not isinstance(table, dict):
        return table
    found: dict[str, object] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            inner = flat(value)
            assert isinstance(inner, dict)
            found |= {f"{key}.{name}": text for name, text in inner.items()}
        else:
            found[key] = value
    return found


def nearest(word: str, known: Mapping[str, object] | tuple[str, ...]) -> str:
    """Give a hint: the known name that is like ``word``, or all of them."""
    import difflib

    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f"Did you mean {near[0]}?" if near else f"Known are: {', '.join(known)}."
