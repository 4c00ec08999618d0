"""Screens, driven by keys and read as they stand."""
