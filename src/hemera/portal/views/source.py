"""A source: who it is, what it lets us show, and its newest articles."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hemera import clock
from hemera.links import Site
from hemera.portal import addresses, coverage, dates, finding, lines, memory, paging, wording
from hemera.store import fronts, queries


def source(request: HttpRequest, name: str) -> HttpResponse:
    """Answer with a source's page."""
    found = finding.source(name)
    desk, before = lines.desk(request), request.GET.get("before")
    page = paging.cut(queries.newest(paging.PER_PAGE + 1, before=paging.decode(before), source_id=name))
    known = next((s for s in summaries() if s.source.id == name), None)
    context = {
        "source": found,
        "heading": found.names.get(desk.language) or found.name,
        "languages": [wording.language(code) for code in found.languages],
        "rights": wording.rights(found.rights),
        "kept": wording.counted(desk.language, "%(count)s article kept", "%(count)s articles kept", known.articles if known else 0),
        "first": dates.day(known.first, desk.language) if known and known.first else "",
        "rows": desk.rows(page.lines),
        "older": page.older,
        "paged": before,
        "coverage": None if before else coverage.picture(desk, name, ZoneInfo(found.zone)),
        "feed": addresses.source(desk.language, name) + "/feed",
        "site": (site := sites().get(name, Site())),
        "site_since": dates.day(site.since, desk.language) if site.since else "",
    }
    return render(request, "portal/source.html", context)


@memory.remember(60)
def sites() -> dict[str, Site]:
    """Return what readers should know of every source's own site, at most a minute old."""
    return fronts.sites(clock.now())


@memory.remember(60)
def summaries() -> list[queries.SourceSummary]:
    """Return every source's figures, at most a minute old."""
    return queries.source_summaries()
