"""Text that drives a careless console: markup, actions, escape codes, bidi controls, stacks of marks."""

from typing import Final

HOSTILE: Final = (
    "[/b] x",
    "[@click=app.quit]x[/]",
    "[#1234] printer",
    "[bold red]not bold[/bold red] [link=https://evil.example]click[/link]",
    "[[unbalanced] [/] [/nothing]",
    "\x1b[2J\x1b[H\x1b[31mred screen\x1b[0m",
    "\x1b]52;c;cm0gLXJmIC8=\x07clipboard",
    "\x1b]0;new window title\x07 \x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "\x1bP+q544e\x1b\\ \x1b[6n \x1bc \x1b[?1049l",
    "\x9b31mC1 \x9d52;c;eA==\x9c",
    "\u202egnp.exe\u202c \u2066isolated\u2069 \u200fright\u200e",
    "zero\u200bwidth\u2060joined\ufeffbom \U000e0041\U000e0042tags",
    "Z̸̧̛̟͓̮͈̰̱̲̺̻̼͇͉͍͎͐͑͒͗͛ͣͤͥͦͧͨͩͪͫͬͭͮͯ͘͜͟͢͝͞͠͡ałgo t̴̨̢̛̥̦̩̪̫̬̭̮̯̲̳̹̺̻̼̀́̂̃̄̅̆̇̈̉̊̋̌̍̎̏̐̑̒̓̔ext",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 12,
    "กำำำำำำำำ ์์์์์์ ที่ไม่มีช่องว่าง" * 6,
    "line one\u2028line two\u2029line three\x85line four\r\n\r\nline\rfive\tafter a tab",
    "\x00nul\x07bell\x08backspace\x7fdelete\x0b\x0c",
    '=HYPERLINK("https://evil.example";"pay")',
    "👩\u200d👩\u200d👧\u200d👦 👍🏿 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f 🇹🇭🇲",
    "![x](file:///etc/passwd) [y](javascript:alert(1)) <script>alert(1)</script> {0} %s $(id) `id`",
    "　 full width space \u00a0 and \u3164 filler",
    " ",
)
"""One for each sink; the last is only a space."""
