"""Importing the WARC files of others: how far each was read, what of it is here already, and readings put where they belong."""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from hemera import disk, faults, jobs, revisions, types
from hemera.errors import ConfigError
from hemera.store import articles, changes, mapping, marks, models, owners, rebuilding, statements, whole, wishes
from hemera.store.models.entry import EntryState
from hemera.store.writes import DjangoStore

_UNREAD = f"SELECT {', '.join(whole.CAPTURE)} FROM store_capture c WHERE c.id = %s AND c.read_at IS NULL"  # noqa: S608  names of ours
_VISITED = """
UPDATE store_entry SET state = %s, reason = '', article_id = %s, visited_at = coalesce(visited_at, %s) WHERE id = %s"""
_NOTHING_NEW = frozenset({types.RevisionKind.SAME, types.RevisionKind.SUSPICIOUS})


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Be the only import into an archive; a dead one's place is free at once. Raises ``ConfigError`` where another is at work."""
    place = folder / owners.FOLDER
    place.mkdir(exist_ok=True)
    descriptor = os.open(place / "import", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if not disk.lock(descriptor):
            message = "Another `hemera import` works on {folder}. Wait until it has ended, or end it: it goes on where it was."
            raise ConfigError("config.importing", message, folder=folder)
        yield
    finally:
        os.close(descriptor)


# -- reading files -----------------------------------------------------------------------------------------------------


def sources() -> list[types.Source]:
    """Return all sources, those that are not collected any more too: their past is wanted as well."""
    rows = models.Source.objects.prefetch_related("feed_rows")
    return [mapping.source(row, tuple(mapping.feed(feed) for feed in row.feed_rows.all())) for row in rows]


def begin(file: jobs.ForeignFile, now: datetime, *, again: bool = False) -> jobs.ImportJob:
    """Take up a file where it was left, or at its beginning."""
    key = {"name": file.name, "head": file.head, "wanted": file.wanted}
    row, _ = models.ImportedFile.objects.get_or_create(**key, defaults={"size": file.size, "begun_at": now})
    if again:
        row.offset, row.counts, row.ended_at = 0, {}, None
    row.size, row.error = file.size, ""
    row.save()
    return jobs.ImportJob(row.pk, row.name, row.offset, row.counts, ended=row.ended_at is not None and row.offset >= file.size)


def held(pages: Sequence[jobs.Offered]) -> jobs.Held:
    """Return what of these pages is here already."""
    digests, ids = [page.sha256 for page in pages], [page.record_id for page in pages]
    rows = models.Capture.objects.filter(sha256__in=digests, purpose=types.Purpose.PAGE)
    payloads = frozenset((url, sha256) for *both, sha256 in rows.values_list("url", "requested_url", "sha256") for url in both)
    places = models.Capture.objects.filter(record_id__in=ids).values_list("record_id", "origin", "origin_offset")
    return jobs.Held(payloads, {record_id: (origin, offset) for record_id, origin, offset in places})


@transaction.atomic
def keep(job: jobs.ImportJob, refs: Sequence[types.CaptureRef], offset: int, counts: Mapping[str, int]) -> None:
    """Record captures as unread, and how far the file is read. What belongs to whom is found when they are read."""
    # A row that is there stays: a collector that recovers may have been quicker.
    statements.insert_all(models.Capture, [mapping.of_capture(ref) for ref in refs], known=True)
    faults.point("import.before-commit")
    models.ImportedFile.objects.filter(pk=job.id).update(offset=offset, counts=dict(counts))


def end(job: jobs.ImportJob, now: datetime, error: str = "") -> None:
    """Note that a file is read to its end, or that it cannot be."""
    models.ImportedFile.objects.filter(pk=job.id).update(error=error, ended_at=None if error else now)


# -- reading pages -----------------------------------------------------------------------------------------------------


class Unread:
    """The captures some files brought that nobody has read yet, in the order of their own dates: what ``Replay`` goes through."""

    job_for = staticmethod(rebuilding.job_for)
    claim = staticmethod(rebuilding.claim)
    further_page = staticmethod(rebuilding.further_page)
    settle = staticmethod(rebuilding.settle)
    consulted = staticmethod(rebuilding.consulted)

    def __init__(self, origins: Sequence[str]) -> None:
        self.origins = origins

    def _waiting(self) -> QuerySet[models.Capture]:
        return models.Capture.objects.filter(read_at=None, origin__in=self.origins).exclude(origin="")

    def waiting(self, *, imported: bool = True) -> array[int]:
        rows = self._waiting().order_by("fetched_at", "record_id").values_list("pk", flat=True)
        return array("q", rows.iterator(chunk_size=5000))

    def capture(self, pk: int) -> types.CaptureRef | None:
        found = statements.row(_UNREAD, pk)
        return whole.capture(*found) if found else None


@dataclass(frozen=True, slots=True)
class _Between:
    """The shown versions between which a reading belongs."""

    before: models.Revision | None
    after: models.Revision


class Past(DjangoStore):
    """The record for readings of pages that others fetched long ago: nothing is asked for, and dates are those of the captures.

    ``now``, as its methods are given it, is when the page was fetched, and so is ``at``; what changes for readers, changes today.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self.clock, self.at = clock, clock()

    def known(self, source: str, url: str) -> jobs.Known | None:
        """Return the version to compare with: the newest, or where there are later ones already the one before."""
        found = super().known(source, url)
        between = _between(found.article, self.at) if found else None
        if found is None or between is None:
            return found
        return jobs.Known(found.article, mapping.decode((between.before or between.after).body), "")

    @transaction.atomic
    def save(self, job: jobs.PageJob, reading: jobs.Reading, arrival: jobs.Arrival, now: datetime) -> int | None:
        between = _between(reading.known, self.at) if reading.known else None
        if reading.known and between:
            article, outcome = reading.known, _insert(job, between, reading, arrival.capture, self.at)
        else:
            article, outcome = _append(job, reading, arrival.capture, self.at), reading.kind
        if outcome not in _NOTHING_NEW:
            statements.execute("DELETE FROM store_change WHERE article_id = %s AND at = %s", article, statements.moment(self.at))
            changes.note(article, self.clock())
        statements.execute(_VISITED, EntryState.ARTICLE.value, article, statements.moment(self.at), job.id)
        marks.read(arrival.capture, outcome, self.clock(), wished=reading.content.wishes)
        wishes.refresh(article, self.clock())
        faults.point("import.before-commit-article")
        return article

    @transaction.atomic
    def discard(self, job: jobs.PageJob, reason: str, now: datetime, capture: int | None = None) -> bool:
        return self._give_up(job, EntryState.DISCARDED, reason, capture)

    @transaction.atomic
    def hold(
        self, job: jobs.PageJob, reason: str, now: datetime, capture: int | None = None, seen: jobs.Seen | None = None
    ) -> bool:
        return self._give_up(job, EntryState.HELD, reason, capture)

    def _give_up(self, job: jobs.PageJob, state: EntryState, reason: str, capture: int | None) -> bool:
        """Say why a capture brought nothing. An entry that became an article, or is to be fetched anyway, stays what it is."""
        marks.read(capture, reason, self.clock())
        idle = models.Entry.objects.filter(pk=job.id, state=EntryState.QUEUED, due_at=None, lease_until=None)
        return bool(idle.update(state=state, reason=reason))


def _append(job: jobs.PageJob, reading: jobs.Reading, capture: int, at: datetime) -> int:
    """Save the newest reading of an article there is. Pictures of articles that come from the past are not asked for."""
    if reading.known is None:
        return articles.save_reading(articles.without_pictures(job), reading, capture, at)
    gone_at = models.Article.objects.values_list("gone_at", flat=True).get(pk=reading.known)
    article = articles.save_reading(job, reading, capture, at)
    if gone_at and gone_at > at:
        models.Article.objects.filter(pk=article).update(gone_at=gone_at)
    return article


def _between(article: int, at: datetime) -> _Between | None:
    """Return where a reading of that moment belongs; None where no version is later."""
    shown = models.Revision.objects.filter(article=article, held=False).order_by("number")
    after = shown.filter(captured_at__gt=at).first()
    return _Between(shown.filter(number__lt=after.number).last(), after) if after else None


def _insert(job: jobs.PageJob, place: _Between, reading: jobs.Reading, capture: int, at: datetime) -> types.RevisionKind:
    """Put a version before later ones, where it tells anything; those after it are numbered and judged anew."""
    article, content, after = place.after.article_id, reading.content, mapping.decode(place.after.body)
    kind = reading.kind if place.before else types.RevisionKind.FIRST
    if {doubt.code for doubt in content.doubts} & revisions.REPLACED:
        return types.RevisionKind.SUSPICIOUS
    following = revisions.compare(content, after)
    if kind in _NOTHING_NEW or following is types.RevisionKind.SAME:
        return kind if kind in _NOTHING_NEW else types.RevisionKind.SAME
    later = models.Revision.objects.filter(article=article, number__gte=place.after.number).order_by("-number")
    for row in later:  # from the last on: no number may be there twice
        models.Revision.objects.filter(pk=row.pk).update(number=F("number") + 1)
    articles.add_revision(article, replace(reading, kind=kind), capture, at, number=place.after.number)
    judged = types.RevisionKind.REWRITTEN if following is types.RevisionKind.SUSPICIOUS else following
    models.Revision.objects.filter(pk=place.after.pk).update(kind=judged)  # what was shown stays shown
    _recount(article, job, content if place.before is None else None, at)
    return kind


def _recount(article: int, job: jobs.PageJob, first: types.Extraction | None, at: datetime) -> None:
    """Bring an article's columns up to date: the date first printed stands."""
    shown = models.Revision.objects.filter(article=article, held=False).exclude(kind=types.RevisionKind.SAME).count()
    values: dict[str, Any] = {"revision_count": shown}
    if first is not None:
        values["captured_at"] = at
        if first.published:
            values |= {name: value for name, value in articles.columns(job, first, at).items() if name in articles.DATE}
    models.Article.objects.filter(pk=article).update(**values)
