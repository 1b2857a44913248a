"""A section of the archive."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from hemera.portal import addresses, lines, paging, wording
from hemera.store import queries


def section(request: HttpRequest, name: str) -> HttpResponse:
    """Answer with a section's newest articles."""
    if name not in wording.SECTIONS:
        raise Http404("not-found.section")
    desk, before = lines.desk(request), request.GET.get("before")
    page = paging.cut(queries.newest(paging.PER_PAGE + 1, before=paging.decode(before), section=name))
    context = {
        "heading": wording.section(name),
        "rows": desk.rows(page.lines),
        "older": page.older,
        "paged": before,
        "feed": addresses.section(desk.language, name) + "/feed",
    }
    return render(request, "portal/section.html", context)
