"""Style sheets: each is parsed once for a theme, and those of the screens before a screen needs them."""

import pytest
from textual.css import stylesheet as module
from textual.css.errors import StylesheetError, UnresolvedVariableError
from textual.css.styles import RulesMap
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

from klink_tui.screens.stylesheets import SCREENS, Stylesheets
from tests.console import console

DARK, LIGHT = {"ink": "white"}, {"ink": "black"}
SHEET = "Static { color: $ink; }"


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count what is parsed."""
    seen: list[str] = []
    parse = vars(module)["parse"]

    def counted(scope: str, css: str, *args: object, **options: object) -> object:
        seen.append(css)
        return parse(scope, css, *args, **options)

    monkeypatch.setattr(module, "parse", counted)
    return seen


def with_sheet(sheet: str, variables: dict[str, str]) -> Stylesheets:
    made = Stylesheets(variables)
    made.add_source(sheet, ("", "one"))
    return made


def test_a_sheet_is_parsed_once_for_a_theme(parsed: list[str]) -> None:
    sheet = SHEET + "/* once */"
    made = with_sheet(sheet, DARK)
    assert "#FFFFFF" in made.css
    made.add_source("Label { color: $ink; }", ("", "two"))
    made.reparse()
    assert parsed.count(sheet) == 1
    assert len(made.rules) == 2
    copy = made.copy()
    assert isinstance(copy, Stylesheets)
    copy.parse()
    assert copy.css == made.css
    with_sheet(sheet, DARK).parse()
    assert parsed.count(sheet) == 1, "neither a copy nor another console parses it again"


def test_another_theme_has_rules_of_its_own(parsed: list[str]) -> None:
    sheet = SHEET + "/* themes */"
    made = with_sheet(sheet, dict(DARK))
    for _ in range(3):
        for variables, colour in ((DARK, "#FFFFFF"), (LIGHT, "#000000")):
            made.set_variables(dict(variables))
            made.reparse()
            (rule,) = made.rules
            assert rule.styles.color.hex == colour
    assert parsed.count(sheet) == 2


def test_a_wrong_sheet_leaves_the_rules_as_they_were() -> None:
    made = with_sheet(SHEET, DARK)
    (rule,) = made.rules
    made.add_source("Static { color: $nothing; }", ("", "wrong"))
    with pytest.raises((StylesheetError, UnresolvedVariableError)):
        made.reparse()
    assert made._rules == [rule]


async def test_no_screen_has_the_others_parsed_anew(parsed: list[str]) -> None:
    async with console(tickets=5) as c:
        await c.rest()
        assert all(c.app.stylesheet.has_source(path, "") for path in SCREENS)
        for key in "ser?":
            parsed.clear()
            await c.press(key)
            await c.rest()
            assert len(c.app.screen_stack) == 2, key
            sheets = {source.content for source in c.app.stylesheet.source.values() if not source.is_defaults}
            assert not sheets & set(parsed), key
            await c.press("escape")


async def test_every_widget_is_styled_as_textual_s_own_sheet_would() -> None:
    def seen() -> dict[tuple[DOMNode, str], RulesMap]:
        nodes = [*c.app.screen.walk_children(with_self=True)]
        parts = {(node, part): look for node in nodes for part, look in node._component_styles.items()}
        return {
            name: look.get_rules() for name, look in ({(node, ""): node.styles.base for node in nodes} | parts).items()
        }

    async with console(tickets=5) as c:
        for key in ("", "?", "s", "e"):
            if key:
                await c.press(key)
            await c.rest()
            own = seen()
            theirs = Stylesheet(variables=c.app.get_css_variables())
            theirs.source = c.app.stylesheet.source.copy()
            theirs.parse()
            theirs.update(c.app.screen)
            assert seen() == own, key
            assert any(part for _, part in own), key
            if key:
                await c.press("escape")


def test_it_draws_as_textual_s_own_would() -> None:
    own, theirs = Stylesheets(DARK), Stylesheet(variables=DARK)
    for sheet in (own, theirs):
        sheet.add_source(SHEET, ("", "one"))
        sheet.add_source("#text { width: 1fr; } .wide Static:hover { background: $ink 20%; }", ("", "two"))
    assert own.css == theirs.css
