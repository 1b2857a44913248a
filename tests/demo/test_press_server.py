"""The server's manners: conditions, encodings, redirects, a clock that moves, and nothing left behind."""

from __future__ import annotations

import gzip
import http.client
import socket
import threading
import time
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from little_press import START, fetch, small
from PIL import Image

from hemera.demo import sources
from hemera.demo.outlets import OUTLETS
from hemera.demo.press import CHANGES
from hemera.demo.server import PressServer
from hemera.types import FeedKind, Rights


def test_not_modified_by_tag_and_by_date(server: PressServer) -> None:
    address = server.addresses["carnet"] + "/atom.xml"
    first = fetch(address)
    assert fetch(address, If_None_Match=first.headers["etag"]).status == 304
    assert fetch(address, If_Modified_Since=first.headers["last-modified"]).status == 304
    assert fetch(address, If_None_Match='"other"', If_Modified_Since=first.headers["last-modified"]).status == 200
    assert fetch(address, If_Modified_Since="yesterday").status == 200


def test_gzip_where_asked_for(server: PressServer) -> None:
    address = server.addresses["carnet"] + "/atom.xml"
    packed = fetch(address, Accept_Encoding="gzip;q=1.0, br")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == fetch(address).body
    assert "content-encoding" not in fetch(server.addresses["bousla"] + "/", Accept_Encoding="gzip, br").headers


def test_head_has_no_body(server: PressServer) -> None:
    address = server.addresses["carnet"] + "/atom.xml"
    reply = fetch(address, "HEAD")
    assert reply.status == 200
    assert reply.body == b""
    assert int(reply.headers["content-length"]) == len(fetch(address).body)


def test_old_addresses_lead_to_the_new(server: PressServer) -> None:
    for source, old in (("phare", "/?p={}"), ("gazette", "/article/{}")):
        site = server.site(source)
        reply = fetch(site.base + old.format(site.pieces[0].number))
        assert (reply.status, reply.headers["location"]) == (301, site.url(site.pieces[0]))


@pytest.mark.parametrize(
    "path", ["/nothing", "/amp/1/x.html", "/wp-content/uploads/2020/01/none-1200x800.jpg", "/rubrique/1", "/admin/"]
)
def test_unknown_addresses(server: PressServer, path: str) -> None:
    assert fetch(server.addresses["phare"] + path).status == 404


def test_methods_and_nonsense(server: PressServer) -> None:
    assert fetch(server.addresses["phare"] + "/", "POST").status == 405
    parts = urlsplit(server.addresses["phare"])
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=5) as raw:
        raw.sendall(b"what is this\r\n\r\n")
        assert raw.recv(100) == b""


def test_connections_are_kept(server: PressServer) -> None:
    parts = urlsplit(server.addresses["phare"])
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    for path in ("/robots.txt", "/feed/", "/static/logo.png"):
        connection.request("GET", path)
        assert connection.getresponse().read()
    connection.close()


def test_robots(server: PressServer) -> None:
    texts = {source: fetch(f"{base}/robots.txt") for source, base in server.addresses.items()}
    assert b"Crawl-delay: 0.1" in texts["nawras"].body
    assert b"Disallow: /admin/" in texts["gazette"].body
    assert f"Sitemap: {server.addresses['sada']}/sitemap.xml".encode() in texts["sada"].body
    assert texts["carnet"].status == 404


def test_slow_machine(server: PressServer) -> None:
    began = time.monotonic()
    fetch(server.addresses["courier"] + "/robots.txt")
    assert time.monotonic() - began >= OUTLETS["courier"].delay


