"""What every endpoint shares: method, quota, sign-in, parameters, JSON, caching, and the one shape of errors."""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt

from hemera.api import parameters, shapes
from hemera.api.endpoints import Endpoint
from hemera.api.exporting import Download
from hemera.api.throttle import Throttle
from hemera.api.views import Asked
from hemera.errors import HemeraError, IndexUnusable, NotFound, QueryError
from hemera.moderation.networks import household
from hemera.portal import lasting, lines, readers, senders

View = Callable[..., HttpResponseBase]

THROTTLE = Throttle(rate=1.0, burst=120)  # 60 a minute for each network, after a burst of 120
_STATUS = {NotFound: 404, QueryError: 400, IndexUnusable: 503}
_BY_KEY = {
    "article.withdrawn": 410,
    "article.withdrawn.legal": 451,
    "export.closed": 403,
    "export.too-large": 403,
    "export.too-often": 429,
    "export.busy": 503,
    "export.no-parquet": 501,
}


def view(endpoint: Endpoint) -> View:
    """Return the Django view of an endpoint."""

    def answer(request: HttpRequest, **path: str) -> HttpResponseBase:
        network = household(senders.address(request))
        asked = Asked(lasting.site(request), readers.trusted(request), lines.sources(), network)
        values = parameters.read(endpoint.parameters, _sent(request) | path)
        given = endpoint.handler(asked, **values)
        return download(request, given) if isinstance(given, Download) else reply(request, asdict(given))

    return guarded(answer, endpoint.methods)


def guarded(answer: View, methods: tuple[str, ...] = ("GET",)) -> View:
    """Put a view behind methods, quota and sign-in, and turn what goes wrong into an error of ours."""

    def guard(request: HttpRequest, **path: str) -> HttpResponseBase:
        response = _refusal(request, methods) or _answered(answer, request, path)
        if settings.HEMERA.visibility == "public":
            response["Access-Control-Allow-Origin"] = "*"
            response["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
        return response

    # Nothing here changes anything, and a POST carries only a long query; who must sign in is told so in JSON.
    return csrf_exempt(login_not_required(guard))


def unknown(request: HttpRequest, **_: str) -> HttpResponse:
    """Answer addresses below the API that are none."""
    raise NotFound("not-found.endpoint", "There is no such address; openapi.json lists them all.")


def failure(status: int, code: str, message: str, details: Mapping[str, Any] | None = None) -> HttpResponse:
    """Return an error in its one shape; nobody keeps it."""
    problem = shapes.Problem(code, message, details or {})
    response = HttpResponse(_dump(asdict(shapes.Failure(problem))), status=status, content_type="application/json")
    response["Cache-Control"] = "no-store"
    return response


def _refusal(request: HttpRequest, methods: tuple[str, ...]) -> HttpResponse | None:
    """Return why a request is not even read, or None."""
    allowed = ", ".join((*methods, "HEAD", "OPTIONS"))
    if request.method == "OPTIONS":
        headers = {"Allow": allowed, "Access-Control-Allow-Methods": allowed, "Access-Control-Allow-Headers": "Content-Type"}
        return HttpResponse(status=204, headers=headers)
    if request.method not in (*methods, "HEAD"):
        response = failure(405, "method", f"This address answers {allowed}.", {"allowed": [*methods]})
        response["Allow"] = allowed
        return response
    wait = THROTTLE.take(household(senders.address(request)), time.monotonic())
    if wait:
        response = failure(429, "too-many-requests", "Too many requests from your network.", {"retry_after": math.ceil(wait)})
        response["Retry-After"] = str(math.ceil(wait))
        return response
    if settings.HEMERA.visibility == "private" and not request.user.is_authenticated:
        return failure(401, "sign-in", "This archive is private: sign in first.")
    return None


def _answered(answer: View, request: HttpRequest, path: Mapping[str, str]) -> HttpResponseBase:
    try:
        return answer(request, **path)
    except RequestDataTooBig:
        return failure(413, "too-large", "The request is too large.")
    except HemeraError as error:
        status = _BY_KEY.get(error.key) or _STATUS.get(type(error), 500)
        response = failure(status, error.key, str(error), _about(error) | error.details)
        if "retry_after" in error.details:
            response["Retry-After"] = str(error.details["retry_after"])
        return response


def _about(error: HemeraError) -> dict[str, str]:
    """Name the parameter that what the search refused came in."""
    if not error.key.startswith("query."):
        return {}
    return {"parameter": "cursor" if error.key == "query.bad-cursor" else "q"}


def _sent(request: HttpRequest) -> dict[str, object]:
    """Return what was asked for, from the address or from a JSON body."""
    if request.method != "POST":
        return dict(request.GET.items())
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise QueryError("body.invalid", "The body must be a JSON object.") from error
    if not isinstance(body, dict):
        raise QueryError("body.invalid", "The body must be a JSON object.")
    return body


def reply(request: HttpRequest, answer: Mapping[str, Any]) -> HttpResponse:
    body = _dump(answer)
    response = HttpResponse(body, content_type="application/json")
    response["ETag"] = etag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    # Asked again before every use: what a takedown hides is hidden at once.
    response["Cache-Control"] = "private, no-store" if readers.trusted(request) else "public, no-cache"
    return get_conditional_response(request, etag=etag, response=response) or response


def download(request: HttpRequest, given: Download) -> HttpResponseBase:
    """Send bytes while they are made. Where what was sent can be asked about, the first header says: no later one would arrive."""
    response: HttpResponse | StreamingHttpResponse
    if request.method == "HEAD":
        given.chunks.close()
        response = HttpResponse(content_type=given.media_type)
    else:
        response = StreamingHttpResponse(given.chunks, content_type=given.media_type)
    response["Content-Disposition"] = f'attachment; filename="{given.name}"'
    response["Cache-Control"] = "private, no-store" if readers.trusted(request) else "no-store"
    if given.about:
        response["Link"] = f'<{reverse("api:taken", args=[given.about])}>; rel="describedby"; type="application/json"'
    return response


def _dump(answer: Mapping[str, Any]) -> bytes:
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"), default=_plain).encode("utf-8", "replace")


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
