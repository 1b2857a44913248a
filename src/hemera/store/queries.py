"""Reads for pages, feeds and the API. Only what is public comes out, unless a function says otherwise.

Lists page by key, never by offset: ``before`` is the (published, id) of the last line seen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, Substr

from hemera import clock, types
from hemera.errors import NotFound
from hemera.store import mapping, models, whole
from hemera.wishes import UNLISTED

PUBLIC = types.Visibility.PUBLIC
Key = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """A source with how much of it is kept. ``first`` and ``latest`` are UTC."""

    source: types.Source
    articles: int
    first: datetime | None
    latest: datetime | None


@dataclass(frozen=True, slots=True)
class Totals:
    """Figures of the masthead."""

    sources: int
    articles: int
    today: int


@dataclass(frozen=True, slots=True)
class Listed:
    """An article as a sitemap names it."""

    source: str
    number: int
    language: str
    changed_at: datetime


def newest(limit: int = 48, *, before: Key | None = None, **where: Any) -> list[types.Line]:
    """Return the newest public articles; ``where`` narrows by column (source_id, section, day, language …)."""
    return [mapping.line(row) for row in _keyset(_lines().filter(**where), before)[:limit]]


def by_author(key: str, limit: int = 48, *, before: Key | None = None) -> list[types.Line]:
    """Return an author's newest articles; ``key`` is ``mapping.author_key`` of the name."""
    return newest(limit, before=before, bylines__key=key)


def keys(limit: int, *, before: Key | None = None) -> list[Key]:
    """Return (published, id) of the newest public articles, to go over all of them page by page."""
    rows = models.Article.objects.filter(visibility=PUBLIC)
    return list(_keyset(rows, before).values_list("published", "pk")[:limit])


def author_name(key: str) -> str | None:
    """Return the name most often printed for a key, or None for an unknown author."""
    names = (
        models.Byline.objects.filter(key=key, article__visibility=PUBLIC)
        .values("name")
        .annotate(n=Count("pk"))
        .order_by("-n", "name")
    )
    first = names.first()
    return first["name"] if first else None


def lines(ids: Sequence[int]) -> list[types.Line]:
    """Return public lines in the order asked for; ids that are not public are left out."""
    found = {row.pk: mapping.line(row) for row in _lines().filter(pk__in=ids)}
    return [found[i] for i in ids if i in found]


def texts(ids: Sequence[int]) -> dict[int, types.Extraction]:
    """Return the shown content of public articles, for snippets."""
    rows = models.Article.objects.filter(pk__in=ids, visibility=PUBLIC).select_related("current").only("pk", "current__body")
    return {row.pk: mapping.decode(row.current.body) for row in rows if row.current}


def article(source: str, number: int) -> types.Article:
    """Return an article, public or not: the page shows a tombstone for what is withdrawn.

    Raises:
        NotFound: never existed, or is held and was never shown.
    """
    return _known(whole.by_number(source, number), source_id=source, number=number)


def article_by_id(pk: int) -> types.Article:
    """As ``article``, by the archive's own id."""
    return _known(whole.by_id(pk), pk=pk)


def article_by_url(url: str) -> types.Article:
    """As ``article``, by its canonical address or an address a feed announced it at."""
    found = models.Article.objects.filter(Q(url=url) | Q(entries__url=url)).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound("not-found.article", "No article at {what}.", what=url)
    return _known(whole.by_id(found), pk=found)


def articles(ids: Sequence[int]) -> list[types.Article]:
    """Return public articles in the order asked for; ids that are not public are left out."""
    found = whole.public(ids)
    return [found[i] for i in ids if i in found]


def found(ids: Sequence[int]) -> list[types.Found]:
    """As ``articles``, no more of each than a page of results reads."""
    known = whole.found(ids)
    return [known[i] for i in ids if i in known]


