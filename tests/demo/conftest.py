"""One press for all tests that only read, one to play with, one of known texts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from little_press import START, small

from hemera.demo.server import PressServer


@pytest.fixture(scope="session")
def server() -> Iterator[PressServer]:
    """The packaged press, standing still; for tests that change nothing."""
    with PressServer(START, pace=0) as press:
        yield press


@pytest.fixture
def fresh() -> Iterator[PressServer]:
    """The packaged press, for one test to play with."""
    with PressServer(START, pace=0) as press:
        yield press


@pytest.fixture(scope="session")
def known() -> Iterator[PressServer]:
    """The press of known texts."""
    with PressServer(START, pace=0, press=small()) as press:
        yield press
