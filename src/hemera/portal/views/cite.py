"""An article as reference managers read it: BibTeX, RIS and CSL-JSON."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from hemera.portal import citation, finding, lasting, lines
from hemera.types import Visibility

_FORMATS: dict[str, tuple[Callable[[citation.Citation], str], str]] = {
    "bib": (citation.bibtex, "application/x-bibtex; charset=utf-8"),
    "ris": (citation.ris, "application/x-research-info-systems; charset=utf-8"),
    "json": (citation.csl_json, "application/vnd.citationstyles.csl+json; charset=utf-8"),
}


def cite(request: HttpRequest, name: str, n: int, suffix: str) -> HttpResponse:
    """Give a citation to take away. A withdrawn article has none: its page says why."""
    if suffix not in _FORMATS:
        raise Http404(suffix)
    article = finding.article(name, n)
    if article.visibility is not Visibility.PUBLIC:
        raise Http404("withdrawn")
    write, kind = _FORMATS[suffix]
    desk = lines.desk(request)
    address = lasting.site(request) + lasting.path(article.line)
    reference = citation.of(article, desk.name(name, article.line.language), settings.HEMERA.name, address)
    response = HttpResponse(write(reference), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}-{n}.{suffix}"'
    return response
