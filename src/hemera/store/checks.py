"""What ``hemera verify`` asks of the record itself, and the rows its other checks go by. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from hemera import clock
from hemera.dates import FIRST_YEAR
from hemera.errors import ConfigError
from hemera.jobs import Found, Stored
from hemera.store import changes, corrections, leases, mapping, models
from hemera.store.models.entry import EntryState
from hemera.types import CaptureRef, Feed, FeedKind, RevisionKind, Visibility

if TYPE_CHECKING:
    from hemera.extract.templates import Template

MOST = 1000  # problems told of one check
LONGEST_LEASE = timedelta(hours=1)
AHEAD = timedelta(hours=36)  # an article may be dated so far after its capture: time zones, and tomorrow's paper
STEP = timedelta(minutes=10)  # within which captures are written in any order: they wait for one another in one commit
_BATCH = 500

public_ids = changes.public_ids
head = changes.head


def captures(newest: int | None = None) -> Iterator[CaptureRef]:
    """Yield captures, newest first; all, or so many."""
    rows = models.Capture.objects.order_by("-pk").iterator(chunk_size=_BATCH)
    return (mapping.capture(row) for row in islice(rows, newest))


def count_captures() -> int:
    return models.Capture.objects.count()


def places(record_ids: Iterable[str]) -> dict[str, CaptureRef]:
    """Return where rows say that records lie."""
    rows = models.Capture.objects.filter(record_id__in=list(record_ids))
    return {row.record_id: mapping.capture(row) for row in rows}


def feeds_read(newest: int | None = None) -> Iterator[tuple[CaptureRef, Feed, str]]:
    """Yield the captures of feeds whose entries were recorded, newest first, each with its feed and the newsroom's zone.

    Section pages are left out whose articles are told by what was learned since.
    """
    rows = models.Capture.objects.filter(outcome="entries").exclude(feed=None).select_related("feed__source")
    told = rows.exclude(feed__kind=FeedKind.SECTION, feed__articles=None).order_by("-pk").iterator(chunk_size=_BATCH)
    return ((mapping.capture(row), mapping.feed(row.feed), row.feed.source.zone) for row in islice(told, newest) if row.feed)


def announced(source: str, addresses: Iterable[str]) -> set[str]:
    """Return which of some addresses of a source have an entry."""
    return set(models.Entry.objects.filter(source=source, url__in=list(addresses)).values_list("url", flat=True))


def ends() -> dict[str, int]:
    """Return, per capture file, how far any of its rows reaches into it."""
    return dict(models.Capture.objects.order_by().values_list("file").annotate(end=Max(F("offset") + F("length"))))


def asked_since(moment: datetime) -> Iterator[tuple[str, datetime, float | None]]:
    """Yield (address, moment, the source's own gap) of every exchange of ours since, oldest first."""
    rows = models.Capture.objects.filter(fetched_at__gte=moment, origin="").order_by("fetched_at")
    return rows.values_list("url", "fetched_at", "source__gap").iterator(chunk_size=_BATCH)


def pictures() -> Iterator[str]:
    """Yield the hash of every stored picture; one that was blocked before it came has no size and no file."""
    return models.Image.objects.exclude(width=0).values_list("pk", flat=True).iterator()


def pending(watermark: int) -> set[int]:
    """Return the articles the index has still to hear of."""
    return set(models.Change.objects.filter(pk__gt=watermark).values_list("article_id", flat=True))


def stored(newest: int | None = None) -> Iterator[Stored]:
    """Yield revisions with their captures, newest first; all, or so many."""
    rows = corrections.readable().order_by("-pk").iterator(chunk_size=_BATCH)
    return (corrections.as_stored(row) for row in islice(rows, newest))


# -- checks ------------------------------------------------------------------------------------------------------------


def revisions(newest: int | None) -> Found:
    """Every revision names its capture and extractor, and its text is the one its hash was taken of."""
    rows = models.Revision.objects.select_related("article", "capture").order_by("-pk").iterator(chunk_size=_BATCH)
    problems, count = [], 0
    for row in islice(rows, newest):
        count += 1
        problems += [f"{row.article} revision {row.number}: {what}" for what in _wrong_with(row)]
    return _found(count, problems)


def _wrong_with(row: models.Revision) -> Iterator[str]:
    content = mapping.decode(row.body)
    if not row.extractor or content.extractor != row.extractor:
        yield f"extractor {row.extractor!r} on the row, {content.extractor!r} in the content"
    if content.template != row.template:
        yield f"template {row.template!r} on the row, {content.template!r} in the content"
    if content.text_sha256 != row.text_sha256:
        yield "its text is not the one its hash was taken of"
    if row.article.current_id == row.pk and row.article.title != content.title:
        yield "its title is not the article's"
    if row.capture.source_id != row.article.source_id:
        yield f"its capture is of {row.capture.source_id}"


def unique() -> Found:
    """No address twice within a source, among articles and among entries."""
    problems = []
    for kind in (models.Article, models.Entry):
        twice = kind._default_manager.order_by().values_list("source_id", "url").annotate(n=Count("pk")).filter(n__gt=1)
        problems += [f"{kind.__name__} {source} {url}: {n} times" for source, url, n in twice[:MOST]]
    return _found(models.Article.objects.count() + models.Entry.objects.count(), problems)


def sequence() -> Found:
    """Within a file, captures follow one another in time: a step back tells of a clock that was set."""
    rows = models.Capture.objects.filter(origin="").order_by("file", "offset").values_list("file", "fetched_at")
    notes, count, last = [], 0, ("", datetime.min.replace(tzinfo=UTC))
    for file, moment in rows.iterator(chunk_size=_BATCH):
        count += 1
        if file == last[0] and moment < last[1] - STEP:
            notes.append(f"{file}: a capture of {moment:%Y-%m-%d %H:%M:%S} comes after one of {last[1]:%Y-%m-%d %H:%M:%S}")
        last = (file, moment)
    return Found(count, (), tuple(notes[:MOST]))


def waiting() -> Found:
    """Every capture was read, or somebody is about to read it."""
    unread = models.Capture.objects.filter(read_at=None)
    owned = Q(feed__lease_until__isnull=False) | Q(entry__lease_until__isnull=False)
    left = unread.exclude(owned).filter(fetched_at__lt=clock.now() - timedelta(hours=1))
    return _found(count_captures(), [f"{row.record_id} {row.url}: was never read" for row in left[:MOST]])


def entries() -> Found:
    """Every entry is an article, waits to be fetched or read, or says why it is neither."""
    states = models.Entry.objects
    waiting = Q(due_at__isnull=False) | Q(lease_until__isnull=False) | Q(captures__read_at=None, captures__isnull=False)
    wrong = {
        "in no known state": states.exclude(state__in=EntryState.values),
        "an article, and names none": states.filter(state=EntryState.ARTICLE, article=None),
        "no article, and names one": states.exclude(state=EntryState.ARTICLE).exclude(article=None),
        "queued, and will never be fetched": states.filter(state=EntryState.QUEUED).exclude(waiting),
        "given up without a reason": states.filter(state=EntryState.DISCARDED, reason=""),
        "held without a reason": states.filter(state=EntryState.HELD, reason=""),
    }
    problems = [f"{row.source_id} {row.url}: {what}" for what, rows in wrong.items() for row in rows[:MOST]]
    counts = dict(states.order_by().values_list("state").annotate(n=Count("pk")))
    return _found(sum(counts.values()), problems)


def lease_times(now: datetime) -> Found:
    """No lease is longer than a lease may be, and none that ran out keeps a row from being taken again."""
    problems, count = [], 0
    for kind in leases.TABLES.values():
        rows: QuerySet[Any] = kind._default_manager.exclude(lease_until=None)
        count += rows.count()
        problems += [
            f"{kind.__name__} {row}: leased until {row.lease_until}"
            for row in rows.filter(lease_until__gt=now + LONGEST_LEASE)[:MOST]
        ]
        problems += [
            f"{kind.__name__} {row}: its lease ran out, and it is not due"
            for row in rows.filter(lease_until__lt=now, due_at=None)[:MOST]
        ]
    return _found(count, problems)


def counters() -> Found:
    """Counts kept on rows equal recounts."""
    distinct = Q(revisions__held=False) & ~Q(revisions__kind=RevisionKind.SAME)
    articles = models.Article.objects.annotate(shown=Count("revisions", filter=distinct))
    wrong = articles.exclude(revision_count=F("shown"))
    problems = [f"{row}: {row.revision_count} revisions counted, {row.shown} there" for row in wrong[:MOST]]
    astray = models.Article.objects.exclude(current__article=F("pk")) | models.Article.objects.filter(current__held=True)
    problems += [f"{row}: what it shows is not a revision of its own" for row in astray[:MOST]]
    groups = models.Article.objects.exclude(copy_group=None)
    problems += [
        f"{row}: its copy group {row.copy_group} is no article"
        for row in groups.exclude(copy_group__in=models.Article.objects.values("pk"))[:MOST]
    ]
    return _found(models.Article.objects.count(), problems)


def dates() -> Found:
    """Every date lies within reason, and says what was printed and how it was read."""
    rows = models.Article.objects
    wrong = {
        "dated long after its capture": rows.filter(published__gt=F("current__captured_at") + AHEAD),
        f"dated before {FIRST_YEAR}": rows.filter(published__lt=datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)),
        "dated, without what was printed": rows.exclude(published_method="").filter(published_raw=""),
    }
    return _found(rows.count(), [f"{row}: {what} ({row.published})" for what, found in wrong.items() for row in found[:MOST]])


