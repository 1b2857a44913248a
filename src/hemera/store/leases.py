"""Rows under a lease as jobs, and giving them back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Model

from hemera import jobs, listings, types
from hemera.store import mapping, models

TABLES: dict[type, type[Model]] = {
    jobs.FeedJob: models.Feed,
    jobs.PageJob: models.Entry,
    jobs.ImageJob: models.ImageAddress,
    jobs.ListingJob: models.Listing,
    jobs.ReservationJob: models.Reservation,
    jobs.FrontJob: models.Front,
}


def release(job: jobs.Job) -> bool:
    """Give a job back undone; with a part, the whole article."""
    leased = job.page if isinstance(job, jobs.PartJob) else job
    return settle(TABLES[type(leased)], leased)


def settle(kind: type[Model], job: jobs.Leased, **values: Any) -> bool:
    """Write a job's result and free its lease; False where the lease was lost to somebody else."""
    values |= {"lease_until": None}
    if any(hasattr(value, "resolve_expression") for value in values.values()):
        return bool(kind._default_manager.filter(pk=job.id, lease=job.lease).update(**values))
    statement, fields = _statement(kind, tuple(values))
    with connection.cursor() as cursor:
        prepared = [field.get_db_prep_save(value, connection) for field, value in zip(fields, values.values(), strict=True)]
        cursor.execute(statement, [*prepared, job.id, job.lease])
        return bool(cursor.rowcount)


@lru_cache(maxsize=64)
def _statement(kind: type[Model], names: tuple[str, ...]) -> tuple[str, list[Any]]:
    """Return the one UPDATE that every job ends with. Composed anew for each, it took three times as long as it runs."""
    known = {name: field for field in kind._meta.concrete_fields for name in (field.name, field.attname)}
    quote, fields = connection.ops.quote_name, [known[name] for name in names]
    columns = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    return f"UPDATE {quote(kind._meta.db_table)} SET {columns} WHERE id = %s AND lease = %s", fields  # noqa: S608  names of ours


def feed_job(row: models.Feed) -> jobs.FeedJob:
    return jobs.FeedJob(
        id=row.pk,
        lease=row.lease,
        source=mapping.source(row.source),
        feed=mapping.feed(row),
        etag=row.etag,
        last_modified=row.last_modified,
        body_sha256=row.body_sha256,
        interval=row.interval,
        failures=row.failures,
        polled_at=row.polled_at,
        move=jobs.Move(row.moved_seen, row.moved_since, row.moved_times, row.moved_to),
        depth=row.depth,
        due_at=row.due_at,
        succeeded_at=row.succeeded_at,
        error=row.error,
        host=_host(row),
        whole_at=row.whole_at,
        lies=bool(row.lies),
    )


def page_job(row: models.Entry) -> jobs.PageJob:
    said: Mapping[str, Any] = row.said
    return jobs.PageJob(
        id=row.pk,
        lease=row.lease,
        source=mapping.source(row.source),
        url=row.url,
        entry=mapping.entry_from_json(said) if said else types.Entry(url=row.url),
        etag=row.etag,
        last_modified=row.last_modified,
        body_sha256=row.body_sha256,
        attempts=row.attempts,
        article=row.article_id,
        seen_at=row.seen_at,
        feed_section=row.feed.section if row.feed else None,
        listing=row.listing_id,
        dated=row.dated,
        wishes=row.wishes or "",
        host=_host(row),
    )


def listing_job(row: models.Listing) -> jobs.ListingJob:
    given = {f.name: getattr(row, f.name) for f in fields(listings.Listing) if f.name not in ("way", "role")}
    return jobs.ListingJob(
        id=row.pk,
        lease=row.lease,
        source=mapping.source(row.plan.source),
        plan=row.plan_id,
        listing=listings.Listing(**given, way=listings.Way(row.way), role=listings.Role(row.role)),
        period=listings.Period(row.plan.since, row.plan.until),
        attempts=row.attempts,
        host=mapping.host(row.url) or row.plan.source_id,
    )


def image_job(row: models.ImageAddress) -> jobs.ImageJob:
    source = mapping.source(row.source)
    return jobs.ImageJob(id=row.pk, lease=row.lease, source=source, url=row.url, attempts=row.attempts, host=_host(row))


def reservation_job(row: models.Reservation) -> jobs.ReservationJob:
    return jobs.ReservationJob(
        id=row.pk,
        lease=row.lease,
        source=mapping.source(row.source),
        url=row.url,
        etag=row.etag,
        last_modified=row.last_modified,
        body_sha256=row.body_sha256,
        host=mapping.host(row.url) or row.source_id,
    )


def _host(row: models.Feed | models.Entry | models.ImageAddress) -> str:
    """Return what a row is ranked by: the host it is asked at, its source's own where that was not kept."""
    return row.host or row.source_id
