"""A source's front page is its own, whatever it looks like now."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hemera.moderation import log
from hemera.store import fronts


@transaction.atomic
def trust_source(pk: str, *, actor: str, reason: str, now: datetime) -> bool:
    """Take a front page, as it is now, for its source's, and read what was held for it.

    Raises:
        NotFound: no such source.
    """
    released = fronts.trust(pk, now)
    log.record("trust_source", f"source:{pk}", reason, actor, now, released=released)
    return True
