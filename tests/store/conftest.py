"""The record, on a database of its own."""

from __future__ import annotations

import pytest

import configured  # noqa: F401  before anything that imports models
from hemera.store.writes import DjangoStore


@pytest.fixture
def store(request: pytest.FixtureRequest) -> DjangoStore:
    """Return a record that knows the ``SOURCE`` of the module that asks, since its ``NOW``."""
    store = DjangoStore()
    store.sync([request.module.SOURCE], request.module.NOW)
    return store
