"""Who sends a form: from which page, and from which address."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def same_site(request: HttpRequest) -> bool:
    """Say whether a form was sent from a page of ours, by headers that pages cannot set.

    For forms of readers without a session: a CSRF token would need a cookie on every article page, and protect nothing a cookie
    holds. What must not be is another site's page sending a report in its visitors' names, and that these headers tell.
    https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
    """
    origin = request.headers.get("Origin", "null")
    if origin != "null":
        return urlsplit(origin).netloc in {request.get_host(), urlsplit(settings.HEMERA.base_url).netloc or None}
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def address(request: HttpRequest) -> str:
    """Return the sender's address. What a proxy says is believed only where the operator has set one up."""
    if settings.HEMERA.behind_proxy:
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if forwarded:
            return forwarded
    return str(request.META.get("REMOTE_ADDR", ""))
