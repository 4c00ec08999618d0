"""The one cleaner for untrusted text, and the one redactor for secrets.

Everything a server, a file or a clipboard says passes :func:`clean` before it can reach a screen. What it removes can
drive a terminal, turn the reading direction of the rest of the line, hide words, or stack marks over other lines.
"""

import re
import unicodedata
from typing import Final

MAX_MARKS: Final = 4
"""How many non-spacing marks may stand on one base character."""

_NEWLINES: Final = re.compile("\r\n|[\u0085\u2028\u2029]")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_JOINER: Final = "\u200d"
_NON_JOINER: Final = "\u200c"
_VIRAMA: Final = 9
"""The canonical combining class of the marks that bind consonants; a joiner behind one picks the form of the letter."""
_FORBIDDEN: Final = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and newline, DEL, C1
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"  # invisible fillers and hyphens
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidi controls
    "\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff0-\ufffb"  # zero-width, deprecated and annotation controls
    "\ufe00-\ufe0e"  # variation selectors but the emoji one
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"  # musical controls, tags, selector supplement
    "]"
)
_MANY_MARKS: Final = re.compile(rf"[^\x00-\u02ff\w]{{{MAX_MARKS + 1}}}")
"""Where too many marks can be at all: no mark is a word character, nor stands below U+0300."""
_EMOJI: Final = re.compile("[\u00a9\u00ae\u203c-\u2bff\u3030\u303d\u3297\u3299\ufe0f\U0001f000-\U0001faff]")
_ARABIC: Final = re.compile("[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9]")
_SECRETS: Final = re.compile(r"kpt_[a-z0-9_\-.~+/=]+|(?<=bearer )[^\s'\",;\\]+", re.IGNORECASE)


def clean(text: str) -> str:
    """Give ``text`` with nothing in it that can drive a terminal, hide words or reorder a line.

    Newlines stay and tabs become a space; U+2028, U+2029 and U+0085 become newlines; lone surrogates become U+FFFD; at
    most four non-spacing marks stay on one base; a joiner stays only where it is part of what is written: between two
    emoji, behind a virama (Hindi, Sinhala), and the non-joiner between Arabic letters (Persian). Idempotent, never
    raises.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _NEWLINES.sub("\n", text).replace("\t", " ")
    text = _SURROGATES.sub("\ufffd", text)
    text = _FORBIDDEN.sub("", text)
    if _MANY_MARKS.search(text):
        text = _limit_marks(text)
    return _keep_needed_joiners(text) if _JOINER in text or _NON_JOINER in text else text


def one_line(text: str) -> str:
    """Give cleaned ``text`` as a single line: runs of white space become one space."""
    return " ".join(clean(text).split())


def lost_something(raw: str) -> bool:
    """Tell whether cleaning ``raw`` takes more from it than tabs and line ends are worth a word about."""
    harmless = _NEWLINES.sub("\n", raw).replace("\t", " ")
    return clean(raw) != harmless


def redact(text: str, *secrets: str) -> str:
    """Give ``text`` with every token replaced by ``kpt_…``: known shapes, and ``secrets`` to the letter."""
    # The longest first: of one that begins like another, no tail may be left.
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, "kpt_…")
    return _SECRETS.sub("kpt_…", text)


def _keep_needed_joiners(text: str) -> str:
    """Drop each joiner and non-joiner that changes nothing in how its neighbours are written."""
    kept: list[str] = []
    for index, char in enumerate(text):
        if char in (_JOINER, _NON_JOINER):
            before = kept[-1] if kept else ""
            after = text[index + 1 : index + 2]
            script = _EMOJI if char == _JOINER else _ARABIC
            is_behind_virama = bool(before) and unicodedata.combining(before) == _VIRAMA
            if not is_behind_virama and not (script.match(before) and script.match(after)):
                continue
        kept.append(char)
    return "".join(kept)


def _limit_marks(text: str) -> str:
    """Keep at most :data:`MAX_MARKS` non-spacing marks on one base; joiners between them make no new one."""
    kept: list[str] = []
    run = 0
    for char in text:
        if unicodedata.category(char) in ("Mn", "Me"):
            run += 1
        elif char not in (_JOINER, _NON_JOINER):
            run = 0
        if run <= MAX_MARKS or char in (_JOINER, _NON_JOINER):
            kept.append(char)
    return "".join(kept)
