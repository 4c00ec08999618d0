"""The form engine: the server's field definitions → field specs → state → payload of changes only. Knows no screen.

``wire.py`` holds what the wire knows a field by, ``spec.py`` what a field is, ``values.py`` (with ``dates.py`` and
``choices.py``) how text and value turn into each other, ``state.py`` what is typed (``fieldstate.py`` in one field,
``current.py`` before anything is, ``drafts.py`` kept for later), ``refusals.py`` which field a server's word is about,
``payload.py`` the way from a record to a form and back to a request body.
"""
