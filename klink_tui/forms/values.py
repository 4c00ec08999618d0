"""Text ↔ value, kind by kind. Pure: what is typed and what day it is go in, a value or a sentence comes out."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final
from urllib.parse import urlsplit

from klink_tui.errors import FormError
from klink_tui.forms.choices import join_names, label_of, pick, pick_several, shortened, split_names
from klink_tui.forms.dates import read_date
from klink_tui.forms.spec import Choice, FieldSpec, Value
from klink_tui.models.field import FieldKind
from klink_tui.text import clean

Held = str | tuple[str, ...]
"""What a form holds of a field as it is typed: text, or the entries of a multi-select."""

YES: Final = "yes"
NO: Final = "no"

_LARGEST: Final = 2**53 - 1
"""Beyond it a server in JavaScript rounds."""
_DIGITS: Final = 15
"""Significant digits that survive the way through a double."""
_LONGEST_NUMBER: Final = 40

_YES_WORDS: Final = frozenset({YES, "y", "true", "on", "1", "checked", "✓"})
_NO_WORDS: Final = frozenset({NO, "n", "false", "off", "0", "unchecked"})
_UNSET_WORDS: Final = frozenset({"unset", "none", "-", "–", "—"})

_NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)", re.ASCII)
_COMMA: Final = re.compile(r"([+-]?\d+),(\d+)", re.ASCII)
_EMAIL: Final = re.compile(r"[^\s@<>()\[\],;:\\\"]+@[^\s@<>()\[\],;:\\\"]+\.[^\s@<>()\[\],;:\\\".]+")
_PHONE: Final = re.compile(r"\+?[\d\s().\-]*(?:\s*(?:x|ext\.?)\s*\d+)?", re.ASCII | re.IGNORECASE)
_DOMAIN: Final = re.compile(r"[^\s/:@.]+(?:\.[^\s/:@.]+)+(?:[/:?#]\S*)?")
_FEWEST_DIGITS: Final = 3
_MOST_DIGITS: Final = 20
_LONGEST_EMAIL: Final = 254


def parse(
    spec: FieldSpec,
    held: Held,
    *,
    today: date,
    choices: Sequence[Choice] = (),
    is_free: bool = False,
    multiline: bool = False,
) -> Value:
    """Give the value that ``held`` means; ``None`` where it is empty.

    ``choices`` are those that can be chosen; where the choice ``is_free``, any other text is one too. ``multiline``
    keeps newlines in a field that otherwise has one line.

    Raises:
        FormError: it means no value of this kind; ``fields`` names the field.
    """
    try:
        return _parse(spec, held, today, choices, is_free, multiline or spec.multiline)
    except FormError as error:
        raise FormError(error.message, {spec.key: error.message}) from error


def format_value(spec: FieldSpec, value: Value, choices: Sequence[Choice] = ()) -> str:
    """Give ``value`` as the text that :func:`parse` reads as that value; empty for none."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return join_names(choices, value) if spec.chooses else ", ".join(value)
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, int | float):
        return digits_of(value)
    return label_of(choices, value) if spec.chooses else value


def _parse(
    spec: FieldSpec, held: Held, today: date, choices: Sequence[Choice], is_free: bool, multiline: bool
) -> Value:
    if spec.kind is FieldKind.MULTISELECT:
        texts = split_names(choices, clean(held)) if isinstance(held, str) else held
        texts = tuple(text for text in (_line(text) for text in texts) if text)
        return pick_several(choices, texts, is_free=is_free) or None
    text = held if isinstance(held, str) else "\n".join(held)
    if spec.many:
        return _several(_LINES[spec.kind], text)
    text = clean(text).strip("\n").rstrip() if multiline else _line(text)
    if not text.strip():
        return None
    if spec.kind is FieldKind.SELECT:
        return pick(choices, text, is_free=is_free)
    if spec.kind is FieldKind.DATE:
        return read_date(ascii_digits(text), today).isoformat()
    if spec.kind is FieldKind.NUMBER:
        return read_number(text)
    if spec.kind is FieldKind.CHECKBOX:
        return read_yes_no(text)
    return _LINES[spec.kind](text) if spec.kind in _LINES else text


def _several(read: Callable[[str], str], text: str) -> tuple[str, ...] | None:
    entries = (_line(entry) for entry in re.split(r"[,;\n]", clean(text)))
    return tuple(dict.fromkeys(read(entry) for entry in entries if entry)) or None


