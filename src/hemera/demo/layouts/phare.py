"""Le Phare du Golfe: WordPress with an SEO plugin. JSON-LD as one @graph, OpenGraph in UTC, "Lire aussi" between paragraphs."""

from __future__ import annotations

from hemera.demo.dates import clock, french, utc
from hemera.demo.html import Html, fill, flow, insert, join, json_ld
from hemera.demo.parts import alternates, cards, menu
from hemera.demo.press import Piece
from hemera.demo.site import Announced, Page, Site

FEEDS = (
    Announced("/feed/", "Le Phare du Golfe » Flux", "application/rss+xml"),
    Announced("/breves/feed/", "Le Phare du Golfe » Brèves", "application/rss+xml"),  # dead since the last redesign
)

_SHELL = """<!DOCTYPE html>
<html lang="fr-FR" prefix="og: https://ogp.me/ns#">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
$head
$feeds
<link rel="stylesheet" id="phare-style-css" href="$base/wp-content/themes/jetee/style.css?ver=6.4" media="all" />
<script>window.dataLayer = window.dataLayer || [];</script>
</head>
<body class="$classes">
<a class="skip-link screen-reader-text" href="#content">Aller au contenu</a>
<div id="page" class="hfeed site">
<header id="masthead" class="site-header">
  <div class="site-branding"><a href="$base/" rel="home">
<img src="$base/static/logo.png" alt="Le Phare du Golfe" width="240" height="60"></a>
  <p class="site-description">Le quotidien de Marsa Ennour</p></div>
  <nav id="site-navigation" class="main-navigation"><ul id="menu-principal" class="menu">
  <li class="menu-item menu-item-home"><a href="$base/">À la une</a></li>
$menu
  <li class="menu-item"><a href="$base/abonnement/">S’abonner</a></li></ul></nav>
  <div class="banniere-728"><span>Publicité</span><a href="$base/go/parapluies"><img src="$base/ads/banniere-728x90.png" alt="">
</a></div>
</header>
<div id="content" class="site-content">
$main
<aside id="secondary" class="widget-area">
  <section class="widget widget_search"><form role="search"><input type="search" placeholder="Rechercher…">
<button>Rechercher</button></form></section>
  <section class="widget widget_top-posts"><h2 class="widget-title">Les plus lus</h2><ol>
$read
  </ol></section>
  <section class="widget"><div class="publicite-300">
<img src="$base/ads/pave-300x250.png" alt="Publicité" width="300" height="250"></div></section>
  <section class="widget widget_recent_entries"><h2 class="widget-title">Dernières minutes</h2><ul>
$latest
  </ul></section>
</aside>
</div>
<footer id="colophon" class="site-footer">
  <div class="newsletter-footer"><h3>La lettre du Phare</h3>
<p>Chaque matin à 6 heures, l’essentiel de l’actualité du golfe dans votre boîte.</p>
  <form><input type="email" placeholder="Votre adresse"><button>Je m’inscris</button></form></div>
  <ul class="footer-links"><li>Qui sommes-nous</li><li>Mentions légales</li><li>Nous écrire</li><li>Plan du site</li></ul>
  <p class="copyright">© Le Phare du Golfe – 12, quai des Phares, Marsa Ennour. Reproduction interdite sans accord.</p>
</footer>
</div>
<div id="cookie-notice" role="dialog">
<p>Nous utilisons des cookies pour mesurer l’audience et vous proposer des contenus adaptés à vos centres d’intérêt.</p>
<button>Tout accepter</button> <button>Continuer sans accepter</button></div>
</body>
</html>
"""

