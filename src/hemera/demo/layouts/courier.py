"""The Gulf Courier: a tidy modern page that says everything by microdata, stamps its dates in UTC and lives on a slow machine."""

from __future__ import annotations

from hemera.demo.dates import ENGLISH, ENGLISH_DAYS, clock, english, utc
from hemera.demo.html import Html, fill, flow, insert, join
from hemera.demo.parts import alternates, cards, menu
from hemera.demo.press import Piece
from hemera.demo.site import Announced, Page, Site

FEEDS = (Announced("/feed", "The Gulf Courier", "application/rss+xml"),)

_SHELL = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
$head
$feeds
<link rel="stylesheet" href="$base/css/courier.min.css">
</head>
<body>
<a class="skip" href="#main">Skip to main content</a>
<header class="masthead"><a href="$base/" aria-label="The Gulf Courier, home"><img src="$base/static/logo.png" alt=""></a>
<p class="masthead-date">$today</p>
<a class="masthead-subscribe" href="$base/subscribe">Subscribe</a> <a href="$base/sign-in">Sign in</a></header>
<nav class="topnav" aria-label="Sections"><ul>
$menu
</ul></nav>
<div class="ad-slot ad-slot--leaderboard" aria-label="Advertisement"><span>Advertisement</span>
<img src="$base/ads/banner-728x90.png" width="728" height="90" alt=""></div>
<main id="main">
$main
</main>
<aside class="most-viewed" aria-label="Most viewed"><h2>Most viewed</h2><ol>
$read
</ol></aside>
<footer class="site-footer"><section class="signup"><h2>The Morning Tide</h2>
<p>Our editors’ pick of the gulf, in your inbox by seven.</p><form><input type="email" placeholder="Email address">
<button>Sign up</button></form></section>
<ul><li><a href="#">About us</a></li><li><a href="#">Corrections</a></li><li><a href="#">Terms and conditions</a></li><li>
<a href="#">Privacy policy</a></li></ul>
<p>© The Gulf Courier. All rights reserved.</p></footer>
<div class="cookie-banner" role="region" aria-label="Cookies"><p>We use cookies to remember you and to count our readers.</p>
<button>Accept</button><button>Reject</button></div>
</body>
</html>
"""

_ARTICLE = """<article itemscope itemtype="https://schema.org/NewsArticle" itemid="$url">
<meta itemprop="mainEntityOfPage" content="$url">
<meta itemprop="inLanguage" content="en-GB">
$free
<div class="story-section"><a href="$section_url" itemprop="articleSection">$section</a></div>
<h1 itemprop="headline">$title</h1>
<p class="standfirst" itemprop="description">$lead</p>
<div class="story-meta">$byline<time itemprop="datePublished" datetime="$published">$date</time>$updated</div>
<div class="share-bar"><button>Share</button><button>Save</button><button>Gift this article</button>
<a href="#comments">$count comments</a></div>
$picture
<div class="story-body" itemprop="articleBody">
$body
</div>
$gate
</article>
<section class="more-on"><h2>More from the Courier</h2>
$related
</section>
<section id="comments"><h2>Join the conversation</h2>
<p>Commenting is open to registered readers. Please be civil; the gulf is small.</p></section>"""

_GATE = """<div class="paywall paywall-prompt"><h2>Continue reading with a Courier subscription</h2>
<p>This story is for subscribers. Try four weeks for one dinar and cancel whenever you like.</p>
<a class="button" href="$base/subscribe">Subscribe now</a>
<p>Already a subscriber? <a href="$base/sign-in">Sign in</a></p></div>"""
_PAID = """<meta itemprop="isAccessibleForFree" content="False">
<div itemprop="hasPart" itemscope itemtype="https://schema.org/WebPageElement">
<meta itemprop="isAccessibleForFree" content="False"><meta itemprop="cssSelector" content=".paywall"></div>"""
_PICTURE = """<figure class="lead-image" itemprop="image" itemscope itemtype="https://schema.org/ImageObject">
<img itemprop="url" src="$url" alt="" width="1200" height="800">
<figcaption><span itemprop="caption">$caption</span>$credit</figcaption></figure>"""
_HEAD = """<title>$seo | The Gulf Courier</title>
<meta name="description" content="$lead">
<link rel="canonical" href="$url">
<meta property="og:site_name" content="The Gulf Courier">
<meta property="og:title" content="$seo">
<meta property="og:url" content="$url">
<meta name="twitter:card" content="summary">"""
_CARD = '<article class="teaser"><a href="$url"><img src="$picture" alt="" loading="lazy"><h3>$title</h3></a><p>$lead</p></article>'
_SIGNUP = """<aside class="inline-signup"><p><strong>Enjoying this story?</strong> Get The Morning Tide in your inbox.</p>
<button>Sign up</button></aside>"""


def path(piece: Piece) -> str:
    month = ENGLISH[piece.published.month - 1][:3].lower()
    return f"/{piece.published.year}/{month}/{piece.published.day:02}/{piece.slug}"


def pictures(piece: Piece) -> str:
    return f"/img/{piece.published:%Y%m}/"


def article(site: Site, piece: Piece) -> Page:
    premium = piece.kind == "premium"
    main = fill(
        _ARTICLE,
        url=site.url(piece),
        free=Html(_PAID if premium else '<meta itemprop="isAccessibleForFree" content="True">'),
        section=piece.section,
        section_url=site.section_url(piece.section),
        title=piece.title,
        lead=piece.lead,
        byline=_byline(piece),
        published=utc(piece.published),
        date=f"{ENGLISH_DAYS[piece.published.weekday()]} {english(piece.published)}, {clock(piece.published)}",
        updated=_updated(piece),
        picture=_picture(site, piece),
        body=join(insert(flow(piece), after3=Html(_SIGNUP))),
        gate=fill(_GATE, base=site.base) if premium else "",
        related=cards(site, site.related(piece, 3), _CARD),
        count=piece.seed % 60,
    )
    return _shell(site, main, fill(_HEAD, seo=piece.seo_title or piece.title, lead=piece.lead, url=site.url(piece)))


def listing(site: Site, heading: str, pieces: tuple[Piece, ...], language: str) -> Page:
    main = fill("<h1>$heading</h1>\n$cards", heading=heading or "Today", cards=cards(site, pieces, _CARD))
    return _shell(
        site, main, fill("<title>$title</title>", title=f"{heading or 'News from the Gulf of Almonds'} | The Gulf Courier")
    )


def _shell(site: Site, main: Html, head: Html) -> Page:
    html = fill(
        _SHELL,
        base=site.base,
        head=head,
        feeds=alternates(site, FEEDS),
        today=english(site.moment),
        main=main,
        menu=menu(site, '<li><a href="$url">$name</a></li>'),
        read=cards(site, site.read(5), '<li><a href="$url">$title</a></li>'),
    )
    return Page(html)


def _byline(piece: Piece) -> Html:
    person = '<span itemprop="author" itemscope itemtype="https://schema.org/Person">By <span itemprop="name">$name</span></span>'
    agency = (
        '<span itemprop="author" itemscope itemtype="https://schema.org/Organization"><span itemprop="name">$name</span></span>'
    )
    if piece.writers:
        return join((fill(person, name=name) for name in piece.writers), " ")
    return fill(agency, name=piece.agency or "The Gulf Courier")


def _updated(piece: Piece) -> Html:
    if piece.modified is None:
        return Html("")
    template = '<span class="updated">Last modified <time itemprop="dateModified" datetime="$iso">$date</time></span>'
    return fill(template, iso=utc(piece.modified), date=f"{english(piece.modified)}, {clock(piece.modified)}")


def _picture(site: Site, piece: Piece) -> Html:
    if not piece.has_picture:
        return Html("")
    credit = fill(' <span itemprop="creditText">Photograph: $name</span>', name=piece.credit) if piece.credit else ""
    return fill(_PICTURE, url=site.picture(piece), caption=piece.caption, credit=credit)
