"""Saving what a page said: article, revision, by-lines, fingerprint and change log, in the caller's transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Max, Min

from hemera import jobs, types
from hemera.store import changes, mapping, models, packing, statements, wishes

_EDITS = frozenset({types.RevisionKind.CORRECTED, types.RevisionKind.EXTENDED, types.RevisionKind.REWRITTEN})
_AWAITED = "DELETE FROM store_awaited WHERE source_id = %s AND url = %s RETURNING number, visibility, reason"
_NEXT = "UPDATE store_source SET next_number = next_number + 1 WHERE id = %s RETURNING next_number - 1"
DATE = frozenset({"published", "published_offset", "published_raw", "published_method", "day"})


def save_reading(job: jobs.PageJob, reading: jobs.Reading, capture: int, now: datetime) -> int:
    """Record a reading and return its article's id."""
    if reading.known is None:
        return _new_article(job, reading, capture, now)
    if reading.kind is types.RevisionKind.SUSPICIOUS:
        add_revision(reading.known, reading, capture, now, held=True)
    elif reading.kind in _EDITS:
        _revise(job, reading, capture, now)
    models.Article.objects.filter(pk=reading.known).exclude(gone_at=None).update(gone_at=None)
    wishes.apply(reading.known, reading.content.wishes, now)
    return reading.known


def without_pictures(job: jobs.PageJob) -> jobs.PageJob:
    """Let no picture be asked for: of what others fetched there are too many, on hosts that may be gone."""
    return replace(job, source=replace(job.source, images=False))


def _new_article(job: jobs.PageJob, reading: jobs.Reading, capture: int, now: datetime) -> int:
    at, content = _captured_at(capture), reading.content
    values: dict[str, Any] = {"source_id": job.source.id, "url": content.url, "captured_at": at}
    values |= _standing(job.source.id, content.url, now) | columns(job, content, at)
    values["copy_group"] = _group(reading.copy_of)
    values["image_id"] = _wanted_image(job, content.image, now)
    values["wishes"] = wishes.in_force(job.source.id, content.url, content.wishes)
    pk = statements.insert(models.Article, values)
    revision = add_revision(pk, reading, capture, now, number=1)
    statements.update(models.Article, {"current_id": revision}, id=pk)
    _hang(pk, reading)
    changes.note(pk, now)
    return pk


def _revise(job: jobs.PageJob, reading: jobs.Reading, capture: int, now: datetime) -> None:
    pk = reading.known or 0
    revision = add_revision(pk, reading, capture, now)
    values = columns(job, reading.content, now)
    before = models.Article.objects.get(pk=pk)
    if before.published_method or not values["published_method"]:
        # The first printed date stands: many sources restamp an article when they correct it.
        values = {name: value for name, value in values.items() if name not in DATE}
    models.Article.objects.filter(pk=pk).update(current_id=revision, revision_count=F("revision_count") + 1, **values)
    follow(pk, job, reading, now)


def follow(pk: int, job: jobs.PageJob, reading: jobs.Reading, now: datetime) -> None:
    """Rewrite what hangs on an article's text: by-lines, fingerprint, lead image; and tell the index."""
    models.Byline.objects.filter(article_id=pk).delete()
    _hang(pk, reading)
    models.Article.objects.filter(pk=pk).update(image_id=_wanted_image(job, reading.content.image, now))
    changes.note(pk, now)


def _hang(pk: int, reading: jobs.Reading) -> None:
    names = {mapping.author_key(name): name[:200] for name in reading.content.authors}
    statements.insert_all(models.Byline, [{"article_id": pk, "name": name, "key": key} for key, name in names.items()])
    statements.insert_all(models.Band, [{"article_id": pk, "value": value} for value in reading.bands], known=True)


