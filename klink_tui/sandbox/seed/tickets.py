"""The desk's tickets."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Final

from klink_tui.sandbox.ids import draw_id
from klink_tui.sandbox.records import Agent, Category, FieldValue, Tag, Ticket
from klink_tui.sandbox.seed import words
from klink_tui.sandbox.seed.chance import pick, sample, weighted
from klink_tui.sandbox.seed.contacts import Customer
from klink_tui.sandbox.seed.moments import DAY, Moments
from klink_tui.sandbox.seed.texts import Texts

FIRST_NUMBER: Final = 38_360
_ORDERS: Final = 400_000
"""How far the shop's order numbers are ahead of the desk's."""
_HOUR: Final = DAY / 24

# Status by age: what came in today is mostly open, what is a month old mostly done.
_FRESH: Final = weighted(("open", 11), ("in progress", 5), ("pending", 2), ("resolved", 2))
_RECENT: Final = weighted(("open", 4), ("in progress", 4), ("pending", 4), ("resolved", 8))
_OLD: Final = weighted(("open", 1), ("in progress", 1), ("pending", 2), ("resolved", 26))
_PRIORITY: Final = weighted(("low", 6), ("medium", 11), ("high", 3))
_CHANNEL: Final = weighted(("email", 9), ("mail", 2), ("line", 7), ("phone", 3), ("webchat", 2))
_TYPE: Final = weighted(("request", 8), ("incident", 6), ("question", 5), ("complaint", 2))
_TAGS: Final = (0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 4)
_CATEGORIES: Final = (0, 0, 1, 1, 1, 2)
_REGION: Final = {"th": ("bkk", "bkk", "north", "isan", "south"), "my": ("mm",), "ar": ("gulf",), "ja": ("jp",)}
_REGIONS: Final = ("bkk", "bkk", "north", "isan", "south", "mm", "gulf", "jp", "kr", "eu", "other")
_CARRIERS: Final = (["own"], ["own"], ["kerryline"], ["flashpost"], ["own", "kerryline"], ["sea", "pickup"])
_PHOTOS: Final = (["box.jpg"], ["IMG_2041.HEIC"], ["front.jpg", "back.jpg"], ["ภาพความเสียหาย.png"])


class Tickets:
    """Makes tickets that refer to the desk's people and lists."""

    def __init__(
        self,
        rng: Random,
        moments: Moments,
        customers: Sequence[Customer],
        agents: Sequence[Agent],
        tags: Sequence[Tag],
        categories: Sequence[Category],
        texts: Texts,
    ) -> None:
        """Keep the lists to draw from, and who writes the texts."""
        self._rng = rng
        self._moments = moments
        self._customers = customers
        self._agents = [agent.id for agent in agents]
        self._tags = [tag.id for tag in tags]
        self._categories = [category.id for category in categories if category.level > 1]
        self._texts = texts

    def make(self, amount: int) -> Iterator[Ticket]:
        """Make so many tickets of the last 90 days, oldest first, numbered in that order."""
        rng, moments = self._rng, self._moments
        times = sorted(moments.draw(rng, 90) for _ in range(amount))
        for number, created in enumerate(times, start=FIRST_NUMBER):
            yield self._ticket(number, created)

    def _ticket(self, number: int, created: int) -> Ticket:
        rng, chance = self._rng, self._rng.random
        # A fifth of the customers write more than half of the tickets.
        known = len(self._customers)
        customer = self._customers[int(rng.expovariate(4 / known)) % known]
        age = self._moments.now - created
        status = pick(rng, _FRESH if age < 2 * DAY else _RECENT if age < 14 * DAY else _OLD)
        order = f"PG{number + _ORDERS}"
        assignee = None if chance() < (0.45 if status == "open" else 0.06) else pick(rng, self._agents)
        updated = created if status == "open" and assignee is None else self._worked_until(created, status)
        title, description = self._texts.write(customer.tongue, number + _ORDERS)
        written_at = self._moments.write
        created_at = written_at(created)
        return Ticket(
            number=number,
            id=draw_id(rng),
            created_at=created_at,
            updated_at=created_at if updated == created else written_at(updated),
            title=title,
            description=description,
            type=pick(rng, _TYPE),
            channel=pick(rng, _CHANNEL),
            priority=pick(rng, _PRIORITY),
            status=status,
            contact_id=customer.contact.id,
            creator_id=pick(rng, self._agents) if chance() < 0.9 else None,
            assignee_id=assignee,
            reason_to_assign=pick(rng, words.REASONS) if assignee and chance() < 0.3 else None,
            tags=sample(rng, self._tags, pick(rng, _TAGS)),
            categories=sample(rng, self._categories, pick(rng, _CATEGORIES)),
            custom=self._custom(customer, order, created),
        )

    def _worked_until(self, created: int, status: str) -> int:
        typical = {"open": 5 * _HOUR, "in progress": 30 * _HOUR, "pending": 70 * _HOUR}.get(status, 60 * _HOUR)
        return self._moments.between(self._rng, created, typical)

    def _custom(self, customer: Customer, order: str, created: int) -> dict[str, FieldValue]:
        rng, chance = self._rng, self._rng.random
        # The order of the form; the desk has the required region on every ticket.
        custom: dict[str, FieldValue] = {"cf_region": pick(rng, _REGION.get(customer.tongue, _REGIONS))}
        if chance() < 0.6:
            custom["cf_order_number"] = order
        if chance() < 0.4:
            custom["cf_trackingid"] = f"TG{rng.getrandbits(30):09}TH"
        rare = chance()
        if rare < 0.3:
            custom["cf_date"] = self._moments.date(created + int(chance() * 9 * DAY))
        if rare < 0.15:
            custom["cf_refund_amount"] = round(chance() * 4000, 2) if rare < 0.1 else 0
        if rare > 0.8:
            custom["cf_parcels"] = 1 + int(rng.expovariate(0.4))
        if 0.25 < rare < 0.45:
            custom["cf_replacement_sent"] = rare < 0.33
        if 0.4 < rare < 0.6:
            custom["cf_carriers"] = pick(rng, _CARRIERS)
        if rare > 0.88:
            custom["cf_shop_link"] = f"https://shop.example/orders/{order}"
        if 0.6 < rare < 0.66 and customer.contact.emails:
            custom["cf_report_to"] = customer.contact.emails[0]
        if 0.64 < rare < 0.72 and customer.contact.phones:
            custom["cf_callback"] = customer.contact.phones[0]
        if 0.7 < rare < 0.8:
            custom["cf_internal_steps"] = pick(rng, words.STEPS)
        if 0.35 < rare < 0.42:
            custom["cf_photos"] = pick(rng, _PHOTOS)
        if rare > 0.96:
            custom["cf_dropoff_point"] = f"{13 + chance() * 6:.5f},{99 + chance() * 3:.5f}"
        if 0.5 < rare < 0.53:
            custom["cf_old_severity"] = "s2"
        return custom
