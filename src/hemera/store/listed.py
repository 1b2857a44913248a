"""Articles by their lasting names, and in versions they had: for lists that outlive the record's rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from hemera import types
from hemera.store import mapping, models, queries


def names(ids: Iterable[int]) -> list[tuple[str, int, int, str]]:
    """Return (source, number, revision, hash of the text) of public articles; ids that are not public are left out."""
    rows = models.Article.objects.filter(pk__in=list(ids), visibility=queries.PUBLIC, current__isnull=False)
    return list(rows.values_list("source_id", "number", "current__number", "current__text_sha256"))


def standing(source: str, numbers: Sequence[int]) -> dict[int, tuple[int, str]]:
    """Return id and visibility of a source's articles, by number, as far as the record has them."""
    rows = models.Article.objects.filter(source_id=source, number__in=numbers)
    return {number: (pk, visibility) for number, pk, visibility in rows.values_list("number", "pk", "visibility")}


def versions(wanted: Mapping[int, int]) -> list[types.Article]:
    """Return public articles in these versions, by id; those are left out of which the version is kept no more, or held."""
    articles = queries.articles(list(wanted))
    older = {article.id: wanted[article.id] for article in articles if article.revision != wanted[article.id]}
    kept = _revisions(older)
    return [_as_was(a, kept[a.id]) if a.id in kept else a for a in articles if a.id not in older or a.id in kept]


def _revisions(wanted: Mapping[int, int]) -> dict[int, models.Revision]:
    if not wanted:
        return {}
    rows = models.Revision.objects.filter(article_id__in=list(wanted), number__in=set(wanted.values()), held=False)
    return {row.article_id: row for row in rows.select_related("capture") if row.number == wanted[row.article_id]}


def _as_was(article: types.Article, row: models.Revision) -> types.Article:
    capture = mapping.capture(row.capture)
    content = mapping.decode(row.body)
    return replace(article, content=content, revision=row.number, captured_at=row.captured_at, capture=capture)
