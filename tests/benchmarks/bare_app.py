"""The least there is: a Textual app of ten lines that shows one line of text."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class BareApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("the first line")


if __name__ == "__main__":
    BareApp().run()
