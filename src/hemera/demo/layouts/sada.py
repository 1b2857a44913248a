"""صدى الجنوب: every article twice, as a light page and as its AMP twin, from one template. Months as printed in Morocco."""

from __future__ import annotations

from hemera.demo.dates import MOROCCAN, arabic, clock
from hemera.demo.html import Html, fill, flow, insert, join, json_ld
from hemera.demo.parts import alternates, cards, menu
from hemera.demo.press import Piece
from hemera.demo.site import Announced, Page, Site

FEEDS: tuple[Announced, ...] = ()  # no feed, only sitemaps

_SHELL = """<!doctype html>
<html $amp lang="ar" dir="rtl">
<head>
<meta charset="utf-8">
$head
$feeds
<meta name="viewport" content="width=device-width,minimum-scale=1">
$runtime
</head>
<body>
<$menu_tag id="sidebar" layout="nodisplay" side="right"><ul class="menu">
$menu
</ul></$menu_tag>
<header class="top-bar"><button on="tap:sidebar.toggle">☰</button><a href="$base/" class="logo">
<img src="$base/static/logo.png" alt="صدى الجنوب" width="160" height="40"></a></header>
<$ad_tag type="banner" width="320" height="50" class="ad">
<img src="$base/ads/banniere-320x50.png" alt="إعلان" width="320" height="50"></$ad_tag>
$main
<section class="most-read"><h4>الأكثر قراءة</h4><ol>
$read
</ol></section>
<footer class="footer"><p>صدى الجنوب، جريدة الواحات والجبال. جميع الحقوق محفوظة.</p>
<a href="#">من نحن</a> <a href="#">اتصل بنا</a> <a href="#">سياسة الخصوصية</a></footer>
<$consent_tag id="consent" layout="nodisplay"><div>يستخدم هذا الموقع ملفات تعريف الارتباط لتحسين تجربتك.</div>
<button>موافق</button></$consent_tag>
</body>
</html>
"""

_ARTICLE = """<main><article class="amp-wp-article">
<header class="amp-wp-article-header">
<div class="cat"><a href="$section_url">$section</a></div>
<h1 class="amp-wp-title">$title</h1>
<div class="amp-wp-meta">$byline<span class="amp-wp-posted-on">$date</span></div>
$share
</header>
$picture
<div class="amp-wp-article-content">
<p class="excerpt">$lead</p>
$body
</div>
<footer class="amp-wp-article-footer"><div class="tags"><a href="$section_url">$section</a> <a href="#">خليج اللوز</a></div>
<a class="comments-link" href="#">اترك تعليقا</a></footer>
</article>
<aside class="related"><h3>مقالات ذات صلة</h3>
$related
</aside>
<div class="newsletter"><h4>نشرة الجنوب</h4><p>عناوين الواحات والجبال كل صباح في بريدكم.</p><button>اشتراك</button></div>
</main>"""

_HEAD = """<title>$seo - صدى الجنوب</title>
<meta name="description" content="$lead">
<link rel="canonical" href="$url">
$twin
<meta property="og:title" content="$seo">
<meta property="og:type" content="article">
<meta property="og:locale" content="ar_MA">"""

_RUNTIME = """<script async src="/v0/amp.js"></script>
<script async custom-element="amp-sidebar" src="/v0/amp-sidebar-0.1.js"></script>
<style amp-boilerplate>body{animation:-amp-start 8s steps(1,end) 0s 1 normal both}</style>
<style amp-custom>body{font-family:serif}</style>"""
_PICTURE = """<figure class="amp-wp-article-featured-image">
<$img src="$url" width="1200" height="800" layout="responsive" alt="$caption"></$img>
<figcaption>$caption$credit</figcaption></figure>"""
_CARD = '<div class="item"><a href="$url"><img src="$picture" width="400" height="267" alt=""><h2>$title</h2></a></div>'


def path(piece: Piece) -> str:
    return f"/{piece.number}/{piece.slug}.html"


def pictures(piece: Piece) -> str:
    return f"/uploads/{piece.published:%Y}/"


