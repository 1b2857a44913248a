"""Every page, in every language, as a browser gets it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import kiosk
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client
from django.utils.translation import override
from lxml import html
from pytest_django import DjangoAssertNumQueries

from hemera import types
from hemera.portal import addresses, memory, pagecache
from hemera.portal.views import calendar
from hemera.store import models, visibility
from hemera.types import ImageState, Visibility

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand")]

PAGES = (
    "",
    "wire",
    "about",
    "sources",
    "section/environment",
    "day/2020-06-12",
    "calendar",
    "calendar/2020",
    "author/salwa%20outrhane",
    "phare",
    "bousla",
    "phare/1",
    "phare/2",
    "phare/3",
    "bousla/1",
    "carnet/1",
    "courier/1",
    "phare/2/revisions",
    "phare/3/revisions",
    "takedown",
)
STATUSES = {
    "nothing": 404,
    "phare/4": 451,
    "phare/5": 410,
    "phare/6": 404,
    "phare/5/revisions": 410,
    "wire?since=x": 400,
    "?before=zz": 200,
}
LANGUAGES = {"fr": "ltr", "ar": "rtl", "en": "ltr"}
BUDGET = 60_000  # bytes of a page and its style sheet


def get(path: str, status: int = 200, **headers: str) -> HttpResponse:
    answer: HttpResponse = Client(headers=headers).get(path)  # type: ignore[assignment]
    assert answer.status_code == status, path
    return answer


def tree(path: str, status: int = 200) -> html.HtmlElement:
    return html.fromstring(get(path, status).content.decode())


def text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("path", "status"), [*((p, 200) for p in PAGES), *STATUSES.items()])
def test_a_page_keeps_the_house_rules(path: str, status: int, language: str) -> None:
    answer = get(f"/{language}/{path}", status)
    page = html.fromstring(answer.content.decode())
    assert (page.get("lang"), page.get("dir")) == (language, LANGUAGES[language])
    assert page.xpath("count(//h1)") == 1
    for landmark in ("//header", "//main", "//footer", "//nav", "//form[@role='search']", "//a[@class='skip']"):
        assert page.xpath(landmark), landmark
    assert not page.xpath(
        "//style | //*[@style] | //*[@*[starts-with(name(), 'on')]] | //script[not(@src) and @type != 'application/ld+json']"
    )
    assert not page.xpath("//script[not(@src) and not(@type)]")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "Set-Cookie" not in answer.headers or path == "takedown"  # a form that is posted needs its token
    sheet = Path(str(finders.find("portal/hemera.css"))).stat().st_size
    assert len(answer.content) + sheet < BUDGET


@pytest.mark.parametrize("path", ["", "phare/1", "section/environment"])
def test_ids_are_unique_and_links_of_ours_lead_somewhere(path: str) -> None:
    page = tree(f"/fr/{path}")
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    targets = {href.split("#")[0] for href in page.xpath("//a/@href") if href.startswith("/") and not href.startswith("/out/")}
    for href in targets - {""}:
        assert Client().get(href).status_code in {200, 302}, href


def test_every_text_of_a_source_says_its_language() -> None:
    for element in tree("/fr/").xpath("//main//h2/a | //main//h3/a | //aside[@data-nosnippet]//li/a"):
        if element.get("href", "").count("/") == 3 and "/section/" not in element.get("href"):
            assert element.get("lang") in LANGUAGES
            assert element.get("dir") in {"ltr", "rtl"}


def test_the_front_page_puts_first_what_several_sources_report() -> None:
    lead = tree("/fr/").xpath("//article[contains(@class, 'lead')]")[0]
    assert "Fortes pluies sur la rive sud" in text(lead.xpath(".//h2")[0])
    assert "2 sources" in text(lead)
    assert "Le Carnet du Soir" in text(lead.xpath(".//ul[@class='also']")[0])


def test_the_wire_stands_after_the_article_in_a_landmark_of_its_own() -> None:
    page = tree("/ar/phare/1")
    wire = page.xpath("//aside[@data-nosnippet]")[0]
    assert wire.getprevious() is page.xpath("//main")[0]
    assert len(wire.xpath(".//li")) == 9
    assert not wire.xpath("ancestor::article | ancestor::main")


def test_what_is_newer_comes_as_a_fragment() -> None:
    newest = max(int(n) for n in tree("/fr/wire").xpath("//li/@data-n"))
    assert get(f"/fr/wire?since={newest}", 204).content == b""
    fresh = kiosk.article("phare", 8, "À l’instant", body="Tout juste.", hours=0)
    fragment = html.fragment_fromstring(get(f"/fr/wire?since={newest}").content.decode(), create_parent="ol")
    assert fragment.xpath("./li/@data-n") == [str(fresh.pk)]


def test_the_wire_goes_back_page_by_page_without_losing_a_line() -> None:
    for number in range(100, 160):
        kiosk.article("phare", number, f"Dépêche {number}", body="Un mot.", hours=50)
    seen: list[str] = []
    path = "/en/wire"
    while path:
        page = tree(path)
        seen += page.xpath("//main//li/@data-n")
        path = next((f"/en/wire{href}" for href in page.xpath("//a[@rel='next']/@href")), "")
    assert len(seen) == len(set(seen)) == 69


def test_the_article_page_has_everything_the_model_page_has() -> None:
    page = tree("/fr/phare/1")
    article = page.xpath("//main/article")[0]
    assert "Publié dans Le Phare du Golfe le 12 - 06 - 2020" in text(article)
    published = article.xpath(".//time")[0]
    assert published.get("datetime") == "2020-06-12T10:00:00+01:00"
    assert published.get("title") == "12 juin 2020 à 10:00 (UTC+01:00)"
    assert article.xpath(f".//figure/img[@src='/image/{kiosk.SHOWN}-1200.webp']")
    assert article.xpath(".//figure//form[@data-report]")
    assert article.xpath(".//a[starts-with(@href, '/out/')]")
    assert "sha-256" in text(article).lower()
    assert "9f2c…a71e" in text(article)
    assert [text(item) for item in article.xpath(".//div[@class='body']/ul/li")] == ["des bottes", "un parapluie"]
    assert text(article.xpath(".//h2")[0]) == "Un parapluie pour deux"
    assert text(article.xpath(".//blockquote")[0]) == "Nous en avons vu d’autres."
    assert text(article.xpath(".//h2[@class='time']")[0]) == "09:12"
    assert article.xpath(".//p[@lang='ar' and @dir='rtl']")
    assert "Rive sud : de fortes pluies" in text(page.xpath("//main/aside")[0])


def test_machines_read_what_people_read() -> None:
    page = tree("/fr/phare/1")
    said = json.loads(page.xpath("//script[@type='application/ld+json']/text()")[0])
    assert said["@type"] == "NewsArticle"
    assert said["headline"] == "Fortes pluies sur la rive sud dès samedi"
    assert page.xpath("//link[@rel='canonical']/@href") == ["http://testserver/fr/phare/1"]
    assert tree("/fr/carnet/1").xpath("//link[@rel='canonical']/@href") == ["https://carnet.example/1"]


def test_rights_decide_on_every_page() -> None:
    for path in (
        "carnet/1",
        "carnet/3",
        "courier/1",
        "",
        "section/environment",
        "courier",
        "carnet",
        "day/2020-06-12",
        "carnet/1/revisions",
    ):
        assert kiosk.SECRET not in get(f"/fr/{path}").content.decode(), path
    assert "La pluie, samedi." in text(tree("/fr/carnet/1"))
    assert "Mot Mot" in text(tree("/fr/carnet/3"))
    assert not tree("/fr/courier/1").xpath("//figure")


def test_staff_reads_everything() -> None:
    User.objects.create_user("nadia", password="une longue phrase", is_staff=True)
    client = Client()
    assert client.login(username="nadia", password="une longue phrase")
    answer = client.get("/fr/courier/1")
    assert kiosk.SECRET in answer.content.decode()
    assert "Cookie" in answer.headers["Vary"]


@pytest.mark.parametrize("path", ["", "wire", "phare", "phare/3", "phare/3/revisions", "section/environment", "day/2020-06-11"])
def test_hostile_titles_stay_text(path: str) -> None:
    class Tags(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.scripts: list[dict[str, str | None]] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag == "script":
                self.scripts.append(dict(attrs))

    answer = get(f"/fr/{path}").content.decode()
    tags = Tags()
    tags.feed(answer)
    assert all(s.get("src") == "/static/portal/hemera.js" or s.get("type") == "application/ld+json" for s in tags.scripts)
    assert "alert(1)&lt;/script&gt;" in answer
    for data in re.findall(r'<script type="application/ld\+json">(.*?)</script>', answer, re.DOTALL):
        assert json.loads(data)["headline"] == kiosk.HOSTILE


def test_what_is_withdrawn_leaves_its_address_source_date_and_reason() -> None:
    page = tree("/fr/phare/5", 410)
    assert "Publié dans Le Phare du Golfe le 11 - 06 - 2020" in text(page)
    assert "à la demande de son éditeur" in text(page)
    assert kiosk.SECRET not in text(page)
    assert "Retiré" not in text(page.xpath("//main")[0]).replace("a été retiré", "")


def test_a_takedown_works_at_once_although_pages_remember() -> None:
    victim = models.Article.objects.get(source_id="phare", number=1)
    assert "Fortes pluies" in get("/fr/").content.decode()
    visibility.set_article_visibility(victim.pk, Visibility.WITHDRAWN, "publisher", kiosk.NOW)
    for path in ("", "wire", "phare", "section/environment", "carnet/1", "sources"):
        assert "Fortes pluies" not in get(f"/fr/{path}").content.decode(), path


def test_a_hidden_picture_is_hidden_everywhere_at_once() -> None:
    assert kiosk.SHOWN in get("/fr/").content.decode()
    visibility.set_image_state(kiosk.SHOWN, ImageState.HIDDEN, kiosk.NOW)
    assert kiosk.SHOWN not in get("/fr/").content.decode()
    page = tree("/fr/phare/1")
    assert not page.xpath("//main//img")
    assert page.xpath("//div[@class='placeholder']")
    assert not page.xpath("//meta[@property='og:image']")


def test_versions_are_compared_in_words_and_marks() -> None:
    page = tree("/fr/phare/2/revisions")
    assert [text(e) for e in page.xpath("//section/div[@class='diff']//ins")] == ["armoires", "et des loupes"]
    assert "tiroirs" in [text(e) for e in page.xpath("//section/div[@class='diff']//del")]
    assert "4 mots ajoutés · 1 mot retiré" in text(page)


def test_the_way_out_is_looked_up() -> None:
    pk = models.Article.objects.get(source_id="phare", number=1).pk
    assert get(f"/out/{pk}?url=https://evil.example/", 302).headers["Location"] == "https://phare.example/1"
    gone = models.Article.objects.get(source_id="phare", number=4).pk
    assert get(f"/out/{gone}", 302).headers["Location"] == "/fr/phare/4"
    get("/out/999999999", 404)
    models.Article.objects.filter(pk=pk).update(url="javascript:alert(1)")
    get(f"/out/{pk}", 404)


def test_what_the_source_lost_is_said() -> None:
    assert "ne répond plus depuis le 9 juin 2020" in text(tree("/fr/phare/7"))


def test_what_is_not_sure_is_said_once_and_in_the_readers_language() -> None:
    doubts = [types.Doubt(code) for code in ("date.unsure", "date.contradicted", "text.mojibake", "template.short")]
    kiosk.article("phare", 9, "Un vieux carnet", body="Il pleut.", hours=50, doubts=tuple(doubts))
    for language, words in (("fr", "étaient déjà abîmées"), ("ar", "كانت تالفة"), ("en", "were damaged already")):
        notices = [text(notice) for notice in tree(f"/{language}/phare/9").xpath("//p[@class='notice']")]
        assert len(notices) == 2
        assert words in notices[1]


def test_the_language_switch_keeps_the_page() -> None:
    links = tree("/fr/wire?before=").xpath("//nav[@class='langs']/a/@href")
    assert links == ["/fr/wire?before=", "/ar/wire?before=", "/en/wire?before="]
    assert get("/", 302, **{"Accept-Language": "ar-MA,fr;q=0.5"}).headers["Location"] == "/ar/"


def test_the_masthead_says_the_date_twice_and_the_counts() -> None:
    line = text(tree("/fr/").xpath("//p[@class='dateline']")[0])
    assert line == "vendredi 12 juin 2020 · 20 chaoual 1441 4 sources · 4 articles aujourd’hui"


def test_the_day_page_leads_to_its_neighbours() -> None:
    page = tree("/en/day/2020-06-12")
    assert page.xpath("//a[@rel='prev']/@href") == ["/en/day/2020-06-11"]
    assert not page.xpath("//main//a[@rel='next']")
    assert len(page.xpath("//main//article")) == 4


def test_the_calendar_links_days_that_have_articles() -> None:
    page = tree("/fr/calendar")
    assert page.xpath("//td/a/@href") == ["/fr/day/2020-06-10", "/fr/day/2020-06-11", "/fr/day/2020-06-12"]
    assert page.xpath("//td/a/@title") == ["1 article", "3 articles", "4 articles"]
    assert page.xpath("//nav/a[@aria-current='page']/text()") == ["2020"]
    get("/fr/calendar/2018", 404)


def test_a_cursor_we_never_wrote_is_refused() -> None:
    for before in ("zz", "1", "-ffffffffffffff.1", "-1.-1", "٣.1"):
        get(f"/fr/wire?before={before}", 400)


def test_robots_and_signs_of_life() -> None:
    assert get("/healthz").content == b"ok\n"
    assert b"Disallow: /out/" in get("/robots.txt").content


def test_an_empty_archive_has_a_front_page() -> None:
    for model in (models.Byline, models.Change):
        model.objects.all().delete()
    models.Article.objects.update(current=None)
    models.Revision.objects.all().delete()
    models.Article.objects.all().delete()
    memory.forget()
    for path in ("", "wire", "calendar", "sources", "day/2020-06-12", "phare"):
        assert tree(f"/fr/{path}").xpath("//h1"), path


@pytest.mark.parametrize(
    ("path", "cold", "warm"),
    [
        ("", 18, 2),
        ("phare/1", 8, 3),
        ("phare/2/revisions", 9, 4),
        ("phare", 19, 4),
        ("wire", 7, 2),
        ("section/environment", 7, 2),
        ("day/2020-06-12", 9, 4),
        ("calendar", 10, 2),
        ("sources", 8, 1),
    ],
)
def test_pages_ask_the_record_little(
    path: str, cold: int, warm: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    memory.forget()
    for limit in (cold, warm):
        pagecache.forget()
        with django_assert_max_num_queries(limit):
            get(f"/fr/{path}")
    with django_assert_max_num_queries(1):
        get(f"/fr/{path}")


def test_addresses_written_by_hand_are_those_of_the_url_table() -> None:
    from django.urls import reverse

    with override("ar"):
        assert addresses.front("ar") == reverse("front")
        assert addresses.article("ar", "phare", 1) == reverse("article", args=["phare", 1])
        assert addresses.source("ar", "phare") == reverse("source", args=["phare"])
        assert addresses.section("ar", "culture") == reverse("section", args=["culture"])
        assert addresses.day("ar", kiosk.NOW.date()) == reverse("day", args=[kiosk.NOW.date()])
        assert addresses.author("ar", "Hind B") == reverse("author", args=["hind b"])
    assert addresses.story("ar", "phare", 1).startswith(addresses.front("ar") + "search?q=")
    assert addresses.image(kiosk.SHOWN, 480) == reverse("image", args=[kiosk.SHOWN, "480"])


def test_a_failure_of_ours_has_a_page_that_reads_nothing(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    from hemera.portal.views.errors import server_error

    with django_assert_num_queries(0):
        answer = server_error(None)  # type: ignore[arg-type]
    assert answer.status_code == 500
    assert b'lang="ar" dir="rtl"' in answer.content


def test_scripts_are_small() -> None:
    assert Path(str(finders.find("portal/hemera.js"))).stat().st_size < 10_000
    assert settings.HEMERA.languages == ("fr", "ar", "en")


def test_a_private_archive_lets_only_its_readers_in(settings: Any) -> None:
    settings.HEMERA = replace(settings.HEMERA, visibility="private")
    for path in ("", "phare/1", "wire", "feed", "search"):
        assert get(f"/fr/{path}", 302).headers["Location"].startswith("/login?next=/fr/")
    refused = get("/nothing/at/all", 404)
    assert "Fortes pluies" not in refused.content.decode()
    assert refused.headers["Cache-Control"] == "private, no-store"
    assert b"Disallow: /\n" in get("/robots.txt").content
    assert get("/healthz").content
    User.objects.create_user("nadia", password="une longue phrase")
    client = Client()
    assert "ne correspondent pas" in client.post("/login", {"username": "nadia", "password": "non"}).content.decode()
    entered = client.post("/login", {"username": "nadia", "password": "une longue phrase", "next": "/fr/courier/1"})
    assert entered.headers["Location"] == "/fr/courier/1"
    assert kiosk.SECRET in client.get("/fr/courier/1").content.decode()
    assert client.post("/logout").status_code == 302
    assert client.get("/fr/courier/1").status_code == 302


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_calendar_of_a_full_year_stays_within_the_budget(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    full = {date(2020, 1, 1) + timedelta(n): 30 + n % 70 for n in range(366)}
    monkeypatch.setattr(calendar, "_counts", lambda year: full)
    for number in range(60):
        kiosk.article(
            "phare", 200 + number, f"Une dépêche de longueur ordinaire sur la rive sud, n° {number}", body="Mot.", hours=5
        )
    answer = get(f"/{language}/calendar/2020")
    assert answer.content.count(b"/day/2020-") == 366
    assert len(answer.content) + Path(str(finders.find("portal/hemera.css"))).stat().st_size < BUDGET
