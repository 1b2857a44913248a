"""What holds for every test."""

from __future__ import annotations

from hypothesis import settings

# Machines are noisy: no test asserts a time.
settings.register_profile("hemera", deadline=None)
settings.load_profile("hemera")
