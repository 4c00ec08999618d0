"""What the server says: tolerant on reading, exact on writing (contract §1 and §3).

Import from the file of the object meant; nothing is gathered here, so that a start loads only what it shows.
"""
