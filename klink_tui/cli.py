"""The command line: ``klink-tui`` opens the console; six commands do something else.

``tickets`` prints what a query finds, ``journal`` what was changed from this machine, ``doctor`` looks for faults,
``keys`` tells what the terminal delivers, ``macros`` checks macros and snippets, ``sandbox`` serves made-up data.

Exit codes: 0 done; 1 something failed (the server can't be reached, ``doctor`` found a fault, the console crashed);
2 settings, command line or a query can't be used as they stand; 130 interrupted by Ctrl+C; 143 the console was asked to
end by SIGTERM.

No token is ever taken as an argument, where other users of the machine could read it; ``sandbox --token`` is the token
that the sandbox asks for, and opens nothing but made-up data.
"""

import errno
import os
import re
import sys
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, Final, TypeVar

import click
from click.core import ParameterSource

from klink_tui import __version__
from klink_tui.errors import ConfigError, KlinkError
from klink_tui.presets import PRESETS
from klink_tui.sandbox.config import SandboxConfig

if TYPE_CHECKING:
    from klink_tui.demo import DemoServer
    from klink_tui.reports.asked import Format

FAILED: Final = 1
UNUSABLE: Final = 2

_COUNT: Final = click.IntRange(0)
_NEGATION: Final = re.compile(r"-[^-=]*[:(]")
"""How a part of a query begins that must not hold, and no option does."""
_F = TypeVar("_F", bound=Callable[..., object])


class Failure(click.ClickException):
    """One of the console's own errors, shown as a sentence and what to do about it."""

    exit_code = FAILED

    def __init__(self, error: KlinkError) -> None:
        """Take the error's words."""
        super().__init__(error.message)
        self.hint = error.hint

    def show(self, file: IO[str] | None = None) -> None:
        """Print it to the error stream, any token in it masked."""
        from klink_tui.text import clean, redact

        for line in filter(None, (f"klink-tui: {self.message}", self.hint)):
            click.echo(redact(clean(line), os.environ.get("KLINK_API_TOKEN", "")), file=file, err=file is None)


class Unusable(Failure):
    """Settings or command line can't be used as they stand."""

    exit_code = UNUSABLE


class _Group(click.Group):
    """Shows the console's own errors as :class:`Failure`, for each command alike."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command.

        Raises:
            Failure: it raised one of the console's own errors.
        """
        try:
            return super().invoke(ctx)
        except ConfigError as error:
            raise Unusable(error) from error
        except KlinkError as error:
            raise Failure(error) from error


class _QueryCommand(click.Command):
    """Takes ``-status:closed`` for a part of its query, not for options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; give those that are left."""
        return super().parse_args(ctx, [f" {arg}" if _NEGATION.match(arg) else arg for arg in args])


