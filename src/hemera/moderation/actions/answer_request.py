"""Staff answers a request for removal. What follows from it is an act of its own."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hemera.moderation import log
from hemera.moderation.models import TakedownRequest


@transaction.atomic
def answer_request(pk: int, state: TakedownRequest.State, *, actor: str, reason: str, now: datetime) -> bool:
    """Grant or refuse a request. False: answered so already, or no such request."""
    if not TakedownRequest.objects.filter(pk=pk).exclude(state=state).update(state=state):
        return False
    log.record("answer_request", f"request:{pk}", reason, actor, now, state=str(state))
    return True
