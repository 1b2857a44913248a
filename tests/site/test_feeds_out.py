"""Our own feeds in all three forms, read back by a feed reader and by our own collector's parser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import feedparser
import pytest
import shelf
from django.contrib.auth.models import User
from django.test import Client
from lxml import etree

from hemera import feeds
from hemera.portal import addresses
from hemera.store import changes, models

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def press(settings: Any, tmp_path: Path) -> Iterator[None]:
    with shelf.press(settings, tmp_path, base_url="https://press.example"):
        yield


def read(path: str, client: Client | None = None) -> Any:
    answer = (client or Client()).get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/rss+xml")
    feed = feedparser.parse(answer.content)
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


def titles(path: str) -> list[str]:
    return [entry.title for entry in read(path).entries]


def item(path: str, title: str) -> Any:
    return next(entry for entry in read(path).entries if entry.title == title)


def test_the_front_feed_holds_what_is_public_newest_first() -> None:
    assert titles("/fr/feed") == ["Rain at last", "Carnet de pluie", shelf.RAIN_AR, shelf.RAIN, "La passerelle d’Oued Leïla rouvre"]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/fr/phare/feed", ["phare/2", "phare/1"]),
        ("/ar/section/environment/feed", ["sada/1", "phare/2"]),
        (f"/en/author/{quote('hind b. <script>')}/feed", ["phare/2"]),
        ("/fr/search/feed?q=pluie+source:phare", ["phare/2"]),
    ],
)
def test_every_list_has_a_feed(path: str, found: list[str], tmp_path: Path) -> None:
    shelf.index(tmp_path)
    feed = read(path)
    assert ["/".join(entry.link.rsplit("/", 2)[1:]) for entry in feed.entries] == found
    assert feed.feed.link.startswith("https://press.example/")
    assert "/feed" not in feed.feed.link
    assert Client().get(feed.feed.link.removeprefix("https://press.example")).status_code == 200
    (own,) = (link.href for link in feed.feed.links if link.rel == "self")
    assert Client().get(own.removeprefix("https://press.example")).status_code == 200


def test_an_items_id_is_one_address_whatever_the_feed() -> None:
    ids = {item(path, shelf.RAIN_AR).id for path in ("/fr/feed", "/en/feed", "/ar/sada/feed", "/ar/section/environment/feed")}
    assert ids == {"https://press.example/ar/sada/1"}
    assert item("/en/feed", shelf.RAIN_AR).link == "https://press.example/en/sada/1"


def test_an_items_id_survives_a_new_title() -> None:
    before = [entry.id for entry in read("/fr/feed").entries]
    models.Article.objects.update(title="Un autre titre")
    assert [entry.id for entry in read("/fr/feed").entries] == before


def test_items_say_who_where_when_and_in_what_language() -> None:
    found = item("/en/feed", shelf.RAIN)
    assert [author.name for author in found.authors] == list(shelf.AUTHORS)
    assert found.source.title == "Le Phare du Golfe"
    assert found.source.href == "https://phare.example/"
    assert found.published == "Sat, 20 Jun 2020 10:31:00 +0100"
    assert [tag.term for tag in found.tags] == ["Environment"]
    raw = etree.fromstring(Client().get("/en/feed").content)
    assert raw.xpath("//item/@xml:lang") == ["en", "fr", "ar", "fr", "fr"]
    assert raw.xpath("//*[local-name()='source' and namespace-uri()!='']/text()")[3] == "https://phare.example/2"


def test_rights_decide_what_an_item_carries() -> None:
    full, excerpt, link = (
        item("/fr/feed", title) for title in ("La passerelle d’Oued Leïla rouvre", "Carnet de pluie", "Rain at last")
    )
    assert "<p>Les piétons suivent.</p>" in full.content[0].value
    assert full.media_content[0]["url"] == f"https://press.example/image/{shelf.SHA}-1200.webp"
    assert excerpt.summary == "Il pleut sur la pluie."
    assert "content" not in excerpt
    assert not link.get("summary")
    assert "media_content" not in link
    assert shelf.SECRET not in Client().get("/fr/feed").content.decode()


def test_staff_reads_everything_and_no_cache_keeps_it() -> None:
    client = Client()
    client.force_login(User.objects.create(username="staff", is_staff=True))
    answer = client.get("/fr/feed")
    assert shelf.SECRET in answer.content.decode()
    assert "private" in answer["Cache-Control"]


@pytest.mark.parametrize("state", ["hidden", "blocked"])
def test_hidden_pictures_are_not_fed_out(state: str) -> None:
    models.Image.objects.update(state=state)
    assert shelf.SHA not in Client().get("/fr/feed").content.decode()


def test_controls_and_markup_in_texts_stay_text() -> None:
    models.Article.objects.filter(source_id="phare", number=2).update(title="a\x0b<b>&amp;\x00\uffff]]>")
    assert item("/fr/phare/feed", "a<b>&amp;]]>").id.endswith("/fr/phare/2") or titles("/fr/phare/feed")
    assert etree.fromstring(Client().get("/fr/phare/feed").content).xpath("string(//item/title)") == "a<b>&amp;]]>"


def test_a_reader_who_has_it_gets_nothing_twice() -> None:
    first = Client().get("/fr/feed")
    for headers in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        again = Client().get("/fr/feed", headers=headers)
        assert (again.status_code, again.content) == (304, b"")


def test_a_takedown_reaches_readers_at_their_next_visit() -> None:
    first = Client().get("/fr/feed")
    models.Article.objects.filter(source_id="phare", number=2).update(visibility="withdrawn")
    changes.note(shelf.pk("phare", 2), shelf.CAPTURED.replace(year=2021))
    for headers in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        again = Client().get("/fr/feed", headers=headers)
        assert again.status_code == 200
        assert shelf.RAIN not in feedparser.parse(again.content).entries
    assert "no-cache" in first["Cache-Control"]


@pytest.mark.parametrize("path", ["/fr/nobody/feed", "/fr/section/gossip/feed", "/fr/author/nobody/feed"])
def test_feeds_of_nothing_are_none(path: str) -> None:
    assert Client().get(path).status_code == 404


def test_an_empty_feed_is_valid_and_does_not_change() -> None:
    models.Article.objects.update(visibility="withdrawn")
    assert titles("/fr/feed") == []
    assert Client().get("/fr/feed")["ETag"] == Client().get("/fr/feed")["ETag"]


def test_search_feeds_refuse_and_wait_politely(tmp_path: Path) -> None:
    assert Client().get("/fr/search/feed?q=x").status_code == 503
    shelf.index(tmp_path)
    assert Client().get("/fr/search/feed", {"q": "mot " * 5_000}).status_code == 400
    assert titles("/fr/search/feed?q=%22") != []


def test_few_queries(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(5):
        Client().get("/fr/feed")


# -- Atom and JSON Feed: the same at neighbouring addresses ------------------------------------------------------------

FORMS = {"": "application/rss+xml", ".atom": "application/atom+xml", ".json": "application/feed+json"}
ATOM = "{http://www.w3.org/2005/Atom}"


def raw(path: str) -> bytes:
    answer = Client().get(path)
    assert answer.status_code == 200
    return answer.content


@pytest.mark.parametrize(
    "of", ["/fr/", "/fr/phare/", f"/en/author/{quote('hind b. <script>')}/", "/ar/section/environment/", "search"]
)
def test_all_forms_say_the_same_to_our_own_parser(of: str, tmp_path: Path) -> None:
    shelf.index(tmp_path)
    before, query = ("/fr/search/", "?q=pluie") if of == "search" else (of, "")
    told = []
    for ending, media_type in FORMS.items():
        address = f"{before}feed{ending}{query}"
        assert Client().get(address)["Content-Type"] == f"{media_type}; charset=utf-8"
        document = feeds.parse(raw(address), f"https://press.example{address}", media_type)
        assert not document.warnings
        told.append([(entry.url, entry.title, entry.published, entry.guid) for entry in document.entries])
    assert told[0]
    assert told == [told[0]] * 3


@pytest.mark.parametrize("ending", FORMS)
def test_rights_bind_every_form_alike(ending: str) -> None:
    body = raw(f"/fr/feed{ending}").decode()
    assert "Les piétons suivent." in body
    assert "Il pleut sur la pluie." in body
    assert shelf.SECRET not in body
    assert "Retirée" not in body
    assert "Retenue" not in body


@pytest.mark.parametrize("ending", FORMS)
def test_every_form_is_conditional_and_forgets_what_is_withdrawn(ending: str) -> None:
    first = Client().get(f"/fr/feed{ending}")
    for headers in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        assert Client().get(f"/fr/feed{ending}", headers=headers).status_code == 304
    models.Article.objects.filter(source_id="phare", number=1).update(visibility="withdrawn")
    changes.note(shelf.pk("phare", 1), shelf.CAPTURED.replace(year=2021))
    again = Client().get(f"/fr/feed{ending}", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert "Oued Leïla" not in again.content.decode()


def test_atom_has_what_the_standard_asks_for() -> None:
    root = etree.fromstring(raw("/en/feed.atom"))
    assert root.tag == f"{ATOM}feed"
    (own,) = root.xpath("*[local-name()='link'][@rel='self']/@href")
    assert own == "https://press.example/en/feed.atom"
    for part in (root, *root.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(part.findall(f"{ATOM}{name}")) == 1, name
        assert part.find(f"{ATOM}author/{ATOM}name") is not None
    ids = [entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids) == 5


def test_json_feed_has_what_version_1_1_asks_for() -> None:
    told = json.loads(raw("/en/feed.json"))
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert told["feed_url"] == "https://press.example/en/feed.json"
    for one in told["items"]:
        assert isinstance(one["id"], str)
        assert ("content_html" in one) != ("content_text" in one)
        assert all(author["name"] for author in one["authors"])
    link = next(one for one in told["items"] if one["title"] == "Rain at last")
    assert link["content_text"] == "Rain at last"
    assert "summary" not in link
    assert "image" not in link


def test_broken_letters_break_no_form() -> None:
    models.Article.objects.filter(source_id="phare", number=2).update(title="a\x0b<b>&amp;\x00\uffff]]>")
    assert any("<b>&amp;]]>" in (entry.findtext(f"{ATOM}title") or "") for entry in etree.fromstring(raw("/fr/feed.atom")))
    assert any("<b>&amp;" in one["title"] for one in json.loads(raw("/fr/feed.json"))["items"])


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        ("/fr/", "/fr/feed"),
        ("/fr/phare", "/fr/phare/feed"),
        ("/fr/section/environment", "/fr/section/environment/feed"),
        (addresses.author("fr", "Salwa Outrhane"), addresses.author("fr", "Salwa Outrhane") + "/feed"),
        ("/fr/search?q=pluie", "/fr/search/feed"),
    ],
)
def test_pages_announce_their_feeds_in_all_forms(page: str, feed: str, tmp_path: Path) -> None:
    shelf.index(tmp_path)
    announced = feeds.discover(raw(page), f"https://press.example{page}")
    query = "?q=pluie" if "?" in page else ""
    wanted = {f"https://press.example{feed}{ending}{query}" for ending in FORMS}
    assert wanted <= {found.url for found in announced}
    for address in wanted:
        assert Client().get(address.removeprefix("https://press.example")).status_code == 200
