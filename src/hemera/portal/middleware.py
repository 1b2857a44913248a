"""Headers every answer carries."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

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

Handler = Callable[[HttpRequest], HttpResponse]


def security_headers(handle: Handler) -> Handler:
    """Add the headers a view did not set itself."""

    def handler(request: HttpRequest) -> HttpResponse:
        response = handle(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return handler
