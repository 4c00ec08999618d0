"""How keys are called: as Textual names them, as a person writes them, and back."""

from typing import Final

SIGNS: Final = {
    "exclamation_mark": "!", "quotation_mark": '"', "number_sign": "#", "dollar_sign": "$", "percent_sign": "%",
    "ampersand": "&", "apostrophe": "'", "left_parenthesis": "(", "right_parenthesis": ")", "asterisk": "*",
    "plus": "+", "comma": ",", "minus": "-", "full_stop": ".", "slash": "/", "colon": ":", "semicolon": ";",
    "less_than_sign": "<", "equals_sign": "=", "greater_than_sign": ">", "question_mark": "?", "at": "@",
    "left_square_bracket": "[", "backslash": "\\", "right_square_bracket": "]", "circumflex_accent": "^",
    "underscore": "_", "grave_accent": "`", "left_curly_bracket": "{", "vertical_line": "|",
    "right_curly_bracket": "}", "tilde": "~",
}  # fmt: skip
"""Textual's names of the signs on a keyboard."""
_SHORT: Final = {
    "escape": "esc", "pagedown": "pgdn", "pageup": "pgup", "down": "↓", "up": "↑", "left": "←", "right": "→",
}  # fmt: skip
_NAMED: Final = frozenset(
    {"up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete", "backspace"}
    | {"tab", "enter", "escape", "space", *(f"f{number}" for number in range(1, 25))}
)
_ALSO: Final = {
    "esc": "escape", "return": "enter", "ret": "enter", "cr": "enter", "pgdn": "pagedown", "pgup": "pageup",
    "page_down": "pagedown", "page_up": "pageup", "pagedn": "pagedown", "del": "delete", "ins": "insert",
    "bs": "backspace", "spacebar": "space", "↓": "down", "↑": "up", "←": "left", "→": "right",
    "period": "full_stop", "dot": "full_stop", "hash": "number_sign", "bar": "vertical_line", "pipe": "vertical_line",
    "hyphen": "minus", "dash": "minus", "backtick": "grave_accent", "caret": "circumflex_accent", "star": "asterisk",
    "equals": "equals_sign", "quote": "apostrophe", "plus_sign": "plus", "commercial_at": "at", "solidus": "slash",
    "reverse_solidus": "backslash", "low_line": "underscore", "hyphen_minus": "minus", "question": "question_mark",
    "exclamation": "exclamation_mark",
}  # fmt: skip
"""Other ways to write a key."""
_MODIFIERS: Final = {
    "ctrl": "ctrl", "control": "ctrl", "c": "ctrl", "alt": "alt", "meta": "alt", "option": "alt", "opt": "alt",
    "m": "alt", "shift": "shift", "s": "shift", "super": "super", "cmd": "super", "win": "super",
}  # fmt: skip
_NUL: Final = ("ctrl+space", "ctrl+@", "ctrl+at")
"""The names that one key goes by, as terminals send it in more than one way."""
_NAMES: Final = {sign: name for name, sign in SIGNS.items()}


def key_text(key: str) -> str:
    """Write a key as a person reads it: ``question_mark`` is ``?``."""
    *modifiers, last = key.split("+")
    return "+".join((*modifiers, SIGNS.get(last) or _SHORT.get(last, last)))


def keys_text(keys: str) -> str:
    """Write comma-separated keys as a person reads them."""
    return " ".join(key_text(key) for key in keys.split(",") if key)


def is_typed(key: str) -> bool:
    """Tell whether a key, as Textual names it, types itself where there is a field to type in."""
    return len(key) == 1 or key in SIGNS or key == "space"


def read_key(written: str) -> str | None:
    """Give Textual's name of one key, as a person writes it or as Textual does; ``None`` where there is no such key.

    ``Ctrl+S``, ``ctrl-s``, ``?``, ``esc``, ``PgDn``, ``shift+g`` (which is ``G``) and ``question_mark`` are all read.
    """
    text = written.strip()
    if len(text) == 1:
        return _single(text)
    if text.lower() == "ctrl+@":
        return "ctrl+@"
    parts = _parts(text)
    if parts is None:
        return None
    modifiers, last = parts
    if len(last) == 1:
        key: str | None = _single(last)
        if key is not None and len(key) == 1 and modifiers:
            key, modifiers = _shifted(key, modifiers)
    else:
        low = last.lower()
        low = _ALSO.get(low, low)
        key = low if low in _NAMED or low in SIGNS else None
    if key is None:
        return None
    if modifiers == {"shift"} and is_typed(key) and key != "space":
        return None  # What a sign is with shift is the keyboard's affair: the other sign is what arrives.
    return "+".join((*sorted(modifiers), key))


def read_keys(written: str) -> tuple[list[str], list[str]]:
    """Read comma-separated keys: Textual's names, each once, and what names no key. Empty is no key at all."""
    found: dict[str, None] = {}
    unknown: list[str] = []
    if written.strip() == ",":
        return ["comma"], []
    for part in written.split(",") if written.strip() else ():
        key = read_key(part)
        if key is None:
            unknown.append(part.strip())
        elif key in _NUL:
            found |= dict.fromkeys(_NUL)
        else:
            found[key] = None
    return list(found), unknown


def _single(char: str) -> str | None:
    if char in _NAMES:
        return _NAMES[char]
    if char in _ALSO:
        return _ALSO[char]
    return char if char.isalnum() else None


def _parts(text: str) -> tuple[set[str], str] | None:
    """Split a key from what is held down with it."""
    join = "+" if "+" in text[:-1] else "-"
    if text.endswith(join + join):
        before, last = text[:-2].split(join), join
    else:
        *before, last = text.split(join)
    modifiers = [_MODIFIERS.get(part.strip().lower(), "") for part in before]
    last = last.strip()
    return (set(modifiers), last) if all(modifiers) and last else None


def _shifted(key: str, modifiers: set[str]) -> tuple[str, set[str]]:
    """Give a letter as terminals send it: shift is in a capital, and gets lost beside ctrl."""
    if modifiers == {"shift"}:
        return (key.upper(), set()) if key.isalpha() else (key, modifiers)
    if "ctrl" in modifiers:
        return key.lower(), modifiers
    if key.isupper():  # Beside alt, shift is told by name.
        return key.lower(), modifiers | {"shift"}
    return key, modifiers
