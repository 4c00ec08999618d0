"""A terminal that is lent to another program for a while; the console goes on behind it."""

from collections.abc import Iterator
from contextlib import contextmanager

from textual.app import App


class LentApp(App[int]):
    """Lends its terminal."""

    _is_lent = False

    @contextmanager
    def lent_terminal(self) -> Iterator[None]:
        """Leave the terminal to somebody else, and draw nothing before it is back.

        Raises:
            SuspendNotSupported: this terminal can't be left.
        """
        error: BaseException | None = None
        with self.batch_update(), self.suspend():
            self._is_lent = True
            try:
                yield
            except BaseException as raised:  # Textual takes the terminal back only where nothing was raised.
                error = raised
            finally:
                self._is_lent = False
        if error is not None:
            raise error

    def bell(self) -> None:
        """Ring, unless the terminal is somebody else's just now: what is written then would wait, and stop the app."""
        if not self._is_lent:
            super().bell()
