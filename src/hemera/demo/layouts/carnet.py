"""Le Carnet du Soir: since September 2019 a modern page with JSON-LD; what is older keeps its old address and its old clothes."""

from __future__ import annotations

from hemera.demo.dates import clock, french
from hemera.demo.html import Html, fill, flow, insert, join, json_ld
from hemera.demo.layouts import carnet_old
from hemera.demo.parts import alternates, cards, menu
from hemera.demo.press import Piece
from hemera.demo.site import Announced, Page, Site

FEEDS = (Announced("/atom.xml", "Le Carnet du Soir", "application/atom+xml"),)

_SHELL = """<!doctype html>
<html lang="fr" class="no-js">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
$head
$feeds
<link rel="stylesheet" href="$base/assets/carnet.css">
</head>
<body>
<header class="bandeau" role="banner">
<a class="bandeau__logo" href="$base/"><img src="$base/static/logo.png" alt="Le Carnet du Soir"></a>
<nav class="bandeau__nav" aria-label="Rubriques"><ul>
$menu
</ul></nav>
<a class="bandeau__abo" href="$base/abonnement">S’abonner au papier</a>
</header>
<main id="contenu">
$main
</main>
<aside class="rail" aria-label="À lire">
<section class="rail__bloc"><h2>Le sommaire du soir</h2><ol>
$latest
</ol></section>
<div class="rail__pub" data-slot="droite"><small>Annonce</small>
<img src="$base/ads/pave-300x250.png" alt="" width="300" height="250"></div>
<section class="rail__lettre"><h2>La lettre de 18 heures</h2><p>Le sommaire du Carnet, chaque soir, avant la soupe.</p><form>
<input type="email" aria-label="Adresse"><button>Recevoir</button></form></section>
</aside>
<footer class="pied" role="contentinfo"><p>Le Carnet du Soir, journal fondé un mardi.</p><ul><li><a href="#">Mentions légales</a>
</li><li><a href="#">Données personnelles</a></li><li><a href="#">Archives depuis 2008</a></li></ul></footer>
<div class="cookies" hidden><p>Le Carnet dépose deux cookies et en offre un troisième, aux amandes, à l’accueil du journal.</p>
<button>D’accord</button></div>
</body>
</html>
"""

_ARTICLE = """<article class="article" data-id="$number">
<header class="article__tete">
<p class="article__rubrique"><a href="$section_url">$section</a></p>
<h1>$title</h1>
<p class="article__chapo">$lead</p>
<p class="article__signature">$byline <time datetime="$iso">le $date</time></p>
<ul class="article__partage"><li><a href="#">Partager</a></li><li><a href="#">Copier le lien</a></li></ul>
</header>
$picture
<div class="article__corps">
$body
</div>
<footer class="article__fin"><p>Une erreur ? <a href="mailto:correcteurs@carnet.example">Écrivez aux correcteurs</a>.</p></footer>
</article>
<section class="suite"><h2>À lire ensuite</h2>
$related
</section>"""

_PICTURE = """<figure class="article__image"><img src="$url" alt="$caption" width="1200" height="800">
<figcaption>$caption $credit</figcaption></figure>"""
_AD = '<div class="article__pub"><small>Annonce</small><img src="{base}/ads/banniere-728x90.png" alt=""></div>'
_CARD = '<article class="carte"><a href="$url"><h3>$title</h3></a><p>$lead</p></article>'


def path(piece: Piece) -> str:
    if _is_old(piece):
        return f"/spip.php?article{piece.number}"
    return f"/{piece.topic}/article/{piece.published:%Y/%m/%d}/{piece.slug}_{piece.number}.html"


def pictures(piece: Piece) -> str:
    return "/IMG/arton/" if _is_old(piece) else f"/images/{piece.published:%Y/%m}/"


def article(site: Site, piece: Piece) -> Page:
    if _is_old(piece):
        return carnet_old.article(site, piece)
    advertisement = Html(_AD.format(base=site.base))
    main = fill(
        _ARTICLE,
        number=piece.number,
        section=piece.section,
        section_url=site.section_url(piece.section),
        title=piece.title,
        lead=piece.lead,
        byline=_byline(piece),
        iso=piece.published.isoformat(),
        date=f"{french(piece.published)} à {clock(piece.published, ' h ')}",
        picture=_picture(site, piece),
        body=join(insert(flow(piece, subhead="<h2>$text</h2>"), after3=advertisement)),
        related=cards(site, site.related(piece, 3), _CARD),
    )
    return _shell(site, main, join([_head(site, piece), json_ld(_news(site, piece))]))


def listing(site: Site, heading: str, pieces: tuple[Piece, ...], language: str) -> Page:
    main = fill("<h1>$heading</h1>\n$cards", heading=heading or "Ce soir", cards=cards(site, pieces, _CARD))
    return _shell(site, main, fill("<title>$title</title>", title=f"{heading or 'Accueil'} · Le Carnet du Soir"))


def _is_old(piece: Piece) -> bool:
    return (piece.published.year, piece.published.month) < (2019, 9)


def _shell(site: Site, main: Html, head: Html) -> Page:
    item = '<li><a href="$url">$title</a></li>'
    html = fill(
        _SHELL,
        base=site.base,
        head=head,
        feeds=alternates(site, FEEDS),
        main=main,
        menu=menu(site, '<li><a href="$url">$name</a></li>'),
        latest=cards(site, site.latest(6), item),
    )
    return Page(html)


def _head(site: Site, piece: Piece) -> Html:
    template = """<title>$seo · Le Carnet du Soir</title>
<meta name="description" content="$lead">
<link rel="canonical" href="$url">
<meta property="og:type" content="article">
<meta property="og:title" content="$seo">
<meta property="og:url" content="$url">"""
    return fill(template, seo=piece.seo_title or piece.title, lead=piece.lead, url=site.url(piece))


def _news(site: Site, piece: Piece) -> dict[str, object]:
    authors = [{"@type": "Person", "name": name} for name in piece.writers] or [
        {"@type": "Organization", "name": piece.agency or "Le Carnet du Soir"}
    ]
    news: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": piece.title,
        "description": piece.lead,
        "author": authors,
        "datePublished": piece.published.isoformat(),
        "dateModified": piece.touched.isoformat(),
        "articleSection": piece.section,
        "inLanguage": "fr",
        "isAccessibleForFree": True,
        "mainEntityOfPage": site.url(piece),
        "publisher": {
            "@type": "Organization",
            "name": "Le Carnet du Soir",
            "logo": {"@type": "ImageObject", "url": f"{site.base}/static/logo.png"},
        },
    }
    return news | ({"image": [site.picture(piece)]} if piece.has_picture else {})


def _byline(piece: Piece) -> Html:
    if piece.writers:
        return fill('Par <a rel="author" href="#">$names</a>,', names=" et ".join(piece.writers))
    return fill("Avec <span>$agency</span>," if piece.agency else "Le Carnet du Soir,", agency=piece.agency)


def _picture(site: Site, piece: Piece) -> Html:
    if not piece.has_picture:
        return Html("")
    credit = fill('<span class="credit">Photo : $name</span>', name=piece.credit) if piece.credit else ""
    return fill(_PICTURE, url=site.picture(piece), caption=piece.caption, credit=credit)
