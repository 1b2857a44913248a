"""The change log that the index follows, and what it needs of each article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet

from hemera import clock, searching, types
from hemera.store import mapping, models, statements
from hemera.wishes import terms

_BATCH = 500
_MOST_HIDINGS = 1 << 31  # the number has 32 bits, one of them for the sign


class Standing(NamedTuple):
    """How far the log is, and how often something was hidden: the second is all that may never be shown late."""

    head: int  # the newest sequence number; 0 for an empty log
    hidings: int


def note(article: int, now: datetime, *, hides: bool = False) -> None:
    """Say that what may be found of an article has changed; call it in the transaction that changes it.

    ``hides``: less of it may be shown than before, or may be.
    """
    statements.insert(models.Change, {"article_id": article, "at": now})
    if hides:
        hid()


def hid() -> None:
    """Say that less may be shown than before: whatever was kept to be shown again is made anew. Within a transaction.

    It is counted in the number that SQLite keeps for its users in the head of the file: part of the transaction, like any row, and
    read with every page for some microseconds.
    """
    with connection.cursor() as cursor:
        (number,) = cursor.execute("PRAGMA user_version").fetchone()
        cursor.execute(f"PRAGMA user_version = {(number + 1) % _MOST_HIDINGS:d}")


def head() -> int:
    """Return the newest sequence number; 0 for an empty log."""
    return standing().head


def standing() -> Standing:
    """Return how far the log is, and how often something was hidden."""
    with connection.cursor() as cursor:  # every page asks: the ORM would take ten times as long to write this down
        cursor.execute("SELECT (SELECT MAX(id) FROM store_change), user_version FROM pragma_user_version")
        found, hidings = cursor.fetchone()
    return Standing(found or 0, hidings)


def since(seq: int, limit: int) -> list[searching.IndexChange]:
    """Return what changed after ``seq``, oldest first, each article once with its last number."""
    rows = models.Change.objects.filter(pk__gt=seq).order_by("pk").values_list("pk", "article_id")[:limit]
    last = {article: pk for pk, article in rows}
    documents = {d.id: d for d in _documents(last)}
    return sorted((searching.IndexChange(pk, article, documents.get(article)) for article, pk in last.items()), key=lambda c: c.seq)


def everything() -> Iterator[searching.IndexChange]:
    """Yield every public document for a rebuild; later changes have a higher number than all of these."""
    seq, after = head(), 0
    while batch := list(_public().filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        yield from (searching.IndexChange(seq, d.id, d) for d in _documents(batch))
        after = batch[-1]


def years() -> dict[int, int]:
    """Return how many articles each year of UTC has, shown or not: an index of moments tells, and no row is looked up."""
    found = statements.rows("SELECT substr(published, 1, 4), count(*) FROM store_article GROUP BY 1")
    return {int(year): articles for year, articles in found}


def public_ids() -> Iterator[int]:
    """Yield the ids of all public articles, in order: what the index must hold, no more, no less."""
    return _public().order_by("pk").values_list("pk", flat=True).iterator()


def _public() -> QuerySet[models.Article]:
    return models.Article.objects.filter(visibility=types.Visibility.PUBLIC)


def _documents(ids: Iterable[int]) -> Iterator[searching.IndexDocument]:
    rows = _public().filter(pk__in=list(ids)).select_related("current", "source").order_by("pk")
    return (_document(row) for row in rows.iterator(chunk_size=_BATCH))


def _document(row: models.Article) -> searching.IndexDocument:
    content = mapping.decode(row.current.body) if row.current else None
    wished = mapping.wished(row.wishes, row.published, consent=row.source.consent, embargo=row.source.embargo)
    findable = terms(types.Rights(row.source.rights), wished, clock.now()).findable  # else by its title only
    return searching.IndexDocument(
        id=row.pk,
        source=row.source_id,
        language=row.language,
        section=row.section,
        title=row.title,
        lead=row.lead if findable else "",
        body=content.text if content and findable else "",
        authors=tuple(row.authors),
        published_at=row.published,
        country=row.source.country,
        has_image=bool(row.image_id),
        revised=row.revision_count > 1,
    )
