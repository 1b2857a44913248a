"""An article is taken down; its tombstone stays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hemera.errors import NotFound
from hemera.moderation import log
from hemera.moderation.reasons import WITHDRAWAL
from hemera.store import visibility
from hemera.store.models import Article
from hemera.types import Visibility


@transaction.atomic
def withdraw_article(pk: int, *, actor: str, reason: str, now: datetime, note: str = "") -> bool:
    """Withdraw an article. ``reason`` is shown on the tombstone, ``note`` to staff only. False: withdrawn already for that.

    Raises:
        NotFound: no such article, or no such reason.
    """
    article = Article.objects.filter(pk=pk).first()
    if article is None or reason not in WITHDRAWAL:
        raise NotFound("not-found.article", "No article {what}, or no reason {reason!r}.", what=pk, reason=reason)
    if not visibility.set_article_visibility(pk, Visibility.WITHDRAWN, reason, now):
        return False
    log.record("withdraw_article", log.article_target(article), reason, actor, now, number=article.number, note=note[:500])
    return True
