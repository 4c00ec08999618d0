"""One conversation with the agent per file; each screen owns what is on view."""
