"""Plans to bring the past of sources: what of them is to be asked for next, and what came of it. Each write is one transaction.

A plan has few requests in hand at a time, so that a source's news never waits behind its past.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from hemera import jobs, listings
from hemera.past.judging import Verdict, judge
from hemera.store import due, leases, mapping, marks, models
from hemera.store.models.entry import EntryState
from hemera.store.models.past import PlanState

AT_ONCE = 2  # requests of one plan in hand
AHEAD = 200  # addresses found and not fetched yet, from which on no listing is read
MOST = 20_000  # listings of one plan
ENDED = "past.ended"  # why an address is given up that nobody fetched before its plan was ended
BUDGET = "past.budget"
# What is no fault of the page asked for: the plan waits, and nothing is lost.
_RESTS = frozenset({"http.429", "http.503", "fetch.paused", "fetch.dns", "fetch.unreachable", "fetch.robots-unreadable"})
_BATCH = 5_000
Work = jobs.ListingJob | jobs.PageJob


# -- taking ------------------------------------------------------------------------------------------------------------


def take(now: datetime, limit: int, lease: timedelta) -> list[Work]:
    """Lease what plans may ask for next, up to ``limit``; end those that have nothing left."""
    taken: list[Work] = []
    rows = models.Backfill.objects.filter(state=PlanState.RUNNING, source__enabled=True, source__front__suspected_at=None)
    for plan in rows.filter(Q(wait_until=None) | Q(wait_until__lte=now)).order_by("pk"):
        if len(taken) < limit:
            with transaction.atomic():
                taken += _of(plan, now, min(AT_ONCE, limit - len(taken)), lease)
    return taken


def _of(plan: models.Backfill, now: datetime, limit: int, lease: timedelta) -> list[Work]:
    left = min(limit - _in_hand(plan, now), _budget(plan, now))
    if left <= 0:
        return []
    taken: list[Work] = [leases.page_job(row) for row in _leased(_pages(plan), now, left, lease)]
    while len(taken) < left and (rows := _listings(plan)) is not None:
        found = _leased(rows, now, left - len(taken), lease)
        taken += [leases.listing_job(row) for row in found]
        if found or taken or _in_hand(plan, now) or not _went_on(plan, now):
            break
    if taken:
        _spend(plan, len(taken), now)
    return taken


def _pages(plan: models.Backfill) -> Any:
    rows = models.Entry.objects.filter(listing__plan=plan, state=EntryState.QUEUED).select_related("feed", "source")
    return rows.order_by(F("dated").desc(nulls_last=True), "pk")


def _listings(plan: models.Backfill) -> Any:
    """Return the listings to read, or None where enough is found for now.

    Of a list that goes on page after page, the next waits until the last one's articles are read: they may tell that the
    period is passed.
    """
    queued = models.Entry.objects.filter(listing__plan=plan, state=EntryState.QUEUED)
    if queued.count() > AHEAD:
        return None
    rows = models.Listing.objects.filter(plan=plan, stage__lte=plan.stage).select_related("plan__source")
    if plan.since:
        rows = rows.exclude(number__gt=1, parent__in=queued.values("listing"))
    return rows.order_by("stage", F("first").desc(nulls_first=True), "number", "pk")


def _leased(rows: Any, now: datetime, limit: int, lease: timedelta) -> list[Any]:
    found = list(rows.filter(due.free(now))[:limit]) if limit > 0 else []
    due.hold(rows.model, found, now + lease)
    return found


def _in_hand(plan: models.Backfill, now: datetime) -> int:
    pages = models.Entry.objects.filter(listing__plan=plan, state=EntryState.QUEUED, lease_until__gte=now).count()
    return pages + models.Listing.objects.filter(plan=plan, lease_until__gte=now).count()


def _budget(plan: models.Backfill, now: datetime) -> int:
    """Return how many requests may still be made today; a plan whose pages are all used ends."""
    if plan.pages is not None and plan.spent >= plan.pages:
        if not _in_hand(plan, now):
            close(plan, PlanState.DONE, now, BUDGET)
        return 0
    today = plan.spent_then if plan.spent_on == now.date() else 0
    return min(plan.per_day - today, plan.pages - plan.spent if plan.pages is not None else plan.per_day)


def _spend(plan: models.Backfill, requests: int, now: datetime) -> None:
    plan.spent_then = requests + (plan.spent_then if plan.spent_on == now.date() else 0)
    plan.spent, plan.spent_on = plan.spent + requests, now.date()
    plan.save(update_fields=["spent", "spent_on", "spent_then"])


def _went_on(plan: models.Backfill, now: datetime) -> bool:
    """Go on to the next way, where the last is walked to its end and did not lead to the past; end the plan where it did."""
    waiting = models.Listing.objects.filter(plan=plan, stage__lte=plan.stage, due_at__isnull=False).exists()
    if waiting or models.Entry.objects.filter(listing__plan=plan, state=EntryState.QUEUED).exists():
        return False
    led = models.Listing.objects.filter(plan=plan, stage=plan.stage).aggregate(n=Sum("old"))["n"]
    if plan.stage + 1 >= len(listings.Way) or (led and not plan.all_ways):
        close(plan, PlanState.DONE, now)
        return False
    plan.stage += 1
    plan.save(update_fields=["stage"])
    return True


# -- what came of it ---------------------------------------------------------------------------------------------------


@transaction.atomic
def finish(job: jobs.ListingJob, found: listings.Mentions, now: datetime, capture: int | None) -> int:
    """Add what a listing holds; return how many addresses are new."""
    verdict, digest = _judged(job, found, now)
    done = {"read_at": now, "due_at": None, "reason": verdict.reason, "mentions": len(found.mentions), "digest": digest}
    if not leases.settle(models.Listing, job, **done, new=len(verdict.fresh), old=verdict.old):
        return 0
    _wanted_again(job, [mention.entry.url for mention in found.mentions], now)
    models.Entry.objects.bulk_create((_entry(job, mention, now) for mention in verdict.fresh), 500, ignore_conflicts=True)
    add(job.plan, verdict.follow, now, job.id)
    marks.read(capture, verdict.reason or "entries", now)
    return len(verdict.fresh)


def _judged(job: jobs.ListingJob, found: listings.Mentions, now: datetime) -> tuple[Verdict, str]:
    addresses = [mention.entry.url for mention in found.mentions]
    digest = hashlib.sha256("\n".join(sorted(addresses)).encode()).hexdigest() if addresses else ""
    known, ours = _known(job, addresses)
    same = models.Listing.objects.filter(plan=job.plan, digest=digest).exclude(pk=job.id)
    repeated = bool(addresses) and (ours == len(addresses) or same.exists())
    return judge(job.listing, found, known, job.period, now.date(), repeated=repeated), digest


def _known(job: jobs.ListingJob, addresses: Sequence[str]) -> tuple[dict[str, date | None], int]:
    """Return the addresses heard of before with the days they are of, and how many of them this very plan found."""
    known: dict[str, date | None] = {}
    ours = 0
    for start in range(0, len(addresses), _BATCH):
        rows = models.Entry.objects.filter(source=job.source.id, url__in=addresses[start : start + _BATCH])
        of = rows.annotate(on=Coalesce("article__day", "dated"))
        for url, day, plan in of.values_list("url", "on", "listing__plan"):
            known[url] = day
            ours += plan == job.plan
    return known, ours


def _wanted_again(job: jobs.ListingJob, addresses: Sequence[str], now: datetime) -> None:
    """Queue what an earlier plan found and was ended before."""
    for start in range(0, len(addresses), _BATCH):
        rows = models.Entry.objects.filter(source=job.source.id, url__in=addresses[start : start + _BATCH])
        rows.filter(state=EntryState.DISCARDED, reason=ENDED).update(state=EntryState.QUEUED, reason="", due_at=now, listing=job.id)


def _entry(job: jobs.ListingJob, mention: listings.Mention, now: datetime) -> models.Entry:
    said = mapping.entry_to_json(mention.entry)
    return models.Entry(
        source_id=job.source.id,
        url=mention.entry.url,
        said=said,
        digest=mapping.said_digest(said),
        channels=job.listing.way.channel,
        seen_at=now,
        due_at=now,
        listing_id=job.id,
        dated=mention.day,
    )


def add(plan: int, listings: Sequence[listings.Listing], now: datetime, parent: int | None = None) -> None:
    room = MOST - models.Listing.objects.filter(plan=plan).count()
    rows = (_row(plan, listing, now, parent) for listing in listings[: max(0, room)] if len(listing.url) <= 2_000)
    models.Listing.objects.bulk_create(rows, 500, ignore_conflicts=True)


def _row(plan: int, listing: listings.Listing, now: datetime, parent: int | None) -> models.Listing:
    given = {f.name: getattr(listing, f.name) for f in fields(listings.Listing)} | {"key": (listing.key or listing.url)[:2_000]}
    return models.Listing(plan_id=plan, stage=listing.stage, parent_id=parent, due_at=now, **given)


@transaction.atomic
def fail(
    job: jobs.ListingJob,
    reason: str,
    due_at: datetime | None,
    now: datetime,
    instead: Sequence[listings.Listing] = (),
    capture: int | None = None,
) -> None:
    """Note that a listing could not be read: to be tried again at ``due_at``, or never; ``instead`` of it are others."""
    marks.read(capture, reason, now)
    done = {"due_at": due_at, "reason": reason, "attempts": job.attempts + 1} | ({} if due_at else {"read_at": now})
    if leases.settle(models.Listing, job, **done):
        add(job.plan, instead, now, job.id)
        if due_at:
            _rest(models.Backfill.objects.filter(pk=job.plan), reason, due_at)


def rested(listing: int, reason: str, due_at: datetime | None) -> None:
    """Let a plan wait whose host asked for a rest when a page of it was asked for."""
    if due_at:
        _rest(models.Backfill.objects.filter(listing=listing), reason, due_at)


def _rest(plans: Any, reason: str, due_at: datetime) -> None:
    if reason in _RESTS:
        plans.update(wait_until=due_at, reason=reason)


def close(plan: models.Backfill, state: PlanState, now: datetime, reason: str = "") -> None:
    left = models.Entry.objects.filter(listing__plan=plan, state=EntryState.QUEUED)
    left.update(state=EntryState.DISCARDED, reason=ENDED, due_at=None)
    models.Listing.objects.filter(plan=plan, due_at__isnull=False).update(due_at=None, reason=ENDED)
    models.Backfill.objects.filter(pk=plan.pk).update(state=state, ended_at=now, reason=reason, wait_until=None)


def job_for(source: str, url: str) -> jobs.ListingJob | None:
    """Return the listing an address was asked for as, the newest plan's first."""
    rows = models.Listing.objects.filter(plan__source=source, url=url).select_related("plan__source").order_by("-plan", "pk")
    row = rows.first()
    return leases.listing_job(row) if row else None
