"""What a process of its own does to a file of work; it prints what it found as JSON."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from klink_tui.errors import StoreError
from klink_tui.store.drafts import Draft, save
from klink_tui.store.work import Work
from tests.store.workbench import SLOW, draft, journal, journalled, texts, type_drafts, want, wanted
from tests.terminal.console import ROOT

NOBODY = 65534


def call(name: str, *arguments: object) -> "subprocess.Popen[str]":
    """Start a process that does one of the functions here."""
    code = f"import sys; from tests.store import faultchild; faultchild.{name}(*sys.argv[1:])"
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", code, *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def answer(child: "subprocess.Popen[str]") -> dict[str, Any]:
    """Give what such a process found; it must have ended well, with nothing on standard error."""
    with child:
        out, err = child.communicate(timeout=60)
    assert (child.returncode, err) == (0, ""), err
    found = json.loads(out.splitlines()[-1])
    assert isinstance(found, dict)
    return found


def drop_privileges(owned: Path) -> None:
    """Become a user whom permissions stop; what is given becomes that user's."""
    import_module("filelock")  # Otherwise it is imported late, and this user may not read it.
    if os.geteuid() == 0:
        os.chown(owned, NOBODY, NOBODY)
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


@contextmanager
def at_most(size: int) -> Iterator[None]:
    """Let no file grow beyond a size, as on a disk that is full."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


def state(work: Work) -> dict[str, Any]:
    return {
        "drafts": texts(work),
        "intents": wanted(work),
        "journal": sorted(journalled(work)),
        "trouble": str(work.trouble) if work.trouble else "",
        "kept": work.is_kept,
    }


def tell(**found: object) -> None:
    print(json.dumps(found), flush=True)


def refused(work: Work, target: str) -> str:
    """Try to write a long draft; give why that can't be, or nothing where it can."""
    try:
        work.write(lambda connection: save(connection, draft(target, "x" * 100_000)))
    except StoreError as error:
        return str(error)
    return ""


def full_under_way(path: str, room: str) -> None:
    """Run out of room in the middle, and get some again."""
    work = Work(Path(path))
    type_drafts(work, "before")
    with at_most(Path(f"{path}-wal").stat().st_size + int(room)):
        why, during = refused(work, "during"), state(work)
    again = refused(work, "after")
    after = state(work)
    work.close()
    work = Work(Path(path))
    tell(why=why, during=during, again=again, after=after, reopened=state(work), said=work.said)
    work.close()


def full_at_start(path: str, room: str) -> None:
    """Start without room, and get some later."""
    with at_most(int(room)):
        work = Work(Path(path))
        type_drafts(work, "in memory")
        want(work, "in memory")
        journal(work, 7)
        first, tried = state(work), work.try_again()
    got, after = work.try_again(), state(work)
    work.close()
    tell(first=first, tried=tried, got=got, after=after)


def no_permission_at_start(directory: str) -> None:
    """Start where nothing may be written, and get the permission later."""
    place = Path(directory)
    drop_privileges(place)
    place.chmod(0o500)
    work = Work(place / "place" / "work.db")
    want(work, "in memory")
    journal(work, 7)
    first, tried = state(work), work.try_again()
    place.chmod(0o700)
    got, after = work.try_again(), state(work)
    work.close()
    tell(first=first, tried=tried, got=got, after=after)


def no_permission_under_way(directory: str) -> None:
    """Lose the directory and the permission to make it again in the middle, and get that back."""
    place = Path(directory)
    drop_privileges(place)
    path = place / "place" / "work.db"
    work = Work(path)
    type_drafts(work, "before")
    want(work, "before")
    journal(work, 7)
    shutil.rmtree(path.parent)
    place.chmod(0o500)
    why = refused(work, "during")
    trouble = str(work.trouble)
    place.chmod(0o700)
    again, after = refused(work, "after"), state(work)
    generation = work.generation
    work.close()
    tell(why=why, trouble=trouble, again=again, after=after, generation=generation)


def write_many(path: str, name: str, times: str) -> None:
    """Write drafts and intents together with others, once told to begin; every text names who wrote it, and when."""
    print("ready", flush=True)
    sys.stdin.readline()
    work = Work(Path(path))
    shared = Draft("message", "shared", {"text": ""}, saved=1.0)
    mine = Draft("message", name, {"text": ""}, saved=1.0)
    numbers = []
    for time in range(int(times)):
        words = {"text": f"{name} {time}"}
        shared = work.write(partial(save, draft=replace(shared, content=words)))
        mine = work.write(partial(save, draft=replace(mine, content=words)))
        numbers += [one.number for one in want(work, f"{name} {time}")]
    found = state(work)
    tell(numbers=numbers, trouble=found["trouble"], said=work.said, mine=found["drafts"][name])
    work.close()


def migrate(path: str) -> None:
    """Open a file that has to be migrated, which takes a moment, and wait to be killed."""
    import_module("filelock")
    print("opening", flush=True)
    work = Work(Path(path), migrations=SLOW)
    tell(drafts=len(texts(work)))
    sys.stdin.readline()
