"""How long things take, measured in a real terminal beside the least that Textual itself needs.

Run with ``pytest -n 0 -s -m benchmark``; nothing here fails for being slow.
"""
