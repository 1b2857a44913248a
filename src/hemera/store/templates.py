"""Learned templates: the versions there are, which of them read, and how pages were read by them. Each write is one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet

from hemera import faults, jobs
from hemera.errors import ConfigError, NotFound
from hemera.extract.drift import ASKED, DOUBTED, HAND, LENGTH, LINES, Need, Readings
from hemera.extract.templates import Template, closed, of_toml, to_toml
from hemera.jobs import How
from hemera.store import corrections, leases, mapping, models
from hemera.store.models.entry import EntryState
from hemera.types import Entry, RevisionKind

LESSON = 12  # pages of one lesson
_READINGS = 2_048  # that are looked back on; more than any patience
_IN_HAND = timedelta(minutes=15)  # how long a page may be with its reader, who does not hear of a template learned meanwhile
# Doubts of ours that better rules may lift: in a page that never became an article, or in a version that is not shown.
_REASONS = Q(outcome__in=("body.empty", "title.missing")) | Q(outcome__startswith="template.")
_DOUBTED = (_REASONS & Q(entry__state=EntryState.HELD, entry__reason=F("outcome"))) | Q(
    entry__state=EntryState.ARTICLE, outcome=RevisionKind.SUSPICIOUS
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A template as the record keeps it. ``uses`` counts the revisions it was consulted for; moments are UTC."""

    template: Template
    uses: int
    by_hand: bool
    created_at: datetime
    retired_at: datetime | None  # since when it is given to no new page


# -- reading -----------------------------------------------------------------------------------------------------------


def in_use(source: str) -> tuple[Template, ...]:
    """Return the templates that may read a source's pages, each for its own time."""
    return _files(_rows(source).filter(retired_at=None))


def named(source: str, name: str) -> Template | None:
    """Return the template that is called ``layout@version``, in use or not."""
    layout, _, version = name.rpartition("@")
    rows = _rows(source).filter(layout=layout, version=int(version)) if version.isdecimal() else ()
    return next(iter(_files(rows)), None)


def of_article(article: int) -> str:
    """Return the name of the template an article's shown version was read by; "" for none."""
    return models.Article.objects.filter(pk=article).values_list("current__template", flat=True).first() or ""


def kept(source: str) -> list[Kept]:
    """Return all versions of all layouts of a source, by name."""
    revisions = models.Revision.objects.filter(article__source=source).exclude(template="").order_by()
    uses = dict(revisions.values_list("template").annotate(n=Count("pk")))
    return [
        Kept(template, uses.get(template.name, 0), row.by_hand, row.created_at, row.retired_at)
        for row in _rows(source)
        for template in _files([row])
    ]


def sources() -> list[str]:
    """Return the sources some pages of which were read, and that are still collected."""
    read = models.Capture.objects.filter(source=OuterRef("pk")).exclude(how="")
    return list(models.Source.objects.filter(Exists(read), enabled=True).values_list("pk", flat=True))


def readings(source: str) -> Readings:
    """Return how a source's pages were read since its last lesson, counted from the captures themselves.

    Pages that no template read count until a lesson has looked at them.
    """
    lessons = models.Lesson.objects.filter(source=source).exclude(reason__startswith=jobs.PAST)
    mark = lessons.aggregate(m=Max("mark"))["m"] or 0
    fruitful = lessons.filter(brought__gt=0).aggregate(m=Max("pk"))["m"] or 0
    found = Readings(attempts=lessons.filter(pk__gt=fruitful).count())
    told = _read(source).values_list("entry_id", "how", "template", "text_length")
    # Asked apart, each by an index of its own: together, all that was ever read of the source would be gone through.
    newest = list(told.filter(pk__gt=mark)[:_READINGS])
    newest += told.filter(pk__lte=mark, how=How.UNREAD, lesson=None)[: _READINGS - len(newest)]
    for page, how, template, length in reversed(newest):
        found = found.after(jobs.Seen(page, How(how), template, length))
    return found


def texts(source: str, name: str, limit: int) -> list[tuple[str, ...]]:
    """Return the lines of the newest texts that a template read, as they are shown."""
    read = _read(source).filter(how=How.READ, template=name, entry__article__current__isnull=False)
    bodies = dict(read.values_list("entry__article", "entry__article__current__body")[: 2 * limit])
    return [tuple(block.text for block in mapping.decode(body).blocks) for body in islice(bodies.values(), limit)]


