"""Style sheets that are parsed once, and looked through once for each place that a widget can stand in.

By itself Textual parses all of them anew for every screen that brings another, and goes through every rule of every
sheet each time a widget is styled: that was a third of the time that a box takes to open.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, cast

from textual.app import App
from textual.cache import LRUCache
from textual.css.model import RuleSet
from textual.css.styles import RulesMap
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.widget import Widget

Parses = LRUCache[tuple[object, ...], list[RuleSet]]
SCREENS: Final = tuple(str(path) for path in sorted(Path(__file__).parent.glob("*.tcss")))
"""The sheets that screens bring."""
_THEMES: Final = 16
"""Themes whose parsed rules are kept."""
_SHEETS: Final = 512
"""Sheets of one theme that are kept parsed: each widget's own counts as one."""
_PLACES: Final = 4096
"""Places whose rules are kept."""


class _Known(dict[str, object]):
    """Rules as they were found, and as the first node took them."""

    taken: RulesMap | None = None


class _Place(dict[tuple[object, ...], RulesMap]):
    """Rules for what stands in one place: Textual's keys begin with the parent, which is another one on each screen."""

    def get(self, key: tuple[object, ...], default: RulesMap | None = None) -> RulesMap | None:  # type: ignore[override]
        return super().get(key[1:], default)

    def __setitem__(self, key: tuple[object, ...], rules: RulesMap) -> None:
        super().__setitem__(key[1:], cast(RulesMap, _Known(rules)))


class Stylesheets(Stylesheet):
    """A stylesheet that shares what is parsed with every other one of the same variables."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        """Start without a sheet; ``variables`` are those of a theme."""
        super().__init__(variables=dict(variables))
        self._parse_cache = _parsed(tuple(variables.items()))
        self._found: dict[frozenset[str], list[RuleSet]] = {}
        self._found_in: Mapping[str, list[RuleSet]] | None = None
        self._wanted: list[RuleSet] | None = None
        self._places: LRUCache[tuple[object, ...], _Place] = LRUCache(_PLACES)

    @property
    def rules(self) -> list[RuleSet]:
        """All rules, in order; while a node is styled only those that can be about it."""
        return super().rules if self._wanted is None else self._wanted

    def apply(
        self, node: DOMNode, *, animate: bool = False, cache: dict[tuple[object, ...], RulesMap] | None = None
    ) -> None:
        """Style a node, and its component classes, which are nodes of their own to Textual.

        A widget that stands nowhere yet is passed over: it is styled when it is mounted.
        """
        if node.parent is None and isinstance(node, Widget):
            return
        by_name = self.rules_map
        if by_name is not self._found_in:
            self._found, self._found_in = {}, by_name
            self._places.clear()
        names = frozenset(by_name.keys() & node._selector_names)
        wanted = self._found.get(names)
        if wanted is None:
            about = {id(rule) for name in names for rule in by_name[name]}
            self._found[names] = wanted = [rule for rule in super().rules if id(rule) in about]
        before, self._wanted = self._wanted, wanted
        try:
            super().apply(node, animate=animate, cache=self._place_of(node))
        finally:
            self._wanted = before

    @classmethod
    def replace_rules(cls, node: DOMNode, rules: RulesMap, animate: bool = False) -> None:
        """Give a node its rules; where it has none yet, and another one took the same, there is nothing to compare."""
        base = node.styles.base
        known = rules if isinstance(rules, _Known) and not base.get_rules() else None
        if known is not None and known.taken is not None:
            base.merge_rules(known.taken)
            node.notify_style_update()
            return
        super().replace_rules(node, rules, animate)
        if known is not None:
            known.taken = base.get_rules()

    def _place_of(self, node: DOMNode) -> _Place:
        """Give what is known of the rules for nodes that stand where this one does."""
        way: list[object] = [isinstance(node, Widget) and node.allow_focus()]
        above = node.parent
        while isinstance(above, DOMNode):
            name = above.id if f"#{above.id}" in self.rules_map else None
            way += (type(above), name, above.classes, above._pseudo_classes_cache_key)
            way.append(above.app_focus if isinstance(above, App) else isinstance(above, Widget) and above.allow_focus())
            above = above.parent
        key = tuple(way)
        place = self._places.get(key)
        if place is None:
            self._places[key] = place = _Place()
        return place

    def copy(self) -> Stylesheet:
        """Give another of the same sheets."""
        copy = Stylesheets(self._variables)
        copy.source = self.source.copy()
        return copy

    def set_variables(self, variables: dict[str, str]) -> None:
        """Set the variables of another theme; call :meth:`reparse` after it."""
        self._parse_cache = Parses(1)  # It is cleared now; what is shared stays.
        super().set_variables(variables)
        self._parse_cache = _parsed(tuple(variables.items()))

    def reparse(self) -> None:
        """Parse what is not parsed for these variables yet.

        Raises:
            StylesheetParseError: a sheet is wrong; the rules stay as they were.
        """
        self.parse()

    def read_ahead(self, path: str) -> None:
        """Read one of :data:`SCREENS` before its screen needs it."""
        if not self.has_source(path, ""):
            self.read(path)
            self.parse()


@lru_cache(_THEMES)
def _parsed(variables: tuple[tuple[str, str], ...]) -> Parses:
    """Give what is parsed for these variables by now."""
    return Parses(_SHEETS)
