"""ضفاف · Rives: a bilingual magazine on a node-and-field system, with photograph galleries. Months as printed in the Levant."""

from __future__ import annotations

from collections.abc import Mapping

from hemera.demo.dates import LEVANTINE, arabic, clock, french
from hemera.demo.html import Html, fill, flow, join
from hemera.demo.parts import cards, menu
from hemera.demo.press import Piece
from hemera.demo.site import Announced, Page, Site

FEEDS: tuple[Announced, ...] = ()  # none: its section pages are what there is

_WORDS: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "name": "Dhifaf · Rives",
        "slogan": "Revue des deux langues du golfe",
        "home": "Accueil",
        "all": "Tous les articles",
        "by": "Par",
        "read": "Les plus lus",
        "related": "À découvrir aussi",
        "share": "Partager cette page",
        "print": "Version imprimable",
        "letter": "Recevez la lettre des rives, un dimanche sur deux.",
        "join": "S’inscrire",
        "comments": "Connectez-vous pour commenter",
        "cookies": "Ce site utilise des cookies de mesure.",
        "agree": "J’accepte",
        "other": "العربية",
        "photo": "Photo",
        "gallery": "Portfolio",
        "ad": "Publicité",
        "pages": "Qui sommes-nous · Numéros parus · Contact",
        "submitted": "Soumis le",
    },
    "ar": {
        "name": "ضفاف",
        "slogan": "مجلة الخليج بلغتيه",
        "home": "الرئيسية",
        "all": "كل المقالات",
        "by": "بقلم",
        "read": "الأكثر قراءة",
        "related": "قد يهمك أيضا",
        "share": "شارك هذه الصفحة",
        "print": "نسخة للطباعة",
        "letter": "تصلكم رسالة الضفاف مرة كل أسبوعين.",
        "join": "اشتركوا",
        "comments": "سجّلوا الدخول للتعليق",
        "cookies": "يستخدم هذا الموقع ملفات تعريف الارتباط للقياس.",
        "agree": "أوافق",
        "other": "Français",
        "photo": "تصوير",
        "gallery": "ألبوم صور",
        "ad": "إعلان",
        "pages": "من نحن · الأعداد السابقة · اتصلوا بنا",
        "submitted": "نُشر يوم",
    },
}

_SHELL = """<!DOCTYPE html>
<html lang="$language" dir="$direction" prefix="content: http://purl.org/rss/1.0/modules/content/ dc: http://purl.org/dc/terms/">
<head>
<meta charset="utf-8" />
<meta name="Generator" content="Drupal 10 (https://www.drupal.org)" />
<meta name="MobileOptimized" content="width" />
$head
<link rel="stylesheet" media="all" href="$base/sites/default/files/css/rives.css" />
</head>
<body class="path-node page-node-type-article">
<a href="#main-content" class="visually-hidden focusable">$all</a>
<div class="dialog-off-canvas-main-canvas" data-off-canvas-main-canvas><div class="layout-container">
<header role="banner"><div class="region region-header"><div id="block-branding"><a href="$base/$language" rel="home">
<img src="$base/static/logo.png" alt="$name" /></a><div class="site-slogan">$slogan</div></div>
<div class="language-switcher" role="navigation"><ul class="links"><li hreflang="$other_language">
<a href="$base/$other_language" class="language-link" hreflang="$other_language">$other</a></li></ul></div></div></header>
<nav role="navigation" id="block-main-menu"><ul class="menu"><li class="menu-item"><a href="$base/$language">$home</a></li>
<li class="menu-item"><a href="$base/$language/articles">$all</a></li>
$menu
</ul></nav>
<main role="main"><a id="main-content" tabindex="-1"></a><div class="layout-content"><div class="region region-content">
$main
</div></div>
<aside class="layout-sidebar-second" role="complementary"><div class="region region-sidebar-second">
<div class="views-element-container block"><h2>$read_title</h2><div class="view-content"><ul>
$read
</ul></div></div>
<div class="block block-ad"><span>$ad</span><img src="$base/ads/pave-300x250.png" alt="" width="300" height="250" /></div>
<div class="block block-newsletter"><p>$letter</p><form><input type="email" class="form-email" />
<input type="submit" value="$join" class="button" /></form></div>
</div></aside></main>
<footer role="contentinfo"><div class="region region-footer"><p>$pages</p></div></footer>
</div></div>
<div id="sliding-popup" class="eu-cookie-compliance-banner"><p>$cookies</p><button>$agree</button></div>
</body>
</html>
"""

_ARTICLE = """<div class="block block-page-title-block"><h1 class="page-title">
<span class="field field--name-title field--type-string">$title</span></h1></div>
<article data-history-node-id="$number" role="article" class="node node--type-article node--promoted node--view-mode-full">
<footer class="node__meta"><div class="node__submitted">$byline<span class="submitted">$submitted <time datetime="$iso"
class="datetime">$date</time></span></div></footer>
<div class="node__content">
<div class="field field--name-field-rubrique field__item"><a href="$section_url" hreflang="$language">$section</a></div>
<ul class="links inline"><li class="print"><a href="#">$print</a></li><li class="share"><a href="#">$share</a></li></ul>
$picture
<div class="field field--name-field-chapo field__item"><p>$lead</p></div>
<div class="clearfix text-formatted field field--name-body field--type-text-with-summary field--label-hidden field__item">
$body
</div>
$gallery
</div>
</article>
<div class="views-element-container block block-related"><h2>$related_title</h2>
$related
</div>
<div class="comment-login"><a href="$base/user/login">$comments</a></div>"""

