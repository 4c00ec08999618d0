"""The access token in the one place that may give it out. Free of httpx."""

from typing import Final

from klink_tui.errors import ConfigError

_HOW: Final = "Make one in Settings → Channels & Integration → API Tokens; it starts with kpt_."


class Token:
    """A personal access token (contract §1, Auth) that shows itself to nobody who prints or logs it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        """Take a token as pasted: white space around it and a leading ``Bearer`` are dropped.

        Raises:
            ConfigError: it is none. The message never quotes it.
        """
        words = text.split()
        if words and words[0].lower() == "bearer":
            words = words[1:]
        if not words:
            raise ConfigError("There is no token.", hint=_HOW)
        if len(words) > 1 or not (words[0].isascii() and words[0].isprintable()):
            raise ConfigError("The token holds characters that no token holds.", hint=_HOW)
        self._text = words[0]

    def reveal(self) -> str:
        """Give the token itself."""
        return self._text

    def __repr__(self) -> str:
        """Give a mask."""
        return "Token(kpt_…)"
