"""Feeds of the front page, a source, a section, an author, and of any search: RSS, Atom and JSON Feed at neighbouring addresses."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.cache import get_conditional_response
from django.utils.encoding import escape_uri_path
from django.utils.http import http_date
from django.utils.translation import gettext as _

from hemera import archive
from hemera.errors import IndexUnusable, QueryError
from hemera.portal import addresses, asking, finding, lasting, lines, wording
from hemera.portal.feedwriters import FORMS
from hemera.portal.syndication import LENGTH, Channel, items
from hemera.store import queries


def front(request: HttpRequest, form: str) -> HttpResponse:
    """Answer with the newest articles of all sources."""
    return _answer(request, form, "", _newest())


def source(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """Answer with a source's newest articles."""
    finding.source(name)
    desk = lines.desk(request)
    return _answer(request, form, desk.name(name, desk.language), _newest(source_id=name))


def section(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """Answer with a section's newest articles."""
    if name not in wording.SECTIONS:
        raise Http404("not-found.section")
    return _answer(request, form, wording.section(name), _newest(section=name))


def author(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """Answer with an author's newest articles."""
    name = queries.author_name(key)
    if name is None:
        raise Http404("not-found.author")
    return _answer(request, form, name, _newest(bylines__key=key))


def search(request: HttpRequest, form: str) -> HttpResponse:
    """Answer with the newest articles a query finds."""
    text = request.GET.get("q", "")
    try:
        page = archive.search_index().search(asking.read(text), limit=LENGTH)
    except QueryError as error:
        return HttpResponseBadRequest(str(error), content_type="text/plain; charset=utf-8")
    except IndexUnusable:
        return HttpResponse(status=503, headers={"Retry-After": "300"})
    return _answer(request, form, text, [hit.id for hit in page.hits], urlencode({"q": text}))


def _newest(**where: Any) -> list[int]:
    return [line.id for line in queries.newest(LENGTH, **where)]


def _answer(request: HttpRequest, form: str, subject: str, ids: Sequence[int], query: str = "") -> HttpResponse:
    """Write the feed, or say that the reader has it already."""
    desk, written = lines.desk(request), FORMS[form]
    channel = _channel(request, desk, subject, query, "/feed" + written.suffix)
    body = written.write(channel, items(queries.articles(ids), desk, lasting.site(request)))
    response = HttpResponse(body, content_type=f"{written.media_type}; charset=utf-8")
    response["ETag"] = etag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    changed = queries.changed_at()
    modified = int(changed.timestamp()) if changed else None
    if modified is not None:
        response["Last-Modified"] = http_date(modified)
    # Asked again before every use: what a takedown hides is hidden at once.
    response["Cache-Control"] = "private, no-cache" if desk.trusted else "public, no-cache"
    return get_conditional_response(request, etag=etag, last_modified=modified, response=response) or response


def _channel(request: HttpRequest, desk: lines.Desk, subject: str, query: str, ending: str) -> Channel:
    """Return what the feed at an address that ends so is of."""
    site, name = lasting.site(request), settings.HEMERA.name
    path, query = escape_uri_path(request.path), f"?{query}" if query else ""
    return Channel(
        title=f"{subject} — {name}" if subject else name,
        description=_("Newest articles: %(subject)s") % {"subject": subject or name},
        page=site + (path.removesuffix(ending) if subject else addresses.front(desk.language)) + query,
        address=site + path + query,
        language=desk.language,
        name=name,
    )
