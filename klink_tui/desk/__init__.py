"""The use cases: what an agent looks at and changes. No Textual: console, command line and tests all stand on it."""
