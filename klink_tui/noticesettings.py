"""What the settings say of noticing: rules, quiet hours and ages, checked as the file is read."""

from typing import TYPE_CHECKING, Literal

import msgspec

from klink_tui.errors import ConfigError, FormError

if TYPE_CHECKING:
    from klink_tui.settings import Profile


class StoredNotice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule of what is worth a notice, as it is written; :func:`klink_tui.desk.noticerules.read_rules` reads it."""

    name: str
    """1 to 40 printable characters; no two are the same in any case."""
    query: str = ""
    """Which tickets it is about; empty is all."""
    on: tuple[Literal["new", "changed"], ...] = ("new", "changed")
    """What must have happened to them."""
    ways: tuple[Literal["toast", "bell", "desktop"], ...] = ("toast",)
    """How it is said."""


def check_noticing(profile: "Profile", at: str) -> None:
    """Check what a profile says of noticing; ``at`` names it in errors.

    Raises:
        ConfigError: a rule, the quiet hours or an age can't be read.
    """
    if not (profile.notices or profile.quiet_hours or profile.ages):
        return
    from klink_tui.desk.noticerules import read_quiet, read_rules
    from klink_tui.models.ages import read_ages

    for name in ("notices", "quiet_hours", "ages"):
        try:
            if name == "notices":
                read_rules(profile.notices)
            elif name == "quiet_hours":
                read_quiet(profile.quiet_hours)
            else:
                read_ages(profile.ages)
        except FormError as error:
            field = next(iter(error.fields))
            place = name if field == name else f"{name}{field}" if field.startswith("[") else f"{name}.{field}"
            raise ConfigError(f"{at}{place}: {error.message}", hint=error.hint) from error