def lesson(source: str, need: Need) -> jobs.Lesson:
    """Put together what is to be learned from: first pages no template read, or not well, that no lesson has looked at."""
    newest = [row for row in _newest_versions(source) if not (row.retired_at and need.reason == ASKED)]
    return jobs.Lesson(
        source=source,
        reason=need.reason,
        stale=need.stale,
        mark=models.Capture.objects.filter(source=source).aggregate(m=Max("pk"))["m"] or 0,
        examples=tuple(_examples(source, need)),
        known=_files(newest),
        settled=frozenset(row.layout for row in newest if row.by_hand or row.retired_at),
    )


def examples(source: str, limit: int) -> list[jobs.Example]:
    """Return the newest pages of a source that have a text."""
    return _chosen([_read(source)], limit)


def example(url: str, source: str | None = None) -> jobs.Example:
    """Return the newest capture of a page, by its address at the source; raises ``NotFound``.

    The further page of an article is found by its own address; what a feed says, it says of the first.
    """
    rows = (
        models.Capture.objects.filter(status=200, outcome__gt="").exclude(entry=None).filter(**{"source": source} if source else {})
    )
    rows, asked = rows.select_related("entry__source", "entry__feed").order_by("-pk"), Q(url=url) | Q(requested_url=url)
    row = rows.filter(asked | Q(entry__article__url=url)).exclude(outcome=corrections.PART).first()
    part = rows.filter(asked, outcome=corrections.PART).first() if row is None else None
    if part and part.entry:
        return jobs.Example(mapping.capture(part), replace(leases.page_job(part.entry), url=url, entry=Entry(url)))
    if row is None or row.entry is None:
        raise NotFound("not-found.capture", "No capture of {what}.", what=url)
    return jobs.Example(mapping.capture(row), leases.page_job(row.entry))


def held(source: str, limit: int, but: Collection[int] = ()) -> list[jobs.Unread]:
    """Return captures held for a doubt, read without a template that is for their layout and time; the newest first.

    Of each page the newest capture, unless the page is just being visited. ``but``: captures that are in hand already.
    """
    newer = models.Capture.objects.filter(entry=OuterRef("entry"), pk__gt=OuterRef("pk")).exclude(outcome=corrections.PART)
    rows = models.Capture.objects.filter(_DOUBTED, _learned_since(source), source=source, entry__lease_until=None)
    newest = rows.filter(~Exists(newer)).exclude(pk__in=but).select_related("entry__source", "entry__feed").order_by("-pk")
    return [jobs.Unread(row.pk, mapping.capture(row), leases.page_job(row.entry)) for row in newest[:limit] if row.entry]


def _learned_since(source: str) -> Q:
    """Select captures that a template which reads has come for since they were read; those of no known layout for any."""
    found = Q(pk=None)
    for row in _rows(source).filter(retired_at=None, reads=True):
        before = Q(fetched_at__lt=row.created_at, read_at__lt=row.created_at + _IN_HAND)
        its = before & (Q(template="") | Q(template__startswith=f"{row.layout}@")) & ~Q(template=f"{row.layout}@{row.version}")
        its &= Q(fetched_at__gte=row.valid_from) if row.valid_from else Q()
        found |= its & Q(fetched_at__lt=row.valid_to) if row.valid_to else its
    return found


def _examples(source: str, need: Need) -> list[jobs.Example]:
    read, odd = _read(source), Q(how__in=(How.UNREAD, How.DOUBTED))
    if need.reason == DOUBTED:  # pages from before the layout changed would only bring the old template back
        doubted = read.filter(how=How.DOUBTED, template__in=need.stale).values_list("pk", flat=True)
        read = read.filter(pk__gte=min(doubted[:LESSON], default=0))
    elif need.reason in (LENGTH, LINES):
        odd |= Q(template__in=need.stale)
    return _chosen([read.filter(odd, lesson=None), read.filter(odd), read], LESSON)


def _chosen(rows: Iterable[QuerySet[models.Capture]], limit: int) -> list[jobs.Example]:
    """Return so many captures, each of another article, from the first rows before the next."""
    pages: dict[tuple[str, int], int] = {}
    for found in rows:
        for pk, entry, article in found.values_list("pk", "entry_id", "entry__article_id")[: 8 * limit]:
            pages.setdefault(("article", article) if article else ("entry", entry), pk)
    captures = models.Capture.objects.select_related("entry__source", "entry__feed").in_bulk(list(pages.values())[:limit])
    chosen = (captures[pk] for pk in list(pages.values())[:limit])
    return [jobs.Example(mapping.capture(row), leases.page_job(row.entry)) for row in chosen if row.entry]


