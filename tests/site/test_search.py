"""The search page, on a real index."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import shelf
from django.test import Client
from lxml import html

from hemera import archive
from hemera.store import models

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelved")]


def look(query: str = "", language: str = "en", status: int = 200, **parameters: str) -> html.HtmlElement:
    answer = Client().get(f"/{language}/search", {"q": query} | parameters)
    assert answer.status_code == status
    return html.fromstring(answer.content.decode())


def found(page: html.HtmlElement) -> list[str]:
    return [str(href).removeprefix("/") for href in page.xpath("//article[@class='hit']//h2/a/@href")]


def links(page: html.HtmlElement, within: str) -> dict[str, str]:
    """Return text → query of the links within."""
    found_links = page.xpath(f"//*[@class='{within}']//a")
    return {a.xpath("normalize-space(bdi|title|self::*[not(bdi) and not(title)])"): asked(a.get("href")) for a in found_links}


def asked(href: str) -> str:
    match = re.search(r"[?&]q=([^&]*)", href)
    return unquote(match[1]) if match else ""


def test_results_newest_first_with_an_exact_total() -> None:
    page = look("pluie")
    assert found(page) == ["en/carnet/1", "en/phare/2"]
    assert page.xpath("string(//h1)") == "2 articles"
    assert "ms" in page.xpath("string(//header[@class='pagehead'])")


def test_what_answers_is_marked_in_the_true_text() -> None:
    page = look("pluie neige")
    (hit,) = page.xpath("//article[@class='hit']")
    assert hit.xpath(".//h2//mark/text()") == ["pluies", "neige"]
    assert hit.xpath("string(.//h2)") == "Fortes pluies & neige\u00a0: la «\u00a0route 7\u00a0» ferme"  # typeset as in every list
    assert hit.xpath("./p[1]//mark/text()") == ["pluie"]


def test_arabic_in_any_form_and_its_own_direction() -> None:
    page = look("مطر", language="fr")
    assert found(page) == ["fr/sada/1"]
    (title,) = page.xpath("//article[@class='hit']//h2/a")
    assert (title.get("lang"), title.get("dir")) == ("ar", "rtl")
    assert page.xpath("//mark/text()")[0] == "المطر"


def test_rights_bind_the_snippets() -> None:
    text = Client().get("/en/search", {"q": shelf.SECRET}).content.decode()
    assert shelf.SECRET in text, "in the search box"
    page = look(f"{shelf.SECRET} OR rain OR pluie")
    assert {"en/courier/1", "en/carnet/1"} <= set(found(page))
    assert shelf.SECRET not in "".join(page.xpath("//article//text()"))
    assert page.xpath("//article[.//a[@href='/en/carnet/1']]/p[1]//text()")[0].startswith("Il ")
    assert not page.xpath("//article[.//a[@href='/en/courier/1']]/p[not(@class)]")


def test_nothing_hidden_is_found() -> None:
    assert not {"en/phare/3", "en/phare/4", "en/phare/5"} & set(found(look()))


def test_what_was_withdrawn_since_the_index_was_written_is_not_shown() -> None:
    models.Article.objects.filter(source_id="phare", number=2).update(visibility="withdrawn")
    assert found(look("pluie")) == ["en/carnet/1"]


def test_facets_narrow_by_writing_the_query() -> None:
    page = look("pluie")
    choices = links(page, "facet")
    assert choices["Le Phare du Golfe"] == "pluie source:phare"
    assert choices["Environment"] == "pluie section:environment"
    assert "French" not in choices, "what all results share narrows nothing"
    assert found(look(choices["Le Phare du Golfe"])) == ["en/phare/2"]
    assert "2020" in look().xpath("string(//aside)")


def test_authors_are_counted_when_asked_for() -> None:
    page = look("pluie")
    (ask,) = page.xpath("//aside//section[h2='Author']//a")
    assert ask.xpath("string()") == "Who wrote these?"
    assert asked(ask.get("href")) == "pluie"
    choices = links(look("pluie", authors="1"), "facet")
    assert choices["Hind B. <script>"] == 'pluie author:"Hind B. <script>"'
    assert not look("marathon").xpath("//aside//section[h2='Author']"), "there is nothing to narrow"


def test_filters_in_force_can_be_taken_off() -> None:
    page = look("pluie source:phare date:2020-06")
    assert links(page, "chosen") == {"Le Phare du Golfe": "pluie date:2020-06", "June 2020": "pluie source:phare"}


def test_the_timeline_narrows_and_can_be_read_as_a_table() -> None:
    page = look("pluie")
    (bars,) = page.xpath("//svg")
    assert bars.get("aria-hidden") == "true"
    assert {asked(a.get("href")) for a in bars.xpath(".//a")} == {"pluie date:2020-06", "pluie date:2020-07"}
    assert all(a.get("tabindex") == "-1" for a in bars.xpath(".//a"))
    table = page.xpath("//figure//table//tr[td]")
    assert [row.xpath("normalize-space()") for row in table] == ["June 20201", "July 20201"]
    assert not page.xpath("//*[@style]"), "the content security policy would drop it"


def test_days_from_and_to_narrow_without_javascript() -> None:
    def ask(**days: str) -> str:
        answer = Client().get("/fr/search", {"q": "pluie date:2020-06", "sort": "relevance", **days})
        assert answer.status_code == 302
        assert "sort=relevance" in answer["Location"]
        return asked(answer["Location"])

    assert ask(**{"from": "2020-07"}) == "pluie date:2020-07-01.."
    assert ask(**{"from": "2019", "to": "2020-06"}) == "pluie date:2019-01..2020-06"
    assert ask(**{"from": "2021", "to": "2020"}) == "pluie date:2020..2021"
    assert ask(to="٢٠٢٠") == "pluie date:..2020-12-31"
    assert ask(**{"from": "no day", "to": "\0"}) == "pluie date:2020-06"
    (form,) = look("pluie date:2020").xpath("//form[@class='span']")
    assert form.xpath(".//input/@value") == ["pluie", "2020-01-01", "2020-12-31"]
    assert look("pluie").xpath("//figure/@data-spans") == ["2020-06 2020-07"]
    assert look("pluie", language="ar").xpath("//figure/@data-spans") == ["2020-07 2020-06"]


def test_both_orders_and_the_way_on_keep_the_query(tmp_path: Path) -> None:
    for number in range(10, 40):
        shelf.article("sada", number, f"Pluie numéro {number}", "Il pleut.", days=number)
    shelf.index(tmp_path)
    for sort in ("newest", "relevance"):
        seen: list[str] = []
        page = look("pluie", sort=sort)
        assert page.xpath("string(//main//a[@aria-current='true'])") == {"newest": "newest first", "relevance": "best first"}[sort]
        while True:
            seen += found(page)
            following = page.xpath("//nav[@class='pages']/a[@rel='next']/@href")
            if not following:
                break
            answer = Client().get(following[0])
            page = html.fromstring(answer.content.decode())
        assert len(seen) == len(set(seen)) == 32


def test_an_unclosed_quote_is_read_and_pointed_at() -> None:
    page = look('"pluie fine')
    assert found(page) == ["en/carnet/1"]
    (hint,) = page.xpath("//p[@class='hint']")
    assert "never closed" in hint.text_content()
    assert asked(hint.xpath("./a/@href")[0]) == '"pluie fine"'


def test_a_source_may_be_called_by_its_name_and_one_that_is_none_is_told() -> None:
    assert found(look('pluie المصدر:"منارة الخليج"')) == ["en/phare/2"]
    page = look("pluie source:fare")
    (hint,) = page.xpath("//p[@class='hint']")
    assert "no source “fare”" in hint.text_content()
    assert found(look(asked(hint.xpath("./a/@href")[0]))) == ["en/phare/2"]


def test_nothing_found_proposes_what_does() -> None:
    page = look('"pluie lourde" source:phare')
    assert page.xpath("string(//h1)") == "Nothing found"
    offered = page.xpath("//ul[@class='proposals']//a")
    assert offered
    for link in offered:
        assert found(look(asked(link.get("href"))))
    assert look("zzzz").xpath("//main//a[@href='/en/wire']"), "or the way to what there is"


@pytest.mark.parametrize(
    ("asked_for", "meant"),
    [("passerlele", "passerelle"), ("passetelle source:phare", "passerelle source:phare"), ("المطز", "المطر"), ("niege", "neige")],
)
def test_a_word_nobody_printed_is_answered_with_the_one_that_was_meant(asked_for: str, meant: str) -> None:
    (link,) = look(asked_for).xpath("//p[@class='hint']/a")
    assert link.text == meant
    assert found(look(asked(link.get("href"))))


@pytest.mark.parametrize(("asked_for", "results"), [("tomeb", ["en/phare/2", "en/carnet/1"]), ("pieotns bolbol", ["en/phare/1"])])
def test_a_search_that_finds_nothing_shows_what_was_meant_and_says_so(asked_for: str, results: list[str]) -> None:
    page = look(asked_for)
    assert sorted(found(page)) == sorted(results)
    assert f"Nothing was found for “{asked_for}”" in page.xpath("string(//p[@class='hint'])")
    assert page.xpath("//input[@name='q']/@value")[0] == asked_for
    assert asked(page.xpath("//link[@rel='alternate'][@type='application/rss+xml']/@href")[0])


def copies(tmp_path: Path, *numbers: int) -> None:
    """Print the same text in two papers, so many times in all, a day apart."""
    rows = [shelf.article(("phare", "sada")[n % 2], n, "Dépêche de pluie", "La pluie tombe au port.", days=60 + n) for n in numbers]
    models.Article.objects.filter(pk__in=[row.pk for row in rows]).update(copy_group=rows[0].pk)
    shelf.index(tmp_path)


def test_copies_of_a_text_stand_below_the_first_and_are_counted(tmp_path: Path) -> None:
    copies(tmp_path, 10, 11, 12)
    page = look("pluie")
    assert found(page) == ["en/phare/12", "en/carnet/1", "en/phare/2"]
    assert page.xpath("string(//h1)") == "5 articles"
    (below,) = page.xpath("//details[@class='copies']")
    assert below.xpath("string(summary)") == "+ 2 copies"
    assert below.xpath(".//a/@href") == ["/en/sada/11", "/en/phare/10"]
    (every,) = [a for a in page.xpath("//p[@class='meta']/a") if a.text == "show each"]
    answer = html.fromstring(Client().get(every.get("href")).content.decode())
    assert len(found(answer)) == 5
    assert not answer.xpath("//details[@class='copies']")
    assert found(look("pluie source:sada")) == ["en/sada/11"], "only what the search finds is folded"


@pytest.mark.parametrize("sort", ["newest", "relevance"])
def test_however_pages_are_cut_each_text_stands_in_one_line(tmp_path: Path, sort: str) -> None:
    for number in range(100, 130):
        shelf.article("sada", number, f"Pluie numéro {number}", "Il pleut.", days=number - 40)
    copies(tmp_path, *range(10, 50))
    seen: list[str] = []
    page = look("pluie", sort=sort)
    while True:
        seen += found(page)
        assert len(found(page)) > 7 or not page.xpath("//nav[@class='pages']/a[@rel='next']")
        following = page.xpath("//nav[@class='pages']/a[@rel='next']/@href")
        if not following:
            break
        page = html.fromstring(Client().get(following[0]).content.decode())
    assert len(seen) == len(set(seen)) == 2 + 30 + 1


def test_it_is_told_why_when_asked() -> None:
    assert not look("pluie").xpath("//ul[@class='why']")
    page = look("pluie neige", why="1")
    (told,) = page.xpath("//ul[@class='why']")
    assert [" ".join(li.text_content().split()) for li in told.xpath("li")] == [
        "« pluie » dans le titre, sous la forme « pluies » · 1 fois dans le texte, tel que saisi",
        "« neige » dans le titre, tel que saisi",
    ]
    (off,) = [a for a in page.xpath("//p[@class='meta']/a") if a.text == "why these?"]
    assert "why" not in off.get("href")
    kept = look(shelf.SECRET, why="1")
    assert kept.xpath("//ul[@class='why']"), "something is said"
    assert shelf.SECRET not in "".join(kept.xpath("//article//text()")).replace(f"“{shelf.SECRET}”", "")


def test_words_too_far_from_any_are_not_guessed() -> None:
    assert not look("zzzzqqqq").xpath("//p[@class='hint']/a")


def test_a_search_can_be_followed() -> None:
    page = look("pluie source:phare")
    (feed,) = page.xpath("//link[@type='application/rss+xml']/@href")
    assert Client().get(feed).status_code == 200
    assert asked(feed) == "pluie source:phare"


def test_results_are_not_for_search_engines() -> None:
    assert look("pluie").xpath("//meta[@name='robots']/@content") == ["noindex"]


HOSTILE = [
    *('"', "*", "()", "((((", "-", "OR", "%", "'", "\\", "/./", "[1 TO 2]", "a^9~2", "a" * 256),
    *("source:", "date:9999", "date:0000-00", "title:*", 'author:""', "has:image -is:revised"),
    *("\0", "\u202eabc", "\u0640", "٣", "\ud7ff\uffff", "🌧", "&q=1#<script>alert(1)</script>"),
]


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_queries_are_answered(query: str) -> None:
    for sort in ("newest", "relevance"):
        page = look(query, sort=sort)
        assert page.xpath("//h1")
        assert not page.xpath("//main//script")


@pytest.mark.parametrize("query", ["a" * 257, "mot " * 60, "x" * 10_000, "(" * 10_000, '"' * 10_001])
def test_what_is_too_large_is_refused_with_something_to_try(query: str) -> None:
    page = look(query, status=400)
    assert page.xpath("//h1")


@pytest.mark.parametrize("cursor", ["x", "=", "W10", "WzFd", "bnVsbA", "W10" * 4_000, "\0", "😀", "WzEsMS4wLDFd", "-1"])
def test_a_cursor_that_is_none_is_refused_or_leads_nowhere(cursor: str) -> None:
    for sort in ("newest", "relevance"):
        answer = Client().get("/en/search", {"q": "pluie", "cursor": cursor, "sort": sort})
        assert answer.status_code in (200, 400)


def test_other_parameters_change_nothing() -> None:
    assert found(look("pluie", page="1000000000", sort="sideways")) == ["en/carnet/1", "en/phare/2"]


def test_while_there_is_no_index_the_page_says_so(settings: Any, tmp_path: Path) -> None:
    settings.HEMERA = replace(settings.HEMERA, folder=tmp_path / "other")
    archive.search_index.cache_clear()
    assert "rebuilt" in look("pluie", status=503).xpath("string(//h1)")


def test_few_queries_however_many_results(django_assert_max_num_queries: Any, tmp_path: Path) -> None:
    Client().get("/en/search", {"q": "pluie"})
    with django_assert_max_num_queries(6):
        Client().get("/en/search", {"q": "pluie"})
    for number in range(10, 30):
        shelf.article("sada", number, f"Pluie numéro {number}", "Il pleut.", days=number)
    shelf.index(tmp_path)
    with django_assert_max_num_queries(6):
        Client().get("/en/search", {"q": "pluie"})


def test_a_page_is_light(tmp_path: Path) -> None:
    for number in range(10, 60):
        shelf.article("sada", number, f"Pluie numéro {number}", "Il pleut des cordes. " * 40, days=31 * number)
    shelf.index(tmp_path)
    assert len(Client().get("/ar/search", {"q": "pluie cordes"}).content) < 40_000
