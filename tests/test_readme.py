"""What the README says must be so."""

import re
import tomllib

from klink_tui.actions import ACTIONS
from klink_tui.cli import cli
from klink_tui.keymap import make_keymap
from klink_tui.keynames import read_key
from klink_tui.presets import PRESETS
from tests.readme import BEGIN, END, README, renewed


def test_the_table_of_keys_is_that_of_the_actions() -> None:
    text = README.read_text(encoding="utf-8")
    assert text == renewed(text), "run `python -m tests.readme`"


def test_every_picture_shown_exists() -> None:
    pictures = re.findall(r"\]\((screenshots/[^)]+)\)", README.read_text(encoding="utf-8"))
    assert pictures
    assert [picture for picture in pictures if not (README.parent / picture).is_file()] == []


def test_every_command_and_option_named_exists() -> None:
    text = README.read_text(encoding="utf-8")
    known = {option for command in (cli, *cli.commands.values()) for param in command.params for option in param.opts}
    named = {option for line in re.findall(r"klink-tui [^\n`]*", text) for option in re.findall(r"--[a-z-]+", line)}
    assert named
    assert named - known - {"--version", "--help"} == set()
    commands = set(re.findall(r"klink-tui ([a-z]+)\b", text))
    assert commands <= set(cli.commands)


def test_every_key_named_exists() -> None:
    """What stands in code marks and can be read as a key is one of an action, in one of the presets."""
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    prose = re.sub(r"^```.*?^```", "", before + rest.partition(END)[2], flags=re.MULTILINE | re.DOTALL)
    named = {key for word in re.findall(r"`([^`\n]+)`", prose) if (key := read_key(word)) is not None}
    keymaps = [make_keymap(preset) for preset in PRESETS]
    textual = {"ctrl+c"}  # copies what is selected, in every app of the toolkit
    known = {key for keymap in keymaps for action in ACTIONS for key in keymap.keys(action).split(",")}
    assert len(named) > 10
    assert named - known - textual == set()


def test_the_example_of_a_keymap_can_be_used() -> None:
    text = README.read_text(encoding="utf-8")
    (example,) = (found for found in re.findall(r"```toml\n(.*?)```", text, re.DOTALL) if "[keys]" in found)
    settings = tomllib.loads(example)
    assert make_keymap(settings["preset"], settings["keys"]).problems == ()
