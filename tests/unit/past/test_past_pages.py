"""From one page of a list to the next."""

from __future__ import annotations

import pytest

from hemera.feeds.links import Link
from hemera.past.pages import following, numbered, without_session

SITE = "https://phare.example"


def link(path: str, title: str = "", *rel: str) -> Link:
    return Link(SITE + path, title, "a", chrome=False, heading=False, rel=rel)


@pytest.mark.parametrize(
    ("path", "stem", "number"),
    [
        ("/rubrique/12", "/rubrique/12", 0), ("/rubrique/12?page=3", "/rubrique/12", 3), ("/societe/page/4/", "/societe", 4),
        ("/societe?sec=2&start=20", "/societe?sec=2", 20), ("/societe-page-2.html", "/societe.html", 2), ("/?paged=7", "/", 7),
        ("/actualite?debut_articles=10", "/actualite", 10), ("/article-2019", "/article-2019", 0),
    ],
)  # fmt: skip
def test_numbers_of_pages(path: str, stem: str, number: int) -> None:
    assert numbered(SITE + path) == (stem, number)


def test_the_lowest_number_above_ones_own_is_next() -> None:
    links = [link("/s?page=1", "1"), link("/s?page=9", "9"), link("/s?page=4", "4"), link("/other?page=3", "3")]
    assert following(SITE + "/s?page=3", links) == SITE + "/s?page=4"
    assert following(SITE + "/s?page=9", links) == ""


@pytest.mark.parametrize("words", ["Articles plus anciens →", "« السابق", "Older posts", "next", "المزيد", "Page suivante »"])
def test_words_lead_on_where_no_number_does(words: str) -> None:
    assert following(SITE + "/liste", [link("/liste/avant/77", words)]) == SITE + "/liste/avant/77"


def test_numbers_decide_before_words() -> None:
    """«السابق» may be the page before: then its number is lower."""
    links = [link("/s?page=2", "السابق"), link("/s?page=4", "التالي")]
    assert following(SITE + "/s?page=3", links) == SITE + "/s?page=4"
    assert following(SITE + "/s?page=3", links[:1]) == ""


def test_what_the_page_names_as_next_counts_most() -> None:
    links = [link("/s?page=2", "2")]
    assert following(SITE + "/s", links, SITE + "/s/suite/ab12") == SITE + "/s/suite/ab12"
    assert following(SITE + "/s?page=5", links, SITE + "/s?page=1") == ""


def test_a_headline_is_no_next_page() -> None:
    assert following(SITE + "/s", [link("/article/1", "Suivante étape du tour du golfe demain")]) == ""


@pytest.mark.parametrize(
    ("path", "plain"),
    [
        ("/a?PHPSESSID=0a1b&id=3", "/a?id=3"), ("/a;jsessionid=77AB?x=1", "/a?x=1"), ("/a?sid=9", "/a"), ("/(S(abc))/a", "/a"),
        ("/a?side=left", "/a?side=left"),
    ],
)  # fmt: skip
def test_visits_are_no_part_of_an_address(path: str, plain: str) -> None:
    assert without_session(SITE + path) == SITE + plain