def read_number(text: str) -> int | float:
    """Read a number: whole ones stay whole.

    Raises:
        FormError: it is none, or one that would not reach the server as it was typed.
    """
    plain = ascii_digits(text).replace("\N{MINUS SIGN}", "-")
    if (match := _COMMA.fullmatch(plain)) and len(plain) <= _LONGEST_NUMBER:
        raise FormError(f"Decimals are written with a point: {match[1]}.{match[2]}. Thousands stand without one.", {})
    if not _NUMBER.fullmatch(plain):
        raise FormError("Digits only, with a point for decimals: 1234.5.", {})
    if len(plain) > _LONGEST_NUMBER:
        raise FormError("This number is too long to be kept exactly.", {})
    exact = Decimal(plain)
    if abs(exact) > _LARGEST:
        raise FormError(f"This number is too large to be kept exactly; the largest is {_LARGEST}.", {})
    if "." not in plain:
        return int(plain)
    number = float(exact) + 0.0
    if Decimal(repr(number)) != exact or len(exact.normalize().as_tuple().digits) > _DIGITS:
        raise FormError(f"This number has too many digits to be kept exactly; {_DIGITS} are.", {})
    return number


def read_yes_no(text: str) -> bool | None:
    """Read yes, no or neither.

    Raises:
        FormError: it is none of these.
    """
    word = text.strip().casefold()
    if word in _YES_WORDS:
        return True
    if word in _NO_WORDS:
        return False
    if not word or word in _UNSET_WORDS:
        return None
    raise FormError("Write yes or no, or leave it empty.", {})


def read_link(text: str) -> str:
    """Read a web address; it must say http or https.

    Raises:
        FormError: it is no such address.
    """
    if any(char.isspace() for char in text):
        raise FormError("A link holds no spaces.", {})
    try:
        parts = urlsplit(text)
        scheme, host = parts.scheme.casefold(), parts.hostname
    except ValueError as error:
        raise FormError("This is no web address.", {}) from error
    if scheme in ("http", "https") and text.casefold().startswith(f"{scheme}://"):
        if host:
            return text
        raise FormError("The address lacks its host: https://example.com.", {})
    if _DOMAIN.fullmatch(text):
        raise FormError(f"A link begins with https://. Did you mean https://{shortened(text)}?", {})
    raise FormError("A link begins with https:// or http://.", {})


def read_email(text: str) -> str:
    """Read one email address; whether it exists only the server can tell.

    Raises:
        FormError: it can't be one.
    """
    if len(text) <= _LONGEST_EMAIL and ".." not in text and _EMAIL.fullmatch(text):
        return text
    if any(char in text for char in ",;"):
        raise FormError("Only one address fits here.", {})
    raise FormError("This is no email address: name@example.com.", {})


def read_phone(text: str) -> str:
    """Read one phone number: digits, ``+`` in front, spaces and ``( ) - .`` between, ``x`` and an extension behind.

    Raises:
        FormError: it can't be one.
    """
    plain = ascii_digits(text)
    count = sum(char.isdigit() for char in plain)
    if len(plain) > _LONGEST_NUMBER or not _PHONE.fullmatch(plain):
        raise FormError("A phone number is digits, with + in front, and spaces, ( ) - . between: +66 2 123 4567.", {})
    if count < _FEWEST_DIGITS:
        raise FormError(f"A phone number has at least {_FEWEST_DIGITS} digits.", {})
    if count > _MOST_DIGITS:
        raise FormError(f"A phone number has at most {_MOST_DIGITS} digits.", {})
    return plain


_LINES: Final[Mapping[FieldKind, Callable[[str], str]]] = {
    FieldKind.LINK: read_link,
    FieldKind.EMAIL: read_email,
    FieldKind.PHONE: read_phone,
}


def ascii_digits(text: str) -> str:
    """Give ``text`` with the digits of any script as 0–9: a Thai or Burmese keyboard types its own."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def _line(text: str) -> str:
    return clean(text).replace("\n", " ").strip()


def digits_of(value: float) -> str:
    """Give a number without an exponent, a whole one without a point."""
    if isinstance(value, int):
        return str(value)
    plain = format(Decimal(repr(value)).normalize(), "f")
    return plain if len(plain) <= _LONGEST_NUMBER else str(value)
