"""Pages made to hurt: what is too deep, too long or too many is cut, in bounded time."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemera.errors import ExtractError
from hemera.extract import extract
from hemera.types import Extraction, Hints

URL = "https://phare.example/a"
HINTS = Hints("phare", ("fr",), "Africa/Casablanca", datetime(2026, 11, 22, 12, tzinfo=UTC))
TITLE = "La passerelle rouvre aux piétons"
TEXT = "".join(
    f"<p>Le paragraphe numéro {n} raconte la réouverture de la passerelle, avec des chiffres, des noms et des dates.</p>"
    for n in range(5)
)
MOST = 5.0  # seconds of CPU: a worker has ten


def read(html: str) -> Extraction:
    start = time.process_time()
    found = extract(html.encode("utf-8", "replace"), "text/html; charset=utf-8", URL, HINTS)
    assert time.process_time() - start < MOST
    return found


def page(body: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body><h1>{TITLE}</h1>{TEXT}{body}</body></html>"


@pytest.mark.parametrize("tag", ["<div>", "<b>", "<font><a>", "<table><tr><td>", "<ul><li>"])
def test_95_twenty_thousand_nested_tags(tag: str) -> None:
    found = read(page(tag * 20_000 + "au fond"))
    assert found.title == TITLE
    assert "numéro 4" in found.text
    assert "au fond" not in found.text


def test_96_a_text_without_end() -> None:
    found = read(f"<html><body><h1>{TITLE}</h1><p>{'mot ' * 13_000_000}")
    assert len(found.text) <= 21_000


def test_96_a_title_without_end() -> None:
    found = read(f"<html><head><title>{'titre ' * 200_000}</title></head><body>{TEXT}</body></html>")
    assert len(found.title) <= 500


@pytest.mark.parametrize(
    "data",
    [
        json.dumps({"@type": "NewsArticle", "headline": "x", "articleBody": "y" * 5_000_000}),
        '{"@type":"NewsArticle","a":' * 10_000 + "1" + "}" * 10_000,
        json.dumps([{"@type": "NewsArticle", "headline": f"x{n}", "author": [{"name": "n"}] * 4} for n in range(8_000)]),
    ],
    ids=["5 MB", "nested 10,000", "8,000 articles"],
)
def test_98_metadata_without_end(data: str) -> None:
    assert read(page("", f'<script type="application/ld+json">{data}</script>')).title == TITLE


def test_attributes_by_the_ten_thousand() -> None:
    attributes = " ".join(f"a{n}=x" for n in range(100_000))
    assert "numéro 4" in read(page(f"<p {attributes}>fin</p>")).text


def test_a_picture_inside_the_page_is_no_attack() -> None:
    assert "numéro 4" in read(page(f'<img src="data:image/png;base64,{"A" * 100_000}==">')).text


def test_meta_by_the_ten_thousand() -> None:
    assert read(page("", "<meta name='date' content='x'>" * 30_000)).title == TITLE


def test_surrogates_and_nulls() -> None:
    assert read(page("\x00\x01&#0;&#xD800;&#x202E;<p>fin</p>")).title == TITLE


FRAGMENTS = st.sampled_from([
    "<p>", "</p>", "<table>", "<td>", "</td>", "<b>", "<br>", "<time datetime='2020-01-01'>", "<h1>", "</h1>", "</script>", "{",
    "<script type='application/ld+json'>", "'>",
    '{"@type":"NewsArticle","headline":[{}],"author":3,"image":[[]],"datePublished":{}}',
    "<meta property='og:title' content='", "<figure><img src='//'>", "<figcaption>", "<a href='http://['>", "texte", "نص", "14:05",
    "12 juin 2020", "Par Zohra Benmalouk", "<link rel=canonical href='http://[::1'>", "<!--", "<font size='x'>", "<title>",
    "<base href='::'>", "&#xFFFF;", "\ud800", "<svg>", "<body>", "</html>", "<frameset>",
])  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(FRAGMENTS, max_size=25).map("".join))
def test_any_page_gives_an_article_or_a_named_error(html: str) -> None:
    try:
        found = extract(html.encode("utf-8", "replace"), "", URL, HINTS)
    except ExtractError:
        return
    assert found.url.startswith("https://phare.example/")
    assert found.published is None or found.published.tzinfo is not None
