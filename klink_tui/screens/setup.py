"""Setup: address and token are asked for, tried with one cheap read, and only then stored."""

from typing import ClassVar, Final, Literal, Protocol

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from klink_tui.errors import (
    AuthError,
    ConfigError,
    ForbiddenError,
    KlinkError,
    RateLimitedError,
    SecretError,
    ServerError,
)
from klink_tui.screens.modal import Modal
from klink_tui.screens.picker import Choice, PickerScreen
from klink_tui.widgets.keyed import keyed
from klink_tui.widgets.pickfield import PickField
from klink_tui.widgets.words import trouble_words

Keep = Literal["keyring", "file", "nowhere"]

KEEPS: Final[tuple[tuple[Keep, str, str], ...]] = (
    ("keyring", "Encrypted, in this machine's keyring", ""),
    (
        "file",
        "Unencrypted, in a file that only you can read",
        "Whoever gets at your files, or a backup of them, has the token. Choose this only where there is no keyring.",
    ),
    ("nowhere", "Nowhere: it is asked for again at the next start", ""),
)
"""Where a token can be kept: name, what it is called, and what to warn of."""
PLACES: Final = ("address", "token", "keep")
"""What can be wrong, from the top to the bottom of the screen."""


class Connection(Protocol):
    """What setup needs of a session."""

    @property
    def address(self) -> str:
        """The base address as it stands.

        Raises:
            ConfigError: it can't be used.
        """

    @property
    def overruling(self) -> tuple[str, str]:
        """What wins over a stored address and a stored token: names in words, empty for nothing."""

    @property
    def needs_setup(self) -> bool:
        """Whether the console has no address and token to work with."""

    async def try_out(self, base_url: str, token: str) -> None:
        """Make one cheap read.

        Raises:
            KlinkError: it did not work, and why.
        """

    async def store(self, base_url: str, token: str, keep: Keep) -> None:
        """Keep the address, and the token where ``keep`` says.

        Raises:
            ConfigError: it can't be kept.
        """

    async def use(self, base_url: str, token: str) -> None:
        """Use them from now on."""


def where_wrong(error: KlinkError) -> str:
    """Tell which of the fields a failed try speaks of."""
    if isinstance(error, SecretError | AuthError | ForbiddenError):
        return "token"
    return "address"


def said_of(error: KlinkError) -> str:
    """Say in words for this screen what a failed try means."""
    words = trouble_words(error).removeprefix("The field: ")
    if isinstance(error, AuthError):
        return f"The server does not take this token. {words}"
    if isinstance(error, ForbiddenError):
        return f"The token is good, but it may not read tickets: give it that ability. {words}"
    if isinstance(error, RateLimitedError | ServerError):
        return f"The address is that of a server, but it could not say whether the token is good. {words}"
    return words


