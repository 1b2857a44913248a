"""Corrections of ours: what better rules read out of a capture we had. The source said nothing new, so no revision is added;
the reading before is kept beside the better one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from hemera import clock, faults, jobs, revisions
from hemera.store import articles, changes, leases, mapping, models, wishes
from hemera.types import Extraction, RevisionKind, Visibility

# A first version stays the first; and what was shown stays shown, however far its text turns out to be from the one before.
_MORE = "body.more-pages"  # doubt: a further page was asked for, and did not come or said nothing
PART = "part"  # outcome of the capture of an article's further page: it was read with the first
_SETTLED = frozenset({RevisionKind.FIRST, RevisionKind.SUSPICIOUS})


def readable() -> QuerySet[models.Revision]:
    """Return the revisions whose capture can be read again as it was: with what a feed said of it."""
    return models.Revision.objects.select_related("article", "capture__entry__source", "capture__entry__feed").exclude(
        capture__entry=None
    )


def as_stored(row: models.Revision) -> jobs.Stored:
    """Turn a row of ``readable`` into what is needed to read its capture again."""
    entry = row.capture.entry
    if entry is None:  # excluded there
        raise ValueError(row.pk)
    content = mapping.decode(row.body)
    return jobs.Stored(
        revision=row.pk,
        article=row.article_id,
        number=row.number,
        address=str(row.article),
        job=leases.page_job(entry),
        ref=mapping.capture(row.capture),
        content=content,
        text_sha256=row.text_sha256,
        parts=tuple(mapping.capture(part) for part in _parts(row.capture)) if _has_pages(content) else (),
    )


def _has_pages(content: Extraction) -> bool:
    """Say whether an article's further pages were asked for."""
    return "pages" in content.origins or any(doubt.code == _MORE for doubt in content.doubts)


def _parts(first: models.Capture) -> QuerySet[models.Capture]:
    """Return the captures of an article's further pages that were made with one of its first, in order."""
    made = models.Capture.objects.filter(entry=first.entry_id, outcome=PART, fetched_at__gte=first.fetched_at)
    following = models.Capture.objects.filter(entry=first.entry_id, fetched_at__gt=first.fetched_at).exclude(outcome=PART)
    after = following.order_by("fetched_at").values_list("fetched_at", flat=True).first()
    return (made.filter(fetched_at__lt=after) if after else made).order_by("pk")


def stored(ids: Sequence[int]) -> Iterator[jobs.Stored]:
    """Yield what is shown of public articles: these in the order of ``ids``, of each all versions, oldest first.

    A version is compared with the one before it; both must have been read by the same rules.
    """
    found: dict[int, list[models.Revision]] = {}
    for row in readable().filter(article__in=ids, article__visibility=Visibility.PUBLIC, held=False).order_by("number"):
        found.setdefault(row.article_id, []).append(row)
    return (as_stored(row) for pk in ids for row in found.get(pk, ()))


def read_by_others(article: int, extractor: str) -> jobs.Stored | None:
    """Return the version shown of an article, if other rules than ``extractor``'s read it."""
    rows = models.Revision.objects.filter(article=article, article__current=F("pk")).exclude(extractor=extractor)
    found = rows.values_list("pk", flat=True).first()  # most often there is none: that much is asked at every visit
    row = readable().filter(pk=found).first() if found else None
    return as_stored(row) if row else None


@transaction.atomic
def correct(stored: jobs.Stored, reading: jobs.Reading, fields: Sequence[str], now: datetime) -> bool:
    """Put a better reading in a revision's place and keep the one before; False where that is not the one shown any more.

    The revision's number and date of capture and the article's address stay. Its kind, and the next one's, are judged again.
    """
    row = models.Revision.objects.select_related("article").filter(pk=stored.revision).first()
    if row is None or mapping.decode(row.body) != stored.content:
        return False
    content = reading.content
    models.Correction.objects.create(revision=row, at=now, fields=list(fields), extractor=content.extractor, body=row.body)
    models.Revision.objects.filter(pk=row.pk).update(
        extractor=content.extractor,
        template=content.template,
        text_sha256=content.text_sha256,
        body=mapping.encode(content),
    )
    _judge(row)
    models.Article.objects.filter(pk=row.article_id).update(**_columns(row.article, stored, content))
    if row.article.current_id == row.pk:
        articles.follow(row.article_id, stored.job, reading, now)
    else:
        changes.note(row.article_id, now)
    changes.hid()
    wishes.reread(row.article_id, row.pk, content.wishes, now)
    faults.point("store.before-commit-correction")
    return True


@transaction.atomic
def confirm(stored: jobs.Stored, content: Extraction) -> bool:
    """Note that other rules read what is shown; False where that is not shown any more. No reader sees a difference."""
    row = models.Revision.objects.filter(pk=stored.revision).first()
    if row is None or mapping.decode(row.body) != stored.content:
        return False
    models.Revision.objects.filter(pk=row.pk).update(
        extractor=content.extractor, template=content.template, body=mapping.encode(content)
    )
    if content.wishes != stored.content.wishes:
        wishes.reread(row.article_id, row.pk, content.wishes, clock.now())
    return True


def _judge(row: models.Revision) -> None:
    """Say again how a revision differs from the one before it, and the next from it, now that it reads otherwise."""
    shown = _shown(row.article_id)
    before = list(shown.filter(number__lt=row.number).order_by("-number")[:1])
    near = before + list(shown.filter(number__gte=row.number)[:2])
    for old, new in pairwise(near):
        kind = revisions.compare(mapping.decode(old.body), mapping.decode(new.body))
        if not {kind, new.kind} & _SETTLED:
            models.Revision.objects.filter(pk=new.pk).update(kind=kind)


def _columns(article: models.Article, stored: jobs.Stored, content: Extraction) -> dict[str, Any]:
    """Return what a correction changes of an article's columns: counts and date always, the rest with the version shown."""
    shown = _shown(article.pk)
    now = articles.columns(stored.job, content, article.captured_at) if article.current_id == stored.revision else {}
    dates = articles.columns(stored.job, _dated(shown) or content, article.captured_at)
    distinct = shown.exclude(kind=RevisionKind.SAME).count()
    return now | {name: dates[name] for name in articles.DATE} | {"revision_count": distinct}


def _dated(shown: QuerySet[models.Revision]) -> Extraction | None:
    """Return the first version that has a date: the first printed one stands."""
    return next((content for row in shown.iterator() if (content := mapping.decode(row.body)).published), None)


def _shown(article: int) -> QuerySet[models.Revision]:
    return models.Revision.objects.filter(article=article, held=False).order_by("number")
