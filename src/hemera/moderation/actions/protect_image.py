"""Staff finds a picture right, whatever is said of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hemera.moderation import log
from hemera.moderation.actions.judging import settle
from hemera.moderation.models import Judgement
from hemera.types import ImageState


@transaction.atomic
def protect_image(sha256: str, *, actor: str, reason: str, now: datetime) -> bool:
    """Show a picture for good: its open reports are rejected, later ones only queue. False: there was nothing to decide.

    Raises:
        NotFound: no such picture is kept.
    """
    changed, reports = settle(sha256, ImageState.PROTECTED, Judgement.REJECTED, now)
    if changed or reports:
        log.record("protect_image", log.image_target(sha256), reason, actor, now, reports=reports)
    return changed or reports > 0
