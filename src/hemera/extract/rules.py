"""The version of the rules by which pages are read."""

from __future__ import annotations

EXTRACTOR = "hemera-6"  # raise it with any change of the rules that changes a result
