"""A store in a folder of its own, and exchanges to put there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from answers import Make, exchange

from hemera.captures import WarcStore

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def make() -> Make:
    return exchange


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "captures"


@pytest.fixture
def store(folder: Path) -> WarcStore:
    return WarcStore(folder)
