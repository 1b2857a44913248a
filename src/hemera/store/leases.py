"""Rows under a lease as jobs, and giving them back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC
from typing import Any

from django.db.models import Model

from hemera import jobs, listings, types
from hemera.store import mapping, models, statements

_ENTRY = (
    *("id", "lease", "url", "said", "etag", "last_modified", "body_sha256", "attempts", "article_id", "seen_at", "listing_id"),
    *("dated", "wishes", "host"),
)
_COLUMNS = (*(f"e.{name}" for name in _ENTRY), "f.section", *(f"s.{name}" for name in mapping.SOURCE))
# Names are our own columns; every value is a parameter.
_PAGE = f"""
SELECT {", ".join(_COLUMNS)} FROM store_entry e
JOIN store_source s ON s.id = e.source_id LEFT JOIN store_feed f ON f.id = e.feed_id
WHERE e.source_id = %s AND e.url = %s"""  # noqa: S608
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
    return bool(statements.update(kind, values, id=job.id, lease=job.lease))


def page_job(row: models.Entry) -> jobs.PageJob:
    return _page(vars(row), row.said, mapping.source(row.source), row.feed.section if row.feed else None)


def page_at(source: str, url: str) -> jobs.PageJob | None:
    """Return an entry as a job, by its address; None where there is none. Thousands are read again one after the other."""
    row = statements.row(_PAGE, source, url)
    if row is None:
        return None
    told, feed_section = dict(zip(_ENTRY, row, strict=False)), row[len(_ENTRY)]
    return _page(told, json.loads(told["said"]), mapping.source_of(*row[len(_ENTRY) + 1 :]), feed_section)


def _page(told: Mapping[str, Any], said: Mapping[str, Any], source: types.Source, feed_section: str | None) -> jobs.PageJob:
    """Return an entry's columns as a job."""
    return jobs.PageJob(
        id=told["id"],
        lease=told["lease"],
        source=source,
        url=told["url"],
        entry=mapping.entry_from_json(said) if said else types.Entry(url=told["url"]),
        etag=told["etag"],
        last_modified=told["last_modified"],
        body_sha256=told["body_sha256"],
        attempts=told["attempts"],
        article=told["article_id"],
        seen_at=told["seen_at"].replace(tzinfo=UTC),
        feed_section=feed_section,
        listing=told["listing_id"],
        dated=told["dated"],
        wishes=told["wishes"] or "",
        host=told["host"] or source.id,
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


def _host(row: models.Entry | models.ImageAddress) -> str:
    """Return what a row is ranked by: the host it is asked at, its source's own where that was not kept."""
    return row.host or row.source_id
