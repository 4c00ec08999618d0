"""``klink-tui macros``: which macros and snippets there are, what is wrong with them, and examples to begin with."""

from pathlib import Path

import click

from klink_tui.configfile import write_private
from klink_tui.errors import ConfigError
from klink_tui.macros.book import EXAMPLES, MACROS, SNIPPETS, Book
from klink_tui.macros.variables import TABLE


def run_macros(directory: Path, *, examples: bool) -> int:
    """Print the macros and snippets of a directory; give the exit code, which says whether one can't be used.

    Args:
        directory: where ``macros`` and ``snippets`` are.
        examples: whether those that come along are written there first; a file that is there stays as it is.

    Raises:
        ConfigError: an example can't be written.
    """
    if examples:
        _write_examples(directory)
    shelf = Book(directory).look()
    click.echo(f"{directory}")
    for macro in shelf.macros:
        click.echo(f"  {macro.key or '-'}  {macro.name}  ({macro.file})")
    for snippet in shelf.snippets:
        click.echo(f"  ;{snippet.name}  {snippet.text.splitlines()[0]}")
    if not (shelf.macros or shelf.snippets or shelf.broken):
        click.echo("  nothing yet: --examples writes some, with comments")
    for broken in shelf.broken:
        click.echo(str(broken), err=True)
    return 2 if shelf.broken else 0


def print_variables() -> int:
    """Print every variable and what it stands for; give the exit code."""
    width = max(map(len, TABLE)) + 2
    for name, words in TABLE.items():
        click.echo(f"{'{' + name + '}':{width}}  {words}")
    return 0


def _write_examples(directory: Path) -> None:
    for kind in (MACROS, SNIPPETS):
        for example in sorted((EXAMPLES / kind).iterdir()):
            path = directory / kind / example.name
            if path.exists():
                click.echo(f"{path} is there already: it stays as it is", err=True)
                continue
            try:
                directory.mkdir(mode=0o700, parents=True, exist_ok=True)
                write_private(path, example.read_bytes())
            except OSError as error:
                raise ConfigError(f"{path} can't be written: {error.strerror or error}.") from error
