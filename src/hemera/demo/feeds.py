"""The feeds of the little press, each with the habits and faults of its kind."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from hemera.demo.dates import EGYPTIAN, arabic, rfc822
from hemera.demo.html import Html, fill, flow, join
from hemera.demo.http import Answer, error
from hemera.demo.layouts import walls
from hemera.demo.press import Piece
from hemera.demo.site import Site
from hemera.demo.sitemaps import index, month, news

_RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel>
<title>$title</title>
<link>$base/</link>
<description>$title</description>
<language>$language</language>
<lastBuildDate>$built</lastBuildDate>
<sy:updatePeriod>hourly</sy:updatePeriod>
$items
</channel>
</rss>
"""

_PHARE = """<item>
<title>$title</title>
<link>$url</link>
<dc:creator><![CDATA[$author]]></dc:creator>
<pubDate>$date</pubDate>
<category><![CDATA[$section]]></category>
<guid isPermaLink="false">$base/?p=$number</guid>
<description><![CDATA[$lead [&#8230;]]]></description>
<content:encoded><![CDATA[<p><strong>$lead</strong></p>
$content
<p>L’article <a href="$url">$title</a> est apparu en premier sur <a href="$base/">Le Phare du Golfe</a>.</p>]]></content:encoded>
</item>"""

_GAZETTE = """<item><title>$title</title><link>$url</link><guid isPermaLink="false">gazette-$number</guid>
<pubDate>$date</pubDate><category>$section</category><description>$lead</description></item>"""

_COURIER = """<item>
<title>$title</title>
<link>$base/~r/thegulfcourier/$number/</link>
<guid isPermaLink="false">tag:gulfcourier,$number</guid>
<pubDate>$date</pubDate>
<dc:creator>$author</dc:creator>
<category>$section</category>
<description>$lead</description>
$media
</item>"""

_MEDIA = """<media:content url="$image" medium="image" width="1200" height="800"><media:description>$caption</media:description>
<media:credit>$credit</media:credit></media:content>"""

_CARNET = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr">
<title>Le Carnet du Soir</title>
<subtitle>Le soir, ce qui reste du jour</subtitle>
<link rel="alternate" type="text/html" href="$base/"/>
<link rel="self" type="application/atom+xml" href="$base/atom.xml"/>
<id>tag:carnetdusoir,2008:journal</id>
<updated>$updated</updated>
$items
</feed>
"""

_CARNET_ENTRY = """<entry>
<title type="html">$title</title>
<link rel="alternate" type="text/html" href="$url"/>
<id>tag:carnetdusoir,2008:article-$number</id>
<published>$published</published>
<updated>$updated</updated>
$authors
<category term="$section"/>
<summary type="html">&lt;p&gt;$lead&lt;/p&gt;</summary>
</entry>"""

# As it comes out of the machine: a notice of the interpreter before the declaration, bare ampersands, entities XML does not know.
_BOUSLA = """

