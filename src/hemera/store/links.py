"""What became of articles' addresses at their sources. Each write belongs to the caller's transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

from hemera.links import LinkState
from hemera.store import changes, models

CONFIRMED = timedelta(days=1)  # from the first visit that did not find a page to one that proves it gone


def found(article: int, state: LinkState, moved_to: str, now: datetime) -> None:
    """Note that an article's page answered, under its own address or another."""
    row = models.Article.objects.filter(pk=article)
    before = row.values_list("link_state", "link_moved_to", "gone_at").first()
    if before is None:
        return
    row.update(link_state=state, link_checked_at=now, link_moved_to=moved_to[:2000] or None, gone_at=None)
    if before[2] or (before[1] or "") != moved_to:
        changes.note(article, now)


def missed(article: int, now: datetime) -> None:
    """Note that an article's page was not there: once is a doubt, twice, a day apart, is the end of it."""
    row = models.Article.objects.filter(pk=article)
    before = row.values_list("link_state", "gone_at").first()
    if before is None:
        return
    since = before[1] or now
    state = LinkState.GONE if before[0] == LinkState.GONE or now - since >= CONFIRMED else LinkState.DOUBTFUL
    row.update(link_state=state, link_checked_at=now, gone_at=since)
    if (state, since) != tuple(before):
        changes.note(article, now)
