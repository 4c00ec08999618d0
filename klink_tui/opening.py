"""The desk of a session: its local copy, its views and its agent, as the profile has them.

Cheap to import and to run: the console's first frame waits for it.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from klink_tui.session import Session
from klink_tui.store.cache import Cache
from klink_tui.store.files import cache_file, work_file
from klink_tui.store.notes import Notes

if TYPE_CHECKING:
    from klink_tui.desk.desk import Desk
    from klink_tui.desk.views import View
    from klink_tui.store.work import Work


def utc_now() -> datetime:
    """Give the time."""
    return datetime.now(UTC)


def open_cache(session: Session, *, copy: bool = True) -> Cache:
    """Give the cache of a session.

    It is in the profile's file, for the demonstration in a file that goes with the session. One that was made of
    another server's records is emptied: two desks must not mix.

    Args:
        session: whose it is.
        copy: whether a file may be used at all; else it is in memory, as with ``local_copy = false``.

    Raises:
        ConfigError: the address can't be used.
    """
    return _open_cache(session, session.address, in_file=copy and session.profile.local_copy)


def open_work(session: Session) -> "Work":
    """Give what is an agent's own at the session's server: drafts, outbox, journal.

    Takes as long as the file has to be checked; of the demonstration it goes with the session.

    Raises:
        ConfigError: the address can't be used.
    """
    from klink_tui.store.work import Work

    if session.server is not None:
        return Work(session.own_directory() / "work.db", lasts=session.lasts)
    return Work(work_file(session.name, session.address))


def open_desk(
    session: Session,
    *,
    copy: bool = True,
    cache: Cache | None = None,
    work: "Work | None" = None,
    now: Callable[[], datetime] = utc_now,
) -> "Desk":
    """Give the desk of a session, over what its local copy has; nothing is sent.

    Views and ``me`` are the profile's, and kept there.

    Args:
        session: gives the client when it is first needed.
        copy: as for :func:`open_cache`.
        cache: the cache, where it is open already.
        work: the agent's own work, from :func:`open_work`; without it what is written is kept in memory.
        now: the clock, aware.

    Raises:
        ConfigError: the address or the time zone can't be used.
    """
    from klink_tui.desk.copy import LocalCopy
    from klink_tui.desk.desk import Desk
    from klink_tui.desk.links import Links
    from klink_tui.desk.mirror import Pace
    from klink_tui.desk.noticerules import read_quiet, read_rules
    from klink_tui.desk.outbox import Windows
    from klink_tui.desk.ownwork import OwnWork
    from klink_tui.desk.views import Views, read_views
    from klink_tui.models.ages import read_ages

    profile, address = session.profile, session.address
    pace = Pace(
        poll_seconds=float(profile.poll_seconds),
        sweep_seconds=profile.sweep_minutes * 60.0,
        most_tickets=profile.keep_tickets,
    )
    return Desk(
        session.connect,
        name=session.name if session.server else address.removeprefix("https://"),
        page_size=profile.page_size,
        timezone=session.time_zone,
        me=profile.me,
        views=Views(read_views(profile.views), lambda views: _keep_views(session, views)),
        keep_me=lambda me: _keep(session, me=me),
        keep_assign_key=lambda key: _keep(session, assign_key=key),
        copy=LocalCopy(cache or open_cache(session, copy=copy)),
        own=OwnWork(work),
        windows=Windows(profile.undo_seconds, profile.message_undo_seconds),
        assign_key=profile.assign_key,
        pace=pace,
        rules=read_rules(profile.notices),
        quiet=read_quiet(profile.quiet_hours),
        ages=read_ages(profile.ages),
        macros_in=macros_in(session),
        links=Links(profile.browser_ticket, profile.browser_contact),
        now=now,
    )


def macros_in(session: Session) -> Path:
    """Give the directory of a session's macros and snippets: that of the settings, for the demonstration examples."""
    from klink_tui.macros.book import EXAMPLES
    from klink_tui.settings import config_dir

    return config_dir() if session.server is None else EXAMPLES


def _open_cache(session: Session, address: str, *, in_file: bool) -> Cache:
    if not in_file:
        return Cache(None)
    if session.server is not None:
        return Cache(session.own_directory() / "cache.db")
    cache = Cache(cache_file(session.name))
    notes = Notes(cache)
    kept = notes.read("address")
    if kept != address:
        if kept is not None:
            cache.renew()
        notes.put("address", address)
    return cache


def _keep_views(session: Session, views: "Iterable[View]") -> None:
    """Keep views in the profile; those of the demonstration last as long as its session.

    Raises:
        ConfigError: the settings can't be written.
    """
    import msgspec

    from klink_tui.settings import StoredView, save_views

    views = tuple(views)
    if session.server is None:
        save_views(session.name, views)
    stored = tuple(
        StoredView(name=view.name, query=view.query, columns=tuple(column.format() for column in view.columns))
        for view in views
    )
    session.profile = msgspec.structs.replace(session.profile, views=stored)


def _keep(session: Session, **changes: str) -> None:
    """Keep fields of the profile; the demonstration forgets them at its end.

    Raises:
        ConfigError: the settings can't be written.
    """
    import msgspec

    from klink_tui.settings import save_profile

    if session.server is None:
        save_profile(session.name, **changes)
    session.profile = msgspec.structs.replace(session.profile, **changes)
