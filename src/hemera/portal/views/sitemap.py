"""Sitemaps of what search engines may show: articles whose source lets us show them in full.

A bucket is a month of first captures (UTC), so a past one changes only when an article is corrected or withdrawn; a month
that would break the format's bound is given day by day. https://www.sitemaps.org/protocol.html
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from xml.sax.saxutils import escape

from django.http import Http404, HttpRequest, HttpResponse

from hemera.portal import addresses, lasting, memory
from hemera.store import queries

MOST = 50_000  # addresses in one file
_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"


def index(request: HttpRequest) -> HttpResponse:
    """List the buckets."""
    root = lasting.site(request)
    return _xml("sitemapindex", (f"<sitemap><loc>{escape(root)}/sitemap/{name}.xml</loc></sitemap>" for name in _buckets()))


def bucket(request: HttpRequest, name: str) -> HttpResponse:
    """List one month's or one day's articles."""
    start, end = _span(name)
    listed = queries.sitemap(start, end)
    if not listed:
        raise Http404(name)
    root = escape(lasting.site(request))
    return _xml("urlset", (f"<url><loc>{root}{_path(item)}</loc><lastmod>{_moment(item)}</lastmod></url>" for item in listed))


@memory.remember(300)
def _buckets() -> tuple[str, ...]:
    """Return the buckets' names, oldest first; at most five minutes old, for it counts everything."""
    names: list[str] = []
    for month, group in groupby(queries.sitemap_days(), key=lambda day: f"{day[0]:%Y-%m}"):
        days = list(group)
        names += [month] if sum(n for _, n in days) <= MOST else [day.isoformat() for day, _ in days]
    return tuple(names)


def _span(name: str) -> tuple[datetime, datetime]:
    """Return the moments a bucket lies between."""
    try:
        first = date.fromisoformat(name if len(name) == 10 else f"{name}-01")
        last = first if len(name) == 10 else (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        start = datetime(first.year, first.month, first.day, tzinfo=UTC)
        return start, start + (last - first) + timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise Http404(name) from error


def _path(item: queries.Listed) -> str:
    return addresses.article(lasting.language(item.language), item.source, item.number)


def _moment(item: queries.Listed) -> str:
    return f"{item.changed_at:%Y-%m-%dT%H:%M:%SZ}"


def _xml(root: str, items: Iterable[str]) -> HttpResponse:
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_SCHEMA}">\n' + "\n".join(items) + f"\n</{root}>\n"
    return HttpResponse(body, content_type="application/xml; charset=utf-8")
