"""What is known about keys: which are in use and for what, and which of them terminals like to keep to themselves."""

from collections.abc import Collection, Iterator
from itertools import groupby
from typing import Final

from klink_tui.actions import ACTIONS, Action
from klink_tui.keymap import APP, TYPED_IN, Keymap
from klink_tui.keynames import is_typed, key_text

EATEN: Final = {
    "ctrl+s": "kept for flow control by some multiplexers and serial lines (stty -ixon, or ctrl+q when it hangs)",
    "ctrl+i": "the same as tab, but for terminals with the Kitty keyboard protocol",
    "ctrl+m": "the same as enter, but for terminals with the Kitty keyboard protocol",
    "ctrl+h": "the same as backspace, but for terminals with the Kitty keyboard protocol",
    "ctrl+j": "sent by some terminals in the place of enter",
    "ctrl+left_square_bracket": "the same as escape, but for terminals with the Kitty keyboard protocol",
    "ctrl+enter": "arrives as enter, but from terminals with the Kitty keyboard protocol",
    "shift+enter": "arrives as enter, but from terminals with the Kitty keyboard protocol",
    "alt+enter": "makes the window of some terminals full screen",
    "ctrl+a": "the prefix of GNU screen",
    "ctrl+b": "the prefix of tmux",
    "ctrl+g": "taken by the terminal of VS Code",
    "ctrl+p": "taken by the terminal of VS Code; docker attach waits for a second key",
    "ctrl+e": "taken by the terminal of VS Code",
    "ctrl+f": "taken by the search of some terminals",
    "ctrl+z": "suspends in terminals that keep it for themselves",
    "ctrl+space": "switches input methods on many desktops",
    "f1": "opens the help of some terminals",
    "f10": "opens the menu of some terminals",
    "f11": "makes the window of most terminals full screen",
    "f12": "shows or hides drop-down terminals",
    "shift+pageup": "scrolls the terminal itself",
    "shift+pagedown": "scrolls the terminal itself",
    "escape": "some multiplexers wait before they pass it on (tmux: set -sg escape-time 10)",
}
"""Keys that not every terminal delivers, or not at once, and why."""


def doubt(key: str) -> str:
    """Say why a terminal may not deliver a key; empty where all do."""
    if key in EATEN:
        return EATEN[key]
    *modifiers, last = key.split("+")
    if "alt" in modifiers and is_typed(last) and not last.isalnum():
        return f"arrives as {key_text(last)}, but from terminals with the Kitty keyboard protocol"
    if "alt" in modifiers:
        return "alt types signs on macOS unless the terminal is told otherwise"
    if "super" in modifiers or ("ctrl" in modifiers and "shift" in modifiers):
        return "arrives only from terminals with the Kitty keyboard protocol, where the desktop leaves it alone"
    if last.startswith("f") and last[1:].isdigit():
        return "needs fn on many laptops" if int(last[1:]) <= 12 else "on few keyboards"
    return ""


def places(action: Action) -> str:
    """Say where an action works."""
    return "everywhere" if APP in action.where else "on " + ", ".join(action.where)


def uses(key: str, keymap: Keymap) -> list[Action]:
    """Give the actions that a key runs, each on screens of its own."""
    return [action for action in ACTIONS if key in keymap.keys(action).split(",")]


def use_words(key: str, keymap: Keymap) -> list[str]:
    """Say what a key does here, a line for each action."""
    lines = [f"{action.text} ({action.id}) {places(action)}" for action in uses(key, keymap)]
    if lines and is_typed(key):
        lines.append("and is typed where there is a field to type in")
    return lines or [f"nothing: typed on {', '.join(sorted(TYPED_IN))}" if is_typed(key) else "nothing"]


def in_use(keymap: Keymap) -> list[str]:
    """Give every key that does something, each once, in the table's order."""
    return list(dict.fromkeys(key for action in ACTIONS for key in keymap.keys(action).split(",") if key))


def listing(keymap: Keymap) -> Iterator[str]:
    """Give the table of actions with the keys in use, a line for each, under the headings of their groups."""
    rows = sorted(ACTIONS, key=lambda action: [one.group for one in ACTIONS].index(action.group))
    keys_width = max(len(keymap.text(action)) for action in ACTIONS)
    id_width = max(len(action.id) for action in ACTIONS)
    for group, actions in groupby(rows, key=lambda action: action.group):
        yield group
        for action in actions:
            keys = keymap.text(action)
            # An arrow is one cell, as is everything that keys are written with.
            yield f"  {keys:{keys_width}}  {action.id:{id_width}}  {action.text} · {places(action)}"
        yield ""


def summary(keymap: Keymap, came: Collection[str]) -> Iterator[str]:
    """Say which of the keys in use came from the terminal, and which of the others it may be keeping."""
    keys = in_use(keymap)
    missing = [key for key in keys if key not in came]
    yield f"{len(keys) - len(missing)} of the {len(keys)} keys in use came."
    doubtful = [(key_text(key), doubt(key)) for key in missing if doubt(key)]
    if doubtful:
        yield "Of those that did not, this terminal may be keeping these, or have another name for them:"
        width = max(len(key) for key, _ in doubtful)
        for key, why in doubtful:
            yield f"  {key:{width}}  {why}"
    plain = [key_text(key) for key in missing if not doubt(key)]
    if plain:
        yield "Every terminal delivers the rest, unless something between takes them: " + " ".join(plain)
    if missing:
        yield "A key that you pressed and that is named here did not arrive: give its action another one in [keys]."
