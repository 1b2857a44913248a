"""What somebody signed."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from hemera.portal import addresses, lines, paging
from hemera.store import queries


def author(request: HttpRequest, key: str) -> HttpResponse:
    """Answer with an author's newest articles, of all sources."""
    name = queries.author_name(key)
    if name is None:
        raise Http404("not-found.author")
    before = request.GET.get("before")
    page = paging.cut(queries.by_author(key, paging.PER_PAGE + 1, before=paging.decode(before)))
    desk = lines.desk(request)
    feed = addresses.author(desk.language, name) + "/feed"
    context = {"heading": name, "rows": desk.rows(page.lines), "older": page.older, "paged": before, "feed": feed}
    return render(request, "portal/author.html", context)
