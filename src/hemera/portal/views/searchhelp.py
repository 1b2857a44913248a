"""The query language on one page, with examples that find something in this archive."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hemera.portal import helping, lines
from hemera.portal.results import Desk
from hemera.query import MAX_LENGTH, MAX_TERMS
from hemera.store import changes


def searchhelp(request: HttpRequest) -> HttpResponse:
    """Answer with the page; without examples while there is no index."""
    desk = Desk(lines.desk(request), newest=True)
    limits = {"longest": MAX_LENGTH, "most": MAX_TERMS}
    parts = helping.parts(desk, changes.head())
    return render(request, "portal/searchhelp.html", {"parts": parts, "keywords": helping.keywords(), **limits})
