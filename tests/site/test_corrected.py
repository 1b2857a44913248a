"""A reader can tell what the outlet changed from what we read better, and sees what we read before."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import kiosk
import pytest
from django.test import Client
from lxml import html

from hemera.store import changes, mapping, models

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand")]


def tree(path: str) -> Any:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return html.fromstring(answer.content.decode())


def api(path: str) -> Any:
    return Client().get(f"/api/v1/articles/{path}").json()


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_article_says_that_we_corrected_it_and_when(language: str) -> None:
    path = f"/{language}/phare/1"
    assert not tree(path).xpath("//time[starts-with(@datetime, '2020-06-11T10:00')]")
    kiosk.correct("phare", 1)
    page = tree(path)
    (mark,) = page.xpath("//header//a[contains(@href, '/revisions')]/time")
    assert mark.get("datetime") == "2020-06-11T10:00:00+00:00"
    assert page.xpath("//footer[@class='prov']//time[@datetime='2020-06-11T10:00:00+00:00']")


def test_the_versions_keep_the_two_apart() -> None:
    page = tree("/en/phare/2/revisions")
    second, first = page.xpath("//section[@class='version']")
    assert len(second.xpath(".//div[@class='reading']")) == 1
    assert not first.xpath(".//div[@class='reading']")
    reading = second.xpath(".//div[@class='reading']")[0]
    assert "Correction of our reading" in reading.text_content()
    assert "title, date, lead, text" in reading.text_content()
    assert [node.text_content() for node in reading.xpath(".//del")][-1] == f"{kiosk.WORSE} {kiosk.SECRET}"
    theirs = [node.text_content() for node in second.xpath("./div[@class='diff']//ins")]
    assert theirs
    assert not any(kiosk.WORSE in text for text in theirs)
    assert "changed 1 time" in tree("/en/phare/2").text_content()


def test_versions_read_by_different_rules_say_so() -> None:
    """Until both are read again nobody can tell whose doing a difference is."""
    said = "by other rules than the one before"
    assert said not in tree("/en/phare/2/revisions").text_content()
    row = models.Revision.objects.get(article__source="phare", article__number=2, number=1)
    models.Revision.objects.filter(pk=row.pk).update(body=mapping.encode(replace(mapping.decode(row.body), extractor="0")))
    changes.note(row.article_id, kiosk.NOW)
    assert said in tree("/en/phare/2/revisions").text_content()
    assert [r["extractor"] for r in api(f"{row.article_id}/revisions")["revisions"]] == ["0", "1"]


def test_without_a_correction_nothing_is_said_of_any() -> None:
    page = tree("/en/phare/1/revisions")
    assert not page.xpath("//div[@class='reading']")
    assert "our reading" not in page.text_content()


@pytest.mark.parametrize(("source", "lead"), [("carnet", True), ("courier", False)])
def test_what_rights_keep_back_stays_back_in_what_we_read_before(source: str, lead: bool) -> None:
    row = kiosk.correct(source, 1)
    said = tree(f"/en/{source}/1/revisions").text_content()
    assert "| Accueil" in said
    assert said.count(kiosk.WORSE) == said.count(kiosk.SECRET) == int(lead)
    (revision,) = api(f"{row.pk}/revisions")["revisions"]
    before = revision["corrections"][0]["before"]
    assert before["body"] is None
    assert (before["lead"] is not None) is lead


def test_of_a_source_that_allows_its_titles_only_no_lead_is_compared() -> None:
    kiosk.revise("courier", 1, title="Rain on the south bank", body="It rains.")
    row = models.Article.objects.get(source_id="courier", number=1)
    content = replace(mapping.decode(row.current.body), lead="Another lead")
    models.Revision.objects.filter(pk=row.current_id).update(body=mapping.encode(content))
    page = tree("/en/courier/1/revisions").text_content()
    assert "Another lead" not in page
    assert kiosk.SECRET not in page
    assert "only changes of the title" in page


def test_many_corrections_are_all_named_and_the_newest_shown() -> None:
    for days in range(6, 0, -1):
        kiosk.correct("phare", 1, days=days)
    readings = tree("/en/phare/1/revisions").xpath("//div[@class='reading']")
    assert len(readings) == 6
    assert readings[0].xpath(".//time/@datetime") == ["2020-06-11T10:00:00+00:00"]
    assert [bool(reading.xpath("./div[@class='diff']")) for reading in readings] == [True, False, False, False, False, False]


def test_the_api_tells_it_too() -> None:
    pk = models.Article.objects.get(source_id="phare", number=1).pk
    assert api(str(pk))["provenance"]["corrected_at"] is None
    kiosk.correct("phare", 1)
    assert api(str(pk))["provenance"]["corrected_at"] == "2020-06-11T10:00:00+00:00"
    (revision,) = api(f"{pk}/revisions")["revisions"]
    (correction,) = revision["corrections"]
    assert (correction["at"], correction["extractor"]) == ("2020-06-11T10:00:00+00:00", "new")
    assert correction["fields"] == ["title", "published", "lead", "blocks"]
    assert correction["before"]["extractor"] == "old"
    assert correction["before"]["body"][-1]["text"].startswith(kiosk.WORSE)
    assert revision["title"] + " | Accueil" == correction["before"]["title"]
