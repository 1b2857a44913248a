"""The misbehaving server, and a fetcher with deadlines short enough for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from misbehaving import AGENT, SCENES, Asker, Server

from hemera.fetch import HttpFetcher, Limits, Manners

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def served() -> Iterator[Server]:
    with Server(SCENES).running() as server:
        yield server


@pytest.fixture
def server(served: Server) -> Server:
    served.log.clear()
    served.scenes = dict(SCENES)
    return served


@pytest.fixture
def limits() -> Limits:
    return Limits(connect=1.0, headers=0.5, total=0.7, feed_total=0.7)


@pytest.fixture
def manners() -> Manners:
    return Manners()


@pytest.fixture
def ask(server: Server, limits: Limits, manners: Manners) -> Iterator[Asker]:
    fetcher = HttpFetcher(AGENT, limits=limits, manners=manners)
    yield Asker(server, fetcher)
    fetcher.close()
