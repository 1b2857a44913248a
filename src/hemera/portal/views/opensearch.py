"""The description with which a browser or a library catalogue searches here by itself.

https://github.com/dewitt/opensearch/blob/master/opensearch-1-1-draft-6.md
"""

from __future__ import annotations

from xml.sax.saxutils import escape

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _

from hemera.portal import lasting

SUGGESTIONS = "application/x-suggestions+json"


@login_not_required
def opensearch(request: HttpRequest) -> HttpResponse:
    """Answer in the reader's language, with that language's pages first."""
    first = get_language_from_request(request)
    codes = sorted(settings.HEMERA.languages, key=lambda code: code != first)
    root = escape(lasting.site(request))
    with override(first):
        lines = [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">',
            f"<ShortName>{escape(settings.HEMERA.name[:16])}</ShortName>",
            f"<Description>{escape(_('Search the press archive'))}</Description>",
            *(_url("text/html", "results", f"{root}/{code}/search?q={{searchTerms}}") for code in codes),
            *(_url("application/rss+xml", "results", f"{root}/{code}/search/feed?q={{searchTerms}}") for code in codes),
            *(_url(SUGGESTIONS, "suggestions", f"{root}/{code}/search/suggest?q={{searchTerms}}") for code in codes),
            _url("application/opensearchdescription+xml", "self", f"{root}/opensearch.xml"),
            *(f"<Language>{code}</Language>" for code in codes),
            "<InputEncoding>UTF-8</InputEncoding>",
            "<OutputEncoding>UTF-8</OutputEncoding>",
            "</OpenSearchDescription>",
        ]
    response = HttpResponse("\n".join(lines) + "\n", content_type="application/opensearchdescription+xml; charset=utf-8")
    response["Vary"] = "Accept-Language"
    response["Cache-Control"] = "public, max-age=86400"
    return response


def _url(kind: str, relation: str, template: str) -> str:
    return f'<Url type="{kind}" rel="{relation}" template="{template}"/>'
