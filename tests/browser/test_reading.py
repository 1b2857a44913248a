"""What a reader sees: without JavaScript, in either direction, on paper."""

from __future__ import annotations

import pytest
from browsing import Open

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_reading_needs_no_javascript(open_page: Open, language: str) -> None:
    page = open_page(language, "", java_script_enabled=False)
    assert page.locator(".wire li").count() >= 10
    assert not page.locator("[data-pause]").first.is_visible()
    page.locator("[data-item]").first.click()
    page.locator("article h1").wait_for()
    page.locator("#q").fill("قصر" if language == "ar" else "le")
    page.locator("#q").press("Enter")
    page.wait_for_url("**/search?q=*")
    page.locator("main h1").wait_for()


def test_arabic_pages_are_mirrored(open_page: Open) -> None:
    left, right = open_page("fr", ""), open_page("ar", "")
    for selector in (".dateline", ".tools", ".sections a >> nth=0", "main", ".page > .wire", ".wire li >> nth=0 >> time"):
        one, other = (page.locator(selector).first.bounding_box() for page in (left, right))
        assert one
        assert other
        inset = 1280 - other["x"] - other["width"]
        # The scroll bar, and what letters of another script take, may differ; the side may not.
        assert abs(one["x"] - inset) < 60, selector
    assert left.locator("main").bounding_box()["x"] < left.locator(".page > .wire").bounding_box()["x"]  # type: ignore[index]
    assert right.locator("main").bounding_box()["x"] > right.locator(".page > .wire").bounding_box()["x"]  # type: ignore[index]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_headlines_run_their_own_way(open_page: Open, language: str) -> None:
    page = open_page(language, "")
    ways = page.eval_on_selector_all(
        "[data-item], .titles li > a, .wire li a", "all => all.map((a) => [a.lang, a.dir, getComputedStyle(a).direction])"
    )
    assert {tuple(way) for way in ways} == {("fr", "ltr", "ltr"), ("ar", "rtl", "rtl"), ("en", "ltr", "ltr")}


def test_article_in_another_direction_than_its_page(open_page: Open) -> None:
    page = open_page("fr", "ar")
    title = page.locator("article h1")
    assert (title.get_attribute("lang"), title.get_attribute("dir")) == ("ar", "rtl")
    assert page.locator(".body").evaluate("e => getComputedStyle(e).textAlign") == "start"
    assert page.locator(".prov").evaluate("e => getComputedStyle(e).direction") == "ltr"


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_paper_shows_the_article_and_where_it_came_from(open_page: Open, language: str) -> None:
    page = open_page(language, "revised")
    page.emulate_media(media="print")
    for selector in (".top", ".foot", ".page > .wire", ".beside", ".atsource", ".prov .links", ".report", ".skip"):
        for found in page.locator(selector).all():
            assert not found.is_visible(), selector
    for selector in ("article h1", ".published", ".body", ".prov"):
        assert page.locator(selector).first.is_visible(), selector


def test_what_rights_keep_back_is_not_there(open_page: Open) -> None:
    page = open_page("fr", "link")
    assert page.locator(".body").inner_text().strip() == ""
    assert page.locator("article img").count() == 0
    assert page.locator("[data-open]").is_visible()


def test_hidden_picture_is_a_placeholder(open_page: Open) -> None:
    page = open_page("ar", "hidden")
    assert page.locator("figure img").count() == 0
    assert page.locator(".placeholder").is_visible()