class SetupScreen(Modal[bool]):
    """Asks for address and token; gives whether the console can use them now."""

    CSS_PATH = "setup.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Leave"),
        Binding("ctrl+s,alt+enter", "submit", "Connect", priority=True),
        Binding("down", "step(1)", "Next", show=False),
        Binding("up", "step(-1)", "Previous", show=False),
    ]

    def __init__(self, session: Connection, *, why: str = "") -> None:
        """Ask on behalf of ``session``; ``why`` says what went wrong before."""
        super().__init__()
        self._session = session
        self._why = why
        self._busy = False
        self._trying = False
        self._keep: Keep = "keyring"
        self._address_from, self._token_from = session.overruling

    def compose(self) -> ComposeResult:
        """Give the fields, each with room for what is wrong with it."""
        try:
            address = self._session.address
        except ConfigError:
            address = ""
        with VerticalScroll(id="box", can_focus=False):
            yield Static(Content("Connect to a Klink CX desk"), id="title", markup=False)
            yield Static(Content(self._why), id="why", markup=False)
            with Horizontal(classes="row"):
                yield Static(Content("Address"), classes="label", markup=False)
                yield Input(
                    address, id="address", compact=True, disabled=bool(self._address_from), select_on_focus=False
                )
            yield Static(Content(self._fixed(self._address_from)), id="address-note", classes="note", markup=False)
            yield Static(id="address-wrong", classes="wrong", markup=False)
            with Horizontal(classes="row"):
                yield Static(Content("Token"), classes="label", markup=False)
                yield Input(password=True, placeholder="kpt_…", id="token", compact=True)
            note = "Made in the dashboard: Settings → Channels & Integration → API Tokens."
            yield Static(Content(note), id="token-note", classes="note", markup=False)
            yield Static(id="token-wrong", classes="wrong", markup=False)
            with Horizontal(id="keep", classes="row"):
                yield Static(Content("Keep it"), classes="label", markup=False)
                yield PickField(KEEPS[0][1], hint="")
            yield Static(id="keep-note", classes="note", markup=False)
            yield Static(id="keep-wrong", classes="wrong", markup=False)
            yield Static(id="state", markup=False)

    def on_mount(self) -> None:
        """Begin where something is missing."""
        self.query_one("#why").display = bool(self._why)
        self.query_one("#address-note").display = bool(self._address_from)
        self._complain()
        self._explain_keep()
        self._rest()
        has_address = bool(self.query_one("#address", Input).value)
        self.query_one("#token" if has_address else "#address").focus()

    def _fixed(self, name: str) -> str:
        return f"{name} is set, and wins over an address that is typed." if name else ""

    # Trying

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on to the token, then connect."""
        event.stop()
        if event.input.id == "address":
            self.query_one("#token").focus()
        else:
            self.action_submit()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Take a complaint back once its field is mended."""
        event.stop()
        self.query_one(f"#{event.input.id}-wrong").display = False

    @work(group="ask", exit_on_error=False)
    async def on_pick_field_asked(self, event: PickField.Asked) -> None:
        """Ask where the token is to be kept, and say what the choice means."""
        choices = [Choice(name, title) for name, title, _ in KEEPS]
        picked = await self.app.push_screen_wait(PickerScreen("Keep the token", choices, current=self._keep))
        for name, title, _ in KEEPS:
            if name == picked:
                self._keep, event.field.value = name, title
                self.query_one("#keep-wrong").display = False
        self._explain_keep()

    def _explain_keep(self) -> None:
        words = [warning for name, _, warning in KEEPS if name == self._keep and warning]
        if self._token_from:
            words.append(f"What is typed here is used now; at the next start {self._token_from} wins over it.")
        note = self.query_one("#keep-note", Static)
        note.update(Content(" ".join(words)))
        note.display = bool(words)

    def action_submit(self) -> None:
        """Try what is typed, then store and use it."""
        if not self._busy:
            self._connect()

    # Takes nothing as an argument: a worker's description repeats what it was called with.
    @work(group="setup", exclusive=True, exit_on_error=False)
    async def _connect(self) -> None:
        address, token = (self.query_one(f"#{name}", Input).value.strip() for name in ("address", "token"))
        if not token:
            self._complain("token", "Paste a token here.")
            return
        self._busy = self._trying = True
        self._complain()
        try:
            self._state("Trying …   esc stops")
            try:
                await self._session.try_out(address, token)
            except KlinkError as error:
                self._complain(where_wrong(error), said_of(error))
                return
            finally:
                self._trying = False
            self._state("It works. Storing …")
            if not await self._stored(address, token):
                return
            await self._session.use(address, token)
        finally:
            self._busy = False
            if self.is_attached:
                self._rest()
        self.dismiss(True)

    async def _stored(self, address: str, token: str) -> bool:
        """Store both; say so where that can't be, and whether to go on all the same."""
        keep = self._keep
        try:
            await self._session.store(address, token, keep)
        except KlinkError as error:
            words = trouble_words(error)
            if keep != "nowhere":
                self._complain("keep", f"Address and token work, but were not stored. {words} Choose another place.")
                return False
            self.app.notify(f"Used for this run only. {words}", severity="warning", timeout=12, markup=False)
        return True

    # Saying

    def _complain(self, place: str = "", words: str = "") -> None:
        """Say what is wrong below its field, and go there; nothing is wrong where no place is named."""
        for name in PLACES:
            line = self.query_one(f"#{name}-wrong", Static)
            line.update(Content(words if name == place else ""))
            line.display = name == place
        if place:
            field = self.query_one(PickField) if place == "keep" else self.query_one(f"#{place}", Input)
            if not field.disabled:
                field.focus()
            self.call_after_refresh(self.query_one(f"#{place}-wrong").scroll_visible, animate=False)

    def _state(self, words: str) -> None:
        self.query_one("#state", Static).update(Content.styled(words, "$accent"))

    def _rest(self) -> None:
        keys = (("ctrl+s", "connects"), ("tab", "goes on"), ("esc", "leaves, nothing is stored"))
        parts = [Content.assemble((key, "$klink-key bold"), (f" {does}", "$klink-muted")) for key, does in keys]
        self.query_one("#state", Static).update(Content("   ").join(parts))

    # What keys do

    def action_step(self, step: int) -> None:
        """Go to the next field, or the one before."""
        if step > 0:
            self.focus_next()
        else:
            self.focus_previous()

    def action_back(self) -> None:
        """Stop a try that is under way; else leave, with nothing stored. What is being stored is not stopped."""
        if self._trying:
            self.workers.cancel_group(self, "setup")
        elif not self._busy:
            way_back = keyed("Nothing was stored. <setup> asks for address and token again.")
            if self._session.needs_setup:
                self.app.notify(way_back, title="Not configured", timeout=8, markup=False)
            self.dismiss(False)
