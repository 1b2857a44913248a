"""What came of a source's addresses so far: what section pages are read by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hemera.store import models
from hemera.store.models.entry import EntryState

if TYPE_CHECKING:
    from hemera.feeds.habits import Visited

NEWEST = 300  # addresses looked at
NO_ARTICLE = ("body.empty", "title.missing")  # why a page was held that is none; a wall says nothing of what stands behind it


def visited(source: str) -> list[Visited]:
    """Return the newest addresses of a source whose pages were read, and whether each was an article.

    Those that were none are left out where they are more than half as many: then it is our reading that fails, or a wall that
    every page stands behind, and nothing must be unlearned from it.
    """
    from hemera.feeds.habits import Visited

    articles = models.Article.objects.filter(source_id=source).order_by("-number").values_list("url", flat=True)[:NEWEST]
    held = models.Entry.objects.filter(source_id=source, state=EntryState.HELD, reason__in=NO_ARTICLE)
    found = [Visited(url, article=True) for url in articles]
    others = [Visited(url, article=False) for url in held.order_by("-pk").values_list("url", flat=True)[:NEWEST]]
    return found + (others if 2 * len(others) <= len(found) else [])
