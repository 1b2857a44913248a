"""Requests for removal, as they come in."""

from __future__ import annotations

from datetime import datetime

from hemera.moderation.models import TakedownRequest


def ask(article: int | None, *, who: str, contact: str, why: str, now: datetime) -> None:
    """Keep a request for staff."""
    TakedownRequest.objects.create(article_id=article, who=who, contact=contact, why=why, created_at=now)
