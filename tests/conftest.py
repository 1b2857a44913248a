"""What holds for every test: no deadlines, and how files are shared out among processes."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

# Machines are noisy: no test asserts a time.
settings.register_profile("hemera", deadline=None)
settings.load_profile("hemera")

# Thousands of tests lie in memory while they run: to look through them for garbage again and again would take a tenth of the time.
gc.set_threshold(50_000, 20, 100)

TOGETHER = ("cli", "browser", "faults")  # folders whose files share an archive that takes long to collect: done by one process
# Begun in this order, so that no long file is left for the end, when the other process has nothing to do any more.
LONGEST = ("cli", "acceptance", "browser", "faults", "test_docs.py", "site", "websub", "demo", "store", "fetch", "workers")


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """Begin with what takes longest, where several processes share the work."""
    yield
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: _place(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give each process whole files where that is asked for, or all files of a folder that share what is dear."""
    from xdist.scheduler import LoadFileScheduling

    if config.option.dist != "loadfile":
        return None

    class Files(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            folder = nodeid.split("/")[1]
            return folder if folder in TOGETHER else super()._split_scope(nodeid)

    config.option.loadscopereorder = False
    return Files(config, log)


def _place(nodeid: str) -> int:
    name = nodeid.partition("::")[0].split("/")[1]
    return LONGEST.index(name) if name in LONGEST else len(LONGEST)