_HEAD = """<title>$seo | $name</title>
<link rel="canonical" href="$url" />
<link rel="alternate" hreflang="$language" href="$url" />
$twin
<meta name="description" content="$lead" />
<meta property="og:title" content="$seo" />
<meta property="og:site_name" content="$name" />
$image"""

_PICTURE = """<div class="field field--name-field-image field--type-image field__item"><figure>
<img loading="lazy" src="$url" width="1200" height="800" alt="$caption" />
<figcaption class="field__caption">$caption$credit</figcaption></figure></div>"""
_GALLERY = """<div class="field field--name-field-galerie field--label-above"><div class="field__label">$title</div>
<ul class="gallery">
$photos
</ul></div>"""
_PHOTO = """<li class="field__item"><figure><img src="$url" width="1200" height="800" alt="" loading="lazy" />
<figcaption>$caption</figcaption></figure></li>"""
_CARD = """<div class="views-row"><article class="node node--type-article node--view-mode-teaser"><a href="$url">
<img src="$picture" alt="" /></a>
<h2><a href="$url" rel="bookmark"><span>$title</span></a></h2><div class="field--name-field-chapo"><p>$lead</p></div></article>
</div>"""


def path(piece: Piece) -> str:
    return f"/{piece.language}/node/{piece.number}"


def pictures(piece: Piece) -> str:
    return f"/sites/default/files/{piece.published:%Y-%m}/"


def article(site: Site, piece: Piece) -> Page:
    words = _WORDS[piece.language]
    main = fill(
        _ARTICLE,
        base=site.base,
        language=piece.language,
        title=piece.title,
        number=piece.number,
        byline=_byline(piece, words),
        submitted=words["submitted"],
        iso=piece.published.isoformat(),
        date=_date(piece),
        section=piece.section,
        section_url=site.section_url(piece.section, piece.language),
        print=words["print"],
        share=words["share"],
        picture=_picture(site, piece, words),
        lead=piece.lead,
        body=join(flow(piece, "<p>$text</p>", "<h3>$text</h3>")),
        gallery=_gallery(site, piece, words),
        comments=words["comments"],
        related_title=words["related"],
        related=cards(site, site.related(piece, 3), _CARD),
    )
    return _shell(site, main, _head(site, piece, words["name"]), piece.language)


def listing(site: Site, heading: str, pieces: tuple[Piece, ...], language: str) -> Page:
    words = _WORDS[language]
    head = fill("<title>$heading | $name</title>", heading=heading or words["home"], name=words["name"])
    cards_ = cards(site, pieces, _CARD)
    main = fill(
        '<h1 class="page-title">$heading</h1>\n<div class="view-content">$cards</div>',
        heading=heading or words["home"],
        cards=cards_,
    )
    return _shell(site, main, head, language)


def everything(site: Site, language: str) -> Page:
    """Return the page that lists all articles of one language: the outlet's only feed."""
    return listing(site, _WORDS[language]["all"], site.latest(200, language), language)


def _shell(site: Site, main: Html, head: Html, language: str) -> Page:
    words = _WORDS[language]
    named = {
        key: words[key] for key in ("name", "slogan", "home", "all", "letter", "join", "cookies", "agree", "other", "ad", "pages")
    }
    html = fill(
        _SHELL,
        **named,
        base=site.base,
        head=head,
        main=main,
        language=language,
        direction="rtl" if language == "ar" else "ltr",
        other_language="fr" if language == "ar" else "ar",
        read_title=words["read"],
        menu=menu(site, '<li class="menu-item"><a href="$url">$name</a></li>', language),
        read=cards(site, site.read(5, language), '<li><a href="$url">$title</a></li>'),
    )
    return Page(html)


def _head(site: Site, piece: Piece, name: str) -> Html:
    image = fill('<meta property="og:image" content="$url" />', url=site.picture(piece)) if piece.has_picture else ""
    return fill(
        _HEAD,
        seo=piece.seo_title or piece.title,
        name=name,
        url=site.url(piece),
        language=piece.language,
        twin=_twin(site, piece),
        lead=piece.lead,
        image=image,
    )


def _twin(site: Site, piece: Piece) -> Html:
    """Point to the article on the same event in the other language."""
    twin = next((p for p in site.pieces if piece.event and p.event == piece.event and p.language != piece.language), None)
    return (
        fill('<link rel="alternate" hreflang="$language" href="$url" />', language=twin.language, url=site.url(twin))
        if twin
        else Html("")
    )


def _date(piece: Piece) -> str:
    if piece.language == "ar":
        return f"{arabic(piece.published, LEVANTINE)} - {clock(piece.published)}"
    return f"{french(piece.published)} - {clock(piece.published)}"


def _byline(piece: Piece, words: Mapping[str, str]) -> Html:
    if piece.writers:
        template = '<span class="field--name-field-auteur">$by <span>$names</span></span> '
        return fill(template, by=words["by"], names=(" و" if piece.language == "ar" else " et ").join(piece.writers))
    return fill('<span class="field--name-field-source">$agency</span> ', agency=piece.agency) if piece.agency else Html("")


def _picture(site: Site, piece: Piece, words: Mapping[str, str]) -> Html:
    if not piece.has_picture:
        return Html("")
    credit = f" ({words['photo']} : {piece.credit})" if piece.credit else ""
    return fill(_PICTURE, url=site.picture(piece), caption=piece.caption, credit=credit)


def _gallery(site: Site, piece: Piece, words: Mapping[str, str]) -> Html:
    if not piece.photos:
        return Html("")
    photos = (
        fill(_PHOTO, url=site.picture(piece, photo=number), caption=caption) for number, caption in enumerate(piece.photos, 1)
    )
    return fill(_GALLERY, title=words["gallery"], photos=join(photos))
