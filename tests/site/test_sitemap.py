"""Sitemaps and the OpenSearch description."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import shelf
from django.test import Client
from lxml import etree

from hemera import clock
from hemera.portal import memory
from hemera.portal.views import sitemap
from hemera.store import models

pytestmark = pytest.mark.django_db
NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "o": "http://a9.com/-/spec/opensearch/1.1/"}


@pytest.fixture(autouse=True)
def press(settings: Any, tmp_path: Path) -> Iterator[None]:
    with shelf.press(settings, tmp_path, base_url="https://press.example"):
        yield


def read(path: str, what: str = "//s:loc/text()") -> list[str]:
    answer = Client().get(path)
    assert answer.status_code == 200
    return [str(found) for found in etree.fromstring(answer.content).xpath(what, namespaces=NS)]


def test_the_index_leads_to_months_of_first_capture() -> None:
    assert read("/sitemap.xml") == ["https://press.example/sitemap/2020-06.xml"]


def test_only_what_may_be_shown_in_full_is_offered() -> None:
    assert read("/sitemap/2020-06.xml") == [f"https://press.example/{path}" for path in ("fr/phare/1", "fr/phare/2", "ar/sada/1")]
    assert read("/sitemap/2020-06.xml", "//s:lastmod/text()") == ["2020-06-30T23:30:00Z"] * 3


def test_what_is_under_an_embargo_is_offered_when_that_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    models.Source.objects.filter(pk="phare").update(embargo=30)  # its articles were published on the 12th and the 20th of June
    monkeypatch.setattr(clock, "now", lambda: datetime(2020, 7, 15, tzinfo=UTC))
    assert read("/sitemap/2020-06.xml") == [f"https://press.example/{path}" for path in ("fr/phare/1", "ar/sada/1")]


def test_months_end_in_utc() -> None:
    models.Article.objects.filter(source_id="sada").update(captured_at="2020-07-01T00:00:00Z")
    assert len(read("/sitemap.xml")) == 2
    assert read("/sitemap/2020-07.xml") == ["https://press.example/ar/sada/1"]
    assert len(read("/sitemap/2020-06.xml")) == 2


def test_what_is_withdrawn_leaves_at_once() -> None:
    models.Article.objects.filter(source_id="sada").update(visibility="withdrawn")
    assert "https://press.example/ar/sada/1" not in read("/sitemap/2020-06.xml")


def test_a_month_too_large_is_given_day_by_day(monkeypatch: pytest.MonkeyPatch) -> None:
    models.Article.objects.filter(source_id="sada").update(captured_at="2020-06-02T00:00:00Z")
    monkeypatch.setattr(sitemap, "MOST", 2)
    memory.forget()
    assert read("/sitemap.xml") == [f"https://press.example/sitemap/2020-06-{day}.xml" for day in ("02", "30")]
    assert read("/sitemap/2020-06-02.xml") == ["https://press.example/ar/sada/1"]
    assert len(read("/sitemap/2020-06-30.xml")) == 2


@pytest.mark.parametrize("name", ["2020-05", "2020-13", "2020-02-31", "0000-01", "9999-12", "9999-12-31", "2020-6", "x"])
def test_empty_and_impossible_buckets_are_none(name: str) -> None:
    assert Client().get(f"/sitemap/{name}.xml").status_code == 404


def test_few_queries(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(2):  # which sources have an embargo, and the articles
        Client().get("/sitemap.xml")
    with django_assert_max_num_queries(2):
        Client().get("/sitemap/2020-06.xml")


def test_opensearch_offers_every_language_the_readers_first() -> None:
    found = Client().get("/opensearch.xml", headers={"Accept-Language": "ar"})
    assert found["Content-Type"].startswith("application/opensearchdescription+xml")
    tree = etree.fromstring(found.content)
    templates = tree.xpath("o:Url[@type='text/html']/@template", namespaces=NS)
    assert templates == [f"https://press.example/{code}/search?q={{searchTerms}}" for code in ("ar", "fr", "en")]
    assert len(tree.xpath("string(o:ShortName)", namespaces=NS)) <= 16