def _read(source: str) -> QuerySet[models.Capture]:
    """Return the captures of pages that were read, newest first."""
    return models.Capture.objects.filter(source=source).exclude(how="").exclude(entry=None).order_by("-pk")


def _rows(source: str) -> QuerySet[models.Template]:
    return models.Template.objects.filter(source=source).order_by("layout", "version")


def _files(rows: Iterable[models.Template]) -> tuple[Template, ...]:
    """Return the templates of rows. One that cannot be read reads no page, and stops nobody: `hemera verify` names it."""
    found = []
    for row in rows:
        with suppress(ConfigError):
            found.append(of_toml(row.text))
    return tuple(found)


def _newest_versions(source: str) -> list[models.Template]:
    return list({row.layout: row for row in _rows(source)}.values())


# -- writing -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def learned(lesson: jobs.Lesson, templates: Sequence[Template], now: datetime, error: str = "") -> list[Template]:
    """Record a lesson and the versions it brought, each in the place of the one before from its own first capture on."""
    written = [_add(template, now) for template in templates]
    row = held_lesson(lesson, len(written), now, error)
    looked_at = [example.ref.record_id for example in lesson.examples]
    models.Capture.objects.filter(record_id__in=looked_at).update(lesson=row)
    faults.point("store.before-commit-learned")
    return written


def held_lesson(lesson: jobs.Lesson, brought: int, now: datetime, error: str) -> models.Lesson:
    """Write down that a lesson was held, and how many versions came of it."""
    return models.Lesson.objects.create(
        source_id=lesson.source,
        at=now,
        reason=lesson.reason,
        mark=lesson.mark,
        pages=len(lesson.examples),
        brought=brought,
        error=error[:100],
    )


@transaction.atomic
def add_by_hand(text: str, now: datetime) -> Template:
    """Add a template a person wrote, corrected or was given, as the newest version of its layout.

    It reads captures from its ``valid_from`` on, where it has none, all. Raises ``ConfigError`` where the file is no template,
    or one that could never read a page; ``NotFound`` for an unknown source.
    """
    given = of_toml(text)
    if not models.Source.objects.filter(pk=given.source).exists():
        raise NotFound("not-found.source", "No source {what}.", what=given.source)
    if not given.marks:
        raise ConfigError("template.unmarked", "A template without marks fits no page.")
    version = max((row.version for row in _rows(given.source) if row.layout == given.layout), default=0) + 1
    return _add(replace(given, version=version, extractor=HAND), now)


@transaction.atomic
def retire(source: str, layout: str, now: datetime) -> int:
    """Give a layout's templates to no page from now on, and learn none until somebody asks; return how many there were.

    Raises:
        NotFound: no template of that layout is in use.
    """
    count = _rows(source).filter(layout=layout, retired_at=None).update(retired_at=now)
    if not count:
        raise NotFound("not-found.template", "No template {what} of {source} is in use.", what=layout, source=source)
    return count


def _add(template: Template, now: datetime) -> Template:
    """Write a version; if its number was taken meanwhile, under the next. Older ones end where it begins."""
    older = _rows(template.source).filter(layout=template.layout)
    if template.valid_from is not None:
        _close(older, template.valid_from)
    return write(template, now)


def write(template: Template, now: datetime) -> Template:
    """Write a version, under the next free number of its layout; what may read at the same time, the newest does."""
    highest = _rows(template.source).filter(layout=template.layout).aggregate(m=Max("version"))["m"] or 0
    template = replace(template, version=max(template.version, highest + 1))
    text = to_toml(template)
    of_toml(text)  # what could not be read back is not written
    models.Template.objects.create(
        source_id=template.source,
        layout=template.layout,
        version=template.version,
        valid_from=template.valid_from,
        valid_to=template.valid_to,
        pages=template.pages,
        reads=template.reads,
        by_hand=template.extractor == HAND,
        text=text,
        created_at=now,
    )
    return template


def _close(older: QuerySet[models.Template], moment: datetime) -> None:
    """Let versions end where the next begins: each reads the captures of its own time."""
    for row in older.filter(Q(valid_to=None) | Q(valid_to__gt=moment)):
        until = max(moment, row.valid_from or moment)
        for template in _files([row]):
            models.Template.objects.filter(pk=row.pk).update(valid_to=until, text=to_toml(closed(template, until)))
