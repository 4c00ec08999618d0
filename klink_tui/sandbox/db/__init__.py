"""The desk in SQLite: one connection, one module per kind of record."""
