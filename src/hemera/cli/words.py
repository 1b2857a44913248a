"""Figures and causes in words, as the command line says them."""

from __future__ import annotations

from datetime import datetime


def because(key: str) -> str:
    """Say what a key of an error means, and the key itself, by which documentation and logs name it."""
    from hemera.portal.causes import in_english

    return f"{in_english(key)} ({key})"


def size(count: float) -> str:
    """Write bytes."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:.3g} TB"


def moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC" if at else "never"


def lasting(seconds: float) -> str:
    """Write a time in its largest unit but one, shortly: 40 s, 12 min, 3 h, 5 d."""
    for length, unit, most in ((1, "s", 90), (60, "min", 90), (3600, "h", 48)):
        if seconds / length < most:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds / 86_400:.0f} d"
