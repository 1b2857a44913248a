"""Lists of feeds: OPML, announcements in pages, section pages that stand in for a feed."""

from __future__ import annotations

import pytest

from hemera import feeds
from hemera.errors import ParseError
from hemera.feeds import opml
from hemera.types import Feed, FeedKind, Source

URL = "https://phare.example/ville/"

OPML = """<?xml version="1.0"?>
<opml version="1.0"><head><title>x</title></head><body>
<outline text="Golfe">
<outline title="Le Phare &amp; co" text="x" type="rss" xmlUrl="https://phare.example/feed" htmlUrl="https://phare.example"/>
<outline text="Bad" xmlUrl="javascript:alert(1)"/>
<outline text="Autre" xmlurl="HTTP://BOUSLA.example/rss" htmlUrl="ftp://x"/></outline>
<outline text="Double" xmlUrl="https://phare.example/feed"/></body></opml>"""


def test_opml_in() -> None:
    assert opml.read(OPML.encode()) == [
        ("Le Phare & co", "https://phare.example/feed", "https://phare.example/", "Golfe"),
        ("Autre", "http://bousla.example/rss", "", "Golfe"),
    ]


def test_opml_out_comes_in_again() -> None:
    source = Source(
        id="phare",
        name='Le "Phare" & <co>',
        home="https://phare.example/",
        languages=("fr",),
        country="ma",
        zone="Africa/Casablanca",
        feeds=(
            Feed("https://phare.example/feed?a=1&b=2"),
            Feed("https://phare.example/s.xml", FeedKind.SITEMAP),
            Feed("https://phare.example/off", enabled=False),
        ),
    )
    assert opml.read(opml.write([source]).encode()) == [
        ('Le "Phare" & <co>', "https://phare.example/feed?a=1&b=2", "https://phare.example/", 'Le "Phare" & <co>')
    ]


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (b"<!DOCTYPE opml [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><opml/>", "parse.doctype"),
        ("<!DOCTYPE opml [<!ENTITY x 'y'>]><opml/>".encode("utf-16"), "parse.doctype"),
        (b"", "parse.not-opml"),
        (b"<html/>", "parse.not-opml"),
        (b"nothing", "parse.not-opml"),
        (b"<opml>" + b" " * 4_000_001, "parse.too-large"),
        (
            b"<opml><body>" + b"".join(b'<outline xmlUrl="https://a.example/%d"/>' % n for n in range(5_001)) + b"</body></opml>",
            "parse.too-many",
        ),
    ],
)
def test_opml_refused(body: bytes, key: str) -> None:
    with pytest.raises(ParseError) as refusal:
        opml.read(body)
    assert refusal.value.key == key


def test_announced_feeds() -> None:
    page = b"""<html><head><link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
    <link rel="alternate" type="application/atom+xml" title="Phare" href="../feed.atom">
<link rel="alternate" hreflang="ar" href="/ar">
    <link rel="stylesheet alternate" type="application/rss+xml" href="javascript:x">
<link rel=alternate type=application/rss+xml href=/feed.atom></head>"""
    assert [(feed.url, feed.title) for feed in feeds.discover(page, URL)] == [
        ("https://phare.example/feed.atom", "Phare"),
        ("https://phare.example/comments/feed/", "Comments"),
    ]


SECTION = """<html lang="fr"><body><nav><a href="/">Accueil</a><a href="/ville/">Ville</a></nav>
<article><a href="/ville/2026/passerelle-rouverte"><img src="i.jpg"></a><h2>
<a href="/ville/2026/passerelle-rouverte#top">La passerelle rouverte aux piétons</a></h2></article>
<a hreflang="ar" href="/ville/2026/jisr">جسر المشاة يعود إلى الخدمة</a>
<a href="https://other.example/ville/2026/ailleurs">Un article d’un autre journal du golfe</a>
<a href="/ville/2026/suite">Lire</a><a href="javascript:alert(1)">Un lien qui n’en est pas un</a></body></html>"""


def test_links_of_a_section_page() -> None:
    document = feeds.parse_section(SECTION.encode(), URL, "text/html", r"^/ville/\d{4}/")
    assert [(entry.url, entry.title, entry.language) for entry in document.entries] == [
        ("https://phare.example/ville/2026/passerelle-rouverte", "La passerelle rouverte aux piétons", None),
        ("https://phare.example/ville/2026/jisr", "جسر المشاة يعود إلى الخدمة", "ar"),
    ]
    assert document.language == "fr"


def test_a_section_page_without_articles_says_so() -> None:
    assert feeds.parse_section(SECTION.encode(), URL, "text/html", r"^/sports/").warnings == ("no-articles",)


@pytest.mark.parametrize("pattern", ["(", "a" * 201])
def test_unusable_patterns(pattern: str) -> None:
    with pytest.raises(ParseError) as refusal:
        feeds.parse_section(SECTION.encode(), URL, "", pattern)
    assert refusal.value.key == "parse.pattern"


def test_a_guess_without_a_pattern() -> None:
    page = """<a href="/a/un-titre-assez-long">Un titre assez long</a><a href="/contact-nous">Contactez-nous ici</a>
    <a href="/n.php?id=12345">Une nouvelle du jour</a>"""
    assert [e.url for e in feeds.parse_section(page.encode(), URL).entries] == [
        "https://phare.example/a/un-titre-assez-long",
        "https://phare.example/n.php?id=12345",
    ]
