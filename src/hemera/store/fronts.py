"""Front pages: whose they are, what is held while they are not their source's, and the links that are asked again on a budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from django.db import transaction
from django.db.models import Q

from hemera import jobs, schedule, types
from hemera.errors import NotFound
from hemera.health import fronts
from hemera.health.fronts import Standing
from hemera.links import LinkState, Site, SiteState
from hemera.store import leases, mapping, models, statements
from hemera.store.models.entry import EntryState

HELD = "source.hijacked"  # why entries are held
EVERY = timedelta(days=1)
SILENT = timedelta(days=3)  # without an answer, from which on readers are told
_SOON, _SPREAD = 3_600, 82_800  # seconds after it came within which a source's front page is looked at first
_ASKED_LATELY, _MEANWHILE = timedelta(hours=1), timedelta(minutes=15)  # between looks; for which what is new waits for one
_DOUBTED = timedelta(days=6)  # after which a link that was not there is asked again, before others

_HIJACKED = "SELECT 1 FROM store_front WHERE source_id = %s AND hijacked_at IS NOT NULL"


def expect(sources: Sequence[str], now: datetime) -> None:
    """Give sources that have none a front page to be looked at, each at its own time of the day."""
    known = set(models.Front.objects.filter(source__in=sources).values_list("source_id", flat=True))
    fresh = [source for source in sources if source not in known]
    models.Front.objects.bulk_create(
        models.Front(source_id=source, due_at=now + timedelta(seconds=_SOON + crc32(source.encode()) % _SPREAD)) for source in fresh
    )


def job(row: models.Front) -> jobs.FrontJob:
    return jobs.FrontJob(
        id=row.pk,
        lease=row.lease,
        source=mapping.source(row.source),
        standing=standing(row),
        etag=row.etag,
        last_modified=row.last_modified,
        body_sha256=row.body_sha256,
        trusted_at=row.trusted_at,
        seen_at=row.checked_at,
        host=mapping.host(row.source.home) or row.source_id,
    )


def standing(row: models.Front) -> Standing:
    moments = {name: getattr(row, name) for name in ("good_at", "suspected_at", "hijacked_at")}
    return fronts.of_json(row.told, **moments)


@transaction.atomic
def seen(
    job: jobs.FrontJob, after: Standing, due_at: datetime, now: datetime, validators: dict[str, str], moved_to: str = ""
) -> bool:
    """Record a look that brought an answer, and hold what is new of a source that is found to be somebody else's."""
    before = models.Front.objects.filter(pk=job.id).values_list("moved_to", "moved_at").get()
    moved_at = (before[1] if before[0] == moved_to else now) if moved_to else None
    values: dict[str, Any] = {
        "told": fronts.to_json(after),
        "due_at": due_at,
        "checked_at": now,
        "error": "",
        "failing_since": None,
    }
    values |= {name: getattr(after, name) for name in ("good_at", "suspected_at", "hijacked_at")}
    values |= {"moved_to": moved_to[:2000], "moved_at": moved_at} | validators
    settled = leases.settle(models.Front, job, **values)
    if settled and after.hijacked_at:
        hold(job.source.id)
    return settled


@transaction.atomic
def failed(job: jobs.FrontJob, reason: str, due_at: datetime, now: datetime) -> bool:
    """Record a look that brought no answer; without a reason nobody was asked."""
    if not reason:
        return leases.settle(models.Front, job, due_at=due_at)
    models.Front.objects.filter(pk=job.id, failing_since=None).update(failing_since=now)
    return leases.settle(models.Front, job, error=reason[:100], due_at=due_at)


def hold(source: str) -> int:
    """Hold what waits to be read of a source that is somebody else's now; return how many entries."""
    if statements.row(_HIJACKED, source) is None:
        return 0
    rows = models.Entry.objects.filter(source=source, state=EntryState.QUEUED, article=None, lease_until=None)
    return rows.update(state=EntryState.HELD, reason=HELD, due_at=None)


