"""Searches side by side, on a real index."""

from __future__ import annotations

import csv
import io

import pytest
from django.http import HttpResponse
from django.test import Client
from lxml import html

from hemera.store import models

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelved")]


def ask(*queries: str, path: str = "compare", language: str = "en", **more: str) -> HttpResponse:
    return Client().get(f"/{language}/search/{path}", {"q": queries} | more)


def look(*queries: str, status: int = 200, language: str = "en", **more: str) -> html.HtmlElement:
    answer = ask(*queries, language=language, **more)
    assert answer.status_code == status
    return html.fromstring(answer.content.decode())


def legend(page: html.HtmlElement) -> dict[str, str]:
    return {li.xpath("string(a)"): li.xpath("string(span)") for li in page.xpath("//ul[@class='legend']/li")}


def rows(page: html.HtmlElement) -> list[list[str]]:
    return [row.xpath("*/text()|*/a/text()") for row in page.xpath("(//tbody)[1]/tr")]


def table(*queries: str, **more: str) -> list[list[str]]:
    answer = ask(*queries, path="compare.csv", **more)
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode())))


def test_each_search_has_its_line_and_its_total() -> None:
    page = look("pluie", "المطر")
    assert legend(page) == {"pluie": "2", "المطر": "1"}
    assert len(page.xpath("//polyline")) == 2
    assert rows(page)[0] == ["July 2020", "1", "1"]


def test_a_figure_leads_to_what_it_counts() -> None:
    page = look("pluie", "neige")
    (href,) = page.xpath("(//tbody)[1]/tr[1]/td/a/@href")
    answer = Client().get(href)
    assert html.fromstring(answer.content.decode()).xpath("string(//h1)") == "1 article"


def test_what_is_common_to_all_is_asked_of_all_and_an_or_stays_in_its_own() -> None:
    within = {"in": "lang:fr"}
    assert legend(look("pluie OR المطر", "rain", **within)) == {"pluie OR المطر": "2", "rain": "0"}


def test_a_share_is_of_all_articles_of_the_time_among_which_was_searched() -> None:
    page = look("pluie", "neige", share="1", **{"in": "lang:fr"})
    assert rows(page) == [["July 2020", "100%", "0%"], ["June 2020", "50%", "50%"]]
    assert page.xpath("//a[@aria-current='true']/text()")[-1] == "as a share of all articles"


def test_sources_and_languages_are_told_apart() -> None:
    page = look("pluie", "المطر")
    spread = {row.xpath("string(th)"): row.xpath("td/text()") for row in page.xpath("//section//tbody/tr")}
    assert spread["Le Phare du Golfe"] == ["1", "0"]
    assert spread["Arabic"] == ["0", "1"]


def test_the_same_numbers_as_csv() -> None:
    assert table("pluie", "neige") == [["period", "pluie", "neige", "all"], ["2020-06", "1", "1", "2"], ["2020-07", "1", "0", "2"]]


def test_a_search_is_no_formula() -> None:
    assert table("-pluie")[0][1] == "'-pluie"


def test_no_more_than_five_and_the_rest_is_told() -> None:
    page = look(*"abcdefg")
    assert len(legend(page)) == 5
    assert page.xpath("//*[@class='hint']")
    assert page.xpath("//form[@class='compare']//input[@name='q']/@value") == list("abcde")


@pytest.mark.parametrize("queries", [(), ("",), ("introuvable",)])
def test_nothing_to_draw_is_no_error(queries: tuple[str, ...]) -> None:
    page = look(*queries)
    assert not page.xpath("//polyline")
    assert len(page.xpath("//form[@class='compare']//input[@name='q']")) == 2


def test_what_cannot_be_searched_is_refused_in_words() -> None:
    assert "256" in look("mot " * 100, status=400).xpath("string(//*[@class='hint'])")
    assert ask("mot " * 100, path="compare.csv").status_code == 400


def test_time_runs_with_the_reader() -> None:
    first, last = (look("pluie", language=language).xpath("//polyline/@points")[0].split()[0] for language in ("fr", "ar"))
    assert (first.split(",")[0], last.split(",")[0]) == ("0", "1000")


def test_what_is_withdrawn_is_not_counted() -> None:
    before = legend(look("pluie"))["pluie"]
    assert models.Article.objects.filter(title__contains="pluie").count() > int(before)
