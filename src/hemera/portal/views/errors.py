"""Errors are pages too."""

from __future__ import annotations

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what cannot be understood; a name this portal does not answer to gets no page, whose links would repeat it."""
    if isinstance(exception, DisallowedHost):
        return HttpResponseBadRequest("This portal does not answer to that name.\n", content_type="text/plain")
    return render(request, "portal/error.html", {"status": 400}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what is not allowed."""
    return render(request, "portal/error.html", {"status": 403}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address nothing stands at."""
    return render(request, "portal/error.html", {"status": 404}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when we failed: from a template that reads nothing, since the record may be what failed."""
    return HttpResponseServerError(render_to_string("portal/500.html"))
