"""What the press printed on one day."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hemera.portal import addresses, dates, lines, paging
from hemera.portal.context import Link
from hemera.store import queries


def day(request: HttpRequest, when: date) -> HttpResponse:
    """Answer with a day's articles, newest first, and the ways to the days around it that have any."""
    desk, before = lines.desk(request), request.GET.get("before")
    page = paging.cut(queries.newest(paging.PER_PAGE + 1, before=paging.decode(before), day=when))
    earlier, later = queries.neighbours(when)
    context = {
        "heading": dates.day(when, desk.language, weekday=True),
        "hijri": dates.hijri(when, desk.language),
        "earlier": _link(earlier, desk.language),
        "later": _link(later, desk.language),
        "year": when.year,
        "rows": desk.rows(page.lines),
        "older": page.older,
        "paged": before,
    }
    return render(request, "portal/day.html", context)


def _link(when: date | None, language: str) -> Link | None:
    return Link(addresses.day(language, when), dates.day(when, language)) if when else None
