"""The title as printed, from headings and metadata that agree or do not."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from hemera.extract import titles
from hemera.extract.page import Page, parse
from hemera.types import Entry, Hints

URL = "https://www.phare.example/ville/bac"
TITLE = "Le bac de Marsa Ennour passera la nuit à quai"
SEO = "Marsa Ennour : horaires du bac, tarifs et arrêts"
SITE = "Le Phare du Golfe"


def page(body: str, head: str = "", entry: Entry | None = None) -> Page:
    hints = Hints("phare", ("fr",), "UTC", datetime(2026, 11, 22, tzinfo=UTC), source_names=(SITE,), entry=entry)
    return parse(f"<html><head>{head}</head><body>{body}</body></html>".encode(), "text/html; charset=utf-8", URL, hints)


def og(title: str) -> str:
    return f'<meta property="og:title" content="{title}">'


def ld(headline: str) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "headline": headline})}</script>'


def read(body: str, head: str = "") -> tuple[str, str]:
    said, _ = titles.title(page(body, head))
    assert said is not None
    return said


@pytest.mark.parametrize(
    ("body", "head", "title", "origin"),
    [
        pytest.param(f"<h1>{TITLE}</h1>", og(SEO), TITLE, "h1", id="printed, not the one for search engines"),
        pytest.param(f"<h1>{TITLE}</h1><h2>{SEO}</h2>", og(TITLE) + ld(SEO), TITLE, "h1", id="h1 before h2"),
        pytest.param(f"<h1>{SITE}</h1><h2>{TITLE}</h2>", og(TITLE), TITLE, "printed", id="the site's name as h1"),
        pytest.param(f"<nav><h1>{SEO}</h1></nav><h2>{TITLE}</h2>", og(SEO) + ld(TITLE), TITLE, "printed", id="h1 in breadcrumbs"),
        pytest.param(f"<nav><h1>{TITLE}</h1></nav><h2>À lire</h2>", og(TITLE), TITLE, "h1", id="only h1 stands in breadcrumbs"),
        pytest.param(
            f"<nav><h1>{SEO}</h1></nav><h2><b>Bac</b> <span class='headline'>{TITLE}</span></h2>", og(TITLE) + ld(SEO), TITLE,
            "printed", id="a heading's own headline",
        ),
        pytest.param(f"<h1>Transports {TITLE}</h1>", og(TITLE), TITLE, "h1", id="kicker in the heading"),
        pytest.param(f"<h1>{TITLE} Abonnés</h1>", og(TITLE), TITLE, "h1", id="badge in the heading"),
        pytest.param(
            f"<h1>{TITLE}, deux blessés</h1>", ld(f"{TITLE}, deux blessés") + og(TITLE), f"{TITLE}, deux blessés", "h1",
            id="metadata cut short",
        ),
        pytest.param(
            f"<div>Transports</div><h1>{TITLE}</h1>", og(f"Transports : {TITLE}"), f"Transports : {TITLE}", "h1",
            id="kicker above",
        ),
        pytest.param(f"<h1>{TITLE}</h1>", og(f"Transports : {TITLE}"), TITLE, "h1", id="kicker nobody prints"),
        pytest.param("<p>Texte.</p>", f"<title>{TITLE} - {SITE}</title>", TITLE, "title", id="no heading"),
        pytest.param("<p>Texte.</p>", f"<title>{TITLE} | Phare.example</title>", TITLE, "title", id="the host for a name"),
        pytest.param(f"<h1>• {TITLE}</h1>", og(TITLE), TITLE, "h1", id="bullet"),
        pytest.param(f"<font size=6>{TITLE}</font>", f"<title>{TITLE}</title>", TITLE, "printed", id="before style sheets"),
        pytest.param(
            f"<h1>{TITLE}</h1><strong>Marsa Ennour : le bac</strong>", og("Marsa Ennour : le bac part plus tôt"), TITLE, "h1",
            id="a bold start of a line is no title",
        ),
        pytest.param(
            "<h1>«البوصلة»: عبّارة مرسى النور تبيت في الميناء</h1>", og("البوصلة: عبارة مرسى النور تبيت في الميناء"),
            "«البوصلة»: عبّارة مرسى النور تبيت في الميناء", "h1", id="vowels and quotes as printed",
        ),
    ],
)  # fmt: skip
def test_the_title(body: str, head: str, title: str, origin: str) -> None:
    assert read(body, head) == (title, origin)


def test_what_the_feed_says_confirms_a_heading() -> None:
    entry = Entry(URL, title=TITLE)
    said, line = titles.title(page(f"<h1>{SEO}</h1><h2>{TITLE}</h2>", "", entry))
    assert said == (TITLE, "printed")
    assert line is not None
    assert line.tag == "h2"


def test_the_place_of_the_title_is_above_the_text() -> None:
    _, line = titles.title(page(f"<nav><h1>{TITLE}, ce soir</h1></nav><h2 class='x'>{TITLE}</h2>", og(f"{TITLE}, ce soir")))
    assert line is not None
    assert line.tag == "h2"


def test_a_page_without_title() -> None:
    empty = page("<p>Rien.</p>")
    assert titles.title(empty) == (None, None)
    assert titles.candidates(empty) == []
    assert titles.confidence([]) == 0


def test_candidates_come_in_the_order_judged() -> None:
    offered = titles.candidates(page(f"<h1>{TITLE}</h1>", og(SEO) + ld(TITLE) + f"<title>{SEO} - {SITE}</title>"))
    assert offered == [(TITLE, "h1"), (TITLE, "h1"), (TITLE, "json-ld"), (SEO, "meta:og:title"), (SEO, "title")]
    assert titles.confidence(offered) == 0.5


def test_all_places_agree() -> None:
    assert titles.confidence(titles.candidates(page(f"<h1>{TITLE}</h1>", og(TITLE)))) == 1
