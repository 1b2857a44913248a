"""Addresses that machines read, and the search they share with people: below a language, and without one."""

from __future__ import annotations

from django.urls import path, re_path

from hemera.portal import converters  # noqa: F401  registers what may stand in an address
from hemera.portal.views import compare, feeds, sitemap
from hemera.portal.views.cite import cite
from hemera.portal.views.opensearch import opensearch
from hemera.portal.views.search import search
from hemera.portal.views.suggest import suggest

localised = [
    path("search", search, name="search"),
    path("search/compare.csv", compare.table, name="compare-table"),
    path("search/feed", feeds.search, name="search-feed"),
    path("search/suggest", suggest, name="suggest"),
    path("feed", feeds.front, name="front-feed"),
    path("section/<slug:name>/feed", feeds.section, name="section-feed"),
    path("author/<author:key>/feed", feeds.author, name="author-feed"),
    path("<source:name>/feed", feeds.source, name="source-feed"),
    path("<source:name>/<number:n>/cite.<str:suffix>", cite, name="cite"),
]
root = [
    path("opensearch.xml", opensearch, name="opensearch"),
    path("sitemap.xml", sitemap.index, name="sitemaps"),
    re_path(r"^sitemap/(?P<name>[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?)\.xml$", sitemap.bucket, name="sitemap"),
]