def numbers() -> Found:
    """Nothing was deleted: the numbers of articles and revisions have no holes, and what is withdrawn says why and since when."""
    given = models.Article.objects.filter(source=OuterRef("pk")).order_by().values("source")
    sources = models.Source.objects.annotate(
        n=Coalesce(Subquery(given.annotate(n=Count("pk")).values("n")), 0),
        top=Coalesce(Subquery(given.annotate(m=Max("number")).values("m")), 0),
    )
    awaited = models.Awaited.objects.exclude(number=None).order_by("source", "number")
    problems = [f"{row}: had this number, and no readable capture of it is left" for row in awaited[:MOST]]
    expected = dict(awaited.order_by().values_list("source").annotate(n=Count("pk")))
    problems += [
        f"{row.pk}: {row.next_number - 1} numbers given, {row.n} articles, the last is {row.top}"
        for row in sources
        if not row.next_number - 1 == row.n + expected.get(row.pk, 0) >= row.top
    ]
    chains = (
        models.Revision.objects.order_by().values_list("article_id").annotate(n=Count("pk"), top=Max("number")).exclude(n=F("top"))
    )
    problems += [f"article {pk}: {n} revisions, the last is number {top}" for pk, n, top in chains[:MOST]]
    silent = models.Article.objects.filter(visibility=Visibility.WITHDRAWN).filter(Q(reason="") | Q(hidden_at=None))
    problems += [f"{row}: withdrawn without a reason or a date" for row in silent[:MOST]]
    return _found(models.Article.objects.count(), problems)


