"""The way out to an article's source: looked up by id, never taken from the request."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect

from hemera.portal import addresses, finding
from hemera.types import Visibility


def out(request: HttpRequest, pk: int) -> HttpResponse:
    """Redirect to the article at its source; to our own page where it is withdrawn here, or gone there."""
    found = finding.article_by_id(pk)
    if found.visibility is not Visibility.PUBLIC or found.link.is_dead:
        return redirect(addresses.article(request.LANGUAGE_CODE, found.source, found.line.number))
    address = found.link.moved_to or found.line.url
    if urlsplit(address).scheme not in {"http", "https"}:
        raise Http404("not-found.article")
    return HttpResponseRedirect(address)
