"""النورس: a system of the house's own, with live blogs. Months as printed in Tunisia."""

from __future__ import annotations

from hemera.demo.dates import TUNISIAN, arabic, clock
from hemera.demo.html import Html, fill, flow, join, json_ld
from hemera.demo.parts import alternates, cards, menu
from hemera.demo.press import LiveEntry, Piece
from hemera.demo.site import Announced, Page, Site

FEEDS = (Announced("/feed.json", "النورس", "application/feed+json"),)

_SHELL = """<!DOCTYPE html>
<html lang="ar" dir="rtl">
<head>
<meta charset="utf-8">
$head
$feeds
<link rel="stylesheet" href="$base/ui/nawras.css">
</head>
<body class="n-body">
<div class="n-ticker"><strong>عاجل</strong><ul>
$latest
</ul></div>
<div class="n-head"><a class="n-logo" href="$base/"><img src="$base/static/logo.png" alt="النورس"></a>
<div class="n-weather">مرسى النور: ريح شمالية معتدلة</div></div>
<div class="n-nav">
$menu
</div>
<div class="n-leaderboard"><img src="$base/ads/banniere-970x90.png" alt="إعلان"></div>
<div class="n-grid"><div class="n-col-main">
$main
</div>
<div class="n-col-side">
<div class="n-box"><div class="n-box-title">الأكثر قراءة هذا الأسبوع</div>
$read
</div>
<div class="n-box n-ad"><img src="$base/ads/pave-300x250.png" alt="إعلان"></div>
<div class="n-box"><div class="n-box-title">حركة البواخر</div><table><tr><td>جزيرة التين</td><td>07:30</td></tr><tr>
<td>قصر الحمام</td><td>09:15</td></tr></table></div>
</div></div>
<div class="n-foot"><div>النورس، صحيفة الميناء والبحر</div><div>النشرة البريدية: كل فجر، قبل القهوة <input type="email">
<button>سجّل</button></div>
<div><a href="#">شروط الاستعمال</a> <a href="#">هيئة التحرير</a> <a href="#">للإعلان</a></div></div>
<div class="n-cookies">نستعمل الكوكيز لقياس عدد القراء. <button>فهمت</button></div>
</body>
</html>
"""

_ARTICLE = """<div class="n-story" id="story-$number">
<div class="n-path"><a href="$base/">الرئيسية</a> / <a href="$section_url">$section</a></div>
<h1 class="n-story-title">$title</h1>
<h2 class="n-story-lead">$lead</h2>
<div class="n-story-info">$byline<span class="n-story-date">نُشر: $date</span>$updated</div>
<div class="n-story-tools"><a href="#">شارك</a><a href="#">اطبع</a><a href="#">استمع إلى المقال</a></div>
$picture
<div class="n-story-text">
$body
</div>
$live
<div class="n-story-tags">الوسوم: <a href="#">$section</a><a href="#">خليج اللوز</a></div>
<div class="n-also"><div class="n-box-title">اقرأ أيضا</div>
$related
</div>
<div class="n-comments"><div class="n-box-title">شارك برأيك</div><p>التعليقات مفتوحة مدة ثلاثة أيام وتخضع للمراجعة قبل النشر.</p>
</div>
</div>"""

_LIVE = '<div class="n-live"><div class="n-live-head"><span class="n-dot"></span>تغطية مباشرة</div>\n$entries\n</div>'
_ENTRY = """<div class="n-live-entry" id="e$id" data-time="$iso"><div class="n-live-time"><time datetime="$iso">$time</time></div>
<div class="n-live-text">$paragraphs</div></div>"""
_PICTURE = '<div class="n-story-photo"><img src="$url" alt="$caption"><div class="n-story-caption">$caption$credit</div></div>'
_HEAD = """<title>$seo | النورس</title>
<meta name="description" content="$lead">
<link rel="canonical" href="$url">
<meta property="og:title" content="$seo">
<meta property="og:site_name" content="النورس">
<meta property="og:url" content="$url">
<meta name="publish-date" content="$published">
<meta name="author" content="$author">
$image"""
_CARD = '<div class="n-card"><a href="$url"><img src="$picture" alt=""><span>$title</span></a></div>'


def path(piece: Piece) -> str:
    return f"/{'mubachir' if piece.kind == 'live' else 'article'}/{piece.number}/{piece.slug}"


