"""Getting the record back from what lies beside it: captures, ``numbers.log``, ``record.log``. Each write is one transaction."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, fields, replace
from datetime import datetime
from hashlib import blake2b
from itertools import islice
from typing import Any
from urllib.parse import urljoin

from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet

from hemera import clock, jobs, types
from hemera.errors import ConfigError
from hemera.store import backfills, checks, corrections, fronts, leases, mapping, marks, models, past, polls, statements

State = tuple[tuple[str, str], dict[str, Any]]  # (kind, key), columns
_ENDS = """
WITH RECURSIVE one (file) AS (
    SELECT min(file) FROM store_capture
    UNION ALL SELECT (SELECT min(file) FROM store_capture WHERE file > one.file) FROM one WHERE file IS NOT NULL
)
SELECT one.file, (SELECT c."offset" + c.length FROM store_capture c WHERE c.file = one.file ORDER BY c."offset" DESC LIMIT 1)
FROM one WHERE file IS NOT NULL"""
_BATCH = 500
_OF_PLANS = ("source", "state", "per_day", "pages", "all_ways", "created_at", "ended_at", "since", "until")

places, settle = checks.places, marks.settle


# -- what is written beside the record ---------------------------------------------------------------------------------


def newest_article() -> int:
    """Return the highest id of an article; 0 for none."""
    return models.Article.objects.aggregate(m=Max("pk"))["m"] or 0


def numbered(after: int) -> Iterator[jobs.Numbered]:
    """Yield the articles whose id is above ``after``, in order."""
    article = ("article_id", "article__source_id", "article__number", "article__url", "capture__record_id", "template")
    rows = models.Revision.objects.filter(article__gt=after, number=1).order_by("article").values_list(*article)
    return (jobs.Numbered(*row) for row in rows.iterator(chunk_size=_BATCH))


def states() -> Iterator[State]:
    """Yield what no capture can tell beside numbers: sources, which may have left the catalogue, and templates."""
    for source in models.Source.objects.order_by("pk").prefetch_related("feed_rows").iterator(chunk_size=_BATCH):
        feeds = sorted((row for row in source.feed_rows.all() if not row.child), key=lambda row: row.pk)
        yield ("source", source.pk), asdict(mapping.source(source, tuple(map(mapping.feed, feeds))))
    for front in models.Front.objects.exclude(trusted_at=None).order_by("source"):
        said = front.trusted_at.isoformat() if front.trusted_at else None
        yield ("trust", front.source_id), {"source": front.source_id, "trusted_at": said}
    for row in models.Template.objects.order_by("source", "layout", "version").iterator(chunk_size=_BATCH):
        key = f"{row.source_id} {row.layout}@{row.version}"
        yield ("template", key), {"text": row.text, "by_hand": row.by_hand, **_moments(row)}
    yield from ((("backfill", name), columns) for name, columns in backfills.states())


def fingerprint() -> str:
    """Return what changes with any of these states: their rows are hashed as they lie in the database, made into nothing."""
    source, feed = ([f.name for f in fields(kind) if f.name != "feeds"] for kind in (types.Source, types.Feed))
    states: list[QuerySet[Any, Any]] = [
        models.Source.objects.order_by("pk").values_list(*source),
        models.Feed.objects.filter(child=False).order_by("source", "pk").values_list("source", *feed),
        models.Front.objects.exclude(trusted_at=None).order_by("source").values_list("source", "trusted_at"),
        models.Template.objects.order_by("pk").values_list(),
        models.Backfill.objects.order_by("pk").values_list(*_OF_PLANS),
    ]
    made = blake2b(digest_size=16)
    for rows in states:
        statement, values = rows.query.sql_with_params()
        made.update(statement.encode())
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            while batch := cursor.fetchmany(_BATCH):
                made.update(repr(batch).encode())
    return made.hexdigest()


def _moments(row: models.Template) -> dict[str, str | None]:
    return {name: moment.isoformat() if (moment := getattr(row, name)) else None for name in ("created_at", "retired_at")}


# -- what is read from there -------------------------------------------------------------------------------------------


@transaction.atomic
def restore_states(states: Mapping[tuple[str, str], Mapping[str, Any]], now: datetime) -> int:
    """Add sources, templates and plans that the record does not hold; return how many. What it holds stays as it is."""
    sources = [columns for (kind, _), columns in states.items() if kind == "source"]
    templates = [columns for (kind, _), columns in states.items() if kind == "template"]
    added = sum(map(_add_source, sources)) + sum(_add_template(columns, now) for columns in templates)
    for columns in (columns for (kind, _), columns in states.items() if kind == "trust"):
        _add_trust(columns)
    return added + sum(backfills.restore(columns) for (kind, _), columns in states.items() if kind == "backfill")


def _add_trust(columns: Mapping[str, Any]) -> None:
    """Remember when a person last said whose a front page is: looks from before are not judged again."""
    source, said = columns["source"], datetime.fromisoformat(columns["trusted_at"])
    if models.Source.objects.filter(pk=source).exists():
        row, _ = models.Front.objects.get_or_create(source_id=source, defaults={"due_at": clock.now()})
        row.trusted_at = max(said, row.trusted_at or said)
        row.save(update_fields=["trusted_at"])


def _add_source(columns: Mapping[str, Any]) -> bool:
    """Add a source or feeds that the catalogue does not name any more: they are not collected from, and were."""
    names = {f.name for f in fields(types.Source)} - {"feeds", "id"}
    values = {name: value for name, value in columns.items() if name in names} | {"enabled": False}
    added = models.Source.objects.get_or_create(pk=columns["id"], defaults=values)[1]
    for feed in columns.get("feeds", ()):
        values = {f.name: feed.get(f.name) for f in fields(types.Feed) if f.name != "url"} | {
            "enabled": False,
            "due_at": clock.now(),
        }
        models.Feed.objects.get_or_create(source_id=columns["id"], url=feed["url"], defaults=values)
    return added


def _add_template(columns: Mapping[str, Any], now: datetime) -> bool:
    from hemera.extract.templates import of_toml

    with suppress(ConfigError):
        template = of_toml(str(columns["text"]))
        moments = {name: datetime.fromisoformat(text) for name in ("created_at", "retired_at") if (text := columns.get(name))}
        values = {name: getattr(template, name) for name in ("valid_from", "valid_to", "pages", "reads")}
        values |= {"text": columns["text"], "by_hand": bool(columns["by_hand"]), "created_at": now} | moments
        place = {"source_id": template.source, "layout": template.layout, "version": template.version}
        return models.Template.objects.get_or_create(**place, defaults=values)[1]
    return False


def expect(lines: Iterable[jobs.Numbered]) -> int:
    """Remember the numbers of articles the record does not hold, to give them back when they are read; return how many."""
    awaited = 0
    lines = iter(lines)
    while batch := list(islice(lines, _BATCH)):
        awaited += _expect(batch)
    return awaited


def missing(lines: Iterable[jobs.Numbered]) -> int:
    """Return how many articles were given a number, and are not in the record."""
    lines, found = iter(lines), set[tuple[str, str]]()
    while batch := list(islice(lines, _BATCH)):
        found.update(_missing(batch))
    return len(found)


def _missing(lines: Sequence[jobs.Numbered]) -> dict[tuple[str, str], jobs.Numbered]:
    """Return, by source and address, the articles that are not here; a number that was given anew meanwhile is left out."""
    wanted = {(line.source, line.url): line for line in lines}
    here = set(models.Article.objects.filter(url__in=[url for _, url in wanted]).values_list("source_id", "url"))
    taken = set(
        models.Article.objects.filter(number__in={line.number for line in wanted.values()}).values_list("source_id", "number")
    )
    return {key: line for key, line in wanted.items() if key not in here and (line.source, line.number) not in taken}


@transaction.atomic
def _expect(lines: Sequence[jobs.Numbered]) -> int:
    absent = _missing(lines)
    sources = set(models.Source.objects.filter(pk__in={source for source, _ in absent}).values_list("pk", flat=True))
    for (source, url), line in absent.items():
        if source in sources:
            # The number was given to another first, and the record lost before that was kept: the last line counts.
            models.Awaited.objects.filter(source=source, number=line.number).exclude(url=url).update(number=None)
            known = {"number": line.number, "record": line.record, "template": line.template}
            models.Awaited.objects.update_or_create(source_id=source, url=url, defaults=known)
            models.Source.objects.filter(pk=source, next_number__lte=line.number).update(next_number=line.number + 1)
    return sum(source in sources for source, _ in absent)


def expect_decision(source: str, url: str, visibility: types.Visibility, reason: str) -> None:
    """Remember what was decided of an article the record does not hold, for when it is read again."""
    if models.Source.objects.filter(pk=source).exists():
        defaults = {"visibility": visibility, "reason": reason}
        models.Awaited.objects.update_or_create(source_id=source, url=url, defaults=defaults)


# -- captures nobody has read --------------------------------------------------------------------------------------------


def ends() -> dict[str, int]:
    """Return, per capture file, how far rows reach into it: as far as the last, since records follow one another.

    Every start asks it, so it goes by the index from file to file; ``checks.ends`` looks at all rows.
    """
    return dict(statements.rows(_ENDS))


@transaction.atomic
def adopt(refs: Sequence[types.CaptureRef]) -> int:
    """Record captures found on disk; those that have a row already are left alone. Return how many had none.

    They wait to be read, in the order in which they were fetched (``waiting``): only then is known what they belong to.
    """
    known = places(ref.record_id for ref in refs)
    fresh = {ref.record_id: ref for ref in refs if ref.record_id not in known}
    sources = set(models.Source.objects.values_list("pk", flat=True))
    for name, url in {ref.source: ref.url for ref in fresh.values() if ref.source not in sources}.items():
        _add_source({"id": name, "name": name, "home": urljoin(url, "/"), "zone": "UTC", "rights": types.Rights.LINK})
    statements.insert_all(models.Capture, [mapping.of_capture(ref) for ref in fresh.values()])
    return len(fresh)


def move(ref: types.CaptureRef) -> None:
    """Let a row name another place of its record: the bytes at the first cannot be read any more."""
    models.Capture.objects.filter(record_id=ref.record_id).update(file=ref.file, offset=ref.offset, length=ref.length)


def _waiting() -> QuerySet[models.Capture]:
    """Return the captures nobody has read, nor is about to: what a living collector fetched for its leases is its to read."""
    now = clock.now()
    rows = models.Capture.objects.filter(read_at=None)
    for kind in (models.ImageAddress, models.Listing, models.Reservation):
        rows = rows.exclude(requested_url__in=kind._default_manager.filter(lease_until__gte=now).values("url"))
    looked_at = models.Front.objects.filter(lease_until__gte=now).values("source")
    rows = rows.exclude(purpose=types.Purpose.FRONT, source__in=looked_at)
    return rows.exclude(feed__lease_until__gte=now).exclude(entry__lease_until__gte=now)


def waiting(*, imported: bool = False) -> array[int]:
    """Return the ids of captures that wait to be read, in the order in which they were fetched.

    Those an import brought are left to it, unless they are asked for.
    """
    rows = _waiting() if imported else _waiting().filter(origin="")
    return array("q", rows.order_by("fetched_at", "pk").values_list("pk", flat=True).iterator(chunk_size=5000))


def capture(pk: int) -> types.CaptureRef | None:
    """Return a capture that still waits."""
    row = _waiting().filter(pk=pk).first()
    return mapping.capture(row) if row else None


def job_for(pk: int, ref: types.CaptureRef) -> jobs.Leased | None:
    """Find what a capture was made for, by its source and the address asked for, and note it; None where nothing asks for it.

    A page no feed has announced gets an entry of its own.
    """
    if ref.purpose in (types.Purpose.FEED, types.Purpose.SITEMAP):
        asked = Q(url=ref.requested_url) | Q(moved_to=ref.requested_url)
        feed = models.Feed.objects.filter(asked, source=ref.source).values_list("pk", flat=True).first()
        return replace(polls.job(feed), due_at=None) if feed else past.job_for(ref.source, ref.requested_url)
    if ref.purpose is types.Purpose.PAGE:
        if statements.row("SELECT 1 FROM store_entry WHERE source_id = %s AND url = %s", ref.source, ref.requested_url) is None:
            said = mapping.entry_to_json(types.Entry(url=ref.requested_url))
            entry = {"source_id": ref.source, "url": ref.requested_url, "seen_at": ref.fetched_at, "said": said}
            statements.insert(models.Entry, entry)
        return leases.page_at(ref.source, ref.requested_url)
    if ref.purpose is types.Purpose.TDMREP:
        place = {"source_id": ref.source, "url": ref.requested_url}
        row, _ = models.Reservation.objects.get_or_create(**place, defaults={"due_at": ref.fetched_at})
        return leases.reservation_job(row)
    if ref.purpose is types.Purpose.FRONT:
        front, _ = models.Front.objects.select_related("source").get_or_create(source_id=ref.source)
        return fronts.job(front)
    address = models.ImageAddress.objects.select_related("source").filter(url=ref.requested_url).first()
    return leases.image_job(address) if address else None


def consulted(record_id: str) -> str | None:
    """Return the name of the template consulted when an awaited article was first read from a capture; None where nobody knows."""
    found = (
        statements.row("SELECT template FROM store_awaited WHERE record = %s ORDER BY id LIMIT 1", record_id) if record_id else None
    )
    return found[0] if found else None


@transaction.atomic
def further_page(job: jobs.PartJob) -> jobs.Arrival | None:
    """Find the capture of an article's further page that was made after its first, and note whose it is; without its body."""
    first = job.first.ref
    rows = models.Capture.objects.filter(
        source=first.source, requested_url=job.url, purpose=types.Purpose.PAGE, fetched_at__gte=first.fetched_at
    )
    row = rows.exclude(pk=job.first.capture).order_by("fetched_at", "pk").first()
    if row is None:
        return None
    models.Capture.objects.filter(pk=row.pk).update(
        entry=job.page.id, read_at=row.read_at or row.fetched_at, outcome=corrections.PART
    )
    return jobs.Arrival(row.pk, mapping.capture(row), b"", "")


def claim(pk: int, job: jobs.Leased) -> None:
    """Note what a capture was made for."""
    owner = "feed_id" if isinstance(job, jobs.FeedJob) else "entry_id" if isinstance(job, jobs.PageJob) else None
    if owner:
        statements.update(models.Capture, {owner: job.id}, id=pk)


def summary() -> dict[str, int]:
    """Count what the record holds."""
    kinds = {"captures": models.Capture, "entries": models.Entry, "articles": models.Article, "revisions": models.Revision}
    counted = {name: kind._default_manager.count() for name, kind in kinds.items()}
    return counted | {"awaited": models.Awaited.objects.exclude(number=None).count()}
