"""The page that explains the query language, with examples that find something in the very archive it stands in."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from lxml import html

from hemera.query.vocabulary import SPELLINGS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelved")]


def look(address: str) -> html.HtmlElement:
    answer = Client().get(address)
    assert answer.status_code == 200
    return html.fromstring(answer.content.decode())


@pytest.mark.parametrize(
    ("language", "word", "key"),
    [("fr", "pluies", "journal:phare"), ("ar", "المطر", "المصدر:sada"), ("en", "Rain", "source:courier")],
)
def test_examples_are_of_this_archive_and_each_finds_what_it_says(language: str, word: str, key: str) -> None:
    page = look(f"/{language}/search/help")
    examples = page.xpath("//dt[a]")
    texts = [dt.xpath("string(a)") for dt in examples]
    assert len(texts) >= 12
    assert key in texts
    assert any(word in text for text in texts) or language == "fr"
    for dt in examples[::3]:
        answer = look(dt.xpath("string(a/@href)"))
        assert len(answer.xpath("//article[@class='hit']")) == int(dt.xpath("string(span)"))
        assert not answer.xpath("//p[@class='hint']"), dt.xpath("string(a)")


def test_every_keyword_is_listed_in_every_spelling() -> None:
    listed = look("/ar/search/help").xpath("//section[@aria-labelledby='keywords']//code/bdi/text()")
    assert listed == [spelling for spellings in SPELLINGS.values() for spelling in spellings]


def test_the_search_page_leads_there() -> None:
    for address in ("/fr/search?q=pluie", "/fr/search"):
        assert look(address).xpath("//form[@role='search']//a/@href") == ["/fr/search/help"]
    assert not look("/fr/").xpath("//form[@role='search']//a")


def test_without_an_index_it_still_explains(tmp_path: Path) -> None:
    import shutil

    from hemera import archive

    shutil.rmtree(tmp_path / "index")
    archive.search_index.cache_clear()
    page = look("/en/search/help")
    assert page.xpath("//section[@aria-labelledby='keywords']")
    assert "rebuilt" in page.xpath("string(//p[@class='hint'])")
