"""Runs the console as ``python -m klink_tui``."""

from klink_tui.cli import main

if __name__ == "__main__":
    main()
