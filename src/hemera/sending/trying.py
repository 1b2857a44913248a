"""What an alert would tell, and a delivery that is marked as a test."""

from __future__ import annotations

import secrets
from typing import Any

from hemera import archive, clock
from hemera.alerts import Alert, Delivery
from hemera.config import Config
from hemera.errors import AlertError
from hemera.sending import digests, making, matching
from hemera.store import alerts, queries

SAMPLE = 5  # articles of a test where nothing is new


def next_articles(alert: Alert) -> list[dict[str, Any]]:
    """Return what the next delivery would tell, as plain values; nothing is written."""
    return [
        {"address": f"{line.source}/{line.number}", "title": line.title, "published": line.published.isoformat(timespec="minutes")}
        for line in queries.lines(_next(alert))
    ]


def send(config: Config, alert: Alert) -> int:
    """Send what would be told next, or the newest its search finds, marked as a test; return how many articles.

    Raises:
        AlertError: it did not arrive, or nothing was ever found.
    """
    ids = _next(alert) or matching.newest(alert, archive.search_index(), SAMPLE)
    token = secrets.token_urlsafe(32)
    delivery = Delivery(alerts.test_delivery(alert, clock.now()), alert, 0, clock.now(), (), test=True)
    digest = digests.digest(delivery, ids, token, clock.now())
    if digest is None:
        raise AlertError("alert.nothing", "The search finds nothing yet: there is nothing to send.")
    sender = making.sender(config)
    try:
        sender.hand_over(delivery, digest, token)
    finally:
        sender.close()
    alerts.sent(delivery.key, clock.now())
    return digest.total


def _next(alert: Alert) -> list[int]:
    """Return what waits to be told, and what is new."""
    found, _ = matching.new(alert, archive.search_index())
    return [*found, *queries.named(alerts.waiting(alert.id))]
