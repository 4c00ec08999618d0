"""By how many views have moved since the agent last stood on them."""

from klink_tui.desk.stood import NOTE, Stood
from klink_tui.store.cache import Cache
from klink_tui.store.notes import Notes


def test_a_view_moves_from_where_the_agent_last_stood_on_it() -> None:
    notes = Notes(Cache(None))
    stood = Stood(notes)
    assert stood.moved("a", 5) == 0
    assert stood.moved("a", 7) == 2
    stood.see("a", 7)
    assert stood.moved("a", 6) == -1
    stood.moved("b", 1)
    stood.keep_only({"a"})
    notes.put(NOTE, stood.counts)
    again = Stood(notes)
    assert again.counts == {"a": 7}
    assert again.moved("a", 9) == 2


def test_what_was_kept_by_another_console_is_no_trouble() -> None:
    notes = Notes(Cache(None))
    notes.put(NOTE, ["a"])
    assert Stood(notes).counts == {}
