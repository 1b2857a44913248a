"""The site, on an archive of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import kiosk
import pytest
import shelf

import configured  # noqa: F401  before anything that imports models
from hemera.portal import pagecache


@pytest.fixture(autouse=True)
def _additions_show_at_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is added between two looks at a page is no question of the tests, but those of kept pages."""
    if request.module.__name__ != "test_kept_pages":
        monkeypatch.setattr(pagecache, "LATEST", timedelta(0))


@pytest.fixture
def stand(db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A dozen articles of four sources in three languages, read at ``kiosk.NOW``, without a search index."""
    with kiosk.stand(settings, tmp_path, monkeypatch):
        yield


@pytest.fixture
def shelved(db: None, settings: Any, tmp_path: Path) -> Iterator[None]:
    """The shelf's articles, with a search index."""
    with shelf.press(settings, tmp_path):
        shelf.index(tmp_path)
        yield
