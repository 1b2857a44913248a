"""Headers every answer carries, and the door of a private archive."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase

# No script or style inside a page, nothing from anybody else, no frame around us. JSON-LD is data, which this does not touch:
# https://html.spec.whatwg.org/multipage/scripting.html#prepare-the-script-element
POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    # Caches keep pages but ask before showing them: what a takedown hides is hidden at once.
    "Cache-Control": "no-cache",
}

Handler = Callable[[HttpRequest], HttpResponseBase]


def security_headers(handle: Handler) -> Handler:
    """Add the headers a view did not set itself."""

    def handler(request: HttpRequest) -> HttpResponseBase:
        response = handle(request)
        if settings.HEMERA.visibility == "private":
            response.headers.setdefault("Cache-Control", "private, no-store")
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return handler


class PrivateArchive(LoginRequiredMiddleware):
    """Let only signed-in readers into an archive whose visibility is ``private``; views that say otherwise stay open."""

    def process_view(self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any) -> Any:
        if settings.HEMERA.visibility != "private":
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)
