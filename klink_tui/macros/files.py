"""What a macro and a snippet are, and how they are read from their files; what can't be used is told with its line.

A macro is a TOML file::

    name = "Ask for more, set pending"     # what the picker shows; without it the file's own name
    key = "p"                              # picks it by one key: a small letter or a digit
    tags = ["follow-up"]                   # tags that are added
    next = true                            # go to the next ticket once it was handed over
    message = \"\"\"
    Hello {contact.first_name|there},
    \"\"\"

    [set]                                  # fields that are set
    status = "pending"
    priority = "high"
    assignee = "me"                        # me, nobody, or somebody's name, email or id
    cf_region = "North"

A snippet is a text file whose name is what it is called.
"""

import string
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Final

from klink_tui.errors import ConfigError
from klink_tui.macros.lines import line_of, line_with
from klink_tui.macros.variables import TABLE, nearest_variable, places
from klink_tui.text import clean, one_line

Value = str | int | float | bool | tuple[str, ...]
"""What a macro sets a field to."""

KNOWN: Final = ("name", "key", "message", "tags", "next", "set")
FIELDS: Final = ("status", "priority", "assignee")
"""What a macro can set beside custom fields."""
CUSTOM: Final = "cf_"
LONGEST: Final = 100_000
"""Bytes of a file; more is no macro and no snippet."""
_LONGEST_NAME: Final = 60


class MacroFileError(ConfigError):
    """A macro or a snippet can't be used as it stands in its file."""

    def __init__(self, message: str, *, line: int = 0, hint: str = "") -> None:
        """Keep the words and the line, 0 for the whole file."""
        super().__init__(message, hint=hint)
        self.line = line


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that can't be used, and why."""

    file: str
    """Its name below the directory of the settings: ``macros/reply.toml``."""
    line: int
    """0 for the whole file."""
    why: str

    def __str__(self) -> str:
        """Give it as editors take it: file, line, words."""
        return f"{self.file}:{self.line}: {self.why}" if self.line else f"{self.file}: {self.why}"


