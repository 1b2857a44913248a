"""The little press: eight invented newspapers served on this machine, for ``hemera demo`` and the acceptance tests."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hemera.demo.catalogue import sources
    from hemera.demo.server import PressServer

__all__ = ["PressServer", "sources"]
_HOMES = {"PressServer": "hemera.demo.server", "sources": "hemera.demo.catalogue"}


def __getattr__(name: str) -> object:
    """Load what is asked for when it is asked for, so that ``python -m hemera.demo.server`` loads the server once."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(_HOMES[name]), name)
