"""What this archive is, what it shows and why, and how to reach who runs it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def about(request: HttpRequest) -> HttpResponse:
    """Answer with the page about the archive."""
    contact = settings.HEMERA.contact
    href = f"mailto:{contact}" if "@" in contact and "://" not in contact else contact
    return render(request, "portal/about.html", {"contact": contact, "contact_href": href})
