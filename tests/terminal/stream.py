"""What a program sends to a terminal, taken apart strictly, and what of it is the console's own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal
from unicodedata import category

Kind = Literal["text", "control", "csi", "osc", "string", "escape", "broken"]
"""``string`` is DCS, SOS, PM or APC; ``broken`` is what no terminal can be trusted with: C1, bad UTF-8, a cut end."""


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of the stream."""

    kind: Kind
    text: str
    """As it was sent, decoded; bytes that are no UTF-8 as lone surrogates."""
    place: int
    """Where it stands, in characters from the start."""


_TOKENS: Final = re.compile(
    r"""
      (?P<csi>    \x1b \[ [0-?]* [ -/]* [@-~] )
    | (?P<osc>    \x1b \] [^\x07\x1b]* (?: \x07 | \x1b \\ ) )
    | (?P<string> \x1b [PX^_] [^\x1b]* (?: \x1b \\ )? )
    | (?P<escape> \x1b [ -/]* [0-Z\\^-~] )
    | (?P<broken> \x1b | [\x80-\x9f\udc80-\udcff] )
    | (?P<control> [\x00-\x1a\x1c-\x1f\x7f] )
    | (?P<text>   [^\x00-\x1f\x7f-\x9f\udc80-\udcff]+ )
    """,
    re.VERBOSE,
)
_KINDS: Final[tuple[Kind, ...]] = ("csi", "osc", "string", "escape", "broken", "control", "text")

_OWN_CSI: Final = re.compile(
    r"""\x1b\[(?:
        [0-9;]*m                       # colours and styles
      | [0-9]+;[0-9]+H                 # the cursor's place
      | \?(?:7|25|1049|2004|2026)[hl]  # line wrap, cursor, alternate screen, paste, whole frames
      | \?(?:100[0346]|1015)[hl]      # mouse and focus
      | \?(?:2026|2048)\$p             # what the terminal can do
      | >25u | <u                      # kitty's keyboard protocol, on and off
    )""",
    re.VERBOSE,
)
_OWN_OSC: Final = re.compile(r"\x1b\]22;(?:default|pointer|text)\x07")
"""The mouse pointer's shape."""
_OWN_CONTROLS: Final = "\r\n"
_HIDDEN: Final = re.compile(
    "[\u00ad\u034f\u115f\u1160\u3164\uffa0"  # fillers and hyphens that are not seen
    "\u200b\u2028\u2029\u2060-\u2064\ufeff\ufff9-\ufffb"  # zero-width (joiners aside), line ends, annotations
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # the direction of reading
    "\U000e0000-\U000e007f]"  # tags
)
_HIGH_STACK: Final = re.compile("m{5}")
"""More marks on one base than the cleaner leaves (reliability, rules for text)."""


def tokens(raw: bytes) -> Iterator[Token]:
    """Take the stream apart; every byte is in one token."""
    text = raw.decode("utf-8", "surrogateescape")
    place = 0
    while place < len(text):
        found = _TOKENS.match(text, place)
        if found is None:
            raise AssertionError(f"The parser has no name for {text[place : place + 20]!r}")
        kind = next(kind for kind in _KINDS if found.group(kind) is not None)
        yield Token(kind, found.group(), place)
        place = found.end()


def is_own(token: Token) -> bool:
    """Tell whether the console itself sends this; anything else came out of somebody's text."""
    match token.kind:
        case "text":
            return all(_is_printable(char) for char in token.text) and not _HIGH_STACK.search(_marks(token.text))
        case "control":
            return token.text in _OWN_CONTROLS
        case "csi":
            return _OWN_CSI.fullmatch(token.text) is not None
        case "osc":
            return _OWN_OSC.fullmatch(token.text) is not None
        case _:
            return False


def foreign(raw: bytes) -> list[str]:
    """Give what is not the console's own, each with a little of what stands before it."""
    text = raw.decode("utf-8", "surrogateescape")
    return [
        f"{token.kind} {token.text[:40]!r} after {text[max(token.place - 30, 0) : token.place]!r}"
        for token in tokens(raw)
        if not is_own(token)
    ]


def modes_left(raw: bytes) -> dict[str, bool]:
    """Give the private modes as the stream leaves them: the number, and whether it is on."""
    found = (re.fullmatch(r"\x1b\[\?([0-9]+)([hl])", token.text) for token in tokens(raw) if token.kind == "csi")
    return {match[1]: match[2] == "h" for match in found if match}


def _marks(text: str) -> str:
    """Give ``m`` for each mark without a cell of its own, and a dot for everything else."""
    return "" if text.isascii() else "".join("m" if category(char) in ("Mn", "Me") else "." for char in text)


def _is_printable(char: str) -> bool:
    """Tell whether a character neither hides, nor turns the direction of reading, nor ends a line."""
    return not _HIDDEN.match(char)
