"""Fills an empty database, the same for the same configuration and moment."""

import sqlite3
from datetime import datetime
from random import Random

from klink_tui.sandbox.config import SandboxConfig
from klink_tui.sandbox.db import activity, contacts, tickets
from klink_tui.sandbox.db import desk as small
from klink_tui.sandbox.db.connection import make_indexes, make_tables, transaction
from klink_tui.sandbox.ids import draw_id
from klink_tui.sandbox.records import Agent, Category, Named, Tag, Ticket
from klink_tui.sandbox.seed import activity as past
from klink_tui.sandbox.seed import lists
from klink_tui.sandbox.seed.contacts import Customers
from klink_tui.sandbox.seed.fields import form_fields
from klink_tui.sandbox.seed.moments import DAY, Moments
from klink_tui.sandbox.seed.texts import Texts
from klink_tui.sandbox.seed.tickets import Tickets

_MOST_CASES = 20_000
_BATCH = 5_000


def plant(connection: sqlite3.Connection, config: SandboxConfig, now: datetime) -> None:
    """Make the tables and fill them, all or nothing."""
    with transaction(connection):
        make_tables(connection)
        _fill(connection, config, Moments(now))
        make_indexes(connection)


def _fill(connection: sqlite3.Connection, config: SandboxConfig, moments: Moments) -> None:
    # One generator for each part: more of one leaves the others as they were.
    def rng(part: str) -> Random:
        return Random(f"{config.seed}:{part}")

    opened = moments.write(moments.now - 1200 * DAY)
    agents = list(_agents(rng("agents"), max(1, config.agents), moments))
    tags = [
        Tag(draw_id(draw), opened, name, place) for draw in [rng("tags")] for place, name in enumerate(lists.TAGS, 1)
    ]
    categories = _categories(rng("categories"))
    channels = [Named(draw_id(draw), name, kind) for draw in [rng("channels")] for kind, name in lists.CHANNELS]
    groups = [Named(draw_id(draw), name, "") for draw in [rng("groups")] for name in lists.GROUPS]
    companies = [Named(draw_id(draw), name, "") for draw in [rng("companies")] for name in lists.COMPANIES]
    fields = form_fields(rng("fields"), opened)
    small.add_records(connection, small.AGENT, agents)
    small.add_records(connection, small.TAG, tags)
    small.add_records(connection, small.CATEGORY, categories)
    small.add_records(connection, small.CHANNEL, channels)
    small.add_records(connection, small.GROUP, groups)
    small.add_records(connection, small.COMPANY, companies)
    small.add_records(connection, small.FIELD, fields)

    maker = Customers(rng("contacts"), moments, fields, tags, groups, companies, channels)
    wanted = max(config.contacts, 1) if config.tickets else config.contacts
    customers = [maker.make(position) for position in range(wanted)]
    contacts.add(connection, (customer.contact for customer in customers))
    tickets.hold_values(
        connection,
        (
            ("cf_loyalty_number", str(customer.contact.custom["cf_loyalty_number"]), customer.contact.id)
            for customer in customers
            if "cf_loyalty_number" in customer.contact.custom
        ),
    )

    # Texts draw from a generator of their own: new words change no id.
    texts = Texts(rng("texts"), [moments.date(moments.now - days * DAY) for days in range(1, 15)])
    makers = Tickets(rng("tickets"), moments, customers, agents, tags, categories, texts)
    batch: list[Ticket] = []
    for ticket in makers.make(config.tickets):
        batch.append(ticket)
        if len(batch) == _BATCH:
            _add_tickets(connection, batch)
            batch = []
    _add_tickets(connection, batch)

    if customers:
        amount = min(config.tickets + config.tickets // 4, _MOST_CASES)
        held = list(past.cases(rng("cases"), moments, amount, customers, agents))
        activity.add_cases(connection, held)
        activity.add_comments(connection, past.comments(rng("comments"), moments, held, agents))
    activity.add_presences(connection, past.presences(rng("presence"), moments, agents))


def _add_tickets(connection: sqlite3.Connection, batch: list[Ticket]) -> None:
    tickets.add(connection, batch)
    connection.executemany(
        "INSERT INTO unique_value VALUES ('cf_order_number', ?, ?)",
        [
            (str(ticket.custom["cf_order_number"]).casefold(), ticket.id)
            for ticket in batch
            if "cf_order_number" in ticket.custom
        ],
    )


def _agents(rng: Random, amount: int, moments: Moments) -> list[Agent]:
    made = []
    for position in range(amount):
        name, first, last = lists.AGENTS[position % len(lists.AGENTS)]
        again = position // len(lists.AGENTS)
        made.append(
            Agent(
                id=draw_id(rng),
                created_at=moments.write(moments.now - (900 - 40 * (position % 20)) * DAY),
                name=f"{name} {again + 1}" if again else name,
                email=f"agent{position + 1}@parcelgarden.example",
                phone=f"+6625550{110 + position}" if position % 3 else None,
                first_name=first,
                last_name=last,
                notification_count=position * 2 if position % 2 else None,
            )
        )
    return made


def _categories(rng: Random) -> list[Category]:
    made: list[Category] = []
    for top_order, (top, groups) in enumerate(lists.CATEGORIES, start=1):
        made.append(Category(draw_id(rng), top, None, 1, top_order))
        top_id = made[-1].id
        for group_order, (group, leaves) in enumerate(groups, start=1):
            made.append(Category(draw_id(rng), group, top_id, 2, group_order))
            group_id = made[-1].id
            made.extend(
                Category(draw_id(rng), leaf, group_id, 3, leaf_order) for leaf_order, leaf in enumerate(leaves, start=1)
            )
    return made
