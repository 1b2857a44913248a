"""What may be shown: the switches that pages, index and API obey, whoever turns them. Each is one transaction."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hemera.errors import NotFound
from hemera.store import changes, models
from hemera.types import ImageState, Visibility


@transaction.atomic
def set_image_state(sha256: str, state: ImageState, now: datetime) -> bool:
    """Decide what is shown for a picture wherever its content appears; return whether that changed anything.

    Raises:
        NotFound: no such picture is kept.
    """
    row = models.Image.objects.filter(pk=sha256).first()
    if row is None:
        raise NotFound("not-found.image", "No picture {what}.", what=sha256)
    if row.state == state:
        return False
    models.Image.objects.filter(pk=sha256).update(state=state)
    for article in models.Article.objects.filter(image_id=sha256).values_list("pk", flat=True):
        changes.note(article, now, hides=True)
    return True


@transaction.atomic
def set_article_visibility(pk: int, visibility: Visibility, reason: str, now: datetime) -> bool:
    """Show or hide an article; ``reason`` is the tombstone's message key. Return whether that changed anything.

    Raises:
        NotFound: no such article.
    """
    row = models.Article.objects.filter(pk=pk).values_list("visibility", "reason").first()
    if row is None:
        raise NotFound("not-found.article", "No article {what}.", what=pk)
    if row == (visibility, reason):
        return False
    hidden_at = None if visibility == Visibility.PUBLIC else now
    models.Article.objects.filter(pk=pk).update(visibility=visibility, reason=reason, hidden_at=hidden_at)
    changes.note(pk, now, hides=True)
    return True
