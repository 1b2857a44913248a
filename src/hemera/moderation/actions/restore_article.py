"""A withdrawn article is shown again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hemera.errors import NotFound
from hemera.moderation import log
from hemera.store import visibility
from hemera.store.models import Article
from hemera.types import Visibility


@transaction.atomic
def restore_article(pk: int, *, actor: str, reason: str, now: datetime) -> bool:
    """Show an article again; ``reason`` is for the log. False: it was public already.

    Raises:
        NotFound: no such article.
    """
    article = Article.objects.filter(pk=pk).first()
    if article is None:
        raise NotFound("not-found.article", "No article {what}.", what=pk)
    if not visibility.set_article_visibility(pk, Visibility.PUBLIC, "", now):
        return False
    log.record("restore_article", log.article_target(article), reason, actor, now, number=article.number)
    return True
