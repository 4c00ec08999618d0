"""The way back and forward over what was opened."""

from klink_tui.desk.history import MOST, History, Stop

A, B, C, LIST = (Stop("ticket", name, name) for name in ("a", "b", "c", "list"))


def walked(*stops: Stop) -> History:
    history = History()
    for stop in stops:
        history.visit(stop)
    return history


def test_nothing_leads_nowhere() -> None:
    assert (History().back(None), History().forward(), len(History())) == (None, None, 0)


def test_back_and_forward_over_what_was_opened() -> None:
    history = walked(LIST, A, B)
    assert [history.back(B), history.back(A), history.back(LIST)] == [A, LIST, None]
    assert [history.forward(), history.forward(), history.forward()] == [A, B, None]


def test_what_was_left_by_another_way_is_what_back_leads_to_first() -> None:
    history = walked(LIST, A)
    assert history.back(LIST) == A, "esc had led back to the list"
    assert history.back(A) == LIST
    assert walked(LIST, A).back(None) == A, "so it is from a place that nothing leads back to"


def test_opening_something_new_forgets_what_lay_ahead_and_the_same_again_does_not() -> None:
    history = walked(LIST, A, B)
    history.back(B)
    history.visit(Stop("ticket", "a", "renamed"))
    assert history.forward() == B
    history.back(B)
    history.visit(C)
    assert history.forward() is None
    assert [history.back(C), history.back(A)] == [A, LIST]


def test_kind_and_target_tell_stops_apart() -> None:
    assert Stop("ticket", "1") != Stop("contact", "1")
    assert Stop("case", "1", record=object()) == Stop("case", "1")


def test_what_is_gone_is_forgotten_wherever_it_stands() -> None:
    history = walked(LIST, A, B, A, C)
    assert history.back(C) == A
    history.forget(A)
    assert len(history) == 3
    assert history.back(C) == B
    assert history.forward() == C
    alone = walked(A)
    alone.forget(A)
    assert (alone.back(None), alone.forward()) == (None, None)


def test_the_oldest_stops_are_forgotten() -> None:
    history = walked(*(Stop("ticket", str(number)) for number in range(MOST + 5)))
    assert len(history) == MOST
    here = Stop("ticket", str(MOST + 4))
    while (found := history.back(here)) is not None:
        here = found
    assert here.target == "5"
