"""What the settings say of links: the patterns of tickets and contacts, checked as the file is read."""

from typing import TYPE_CHECKING

from klink_tui.errors import ConfigError, FormError

if TYPE_CHECKING:
    from klink_tui.settings import Profile


def check_links(profile: "Profile", at: str) -> None:
    """Check what a profile says of links; ``at`` names it in errors.

    Raises:
        ConfigError: a pattern can't be used.
    """
    if not (profile.browser_ticket or profile.browser_contact):
        return
    from klink_tui.desk.links import CONTACT, TICKET, check_pattern

    for kind, pattern in ((TICKET, profile.browser_ticket), (CONTACT, profile.browser_contact)):
        try:
            check_pattern(kind, pattern)
        except FormError as error:
            raise ConfigError(f"{at}{next(iter(error.fields))}: {error.message}", hint=error.hint) from error
