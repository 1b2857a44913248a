"""The wire: a page of its own, and the fragment with which an open page lets it move."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hemera.portal import lines, paging
from hemera.portal.context import WIRE
from hemera.store import queries


def wire(request: HttpRequest) -> HttpResponse:
    """Answer with a page of the wire, or with the items newer than the id ``since``: 204 where there are none."""
    since = request.GET.get("since")
    if since is not None:
        return _since(request, since)
    desk = lines.desk(request)
    before = request.GET.get("before")
    page = paging.cut(queries.newest(WIRE + 1, before=paging.decode(before)), WIRE)
    return render(request, "portal/wire.html", {"rows": desk.wire(page.lines), "older": page.older, "paged": before})


def _since(request: HttpRequest, since: str) -> HttpResponse:
    if not since.isascii() or not since.isdigit() or len(since) > 18:
        raise BadRequest("since")
    found = queries.newest(WIRE, pk__gt=int(since))
    if not found:
        return HttpResponse(status=204)
    return render(request, "portal/wire_items.html", {"rows": lines.desk(request).wire(found)})