_ARTICLE = """<div id="primary" class="content-area"><main id="main" class="site-main">
<nav class="breadcrumbs"><a href="$base/">Accueil</a> » <a href="$section_url">$section</a> » <span
class="breadcrumb_last">$title</span></nav>
<article id="post-$number" class="post-$number post type-post status-publish format-standard has-post-thumbnail hentry
category-$topic">
<header class="entry-header">
  <span class="cat-links"><a href="$section_url" rel="category tag">$section</a></span>
  <h1 class="entry-title">$title</h1>
  <div class="entry-meta"><span class="byline">$byline</span>
  <span class="posted-on">Publié le <time class="entry-date published" datetime="$iso">$date</time></span>$updated</div>
  <div class="sharedaddy"><span>Partager</span> <ul><li><a href="#">Courriel</a></li><li><a href="#">Imprimer</a></li><li>
<a href="#">Copier</a></li></ul></div>
</header>
$picture
<div class="entry-content">
<p class="chapo"><strong>$lead</strong></p>
$body
</div>
<footer class="entry-footer"><span class="tags-links">Mots-clés : <a href="#">golfe des Amandiers</a>, <a href="#">$section</a>
</span></footer>
</article>
<div class="jp-relatedposts"><h3>Sur le même sujet</h3>
$related
</div>
<div id="comments" class="comments-area"><h2>Réagir</h2><p>Vous devez être connecté pour publier un commentaire.</p></div>
</main></div>"""

_PICTURE = """<figure class="post-thumbnail wp-caption">
<img width="1200" height="800" src="$url" class="attachment-large wp-post-image" alt="$caption"
 srcset="$url 1200w, $small 400w" sizes="(max-width: 1200px) 100vw, 1200px" />
<figcaption class="wp-caption-text">$caption$credit</figcaption></figure>"""

_HEAD = """<title>$seo - Le Phare du Golfe</title>
<meta name="description" content="$lead" />
<link rel="canonical" href="$url" />
<meta property="og:locale" content="fr_FR" />
<meta property="og:type" content="article" />
<meta property="og:title" content="$seo - Le Phare du Golfe" />
<meta property="og:description" content="$lead" />
<meta property="og:url" content="$url" />
<meta property="og:site_name" content="Le Phare du Golfe" />
<meta property="article:published_time" content="$published" />
<meta property="article:modified_time" content="$modified" />
<meta property="article:section" content="$section" />
<meta property="og:image" content="$image" />
<meta name="twitter:card" content="summary_large_image" />
<meta name="author" content="$author" />"""

_ALSO = '<p class="lire-aussi"><strong>Lire aussi :</strong> <a href="$url">$title</a></p>'
_CARD = """<article class="post hentry"><a href="$url"><img src="$picture" alt="" loading="lazy"></a>
<h2 class="entry-title"><a href="$url" rel="bookmark">$title</a></h2><p class="entry-summary">$lead</p></article>"""
_ITEM = '<li><a href="$url">$title</a></li>'


def path(piece: Piece) -> str:
    return f"/{piece.published:%Y/%m/%d}/{piece.slug}/"


def pictures(piece: Piece) -> str:
    return f"/wp-content/uploads/{piece.published:%Y/%m}/"


def article(site: Site, piece: Piece) -> Page:
    also = cards(site, site.related(piece, 1), _ALSO)
    main = fill(
        _ARTICLE,
        base=site.base,
        number=piece.number,
        topic=piece.topic,
        section=piece.section,
        section_url=site.section_url(piece.section),
        title=piece.title,
        lead=piece.lead,
        byline=_byline(piece),
        iso=piece.published.isoformat(),
        date=_date(piece),
        updated=_updated(piece),
        picture=_picture(site, piece),
        body=join(insert(flow(piece), after2=also)),
        related=cards(
            site, site.related(piece, 3), '<div class="jp-post"><a href="$url"><img src="$picture" alt="">$title</a></div>'
        ),
    )
    return _shell(site, main, join([_head(site, piece), json_ld(_graph(site, piece))]), f"single single-post postid-{piece.number}")


