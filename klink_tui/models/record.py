"""The base of every object the server sends: read liberally, keep the raw (contract, *Read liberally*)."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, ClassVar, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationError,
    model_validator,
)
from pydantic.alias_generators import to_camel

from klink_tui.errors import BadRecordError
from klink_tui.models.moment import Moment
from klink_tui.text import clean, lost_something, one_line

Json = dict[str, Any]
"""A decoded JSON object."""


def _text(value: object) -> object:
    """Read a string from any scalar; ``None`` is the empty string (some desks send one for the other)."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


def _clean_text(value: object) -> object:
    text = _text(value)
    return clean(text) if isinstance(text, str) else text


def _clean_line(value: object) -> object:
    text = _text(value)
    return one_line(text) if isinstance(text, str) else text


def _moment(value: object) -> object:
    return Moment.read(value) if isinstance(value, str | int | float | Moment) else value


def _items(value: object) -> object:
    """Read a list: a single value is a list of one."""
    return value if isinstance(value, list | tuple) else (value,)


T = TypeVar("T")

Text = Annotated[str, BeforeValidator(_clean_text)]
"""Cleaned text, newlines kept; empty where the server sent nothing."""
Line = Annotated[str, BeforeValidator(_clean_line)]
"""Cleaned text on one line; empty where the server sent nothing."""
When = Annotated[Moment | None, BeforeValidator(_moment)]
"""A moment; ``None`` where the server sent nothing."""
Whole = Annotated[int, Field(gt=-(2**63), lt=2**63)]
"""A whole number that a database can hold."""
Many = Annotated[tuple[T, ...], BeforeValidator(_items)]
"""A list, of one where the server sent no list; empty where the server sent nothing."""


class Record(BaseModel):
    """An object as the server sent it.

    Either key case is read. A value of the wrong shape costs only its own field, which is then named in
    :attr:`problems`; unknown keys stay in :attr:`raw`.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        arbitrary_types_allowed=True,
        allow_inf_nan=False,
        defer_build=True,  # its validator is built with the first record read: the start needs only some
    )

    ALIASES: ClassVar[Mapping[str, str]] = {}
    """Further spellings on the wire → the field they mean."""

    REQUIRED: ClassVar[tuple[str, ...]] = ()
    """Fields without which the record is no record."""

    _raw: Json = PrivateAttr(default_factory=dict)
    _problems: tuple[str, ...] = PrivateAttr(default=())

    @property
    def raw(self) -> Json:
        """The object as it came, unknown keys and uncleaned text included."""
        return self._raw

    @property
    def carried(self) -> frozenset[str]:
        """The fields that came with it, empty ones included; a bare row lacks some (contract §3)."""
        names = _names(type(self))
        return frozenset(names[key] for key in self._raw if key in names) - frozenset(self._problems)

    @property
    def problems(self) -> tuple[str, ...]:
        """The fields that could not be read and stand at their defaults."""
        return self._problems

    @property
    def cleaned(self) -> tuple[str, ...]:
        """The fields whose text lost something to the cleaner (``reliability.md``, *Text*)."""
        names = _names(type(self))
        return tuple(
            names.get(key, key) for key, value in self._raw.items() if isinstance(value, str) and lost_something(value)
        )

    @classmethod
    def read(cls, value: object) -> Self:
        """Read one object.

        Raises:
            BadRecordError: it is no object, or lacks what makes it one.
        """
        if not isinstance(value, Mapping):
            raise BadRecordError(f"not an object but {_kind(value)}")
        try:
            return cls.model_validate(value)
        except ValidationError as error:
            raise BadRecordError(_reason(error)) from error
        except RecursionError as error:
            raise BadRecordError("nested too deeply") from error

    @model_validator(mode="wrap")
    @classmethod
    def _tolerate(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Read what can be read; drop what can't, and say so."""
        if not isinstance(value, Mapping):
            return handler(value)
        named = _rename(cls, value)
        problems: list[str] = []
        try:
            record = handler(named)
        except ValidationError as error:
            for loc in _places(error):
                _drop(named, loc, problems)
            record = handler(named)
        for field in cls.REQUIRED:
            if getattr(record, field) in (None, ""):
                raise ValueError(f"{field} is missing")
        record._raw = dict(value)
        record._problems = tuple(dict.fromkeys(problems))
        return record


@cache
def _names(cls: type[Record]) -> dict[str, str]:
    """Map every spelling a class reads to its field."""
    spellings: dict[str, str] = {}
    for field in cls.model_fields:
        spellings[to_camel(field)] = field
        spellings[field] = field
    return {**spellings, **cls.ALIASES}


def _rename(cls: type[Record], value: Mapping[str, Any]) -> Json:
    """Give the object under its field names; of two spellings the one that says something wins.

    Nothing and the empty string are left out, whatever the field: some desks send one for the other (contract §5), and
    every field has a default that says the same.
    """
    names = _names(cls)
    named: Json = {}
    for key, item in value.items():
        field = names.get(key)
        if field is not None and item is not None and item != "" and named.get(field, []) == []:
            named[field] = item
    return named


def _places(error: ValidationError) -> list[tuple[int | str, ...]]:
    """Give the fields, or entries of a field, that are wrong; of several in one list the last first."""
    details = error.errors(include_url=False, include_input=False)
    places = {detail["loc"][:2] for detail in details if detail["loc"]}

    def last_first(loc: tuple[int | str, ...]) -> tuple[str, int]:
        return str(loc[0]), -loc[1] if len(loc) > 1 and isinstance(loc[1], int) else 0

    return sorted(places, key=last_first)


def _drop(named: Json, loc: tuple[int | str, ...], problems: list[str]) -> None:
    """Take out what stands at ``loc``: one entry where it lies in a list, else the field."""
    field = str(loc[0])
    problems.append(field)
    entries = named.get(field)
    if len(loc) > 1 and isinstance(loc[1], int) and isinstance(entries, list | tuple):
        named[field] = [entry for index, entry in enumerate(entries) if index != loc[1]]
    else:
        named.pop(field, None)


def _reason(error: ValidationError) -> str:
    """Say in words why a record is none."""
    return error.errors(include_url=False, include_input=False)[0]["msg"].removeprefix("Value error, ")


def _kind(value: object) -> str:
    """Name the kind of a JSON value."""
    if value is None:
        return "nothing"
    return {bool: "a yes/no", str: "a text", list: "a list"}.get(type(value), "a number")
