"""The sitemaps of the South's echo: an index of months, and a news sitemap of two days."""

from __future__ import annotations

from datetime import timedelta

from hemera.demo.dates import utc
from hemera.demo.html import Html, fill, join
from hemera.demo.press import Piece
from hemera.demo.site import Site

_RECENT = timedelta(days=2)  # what a news sitemap may hold, by the news sitemap protocol
_NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)

_INDEX = """<?xml version="1.0" encoding="UTF-8"?>
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
$items
</sitemapindex>
"""
_SET = f"""<?xml version="1.0" encoding="UTF-8"?>
<urlset {_NAMESPACES}>
$items
</urlset>
"""
_CHILD = "<sitemap><loc>$url</loc><lastmod>$modified</lastmod></sitemap>"
_URL = "<url><loc>$url</loc><lastmod>$modified</lastmod>$image</url>"
_NEWS = """<url><loc>$url</loc><news:news><news:publication>
<news:name>$name</news:name><news:language>ar</news:language></news:publication>
<news:publication_date>$published</news:publication_date><news:title>$title</news:title></news:news>$image</url>"""


def index(site: Site) -> str:
    """Return the sitemap index: one sitemap a month, newest first."""
    months = sorted({_month(piece) for piece in site.pieces}, reverse=True)
    children = (
        fill(_CHILD, url=f"{site.base}/sitemaps/{name}.xml", modified=utc(max(p.touched for p in site.pieces if _month(p) == name)))
        for name in months
    )
    return fill(_INDEX, items=join(children))


def month(site: Site, name: str) -> str:
    """Return the sitemap of a month (``2026-11``), ``""`` where nothing was printed in it."""
    pieces = [piece for piece in site.pieces if _month(piece) == name]
    urls = (fill(_URL, url=site.url(piece), modified=piece.touched.isoformat(), image=_image(site, piece)) for piece in pieces)
    return fill(_SET, items=join(urls)) if pieces else ""


def news(site: Site) -> str:
    """Return the news sitemap."""
    recent = (piece for piece in site.pieces if site.moment - piece.published < _RECENT)
    urls = (
        fill(
            _NEWS,
            url=site.url(piece),
            name=site.outlet.name,
            published=piece.published.isoformat(),
            title=piece.title,
            image=_image(site, piece),
        )
        for piece in recent
    )
    return fill(_SET, items=join(urls))


def _month(piece: Piece) -> str:
    return f"{piece.published:%Y-%m}"


def _image(site: Site, piece: Piece) -> Html:
    if not piece.has_picture:
        return Html("")
    return fill("<image:image><image:loc>$url</image:loc></image:image>", url=site.picture(piece))
