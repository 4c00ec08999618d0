"""klink-tui: a keyboard-driven helpdesk console in the terminal for Klink CX."""

__version__ = "0.1.0"
