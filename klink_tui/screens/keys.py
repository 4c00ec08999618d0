"""Keys of the screens, made from the table of actions."""

from collections.abc import Iterator

from textual.binding import Binding, BindingType

from klink_tui.actions import actions_on, key_text


def bindings_of(screen: str) -> list[BindingType]:
    """Make the bindings of a screen from the table of actions."""
    return [Binding(action.keys, action.method, action.text, show=False, id=action.id) for action in actions_on(screen)]


def footer_of(screen: str) -> Iterator[tuple[str, str, str]]:
    """Give what a screen's key bar shows: the key, what it does, the action it runs."""
    for action in (*actions_on(screen), *actions_on("app")):
        if screen in action.footer:
            owner = "app" if "app" in action.where else "screen"
            yield key_text(action.keys.split(",")[0]), action.text, f"{owner}.{action.method}"
