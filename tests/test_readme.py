"""What the README says must be so."""

import re

from klink_tui.cli import cli
from tests.readme import README, renewed


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
