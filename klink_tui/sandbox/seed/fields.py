"""Form fields from their tables: ``(system name, display name, type, flags, options)``.

Flags are words: ``default`` (built in), ``archived``, ``required``, ``unique``. Options are ``value=label`` with ``|``
between, a ``*`` before the default.
"""

from random import Random
from typing import Final

from klink_tui.sandbox.ids import draw_id
from klink_tui.sandbox.records import Entity, Field, Option
from klink_tui.sandbox.seed.contact_fields import CONTACT_FIELDS
from klink_tui.sandbox.seed.ticket_fields import TICKET_FIELDS

_TABLES: Final[dict[Entity, tuple[tuple[str, str, str, str, str], ...]]] = {
    "ticket": TICKET_FIELDS,
    "contact": CONTACT_FIELDS,
}
_DOCUMENTED_ID: Final = "464b7eef-22ed-435e-9bef-35b58e435eda"
"""The id of the first contact field in the documented example."""


def form_fields(rng: Random, created_at: str) -> list[Field]:
    """Make the fields of both forms."""
    made = []
    for entity, table in _TABLES.items():
        group_id = draw_id(rng)
        for position, (system_name, display_name, kind, flags, options) in enumerate(table, start=1):
            field_id = draw_id(rng)
            made.append(
                Field(
                    id=_DOCUMENTED_ID if (entity, position) == ("contact", 1) else field_id,
                    entity=entity,
                    position=position,
                    created_at=created_at,
                    group_id=group_id,
                    system_name=system_name,
                    display_name=display_name,
                    type=kind,
                    is_default="default" in flags.split(),
                    is_archived="archived" in flags.split(),
                    is_required="required" in flags.split(),
                    is_unique="unique" in flags.split(),
                    options=_options(options),
                )
            )
    return made


def _options(text: str) -> tuple[Option, ...]:
    pairs = (part.partition("=") for part in text.split("|") if part)
    return tuple(Option(value.lstrip("*"), label, value.startswith("*")) for value, _, label in pairs)
