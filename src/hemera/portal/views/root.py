"""Pages without a language: the way in, a sign of life, and what robots may read."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request

from hemera.portal import addresses, lasting
from hemera.store import changes

_CLOSED = "User-agent: *\nDisallow: /\n"
_OPEN = "User-agent: *\nDisallow: /out/\nDisallow: /admin/\nDisallow: /*/alerts/\nDisallow: /*/search\nDisallow: /*?before=\n"


def home(request: HttpRequest) -> HttpResponse:
    """Redirect to the front page in the reader's language, as the browser tells it."""
    response = HttpResponseRedirect(addresses.front(get_language_from_request(request)))
    patch_vary_headers(response, ["Accept-Language"])
    return response


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 where the record can be read, 503 where not."""
    try:
        changes.head()
    except DatabaseError:
        return HttpResponse("the record cannot be read\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    """Answer with robots.txt: a private archive lets nobody in."""
    private = settings.HEMERA.visibility == "private"
    text = _CLOSED if private else f"{_OPEN}\nSitemap: {lasting.site(request)}/sitemap.xml\n"
    return HttpResponse(text, content_type="text/plain")
