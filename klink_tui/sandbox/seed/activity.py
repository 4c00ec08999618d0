"""What the desk did of late: cases (cx-logs) over 30 days, room comments, presence changes."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Final

from klink_tui.sandbox.ids import draw_id
from klink_tui.sandbox.records import Agent, Case, Comment, Presence
from klink_tui.sandbox.seed.chance import pick, sample, weighted
from klink_tui.sandbox.seed.contacts import Customer
from klink_tui.sandbox.seed.lists import DISPOSITIONS, QUEUES, TAGS
from klink_tui.sandbox.seed.moments import DAY, Moments

_CHANNEL: Final = weighted(("line", 7), ("call", 5), ("email", 4), ("facebook", 2), ("webchat", 1))
_REMARKS: Final = (
    *("Hey {0}, can you take this one over tomorrow?", "{0} {1} same customer as last week", "Refund is booked."),
    *("ลูกค้าใจดี แต่รีบ", "Waiting for the carrier, do not close.", "{0} 🙏", "The photos are in the ticket."),
)
_SHIFT: Final = ("online", "busy", "online", "lunch", "online", "meeting", "online", "away", "online", "offline")


def cases(
    rng: Random, moments: Moments, amount: int, customers: Sequence[Customer], agents: Sequence[Agent]
) -> Iterator[Case]:
    """Make so many cases, oldest first."""
    queue_ids = [draw_id(rng) for _ in QUEUES]
    times = sorted(moments.draw(rng, 30) for _ in range(amount))
    for number, started in enumerate(times, start=9_001):
        contact = customers[int(rng.expovariate(4 / len(customers))) % len(customers)].contact
        channel = pick(rng, _CHANNEL)
        is_call = channel == "call"
        agent = pick(rng, agents).id if rng.random() < 0.94 else None
        handled = int(rng.expovariate(1 / (260 if is_call else 1500))) + 5
        waited = int(rng.expovariate(1 / (25 if is_call else 300)))
        wrap_up = int(rng.expovariate(1 / 40)) if is_call else None
        closed = started + (waited + handled) * 1000
        is_closed = agent is not None and closed < moments.now
        queue = int(rng.random() * len(QUEUES)) if rng.random() < 0.85 else None
        yield Case(
            id=draw_id(rng),
            started_at=moments.write(started),
            closed_at=moments.write(closed) if is_closed else None,
            case_id=number if rng.random() < 0.85 else None,
            entity_id=draw_id(rng),
            entity_name="call" if is_call else "room",
            contact_id=contact.id,
            channel="phone" if is_call else channel,
            channel_type="voice" if is_call else "messaging" if channel != "email" else "email",
            queue_id=queue_ids[queue] if queue is not None else None,
            queue_name=QUEUES[queue] if queue is not None else None,
            agent_id=agent,
            first_agent_id=agent if rng.random() < 0.8 else pick(rng, agents).id,
            direction="outbound" if rng.random() < 0.2 else "inbound",
            customer_phone=contact.phones[0] if is_call and contact.phones else "" if is_call else None,
            disposition=pick(rng, DISPOSITIONS) if is_closed else None,
            sla_status="meet" if is_closed and waited < 120 else None,
            labels=sample(rng, TAGS, 2) if rng.random() < 0.2 else [],
            handled_time=handled if is_closed else None,
            hold_time=int(rng.random() * handled / 5) if is_call else 0,
            first_response_time=waited if agent else None,
            resolution_time=waited + handled if is_closed else None,
            wrap_up_time=wrap_up if is_closed else None,
        )


def comments(rng: Random, moments: Moments, held: Sequence[Case], agents: Sequence[Agent]) -> Iterator[Comment]:
    """Make comments in some of the rooms of these cases."""
    for case in held:
        if case.entity_name != "room" or rng.random() > 0.12:
            continue
        for _ in range(pick(rng, (1, 1, 1, 2, 3))):
            text = pick(rng, _REMARKS)
            named = [pick(rng, agents).id for index in range(2) if f"{{{index}}}" in text]
            at = moments.draw(rng, 2)
            yield Comment(
                id=draw_id(rng),
                room_id=case.entity_id,
                created_at=max(moments.write(at), case.started_at),
                agent_id=pick(rng, agents).id,
                text=text,
                mentions=list(enumerate(named)),
            )


def presences(rng: Random, moments: Moments, agents: Sequence[Agent]) -> Iterator[Presence]:
    """Make a week of shifts of each agent."""
    for agent in agents:
        for age in range(7, 0, -1):
            at = moments.now - age * DAY + int(rng.random() * 3_600_000)
            previous = "offline"
            for current in _SHIFT[: 2 * int(2 + rng.random() * 4)]:
                seconds = int(rng.expovariate(1 / 3600)) + 20
                at = min(at + seconds * 1000, moments.now)
                yield Presence(draw_id(rng), moments.write(at), agent.id, previous, current, seconds)
                previous = current
