"""The facts that sources are examined by, a query or two for each kind; and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q

from hemera import health
from hemera.coverage import Alarm
from hemera.errors import NotFound
from hemera.health.findings import Fed, Fronted, Pages
from hemera.store import coverage, fronts, models, notices
from hemera.store.models.entry import EntryState

_RECENT, _BEFORE, _QUARTER = timedelta(days=14), timedelta(days=56), timedelta(days=92)


def findings(now: datetime, source: str | None = None) -> list[health.Finding]:
    """Return what ails the sources that are collected, or one of them; raises ``NotFound``."""
    rows = models.Source.objects.filter(enabled=True) if source is None else models.Source.objects.filter(pk=source)
    sources = list(rows.select_related("front").prefetch_related("feed_rows").order_by("pk"))
    if source is not None and not sources:
        raise NotFound("not-found.source", "No source {what}.", what=source)
    lapses = {row.feed_id: row for row in models.Lapse.objects.filter(until=None, source__in=sources)}
    return [one for row in sources if row.enabled for one in health.examine(_facts(row, lapses, now), now)]


def _facts(row: models.Source, lapses: dict[int, models.Lapse], now: datetime) -> health.Facts:
    feeds = [feed for feed in row.feed_rows.all() if feed.enabled and not feed.child]
    entries = models.Entry.objects.filter(source=row, feed__isnull=False)
    quiet, began = _quiet(row, now), now - _RECENT
    return health.Facts(
        source=row.pk,
        home=row.home,
        feeds=_fed(feeds, lapses),
        front=_fronted(row),
        quiet=quiet,
        newest=entries.order_by("-seen_at").values_list("seen_at", flat=True).first() if quiet else None,
        recent=_pages(row, began, now),
        before=_pages(row, now - _BEFORE, began),
        links=_links(row, now),
        began=began,
    )


def _fed(feeds: Sequence[models.Feed], lapses: dict[int, models.Lapse]) -> list[Fed]:
    pks = [feed.pk for feed in feeds]
    changed = dict(models.Capture.objects.filter(feed__in=pks).order_by().values_list("feed").annotate(at=Max("fetched_at")))
    found = []
    for feed in feeds:
        lapse = lapses.get(feed.pk)
        since = lapse.since if lapse else feed.succeeded_at
        moved = next((n.first_at for n in notices.of(feed.source_id, "feed.moved", feed.url)), None) if feed.moved_to else None
        found.append(
            Fed(
                url=feed.url,
                polled_at=feed.polled_at,
                error=feed.error,
                since=since,
                causes=lapse.causes if lapse else {},
                changed_at=changed.get(feed.pk),
                moved_to=feed.moved_to,
                moved_at=moved,
            )
        )
    return found


def _fronted(row: models.Source) -> Fronted:
    front: models.Front | None = getattr(row, "front", None)
    if front is None:
        return Fronted()
    held = since_good = 0
    if front.suspected_at:
        held = models.Entry.objects.filter(source=row, state=EntryState.HELD, reason=fronts.HELD).count()
        between = Q(captured_at__gt=front.good_at) if front.good_at else Q()
        since_good = models.Article.objects.filter(between, source=row).count() if front.good_at else 0
    return Fronted(
        error=front.error,
        failing_since=front.failing_since,
        good_at=front.good_at,
        suspected_at=front.suspected_at,
        hijacked_at=front.hijacked_at,
        signs=fronts.standing(front).signs,
        moved_to=front.moved_to,
        moved_at=front.moved_at,
        held=held,
        since_good=since_good,
    )


def _quiet(row: models.Source, now: datetime) -> int:
    """Return for how many days too many the source has had nothing new, up to yesterday by its own clock."""
    yesterday = now.astimezone(ZoneInfo(row.zone)).date() - timedelta(days=1)
    [day] = coverage.days(row.pk, yesterday, yesterday, now)
    return day.quiet if day.alarm is Alarm.SILENT else 0


def _pages(row: models.Source, start: datetime, end: datetime) -> Pages:
    rows = models.Entry.objects.filter(source=row, feed__isnull=False, seen_at__gte=start, seen_at__lt=end).order_by()
    announced = articles = partial = 0
    reasons: dict[str, int] = {}
    for state, reason, cut, n in rows.values_list("state", "reason", "article__partial").annotate(n=Count("pk")):
        announced += n
        if state == EntryState.ARTICLE:
            articles, partial = articles + n, partial + (n if cut else 0)
        elif reason:
            reasons[reason] = reasons.get(reason, 0) + n
    return Pages(announced, articles, partial, reasons)


def _links(row: models.Source, now: datetime) -> dict[str, int]:
    rows = models.Article.objects.filter(source=row, link_checked_at__gte=now - _QUARTER).order_by()
    return dict(rows.values_list("link_state").annotate(n=Count("pk")))
