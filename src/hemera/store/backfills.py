"""Plans to bring the past of sources: begun, changed, ended; and how far each is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce, TruncMonth

from hemera import past, types
from hemera.listings import Way
from hemera.store import models
from hemera.store.models.entry import EntryState
from hemera.store.models.past import PlanState
from hemera.store.past import add, close

PER_DAY = 200  # pages
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Month:
    """What is known of a month: addresses found, fetched, and kept as articles."""

    month: str  # 2019-03; "" where no day is known yet
    found: int
    fetched: int
    kept: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a plan is. Moments are UTC."""

    source: str
    state: str  # running, paused, ended or done
    reason: str  # why it waits, or was done
    since: date | None
    until: date | None
    way: str  # up to which it went
    ways: Mapping[str, int]  # addresses found, by the way
    per_day: int
    pages: int | None
    spent: int  # requests, listings included
    spent_today: int
    listings: int  # read
    listings_left: int  # known and not read yet
    found: int
    fetched: int
    kept: int
    waiting: int  # found, not fetched yet
    last_hour: int  # fetched
    begun: datetime
    ended: datetime | None
    wait_until: datetime | None
    months: tuple[Month, ...] = ()

    @property
    def seconds_left(self) -> float | None:
        """Return how long what is known will take at the budget of a day; None where nothing is left."""
        left = self.waiting + self.listings_left
        return left / self.per_day * 86_400 if left and self.state == PlanState.RUNNING else None


@transaction.atomic
def begin(source: types.Source, wish: Mapping[str, Any], now: datetime) -> int:
    """Begin a plan, or take up the one under way with another wish: what is known already is not asked for again."""
    row = active(source.id)
    if row is None:
        row = models.Backfill.objects.create(source_id=source.id, created_at=now, **{"per_day": PER_DAY} | dict(wish))
    else:
        wider = any(name in wish and wish[name] != getattr(row, name) for name in ("since", "until", "all_ways"))
        models.Backfill.objects.filter(pk=row.pk).update(**wish, state=PlanState.RUNNING)
        if wider:
            models.Listing.objects.filter(plan=row).delete()
            models.Backfill.objects.filter(pk=row.pk).update(stage=0)
    add(row.pk, past.seeds(source.home), now)
    return row.pk


def active(source: str) -> models.Backfill | None:
    """Return the plan of a source that is under way, or paused."""
    return models.Backfill.objects.filter(source=source, state__in=[PlanState.RUNNING, PlanState.PAUSED]).first()


def pause(source: str, *, paused: bool) -> bool:
    """Let a plan rest, or go on; False where there is none."""
    row = active(source)
    if row:
        models.Backfill.objects.filter(pk=row.pk).update(state=PlanState.PAUSED if paused else PlanState.RUNNING)
    return row is not None


@transaction.atomic
def end(source: str, now: datetime) -> bool:
    """End a plan; what it found and nobody fetched is given up, and says why. False where there is none."""
    row = active(source)
    if row:
        close(row, PlanState.ENDED, now)
    return row is not None


def states() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what no capture can tell of plans: a name, and what was wished."""
    for row in models.Backfill.objects.order_by("pk"):
        moments = {name: moment.isoformat() if (moment := getattr(row, name)) else None for name in ("created_at", "ended_at")}
        days = {name: str(day) if (day := getattr(row, name)) else None for name in ("since", "until")}
        given = {"source": row.source_id, "state": row.state, "per_day": row.per_day, "pages": row.pages, "all_ways": row.all_ways}
        yield f"{row.source_id} {moments['created_at']}", given | moments | days


def restore(columns: Mapping[str, Any]) -> bool:
    """Add a plan the record does not hold, and where it began: what it read is read again from captures."""
    moments = {name: datetime.fromisoformat(text) for name in ("created_at", "ended_at") if (text := columns.get(name))}
    days = {name: date.fromisoformat(text) for name in ("since", "until") if (text := columns.get(name))}
    source = models.Source.objects.filter(pk=columns["source"]).first()
    if source is None:
        return False
    given = {name: columns[name] for name in ("state", "per_day", "pages", "all_ways")}
    began = moments.pop("created_at")
    row, added = models.Backfill.objects.get_or_create(source=source, created_at=began, defaults=given | moments | days)
    if added:
        add(row.pk, past.seeds(source.home), began)
    return added


def progress(now: datetime, source: str | None = None) -> list[Progress]:
    """Return how far the plans are that are under way, or the newest of one source however it stands."""
    rows = models.Backfill.objects.order_by("-pk")
    if source is None:
        return [_progress(row, now) for row in rows.filter(state__in=[PlanState.RUNNING, PlanState.PAUSED]).order_by("source")]
    return [_progress(row, now) for row in rows.filter(source=source)[:1]]


def _progress(plan: models.Backfill, now: datetime) -> Progress:
    entries, listings = models.Entry.objects.filter(listing__plan=plan), models.Listing.objects.filter(plan=plan)
    fetched, kept = Q(visited_at__isnull=False), Q(article__isnull=False)
    lately = fetched & Q(visited_at__gte=now - _HOUR)
    counted = {"found": Count("pk"), "fetched": Count("pk", fetched), "kept": Count("article", kept, distinct=True)}
    more = {"waiting": Count("pk", Q(state=EntryState.QUEUED)), "last_hour": Count("pk", lately)}
    given = {name: getattr(plan, name) for name in ("state", "reason", "since", "until", "per_day", "pages", "spent", "wait_until")}
    return Progress(
        source=plan.source_id,
        **given,
        **entries.aggregate(**counted, **more),
        way=tuple(Way)[plan.stage],
        ways=dict(entries.order_by().values_list("listing__way").annotate(n=Count("pk"))),
        spent_today=plan.spent_then if plan.spent_on == now.date() else 0,
        listings=listings.filter(read_at__isnull=False, reason__in=_READ).count(),
        listings_left=listings.filter(due_at__isnull=False, stage__lte=plan.stage).count(),
        begun=plan.created_at,
        ended=plan.ended_at,
        months=_months(entries, counted),
    )


_READ = ("", "past.passed", "past.repeats", "past.empty")  # reasons of listings that were read


def _months(entries: QuerySet[models.Entry], counted: Mapping[str, Any]) -> tuple[Month, ...]:
    rows = entries.order_by().annotate(in_month=TruncMonth(Coalesce("article__day", "dated"))).values("in_month")
    found = rows.annotate(**counted).order_by("-in_month")
    return tuple(Month(f"{r['in_month']:%Y-%m}" if r["in_month"] else "", r["found"], r["fetched"], r["kept"]) for r in found)
