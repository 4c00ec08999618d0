"""``klink-tui macros``: what there is, what is wrong with it, and examples to begin with."""

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from klink_tui.cli import cli
from klink_tui.macros.variables import TABLE
from klink_tui.settings import config_dir


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["macros", *arguments])


def test_nothing_yet_says_how_to_begin(home: Path) -> None:
    result = run()
    assert result.exit_code == 0
    assert "nothing yet: --examples writes some" in result.stdout
    assert not config_dir().exists()


def test_examples_are_written_for_the_owner_alone_and_never_over_a_file(home: Path) -> None:
    result = run("--examples")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "p  Ask for more, set pending  (macros/ask-for-more.toml)" in result.stdout
    assert ";thanks  Hello {contact.first_name|there}," in result.stdout
    own = config_dir() / "macros/ask-for-more.toml"
    assert stat.S_IMODE(own.stat().st_mode) == 0o600
    assert stat.S_IMODE(config_dir().stat().st_mode) == 0o700
    own.write_text('message = "mine"', "utf-8")
    again = run("--examples")
    assert f"{own} is there already: it stays as it is" in again.stderr
    assert own.read_text("utf-8") == 'message = "mine"'


def test_what_cant_be_used_is_named_by_file_and_line(home: Path) -> None:
    run("--examples")
    (config_dir() / "macros/bad.toml").write_text('name = "x"\nmesage = "x"', "utf-8")
    result = run()
    assert result.exit_code == 2
    assert result.stderr == "macros/bad.toml:2: A macro has no 'mesage'. Did you mean message?\n"
    assert "Refund approved" in result.stdout


def test_a_directory_that_cant_be_written_is_said(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config_dir().parent.mkdir(parents=True)
    config_dir().write_text("no directory", "utf-8")
    result = run("--examples")
    assert result.exit_code == 2
    assert "can't be written" in result.output


def test_every_variable_is_printed() -> None:
    result = run("--variables")
    assert all(f"{{{name}}}" in result.stdout for name in TABLE)
