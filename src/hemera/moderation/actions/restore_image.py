"""Staff finds nothing wrong with a picture."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hemera.moderation import log
from hemera.moderation.actions.judging import settle
from hemera.moderation.models import Judgement
from hemera.types import ImageState


@transaction.atomic
def restore_image(sha256: str, *, actor: str, reason: str, now: datetime) -> bool:
    """Show a picture again and reject its open reports; new ones may hide it again. False: there was nothing to decide.

    Raises:
        NotFound: no such picture is kept.
    """
    changed, reports = settle(sha256, ImageState.SHOWN, Judgement.REJECTED, now)
    if changed or reports:
        log.record("restore_image", log.image_target(sha256), reason, actor, now, reports=reports)
    return changed or reports > 0
