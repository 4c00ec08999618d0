"""Markdown as people type it into mail. Imported with the first text drawn: the parser is not needed for a list."""

from collections.abc import Iterable
from typing import ClassVar

from markdown_it import MarkdownIt
from markdown_it.token import Token
from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Heading, Markdown, MarkdownElement
from rich.padding import Padding
from rich.text import Text

_PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
"""Tags are shown as they were typed: what a customer wrote is never swallowed."""


class _Code(CodeBlock):
    """A code block as plain text: nothing is guessed about its language."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        text = Text(str(self.text).rstrip(), style="markdown.code_block", no_wrap=False)
        yield Padding(text, (0, 0, 0, 2))


class _Heading(Heading):
    """A heading at the left, as mail has it."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        self.text.justify = "left"
        yield self.text


class MailMarkdown(Markdown):
    """Rich's Markdown over tokens of our own parser: no HTML, no terminal links, line breaks kept."""

    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "heading_open": _Heading,
        "fence": _Code,
        "code_block": _Code,
    }

    def __init__(self, text: str) -> None:
        super().__init__("", hyperlinks=False)
        self.markup = text
        self.parsed = list(_keep_breaks(_PARSER.parse(text)))


def _keep_breaks(tokens: Iterable[Token]) -> Iterable[Token]:
    """Make every line break of the source one on screen: mail is not typed as Markdown."""
    for token in tokens:
        for child in token.children or ():
            if child.type == "softbreak":
                child.type = "hardbreak"
        yield token
