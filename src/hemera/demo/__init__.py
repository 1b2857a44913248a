"""The little press: eight invented newspapers served on this machine, for ``hemera demo`` and the acceptance tests."""

from hemera.demo.catalogue import sources
from hemera.demo.server import PressServer

__all__ = ["PressServer", "sources"]
