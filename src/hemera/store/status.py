"""Where the record stands: counts for ``hemera status``. The sums match: entries = articles + queued + discarded + held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, Sum

from hemera.jobs import How
from hemera.store import models
from hemera.store.models.entry import EntryState
from hemera.types import Visibility

_NEWEST = 200  # pages of a source that its templates are judged by


@dataclass(frozen=True, slots=True)
class FeedTrouble:
    """A feed whose last poll failed."""

    source: str
    url: str
    error: str
    failures: float
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Layouts:
    """What is learned of a source's layouts. ``doubted`` of the newest ``tried`` pages were not read by the template consulted."""

    source: str
    learned: int  # layouts a template reads by itself
    tried: int
    doubted: int
    unread: int  # of the newest pages: none is learned of their layout, or was not when they came

    @property
    def gate(self) -> float:
        """Return the share of pages on which a template was doubted."""
        return self.doubted / self.tried if self.tried else 0.0


@dataclass(frozen=True, slots=True)
class Standing:
    """The record in figures. Moments are UTC; ``bytes_captured`` counts response records as they lie on disk."""

    entries: int
    states: dict[str, int]  # every state, 0 included
    reasons: dict[str, dict[str, int]]  # state -> reason -> entries, most frequent first
    articles: int
    public: int
    revisions: int
    pictures: int
    feeds_on: int
    feeds_never: int  # on, and not polled yet
    troubles: tuple[FeedTrouble, ...]
    captures: int
    captures_unread: int
    bytes_captured: int
    head: int  # of the change log
    updated_at: datetime | None  # the last poll or visit
    leases: int  # jobs somebody works on
    layouts: tuple[Layouts, ...] = ()  # of sources of which some are learned

    @property
    def feeds_ok(self) -> int:
        return self.feeds_on - self.feeds_never - len(self.troubles)

    @property
    def balanced(self) -> bool:
        """Say whether every entry is exactly one of article, queued, discarded and held."""
        return self.entries == sum(self.states.values())


def standing(now: datetime) -> Standing:
    """Read the figures; each is counted from the rows themselves."""
    feeds = models.Feed.objects.filter(enabled=True, source__enabled=True)
    captures = models.Capture.objects.aggregate(n=Count("pk"), size=Sum("length"), unread=Count("pk", filter=Q(read_at=None)))
    articles = models.Article.objects.aggregate(n=Count("pk"), public=Count("pk", filter=Q(visibility=Visibility.PUBLIC)))
    return Standing(
        entries=models.Entry.objects.count(),
        states=_states(),
        reasons=_reasons(),
        articles=articles["n"],
        public=articles["public"],
        revisions=models.Revision.objects.count(),
        pictures=models.Image.objects.count(),
        feeds_on=feeds.count(),
        feeds_never=feeds.filter(polled_at=None).count(),
        troubles=_troubles(),
        captures=captures["n"],
        captures_unread=captures["unread"],
        bytes_captured=captures["size"] or 0,
        head=models.Change.objects.aggregate(m=Max("pk"))["m"] or 0,
        updated_at=_updated_at(),
        leases=sum(
            kind._default_manager.filter(lease_until__gte=now).count()
            for kind in (models.Feed, models.Entry, models.ImageAddress, models.Front)
        ),
        layouts=tuple(_layouts()),
    )


def _layouts() -> Iterator[Layouts]:
    rows = models.Template.objects.filter(reads=True, retired_at=None).order_by()
    for source, learned in rows.values_list("source").annotate(n=Count("layout", distinct=True)).order_by("source"):
        read = models.Capture.objects.filter(source=source).exclude(how="").order_by("-pk")
        counts = Counter(read.values_list("how", flat=True)[:_NEWEST])
        yield Layouts(source, learned, counts[How.READ] + counts[How.DOUBTED], counts[How.DOUBTED], counts[How.UNREAD])


def _states() -> dict[str, int]:
    counts = dict(models.Entry.objects.order_by().values_list("state").annotate(n=Count("pk")))
    return {state: counts.pop(state, 0) for state in EntryState.values} | {str(state): n for state, n in counts.items()}


def _reasons() -> dict[str, dict[str, int]]:
    rows = (
        models.Entry.objects.exclude(reason="")
        .order_by()
        .values_list("state", "reason")
        .annotate(n=Count("pk"))
        .order_by("-n", "reason")
    )
    found: dict[str, dict[str, int]] = {}
    for state, reason, n in rows:
        found.setdefault(state, {})[reason] = n
    return found


def _troubles() -> tuple[FeedTrouble, ...]:
    rows = models.Feed.objects.filter(enabled=True, source__enabled=True).exclude(error="").order_by("source_id", "url")
    return tuple(FeedTrouble(row.source_id, row.url, row.error, row.failures, row.due_at) for row in rows)


def _updated_at() -> datetime | None:
    moments = (
        models.Feed.objects.aggregate(m=Max("polled_at"))["m"],
        models.Entry.objects.aggregate(m=Max("visited_at"))["m"],
    )
    return max((m for m in moments if m), default=None)
