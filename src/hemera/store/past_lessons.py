"""Lessons on pages that others fetched before we did: what they are held on, and templates put where they belong in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction

from hemera import faults, jobs, types
from hemera.extract.templates import Template, closed
from hemera.store import mapping, models, templates


def imported(origins: Sequence[str]) -> Iterator[tuple[str, int, datetime]]:
    """Yield (source, id, moment) of the pages some files brought, read or not: by source, in the order of their dates.

    Only those from before we began to collect their source: from then on, what is collected calls for lessons.
    """
    began: dict[str, datetime | None] = {}
    rows = models.Capture.objects.filter(origin__in=origins).exclude(origin="").order_by("source", "fetched_at", "record_id")
    for source, pk, moment in rows.values_list("source_id", "pk", "fetched_at").iterator(chunk_size=5_000):
        if source not in began:
            began[source] = _began(source)
        if (first := began[source]) is None or moment < first:
            yield source, pk, moment


def lesson(source: str, reason: str, captures: Sequence[int]) -> jobs.Lesson | None:
    """Put together a lesson on these captures; None where it was held already."""
    if models.Lesson.objects.filter(source=source, reason=reason).exists():
        return None
    rows = models.Capture.objects.select_related("source").in_bulk(captures)
    decided = models.Template.objects.filter(source=source).exclude(by_hand=False, retired_at=None)
    return jobs.Lesson(
        source=source,
        reason=reason,
        stale=frozenset(),
        mark=0,  # it says nothing of what is collected today
        examples=tuple(_example(rows[pk]) for pk in captures if pk in rows),  # in their order: ids are given anew after a crash
        known=templates.in_use(source),
        settled=frozenset(decided.values_list("layout", flat=True)),
    )


def _example(row: models.Capture) -> jobs.Example:
    """Return a capture to learn from: nothing is known of it but where it was found, and when."""
    entry = types.Entry(row.requested_url)
    job = jobs.PageJob(0, 0, mapping.source(row.source), entry.url, entry, "", "", "", 0, None, row.fetched_at)
    return jobs.Example(mapping.capture(row), job)


@transaction.atomic
def learned(lesson: jobs.Lesson, found: Sequence[Template], now: datetime, error: str = "") -> list[Template]:
    """Record a lesson and the versions it brought: each from its own beginning to where a later one begins, or we ourselves did."""
    written = [templates.write(_placed(template), now) for template in found]
    templates.held_lesson(lesson, len(written), now, error)
    faults.point("store.before-commit-past-lesson")
    return written


def _placed(template: Template) -> Template:
    began = _began(template.source)
    rows = models.Template.objects.filter(source=template.source, layout=template.layout, valid_from__gt=template.valid_from)
    later = [moment for moment in (began, *rows.values_list("valid_from", flat=True)) if moment]
    return closed(template, min(later)) if later else template


def _began(source: str) -> datetime | None:
    """Return when we fetched the first page of a source ourselves."""
    rows = models.Capture.objects.filter(source=source, origin="", purpose=types.Purpose.PAGE)
    return rows.order_by("fetched_at").values_list("fetched_at", flat=True).first()
