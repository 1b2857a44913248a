"""La Gazette des Amandiers: a JavaScript framework's page: class names hashed by release, data in a script, a paywall."""

from __future__ import annotations

from hashlib import blake2b

from hemera.demo.dates import clock, french
from hemera.demo.html import Html, fill, flow, join, json_ld, script
from hemera.demo.parts import alternates, cards, menu
from hemera.demo.press import Piece
from hemera.demo.site import Announced, Page, Site

FEEDS = (Announced("/rss.xml", "La Gazette des Amandiers", "application/rss+xml"),)

_SHELL = """<!DOCTYPE html><html lang="fr">
<head><meta charSet="utf-8"/><meta name="viewport" content="width=device-width"/>$head$feeds
<link rel="preload" href="/_next/static/css/$build.css" as="style"/><script defer="" src="/_next/static/chunks/main-$build.js">
</script></head>
<body><div id="__next"><div class="$c_layout"><header class="$c_header"><div class="$c_top"><a href="$base/">
<img src="$base/static/logo.png" alt="La Gazette"/></a>
<button class="$c_button">Se connecter</button><button class="$c_cta">S’abonner dès 1 dinar</button></div>
<nav class="$c_nav">$menu</nav></header>
<div class="$c_ad"><span class="$c_label">Publicité</span>
<img src="$base/ads/banniere-970x250.png" width="970" height="250" alt=""/></div>
$main
<footer class="$c_footer"><div class="$c_newsletter"><span>L’infolettre éco</span>
<div>Deux fois par semaine, les chiffres du golfe expliqués sans jargon.</div>
<input type="email" placeholder="Adresse électronique"/><button class="$c_button">S’inscrire</button></div>
<div class="$c_legal"><span>© La Gazette des Amandiers</span><a href="/cgu">Conditions générales</a><a href="/cookies">Cookies</a>
<a href="/contact">Contact</a></div></footer>
<div class="$c_consent" role="dialog"><div>Nous et nos partenaires déposons des traceurs pour mesurer l’audience.</div>
<button>Accepter</button><button>Refuser</button></div>
</div></div>$data</body></html>
"""

_ARTICLE = """<main class="$c_main"><article class="$c_article">
<div class="$c_kicker"><a href="$section_url">$section</a>$badge</div>
<h1 class="$c_title">$title</h1><div class="$c_standfirst">$lead</div>
<div class="$c_meta"><div class="$c_byline">$byline</div><div class="$c_date"><span>Publié le $date</span>$updated</div>
<div class="$c_share"><button>Partager</button><button>Offrir l’article</button><button>Lire plus tard</button></div></div>
$picture
<div class="$c_body">$body</div>$wall
<div class="$c_tags"><a href="$section_url">$section</a><a href="/dossiers/golfe">Golfe des Amandiers</a></div></article>
<section class="$c_more"><h3 class="$c_heading">À lire également</h3>$related</section>
<aside class="$c_rail"><h3 class="$c_heading">Les plus consultés</h3><ol>$read</ol>
<img src="$base/ads/pave-300x600.png" width="300" height="600" alt="Publicité"/></aside>
<section class="$c_comments"><h3 class="$c_heading">Commentaires</h3><div>Réservé aux abonnés. $count contributions.</div>
</section></main>"""

_WALL = """<div class="$c_gate"><div class="$c_fade"></div><h2>Il vous reste l’essentiel à lire</h2>
<div>Cet article est réservé à nos abonnés. Soutenez un journalisme
indépendant, à partir de 1 dinar le premier mois, sans engagement.</div><button class="$c_cta">Je m’abonne</button>
<a href="/connexion">Déjà abonné ? Se connecter</a></div>"""

_PICTURE = """<figure class="$c_figure"><img src="$url" alt="$caption" width="1200" height="800" loading="eager"/>
<figcaption class="$c_caption">$caption<span class="$c_credit">$credit</span></figcaption></figure>"""

_HEAD = """<title>$seo | La Gazette des Amandiers</title><meta name="description" content="$lead"/>
<link rel="canonical" href="$url"/>
<meta property="og:type" content="article"/><meta property="og:title" content="$seo"/>
<meta property="og:description" content="$lead"/>
<meta property="og:url" content="$url"/><meta property="og:site_name" content="La Gazette des Amandiers"/>$image
<meta property="article:published_time" content="$published"/><meta property="article:section" content="$section"/>$authors"""

_CARD = '<div class="teaser"><a href="$url"><img src="$picture" alt="" loading="lazy"/><h3>$title</h3></a><div>$lead</div></div>'


class _Classes:
    """The class names of a release: a word of the component, and a hash the build made."""

    def __init__(self, release: int) -> None:
        self.release = release

    def __call__(self, name: str) -> str:
        digest = blake2b(f"{name}{self.release}".encode(), digest_size=4).hexdigest()[:5]
        return f"{name.capitalize()}_{name}__{digest}"

    def fill(self, template: str, **values: object) -> Html:
        """Fill a template whose ``$c_name`` are class names."""
        names = {part.split('"')[0].split("<")[0] for part in template.split("$c_")[1:]}
        return fill(template, **{f"c_{name}": self(name) for name in names}, **values)