def templates() -> Found:
    """Every template's file says what its row says, versions have no holes, and whatever a page was read by is there."""
    from hemera.extract.templates import of_toml

    problems, versions = [], dict[tuple[str, str], list[int]]()
    for row in models.Template.objects.order_by("source", "layout", "version"):
        versions.setdefault((row.source_id, row.layout), []).append(row.version)
        try:
            problems += [
                f"{row}: its row says {name} {value!r}, its file does not" for name, value in _unlike(row, of_toml(row.text))
            ]
        except ConfigError as error:
            problems.append(f"{row}: {error}")
    for (source, layout), found in versions.items():
        if found != list(range(1, len(found) + 1)):
            problems.append(f"{source} {layout}: versions {', '.join(map(str, found))}")
    named = {(source, f"{layout}@{number}") for (source, layout), found in versions.items() for number in found}
    for kind, source in ((models.Revision, "article__source"), (models.Capture, "source")):
        consulted = kind._default_manager.exclude(template="").order_by().values_list(source, "template").distinct()
        problems += [
            f"{source}: {name} read a {kind.__name__.lower()}, and is not there" for source, name in set(consulted) - named
        ]
    return _found(sum(map(len, versions.values())), problems)


def _unlike(row: models.Template, template: Template) -> Iterator[tuple[str, object]]:
    """Yield the columns that are not what the file says."""
    for name in ("source", "layout", "version", "valid_from", "valid_to", "pages", "reads"):
        value = getattr(row, "source_id" if name == "source" else name)
        if getattr(template, name) != value:
            yield name, value


def integrity() -> Found:
    """The database file is whole, and every reference in it leads somewhere."""
    if connection.vendor != "sqlite":
        return _found(0, [])
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA quick_check({MOST})")
        problems = [str(row[0]) for row in cursor.fetchall() if row[0] != "ok"]
        cursor.execute("PRAGMA foreign_key_check")
        problems += [f"{table} row {rowid} names a missing row of {parent}" for table, rowid, parent, _ in cursor.fetchmany(MOST)]
        cursor.execute("SELECT count(*) FROM sqlite_schema WHERE type = 'table'")
        return _found(int(cursor.fetchone()[0]), problems)


def _found(checked: int, problems: list[str]) -> Found:
    return Found(checked, tuple(problems[:MOST]))
