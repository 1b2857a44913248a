"""The page of an explanation in a browser: in every look, against axe-core, with nothing fetched and nothing complained of."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browsing import reading
from playwright.sync_api import Browser, Page
from test_accessible import AXE, LOOKS, RUN, fits

from hemera.demo import provinces
from hemera.extract import Sample, explained, learn
from hemera.extract.explain import explain

pytestmark = pytest.mark.browser
OUTLETS = {"fr": "fr-fil-du-levant", "ar": "ar-jisr"}
COLOURS = "(all) => new Set(all.map((item) => getComputedStyle(item).backgroundColor)).size"


@pytest.fixture(scope="module", params=OUTLETS)
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[tuple[str, Page]]:
    """Explain an outlet's last page by the templates learned from its others, and open it."""
    printed = [page for page in provinces.pages() if page.outlet == OUTLETS[request.param]]
    samples = [Sample(page.body, page.content_type, page.url, page.hints) for page in printed]
    html = explained.page(explain(samples[-1], learn(samples[:-1])))
    with reading(browser, viewport={"width": 1280, "height": 900}, color_scheme="light") as context:
        opened = context.new_page()
        opened.set_content(html)
        opened.evaluate(AXE)
        yield request.param, opened


def test_it_is_accessible_in_every_look(page: tuple[str, Page]) -> None:
    language, opened = page
    assert opened.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [
        language,
        "rtl" if language == "ar" else "ltr",
    ]
    opened.eval_on_selector_all("details", "(all) => all.forEach((each) => each.open = true)")
    assert opened.evaluate(RUN, []) == []
    for width, scheme in ((1280, "dark"), (390, "dark"), (390, "light"), (320, "light")):
        opened.set_viewport_size({"width": width, "height": 900})
        opened.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert opened.evaluate(RUN, LOOKS) == []
        assert fits(opened)


def test_fates_have_colours_and_fields_stand_beside_them(page: tuple[str, Page]) -> None:
    _, opened = page
    opened.set_viewport_size({"width": 1280, "height": 900})
    opened.emulate_media(color_scheme="light")
    fates = opened.eval_on_selector_all(".legend li", "(all) => all.map((item) => item.className.split(' ').pop())")
    assert len(fates) >= 2
    assert opened.eval_on_selector_all(".pieces > li", COLOURS) == len(fates)  # its own style sheet is allowed to speak
    boxes = [opened.locator(name).bounding_box() for name in ("main", "aside")]
    assert all(boxes)
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert abs(boxes[0]["y"] - boxes[1]["y"]) < 2
    assert (boxes[0]["x"] > boxes[1]["x"]) == (opened.evaluate("document.documentElement.dir") == "rtl")


def test_it_prints_on_white(page: tuple[str, Page]) -> None:
    _, opened = page
    opened.emulate_media(media="print", color_scheme="dark")
    assert opened.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert opened.evaluate("getComputedStyle(document.querySelector('.page')).display") == "block"
    opened.emulate_media(media="screen", color_scheme="light")
