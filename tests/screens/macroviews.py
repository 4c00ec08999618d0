"""What tests of macros look at: a console with macros of the test's own, and what a macro would do."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from textual.widgets import Static, TextArea

from klink_tui.macros.book import Book
from klink_tui.screens.macro import MacroScreen
from klink_tui.screens.macropick import MacroPickScreen
from tests.console import Console, console
from tests.screens.views import on_view

ASK: Final = """
name = "Ask, set pending"
key = "p"
message = '''
Hello {contact.name|there}, about “{ticket.title}”?
'''
[set]
status = "pending"
priority = "high"
"""
FILES: Final = {"macros/ask.toml": ASK}


def put(directory: Path, files: Mapping[str, str]) -> None:
    """Write files of macros and snippets."""
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")


@asynccontextmanager
async def with_macros(
    files: Mapping[str, str] = FILES,
    *,
    undo_seconds: int = 0,
    size: tuple[int, int] = (120, 36),
    whole: bool = False,
) -> AsyncIterator[tuple[Console, Path]]:
    """Run a console over macros and snippets, and give their directory; ``whole`` reads the desk into the copy."""
    with TemporaryDirectory() as name:
        directory = Path(name)
        put(directory, files)
        async with console(tickets=30, undo_seconds=undo_seconds, size=size) as c:
            c.app.desk.macros._book = Book(directory)
            await c.rest()
            if whole:
                await c.app.desk.mirror.sweep()
                await c.rest()
            c.gate.seen.clear()
            c.sandbox.log.clear()
            yield c, directory


async def picking(c: Console) -> MacroPickScreen:
    """Open the picker, and wait until the files were looked at."""
    await c.press("m")
    await c.until(lambda: isinstance(c.app.screen, MacroPickScreen) and not c.app.screen.is_opening)
    await c.settle()
    screen = c.app.screen
    assert isinstance(screen, MacroPickScreen)
    return screen


async def chosen(c: Console, key: str = "p") -> MacroScreen:
    """Choose a macro by its key, and wait until it is worked out."""
    await picking(c)
    await c.press(key)
    await c.until(lambda: isinstance(c.app.screen, MacroScreen) and not c.app.screen.is_opening)
    await c.settle()
    return on_view(c, MacroScreen)


def parts(c: Console) -> list[str]:
    """Give the lines that say what is done to the ticket, their gaps closed."""
    shown = c.app.screen.query_one("#parts", Static)
    return [" ".join(line.split()) for line in str(shown.content).split("\n")]


def banner(c: Console) -> str:
    """Give what has to be looked at before it is sent."""
    shown = c.app.screen.query_one("#banner", Static)
    return str(shown.content) if shown.display else ""


def message(c: Console) -> str:
    """Give the message that is written."""
    return c.app.screen.query_one(TextArea).text