def named(addresses: Iterable[tuple[str, int]]) -> list[int]:
    """Return the ids of public articles, named by source and number, the newest first; others are left out."""
    wanted: dict[str, list[int]] = {}
    for source, number in addresses:
        wanted.setdefault(source, []).append(number)
    rows = (models.Article.objects.filter(visibility=PUBLIC, source_id=name, number__in=wanted[name]) for name in wanted)
    return [pk for _, pk in sorted((row for found in rows for row in found.values_list("published", "pk")), reverse=True)]


def fates(ids: Collection[int]) -> dict[int, str]:
    """Say why these articles are not given: ``withdrawn``, ``held``, or ``lost`` where the record has none."""
    known = dict(models.Article.objects.filter(pk__in=list(ids)).exclude(visibility=PUBLIC).values_list("pk", "visibility"))
    return {pk: known.get(pk, "lost") for pk in ids}


def copies(groups: Collection[int], limit: int) -> dict[int, int]:
    """Return which group each public article of some copy groups belongs to, by id, the newest ``limit`` of them."""
    rows = models.Article.objects.filter(copy_group__in=groups, visibility=PUBLIC).order_by("-published", "-pk")
    return {pk: group for pk, group in rows.values_list("pk", "copy_group")[:limit] if group is not None}


def revisions(pk: int, *, held: bool = False) -> list[types.Revision]:
    """Return an article's shown revisions, oldest first; with ``held`` also those that wait for inspection."""
    rows = models.Revision.objects.filter(article_id=pk).order_by("number").prefetch_related("corrections")
    return [mapping.revision(row) for row in (rows if held else rows.filter(held=False))]


def beside(article: types.Article, ids: Sequence[int]) -> tuple[list[types.Line], list[types.Line]]:
    """Return the other public articles that carry the same text, oldest first; and those of ``ids`` that do not, in that order."""
    wanted, group = Q(pk__in=ids), article.copy_group
    rows = _lines().filter(wanted | Q(copy_group=group) if group else wanted)[: len(ids) + 50]
    found = {row.pk: (mapping.line(row), bool(group) and row.copy_group == group) for row in rows if row.pk != article.id}
    copies = sorted((line for line, same in found.values() if same), key=lambda line: (line.published, line.id))
    return copies, [found[i][0] for i in ids if i in found and not found[i][1]]


def source(pk: str) -> types.Source:
    """Return a source by id; raises ``NotFound``."""
    row = models.Source.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound("not-found.source", "No source {what}.", what=pk)
    return mapping.source(row, tuple(mapping.feed(f) for f in row.feed_rows.filter(child=False).order_by("pk")))


def sources() -> dict[str, types.Source]:
    """Return every source by id, without feeds: names and rights for lists."""
    return {row.pk: mapping.source(row) for row in models.Source.objects.all()}


def source_summaries() -> list[SourceSummary]:
    """Return every source with its counts, by name."""
    rows = models.Article.objects.filter(visibility=PUBLIC).values("source_id")
    counts = {r["source_id"]: r for r in rows.annotate(n=Count("pk"), first=Min("published"), latest=Max("published")).order_by()}
    none = {"n": 0, "first": None, "latest": None}
    return [
        SourceSummary(s, c["n"], c["first"], c["latest"])
        for s in sorted(sources().values(), key=lambda s: s.name)
        for c in [counts.get(s.id, none)]
    ]


def totals(today: date) -> Totals:
    """Return the figures of the masthead."""
    public = models.Article.objects.filter(visibility=PUBLIC)
    return Totals(models.Source.objects.filter(enabled=True).count(), public.count(), public.filter(day=today).count())


def days(year: int, month: int | None = None) -> dict[date, int]:
    """Return how many articles each day of a month (or year) has; days without any are absent."""
    rows = models.Article.objects.filter(visibility=PUBLIC, day__year=year)
    if month:
        rows = rows.filter(day__month=month)
    return dict(rows.values_list("day").annotate(n=Count("pk")).order_by("day"))


def years() -> list[int]:
    """Return the years that have articles, newest first."""
    return [d.year for d in models.Article.objects.filter(visibility=PUBLIC).dates("day", "year", order="DESC")]


