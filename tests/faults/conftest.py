"""The little press on this machine, and what an undisturbed run makes of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import faultkit as kit
import pytest

from hemera.demo.press import Press, load
from hemera.demo.server import PressServer


@pytest.fixture(scope="session")
def press() -> Iterator[PressServer]:
    start = datetime(2026, 6, 12, 9, 0, tzinfo=UTC)
    whole = load(start)
    few = Press(start, tuple(piece for source in kit.SOURCES for piece in whole.of(source)[: kit.EACH]))
    with PressServer(start, pace=0, press=few) as server:
        yield server


@pytest.fixture(scope="session")
def collected(press: PressServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an archive that was collected without any fault; it is not to be touched."""
    folder = kit.archive(press, tmp_path_factory.mktemp("undisturbed") / "press")
    kit.good(kit.update(folder))
    kit.verify(folder)
    return folder


@pytest.fixture(scope="session")
def numbers(collected: Path) -> list[kit.Row]:
    """Return its articles with the numbers of their lasting addresses."""
    return kit.numbered(collected)


@pytest.fixture(scope="session")
def learned(collected: Path) -> list[str]:
    """Return the sources whose layouts it learned."""
    found: list[str] = kit.dump(collected)["learned"]
    assert found, "nothing was learned: what a kill takes away could not be missed"
    return found


@pytest.fixture(scope="session")
def undisturbed(numbers: list[kit.Row]) -> list[kit.Row]:
    """Return them without: which of two came first is chance."""
    return kit.without_numbers(numbers)


@pytest.fixture
def copy(collected: Path, tmp_path: Path) -> Path:
    """Return a copy of that archive, to spoil."""
    return Path(shutil.copytree(collected, tmp_path / "copy"))


@pytest.fixture
def fresh(press: PressServer, tmp_path: Path) -> Callable[[], Path]:
    """Return what makes an archive that has not begun."""
    return lambda: kit.archive(press, tmp_path / "press")
