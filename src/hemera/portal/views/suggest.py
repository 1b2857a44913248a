"""What a search may become, while it is typed: words of the archive's titles, for our own search box and for browsers'.

https://github.com/dewitt/opensearch/blob/master/mediawiki/Specifications/OpenSearch/Extensions/Suggestions/1.1/Draft%201.wiki
"""

from __future__ import annotations

import re
from dataclasses import replace

from django.http import HttpRequest, JsonResponse

from hemera import archive
from hemera.errors import IndexUnusable, QueryError
from hemera.portal import asking
from hemera.portal.views.opensearch import SUGGESTIONS
from hemera.query import Prefix, both, nearby
from hemera.query.printing import QUOTES
from hemera.store import queries
from hemera.text import tokens

PROPOSED, LOOKED_AT = 6, 60  # words; newest titles that hold one
SHORTEST = 2  # letters typed
_LAST = re.compile(rf"(?s)(.*?[\s(:{QUOTES}-]?)([^\s(:{QUOTES}-]*)")


def suggest(request: HttpRequest) -> JsonResponse:
    """Answer ``[typed, [completed, …]]``; with nothing where nothing fits, or while there is no index."""
    text = request.GET.get("q", "")
    try:
        found = _completed(text)
    except (QueryError, IndexUnusable):
        found = []
    answer = JsonResponse([text, found], safe=False, json_dumps_params={"ensure_ascii": False})
    answer["Content-Type"] = f"{SUGGESTIONS}; charset=utf-8"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _completed(text: str) -> list[str]:
    match = _LAST.fullmatch(text)
    before, last = match.groups() if match else (text, "")
    if len("".join(tokens(last))) < SHORTEST:
        return []
    earlier = asking.read(before)
    wanted = replace(earlier, tree=both([earlier.tree, Prefix(last, title=True)]))
    hits = archive.search_index().search(wanted, limit=LOOKED_AT).hits
    titles = [line.title for line in queries.lines([hit.id for hit in hits])]
    return [before + word for word in nearby.completions(last, titles, PROPOSED)]
