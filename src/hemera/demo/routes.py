"""Which address of an outlet's site answers what."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from hemera.demo import backlist, images
from hemera.demo.feeds import feed
from hemera.demo.http import Answer, Request, error, redirect
from hemera.demo.layouts import dhifaf, sada, walls
from hemera.demo.press import Piece
from hemera.demo.site import Page, Site
from hemera.demo.stated import TDMREP

_ROBOTS = {
    "phare": "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n\nSitemap: $base/sitemap_index.xml\n",
    "gazette": f"User-agent: *\nDisallow: /admin/\nDisallow: {walls.ADVERTORIAL}\n",
    "bousla": "User-agent: *\nDisallow: /admin/\nDisallow: /print.php\nDisallow: /send.php\n",
    "sada": "User-agent: *\nDisallow:\n\nSitemap: $base/sitemap.xml\nSitemap: $base/news-sitemap.xml\n",
    "nawras": "User-agent: *\nCrawl-delay: 0.1\nDisallow: /admin/\n",
    "dhifaf": "User-agent: *\nDisallow: /user/\nDisallow: /admin/\nDisallow: /search/\n",
}
_OLD = {"phare": re.compile(r"^/\?p=(\d+)$"), "gazette": re.compile(r"^/article/(\d+)$")}
_PROXY = re.compile(r"^/~r/thegulfcourier/(\d+)/$")
_PICTURE = re.compile(r"/(?P<slug>[a-z0-9-]+?)(?:_(?P<photo>\d+))?-(?P<size>\d+x\d+)\.(?P<extension>jpg|png|webp)$")
_BANNER = re.compile(r"^/ads/[a-z]+-(\d+)x(\d+)\.png$")


def answer(site: Site, request: Request) -> Answer:
    """Answer one GET or HEAD request."""
    for route in _ROUTES:
        if found := route(site, request):
            return found
    return error(404, "Page introuvable · الصفحة غير موجودة · Not found")


def _robots(site: Site, request: Request) -> Answer | None:
    if request.path != "/robots.txt" or site.outlet.id not in _ROBOTS:
        return None  # carnet and courier have none
    return Answer(200, _ROBOTS[site.outlet.id].replace("$base", site.base).encode(), "text/plain; charset=utf-8")


def _reserved(site: Site, request: Request) -> Answer | None:
    body = site.stated.file(site.outlet.id) if request.path == TDMREP else None
    return Answer(200, body, "application/json") if body is not None else None


def _feed(site: Site, request: Request) -> Answer | None:
    return feed(site, request.path)


def _picture(site: Site, request: Request) -> Answer | None:
    found = _PICTURE.search(request.path)
    if found is None or found["size"] not in images.SIZES:
        return None
    piece = next((piece for piece in site.pieces if piece.slug == found["slug"] and piece.has_picture), None)
    if piece is None:
        return None
    photo = int(found["photo"] or 0)
    data = images.picture(piece.motif, piece.seed + 4099 * photo, found["size"], found["extension"])
    return Answer(200, data, images.MIME[found["extension"]], piece.published, {"Cache-Control": "public, max-age=86400"})


def _decoration(site: Site, request: Request) -> Answer | None:
    if found := _BANNER.match(request.path):
        return Answer(200, images.banner(int(found[1]), int(found[2])), "image/png")
    if request.path == "/static/logo.png":
        return Answer(200, images.logo(site.outlet.id), "image/png")
    return Answer(200, images.blank(), "image/png") if request.path == "/static/blank.png" else None


def _article(site: Site, request: Request) -> Answer | None:
    if piece := _at(site, site.pieces, request):
        page = walls.consent(site, piece.language) if piece.state == "consent" else site.layout.article(site, piece)
        page = replace(page, html=site.stated.printed(piece.key, page.html))
        return Answer(200, page.body, page.content_type, piece.touched, site.stated.answered(piece.key))
    if piece := _at(site, site.withdrawn, request):
        return error(410 if piece.seed % 2 else 404, piece.section)
    return None


def _amp(site: Site, request: Request) -> Answer | None:
    """The South's echo serves each article twice."""
    if site.outlet.id != "sada" or not request.path.startswith("/amp/"):
        return None
    wanted = request.path.removeprefix("/amp")
    piece = next((piece for piece in site.pieces if sada.path(piece) == wanted), None)
    return _page(sada.amp(site, piece)) if piece else None


def _moved(site: Site, request: Request) -> Answer | None:
    """Old addresses lead to the new ones for good; those of the English feed pass through a counter."""
    target = request.path + (f"?p={request.query['p']}" if "p" in request.query else "")
    if (old := _OLD.get(site.outlet.id)) and (found := old.match(target)):
        piece = _numbered(site, int(found[1]))
        return redirect(site.url(piece), 301) if piece else None
    if site.outlet.id == "courier" and (found := _PROXY.match(request.path)):
        piece = _numbered(site, int(found[1]))
        return redirect(f"{site.url(piece)}?utm_source=rss&utm_medium=feed", 302) if piece else None
    return None


def _advertorial(site: Site, request: Request) -> Answer | None:
    """Return the paid text robots may not read."""
    return _page(walls.advertorial(site)) if site.outlet.id == "gazette" and request.path == walls.ADVERTORIAL else None


def _front(site: Site, request: Request) -> Answer | None:
    language = next((name for name in site.outlet.languages if request.path in (f"/{name}", f"/{name}/")), "")
    if request.path != "/" and not language:
        return None
    language = language or site.outlet.languages[0]
    pieces = site.latest(len(site.pieces) if site.backlist else 24, language)
    return _page(backlist.listing(site, "", pieces, (language, request)))


def _section(site: Site, request: Request) -> Answer | None:
    for language in site.outlet.languages:
        for name in site.sections(language):
            if site.section_url(name, language) == site.base + request.path:
                pieces = tuple(p for p in site.pieces if p.section == name and p.language == language)
                return _page(backlist.listing(site, name, pieces, (language, request)))
    return None


def _everything(site: Site, request: Request) -> Answer | None:
    """Return the magazine's list of all articles, by language."""
    if site.outlet.id != "dhifaf":
        return None
    language = next((name for name in site.outlet.languages if request.path == f"/{name}/articles"), None)
    return _page(dhifaf.everything(site, language)) if language else None


def _page(page: Page) -> Answer:
    return Answer(200, page.body, page.content_type)


def _at(site: Site, pieces: tuple[Piece, ...], request: Request) -> Piece | None:
    """Find the article at an address; parameters its address does not have do not matter."""
    for piece in pieces:
        wanted = urlsplit(site.layout.path(piece))
        if wanted.path == request.path and dict(parse_qsl(wanted.query, keep_blank_values=True)).items() <= request.query.items():
            return piece
    return None


def _numbered(site: Site, number: int) -> Piece | None:
    return next((piece for piece in site.pieces if piece.number == number), None)


_ROUTES: tuple[Callable[[Site, Request], Answer | None], ...] = (
    backlist.answer, _robots, _reserved, _feed, _decoration, _picture, _moved, _amp, _article, _advertorial, _front, _section,
    _everything,
)  # fmt: skip