def _known_quirks(_ctx: click.Context, _option: click.Parameter, quirks: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse a quirk that the sandbox does not have, before anything is started."""
    if quirks:
        from klink_tui.sandbox.quirks import UnknownQuirk
        from klink_tui.sandbox.switches import Switches

        switches = Switches(SandboxConfig.seed)
        for quirk in quirks:
            try:
                switches.switch_on(quirk)
            except UnknownQuirk as error:
                raise click.BadParameter(str(error)) from error
    return quirks


def _sandbox_options(command: _F) -> _F:
    """Add what decides how a sandbox looks."""
    for decorate in (
        click.option(
            "--quirk",
            "quirks",
            multiple=True,
            metavar="NAME[:SHARE]",
            callback=_known_quirks,
            help="A fault that the sandbox plays, on all requests or a share of them (0.1); repeatable.",
        ),
        click.option("--seed", type=int, default=SandboxConfig.seed, show_default=True, help="Decides all its data."),
        click.option("--contacts", type=_COUNT, default=SandboxConfig.contacts, show_default=True, help="How many."),
        click.option("--tickets", type=_COUNT, default=SandboxConfig.tickets, show_default=True, help="How many."),
    ):
        command = decorate(command)
    return command


@click.group(cls=_Group, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--demo", is_flag=True, help="Open the console on an embedded sandbox with made-up data.")
@click.option("--profile", metavar="NAME", help="The profile to use instead of the one that the settings name.")
@_sandbox_options
@click.version_option(__version__, prog_name="klink-tui")
@click.pass_context
def cli(
    ctx: click.Context,
    demo: bool,
    profile: str | None,
    tickets: int,
    contacts: int,
    seed: int,
    quirks: tuple[str, ...],
) -> None:
    """Work on the tickets and contacts of a Klink CX desk.

    Without a command this opens the console. The token is taken from KLINK_API_TOKEN, the profile's token command, the
    keyring or the profile's token file; the first start asks for it.

    --tickets, --contacts, --seed and --quirk go with --demo.
    """
    given = {name for name in ctx.params if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE}
    if ctx.invoked_subcommand is not None:
        if given:
            raise click.UsageError(f"Write the options behind the command: klink-tui {ctx.invoked_subcommand} …")
        return
    if demo and profile is not None:
        raise click.UsageError("--demo uses no profile.")
    if not demo and given & {"tickets", "contacts", "seed", "quirks"}:
        raise click.UsageError("--tickets, --contacts, --seed and --quirk go with --demo.")
    _check_terminal()
    if not demo:
        from klink_tui.session import open_session

        session = open_session(profile)
        from klink_tui.running import run_console

        ctx.exit(run_console(session))
    server = _start_demo(tickets, contacts, seed, quirks)
    try:
        from klink_tui.running import run_console
        from klink_tui.session import demo_session

        ctx.exit(run_console(demo_session(server)))
    finally:
        server.stop()


@cli.command(short_help="Serve a desk with made-up data.")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0 picks a free one.")
@_sandbox_options
@click.option("--token", default=SandboxConfig.token, show_default=True, help="The token that it asks for.")
@click.option("--database", default=SandboxConfig.database, show_default=True, help="File that keeps its data.")
@click.option("--with-parent", is_flag=True, hidden=True, help="End when standard input closes.")
def sandbox(
    port: int,
    tickets: int,
    contacts: int,
    seed: int,
    quirks: tuple[str, ...],
    token: str,
    database: str,
    with_parent: bool,
) -> None:
    """Serve a Klink CX desk with made-up data, to this machine alone.

    Prints "listening on http://127.0.0.1:PORT" when it is ready, and serves until Ctrl+C.
    """
    from klink_tui.sandbox.server import run

    config = SandboxConfig(tickets=tickets, contacts=contacts, seed=seed, token=token, database=database, quirks=quirks)
    run(config, port, until_stdin_closes=with_parent)


@cli.command(short_help="Find out what does not work, and on which paths the server answers.")
@click.option("--profile", metavar="NAME", help="The profile to use instead of the one that the settings name.")
@click.option("--demo", is_flag=True, help="Examine an embedded sandbox.")
@click.option(
    "--store/--no-store", default=None, help="Keep the paths that answered in the profile; asked for if left out."
)
@click.pass_context
def doctor(ctx: click.Context, profile: str | None, demo: bool, store: bool | None) -> None:
    """Tell where settings and token come from, whether the server answers, and on which paths.

    Only reads are made. Exit code 1 says that something does not work.
    """
    if demo and profile is not None:
        raise click.UsageError("--demo uses no profile.")
    if demo and store:
        raise click.UsageError("--demo has no profile to store anything in.")
    server = _start_demo(SandboxConfig.tickets, SandboxConfig.contacts, SandboxConfig.seed, ()) if demo else None
    try:
        from klink_tui.doctor import run_doctor
        from klink_tui.session import demo_session, open_session

        ctx.exit(run_doctor(demo_session(server) if server else open_session(profile), store=store))
    finally:
        if server is not None:
            server.stop()


@cli.command("tickets", cls=_QueryCommand, short_help="Print the tickets that a query finds in the local copy.")
@click.argument("query", nargs=-1)
@click.option("--profile", metavar="NAME", help="The profile to use instead of the one that the settings name.")
@click.option("--demo", is_flag=True, help="Ask an embedded sandbox.")
@click.option("--view", metavar="NAME", help="A saved view, which the query then narrows.")
@click.option(
    "--columns", default="", metavar="NAMES", help="Columns, with or without widths: number,title:40,cf_region."
)
@click.option("--limit", type=_COUNT, default=50, show_default=True, help="Tickets at most; 0 is all.")
@click.option(
    "--format", "format_", type=click.Choice(["table", "csv", "jsonl"]), default="table", show_default=True, help="How."
)
@click.option("--count", is_flag=True, help="Print only how many there are.")
@click.option("--explain", is_flag=True, help="Print only what the query means, and what the copy can't know.")
@click.option("--refresh", is_flag=True, help="Read everything from the server first.")
@click.option("--quiet", is_flag=True, help="Don't say how fresh the copy is.")
@click.pass_context
def list_tickets(
    ctx: click.Context,
    query: tuple[str, ...],
    profile: str | None,
    demo: bool,
    view: str | None,
    columns: str,
    limit: int,
    format_: "Format",
    count: bool,
    explain: bool,
    refresh: bool,
    quiet: bool,
) -> None:
    """Print the tickets that QUERY finds in the local copy: words, fields such as status:open, sort:-updated.

    Without a QUERY these are all, in the server's order. Quote it where the shell would read it too:
    'priority:>=high -status:closed (tag:vip or "out of order")'.

    A copy that is empty is read from the server first.
    """
    if demo and profile is not None:
        raise click.UsageError("--demo uses no profile.")
    if count and explain:
        raise click.UsageError("--count and --explain each print one thing only.")
    server = _start_demo(SandboxConfig.tickets, SandboxConfig.contacts, SandboxConfig.seed, ()) if demo else None
    try:
        from klink_tui.reports.asked import Asked
        from klink_tui.reports.tickets import run_report
        from klink_tui.session import demo_session, open_session

        if sys.stdout.isatty():
            from klink_tui.widgets.widths import follow_terminal

            follow_terminal(os.environ)
        text = " ".join(query).strip()
        asked = Asked(text, view, columns, limit, format_, count, explain, refresh, quiet)
        ctx.exit(run_report(demo_session(server) if server else open_session(profile), asked))
    finally:
        if server is not None:
            server.stop()


@cli.command("journal", short_help="Print what was changed from this machine, and what came of it.")
@click.option("--profile", metavar="NAME", help="The profile to use instead of the one that the settings name.")
@click.option(
    "--format", "format_", type=click.Choice(["csv", "jsonl"]), default="csv", show_default=True, help="How to print."
)
@click.option("--output", default="", metavar="FILE", help="Write to FILE, which ends in .csv or .jsonl, instead.")
@click.pass_context
def print_journal(ctx: click.Context, profile: str | None, format_: str, output: str) -> None:
    """Print the journal: when, what, which field, before and after, and what came of it.

    Cells that a spreadsheet would run as formulas are defused. A FILE that is there is never overwritten.
    """
    from klink_tui.reports.journal import run_journal
    from klink_tui.session import open_session

    ctx.exit(run_journal(open_session(profile), format=format_, output=output))


@cli.command("keys", short_help="Tell what this terminal delivers for each key, and what it does.")
@click.option("--list", "only_list", is_flag=True, help="Print the keys of every action instead.")
@click.option(
    "--preset", type=click.Choice(list(PRESETS)), help="Take the keys of a preset, not those of the settings."
)
@click.pass_context
def tell_keys(ctx: click.Context, only_list: bool, preset: str | None) -> None:
    """Tell what this terminal delivers for each key pressed, what it does in the console, and which keys never came.

    Ctrl+C ends. Of the keys in the settings, those that can't be used are named first.
    """
    from klink_tui.keymap import make_keymap
    from klink_tui.keyprobe import print_keys, run_probe
    from klink_tui.settings import Settings, read_settings

    settings = read_settings() if preset is None else Settings(preset=preset)
    keymap = make_keymap(settings.preset, settings.keys)
    ctx.exit(print_keys(keymap) if only_list else run_probe(keymap))


@cli.command("macros", short_help="Check the macros and snippets, or write examples.")
@click.option("--examples", is_flag=True, help="Write commented examples beside the settings first.")
@click.option("--variables", is_flag=True, help="Print the variables that their texts can have instead.")
@click.pass_context
def check_macros(ctx: click.Context, examples: bool, variables: bool) -> None:
    """Print the macros and snippets that the console has, and what is wrong with the others, by file and line.

    A file that is there is never overwritten. Exit code 2 says that one can't be used.
    """
    from klink_tui.reports.macros import print_variables, run_macros
    from klink_tui.settings import config_dir

    ctx.exit(print_variables() if variables else run_macros(config_dir(), examples=examples))


def _start_demo(tickets: int, contacts: int, seed: int, quirks: tuple[str, ...]) -> "DemoServer":
    """Start the sandbox before anything else is imported: it boots while the console does."""
    from klink_tui.demo import DemoServer

    arguments = ["--tickets", str(tickets), "--contacts", str(contacts), "--seed", str(seed)]
    for quirk in quirks:
        arguments += ["--quirk", quirk]
    return DemoServer(arguments)


def _check_terminal() -> None:
    """Refuse where there is no terminal to draw on.

    Raises:
        ConfigError: an end is not a terminal, or it can't place a cursor.
    """
    # The console draws on the error stream (Textual's driver), so that one counts too.
    for stream, name in ((sys.stdin, "input"), (sys.stdout, "output"), (sys.stderr, "error output")):
        if not stream.isatty():
            raise ConfigError(
                f"The console needs a terminal, and its {name} is not one.",
                hint="Start it without a pipe and without redirection; over ssh, use ssh -t.",
            )
    if os.name == "posix" and os.environ.get("TERM", "") in ("", "dumb", "unknown"):
        raise ConfigError(
            f"The terminal can't place a cursor (TERM is {os.environ.get('TERM') or 'not set'}).",
            hint="Set TERM to what the terminal is, for example xterm-256color.",
        )


def show_defect() -> None:
    """Print the exception that is being handled, a defect: its traceback is wanted, the token in it is not."""
    import traceback

    from klink_tui.text import redact

    click.echo(redact(traceback.format_exc(), os.environ.get("KLINK_API_TOKEN", "")), err=True)


def main() -> None:
    """Run the command line and exit."""
    try:
        cli(prog_name="klink-tui")
    except OSError as error:
        if error.errno != errno.ENOSPC:
            show_defect()
        else:
            click.echo("klink-tui: What is printed can't be written: there is no space left.", err=True)
        # What Python still holds must not fail again when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
    except Exception:
        show_defect()
        sys.exit(FAILED)
