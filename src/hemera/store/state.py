"""What somebody who watches an archive asks again and again: each question answered from an index, none by counting all rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from hemera import coverage
from hemera.coverage import Month, Slot
from hemera.jobs import Queue
from hemera.store import coverage as ledger
from hemera.store import daily, due, models, queries

_NEWEST = 20_000  # captures that tell how quickly the archive grows
_LEAST = timedelta(hours=6)  # of collecting, before it is told from them
_KINDS = (("feed", models.Feed), ("page", models.Entry), ("image", models.ImageAddress))


def queues(now: datetime) -> list[Queue]:
    """Return what is due and in hand, by kind; what is in hand is still due until it is done."""
    return [_queue(kind, model, now) for kind, model in _KINDS]


def _queue(kind: str, model: type[models.Feed | models.Entry | models.ImageAddress], now: datetime) -> Queue:
    rows: QuerySet[Any] = model._default_manager.filter(due_at__lte=now, source__enabled=True)
    if model is models.Feed:
        rows = rows.filter(enabled=True)
    elif model is models.Entry:
        rows = rows.filter(due.OF_TODAY)
    leased = Q(lease_until__gte=now)
    told = rows.aggregate(
        due=Count("pk", filter=~leased | Q(lease_until=None)),
        in_hand=Count("pk", filter=leased),
        oldest=Min("due_at", filter=~leased | Q(lease_until=None)),
    )
    return Queue(kind, told["due"], told["in_hand"], (now - told["oldest"]).total_seconds() if told["oldest"] else 0.0)


def months(now: datetime, length: int) -> list[Month]:
    """Return the last ``length`` days of every source, by name: a few queries, however many sources there are."""
    start, sources, stands = now - timedelta(days=length + 1), queries.sources(), _stands()
    counts = daily.announced(start, now + timedelta(seconds=1), {pk: one.zone for pk, one in sources.items()})
    lapses = ledger.lapses(start, now, now)
    found = []
    for pk, source in sources.items():
        zone, (succeeded, failing) = ZoneInfo(source.zone), stands.get(pk, (None, 0))
        today = now.astimezone(zone).date()
        wanted = [today - timedelta(days=n) for n in range(length - 1, -1, -1)]
        slots = tuple(_slot(day, counts[pk].get(day), lapses.get(pk, ()), zone, now) for day in wanted)
        found.append(Month(pk, source.name, source.enabled, succeeded, failing, slots))
    return found


def _slot(day: date, counts: Counter[str] | None, lapses: Sequence[coverage.Lapse], zone: ZoneInfo, now: datetime) -> Slot:
    start, end = coverage.bounds(day, zone) if lapses else (now, now)
    some = [lapse for lapse in lapses if coverage.touches(lapse, start, end, now)]
    blind = bool(some) and coverage.unseen(some, start, min(end, now)) >= coverage.BLIND
    told = counts or Counter()
    return Slot(
        day=day,
        announced=told.total(),
        kept=told["article"],
        waiting=told["queued"],
        lost=told["held"] + told["discarded"],
        blind=blind,
        hole=any(lapse.is_hole for lapse in some),
    )


def _stands() -> dict[str, tuple[datetime | None, int]]:
    rows = models.Feed.objects.filter(enabled=True).order_by().values_list("source")
    told = rows.annotate(last=Max("succeeded_at"), failing=Count("pk", filter=~Q(error="")))
    return {source: (last, failing) for source, last, failing in told}


def growth(now: datetime) -> float | None:
    """Return the bytes a day by which captures grow, told from the newest; None where too little was collected to tell."""
    newest = models.Capture.objects.filter(origin="").order_by("-pk").values("fetched_at", "length")[:_NEWEST]
    told = newest.aggregate(size=Sum("length"), first=Min("fetched_at"))
    if not told["first"] or now - told["first"] < _LEAST:
        return None
    return float(told["size"] / ((now - told["first"]).total_seconds() / 86_400))
