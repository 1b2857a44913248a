"""A picture is hidden until staff decides."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hemera.moderation import log
from hemera.store import visibility
from hemera.types import ImageState


@transaction.atomic
def hide_image(sha256: str, *, actor: str, reason: str, now: datetime) -> bool:
    """Put a placeholder in a picture's place; its reports stay open. False: it was hidden already.

    Raises:
        NotFound: no such picture is kept.
    """
    if not visibility.set_image_state(sha256, ImageState.HIDDEN, now):
        return False
    log.record("hide_image", log.image_target(sha256), reason, actor, now)
    return True
