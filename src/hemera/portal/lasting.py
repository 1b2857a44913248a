"""Addresses given away: whole, and the same in whatever language the page that gives them is read."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from hemera.portal import addresses
from hemera.types import Line


def site(request: HttpRequest) -> str:
    """Return the portal's public address, without a slash at its end."""
    return settings.HEMERA.base_url.rstrip("/") or f"{request.scheme}://{request.get_host()}"


def language(of: str) -> str:
    """Return the interface language an article is given away in: its own where we speak it, else the archive's first."""
    return of if of in settings.HEMERA.languages else settings.HEMERA.languages[0]


def path(line: Line) -> str:
    """Return the one lasting path of an article."""
    return addresses.article(language(line.language), line.source, line.number)
