"""How each kind of intent is sent, and how it is found out what became of it."""