def article(site: Site, piece: Piece) -> Page:
    return _article(site, piece, amp=False)


def amp(site: Site, piece: Piece) -> Page:
    """Return the article's AMP twin, at ``/amp`` before the canonical path."""
    return _article(site, piece, amp=True)


def listing(site: Site, heading: str, pieces: tuple[Piece, ...], language: str) -> Page:
    main = fill("<main><h1>$heading</h1>\n$cards</main>", heading=heading or "آخر الأخبار", cards=cards(site, pieces, _CARD))
    return _shell(site, main, fill("<title>$title</title>", title=f"{heading or 'الرئيسية'} - صدى الجنوب"), amp=False)


def _article(site: Site, piece: Piece, *, amp: bool) -> Page:
    ad = Html(
        '<amp-ad width="300" height="250" type="mesh"></amp-ad>' if amp else '<div class="ad-inline"><small>إعلان</small></div>'
    )
    share = (
        '<amp-social-share type="system"></amp-social-share>'
        if amp
        else '<div class="share"><a href="#">مشاركة</a> <a href="#">طباعة</a></div>'
    )
    main = fill(
        _ARTICLE,
        section=piece.section,
        section_url=site.section_url(piece.section),
        title=piece.title,
        byline=_byline(piece),
        lead=piece.lead,
        date=f"{arabic(piece.published, MOROCCAN)} - {clock(piece.published)}",
        share=Html(share),
        picture=_picture(site, piece, amp),
        body=join(insert(flow(piece, subhead="<h3>$text</h3>"), after2=ad)),
        related=cards(site, site.related(piece, 3), _CARD),
    )
    return _shell(site, main, _head(site, piece, amp), amp=amp)


def _shell(site: Site, main: Html, head: Html, *, amp: bool) -> Page:
    html = fill(
        _SHELL,
        amp=Html("amp" if amp else 'class="light"'),
        head=head,
        feeds=alternates(site, FEEDS),
        runtime=Html(_RUNTIME if amp else ""),
        base=site.base,
        menu=menu(site, '<li><a href="$url">$name</a></li>'),
        main=main,
        read=cards(site, site.read(5), '<li><a href="$url">$title</a></li>'),
        menu_tag="amp-sidebar" if amp else "nav",
        ad_tag="amp-ad" if amp else "div",
        consent_tag="amp-consent" if amp else "div",
    )
    return Page(html)


def _head(site: Site, piece: Piece, amp: bool) -> Html:
    twin = "" if amp else fill('<link rel="amphtml" href="$url">', url=f"{site.base}/amp{path(piece)}")
    head = fill(_HEAD, seo=piece.seo_title or piece.title, lead=piece.lead, url=site.url(piece), twin=twin)
    news = {
        "@context": "http://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": site.url(piece),
        "headline": piece.seo_title or piece.title,
        "datePublished": piece.published.isoformat(),
        "dateModified": piece.touched.isoformat(),
        "description": piece.lead,
        "author": [{"@type": "Person", "name": name} for name in piece.authors] or {"@type": "Organization", "name": "صدى الجنوب"},
        **(
            {"image": {"@type": "ImageObject", "url": site.picture(piece), "width": 1200, "height": 800}}
            if piece.has_picture
            else {}
        ),
    }
    return join([head, json_ld(news)])


def _byline(piece: Piece) -> Html:
    if piece.writers:
        return fill('<span class="amp-wp-author author vcard">$names</span> ', names="، ".join(piece.writers))
    return fill(
        '<span class="source">عن $agency</span> ' if piece.agency else '<span class="author">هيئة التحرير</span> ',
        agency=piece.agency,
    )


def _picture(site: Site, piece: Piece, amp: bool) -> Html:
    if not piece.has_picture:
        return Html("")
    html = fill(
        _PICTURE,
        img="amp-img" if amp else "img",
        url=site.picture(piece),
        caption=piece.caption,
        credit=f" – عدسة {piece.credit}" if piece.credit else "",
    )
    return Html(html.replace("></img>", ">"))
