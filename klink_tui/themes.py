"""The console's own themes: quiet, one accent, every colour by what it means.

Text of every tone can be read on everything it stands on: at a contrast of 4.5 to 1 and more, 7 to 1 and more in the
two of high contrast (WCAG 2.2, AA and AAA).
"""

from typing import Final

from textual.theme import Theme


def _theme(
    name: str,
    *,
    dark: bool,
    accent: str,
    muted: str,
    good: str,
    warn: str,
    bad: str,
    foreground: str,
    background: str,
    surface: str,
    panel: str,
    on_accent: str,
    cursor: str,
    cursor_text: str,
    resting_cursor: str,
    scrollbar: str,
    scrollbar_hover: str,
    line: str = "",
) -> Theme:
    """Make a theme of the colours that differ from one to the other."""
    return Theme(
        name=name,
        primary=accent,
        secondary=muted,
        accent=accent,
        warning=warn,
        error=bad,
        success=good,
        foreground=foreground,
        background=background,
        surface=surface,
        panel=panel,
        dark=dark,
        variables={
            "klink-badge": accent,
            "klink-badge-text": on_accent,
            "klink-key": accent,
            "klink-muted": muted,
            "klink-line": line or panel,
            "klink-row-cursor": cursor,
            "klink-row-cursor-blurred": resting_cursor,
            "input-selection-background": f"{accent} {35 if dark else 25}%",
            "screen-selection-background": accent,
            "screen-selection-foreground": on_accent,
            "block-cursor-background": cursor,
            "block-cursor-foreground": cursor_text,
            "block-cursor-text-style": "none",
            "block-cursor-blurred-background": resting_cursor,
            "border": accent,
            "border-blurred": line or panel,
            "scrollbar": scrollbar,
            "scrollbar-hover": scrollbar_hover,
            "scrollbar-active": accent,
            "scrollbar-background": surface,
            "scrollbar-corner-color": surface,
            "scrollbar-background-hover": surface,
            "scrollbar-background-active": surface,
        },
    )


DARK: Final = _theme(
    "klink-dark",
    dark=True,
    accent="#6ea8fe",
    muted="#949db0",
    good="#7fc98f",
    warn="#e6b450",
    bad="#f47e7c",
    foreground="#d6dae3",
    background="#11141a",
    surface="#161a22",
    panel="#232935",
    on_accent="#0d1117",
    cursor="#26344d",
    cursor_text="#ffffff",
    resting_cursor="#1d2430",
    scrollbar="#2c3442",
    scrollbar_hover="#3a4456",
)

LIGHT: Final = _theme(
    "klink-light",
    dark=False,
    accent="#1f5fbf",
    muted="#566072",
    good="#17682f",
    warn="#805300",
    bad="#b3261e",
    foreground="#1d2330",
    background="#fbfbfc",
    surface="#f2f4f7",
    panel="#dfe4ec",
    on_accent="#ffffff",
    cursor="#cfe0fa",
    cursor_text="#0b1526",
    resting_cursor="#e3e9f2",
    scrollbar="#c5ccd8",
    scrollbar_hover="#aeb8c8",
)

HIGH_CONTRAST_DARK: Final = _theme(
    "klink-contrast-dark",
    dark=True,
    accent="#8fcbff",
    muted="#cfd3da",
    good="#8df0a5",
    warn="#ffd866",
    bad="#ffb0ac",
    foreground="#ffffff",
    background="#000000",
    surface="#1c1c1c",
    panel="#2b2b2b",
    on_accent="#000000",
    cursor="#0b3566",
    cursor_text="#ffffff",
    resting_cursor="#262626",
    scrollbar="#8a8a8a",
    scrollbar_hover="#b0b0b0",
    line="#8a8a8a",
)

HIGH_CONTRAST_LIGHT: Final = _theme(
    "klink-contrast-light",
    dark=False,
    accent="#003a8c",
    muted="#333a45",
    good="#00441a",
    warn="#543300",
    bad="#7d0010",
    foreground="#000000",
    background="#ffffff",
    surface="#ededed",
    panel="#dadada",
    on_accent="#ffffff",
    cursor="#c2dcff",
    cursor_text="#000000",
    resting_cursor="#e2e2e2",
    scrollbar="#7a7a7a",
    scrollbar_hover="#505050",
    line="#7a7a7a",
)

THEMES: Final = (DARK, LIGHT, HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT)

TITLES: Final = {
    DARK.name: "Dark",
    LIGHT.name: "Light",
    HIGH_CONTRAST_DARK.name: "High contrast, dark",
    HIGH_CONTRAST_LIGHT.name: "High contrast, light",
}
"""What a theme is called on screen."""
