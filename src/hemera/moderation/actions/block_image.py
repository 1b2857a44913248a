"""Staff agrees with the reports."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hemera.moderation import log
from hemera.moderation.actions.judging import settle
from hemera.moderation.models import Judgement
from hemera.types import ImageState


@transaction.atomic
def block_image(sha256: str, *, actor: str, reason: str, now: datetime) -> bool:
    """Take a picture's content away for ever and uphold its open reports. False: there was nothing to decide.

    Raises:
        NotFound: no such picture is kept.
    """
    changed, reports = settle(sha256, ImageState.BLOCKED, Judgement.UPHELD, now)
    if changed or reports:
        log.record("block_image", log.image_target(sha256), reason, actor, now, reports=reports)
    return changed or reports > 0
