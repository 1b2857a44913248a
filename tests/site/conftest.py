"""The site, on an archive of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kiosk
import pytest

import configured  # noqa: F401  before anything that imports models


@pytest.fixture
def stand(db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A dozen articles of four sources in three languages, read at ``kiosk.NOW``, without a search index."""
    with kiosk.stand(settings, tmp_path, monkeypatch):
        yield