def look_first(job: jobs.FeedJob, now: datetime) -> None:
    """Have a source's front page looked at before what its feed announces is read: nothing in it was known."""
    rows = models.Front.objects.filter(source=job.source.id, lease_until=None, suspected_at=None, due_at__gt=now)
    if rows.filter(checked_at__lt=now - _ASKED_LATELY).update(due_at=now):
        new = models.Entry.objects.filter(feed=job.id, state=EntryState.QUEUED, visited_at=None, due_at__lt=now + _MEANWHILE)
        new.update(due_at=now + _MEANWHILE)


@transaction.atomic
def trust(source: str, now: datetime) -> int:
    """Take a front page, as it is now, for its source's: read what was held for it. Return how many entries that is.

    Raises ``NotFound``: no such source.
    """
    row = models.Front.objects.select_related("source").filter(source=source).first()
    if row is None:
        raise NotFound("not-found.source", "No source {what}.", what=source)
    held = standing(row)
    if held.look:
        held = replace(held, identity=fronts.learned(None, held.look, ()), signs=(), good_at=now)
    row.told, row.good_at, row.trusted_at = fronts.to_json(held), held.good_at, now
    row.suspected_at = row.hijacked_at = None
    row.save()
    waiting = models.Entry.objects.filter(source=source, state=EntryState.HELD, reason=HELD).order_by("-seen_at")
    entries = list(waiting.values_list("pk", flat=True))
    for place, pk in enumerate(entries):
        due_at = schedule.first_visit(now, place)
        models.Entry.objects.filter(pk=pk).update(state=EntryState.QUEUED, reason="", due_at=due_at)
    return len(entries)


# -- links -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def draw(source: str, budget: int, every: timedelta, now: datetime) -> int:
    """Have old articles' addresses asked again within the next day, so many at most: the doubted first, then the longest unasked.

    What was drawn before and not asked yet counts. Those asked within ``every`` are left; return how many were drawn.
    """
    old = Q(visited_at=None) | Q(visited_at__lt=now - every)
    rows = models.Entry.objects.filter(source=source, state=EntryState.ARTICLE)
    left = budget - rows.filter(old | Q(article__link_state=LinkState.DOUBTFUL), due_at__isnull=False).count()
    if left <= 0:
        return 0
    free = rows.filter(due_at=None, lease_until=None, article__visibility=types.Visibility.PUBLIC).order_by("visited_at", "pk")
    doubted = free.filter(article__link_state=LinkState.DOUBTFUL, visited_at__lt=now - _DOUBTED)
    drawn = list(doubted.values_list("pk", flat=True)[: (left + 1) // 2])
    drawn += [pk for pk in free.filter(old).values_list("pk", flat=True)[:left] if pk not in drawn][: left - len(drawn)]
    for place, pk in enumerate(drawn):
        models.Entry.objects.filter(pk=pk).update(due_at=now + place * EVERY / max(1, budget))
    return len(drawn)


# -- what readers are told ---------------------------------------------------------------------------------------------


def site(row: models.Front | None, now: datetime) -> Site:
    """Return what a reader should know of a source's own site."""
    if row is None or (row.checked_at is None and row.failing_since is None):
        return Site()
    if row.hijacked_at:
        return Site(SiteState.HIJACKED, row.hijacked_at, row.checked_at)
    if row.failing_since and now - row.failing_since >= SILENT:
        return Site(SiteState.SILENT, row.failing_since, row.checked_at)
    if row.moved_to:
        return Site(SiteState.MOVED, row.moved_at, row.checked_at, row.moved_to)
    return Site(SiteState.ANSWERS, None, row.checked_at)


def sites(now: datetime) -> dict[str, Site]:
    """Return the sites of all sources that were looked at, by id."""
    return {row.source_id: site(row, now) for row in models.Front.objects.all()}
