"""Every page says what its article says, in its own way."""

from __future__ import annotations

import html
import json
import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from little_press import START, fetch

from hemera.demo.gold import gold
from hemera.demo.http import Request
from hemera.demo.outlets import OUTLETS
from hemera.demo.press import Change, change
from hemera.demo.routes import answer
from hemera.demo.server import PressServer
from hemera.demo.site import Site

ENCODINGS = {"bousla": "cp1256"}


def page(site: Site, path: str) -> str:
    """Return a page's characters, before entities are resolved."""
    parts = urlsplit(path)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    found = answer(site, Request("GET", parts.path, query, {}))
    assert found.status == 200, path
    encoding = "iso-8859-15" if b"iso-8859-15" in found.body[:600] else ENCODINGS.get(site.outlet.id, "utf-8")
    return found.body.decode(encoding)


@pytest.mark.parametrize("source", OUTLETS)
def test_pages_show_what_the_gold_says(server: PressServer, source: str) -> None:
    site = server.site(source)
    for piece in site.pieces:
        truth, shown = gold(site, piece), html.unescape(page(site, site.layout.path(piece)))
        texts = [
            truth.title,
            truth.lead,
            *truth.paragraphs,
            *truth.subheads,
            *truth.authors,
            truth.agency,
            truth.caption,
            *truth.captions,
        ]
        texts += [text for entry in truth.entries for text in entry.paragraphs]
        assert [text for text in texts if text not in shown] == [], piece.slug
        hidden = piece.body[len(truth.paragraphs) :]
        assert [text for text in hidden if text in shown] == [], piece.slug
        assert truth.image is None or truth.image in shown


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("phare", ["Publié le", "3 août 2018 à 10h15", "2018-08-03T09:15:00+00:00", "Les plus lus"]),
        (
            "gazette",
            [
                "Publié le 3 août 2018 à 10 h 15",
                "2018-08-03T10:15:00+01:00",
                "__NEXT_DATA__",
                '"isAccessibleForFree":false',
            ],
        ),
        ("carnet", ["vendredi 3 août 2018 à 10h15", "charset=iso-8859-15"]),
        ("bousla", ["الجمعة 3 أغسطس 2018 - 10:15", "كتب: زهرة التجربة", "<FONT"]),
        ("sada", ["الجمعة 3 غشت 2018 - 10:15", 'rel="amphtml"']),
        ("nawras", ["الجمعة 3 أوت 2018، 10:15", "LiveBlogPosting", "Oldest"]),
        ("courier", ["Friday 3 August 2018, 10:15", 'datetime="2018-08-03T09:15:00+00:00"', 'content="False"']),
        ("dhifaf", ["3 août 2018 - 10:15", 'hreflang="fr"', "Second photo", "gallery"]),
    ],
)
def test_dates_and_marks(known: PressServer, source: str, printed: list[str]) -> None:
    site = known.site(source)
    piece = next(piece for piece in site.pieces if piece.slug in ("p", "g", "c", "b", "s", "n", "k", "df"))
    shown = page(site, site.layout.path(piece))
    assert [mark for mark in printed if mark not in shown] == []


def test_markup_is_escaped(known: PressServer) -> None:
    for source in OUTLETS:
        site = known.site(source)
        for piece in site.pieces:
            shown = page(site, site.layout.path(piece))
            visible = re.sub(r"<script.*?</script>", "", shown, flags=re.DOTALL)
            assert "&lt;b&gt;lead&lt;/b&gt;" in visible
            assert "<b>lead</b>" not in visible


def test_levantine_months_for_the_arabic_pages(known: PressServer) -> None:
    site = known.site("dhifaf")
    piece = next(piece for piece in site.pieces if piece.language == "ar")
    shown = page(site, site.layout.path(piece))
    assert "الجمعة 3 آب 2018" in shown
    assert 'dir="rtl"' in shown


def test_carnet_changed_its_clothes(known: PressServer) -> None:
    site = known.site("carnet")
    new, old = site.pieces
    assert site.url(old).endswith(f"/spip.php?article{old.number}")
    assert "NewsArticle" not in page(site, site.layout.path(old))
    modern = page(site, site.layout.path(new))
    assert "NewsArticle" in modern
    assert '<time datetime="2020-08-03T10:15:00+02:00">' in modern


def test_bousla_declares_no_charset(server: PressServer) -> None:
    site = server.site("bousla")
    reply = fetch(site.url(site.pieces[0]))
    assert reply.headers["content-type"] == "text/html"
    assert b"charset" not in reply.body.lower()
    assert html.escape(site.pieces[0].title) in reply.body.decode("cp1256")
    with pytest.raises(UnicodeDecodeError):
        reply.body.decode("utf-8")


def test_amp_twin_says_the_same(server: PressServer) -> None:
    site = server.site("sada")
    piece = next(piece for piece in site.pieces if piece.has_picture)
    twin = page(site, "/amp" + site.layout.path(piece))
    assert "<html amp" in twin
    assert "<amp-img" in twin
    assert f'<link rel="canonical" href="{site.url(piece)}">' in twin
    assert all(paragraph in html.unescape(twin) for paragraph in piece.body)


def test_class_names_change_with_a_release(server: PressServer) -> None:
    site = server.site("gazette")
    later = Site(site.outlet, site.layout, site.base, site.pieces, site.moment, site.release + 1)
    path = site.layout.path(site.pieces[0])
    before, after = (set(re.findall(r'class="(\w+__\w+)"', page(which, path))) for which in (site, later))
    assert before
    assert not before & after


def test_machine_data_is_valid_json(server: PressServer) -> None:
    seen = 0
    for source in ("phare", "gazette", "carnet", "sada", "nawras"):
        site = server.site(source)
        for piece in site.pieces:
            shown = page(site, site.layout.path(piece))
            blocks = re.findall(r'<script type="application/(?:ld\+)?json"[^>]*>(.*?)</script>', shown, re.DOTALL)
            seen += sum(isinstance(json.loads(block), dict) for block in blocks)
    assert seen >= 60


@pytest.mark.parametrize("source", OUTLETS)
def test_front_page_leads_to_articles_sections_and_feeds(server: PressServer, source: str) -> None:
    site = server.site(source)
    front = html.unescape(page(site, "/"))
    newest = site.latest(1, site.outlet.languages[0])[0]
    assert site.url(newest) in front
    for feed in getattr(site.layout, "FEEDS", ()):
        assert f'type="{feed.mime}" title="{feed.title}" href="{site.base}{feed.path}"' in front
    section = site.section_url(newest.section, newest.language)
    assert section in front
    assert newest.title in html.unescape(page(site, urlsplit(section).path))


def test_consent_wall_and_emptied_page(known: PressServer) -> None:
    site = known.site("phare")
    (piece,) = site.pieces
    for kind, present, absent in (("consent", "Votre vie privée", piece.title), ("emptied", piece.title, piece.body[2])):
        changed = change(piece, Change(kind), START)
        there = Site(site.outlet, site.layout, site.base, (changed,), START)
        shown = html.unescape(page(there, site.layout.path(piece)))
        assert present in shown
        assert absent not in shown
        assert gold(there, changed).paragraphs == ()