<br />
<b>Notice</b>:  Undefined index: cat in <b>/home/bousla/public_html/$script</b> on line <b>17</b><br />
<?xml version="1.0" encoding="$declared"?>
<rss version="2.0">
<channel>
<title>البوصلة &ndash; آخر الأخبار</title>
<link>$base/</link>
<description>جريدة البوصلة&nbsp;: أخبار الخليج وبلداته</description>
<language>ar</language>
$items
</channel>
</rss>
"""

_BOUSLA_ITEM = """<item>
<title>$title</title>
<link>$url</link>
<description>$lead</description>
<category>$section</category>
<pubDate>$date</pubDate>
</item>"""

_ENTITIES = {"«": "&laquo;", "»": "&raquo;", "\u00a0": "&nbsp;", "–": "&ndash;", "…": "&hellip;"}


def feed(site: Site, path: str) -> Answer | None:
    """Return the feed or sitemap at a path, None where there is none."""
    if make := _FEEDS.get((site.outlet.id, path)):
        return make(site)
    if site.outlet.id == "sada" and path.startswith("/sitemaps/"):
        text = month(site, path.removeprefix("/sitemaps/").removesuffix(".xml"))
        return _answer(site, text, "application/xml") if text else None
    return None


def _phare(site: Site) -> Answer:
    """WordPress: the whole text in ``content:encoded``, dates in UTC."""
    items = [
        fill(
            _PHARE,
            title=piece.title,
            url=site.url(piece),
            author=_authors(piece, "La rédaction"),
            date=rfc822(piece.published.astimezone(UTC)),
            base=site.base,
            section=piece.section,
            number=piece.number,
            lead=piece.lead,
            content=join(flow(piece)),
        )
        for piece in site.latest(site.items)
    ]
    return _rss(site, items, "fr-FR")


def _gazette(site: Site) -> Answer:
    """Titles and leads only, and between them the paid text that robots.txt keeps robots from."""
    items = [
        fill(
            _GAZETTE,
            title=piece.title,
            url=site.url(piece),
            number=piece.number,
            date=rfc822(piece.published),
            section=piece.section,
            lead=piece.lead,
        )
        for piece in site.latest(site.items)
    ]
    return _rss(site, [*items[:3], walls.advertised(site), *items[3:]], "fr")


def _courier(site: Site) -> Answer:
    """Links lead through a counter that redirects; pictures in ``media:content``."""
    items = [
        fill(
            _COURIER,
            title=piece.title,
            base=site.base,
            number=piece.number,
            date=rfc822(piece.published.astimezone(UTC)),
            section=piece.section,
            author=_authors(piece, site.outlet.name),
            lead=piece.lead,
            media=_media(site, piece),
        )
        for piece in site.latest(site.items)
    ]
    return _rss(site, items, "en-GB")


def _carnet(site: Site) -> Answer:
    """Atom, with the date of the last change."""
    items = [
        fill(
            _CARNET_ENTRY,
            title=piece.title,
            url=site.url(piece),
            number=piece.number,
            published=piece.published.isoformat(),
            updated=piece.touched.isoformat(),
            authors=join(fill("<author><name>$name</name></author>", name=name) for name in piece.authors),
            section=piece.section,
            lead=piece.lead,
        )
        for piece in site.latest(site.items)
    ]
    text = fill(_CARNET, base=site.base, updated=built(site).isoformat(), items=join(items))
    return _answer(site, text, "application/atom+xml")


def _bousla(site: Site, script: str, declared: str, limit: int) -> Answer:
    """windows-1256 whatever the declaration says, dates in Arabic, and not well-formed."""
    items = join(
        fill(
            _BOUSLA_ITEM,
            title=piece.title,
            url=Html(site.url(piece)),
            lead=piece.lead,
            section=piece.section,
            date=f"{arabic(piece.published, EGYPTIAN).replace(' ', ', ', 1)} {piece.published:%H:%M:%S %z}",
        )
        for piece in site.latest(limit)
    )
    text = fill(_BOUSLA, script=script, declared=declared, base=site.base, items=items)
    for character, entity in _ENTITIES.items():
        text = Html(text.replace(character, entity))
    return Answer(200, text.encode("cp1256", "xmlcharrefreplace"), "text/xml", built(site))


def _nawras(site: Site) -> Answer:
    """JSON Feed 1.1."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": site.outlet.name,
        "home_page_url": site.base + "/",
        "feed_url": site.base + "/feed.json",
        "language": "ar",
        "items": [_nawras_item(site, piece) for piece in site.latest(site.items)],
    }
    return _answer(site, json.dumps(document, ensure_ascii=False), "application/feed+json")


def _nawras_item(site: Site, piece: Piece) -> dict[str, object]:
    item: dict[str, object] = {
        "id": str(piece.number),
        "url": site.url(piece),
        "title": piece.title,
        "summary": piece.lead,
        "content_text": piece.lead,
        "date_published": piece.published.isoformat(),
        "authors": [{"name": name} for name in piece.authors],
        "tags": [piece.section],
    }
    item |= {"date_modified": piece.modified.isoformat()} if piece.modified else {}
    return item | ({"image": site.picture(piece)} if piece.has_picture else {})


def _media(site: Site, piece: Piece) -> Html:
    if not piece.has_picture:
        return Html("")
    return fill(_MEDIA, image=site.picture(piece), caption=piece.caption, credit=piece.credit)


def _authors(piece: Piece, nobody: str) -> str:
    return ", ".join(piece.authors) or nobody


def _rss(site: Site, items: list[Html], language: str) -> Answer:
    text = fill(_RSS, title=site.outlet.name, base=site.base, language=language, built=rfc822(built(site)), items=join(items))
    return _answer(site, text, "application/rss+xml; charset=UTF-8")


def built(site: Site) -> datetime:
    """Return when the site last changed."""
    return max((piece.touched for piece in site.pieces), default=site.moment)


def _answer(site: Site, text: str, content_type: str) -> Answer:
    return Answer(200, text.encode(), content_type, built(site))


_FEEDS: Mapping[tuple[str, str], Callable[[Site], Answer]] = {
    ("phare", "/feed/"): _phare,
    ("phare", "/breves/feed/"): lambda site: error(410, "Ce flux n’existe plus."),
    ("gazette", "/rss.xml"): _gazette,
    ("carnet", "/atom.xml"): _carnet,
    ("bousla", "/rss.php"): lambda site: _bousla(site, "rss.php", "windows-1256", site.items),
    ("bousla", "/rss_mobile.php"): lambda site: _bousla(site, "rss_mobile.php", "utf-8", 25),
    ("sada", "/sitemap.xml"): lambda site: _answer(site, index(site), "application/xml"),
    ("sada", "/news-sitemap.xml"): lambda site: _answer(site, news(site), "application/xml"),
    ("nawras", "/feed.json"): _nawras,
    ("courier", "/feed"): _courier,
}