def neighbours(day: date) -> tuple[date | None, date | None]:
    """Return the nearest days with articles before and after a day."""
    public = models.Article.objects.filter(visibility=PUBLIC)
    return (
        public.filter(day__lt=day).aggregate(d=Max("day"))["d"],
        public.filter(day__gt=day).aggregate(d=Min("day"))["d"],
    )


def sections(limit_each: int = 6, names: Iterable[str] = ()) -> dict[str, list[types.Line]]:
    """Return the newest articles of each named section."""
    return {name: newest(limit_each, section=name) for name in names}


def sitemap_days() -> list[tuple[date, int]]:
    """Return the days (UTC) on which articles that may be indexed were first captured, oldest first, and how many each has."""
    captured = Substr(Cast("captured_at", TextField()), 1, 10)  # the database's own text: a date function would call Python per row
    rows = _indexable().annotate(captured=captured).values_list("captured").annotate(n=Count("pk")).order_by("captured")
    return [(date.fromisoformat(day), n) for day, n in rows]


def sitemap(start: datetime, end: datetime) -> list[Listed]:
    """Return the articles that may be indexed and were first captured from ``start`` to before ``end``, oldest first."""
    rows = _indexable().filter(captured_at__gte=start, captured_at__lt=end).order_by("captured_at", "pk")
    return [Listed(*row) for row in rows.values_list("source_id", "number", "language", "current__captured_at")[:50_000]]


def image_standing(sha256: str, *, trusted: bool = False) -> tuple[types.ImageState, bool] | None:
    """Return a stored image's state, and whether an article carries it that may show it; None for one we do not keep."""
    carrying = models.Article.objects.filter(image_id=OuterRef("pk"), visibility=PUBLIC)
    carried = Exists(carrying if trusted else carrying.exclude(_wished(("noindex", "noimageindex"))))
    row = models.Image.objects.filter(pk=sha256).values_list("state", carried).first()
    return (types.ImageState(row[0]), row[1]) if row else None


def changed_at() -> datetime | None:
    """Return when what may be shown of any article last changed; None before the first one."""
    return models.Change.objects.order_by("-pk").values_list("at", flat=True).first()


def count(**where: Any) -> int:
    """Count public articles; ``where`` narrows as for ``newest``."""
    return models.Article.objects.filter(visibility=PUBLIC, **where).count()


def _indexable() -> QuerySet[models.Article]:
    """Articles shown in full: the others are for their own publisher's page to be found by."""
    rows = models.Article.objects.filter(visibility=PUBLIC, source__rights=types.Rights.FULL).exclude(_wished(UNLISTED))
    for source, days in models.Source.objects.exclude(embargo=0).values_list("pk", "embargo"):
        rows = rows.exclude(source=source, published__gt=clock.now() - timedelta(days=days))
    return rows


def _wished(words: Iterable[str]) -> Q:
    """Articles for which one of these is wished, and nothing was agreed."""
    found = Q()
    for word in words:
        found |= Q(wishes__contains=word)
    return found & Q(source__consent=False)


def _lines() -> QuerySet[models.Article]:
    alike = models.Article.objects.filter(visibility=PUBLIC, copy_group=OuterRef("copy_group")).order_by().values("copy_group")
    rows = models.Article.objects.filter(visibility=PUBLIC).annotate(alike=Subquery(alike.annotate(n=Count("pk")).values("n")))
    its = models.Source.objects.filter(pk=OuterRef("source"))  # not by a join: the order is an index's
    rows = rows.annotate(consented=Subquery(its.values("consent")), embargo=Subquery(its.values("embargo")))
    return rows.select_related("image").defer("published_raw", "published_method")


def _keyset(rows: QuerySet[models.Article], before: Key | None) -> QuerySet[models.Article]:
    if before:
        published, pk = before
        # An index is entered by the first; with the other alone it would be gone through from its beginning.
        rows = rows.filter(Q(published__lte=published), Q(published__lt=published) | Q(published=published, pk__lt=pk))
    return rows.order_by("-published", "-pk")


def _known(found: types.Article | None, **named: Any) -> types.Article:
    if found is None:
        raise NotFound("not-found.article", "No article {what}.", what=named)
    return found
