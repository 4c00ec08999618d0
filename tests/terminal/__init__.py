"""The console in a real terminal: what leaves the process as bytes can only be seen there."""
