"""The site on an archive of its own: HEMERA_ARCHIVE is set before Django reads its settings."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ["HEMERA_ARCHIVE"] = tempfile.mkdtemp(prefix="hemera-test-")
atexit.register(shutil.rmtree, os.environ["HEMERA_ARCHIVE"], ignore_errors=True)
Path(os.environ["HEMERA_ARCHIVE"], "hemera.toml").write_text('name = "Hemera"\n')
os.environ["DJANGO_SETTINGS_MODULE"] = "hemera.server.settings"

import django  # noqa: E402

django.setup()
del os.environ["HEMERA_ARCHIVE"]  # read by now; other tests start commands that look for an archive of their own

import kiosk  # noqa: E402
import pytest  # noqa: E402


@pytest.fixture
def stand(db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A dozen articles of four sources in three languages, read at ``kiosk.NOW``, without a search index."""
    with kiosk.stand(settings, tmp_path, monkeypatch):
        yield
