"""Addresses that machines read, and the search they share with people: below a language, and without one."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path, re_path

from hemera.portal import converters  # noqa: F401  registers what may stand in an address
from hemera.portal.feedwriters import FORMS
from hemera.portal.views import compare, feeds, sitemap
from hemera.portal.views.cite import cite
from hemera.portal.views.opensearch import opensearch
from hemera.portal.views.search import search
from hemera.portal.views.suggest import suggest


def _feeds(of: str, view: Callable[..., HttpResponse], name: str) -> list[URLPattern]:
    """Return the addresses of a feed in all its forms; the plain one is RSS, and named alone."""
    ending = {key: f"-{key}" if form.suffix else "" for key, form in FORMS.items()}
    return [path(f"{of}feed{form.suffix}", view, {"form": key}, name=f"{name}-feed{ending[key]}") for key, form in FORMS.items()]


localised = [
    path("search", search, name="search"),
    path("search/compare.csv", compare.table, name="compare-table"),
    path("search/suggest", suggest, name="suggest"),
    *_feeds("", feeds.front, "front"),
    *_feeds("search/", feeds.search, "search"),
    *_feeds("section/<slug:name>/", feeds.section, "section"),
    *_feeds("author/<author:key>/", feeds.author, "author"),
    *_feeds("<source:name>/", feeds.source, "source"),
    path("<source:name>/<number:n>/cite.<str:suffix>", cite, name="cite"),
]
root = [
    path("opensearch.xml", opensearch, name="opensearch"),
    path("sitemap.xml", sitemap.index, name="sitemaps"),
    re_path(r"^sitemap/(?P<name>[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?)\.xml$", sitemap.bucket, name="sitemap"),
]
