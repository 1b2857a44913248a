"""Saved searches that are followed: when one is due, what it tells, and how a mail and a call are written. Pure."""

from hemera.alerts.checks import named, reachable, recipient, timed
from hemera.alerts.timing import ATTEMPTS, again_after, next_due
from hemera.alerts.values import (
    Alert,
    Delivery,
    DeliveryState,
    Digest,
    Every,
    Item,
    Named,
    State,
    Wanted,
    Words,
)

__all__ = [
    "ATTEMPTS",
    "Alert",
    "Delivery",
    "DeliveryState",
    "Digest",
    "Every",
    "Item",
    "Named",
    "State",
    "Wanted",
    "Words",
    "again_after",
    "named",
    "next_due",
    "reachable",
    "recipient",
    "timed",
]
