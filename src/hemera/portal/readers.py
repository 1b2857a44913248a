"""Who is reading."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def trusted(request: HttpRequest) -> bool:
    """Say whether a reader is shown everything captured: staff, and whoever signed in to a private archive."""
    user = getattr(request, "user", None)  # an error before anybody was asked who they are has a page too
    return bool(user and user.is_active and (user.is_staff or (settings.HEMERA.visibility == "private" and user.is_authenticated)))
