"""Every page in every look, held against axe-core; and read in a browser that is asked whether it had to complain."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import axe_playwright_python
import pytest
from browsing import reading
from kept_press import Kept
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RUN = """async (only) => (await axe.run(document, {
    resultTypes: ['violations'], ...(only.length ? {runOnly: {type: 'rule', values: only}} : {})})).violations.map(
    (v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`)"""
# What a narrower page or darker colours can break; all other rules judge the document, which stays the same.
LOOKS = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"]
FEWER = "for (const more of document.querySelectorAll('.wire li:nth-child(n+9)')) more.remove()"  # all alike: a third of the time
SEARCH = {"fr": "pluie", "ar": "مطر", "en": "rain"}
BUDGET = 60_000  # bytes of HTML and CSS
PAGES = (
    *("", "fr", "ar", "live", "gallery", "partial", "link", "hidden", "search", "compare", "phare", "sources", "day"),
    *("calendar", "frozen"),
    *("revisions", "wire", "about", "takedown", "nowhere/at/all", "withdrawn", "legal", "sources/coverage", "search/help"),
)
FEW = ("", "live", "search", "takedown", "withdrawn")
READ = [("fr", name) for name in PAGES] + [("ar", name) for name in PAGES] + [("en", name) for name in FEW]


@pytest.fixture(scope="module")
def page(browser: Browser) -> Any:
    with reading(browser, viewport={"width": 1280, "height": 800}, color_scheme="light") as context:
        yield context.new_page()


@pytest.mark.parametrize(("language", "name"), READ, ids=[f"{language}-{name or 'front'}" for language, name in READ])
def test_page(language: str, name: str, page: Page, portal: str, kept: Kept, sheet: Path) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="light")
    answer = page.goto(portal + language + "/" + address(name, language, kept))
    assert answer is not None
    assert len(answer.body()) + sheet.stat().st_size < BUDGET
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [
        language,
        "rtl" if language == "ar" else "ltr",
    ]
    page.evaluate(AXE)
    page.evaluate(FEWER)
    assert page.evaluate(RUN, []) == []
    page.set_viewport_size({"width": 390, "height": 800})
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(RUN, LOOKS if language == "fr" else LOOKS[1:]) == []  # colours speak no language
    assert fits(page)
    page.set_viewport_size({"width": 320, "height": 800})
    assert fits(page)
    if language == "fr":  # the two other looks
        page.emulate_media(color_scheme="light")
        assert page.evaluate(RUN, ["color-contrast"]) == []
        page.set_viewport_size({"width": 1280, "height": 800})
        page.emulate_media(color_scheme="dark")
        assert page.evaluate(RUN, ["color-contrast"]) == []


def address(name: str, language: str, kept: Kept) -> str:
    """Return the path of a page, below its language."""
    if name == "revisions":
        return f"{kept.paths['revised']}/revisions"
    if name == "search":
        return f"search?q={quote(SEARCH[language])}"
    if name == "compare":
        return f"search/compare?q={quote(SEARCH[language])}&q=port&q=nosuchword&share=1"
    return kept.paths.get(name, name)


def fits(page: Page) -> bool:
    """Say whether the page needs no scrolling to the side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
