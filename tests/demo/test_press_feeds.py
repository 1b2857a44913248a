"""Feeds are as well and as ill made as their kind is."""

from __future__ import annotations

import json
import re
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as ET

import brotli
import pytest
from little_press import fetch

from hemera.demo.dates import ARABIC_DAYS
from hemera.demo.feeds import feed
from hemera.demo.server import PressServer

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
MEDIA = "{http://search.yahoo.com/mrss/}content"
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def xml(server: PressServer, source: str, path: str) -> ET.Element:
    found = feed(server.site(source), path)
    assert found is not None
    return ET.fromstring(found.body)


def test_phare_carries_the_whole_text(server: PressServer) -> None:
    site = server.site("phare")
    items = xml(server, "phare", "/feed/").findall("channel/item")
    assert len(items) == len(site.pieces)
    piece, item = site.pieces[0], items[0]
    assert item.findtext("link") == site.url(piece)
    assert all(paragraph.split("&")[0][:40] in (item.findtext(CONTENT) or "") for paragraph in piece.body)
    assert parsedate_to_datetime(item.findtext("pubDate") or "") == piece.published


def test_dead_feed(server: PressServer) -> None:
    assert fetch(server.addresses["phare"] + "/breves/feed/").status == 410


def test_gazette_is_short_and_announces_what_robots_may_not_read(server: PressServer) -> None:
    items = xml(server, "gazette", "/rss.xml").findall("channel/item")
    assert len(items) == len(server.site("gazette").pieces) + 1
    assert not any(item.find(CONTENT) is not None for item in items)
    forbidden = [item for item in items if "/partenaires/" in (item.findtext("link") or "")]
    assert len(forbidden) == 1
    assert b"Disallow: /partenaires/" in fetch(server.addresses["gazette"] + "/robots.txt").body


def test_gazette_comes_in_brotli(server: PressServer) -> None:
    address = server.addresses["gazette"] + "/rss.xml"
    packed = fetch(address, Accept_Encoding="gzip, br")
    assert packed.headers["content-encoding"] == "br"
    assert brotli.decompress(packed.body) == fetch(address).body


def test_carnet_is_atom(server: PressServer) -> None:
    site = server.site("carnet")
    entries = xml(server, "carnet", "/atom.xml").findall(f"{ATOM}entry")
    links = {link.get("href") for entry in entries for link in entry.findall(f"{ATOM}link")}
    assert links == {site.url(piece) for piece in site.pieces}
    assert entries[0].findtext(f"{ATOM}published") == site.pieces[0].published.isoformat()


@pytest.mark.parametrize(("path", "declared"), [("/rss.php", "windows-1256"), ("/rss_mobile.php", "utf-8")])
def test_bousla_is_malformed(server: PressServer, path: str, declared: str) -> None:
    site = server.site("bousla")
    body = fetch(site.base + path).body
    with pytest.raises(ET.ParseError):
        ET.fromstring(body)
    text = body.decode("cp1256")
    assert text.startswith("\n\n<br />\n<b>Notice</b>")
    assert f'encoding="{declared}"' in text
    assert "&nbsp;" in text
    assert re.search(r"<link>[^<]*\?id=\d+&sec=\d</link>", text)
    dates = re.findall(r"<pubDate>(.*?)</pubDate>", text)
    assert len(dates) >= 20
    assert all(re.fullmatch(r"\w+, \d+ \w+ \d{4} \d\d:\d\d:00 \+0[23]00", date) for date in dates)
    assert dates[0].split(",")[0] in ARABIC_DAYS


def test_sada_has_sitemaps_only(server: PressServer) -> None:
    site = server.site("sada")
    months = [node.text or "" for node in xml(server, "sada", "/sitemap.xml").iter(f"{MAP}loc")]
    listed = {node.text for month in months for node in xml(server, "sada", month.removeprefix(site.base)).iter(f"{MAP}loc")}
    assert listed == {site.url(piece) for piece in site.pieces}
    recent = xml(server, "sada", "/news-sitemap.xml")
    titles = {node.text for node in recent.iter(f"{NEWS}title")}
    assert titles == {piece.title for piece in site.pieces if (site.moment - piece.published).total_seconds() < 2 * 86_400}
    assert titles
    assert feed(site, "/sitemaps/1999-01.xml") is None


def test_nawras_is_json_feed(server: PressServer) -> None:
    site = server.site("nawras")
    found = feed(site, "/feed.json")
    assert found is not None
    document = json.loads(found.body)
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["url"] for item in document["items"]] == [site.url(piece) for piece in site.pieces]


def test_courier_links_pass_through_a_counter(server: PressServer) -> None:
    site = server.site("courier")
    item = xml(server, "courier", "/feed").findall("channel/item")[0]
    reply = fetch(item.findtext("link") or "")
    assert reply.status == 302
    assert reply.headers["location"].startswith(site.url(site.pieces[0]) + "?utm_source=")
    assert fetch(reply.headers["location"]).status == 200
    assert item.find(MEDIA) is not None or not site.pieces[0].has_picture


def test_dhifaf_lists_everything_on_one_page(server: PressServer) -> None:
    site = server.site("dhifaf")
    for language in ("ar", "fr"):
        listing = fetch(f"{site.base}/{language}/articles").body.decode()
        links = set(re.findall(rf"/{language}/node/\d+", listing))
        assert links == {site.layout.path(piece) for piece in site.pieces if piece.language == language}
