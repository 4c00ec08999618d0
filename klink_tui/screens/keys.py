"""Keys of the screens, made from the table of actions and the keymap."""

from collections.abc import Container, Iterator
from dataclasses import replace

from textual.binding import Binding, BindingType
from textual.dom import DOMNode

from klink_tui.actions import Action, actions_on
from klink_tui.keymap import Keymap


def bindings_of(screen: str) -> list[BindingType]:
    """Make the bindings of a screen from the table of actions."""
    return [Binding(action.keys, action.method, action.text, show=False, id=action.id) for action in actions_on(screen)]


def rebind(node: DOMNode, keymap: Keymap) -> None:
    """Give the actions that an app or a screen has bindings for the keys in use.

    Textual's own ``set_keymap`` would do it again at each key press, knows no action without a key, and looks for
    what a field keeps to itself under the keys of before.
    """
    if not keymap.changed:
        return
    bindings = node._bindings.key_to_bindings
    changed: dict[str, Binding] = {}
    kept: dict[str, list[Binding]] = {}
    for key, there in bindings.items():
        changed |= {one.id: one for one in there if one.id and one.id in keymap.changed}
        if left := [one for one in there if one.id not in keymap.changed]:
            kept[key] = left
    for id, binding in changed.items():
        for key in filter(None, keymap.changed[id].split(",")):
            kept.setdefault(key, []).insert(0, replace(binding, key=key))
    node._bindings.key_to_bindings = kept


def footer_of(screen: str, keymap: Keymap, *, without: Container[str] = ()) -> Iterator[tuple[str, str, str]]:
    """Give what a screen's key bar shows: the key, what it does, the action it runs; ``without`` some actions."""
    for action in (*actions_on(screen), *actions_on("app")):
        if screen in action.footer and action.id not in without and (key := keymap.first(action.id)):
            yield key, action.text, run_by(action)


def run_by(action: Action) -> str:
    """Give what runs an action from the screen it is for."""
    return f"{'app' if 'app' in action.where else 'screen'}.{action.method}"
