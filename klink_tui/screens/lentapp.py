"""The console and its terminal: pastes come whole, and it can be lent to another program for a while."""

from collections.abc import Iterator
from contextlib import contextmanager

from textual.app import App
from textual.driver import Driver

from klink_tui.pastes import take_pastes_whole


class LentApp(App[int]):
    """Takes pastes whole, and lends its terminal."""

    _is_lent = False

    def get_driver_class(self) -> type[Driver]:
        """Give what reads and writes the terminal."""
        driver = super().get_driver_class()
        take_pastes_whole(driver)
        return driver

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
                if self._exit:
                    raise
                error = raised
            finally:
                self._is_lent = False
        if error is not None:
            raise error

    def bell(self) -> None:
        """Ring, unless the terminal is somebody else's just now: what is written then would wait, and stop the app."""
        if not self._is_lent:
            super().bell()
