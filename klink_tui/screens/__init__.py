"""One conversation with the agent per file; each screen owns what is on view."""

from importlib import import_module
from pkgutil import iter_modules


def import_all() -> None:
    """Import every screen: whoever opens one then waits for none of it."""
    for module in iter_modules(__path__, f"{__name__}."):
        import_module(module.name)
