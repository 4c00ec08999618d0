"""Which field a server's word is about: the keys of a 422, in any spelling (contract §1, Errors)."""

import re
from collections.abc import Iterable
from typing import Final

from klink_tui.forms.spec import FieldSpec
from klink_tui.forms.wire import spellings, squash

_WRAPPERS: Final = re.compile(
    r"^(?:(?:body|data|payload|attributes|fields|custom_?fields)(?:[./]|\[['\"]?|(?=$)))+", re.IGNORECASE
)
_BREAKS: Final = re.compile(r"[.\[\]/'\"]+")


def find_field(fields: Iterable[FieldSpec], key: str) -> FieldSpec | None:
    """Give the field that ``key`` names.

    Tried in this order: system name and wire key to the letter; either of them, or a synonym, in any case; the display
    name. Wrappers (``customFields.cf_x``, ``customFields[cf_x]``, ``/data/title``) and places in a list (``tags.0``)
    are looked through.
    """
    known = tuple(fields)
    for name in _names(key):
        for matches in (_to_the_letter, _in_any_case, _as_shown):
            found = [field for field in known if matches(field, name)]
            # Two fields whose names differ only in case or underscores: neither is meant for certain.
            if len(found) == 1:
                return found[0]
    return None


def _names(key: str) -> tuple[str, ...]:
    """Give what ``key`` may mean, the likeliest first."""
    path = key.strip().lstrip("/$.")
    bare = _WRAPPERS.sub("", path).rstrip("]'\"")
    parts = [part for part in _BREAKS.split(path) if part and not part.isdigit()]
    return tuple(dict.fromkeys(name for name in (path, bare, *reversed(parts)) if name))


def _to_the_letter(field: FieldSpec, name: str) -> bool:
    return name in (field.key, field.wire_key)


def _in_any_case(field: FieldSpec, name: str) -> bool:
    own = {squash(field.key), *(spellings(field.wire_key) if field.wire_key and not field.is_custom else ())}
    return squash(name) in own


def _as_shown(field: FieldSpec, name: str) -> bool:
    return squash(field.label) == squash(name)
