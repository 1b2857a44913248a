"""Where outlets keep what no feed of theirs holds any more: each in the way of its kind.

The South's echo has its sitemaps of months; the Lighthouse is WordPress; the Evening Notebook has a page for every month; the
Gazette and the Seagull have nothing but older and older pages of their lists. All of it is there only where the press was given a
past.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count, islice

from hemera.demo.bulletins import bulletin
from hemera.demo.html import Html, fill, join
from hemera.demo.http import Answer, Request, error
from hemera.demo.press import Piece, Press
from hemera.demo.site import Page, Site

OUTLETS = ("sada", "phare", "carnet", "gazette", "nawras")
A_PAGE = 12  # articles of a list

_OLDER = {
    "gazette": '<div class="pager"><a href="$base$path?page=$next">Articles plus anciens</a></div>',
    "nawras": '<div class="pages"><a href="$base$path?page=$before">التالي</a> <a href="$base$path?page=$next">« السابق</a></div>',
}
_MONTH = '<li><a href="$base/archives/$month/">$month</a></li>'
_API = '<link rel="https://api.w.org/" href="$base/wp-json/" />'
_ARCHIVE = re.compile(r"^/archives/(\d{4}-\d\d)/$")


def press(start: datetime, each: int, months: int) -> Press:
    """Return a press whose outlets each printed so many notices, evenly over the months before ``start``."""
    step = timedelta(days=30.4 * months / each)
    pieces: list[Piece] = []
    for source in OUTLETS:
        moments = (start - timedelta(hours=3) - place * step for place in count())
        notices = (n for n in count() if bulletin(n, start).source == source)
        pieces += islice((bulletin(n, moment) for n, moment in zip(notices, moments, strict=False)), each)
    return Press(start, tuple(pieces))


def listing(site: Site, heading: str, pieces: tuple[Piece, ...], asked: tuple[str, Request]) -> Page:
    """Return a front or section page; where there is a past, with the way there."""
    language = asked[0]
    if not site.backlist:
        return site.layout.listing(site, heading, pieces, language)
    if site.outlet.id in _OLDER:
        return _numbered(site, heading, pieces, asked)
    page = site.layout.listing(site, heading, pieces[: A_PAGE // 2], language)
    if site.outlet.id == "phare":
        return _put(page, fill(_API, base=site.base), "</head>")
    if site.outlet.id == "carnet":
        return _put(page, fill('<p class="fonds"><a href="$base/archives">Archives</a></p>', base=site.base), "</main>")
    return page


def answer(site: Site, request: Request) -> Answer | None:
    """Answer for addresses that only a press with a past has."""
    if not site.backlist:
        return None
    if site.outlet.id == "phare" and request.path == "/wp-json/wp/v2/posts":
        return _posts(site, request)
    if site.outlet.id == "carnet" and request.path.startswith("/archives"):
        return _month(site, request)
    return None


def _numbered(site: Site, heading: str, pieces: tuple[Piece, ...], asked: tuple[str, Request]) -> Page:
    language, request = asked
    number = int(request.query.get("page", "1"))
    page = site.layout.listing(site, heading, pieces[(number - 1) * A_PAGE : number * A_PAGE], language)
    if number * A_PAGE >= len(pieces):
        return page
    numbers = {"next": number + 1, "before": max(1, number - 1)}
    link = fill(_OLDER[site.outlet.id], base=site.base, path=request.path, **numbers)
    return _put(page, link, "</main>" if "</main>" in page.html else "</body>")


def _month(site: Site, request: Request) -> Answer | None:
    """Return the page of a month, or of all months; what was printed in a month is on one page."""
    if request.path.rstrip("/") == "/archives":
        months = sorted({f"{piece.published:%Y-%m}" for piece in site.pieces}, reverse=True)
        page = site.layout.listing(site, "Archives", (), "fr")
        page = _put(page, join(fill(_MONTH, base=site.base, month=month) for month in months), "</main>")
        return Answer(200, page.body, page.content_type)
    found = _ARCHIVE.match(request.path)
    pieces = tuple(piece for piece in site.pieces if found and f"{piece.published:%Y-%m}" == found[1])
    if not pieces:
        return error(404, "Page introuvable")
    page = site.layout.listing(site, f"Archives {found[1] if found else ''}", pieces, "fr")
    return Answer(200, page.body, page.content_type)


def _posts(site: Site, request: Request) -> Answer:
    """Answer as WordPress does: newest first, and beyond the last page with an error."""
    asked = request.query
    size, number = int(asked.get("per_page", "10")), int(asked.get("page", "1"))
    wanted = [piece for piece in site.pieces if asked.get("after", "") <= _gmt(piece) <= asked.get("before", "9")]
    posts = wanted[(number - 1) * size : number * size]
    if not posts and number > 1:
        return _json(400, {"code": "rest_post_invalid_page_number"})
    return _json(200, [{"link": site.url(p), "date_gmt": _gmt(p), "title": {"rendered": p.title}} for p in posts])


def _gmt(piece: Piece) -> str:
    return piece.published.astimezone(UTC).isoformat()[:19]


def _json(status: int, value: Sequence[object] | dict[str, object]) -> Answer:
    return Answer(status, json.dumps(value).encode(), "application/json")


def _put(page: Page, markup: Html, before: str) -> Page:
    return Page(Html(page.html.replace(before, markup + before, 1)), page.encoding, page.declared)
