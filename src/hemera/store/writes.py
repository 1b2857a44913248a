"""What the pipeline writes: the ``Store`` of ``protocols``. Each method is one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from hemera import faults, jobs, searching, types
from hemera.store import (
    catalogued,
    changes,
    corrections,
    due,
    fronts,
    leases,
    links,
    mapping,
    marks,
    models,
    notices,
    past,
    polls,
    statements,
    wishes,
)
from hemera.store.articles import save_reading, without_pictures
from hemera.store.models.entry import EntryState
from hemera.store.visited import visited

Held = Mapping[str, int] | None
_SHOWN = ("consent", "rights", "images", "embargo")  # of a source: what may be shown of its articles
_SHARING = 20  # candidates compared for a shared text; more would be one very common dispatch
# Names are our own columns; every value is a parameter.
_CURRENT = "FROM store_article a JOIN store_revision r ON r.id = a.current_id"
_KNOWN = f"""
SELECT a.id, r.body, (SELECT text_sha256 FROM store_revision WHERE article_id = a.id ORDER BY number DESC LIMIT 1)
{_CURRENT} WHERE a.source_id = %s AND a.url = %s"""  # noqa: S608
_TWIN = f"""
SELECT a.id, r.body {_CURRENT}
WHERE a.source_id = %s AND a.published = %s AND r.text_sha256 = %s ORDER BY a.id LIMIT 1"""
_UNPICTURED = "SELECT id FROM store_article WHERE image_url = %s AND image_url > '' AND image_id IS NULL AND +source_id = %s"
_SHARES = "SELECT article_id FROM store_band WHERE value IN (SELECT value FROM json_each(%s)) LIMIT %s"
_TEXT = f"SELECT r.body {_CURRENT} WHERE a.id = %s"


class DjangoStore:
    """The record in the archive's database."""

    release = staticmethod(leases.release)
    announced = staticmethod(polls.announced)
    finish_poll = staticmethod(polls.finish)
    changes_since = staticmethod(changes.since)
    visited = staticmethod(visited)
    note = staticmethod(notices.note)
    due_past = staticmethod(past.take)
    finish_listing = staticmethod(past.finish)
    fail_listing = staticmethod(past.fail)
    read_reservation = staticmethod(wishes.read)
    put_off_reservation = staticmethod(wishes.put_off)
    linked = staticmethod(links.found)
    settled = staticmethod(marks.read)
    looked_at = staticmethod(fronts.seen)
    not_seen = staticmethod(fronts.failed)
    draw_links = staticmethod(fronts.draw)
    read_by_others = staticmethod(corrections.read_by_others)
    correct = staticmethod(corrections.correct)
    confirm = staticmethod(corrections.confirm)

    def __init__(self) -> None:
        self._feeds, self._pages, self._images = due.feeds(), due.pages(), due.images()
        self._reservations, self._fronts = due.reservations(), due.fronts()

    def due_feeds(self, now: datetime, limit: int, lease: timedelta, held: Held = None) -> list[jobs.FeedJob]:
        return self._feeds.take(now, limit, lease, held)

    def due_pages(self, now: datetime, limit: int, lease: timedelta, held: Held = None) -> list[jobs.PageJob]:
        return self._pages.take(now, limit, lease, held)

    def due_images(self, now: datetime, limit: int, lease: timedelta, held: Held = None) -> list[jobs.ImageJob]:
        return self._images.take(now, limit, lease, held)

    def pace(self, source: str, now: datetime) -> tuple[float, int]:
        late = models.Entry.objects.filter(source_id=source, seen_at__gt=now - timedelta(days=7))
        return late.count() / 7, models.Article.objects.filter(source_id=source).count()

    def due_reservations(self, now: datetime, limit: int, lease: timedelta, held: Held = None) -> list[jobs.ReservationJob]:
        return self._reservations.take(now, limit, lease, held)

    def due_fronts(self, now: datetime, limit: int, lease: timedelta, held: Held = None) -> list[jobs.FrontJob]:
        return self._fronts.take(now, limit, lease, held)

    def together(self) -> AbstractContextManager[None]:
        return transaction.atomic()

    def years(self) -> dict[int, int]:
        return changes.years()

    def everything(self) -> Iterator[searching.IndexChange]:
        return changes.everything()

    @transaction.atomic
    def sync(self, sources: Sequence[types.Source], now: datetime) -> None:
        rights = {pk: tuple(shown) for pk, *shown in models.Source.objects.values_list("pk", *_SHOWN)}
        known = catalogued.unchanged(sources)
        for source in (source for source in sources if source.id not in known):
            values = {f.name: getattr(source, f.name) for f in fields(source) if f.name not in ("id", "feeds")}
            models.Source.objects.update_or_create(pk=source.id, defaults=values | {"languages": list(source.languages)})
            self._sync_feeds(source, now)
            wishes.expect(source.id, source.home, now)
            before, after = rights.get(source.id), tuple(getattr(source, name) for name in _SHOWN)
            if before and before != after:
                changes.hid()
            if before and before[0] != source.consent:
                wishes.agreed(source.id, now)
        models.Source.objects.exclude(pk__in=[s.id for s in sources]).update(enabled=False)
        fronts.expect([source.id for source in sources], now)

    def _sync_feeds(self, source: types.Source, now: datetime) -> None:
        for feed in source.feeds:
            values = {f.name: getattr(feed, f.name) for f in fields(feed) if f.name != "url"}
            models.Feed.objects.update_or_create(
                source_id=source.id,
                url=feed.url,
                defaults=values,
                create_defaults=values | {"due_at": now, "host": mapping.host(feed.url)},
            )
        models.Feed.objects.filter(source_id=source.id, child=False).exclude(url__in=[f.url for f in source.feeds]).update(
            enabled=False
        )

    def add_capture(self, ref: types.CaptureRef, job: jobs.Job) -> int:
        owner: dict[str, Any] = {}
        if isinstance(job, jobs.FeedJob):
            owner["feed_id"] = job.id
        elif isinstance(job, jobs.PageJob):
            owner["entry_id"] = job.id
        elif isinstance(job, jobs.PartJob):  # read with the page before it, or not at all
            owner |= {"entry_id": job.page.id, "read_at": ref.fetched_at, "outcome": corrections.PART}
        return statements.insert(models.Capture, mapping.of_capture(ref) | owner)

    def known(self, source: str, url: str) -> jobs.Known | None:
        found = statements.row(_KNOWN, source, url)
        return jobs.Known(found[0], mapping.decode(found[1]), found[2]) if found else None

    def twin(self, source: str, content: types.Extraction) -> jobs.Known | None:
        if content.published is None:
            return None
        found = statements.row(_TWIN, source, statements.moment(content.published), content.text_sha256)
        return jobs.Known(found[0], mapping.decode(found[1]), content.text_sha256) if found else None

    def sharing(self, bands: Sequence[int]) -> Iterator[tuple[int, str]]:
        found = {pk for (pk,) in statements.rows(_SHARES, json.dumps(bands), _SHARING * len(bands))}
        for pk in sorted(found)[-_SHARING:]:
            yield pk, mapping.decode(statements.value(_TEXT, pk)).text

    @transaction.atomic
    def save(self, job: jobs.PageJob, reading: jobs.Reading, arrival: jobs.Arrival, now: datetime) -> int | None:
        if not models.Entry.objects.filter(pk=job.id, lease=job.lease).exists():
            return None
        imported = bool(arrival.ref.origin)
        asking = without_pictures(job) if imported and reading.known is None else job
        article = save_reading(asking, reading, arrival.capture, now)
        values = {"state": EntryState.ARTICLE, "reason": "", "article_id": article, "visited_at": now}
        # What others fetched long ago, read again for a lost record, calls for no visit, as it called for none when it came.
        values |= {} if imported else {"due_at": reading.due_at}
        values |= {"attempts": 0, "host": mapping.host(job.url), "wishes": arrival.wishes}
        leases.settle(models.Entry, job, **values, **arrival.validators)
        marks.read(arrival.capture, reading.kind, now, reading.seen, reading.content.wishes)
        faults.point("store.before-commit-article")
        return article

    @transaction.atomic
    def put_off(
        self, job: jobs.PageJob | jobs.ImageJob, due_at: datetime | None, reason: str, now: datetime, capture: int | None = None
    ) -> bool:
        failed = {"attempts": F("attempts") + 1} if reason else {"attempts": 0}
        if isinstance(job, jobs.ImageJob):
            return leases.settle(models.ImageAddress, job, due_at=due_at, error=reason, **failed)
        marks.read(capture, reason or "unchanged", now)
        if job.listing and not job.article:
            past.rested(job.listing, reason, due_at)
        return leases.settle(models.Entry, job, due_at=due_at, reason=reason, visited_at=now, **failed)

    @transaction.atomic
    def discard(self, job: jobs.PageJob, reason: str, now: datetime, capture: int | None = None) -> bool:
        marks.read(capture, reason, now)
        return leases.settle(models.Entry, job, state=EntryState.DISCARDED, reason=reason, due_at=None, visited_at=now)

    @transaction.atomic
    def hold(
        self, job: jobs.PageJob, reason: str, now: datetime, capture: int | None = None, seen: jobs.Seen | None = None
    ) -> bool:
        marks.read(capture, reason, now, seen)
        state = EntryState.ARTICLE if job.article else EntryState.HELD
        return leases.settle(models.Entry, job, state=state, reason=reason, due_at=None, visited_at=now)

    @transaction.atomic
    def gone(self, job: jobs.PageJob, reason: str, due_at: datetime | None, now: datetime, capture: int | None = None) -> bool:
        marks.read(capture, reason, now)
        if job.article:
            links.missed(job.article, now)
        state = EntryState.ARTICLE if job.article else EntryState.DISCARDED
        return leases.settle(models.Entry, job, state=state, reason=reason, due_at=due_at, visited_at=now)

    @transaction.atomic
    def save_image(self, job: jobs.ImageJob, picture: jobs.Picture | None, reason: str, now: datetime, capture: int | None) -> bool:
        marks.read(capture, reason or "image", now)
        if picture is None:
            return leases.settle(models.ImageAddress, job, due_at=None, error=reason)
        size = {"width": picture.width, "height": picture.height, "stored_at": now}
        models.Image.objects.update_or_create(pk=picture.sha256, defaults=size)
        if not leases.settle(models.ImageAddress, job, due_at=None, error="", image_id=picture.sha256):
            return False
        for (pk,) in statements.rows(_UNPICTURED, job.url, job.source.id):
            statements.update(models.Article, {"image_id": picture.sha256}, id=pk)
            changes.note(pk, now)
        return True
