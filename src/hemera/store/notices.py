"""The log of what sources do that is put up with: one row a source, kind and address, however often it happens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from hemera.store import models

KEPT = 1_000  # rows of one source and kind: a site that downgrades every page's address must not fill the record


@dataclass(frozen=True, slots=True)
class Noticed:
    """One row: what, of which address, how often, from when to when (UTC)."""

    source: str
    key: str
    url: str
    detail: str
    first_at: datetime
    last_at: datetime
    times: int


def note(source: str, key: str, url: str, detail: str, now: datetime) -> None:
    """Write down what happened, or that it happened again."""
    rows = models.Notice.objects.filter(source_id=source, key=key)
    if rows.filter(url=url).update(times=F("times") + 1, last_at=now, detail=detail[:2_000]):
        return
    if rows.count() < KEPT:
        row = {"url": url[:2_000], "detail": detail[:2_000], "first_at": now, "last_at": now}
        models.Notice.objects.create(source_id=source, key=key, **row)


def of(source: str, key: str, url: str) -> Iterator[Noticed]:
    """Yield what was noted of one address."""
    for row in models.Notice.objects.filter(source_id=source, key=key, url=url):
        yield Noticed(row.source_id, row.key, row.url, row.detail, row.first_at, row.last_at, row.times)


def newest(source: str | None = None, limit: int = 100) -> Iterator[Noticed]:
    """Yield what happened last first, of one source or of all."""
    rows = models.Notice.objects.order_by("-last_at", "-pk")
    for row in (rows.filter(source_id=source) if source else rows)[:limit]:
        yield Noticed(row.source_id, row.key, row.url, row.detail, row.first_at, row.last_at, row.times)
