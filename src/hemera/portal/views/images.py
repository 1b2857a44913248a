"""Pictures, as far as they are shown: one query, then the file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from hemera.media import MediaStore
from hemera.portal import readers, rights
from hemera.store import queries

# The bytes at an address never change. Kept by the reader alone: a shared cache would go on showing what is hidden later.
_KEPT = "private, max-age=31536000, immutable"


@require_safe
def image(request: HttpRequest, sha256: str, width: str) -> HttpResponse:
    """Answer with a picture; with a placeholder and 410 where it is hidden, or no article that carries it may show it."""
    found = queries.image_standing(sha256, trusted=readers.trusted(request))
    if found is None:
        raise Http404("not-found.image")
    state, carried = found
    if not (carried and rights.may_show(state)):
        return placeholder()
    tag = f'"{sha256}-{width}"'
    if tag in request.headers.get("If-None-Match", ""):
        return _labelled(HttpResponseNotModified(), tag)
    return _labelled(picture(sha256, int(width)), tag)


def picture(sha256: str, width: int) -> HttpResponse:
    """Answer with a picture's file, whatever its state; 404 where there is none."""
    try:
        return HttpResponse(MediaStore(settings.HEMERA.media).path(sha256, width).read_bytes(), content_type="image/webp")
    except FileNotFoundError as error:
        raise Http404("not-found.image") from error


def placeholder() -> HttpResponse:
    """Answer with what stands in a hidden picture's place."""
    return HttpResponse(_placeholder(), status=410, content_type="image/svg+xml", headers={"Cache-Control": "no-store"})


@cache
def _placeholder() -> bytes:
    path = finders.find("portal/placeholder.svg")
    return Path(path).read_bytes() if path else b""


def _labelled(response: HttpResponse, tag: str) -> HttpResponse:
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = _KEPT
    return response
