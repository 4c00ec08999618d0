"""The keys in use: the table's own, what a preset changes of them, and what the user does.

A key that can't be used never keeps the console from starting. The action it was meant for keeps the preset's key, and
:attr:`Keymap.problems` says why.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from klink_tui.actions import ACTIONS, BY_ID, Action, actions_on
from klink_tui.keynames import is_typed, key_text, keys_text, read_keys
from klink_tui.presets import DEFAULT, PRESETS
from klink_tui.text import one_line

APP: Final = "app"
TYPED_IN: Final = frozenset({"form", "compose", "note"})
"""Screens that are there to type in: a letter or a sign is typed there, whatever it is bound to."""
_MOST_TOLD: Final = 4
"""Problems that are told at once."""
TAKEN: Final = {"ctrl+c": "copies", "ctrl+q": "quits"}
"""Keys that no action can have, and what they do."""


@dataclass(frozen=True, slots=True)
class Keymap:
    """The keys of every action."""

    preset: str = DEFAULT
    """What the keys begin with."""
    changed: Mapping[str, str] = field(default_factory=dict)
    """Id → keys of the actions whose keys are not the table's own, comma separated; empty is none."""
    problems: tuple[str, ...] = ()
    """What of the user's keys can't be used, and why; a sentence each."""

    def keys(self, action: Action) -> str:
        """Give an action's keys, comma separated, as Textual names them; empty where it has none."""
        return self.changed.get(action.id, action.keys)

    def text(self, action: Action) -> str:
        """Give an action's keys as a person reads them; empty where it has none."""
        return keys_text(self.keys(action))

    def first(self, id: str) -> str:
        """Give the first key of an action as a person reads it; empty where it has none."""
        return key_text(self.keys(BY_ID[id]).split(",")[0])

    @property
    def trouble(self) -> str:
        """What can't be used, in a few lines."""
        shown = list(self.problems[:_MOST_TOLD])
        if more := len(self.problems) - len(shown):
            shown.append(f"And {more} more: klink-tui keys --list names all.")
        return "\n".join(shown)

    def hint(self, id: str) -> str:
        """Give what a sentence can name an action by: its first key, or its name in the palette where it has none."""
        action = BY_ID[id]
        return self.first(id) or f"“{action.group}: {action.text}” in the palette"


def make_keymap(preset: str = DEFAULT, written: Mapping[str, str] | None = None) -> Keymap:
    """Give the keys in use.

    Args:
        preset: name of the preset to begin with; one that is not known is named among the problems.
        written: id of an action → its keys as the user wrote them; empty text is no key.
    """
    problems: list[str] = []
    if preset not in PRESETS:
        problems.append(
            f"There is no preset {one_line(preset)!r}; the default keys are used. Known are: {', '.join(PRESETS)}."
        )
        preset = DEFAULT
    base = {id: keys for id, keys in PRESETS[preset].items() if id in BY_ID}
    wanted: dict[str, str] = {}
    for id, text in (written or {}).items():
        keys, why = _read(id, text)
        problems += why
        if keys is not None:
            wanted[id] = keys
    if wanted:
        problems += _settle(base, wanted)
    changed = {id: keys for id, keys in {**base, **wanted}.items() if keys != BY_ID[id].keys}
    return Keymap(preset, changed, tuple(problems))


def screens() -> tuple[str, ...]:
    """Give every screen that the table names, and last ``app``: what works on all of them."""
    found = {screen for action in ACTIONS for screen in (*action.where, *action.footer)} - {APP}
    return (*sorted(found), APP)


def clashes(keymap: Keymap) -> list[tuple[str, str, tuple[str, ...]]]:
    """Give what would run on one key of one screen: the screen, the key, and the ids of the actions."""
    return [
        (screen, key, ids)
        for screen in screens()
        for key, ids in _at_keys(screen, keymap.changed).items()
        if len(ids) > 1
    ]


def _at_keys(screen: str, changed: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Give the actions of each key on a screen, those of the whole app among them."""
    found: dict[str, tuple[str, ...]] = {}
    own = () if screen == APP else actions_on(screen)
    for action in (*own, *actions_on(APP)):
        for key in changed.get(action.id, action.keys).split(","):
            if key:
                found[key] = (*found.get(key, ()), action.id)
    return found


def _read(id: str, text: str) -> tuple[str | None, list[str]]:
    """Read the keys of one action; ``None`` where it keeps what it has, and what can't be used."""
    shown = one_line(id)
    action = BY_ID.get(id)
    if action is None:
        return None, [f"There is no action {shown!r}.{_nearest(id)}"]
    keys, unknown = read_keys(text)
    why = [f"{shown}: there is no key {one_line(part)!r}." for part in unknown]
    why += [f"{shown}: {key} {TAKEN[key]} everywhere." for key in keys if key in TAKEN]
    if keys and all(is_typed(key) for key in keys) and (typed := TYPED_IN.intersection(action.where)):
        why.append(f"{shown}: {keys_text(','.join(keys))} is typed as text on {', '.join(sorted(typed))}.")
    if why:
        return None, [f"{sentence} It keeps its own key." for sentence in why]
    return ",".join(keys), []


def _settle(base: Mapping[str, str], wanted: dict[str, str]) -> list[str]:
    """Take back what would put two actions on one key of one screen; say of each what it was about."""
    problems: list[str] = []
    while True:
        doubtful: dict[str, tuple[str, tuple[str, ...], list[str]]] = {}
        for screen in screens():
            for key, ids in _at_keys(screen, {**base, **wanted}).items():
                if len(ids) > 1:
                    for id in ids:
                        if id in wanted:
                            others = tuple(other for other in ids if other != id)
                            doubtful.setdefault(id, (key, others, []))[2].append(screen)
        if not doubtful:
            return problems
        for id, (key, others, where) in doubtful.items():
            del wanted[id]
            kept = keys_text(base.get(id, BY_ID[id].keys)) or "no key"
            places = "everywhere" if APP in where else "on " + ", ".join(dict.fromkeys(where))
            problems.append(f"{id}: {key_text(key)} is also {_names(others)} {places}. It keeps {kept}.")


def _names(ids: Iterable[str]) -> str:
    return " and ".join(f"{id} ({BY_ID[id].text})" for id in ids)


def _nearest(id: str) -> str:
    import difflib

    near = difflib.get_close_matches(id, BY_ID, n=1, cutoff=0.5)
    return f" Did you mean {near[0]}?" if near else " klink-tui keys --list names all of them."