def pictures(piece: Piece) -> str:
    return f"/files/{piece.number // 1000}/"


def article(site: Site, piece: Piece) -> Page:
    main = fill(
        _ARTICLE,
        base=site.base,
        number=piece.number,
        section=piece.section,
        section_url=site.section_url(piece.section),
        title=piece.title,
        lead=piece.lead,
        byline=_byline(piece),
        date=f"{arabic(piece.published, TUNISIAN)}، {clock(piece.published)}",
        updated=_updated(piece),
        picture=_picture(site, piece),
        body=join(flow(piece, "<p>$text</p>", '<p class="n-inter"><b>$text</b></p>')),
        live=_live(piece),
        related=cards(site, site.related(piece, 3), _CARD),
    )
    return _shell(site, main, join([_head(site, piece), json_ld(_data(site, piece))]))


def listing(site: Site, heading: str, pieces: tuple[Piece, ...], language: str) -> Page:
    main = fill('<h1 class="n-list-title">$heading</h1>\n$cards', heading=heading or "الواجهة", cards=cards(site, pieces, _CARD))
    return _shell(site, main, fill("<title>$title</title>", title=f"{heading or 'صحيفة الميناء والبحر'} | النورس"))


def _shell(site: Site, main: Html, head: Html) -> Page:
    item = '<li><a href="$url">$title</a></li>'
    html = fill(
        _SHELL,
        base=site.base,
        head=head,
        feeds=alternates(site, FEEDS),
        main=main,
        menu=menu(site, '<a class="n-nav-item" href="$url">$name</a>'),
        latest=cards(site, site.latest(4), item),
        read=cards(site, site.read(5), '<div class="n-line"><a href="$url">$title</a></div>'),
    )
    return Page(html)


def _head(site: Site, piece: Piece) -> Html:
    return fill(
        _HEAD,
        seo=piece.seo_title or piece.title,
        lead=piece.lead,
        url=site.url(piece),
        published=piece.published.isoformat(),
        author="، ".join(piece.authors) or "النورس",
        image=fill('<meta property="og:image" content="$url">', url=site.picture(piece)) if piece.has_picture else "",
    )


def _data(site: Site, piece: Piece) -> dict[str, object]:
    organisation = {"@type": "Organization", "name": "النورس", "url": site.base + "/"}
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": piece.title,
        "url": site.url(piece),
        "publisher": organisation,
        "datePublished": piece.published.isoformat(),
        "dateModified": piece.touched.isoformat(),
        "inLanguage": "ar",
        "author": [{"@type": "Person", "name": name} for name in piece.writers] or [organisation],
        "articleSection": piece.section,
    }
    if piece.entries:
        updates = [_update(entry) for entry in piece.entries]
        data |= {"@type": "LiveBlogPosting", "coverageStartTime": piece.published.isoformat(), "liveBlogUpdate": updates}
    return data


def _update(entry: LiveEntry) -> dict[str, object]:
    text = " ".join(entry.paragraphs)
    return {"@type": "BlogPosting", "headline": text[:60], "datePublished": entry.at.isoformat(), "articleBody": text}


def _live(piece: Piece) -> Html:
    if not piece.entries:
        return Html("")
    entries = [
        fill(
            _ENTRY,
            id=number,
            iso=entry.at.isoformat(),
            time=clock(entry.at),
            paragraphs=join((fill("<p>$text</p>", text=text) for text in entry.paragraphs), ""),
        )
        for number, entry in enumerate(piece.entries)
    ]
    return fill(_LIVE, entries=join(entries))


def _byline(piece: Piece) -> Html:
    if piece.writers:
        return fill('<span class="n-story-author">بقلم: $names</span>', names=" و".join(piece.writers))
    return fill('<span class="n-story-agency">$agency</span>', agency=piece.agency) if piece.agency else Html("")


def _updated(piece: Piece) -> Html:
    if piece.modified is None:
        return Html("")
    return fill(
        '<span class="n-story-date">آخر تحديث: $date</span>', date=f"{arabic(piece.modified, TUNISIAN)}، {clock(piece.modified)}"
    )


def _picture(site: Site, piece: Piece) -> Html:
    if not piece.has_picture:
        return Html("")
    return fill(_PICTURE, url=site.picture(piece), caption=piece.caption, credit=f" (صورة: {piece.credit})" if piece.credit else "")
