"""Importing this configures Django for the test process, once, on an archive of its own."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ["HEMERA_ARCHIVE"] = tempfile.mkdtemp(prefix="hemera-test-")
atexit.register(shutil.rmtree, os.environ["HEMERA_ARCHIVE"], ignore_errors=True)
Path(os.environ["HEMERA_ARCHIVE"], "hemera.toml").write_text('name = "Hemera"\n')
os.environ["DJANGO_SETTINGS_MODULE"] = "hemera.server.settings"

import django  # noqa: E402

django.setup()
del os.environ["HEMERA_ARCHIVE"]  # read by now; other tests start commands that look for an archive of their own
