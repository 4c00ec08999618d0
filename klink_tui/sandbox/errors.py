"""What the sandbox raises on purpose."""

from collections.abc import Mapping, Sequence


class SandboxError(Exception):
    """The sandbox can't start as asked; the message is one line for a person."""


class PortInUse(SandboxError):
    """Another process listens on the port."""


class Refused(Exception):
    """A request is answered with an error (body: contract §5)."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        errors: Mapping[str, Sequence[str]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Keep the HTTP status, the words, the field errors (system name → messages) and extra headers."""
        super().__init__(message)
        self.status = status
        self.message = message
        self.errors = {name: list(messages) for name, messages in (errors or {}).items()}
        self.headers = dict(headers or {})


class Invalid(Refused):
    """422: ``errors`` names each offending field."""

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        """Keep the field errors (system name → messages)."""
        super().__init__(422, "The given data is invalid.", errors=errors)


class NotThere(Refused):
    """404 for a record that isn't there, or is deleted."""

    def __init__(self, what: str) -> None:
        """Name what is missing, as in ``ticket``."""
        super().__init__(404, f"{what.capitalize()} not found.")
