"""A keyring that keeps its secrets in memory: what the tests have instead of the developer's own."""

from keyring.backend import KeyringBackend


class MemoryKeyring(KeyringBackend):
    """Keeps secrets as long as it lives."""

    priority = 5

    def __init__(self) -> None:
        """Start empty, whatever the environment says of backends."""
        self.kept: dict[tuple[str, str], str] = {}
        """Service and user → secret."""

    def get_password(self, service: str, username: str) -> str | None:
        """Give a secret."""
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a secret."""
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget a secret."""
        self.kept.pop((service, username), None)