@dataclass(frozen=True, slots=True)
class Macro:
    """What is done to a ticket, and written to its contact, as one."""

    file: str
    """As :attr:`Broken.file`."""
    name: str
    key: str = ""
    """The key that picks it; empty for none of its own."""
    message: str = ""
    """With its variables; empty for none."""
    tags: tuple[str, ...] = ()
    """Names of the tags that are added."""
    sets: Mapping[str, Value] = field(default_factory=dict)
    """Field → value, texts with their variables."""
    next: bool = False
    """Whether one goes on to the next ticket after it."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """Field → the line that sets it."""

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything in it that may have variables."""
        return (self.message, *(value for value in self.sets.values() if isinstance(value, str)))

    @property
    def about_agent(self) -> bool:
        """Whether it has to be known who the agent is, or who the others are."""
        return "assignee" in self.sets or any(
            place.name.startswith("agent.") for text in self.texts for place in places(text)
        )

    def without_key(self) -> "Macro":
        """Give it with no key of its own."""
        return replace(self, key="")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A text that is put in while writing."""

    name: str
    """What is typed behind the semicolon."""
    text: str
    """With its variables."""


def read_macro(file: str, raw: bytes) -> Macro | Broken:
    """Read a macro; ``file`` is its name as it is told."""
    try:
        return _macro(file, _text(raw))
    except MacroFileError as error:
        return Broken(file, error.line, str(error))


def read_snippet(file: str, name: str, raw: bytes) -> Snippet | Broken:
    """Read a snippet, which is called ``name``."""
    try:
        if not name or any(not (char.isalnum() or char in "-_") for char in name):
            raise MacroFileError("A snippet's file is called by letters, digits, - and _ alone.")
        text = clean(_text(raw)).strip("\n").rstrip()
        if not text:
            raise MacroFileError("There is nothing in it.")
        _check_variables(text, text, 1)
        return Snippet(name, text)
    except MacroFileError as error:
        return Broken(file, error.line, str(error))


def _text(raw: bytes) -> str:
    if len(raw) > LONGEST:
        raise MacroFileError(f"It is longer than {LONGEST:,} bytes.")
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise MacroFileError("It is not UTF-8.", line=raw[: error.start].count(b"\n") + 1) from error


def _macro(file: str, text: str) -> Macro:
    table = _parsed(text)
    for key in table:
        if key not in KNOWN:
            is_field = key in FIELDS or key.startswith(CUSTOM)
            hint = "Fields stand below [set]." if is_field else _near(key, KNOWN)
            raise MacroFileError(f"A macro has no {one_line(key)!r}.", line=line_of(text, key), hint=hint)
    stem = file.rpartition("/")[2].removesuffix(".toml")
    name = one_line(_string(table, text, "name")) or one_line(stem.replace("-", " ").replace("_", " "))
    if len(name) > _LONGEST_NAME:
        raise MacroFileError(f"Its name has more than {_LONGEST_NAME} characters.", line=line_of(text, "name"))
    message = clean(_string(table, text, "message")).strip("\n").rstrip()
    _check_variables(text, message, line_of(text, "message"))
    goes_on = table.get("next", False)
    if not isinstance(goes_on, bool):
        raise MacroFileError("next: expected true or false.", line=line_of(text, "next"))
    sets = _sets(table, text)
    macro = Macro(
        file=file,
        name=name,
        key=_key(table, text),
        message=message,
        tags=_tags(table, text),
        sets=sets,
        next=goes_on,
        lines={key: line_of(text, "set", key) for key in sets},
    )
    if not (macro.message or macro.tags or macro.sets):
        raise MacroFileError("It does nothing.", hint="Give it a message, tags, or fields below [set].")
    return macro


def _parsed(text: str) -> dict[str, object]:
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        words = one_line(str(error))
        _, _, at = words.rpartition("(at line ")
        number = at.partition(",")[0]
        line = int(number) if number.isdigit() else text.count("\n") + 1
        raise MacroFileError(f"It is not valid TOML: {words}.", line=line) from error
    except RecursionError as error:
        raise MacroFileError("It is nested too deep.") from error


def _string(table: Mapping[str, object], text: str, key: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise MacroFileError(f"{key}: expected text in quotes.", line=line_of(text, key))
    return value


def _key(table: Mapping[str, object], text: str) -> str:
    key, line = _string(table, text, "key"), line_of(text, "key")
    if key and (len(key) != 1 or key not in string.ascii_lowercase + string.digits):
        raise MacroFileError("key: expected one small letter or digit.", line=line)
    return key


def _tags(table: Mapping[str, object], text: str) -> tuple[str, ...]:
    tags = table.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) and tag.strip() for tag in tags):
        raise MacroFileError("tags: expected a list of names in quotes.", line=line_of(text, "tags"))
    return tuple(dict.fromkeys(one_line(tag) for tag in tags))


def _sets(table: Mapping[str, object], text: str) -> dict[str, Value]:
    given = table.get("set", {})
    if not isinstance(given, dict):
        raise MacroFileError("set: expected a table.", line=line_of(text, "set"), hint="Begin it with [set].")
    return {key: _value(key, value, text) for key, value in given.items()}


def _value(key: str, value: object, text: str) -> Value:
    line = line_of(text, "set", key)
    if key not in FIELDS and not key.startswith(CUSTOM):
        if key == "tags":
            raise MacroFileError("Tags are added, not set.", line=line, hint='Write tags = ["name"] above [set].')
        hint = _near(key, (*FIELDS, "cf_…"))
        raise MacroFileError(f"A macro can't set {one_line(key)!r}.", line=line, hint=hint)
    if isinstance(value, list) and key.startswith(CUSTOM) and all(isinstance(entry, str) for entry in value):
        return tuple(clean(entry) for entry in value)
    if isinstance(value, str):
        _check_variables(text, value, line)
        return clean(value)
    if isinstance(value, bool | int | float) and key.startswith(CUSTOM):
        return value
    if key.startswith(CUSTOM):
        raise MacroFileError(f"{key}: expected text, a number, true or false, or a list of texts.", line=line)
    raise MacroFileError(f"{key}: expected text in quotes.", line=line)


def _check_variables(text: str, value: str, start: int) -> None:
    """Refuse a name in braces that is no variable.

    Raises:
        MacroFileError: there is one.
    """
    for place in places(value):
        if place.name not in TABLE:
            shown = value[place.start : value.index("}", place.start) + 1]
            line = line_with(text, shown, max(start, 1))
            words = f"There is no variable {one_line(shown)}."
            raise MacroFileError(words, line=line, hint=nearest_variable(place.name))


def _near(word: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(word, known, n=1, cutoff=0.5)
    return f"Did you mean {near[0]}?" if near else f"Known are: {', '.join(known)}."
