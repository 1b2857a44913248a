"""What the pipeline writes: the ``Store`` of ``protocols``. Each method is one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import fields
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from hemera import faults, jobs, searching, types
from hemera.store import changes, corrections, leases, mapping, models
from hemera.store.articles import save_reading
from hemera.store.models.entry import EntryState

Job = jobs.FeedJob | jobs.PageJob | jobs.PartJob | jobs.ImageJob
_SHARING = 20  # candidates compared for a shared text; more would be one very common dispatch


class DjangoStore:
    """The record in the archive's database."""

    due_feeds = staticmethod(leases.due_feeds)
    due_pages = staticmethod(leases.due_pages)
    due_images = staticmethod(leases.due_images)
    release = staticmethod(leases.release)
    changes_since = staticmethod(changes.since)

    def together(self) -> AbstractContextManager[None]:
        return transaction.atomic()

    def everything(self) -> Iterator[searching.IndexChange]:
        return changes.everything()

    @transaction.atomic
    def sync(self, sources: Sequence[types.Source], now: datetime) -> None:
        for source in sources:
            values = {f.name: getattr(source, f.name) for f in fields(source) if f.name not in ("id", "feeds")}
            models.Source.objects.update_or_create(pk=source.id, defaults=values | {"languages": list(source.languages)})
            self._sync_feeds(source, now)
        models.Source.objects.exclude(pk__in=[s.id for s in sources]).update(enabled=False)

    def _sync_feeds(self, source: types.Source, now: datetime) -> None:
        for feed in source.feeds:
            values = {f.name: getattr(feed, f.name) for f in fields(feed) if f.name != "url"}
            models.Feed.objects.update_or_create(
                source_id=source.id, url=feed.url, defaults=values, create_defaults=values | {"due_at": now}
            )
        models.Feed.objects.filter(source_id=source.id, child=False).exclude(url__in=[f.url for f in source.feeds]).update(
            enabled=False
        )

    @transaction.atomic
    def add_capture(self, ref: types.CaptureRef, job: Job) -> int:
        owner: dict[str, Any] = {}
        if isinstance(job, jobs.FeedJob):
            owner["feed_id"] = job.id
        elif isinstance(job, jobs.PageJob):
            owner["entry_id"] = job.id
        elif isinstance(job, jobs.PartJob):  # read with the page before it, or not at all
            owner |= {"entry_id": job.page.id, "read_at": ref.fetched_at, "outcome": corrections.PART}
        return models.Capture.objects.create(**_capture_values(ref), **owner).pk

    @transaction.atomic
    def adopt(self, ref: types.CaptureRef) -> bool:
        if (
            models.Capture.objects.filter(record_id=ref.record_id).exists()
            or not models.Source.objects.filter(pk=ref.source).exists()
        ):
            return False
        owner: dict[str, Any] = {}
        if ref.purpose is types.Purpose.FEED:
            owner["feed"] = models.Feed.objects.filter(source_id=ref.source, url=ref.requested_url).first()
        elif ref.purpose is types.Purpose.PAGE:
            owner["entry"] = self._entry_for(ref)
        models.Capture.objects.create(**_capture_values(ref), **owner)
        return True

    def _entry_for(self, ref: types.CaptureRef) -> models.Entry:
        said = mapping.entry_to_json(types.Entry(url=ref.requested_url))
        row, _ = models.Entry.objects.get_or_create(
            source_id=ref.source, url=ref.requested_url, defaults={"seen_at": ref.fetched_at, "said": said}
        )
        return row

    def recorded_bytes(self) -> dict[str, int]:
        rows = models.Capture.objects.values_list("file").annotate(end=Max(F("offset") + F("length")))
        return dict(rows.order_by("file"))

    def unread(self, limit: int) -> list[jobs.Unread]:
        rows = (
            models.Capture.objects.filter(read_at=None)
            .select_related("feed__source", "entry__source", "entry__feed")
            .order_by("pk")
        )
        return [jobs.Unread(row.pk, mapping.capture(row), job) for row in rows[:limit] if (job := self._job_of(row))]

    def _job_of(self, row: models.Capture) -> jobs.FeedJob | jobs.PageJob | jobs.ImageJob | None:
        if row.feed:
            return leases.feed_job(row.feed)
        if row.entry:
            return leases.page_job(row.entry)
        address = models.ImageAddress.objects.filter(url=row.requested_url).select_related("source").first()
        return leases.image_job(address) if address else None

    def unknown(self, source: str, urls: Sequence[str]) -> int:
        return len(set(urls)) - models.Entry.objects.filter(source_id=source, url__in=set(urls)).count()

    @transaction.atomic
    def finish_poll(
        self, job: jobs.FeedJob, result: jobs.PollResult, entries: Sequence[types.Entry], now: datetime, capture: int | None
    ) -> int:
        values: dict[str, Any] = {
            "due_at": result.due_at,
            "interval": result.interval,
            "failures": result.failures,
            "error": result.error,
            "polled_at": now,
        }
        if not result.error:
            values |= {
                "succeeded_at": now,
                "etag": result.etag,
                "last_modified": result.last_modified,
                "body_sha256": result.body_sha256,
            }
        if not leases.settle(models.Feed, job, **values):
            return 0
        self._add_children(job, result.children, now)
        new = self._add_entries(job, entries, now)
        self._refuse(job, result.refused, now)
        _read(capture, now, result.error or "entries")
        faults.point("store.before-commit-poll")
        return new

    def _add_children(self, job: jobs.FeedJob, children: Sequence[str], now: datetime) -> None:
        values = {"kind": types.FeedKind.SITEMAP, "child": True, "due_at": now, "language": job.feed.language}
        for url in children:
            models.Feed.objects.get_or_create(source_id=job.source.id, url=url, defaults=values)

    def _add_entries(self, job: jobs.FeedJob, entries: Sequence[types.Entry], now: datetime) -> int:
        rows = models.Entry.objects.filter(source_id=job.source.id, url__in=[e.url for e in entries])
        known = {row.url: row for row in rows.only("pk", "url", "digest", "state")}
        new = 0
        for entry in entries:
            digest = mapping.entry_digest(entry)
            row = known.get(entry.url)
            if row is None:
                known[entry.url] = self._add_entry(job, entry, digest, now)
                new += 1
            elif row.digest != digest:
                _announce_again(row, entry, digest, now)
        return new

    def _add_entry(self, job: jobs.FeedJob, entry: types.Entry, digest: str, now: datetime) -> models.Entry:
        said = mapping.entry_to_json(entry)
        return models.Entry.objects.create(
            source_id=job.source.id,
            feed_id=job.id,
            url=entry.url,
            guid=entry.guid,
            said=said,
            digest=digest,
            seen_at=now,
            due_at=now,
        )

    def _refuse(self, job: jobs.FeedJob, entries: Sequence[types.Entry], now: datetime) -> None:
        """Give entries we do not follow a row that says why not."""
        why = {"feed_id": job.id, "seen_at": now, "state": EntryState.DISCARDED, "reason": jobs.OTHER_SITE}
        for entry in entries:
            said = {"guid": entry.guid, "said": mapping.entry_to_json(entry)}
            models.Entry.objects.get_or_create(source_id=job.source.id, url=entry.url, defaults=why | said)

    def known(self, source: str, url: str) -> jobs.Known | None:
        row = models.Article.objects.filter(source_id=source, url=url).select_related("current").first()
        if row is None or row.current is None:
            return None
        newest = models.Revision.objects.filter(article=row).order_by("-number").values_list("text_sha256", flat=True).first()
        return jobs.Known(row.pk, mapping.decode(row.current.body), newest or "")

    def sharing(self, bands: Sequence[int]) -> list[tuple[int, str]]:
        found = set(models.Band.objects.filter(value__in=bands).values_list("article_id", flat=True)[: _SHARING * len(bands)])
        rows = models.Article.objects.filter(pk__in=sorted(found)[-_SHARING:]).select_related("current")
        return [(row.pk, mapping.decode(row.current.body).text) for row in rows if row.current]

    @transaction.atomic
    def save(self, job: jobs.PageJob, reading: jobs.Reading, arrival: jobs.Arrival, now: datetime) -> int | None:
        if not models.Entry.objects.filter(pk=job.id, lease=job.lease).exists():
            return None
        article = save_reading(job, reading, arrival.capture, now)
        values = {"state": EntryState.ARTICLE, "reason": "", "article_id": article, "due_at": reading.due_at, "visited_at": now}
        validators = {"etag": arrival.etag[:500], "last_modified": arrival.last_modified[:100], "body_sha256": arrival.ref.sha256}
        leases.settle(models.Entry, job, attempts=0, **values, **validators)
        _read(arrival.capture, now, reading.kind, reading.seen)
        faults.point("store.before-commit-article")
        return article

    @transaction.atomic
    def put_off(
        self, job: jobs.PageJob | jobs.ImageJob, due_at: datetime | None, reason: str, now: datetime, capture: int | None = None
    ) -> bool:
        failed = {"attempts": F("attempts") + 1} if reason else {"attempts": 0}
        if isinstance(job, jobs.ImageJob):
            return leases.settle(models.ImageAddress, job, due_at=due_at, error=reason, **failed)
        _read(capture, now, reason or "unchanged")
        return leases.settle(models.Entry, job, due_at=due_at, reason=reason, visited_at=now, **failed)

    @transaction.atomic
    def discard(self, job: jobs.PageJob, reason: str, now: datetime, capture: int | None = None) -> bool:
        _read(capture, now, reason)
        return leases.settle(models.Entry, job, state=EntryState.DISCARDED, reason=reason, due_at=None, visited_at=now)

    @transaction.atomic
    def hold(
        self, job: jobs.PageJob, reason: str, now: datetime, capture: int | None = None, seen: jobs.Seen | None = None
    ) -> bool:
        _read(capture, now, reason, seen)
        state = EntryState.ARTICLE if job.article else EntryState.HELD
        return leases.settle(models.Entry, job, state=state, reason=reason, due_at=None, visited_at=now)

    @transaction.atomic
    def gone(self, job: jobs.PageJob, reason: str, due_at: datetime | None, now: datetime) -> bool:
        if job.article and models.Article.objects.filter(pk=job.article, gone_at=None).update(gone_at=now):
            changes.note(job.article, now)
        state = EntryState.ARTICLE if job.article else EntryState.DISCARDED
        return leases.settle(models.Entry, job, state=state, reason=reason, due_at=due_at, visited_at=now)

    @transaction.atomic
    def save_image(self, job: jobs.ImageJob, picture: jobs.Picture | None, reason: str, now: datetime, capture: int | None) -> bool:
        _read(capture, now, reason or "image")
        if picture is None:
            return leases.settle(models.ImageAddress, job, due_at=None, error=reason)
        size = {"width": picture.width, "height": picture.height, "stored_at": now}
        models.Image.objects.update_or_create(pk=picture.sha256, defaults=size)
        if not leases.settle(models.ImageAddress, job, due_at=None, error="", image_id=picture.sha256):
            return False
        for pk in models.Article.objects.filter(image_url=job.url, source_id=job.source.id).values_list("pk", flat=True):
            models.Article.objects.filter(pk=pk).update(image_id=picture.sha256)
            changes.note(pk, now)
        return True


def _capture_values(ref: types.CaptureRef) -> dict[str, Any]:
    values = {f.name: getattr(ref, f.name) for f in fields(ref) if f.name != "source"}
    return values | {"source_id": ref.source, "mime": ref.mime[:100]}


def _read(capture: int | None, now: datetime, outcome: str, seen: jobs.Seen | None = None) -> None:
    if capture is not None:
        how = {"how": seen.how, "template": seen.template, "text_length": seen.length} if seen else {}
        models.Capture.objects.filter(pk=capture).update(read_at=now, outcome=outcome, **how)


def _announce_again(row: models.Entry, entry: types.Entry, digest: str, now: datetime) -> None:
    """The feed says something new of an item: look at its page again, unless it was given up."""
    values: dict[str, Any] = {"said": mapping.entry_to_json(entry), "digest": digest}
    if row.state != EntryState.DISCARDED:
        values["due_at"] = now
    models.Entry.objects.filter(pk=row.pk).update(**values)
