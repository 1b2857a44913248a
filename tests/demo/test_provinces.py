"""The provincial papers are what they claim to be: whole pages in unlike layouts, whose gold is true."""

from __future__ import annotations

import unicodedata
from collections import Counter
from itertools import combinations
from zoneinfo import ZoneInfo

import lxml.html
import pytest

from hemera.demo.press import AGENCY, TOPICS
from hemera.demo.provinces import FETCHED_AFTER, Outlet, Page, outlets, pages, parse, printed
from hemera.errors import ConfigError
from hemera.types import BlockKind, PageKind

OUTLETS = outlets()
PAGES = pages()
LARGEST = 80_000  # bytes of one page

_TOML = """id = "x"
name = "X"
language = "fr"
zone = "Africa/Tunis"
home = "https://www.x.example/"
[sections]
"Ville" = "society"
[when.lead]
chapo = "<h2>$lead</h2>"
[unless.lead]
chapo = "<i>rien</i>"
[lists.suite]
item = "<a href='$path'>$title</a>"
count = 1
[[noise]]
after = 1
html = "<aside>$name</aside>"
[[article]]
path = "/a"
title = "Un & deux"
published = "2024-05-12T08:40:00+01:00"
section = "Ville"
lead = "Trois"
body = [{p = "Le **gras** et [le lien](/l)."}, {li = "un"}, {li = "deux"}]
[[article]]
path = "/b"
title = "Suite"
published = "2024-05-13T08:40:00+01:00"
section = "Ville"
body = [{p = "Direct."}, {time = "09:10"}, {p = "Ouvert."}]
"""
_HTML = "<h1>$title</h1>$chapo<main>$body</main>$suite<script>$$('$json_people')</script>"


def _fold(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def _seen(page: Page) -> str:
    """Return all of a page's visible text on one line, blocks apart."""
    html = page.body.decode(_outlet(page).encoding)
    tree = lxml.html.document_fromstring(html)
    for dead in tree.xpath("//script|//style|//head|//template"):
        dead.drop_tree()
    for element in tree.iter("br", "p", "div", "li", "td", "h1", "h2", "h3"):
        element.tail = " " + (element.tail or "")
    return _fold(tree.text_content())


def _outlet(page: Page) -> Outlet:
    return next(outlet for outlet in OUTLETS if outlet.id == page.outlet)


def _names(outlet: Outlet) -> frozenset[str]:
    """Return the class names and ids of an outlet's pages."""
    trees = [lxml.html.document_fromstring(page.body.decode(outlet.encoding)) for page in printed(outlet)]
    return frozenset(name for tree in trees for value in tree.xpath("//@class|//@id") for name in str(value).split())


def test_a_layout_and_its_texts_meet() -> None:
    first, second = (page.body.decode() for page in printed(parse("x", _TOML, _HTML)))
    assert first == (
        "<h1>Un &amp; deux</h1><h2>Trois</h2><main>"
        '<p>Le <b>gras</b> et <a href="/l">le lien</a>.</p>\n<aside>X</aside>\n<ul><li>un</li>\n<li>deux</li></ul>'
        "</main><a href='/b'>Suite</a><script>$('[]')</script>"
    )
    assert "<i>rien</i><main><p>Direct.</p>\n<aside>X</aside>\n<p><b>09:10</b></p>" in second


def test_gold_is_plain() -> None:
    gold = printed(parse("x", _TOML, _HTML))[0].gold
    assert gold.blocks == ((BlockKind.PARAGRAPH, "Le gras et le lien."), (BlockKind.ITEM, "un"), (BlockKind.ITEM, "deux"))
    assert (gold.section, gold.section_raw, gold.kind) == ("society", "Ville", PageKind.ARTICLE)


@pytest.mark.parametrize(
    ("toml", "html", "why"),
    [
        (_TOML, "<p>$nothing</p>", "nothing is called"),
        (_TOML, "<script>$('x')</script>", "a dollar is written"),
        (_TOML.replace('"x"', '"y"'), _HTML, "folder"),
        (_TOML.replace("+01:00", "+02:00"), _HTML, "Africa/Tunis"),
        (_TOML.replace('lead = "Trois"', 'standfirst = "Trois"'), _HTML, "standfirst"),
        (_TOML.replace('title = "Suite"', ""), _HTML, "title"),
        (_TOML.replace('section = "Ville"', 'section = "Port"'), _HTML, "Port"),
        (_TOML.replace("{time =", "{hour ="), _HTML, "hour"),
        ("id =", _HTML, "Invalid value"),
    ],
)
def test_what_is_wrong_is_named(toml: str, html: str, why: str) -> None:
    with pytest.raises(ConfigError, match=why):
        printed(parse("x", toml, html))


def test_enough_of_everything() -> None:
    per_language = Counter(page.gold.language for page in PAGES)
    assert per_language["ar"] >= 40
    assert per_language["fr"] >= 40
    assert len(OUTLETS) >= 8
    assert min(Counter(page.outlet for page in PAGES).values()) >= 4
    assert len({page.url for page in PAGES}) == len(PAGES)
    assert {page.gold.kind for page in PAGES} >= {PageKind.ARTICLE, PageKind.LIVE, PageKind.GALLERY}
    assert any(page.gold.partial for page in PAGES)


def test_layouts_are_unlike() -> None:
    for (one, names), (other, theirs) in combinations([(outlet.id, _names(outlet)) for outlet in OUTLETS], 2):
        shared = len(names & theirs) / max(1, min(len(names), len(theirs)))
        assert shared < 0.25, (one, other, sorted(names & theirs))


def test_texts_are_all_different() -> None:
    texts = Counter(text for page in PAGES for kind, text in page.gold.blocks if kind is BlockKind.PARAGRAPH)
    assert [text for text, times in texts.items() if times > 1] == []


@pytest.mark.parametrize("outlet", OUTLETS, ids=lambda outlet: outlet.id)
def test_outlet_is_invented(outlet: Outlet) -> None:
    assert outlet.home.removesuffix("/").endswith(".example")
    assert set(outlet.sections.values()) <= TOPICS
    assert {article.section for article in outlet.articles} <= set(outlet.sections)
    assert len({article.section for article in outlet.articles}) > 1


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.url.removeprefix("https://"))
def test_page_says_what_its_gold_says(page: Page) -> None:
    gold, seen, at = page.gold, _seen(page), 0
    for _, text in gold.blocks:
        at = seen.find(_fold(text), at)  # in order
        assert at >= 0, text
    for text in (gold.title, gold.lead, gold.section_raw, gold.agency, *gold.authors, *gold.captions):
        assert _fold(text) in seen


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.url.removeprefix("https://"))
def test_page_is_whole(page: Page) -> None:
    gold, hints = page.gold, page.hints
    assert 8_000 < len(page.body) < LARGEST
    assert gold.blocks or gold.captions
    assert gold.kind is not PageKind.LIVE or any(kind is BlockKind.TIME for kind, _ in gold.blocks)
    assert (gold.kind is PageKind.GALLERY) == bool(gold.captions)
    assert not gold.agency or AGENCY.search(gold.agency)
    assert gold.published.utcoffset() == gold.published.astimezone(ZoneInfo(hints.zone)).utcoffset()
    assert gold.published.second == gold.published.microsecond == 0
    assert hints.fetched_at - gold.published == FETCHED_AFTER
    texts = (gold.title, gold.lead, *gold.authors, *(text for _, text in gold.blocks))
    assert all(text == text.strip() and unicodedata.is_normalized("NFC", text) for text in texts)
