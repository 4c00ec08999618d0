"""The desk's customers."""

from collections.abc import Sequence
from random import Random
from typing import Final, NamedTuple

from klink_tui.sandbox.ids import draw_id
from klink_tui.sandbox.records import Contact, Field, FieldValue, Named, Platform, Tag
from klink_tui.sandbox.seed.chance import pick, sample, weighted
from klink_tui.sandbox.seed.moments import DAY, Moments
from klink_tui.sandbox.seed.names import FLOURISHES, TONGUES, Tongue

_TONGUE: Final = weighted(*((tongue, tongue.share) for tongue in TONGUES))
_CHANNEL: Final = weighted(("line", 5), ("email", 4), ("facebook", 2), ("whatsapp", 1), ("phone", 2), ("webchat", 1))
_NOTES: Final = (
    *("Prefers LINE over phone.", "Closed on Mondays.", "Asks for the same driver.", "Pays late, always pays.", ""),
    *("ร้านอยู่ในซอย โทรก่อนเข้า", "Do **not** call before ten.", "Has a dog.\nRing twice.", "Moved from the old system."),
)
_JOBS: Final = ("Owner", "Shop manager", "Accountant", "Warehouse lead", "Developer", "เจ้าของร้าน", "店長", "Assistant")
_HOSTS: Final = ("mail.example", "shop.example", "lotusleaf.example", "post.example.org", "inbox.example.net")
_UPLOADS: Final = ("contract.pdf", "contract-signed.pdf", "สัญญา 2568.pdf")


class Customer(NamedTuple):
    """A contact, and what the tickets need to know of them."""

    contact: Contact
    tongue: str


class Customers:
    """Makes contacts that refer to the desk's lists."""

    def __init__(
        self,
        rng: Random,
        moments: Moments,
        fields: Sequence[Field],
        tags: Sequence[Tag],
        groups: Sequence[Named],
        companies: Sequence[Named],
        channels: Sequence[Named],
    ) -> None:
        """Keep the lists to draw from."""
        self._rng = rng
        self._moments = moments
        self._tags = [tag.id for tag in tags]
        self._groups = [group.id for group in groups]
        self._companies = [company.id for company in companies]
        self._channels = {channel.type: channel.id for channel in channels}
        self._fields = {
            field.system_name: [option.value for option in field.options]
            for field in fields
            if field.entity == "contact" and field.is_custom and not field.is_archived
        }

    def make(self, position: int) -> Customer:
        """Make the contact of that position (from 0)."""
        rng = self._rng
        tongue = pick(rng, _TONGUE)
        created = self._moments.now - int(DAY * 1100 * rng.random() ** 1.3) - 60_000
        updated = self._moments.between(rng, created, 40 * DAY)
        given, mailbox = pick(rng, tuple(zip(tongue.given, tongue.latin, strict=True)))
        family = pick(rng, tongue.family)
        parts = (family, given) if tongue.family_first else (given, family)
        name = tongue.joiner.join(parts)
        if rng.random() < 0.08:
            name = f"{name} {pick(rng, FLOURISHES)}"
        digits = f"{200_000_000 + int(rng.random() * 700_000_000)}"
        phone = f"{tongue.dial}{digits[: 9 if tongue.code != 'en' else 8]}"
        email = f"{mailbox}{position + 1 if rng.random() < 0.6 else ''}@{pick(rng, _HOSTS)}"
        channel = pick(rng, _CHANNEL)
        street, city = pick(rng, tongue.places)
        slug = f"{mailbox}{position + 1}"
        has_page = rng.random() < 0.3
        contact = Contact(
            id=draw_id(rng),
            created_at=self._moments.write(created),
            updated_at=self._moments.write(updated),
            deleted_at=None,
            name=name,
            address=f"{1 + int(rng.random() * 240)} {street}, {city}" if rng.random() < 0.7 else None,
            channel=channel,
            notes=pick(rng, _NOTES) if rng.random() < 0.35 else None,
            social_profile_url=f"https://social.example/{slug}" if has_page else None,
            contact_number=int(phone[1:]) if rng.random() < 0.55 else None,
            contact_profile=f"https://cdn.example/profiles/{slug}.jpg" if has_page else None,
            company_id=pick(rng, self._companies) if rng.random() < 0.4 else None,
            phones=self._phones(phone, digits),
            emails=[email] if channel in ("email", "webchat") or rng.random() < 0.45 else [],
            tags=sample(rng, self._tags, pick(rng, (0, 0, 0, 1, 1, 2))),
            groups=sample(rng, self._groups, pick(rng, (0, 0, 1, 1, 2))),
            platforms=self._platforms(channel, digits),
            custom=self._custom(tongue, created, position),
        )
        return Customer(contact, tongue.code)

    def _phones(self, phone: str, digits: str) -> list[str]:
        kind = self._rng.random()
        if kind < 0.25:
            return []
        if kind < 0.9:
            return [phone]
        return [phone, f"0{digits[1:3]}-{digits[3:6]}-{digits[5:9]}"]

    def _platforms(self, channel: str, digits: str) -> list[Platform]:
        if channel not in ("line", "facebook", "whatsapp"):
            return []
        rng = self._rng
        account = f"U{rng.getrandbits(128):032x}" if channel == "line" else f"{rng.getrandbits(20)}{digits}"
        return [Platform(draw_id(rng), self._channels[channel], account, channel)]

    def _custom(self, tongue: Tongue, created: int, position: int) -> dict[str, FieldValue]:
        rng, chance = self._rng, self._rng.random
        # `Tongue.code` is an option of the required language field.
        custom: dict[str, FieldValue] = {"cf_preferred_language": tongue.code}
        if chance() < 0.8:
            custom["cf_country"] = tongue.country
        if chance() < 0.6:
            custom["cf_customer_since"] = self._moments.date(created)
        if chance() < 0.5:
            custom["cf_loyalty_number"] = f"PG-{100_000 + position}"
            custom["cf_loyalty_points"] = int(rng.expovariate(1 / 900))
        if chance() < 0.3:
            custom["cf_vip"] = chance() < 0.25
        if chance() < 0.5:
            custom["cf_marketing_consent"] = chance() < 0.6
        if chance() < 0.25:
            custom["cf_job_title"] = pick(rng, _JOBS)
        if chance() < 0.2:
            custom["cf_website"] = f"https://shop{position + 1}.example/"
        if chance() < 0.15:
            custom["cf_nps"] = int(chance() * 11)
        if chance() < 0.15:
            custom["cf_topics"] = sample(rng, self._fields["cf_topics"], 3)
        if chance() < 0.1:
            custom["cf_contract"] = [pick(rng, _UPLOADS)]
        if chance() < 0.1:
            custom["cf_store_location"] = f"{13 + chance() * 6:.5f},{99 + chance() * 3:.5f}"
        if chance() < 0.15:
            custom["cf_delivery_notes"] = "Leave with the guard.\nGate code **4711**."
        for name in ("cf_account_tier", "cf_preferred_channel", "cf_best_time", "cf_payment_terms", "cf_health"):
            if chance() < 0.4:
                custom[name] = pick(rng, self._fields[name])
        return custom
