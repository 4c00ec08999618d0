"""A desk that others work at: tickets come, go and move while a client pages."""

from random import Random

from klink_tui.sandbox.db import tickets
from klink_tui.sandbox.db.connection import transaction
from klink_tui.sandbox.db.desk import Desk


def drift(desk: Desk, rng: Random) -> None:
    """On every other call, add a ticket on top, take one away, or move one to the top."""
    if rng.random() < 0.5:
        return
    connection = desk.connection
    total = tickets.count(connection)
    if not total:
        return
    (ticket,) = tickets.page(connection, 1, int(rng.random() * total))
    at = desk.clock.read()
    what = rng.random()
    with transaction(connection):
        if what < 0.5:
            number = tickets.next_number(connection)
            # A unique value can't be had twice.
            custom = {name: value for name, value in ticket.custom.items() if name != "cf_order_number"}
            made = ticket._replace(number=number, id=desk.new_id(), created_at=at, updated_at=at, custom=custom)
            tickets.add(connection, [made])
        elif what < 0.75:
            tickets.remove(connection, ticket.number)
        else:
            tickets.replace(connection, ticket._replace(created_at=at, updated_at=at))
