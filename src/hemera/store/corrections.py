"""Corrections of ours: what better rules read out of the same capture. The source said nothing new, so no revision is added."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hemera import jobs
from hemera.store import articles, mapping, models


@transaction.atomic
def replace_content(stored: jobs.Stored, reading: jobs.Reading, now: datetime) -> bool:
    """Write a better reading over a shown revision, in place; False where it is not the shown one any more.

    The number of revisions, their dates of capture and the article's address stay as they are.
    """
    article = models.Article.objects.filter(pk=stored.article, current=stored.revision).first()
    if article is None:
        return False
    content = reading.content
    models.Revision.objects.filter(pk=stored.revision).update(
        extractor=content.extractor, text_sha256=content.text_sha256, body=mapping.encode(content)
    )
    values = articles.columns(stored.job, content, article.captured_at)
    if stored.number > 1 and article.published_method:  # a later page: the first printed date stands
        values = {name: value for name, value in values.items() if name not in articles.DATE}
    models.Article.objects.filter(pk=article.pk).update(**values)
    articles.follow(article.pk, stored.job, reading, now)
    return True