def _wanted_image(job: jobs.PageJob, image: types.LeadImage | None, now: datetime) -> str | None:
    """Queue a lead image to be fetched; return its picture where that is here already."""
    if image is None or not job.source.images:
        return None
    wanted = {"source_id": job.source.id, "due_at": now, "host": mapping.host(image.url)}
    row, _ = models.ImageAddress.objects.get_or_create(url=image.url, defaults=wanted)
    return row.image_id


def _standing(source: str, url: str, now: datetime) -> dict[str, Any]:
    """Return a new article's number and visibility: its old ones, where it was here before the record was lost."""
    public = types.Visibility.PUBLIC.value
    awaited = statements.row(_AWAITED, source, url)
    if awaited is None:
        return {"number": _next_number(source), "visibility": public, "reason": "", "hidden_at": None}
    number, visibility, reason = awaited
    hidden_at = None if visibility == public else now
    return {"number": number or _next_number(source), "visibility": visibility, "reason": reason, "hidden_at": hidden_at}


def _next_number(source: str) -> int:
    return int(statements.value(_NEXT, source))


def _group(copy_of: int | None) -> int | None:
    """Return the group of the article whose text is shared, opened where there is none yet."""
    if copy_of is None:
        return None
    first: int | None = statements.value("SELECT copy_group FROM store_article WHERE id = %s", copy_of)
    if first is None:
        first = copy_of
        statements.update(models.Article, {"copy_group": first}, id=copy_of)
    return first


def add_revision(
    pk: int, reading: jobs.Reading, capture: int, now: datetime, *, number: int | None = None, held: bool = False
) -> int:
    """Write a version down; return its row's key."""
    if number is None:
        number = models.Revision.objects.filter(article_id=pk).aggregate(n=Max("number"))["n"] + 1
    values: dict[str, Any] = {
        "article_id": pk,
        "number": number,
        "kind": reading.kind,
        "held": held,
        "captured_at": _captured_at(capture),
        "capture_id": capture,
        "extractor": reading.content.extractor,
        "template": reading.content.template,
        "text_sha256": reading.content.text_sha256,
        "body": mapping.encode(reading.content),
    }
    revision = statements.insert(models.Revision, values)
    if revision % packing.FIRST == 0:
        packing.learn(revision)
    return revision


def _captured_at(capture: int) -> datetime:
    """Return when a capture was made: it may be read long after."""
    moment: datetime = statements.value("SELECT fetched_at FROM store_capture WHERE id = %s", capture)
    return moment.replace(tzinfo=UTC)  # as all moments of the record


def _hinted(job: jobs.PageJob, now: datetime) -> datetime:
    """Return a moment for an article that gives none: of the past the day of its listing, or of the oldest beside it, at noon.

    Else, what is old and undated would stand on the front page as what is new.
    """
    day = job.dated or (_beside(job.listing) if job.listing else None)
    return datetime.combine(day, time(12), ZoneInfo(job.source.zone)) if day else now


def _beside(listing: int) -> date | None:
    dated = models.Article.objects.filter(entries__listing=listing).exclude(published_method="")
    found: date | None = dated.aggregate(day=Min("day"))["day"]
    return found


def columns(job: jobs.PageJob, content: types.Extraction, now: datetime) -> dict[str, Any]:
    """Turn an extraction into an article's columns. A missing date falls back to another's, without a method."""
    published = content.published or _hinted(job, now)
    offset = published.utcoffset()
    return {
        "title": content.title,
        "lead": content.lead,
        "language": content.language,
        "section": content.section,
        "authors": list(content.authors) or [name for name in (content.house, content.agency) if name],
        "kind": content.kind,
        "partial": content.partial,
        "published": published.astimezone(UTC),
        "published_offset": int(offset.total_seconds() // 60) if offset else 0,
        "published_raw": content.published_raw[:200],
        "published_method": content.origins.get("published", "")[:60] if content.published else "",
        "day": published.date(),
        "image_url": content.image.url if content.image else "",
        "image_caption": content.image.caption if content.image else "",
        "image_credit": content.image.credit if content.image else "",
        "words": len(content.text.split()),
    }