def path(piece: Piece) -> str:
    return f"/{piece.topic}/{piece.slug}-{piece.number}"


def pictures(piece: Piece) -> str:
    return f"/cdn/{piece.published:%Y}/{piece.seed % 256:02x}/"


def article(site: Site, piece: Piece) -> Page:
    css = _Classes(site.release)
    premium = piece.kind == "premium"
    main = css.fill(
        _ARTICLE,
        base=site.base,
        section=piece.section,
        section_url=site.section_url(piece.section),
        title=piece.title,
        lead=piece.lead,
        badge=css.fill('<span class="$c_badge">Abonnés</span>') if premium else "",
        byline=_byline(piece),
        date=_date(piece),
        updated=fill("<span>, modifié le $date</span>", date=_stamp(piece)) if piece.modified else "",
        picture=_picture(site, piece, css),
        body=join(flow(piece, css.fill('<p class="$c_text">$$text</p>'), css.fill('<h2 class="$c_subtitle">$$text</h2>')), ""),
        wall=css.fill(_WALL) if premium else "",
        related=cards(site, site.related(piece, 4), _CARD),
        read=cards(site, site.read(5), '<li><a href="$url">$title</a></li>'),
        count=piece.seed % 40 + 2,
    )
    head = join([_head(site, piece), json_ld(_paid(piece)) if premium else Html("")], "")
    return _shell(site, main, head, {"page": "/[rubrique]/[slug]", "props": {"pageProps": {"article": _props(site, piece)}}})


def listing(site: Site, heading: str, pieces: tuple[Piece, ...], language: str) -> Page:
    css = _Classes(site.release)
    main = css.fill(
        '<main class="$c_main"><h1 class="$c_title">$heading</h1>$cards</main>',
        heading=heading or "À la une",
        cards=cards(site, pieces, _CARD),
    )
    head = fill("<title>$title</title>", title=f"{heading or 'Économie et société du golfe'} | La Gazette des Amandiers")
    return _shell(site, main, head, {"page": "/[rubrique]", "props": {"pageProps": {"rubrique": heading}}})


def _shell(site: Site, main: Html, head: Html, data: dict[str, object]) -> Page:
    css = _Classes(site.release)
    build = blake2b(str(site.release).encode(), digest_size=8).hexdigest()
    html = css.fill(
        _SHELL,
        base=site.base,
        head=head,
        feeds=alternates(site, FEEDS),
        build=build,
        main=main,
        menu=menu(site, '<a href="$url">$name</a>'),
        data=script("application/json", data | {"query": {}, "buildId": build, "isFallback": False}, ' id="__NEXT_DATA__"'),
    )
    return Page(html)


def _head(site: Site, piece: Piece) -> Html:
    return fill(
        _HEAD,
        seo=piece.seo_title or piece.title,
        lead=piece.lead,
        url=site.url(piece),
        published=piece.published.isoformat(),
        section=piece.section,
        image=fill('<meta property="og:image" content="$url"/>', url=site.picture(piece)) if piece.has_picture else "",
        authors=join((fill('<meta property="article:author" content="$name"/>', name=name) for name in piece.authors), ""),
    )


def _props(site: Site, piece: Piece) -> dict[str, object]:
    """Return what the page's script is given; of a paid article no more than the page shows."""
    return {
        "id": piece.number,
        "title": piece.title,
        "premium": piece.kind == "premium",
        "publishedAt": piece.published.isoformat(),
        "updatedAt": piece.touched.isoformat(),
        "section": {"name": piece.section, "href": site.section_url(piece.section)},
        "authors": list(piece.authors),
        "blocks": [{"type": "paragraph", "html": text} for text in piece.visible],
    }


def _paid(piece: Piece) -> dict[str, object]:
    part = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": "article"}
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": piece.title,
        "isAccessibleForFree": False,
        "hasPart": part,
    }


def _byline(piece: Piece) -> str:
    if piece.writers:
        return f"Par {' et '.join(piece.writers)}"
    return f"Avec {piece.agency}" if piece.agency else "La rédaction"


def _date(piece: Piece) -> str:
    return f"{french(piece.published)} à {clock(piece.published, ' h ')}"


def _stamp(piece: Piece) -> str:
    return f"{french(piece.touched)} à {clock(piece.touched, ' h ')}"


def _picture(site: Site, piece: Piece, css: _Classes) -> Html:
    if not piece.has_picture:
        return Html("")
    credit = f" Photo {piece.credit}" if piece.credit else ""
    return css.fill(_PICTURE, url=site.picture(piece), caption=piece.caption, credit=credit)
