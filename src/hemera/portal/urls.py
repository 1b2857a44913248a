"""Addresses of pages, below /fr/, /ar/ and /en/. They are meant to last: nothing here is ever renamed."""

from __future__ import annotations

from django.urls import path, re_path

from hemera.portal import converters, machine_urls  # noqa: F401  the first registers what may stand in an address
from hemera.portal.views import frozen
from hemera.portal.views.about import about
from hemera.portal.views.alerts import end as end_alert
from hemera.portal.views.article import article
from hemera.portal.views.author import author
from hemera.portal.views.calendar import calendar
from hemera.portal.views.compare import compare
from hemera.portal.views.coverage import holes
from hemera.portal.views.day import day
from hemera.portal.views.front import front
from hemera.portal.views.reports import report_image
from hemera.portal.views.revisions import revisions
from hemera.portal.views.searchhelp import searchhelp
from hemera.portal.views.section import section
from hemera.portal.views.source import source
from hemera.portal.views.sources import sources
from hemera.portal.views.takedown import takedown
from hemera.portal.views.wire import wire

urlpatterns = [
    path("", front, name="front"),
    path("wire", wire, name="wire"),
    path("about", about, name="about"),
    path("sources", sources, name="sources"),
    path("sources/coverage", holes, name="coverage"),
    path("section/<slug:name>", section, name="section"),
    path("day/<day:when>", day, name="day"),
    path("calendar", calendar, name="calendar"),
    path("calendar/<int:year>", calendar, name="calendar-year"),
    path("author/<author:key>", author, name="author"),
    re_path(r"^report/image/(?P<sha256>[0-9a-f]{64})$", report_image, name="report-image"),
    path("frozen", frozen.every, name="frozen-all"),
    path("frozen/<str:name>", frozen.page, name="frozen"),
    path("frozen/<str:name>/check", frozen.check, name="check-frozen"),
    path("takedown", takedown, name="takedown"),
    path("alerts/end/<str:token>", end_alert, name="end-alert"),
    path("search/compare", compare, name="compare"),
    path("search/help", searchhelp, name="search-help"),
    *machine_urls.localised,
    path("<source:name>", source, name="source"),
    path("<source:name>/<number:n>", article, name="article"),
    path("<source:name>/<number:n>/revisions", revisions, name="revisions"),
]
