"""Runs the console as ``python -m klink_tui``."""

from klink_tui.start import main

if __name__ == "__main__":
    main()
