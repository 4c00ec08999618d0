"""Patterns of links in the settings file: read strictly, and what is wrong is named."""

from pathlib import Path

import pytest

from klink_tui.errors import ConfigError
from klink_tui.settings import read_settings, save_profile


def test_patterns_are_read_and_stay_when_something_else_is_kept(file: Path) -> None:
    text = "[profiles.a]\nbrowser_ticket = 'https://desk.example/{number}'\nbrowser_contact = 'https://desk.example/{id}'\n"
    file.write_text(text, encoding="utf-8")
    save_profile("a", me="ada")
    profile = read_settings().profiles["a"]
    assert profile.browser_ticket == "https://desk.example/{number}"
    assert profile.browser_contact == "https://desk.example/{id}"


@pytest.mark.parametrize("name", ["browser_ticket", "browser_contact"])
def test_a_pattern_that_can_not_be_used_is_named_with_its_key(file: Path, name: str) -> None:
    file.write_text(f"[profiles.a]\n{name} = 'javascript:{{id}}'\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_settings()
    assert f"profiles.a.{name}: " in caught.value.message
    assert "https://desk.example/" in caught.value.hint
