"""What the decisions on a picture share."""

from __future__ import annotations

from datetime import datetime

from hemera.moderation.models import ImageReport, Judgement
from hemera.store import visibility
from hemera.types import ImageState


def settle(sha256: str, state: ImageState, judgement: Judgement, now: datetime) -> tuple[bool, int]:
    """Set a picture's state and judge its open reports; return whether the state changed, and how many reports were open."""
    changed = visibility.set_image_state(sha256, state, now)
    judged = ImageReport.objects.filter(image_id=sha256, judgement=Judgement.PENDING).update(judgement=judgement)
    return changed, judged
