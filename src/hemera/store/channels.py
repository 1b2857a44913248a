"""By which channels an entry was announced: feeds, sitemaps, section pages; what one had and another had not.

Several channels of a source tell of the same page in different words. Only one of them speaks for it, else each poll of one
would look like a change to the other, and call for a visit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db.models import Count

from hemera import jobs
from hemera.store import models
from hemera.types import FeedKind


def speaks(known: jobs.Announced, job: jobs.FeedJob) -> bool:
    """Say whether a feed's words about a known entry count: those of the feed that told of it first, or of the first real feed."""
    return known.feed in (None, job.id) or (job.feed.kind is FeedKind.FEED and FeedKind.FEED not in _named(known))


def heard(entries: Iterable[jobs.Announced], kind: FeedKind) -> None:
    """Note that known entries were announced by one more channel: one statement for all that had the same ones before."""
    more: defaultdict[str | None, list[int]] = defaultdict(list)
    for known in entries:
        if kind not in _named(known):
            more[known.channels].append(known.id)
    for before, keys in more.items():
        models.Entry.objects.filter(pk__in=keys).update(channels=f"{before},{kind}" if before else kind)


def compared(since: datetime, until: datetime, sources: Collection[str] = ()) -> Mapping[str, Mapping[tuple[str, ...], int]]:
    """Count entries first seen in a time, by source and by the channels that announced them, the first first.

    ``("sitemap",)`` are those that no feed had; ``("feed", "sitemap")`` those that the feed had before the sitemap; ``()`` those
    that came by none. ``sources`` none: of all.
    """
    rows = models.Entry.objects.filter(seen_at__gte=since, seen_at__lt=until)
    rows = rows.filter(source_id__in=sources) if sources else rows
    counted: dict[str, dict[tuple[str, ...], int]] = {}
    for source, said, entries in rows.values_list("source_id", "channels").annotate(n=Count("pk")).order_by("source_id", "-n"):
        counted.setdefault(source, {})[tuple(said.split(",")) if said else ()] = entries
    return counted


def _named(known: jobs.Announced) -> tuple[str, ...]:
    return tuple((known.channels or "").split(","))
