"""Which sources the record has already just as the catalogue says. Every command asks; thousands of sources seldom change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Prefetch

from hemera import types
from hemera.store import mapping, models
from hemera.wishes import tdmrep

_BATCH = 500


def unchanged(sources: Iterable[types.Source]) -> set[str]:
    """Return the ids of those sources that need not be written."""
    said = {source.id: source for source in sources}
    files = set(models.Reservation.objects.values_list("source_id", "url"))
    feeds = Prefetch("feed_rows", models.Feed.objects.filter(child=False))
    found = set()
    for row in models.Source.objects.order_by("pk").prefetch_related(feeds).iterator(chunk_size=_BATCH):
        source = said.get(row.pk)
        if source and _is_as_said(row, source) and (source.id, tdmrep.place(source.home)) in files:
            found.add(source.id)
    return found


def _is_as_said(row: models.Source, source: types.Source) -> bool:
    """Compare a row and its feeds; a feed that the catalogue does not name any more is to be switched off."""
    return mapping.source(row, source.feeds) == source and _are_as_said(list(row.feed_rows.all()), source.feeds)


def _are_as_said(rows: Sequence[models.Feed], feeds: Sequence[types.Feed]) -> bool:
    kept = {row.url: mapping.feed(row) for row in rows}
    said = {feed.url: feed for feed in feeds}
    dropped = (kept[url] for url in kept.keys() - said.keys())
    return all(kept.get(url) == feed for url, feed in said.items()) and not any(feed.enabled for feed in dropped)
