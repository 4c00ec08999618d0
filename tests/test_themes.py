"""The themes: text of every tone can be read on everything that it stands on."""

import pytest
from textual.color import Color
from textual.theme import Theme

from klink_tui.themes import HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT, THEMES, TITLES

HIGH = (HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT)


def luminance(color: Color) -> float:
    """Give the relative luminance of a colour, as WCAG 2.2 defines it."""

    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(color.r) + 0.7152 * linear(color.g) + 0.0722 * linear(color.b)


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(Color.parse(one)), luminance(Color.parse(other))))
    return (high + 0.05) / (low + 0.05)


def inks(theme: Theme) -> dict[str, str]:
    """Give the colours that text is written in: status, priority, marks, labels, keys, errors."""
    named = {
        "text": theme.foreground,
        "accent": theme.accent,
        "good": theme.success,
        "warn": theme.warning,
        "bad": theme.error,
        "muted": theme.variables["klink-muted"],
        "key": theme.variables["klink-key"],
    }
    assert all(named.values())
    return {name: color or "" for name, color in named.items()}


def papers(theme: Theme) -> dict[str, str]:
    """Give what text is written on: lists, boxes, fields, the row of the cursor."""
    named = {
        "background": theme.background,
        "surface": theme.surface,
        "panel": theme.panel,
        "cursor": theme.variables["klink-row-cursor"],
        "resting cursor": theme.variables["klink-row-cursor-blurred"],
    }
    assert all(named.values())
    return {name: color or "" for name, color in named.items()}


def test_the_known_ratios_are_found() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_text_of_every_tone_can_be_read_everywhere(theme: Theme) -> None:
    least = 7.0 if theme in HIGH else 4.5
    ratios = {(ink, on): contrast(a, b) for ink, a in inks(theme).items() for on, b in papers(theme).items()}
    ratios["badge", "badge"] = contrast(theme.variables["klink-badge-text"], theme.variables["klink-badge"])
    selection = ("screen-selection-foreground", "screen-selection-background")
    ratios[selection] = contrast(*(theme.variables[name] for name in selection))
    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < least} == {}


@pytest.mark.parametrize("theme", HIGH, ids=lambda theme: theme.name)
def test_high_contrast_has_lines_and_bars_that_can_be_seen(theme: Theme) -> None:
    for name in ("klink-line", "scrollbar"):
        assert contrast(theme.variables[name], theme.variables["scrollbar-background"]) >= 3


def test_every_theme_has_a_title_and_the_same_variables() -> None:
    assert list(TITLES) == [theme.name for theme in THEMES]
    assert len({frozenset(theme.variables) for theme in THEMES}) == 1
