"""What holds for every test."""

from __future__ import annotations

import pytest
from hypothesis import settings

# Machines are noisy: no test asserts a time.
settings.register_profile("hemera", deadline=None)
settings.load_profile("hemera")

SHARING = {"browser", "cli", "faults"}  # folders whose tests stand on one collected press: a second process would collect it again


def pytest_itemcollected(item: pytest.Item) -> None:
    """Keep tests of one file, or of one of those folders, in one process (``--dist loadgroup``)."""
    folder = item.path.parent.name
    item.add_marker(pytest.mark.xdist_group(folder if folder in SHARING else str(item.path)))