def listing(site: Site, heading: str, pieces: tuple[Piece, ...], language: str) -> Page:
    head = fill(
        "<title>$title</title>",
        title=f"{heading} - Le Phare du Golfe" if heading else "Le Phare du Golfe – Le quotidien de Marsa Ennour",
    )
    main = fill(
        '<main id="main"><h1 class="page-title">$heading</h1>\n$cards</main>',
        heading=heading or "À la une",
        cards=cards(site, pieces, _CARD),
    )
    return _shell(site, main, head, "archive category" if heading else "home blog")


def _shell(site: Site, main: Html, head: Html, classes: str) -> Page:
    html = fill(
        _SHELL,
        base=site.base,
        head=head,
        feeds=alternates(site, FEEDS),
        classes=classes,
        main=main,
        menu=menu(site, '  <li class="menu-item menu-item-type-taxonomy"><a href="$url">$name</a></li>'),
        read=cards(site, site.read(5), _ITEM),
        latest=cards(site, site.latest(6), _ITEM),
    )
    return Page(html)


def _head(site: Site, piece: Piece) -> Html:
    return fill(
        _HEAD,
        seo=piece.seo_title or piece.title,
        lead=piece.lead,
        url=site.url(piece),
        published=utc(piece.published),
        modified=utc(piece.touched),
        section=piece.section,
        author=", ".join(piece.authors) or "La rédaction",
        image=site.picture(piece) if piece.has_picture else f"{site.base}/static/logo.png",
    )


def _graph(site: Site, piece: Piece) -> dict[str, object]:
    url, home = site.url(piece), site.base + "/"
    organisation = {"@type": "NewsMediaOrganization", "@id": home + "#organization", "name": "Le Phare du Golfe", "url": home}
    authors = [{"@type": "Person", "name": name} for name in piece.writers] or [
        {"@type": "Organization", "name": piece.agency or "La rédaction"}
    ]
    news: dict[str, object] = {
        "@type": "NewsArticle",
        "@id": url + "#article",
        "isPartOf": {"@id": url},
        "headline": piece.seo_title or piece.title,
        "author": authors,
        "datePublished": utc(piece.published),
        "dateModified": utc(piece.touched),
        "mainEntityOfPage": {"@id": url},
        "articleSection": [piece.section],
        "inLanguage": "fr-FR",
        "publisher": {"@id": home + "#organization"},
    }
    if piece.has_picture:
        news["image"] = {"@type": "ImageObject", "url": site.picture(piece), "width": 1200, "height": 800, "caption": piece.caption}
    page = {
        "@type": "WebPage",
        "@id": url,
        "url": url,
        "name": f"{piece.seo_title or piece.title} - Le Phare du Golfe",
        "inLanguage": "fr-FR",
    }
    site_ = {
        "@type": "WebSite",
        "@id": home + "#website",
        "url": home,
        "name": "Le Phare du Golfe",
        "publisher": {"@id": home + "#organization"},
    }
    return {"@context": "https://schema.org", "@graph": [news, page, site_, organisation]}


def _byline(piece: Piece) -> Html:
    if piece.writers:
        return fill('Par <span class="author vcard">$names</span>', names=" et ".join(piece.writers))
    return fill('<span class="source-agence">Source : $agency</span>' if piece.agency else "La rédaction", agency=piece.agency)


def _date(piece: Piece) -> str:
    return f"{french(piece.published)} à {clock(piece.published, 'h')}"


def _updated(piece: Piece) -> Html:
    if piece.modified is None:
        return Html("")
    text = f"{french(piece.modified)} à {clock(piece.modified, 'h')}"
    return fill(' <span class="updated">Mis à jour le $text</span>', text=text)


def _picture(site: Site, piece: Piece) -> Html:
    if not piece.has_picture:
        return Html("")
    credit = f" © {piece.credit}" if piece.credit else ""
    return fill(_PICTURE, url=site.picture(piece), small=site.picture(piece, "400x267"), caption=piece.caption, credit=credit)
