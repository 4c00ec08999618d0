"""Notices, quiet hours and ages in the settings file: read strictly, and what is wrong is named."""

from pathlib import Path

import pytest

from klink_tui.desk.noticerules import Rule, read_quiet, read_rules
from klink_tui.errors import ConfigError
from klink_tui.settings import read_settings

RULE = "[[profiles.a.notices]]\n"


def test_rules_are_read(file: Path) -> None:
    file.write_text(
        f"{RULE}name = 'North'\nquery = 'cf_region:north'\non = ['new']\nways = ['bell', 'desktop']\n"
        "[profiles.a]\nquiet_hours = '18:00-08:00'\n[profiles.a.ages]\nhigh = '1h, 2h'\n",
        encoding="utf-8",
    )
    profile = read_settings().profiles["a"]
    assert read_rules(profile.notices) == (Rule("North", "cf_region:north", ("new",), ("bell", "desktop")),)
    assert read_quiet(profile.quiet_hours) is not None
    assert profile.ages == {"high": "1h, 2h"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{RULE}name = ''", "notices[0].name: A rule needs a name"),
        (f"{RULE}query = 'x'", "notices[0]"),
        (f"{RULE}name = 'x'\n{RULE}name = 'X'", "notices[1].name: There is a rule “X” already"),
        (f"{RULE}name = 'x'\nquery = 'status:('", "notices[0].query:"),
        (f"{RULE}name = 'x'\non = ['gone']", "notices[0].on[0]"),
        (f"{RULE}name = 'x'\non = []", "notices[0].on: Nothing would ever be said"),
        (f"{RULE}name = 'x'\nways = ['mail']", "notices[0].ways[0]"),
        (f"{RULE}name = 'x'\nways = []", "notices[0].ways: Nothing would ever be said"),
        ("[profiles.a]\nquiet_hours = '18-8'", "quiet_hours: “18-8” are no hours"),
        ("[profiles.a]\nquiet_hours = '24:00-08:00'", "quiet_hours:"),
        ("[profiles.a]\nquiet_hours = '08:00-08:00'", "quiet_hours:"),
        ("[profiles.a.ages]\nhigh = '1d'", "ages.high: “1d” are not two durations"),
    ],
)
def test_what_is_wrong_is_named(file: Path, text: str, words: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_settings()
    assert f"{file}: profiles.a.{words}" in caught.value.message