def test_pictures_of_an_article(server: PressServer) -> None:
    kinds: set[str | None] = set()
    for truth in server.gold():
        if truth.image and truth.source != "courier" and len(kinds) < 3:
            reply = fetch(truth.image)
            image = Image.open(BytesIO(reply.body))
            assert image.size == (1200, 800)
            assert reply.headers["content-type"] == f"image/{(image.format or '').lower()}"
            kinds.add(image.format)
    assert kinds == {"JPEG", "PNG", "WEBP"}
    site = server.site("dhifaf")
    gallery = next(piece for piece in site.pieces if piece.photos)
    assert len({fetch(site.picture(gallery, photo=n)).body for n in range(1, len(gallery.photos) + 1)}) == len(gallery.photos)


def test_every_gold_article_answers(known: PressServer) -> None:
    for truth in known.gold():
        reply = fetch(truth.url)
        assert reply.status == 200
        assert "last-modified" in reply.headers


def test_advance_publishes_and_changes(fresh: PressServer) -> None:
    before = {truth.url: truth for truth in fresh.gold()}
    steps = [fresh.advance() for _ in range(8)]
    assert [step.change is not None for step in steps] == [False, False, False, True] * 2
    after = {truth.url: truth for truth in fresh.gold()}
    assert len(after) == len(before) + 6
    for step in steps:
        site = fresh.site(step.piece.source)
        url = site.url(step.piece)
        if step.change is None:
            assert url not in before
            assert step.piece.published <= fresh.moment()
            assert fetch(url).status == 200
        else:
            assert after[url] != before[url]
            assert after[url].published == before[url].published
    assert fresh.moment() > START


def test_all_changes_in_the_end(fresh: PressServer) -> None:
    made = []
    while (step := fresh.amend()) is not None:
        made.append(step)
    kinds = {step.change.kind for step in made if step.change}
    assert kinds == CHANGES
    states = {truth.state for truth in fresh.gold()}
    assert states == {"", "emptied", "consent", "gone"}
    for step in made:
        if step.piece.state == "gone":
            site = fresh.site(step.piece.source)
            assert fetch(site.url(step.piece)).status in (404, 410)
            assert step.piece.slug not in {piece.slug for piece in site.pieces}


def test_bulletins_never_end(fresh: PressServer) -> None:
    for _ in range(len(fresh.press.upcoming)):
        fresh.publish()
    urls = {fresh.publish().piece.key for _ in range(40)}
    assert len(urls) == 40


def test_it_goes_on_by_itself() -> None:
    with PressServer(START, pace=0.02, press=small()) as press:
        deadline = time.monotonic() + 5
        while len(press.gold()) < 14 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert len(press.gold()) >= 14
        assert press.moment() > START


def test_nothing_is_left_behind() -> None:
    threads = threading.active_count()
    press = PressServer(START, pace=0, press=small())
    press.start()
    parts = urlsplit(press.addresses["phare"])
    open_ = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    open_.request("GET", "/robots.txt")
    open_.getresponse().read()
    press.stop()
    press.stop()
    open_.close()
    assert threading.active_count() == threads
    assert press.addresses == {}
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((parts.hostname or "", parts.port or 0), timeout=5)


def test_taken_ports_give_way(server: PressServer) -> None:
    with PressServer(START, pace=0, press=small()) as second:
        assert not set(second.addresses.values()) & set(server.addresses.values())
        assert fetch(second.addresses["phare"] + "/robots.txt").status == 200


def test_catalogue_of_the_press(server: PressServer) -> None:
    found = {source.id: source for source in sources(server)}
    assert set(found) == set(OUTLETS)
    assert all(source.loopback and source.rights is Rights.FULL for source in found.values())
    assert found["nawras"].gap == 0.1
    assert found["phare"].names["ar"] == "منارة الخليج"
    assert {feed.kind for feed in found["dhifaf"].feeds} == {FeedKind.SECTION}
    assert {source.country for source in found.values()} == {"ma", "tn", "fr", "eg", "gb", "lb"}
    answers = [fetch(feed.url).status for source in found.values() for feed in source.feeds]
    assert sorted(answers) == [200] * (len(answers) - 1) + [410]
