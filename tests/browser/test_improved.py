"""What JavaScript adds: keys, the moving wire, a report without leaving the page. Each has its way without."""

from __future__ import annotations

import re
import sqlite3
from urllib.parse import urlsplit

import kept_press
import pytest
from browsing import Open
from kept_press import Kept
from playwright.sync_api import Page, expect

from hemera.demo.server import PressServer

pytestmark = pytest.mark.browser
THANKS = {
    "fr": "Merci d’avoir signalé ! Cette image sera automatiquement bloquée après qu’elle soit signalée par plusieurs personnes.",
    "ar": "شكرا على الإبلاغ! ستُحجب هذه الصورة تلقائيا بعد أن يبلغ عنها عدة أشخاص.",
}


def test_wire_moves_until_it_is_paused(open_page: Open, press: PressServer, kept: Kept) -> None:
    page, still = open_page("fr", "wire"), open_page("fr", "wire")
    for each in (page, still):
        each.clock.install()
        each.reload()
    still.get_by_role("button", name="Pause").click()
    assert still.get_by_role("button", name="Reprendre").get_attribute("aria-pressed") == "true"
    before = newest(page)
    press.publish()
    with sqlite3.connect(kept.folder / "archive.sqlite3") as database:
        database.execute("UPDATE store_feed SET due_at = '2000-01-01 00:00:00'")
    database.close()
    kept_press.update(kept.folder)
    for each in (page, still):
        each.clock.fast_forward(46_000)
    expect(page.locator(".wire li.new").first).to_be_visible()
    assert newest(page) > before
    assert newest(still) == before
    still.get_by_role("button", name="Reprendre").click()
    expect(still.locator(".wire li.new").first).to_be_visible()


def newest(page: Page) -> int:
    """Return the highest id on the wire."""
    return max(map(int, page.eval_on_selector_all(".wire li", "all => all.map((item) => item.dataset.n)")))


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_words_are_proposed_while_one_types(open_page: Open, language: str) -> None:
    page = open_page(language, language)
    word = max(page.locator("main h1").inner_text().split(), key=len).strip(".,:«»،؟")
    page.locator("#q").press_sequentially(word[:-1])
    expect(page.locator(f'#offers option[value="{word}"]')).to_be_attached()


def test_keys(open_page: Open, kept: Kept) -> None:
    page = open_page("fr", "")
    titles = page.eval_on_selector_all("[data-item]", "all => all.slice(0, 2).map((a) => a.getAttribute('href'))")
    for key, at in (("j", 0), ("j", 1), ("k", 0)):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.getAttribute('href')") == titles[at]
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("jok/")
    assert page.locator("#q").input_value() == "jok/"
    page.locator("[data-item]").first.focus()
    page.keyboard.press("o")
    page.wait_for_url(f"**{titles[0]}")
    with page.expect_request("**/out/*") as asked:
        page.keyboard.press("o")
    assert urlsplit(asked.value.url).path.startswith("/out/")


def test_skip_link(open_page: Open) -> None:
    page = open_page("ar", "")
    skip = page.locator(".skip")
    assert skip.bounding_box()["x"] > 1280  # type: ignore[index]
    page.keyboard.press("Tab")
    box = skip.bounding_box()
    assert box
    assert 0 < box["x"] < 1280
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_report_without_leaving_the_page(open_page: Open, language: str) -> None:
    page = open_page(language, "live")
    address = page.url
    page.locator(".report summary").click()
    page.locator(".report input[value=wrong]").check()
    page.locator(".report button").click()
    said = page.locator("figcaption [role=status]")
    expect(said).to_have_text(THANKS[language])
    assert page.url == address
    assert said.evaluate("e => e === document.activeElement")
    assert page.locator(".report").count() == 0


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_report_without_javascript(open_page: Open, language: str, kept: Kept) -> None:
    page = open_page(language, "gallery", java_script_enabled=False)
    page.locator(".report summary").click()
    page.locator(".report button").click()
    assert page.locator("main [role=status]").inner_text() == THANKS[language]
    page.locator("main .atsource").click()
    page.wait_for_url(f"**/{language}/{kept.paths['gallery']}")


def test_request_for_removal(open_page: Open, kept: Kept) -> None:
    page = open_page("fr", f"takedown?article={kept.paths['fr']}")
    page.locator("[name=who]").fill("Une lectrice")
    page.locator("[name=contact]").fill("lectrice@hemera.example")
    page.locator("[name=why]").fill("Mon nom y est mal écrit.")
    page.locator("form.ask button").click()
    expect(page.locator("main [role=status]")).to_be_visible()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_drawing_over_the_timeline_narrows_to_its_days(language: str, open_page: Open) -> None:
    page = open_page(language, "search?q=-nosuchword")
    names = str(page.get_attribute(".timeline", "data-spans")).split()
    box = page.locator(".timeline svg").bounding_box()
    assert box
    assert len(names) > 1
    page.mouse.move(box["x"] + 3, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 3, box["y"] + 40, steps=4)
    page.mouse.up()
    page.wait_for_url(re.compile(r"date:"))
    expect(page.locator("form.span input[name=from]")).to_have_value(f"{min(names)}-01-01"[:10])
    expect(page.locator("h1")).to_contain_text(re.compile(r"\d"))
