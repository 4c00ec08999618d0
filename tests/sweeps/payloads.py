"""Texts that drive a careless console: those of the sandbox, more of each kind, and any number made at random."""

from random import Random
from typing import Final

from klink_tui.sandbox.hostile import HOSTILE

ACTIONS: Final = ("app.quit", "app.exit", "app.bell", "app.pop_screen", "screen.dismiss", "app.open_url")
"""What the texts try to run; none of them is the console's own."""
SITE: Final = "https://evil.example"
"""What the texts try to open."""

_MARKUP: Final = (
    "[@click=app.bell]ring[/]",
    f"[@click=app.open_url('{SITE}')]pay here[/]",
    "[@click=screen.dismiss]close[/] [@click=app.pop_screen()]pop[/]",
    "[@mouse.down=app.quit]x[/] [@enter=app.bell]y[/] [@key=app.exit]z[/]",
    f"[link='{SITE}']link[/link] [link={SITE}]",
    "[/]",
    "[",
    "]][[/link][/bold",
    "\\[bold]escaped[/bold]\\",
    "[$primary on $error]theme[/] [on red]red[/] [reverse blink]blink[/]",
    "[red]" * 40,
    ":warning: :boom: :skull:",
)
_CODES: Final = (
    f"\x1b]8;;{SITE}\x07link\x1b]8;;\x07",
    "\x1b[?1000h\x1b[?2004l\x1b[?25l\x1b[3J",
    "\x1b[1;1H\x1b[31;5mtop left\x1b[m",
    "\x1bPq#0;2;0;0;0#0~~\x1b\\sixel \x1b_Gf=100;AAAA\x1b\\kitty \x1b^pm\x1b\\ \x1bXsos\x1b\\",
    "\x1b(0lqqk\x1b(B \x1b#8 \x1b=\x1b> \x1bD\x1bM\x1bE \x1b7\x1b8",
    "\x1b]4;1;rgb:00/00/00\x07\x1b]10;?\x07\x1b]104\x07\x1b]133;A\x07\x1b]1337;File=:AA==\x07",
    "\x1b",
    "\x9b?1049h \x90q\x9c \x9e\x9f \x8d\x84",
    "\r\roverwritten\b\b\b\b\x7f\x7f",
    "\x0e shifted out \x0f \x05 \x1a \x1c\x1d\x1e\x1f",
)
_UNSEEN: Final = (
    "\u202eevil\u202d\u202a\u202b\u2066\u2067\u2068\u2069 \u061c\u200e\u200f",
    "pa\u200by\u200cp\u200da\u2060l\ufeff \u00ad\u034f\u180e\u2061\u2062\u2063\u2064",
    "".join(chr(0xE0000 + ord(char)) for char in "tagged instructions") + " tags",
    "a" + "\u0301" * 60 + "b" + "\u20dd" * 30 + " \u0489\u0489\u0489\u0489\u0489\u0489",
    "\ud800 \udfff \ud83d alone \udc00\ud800",
    "\ufff9annotated\ufffaanchor\ufffb \ufffe\uffff \U0001d173\U0001d17a",
    "\u115f\u1160\u3164\uffa0 fillers \ufe0f\ufe0f\ufe0e \U000e0100\U000e01ef",
)
_SHAPES: Final = (
    "x" * 5000,
    "宽" * 400 + "👩\u200d👩\u200d👧\u200d👦" * 30,
    "one\ntwo\n\n\nthree\n" * 30,
    "\n\n\n",
    "\t\t\t tabs \t",
    "%s %n %d {0} {name!r} {} ${PATH} $(reboot) `reboot` %(x)s \\x1b[31m \\u202e",
    "# heading\n\n```\x1b[31m\ncode\n```\n\n> quote\n\n| a | b |\n| - | - |\n| \x1b | [x](javascript:0) |\n",
    f"![i]({SITE}/i.png) [l]({SITE} '[@click=app.quit]') <{SITE}> <b onclick=x>b</b> <script>x</script> &#27;[31m",
    "- " * 60 + "\n" + "> " * 60 + "\n" + "1. " * 60,
    "'; DROP TABLE tickets; -- \" ' \\ / \x00",
    "@SUM(1+1)*cmd|' /C calc'!A0",
)

PAYLOADS: Final[tuple[str, ...]] = (*HOSTILE, *_MARKUP, *_CODES, *_UNSEEN, *_SHAPES)
"""One of each kind at least."""

_PIECES: Final = (
    *PAYLOADS,
    *("[", "]", "[/", "[@click=", "]", "\x1b", "\x1b[", "\x1b]", "\x07", "\x9c", "\n", "\u202e", "\u200d", "\ufe0f"),
    *("\u0301", "\ud800", "\udfff", "\U000e0041", "👩", "ก", "ำ", "မ", "ျ", "क", "\u094d", "م", "宽", " ", "a"),
)


def made(rng: Random, number: int) -> tuple[str, ...]:
    """Make texts: pieces of the payloads put together, cut and strewn with any character there is."""
    return tuple(_one(rng) for _ in range(number))


def _one(rng: Random) -> str:
    parts = []
    for _ in range(rng.randint(1, 6)):
        piece = rng.choice(_PIECES)
        if rng.random() < 0.4:
            start = rng.randrange(len(piece) + 1)
            piece = piece[start : start + rng.randint(1, 30)]
        if rng.random() < 0.3:
            piece += chr(rng.choice((rng.randrange(0x20), rng.randrange(0x80, 0xA0), rng.randrange(0x110000))))
        parts.append(piece)
    return "".join(parts)[: rng.choice((40, 400, 6000))]
