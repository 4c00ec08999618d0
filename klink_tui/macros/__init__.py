"""Macros and snippets: the agent's files, read, checked, and worked out for a ticket. Nothing is sent from here."""
