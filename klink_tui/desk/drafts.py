"""What is being typed and was not sent: kept when a form or composer is left, so that nothing typed is lost."""

from typing import Any


class Drafts:
    """Unsent forms and messages of this run, by what they are for."""

    def __init__(self) -> None:
        """Start with none."""
        self._kept: dict[tuple[str, str], dict[str, Any]] = {}

    def keep(self, kind: str, target: str, content: dict[str, Any]) -> None:
        """Keep a draft of ``kind`` for ``target`` (a record's key, or empty for a new one)."""
        self._kept[kind, target] = content

    def find(self, kind: str, target: str) -> dict[str, Any] | None:
        """Give the draft, if there is one."""
        return self._kept.get((kind, target))

    def discard(self, kind: str, target: str) -> None:
        """Forget a draft: it was sent, or thrown away on purpose."""
        self._kept.pop((kind, target), None)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._kept)
