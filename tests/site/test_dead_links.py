"""Where a source no longer serves a page our copy is offered, in three languages, as far as its rights go."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import kiosk
import pytest
from django.test import Client
from django.utils.translation import override
from lxml import html

from hemera.api import frame
from hemera.api.throttle import Throttle
from hemera.health import Finding, Kind
from hemera.moderation import ailments, log
from hemera.portal import causes, memory, pagecache
from hemera.store import models

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand")]
SINCE = kiosk.NOW - timedelta(days=9)
GONE = {
    "fr": "La source ne sert plus cette page (depuis le 3 juin 2020)",
    "ar": "لم يعد المصدر يعرض هذه الصفحة (منذ 3 يونيو 2020)",
    "en": "The source no longer serves this page (since 3 June 2020)",
}
TAKEN = {
    "fr": "le site de quelqu’un d’autre occupe l’adresse de cette source",
    "ar": "يشغل موقعٌ لجهة أخرى عنوانَ هذا المصدر",
    "en": "somebody else’s site stands at this source’s address",
}


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame, "THROTTLE", Throttle(rate=1.0, burst=10_000))


def mark(source: str, number: int, **values: object) -> models.Article:
    rows = models.Article.objects.filter(source=source, number=number)
    rows.update(link_checked_at=kiosk.NOW, **values)
    return rows.get()


def taken(source: str) -> None:
    models.Front.objects.create(source_id=source, checked_at=kiosk.NOW, suspected_at=SINCE, hijacked_at=SINCE)


def get(path: str) -> Any:
    memory.forget()
    pagecache.forget()
    return Client().get(path)


def page(path: str) -> html.HtmlElement:
    return html.fromstring(get(path).content.decode())


def link(pk: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(get(f"/api/v1/articles/{pk}").content)["link"]
    return found


@pytest.mark.parametrize("language", GONE)
def test_a_dead_link_is_no_link_and_its_address_stands_as_text(language: str) -> None:
    row = mark("phare", 1, link_state="gone", gone_at=SINCE)
    found = page(f"/{language}/phare/1")
    [notice] = found.xpath("//p[@id='link']")
    assert GONE[language] in " ".join(notice.text_content().split())
    assert [one.text for one in notice.xpath(".//bdi[@dir='ltr']")] == [row.url]
    assert found.xpath("//a[starts-with(@href, '/out/')]") == []
    assert found.xpath("//div[@class='body']/p")
    assert get(f"/out/{row.pk}").headers["Location"].endswith("/phare/1")
    assert link(row.pk) == {
        "state": "gone",
        "checked_at": "2020-06-12T10:00:00+00:00",
        "since": "2020-06-03T10:00:00+00:00",
        "moved_to": None,
    }


@pytest.mark.parametrize("language", TAKEN)
def test_nobody_is_sent_to_a_site_taken_over(language: str) -> None:
    taken("phare")
    found = page(f"/{language}/phare/1")
    assert TAKEN[language] in found.xpath("//p[@id='link']")[0].text_content()
    assert found.xpath("//a[starts-with(@href, '/out/') or starts-with(@href, 'https://phare.example')]") == []
    source = page(f"/{language}/phare")
    assert source.xpath("//a[starts-with(@href, 'https://phare.example')]") == []
    assert len(source.xpath("//header//p[@class='notice']")) == 1
    sites = {one["id"]: one["site"] for one in json.loads(get("/api/v1/sources").content)["sources"]}
    assert (sites["phare"]["state"], sites["carnet"]["state"]) == ("hijacked", "unknown")


def test_rights_count_where_the_source_is_gone() -> None:
    mark("carnet", 1, link_state="gone", gone_at=SINCE)
    said = get("/fr/carnet/1").content.decode()
    assert kiosk.SECRET not in said
    assert "Voici notre copie" in said
    assert '<link rel="canonical" href="http://testserver/fr/carnet/1">' in said  # not a page that is not there
    assert '<meta name="robots" content="noindex">' in said


def test_a_doubt_leaves_the_link() -> None:
    row = mark("phare", 1, link_state="doubtful", gone_at=SINCE)
    found = page("/fr/phare/1")
    assert "ne répond plus depuis le 3 juin 2020" in found.text_content()
    assert found.xpath(f"//a[@href='/out/{row.pk}']")


def test_a_page_that_moved_is_linked_where_it_is() -> None:
    row = mark("phare", 1, link_state="moved", link_moved_to="https://phare.example/2020/pluies")
    assert "La source a déplacé cette page" in page("/fr/phare/1").text_content()
    assert get(f"/out/{row.pk}").headers["Location"] == "https://phare.example/2020/pluies"
    assert link(row.pk)["moved_to"] == "https://phare.example/2020/pluies"
    assert "url = {https://phare.example/2020/pluies}" in get("/fr/phare/1/cite.bib").content.decode()


def test_who_cites_a_dead_page_is_given_ours_and_told_where_it_stood() -> None:
    row = mark("phare", 1, link_state="gone", gone_at=SINCE)
    ours = "http://testserver/fr/phare/1"
    bib, ris = (get(f"/fr/phare/1/cite.{suffix}").content.decode() for suffix in ("bib", "ris"))
    [csl] = json.loads(get("/fr/phare/1/cite.json").content)
    assert f"url = {{{ours}}}" in bib
    assert rf"the original, \url{{{row.url}}}, is gone" in bib
    assert f"UR  - {ours}\r\n" in ris
    assert csl["URL"] == ours
    assert row.url in csl["note"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"failing_since": SINCE}, "Le site de ce journal ne répond plus depuis le 3 juin 2020."),
        ({"moved_to": "https://rivage.example/", "moved_at": SINCE}, "Le site de ce journal a déménagé"),
    ],
)
def test_a_source_page_says_what_a_reader_needs(values: dict[str, Any], said: str) -> None:
    models.Front.objects.create(source_id="phare", checked_at=kiosk.NOW, **values)
    assert said in page("/fr/phare").text_content()


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_every_ailment_has_its_words(language: str) -> None:
    with override(language):
        assert set(ailments.WHAT) == set(ailments.DO) == set(Kind)
        assert causes.cause("source.hijacked") != causes.cause("no.such.key")


def test_staff_sees_what_ails_a_source_and_decides_with_a_reason(admin_client: Client) -> None:
    taken("phare")
    entry = {"url": "https://phare.example/new", "seen_at": kiosk.NOW, "state": "held", "reason": "source.hijacked"}
    models.Entry.objects.create(source_id="phare", **entry)
    shown = admin_client.get("/admin/store/source/phare/change/").content.decode()
    assert "hemera source trust phare" in shown
    assert "2020-06-03 10:00 UTC" in shown
    chosen = {"action": "trust", "_selected_action": "phare"}
    admin_client.post("/admin/store/source/", chosen | {"reason": ""})
    assert models.Front.objects.get().hijacked_at is not None
    admin_client.post("/admin/store/source/", chosen | {"reason": "Their new site."})
    assert models.Front.objects.get().hijacked_at is None
    assert models.Entry.objects.get(url=entry["url"]).state == "queued"
    assert log.Act.objects.get().verb == "trust_source"
    assert "trust_source" in admin_client.get("/admin/store/source/phare/change/").content.decode()


@pytest.mark.parametrize(
    ("language", "cause", "names"),
    [
        ("fr", "son nom était introuvable sur le réseau", {"Sources", "Flux", "Entrées annoncées", "Lacunes", "Modération"}),
        ("ar", "لم يُعثر على اسمه في الشبكة", {"المصادر", "الخلاصات", "المواد المعلنة", "الثغرات", "الإشراف"}),
    ],
)
def test_staff_reads_causes_and_what_there_is_in_its_own_language(
    admin_client: Client, language: str, cause: str, names: set[str]
) -> None:
    with override(language):
        assert ailments.cause(Finding("phare", Kind.UNREACHABLE, SINCE, "fetch.dns")) == f"{cause}: fetch.dns"
        assert ailments.cause(Finding("phare", Kind.LINKS, SINCE)) == ""
    index = html.fromstring(admin_client.get("/admin/", headers={"accept-language": language}).content.decode())
    assert names <= {text.strip() for text in index.itertext()}
