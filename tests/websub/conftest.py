"""Subscriptions, on a database of their own."""

from __future__ import annotations

import configured  # noqa: F401  before anything that imports models
