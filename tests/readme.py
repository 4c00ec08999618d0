"""The README's table of keys, made from the table of actions: ``python -m tests.readme`` writes it anew."""

from itertools import groupby
from pathlib import Path
from typing import Final

from klink_tui.actions import ACTIONS, keys_text

README: Final = Path(__file__).parent.parent / "README.md"
BEGIN: Final = "<!-- keys: begin -->"
END: Final = "<!-- keys: end -->"


def table() -> str:
    """Give the keys of every action as Markdown, a table for each group."""
    lines: list[str] = []
    for group, actions in groupby(sorted(ACTIONS, key=lambda action: action.group), key=lambda action: action.group):
        lines += ["", f"**{group}**", "", "| key | does | where |", "| --- | --- | --- |"]
        for action in actions:
            keys = " ".join(f"`{key}`" for key in keys_text(action.keys).split(" "))
            where = "everywhere" if "app" in action.where else ", ".join(action.where)
            lines.append(f"| {keys} | {action.text} | {where} |")
    return "\n".join([*lines[1:], ""])


def renewed(text: str) -> str:
    """Give the README's text with the table as it should be."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
