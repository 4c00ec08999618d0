"""Watches a console: what it draws, which actions it runs, which addresses it opens."""

import webbrowser
from collections.abc import Callable
from typing import Final

import pytest
from textual.app import App
from textual.dom import DOMNode
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tests.sweeps.bench import Bench
from tests.sweeps.payloads import ACTIONS
from tests.terminal.stream import foreign

TELLTALES: Final = ("click", "evil", "link", "quit", "bell", "http", "javascript", "[/", "red")
"""What a text that can be clicked would show."""


class Guard:
    """Knows what no text may ever do, and notes it down."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        """Stand in the way of everything that a text may try."""
        self.done: list[str] = []
        """What was done that no text may do."""
        self.looked = 0
        """How many lines were looked at."""
        for name in ("open_url", "exit", "suspend", "deliver_text", "deliver_binary"):
            patch.setattr(App, name, self._noting(name))
        for name in ("open", "open_new", "open_new_tab", "get"):
            patch.setattr(webbrowser, name, self._noting(f"webbrowser.{name}"))
        run = App.run_action

        async def run_action(
            app: App[int],
            action: str | tuple[str, str, tuple[object, ...]],
            default_namespace: DOMNode | None = None,
            namespaces: dict[str, DOMNode] | None = None,
        ) -> bool:
            words = action if isinstance(action, str) else f"{action[0]}.{action[1]}"
            if words.partition("(")[0] in ACTIONS:
                self.done.append(f"action {words}")
            return await run(app, action, default_namespace, namespaces)

        patch.setattr(App, "run_action", run_action)

    def _noting(self, name: str) -> Callable[..., None]:
        def note(*args: object, **kwargs: object) -> None:
            self.done.append(f"{name}{args[1:]!r}")

        return note

    def look(self, bench: Bench) -> None:
        """Look at everything that is drawn, in sight or scrolled out of it; fail on what must not be there."""
        bench.unharmed()
        for widget in bench.drawn():
            for strip in widget.render_lines(Region(0, 0, *widget.size)):
                self._look_at(strip, widget)
        assert self.done == [], self.done

    def _look_at(self, strip: Strip, where: Widget) -> None:
        self.looked += 1
        for segment in strip:
            assert not segment.control, f"{where} sends {segment.control}"
            if segment.style is not None:
                assert segment.style.link is None, f"{where} links to {segment.style.link}"
                handlers = [name for name in segment.style.meta if name.startswith("@")]
                assert not handlers, f"{where} acts on {handlers}: {segment.style.meta}"
        found = foreign(strip.text.encode("utf-8", "surrogateescape"))
        assert not found, f"{where} draws {found}"

    async def click(self, bench: Bench, most: int = 4) -> int:
        """Click on what looks as if it could be clicked, a few places; tell how many there were."""
        lines = bench.text().split("\n")
        places = [(line.find(word), y) for y, line in enumerate(lines[1:-2], 1) for word in TELLTALES if word in line]
        for x, y in places[:: max(len(places) // most, 1)][:most]:
            await bench.pilot.click(offset=(min(x, bench.app.size.width - 1), y))
            await bench.settle()
            self.look(bench)
        return len(places)
