"""Why a page reads as it does, and the page on which that is looked at."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import time
import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from hemera import languages
from hemera.errors import ExtractError
from hemera.extract import Sample, Template, explained
from hemera.extract.bodies import Fate
from hemera.extract.explain import MOST_OF_A_RULE, NEAR, NO_ARTICLE, Candidate, Explanation, Field, explain, near
from hemera.types import Block, BlockKind, Doubt, Entry, Extraction, Hints, PageKind

URL = "https://www.phare.example/ville/2026/11/21/bac"
TITLE = "Le bac de Marsa Ennour passera la nuit à quai"
SEO = "Marsa Ennour : horaires du bac, tarifs et arrêts"
LEAD = "La compagnie du port suspend les traversées du soir jusqu’à la fin des travaux de la jetée nord."
TEXT = [
    "La compagnie a annoncé samedi que le bac resterait à quai de vingt heures à six heures, le temps des travaux.",
    "« Nous préférons perdre dix nuits que dix ans », a expliqué la directrice du port, qui attend les derniers blocs mercredi.",
    "Les habitants de l’île devront rentrer avant le coucher du soleil ou attendre le premier bac du matin, sans supplément.",
]
MENU = [f"Rubrique {number}" for number in range(12)]
HINTS = Hints("phare", ("fr",), "Africa/Casablanca", datetime(2026, 11, 22, 12, tzinfo=UTC), source_names=("Le Phare",))
TEMPLATE = Template(
    source="phare",
    layout="texte",
    pages=5,
    marks=("div.texte",),
    container="div.texte",
    accepted=("article > div.texte > p",),
    extractor="hand",
)
LD = {"@type": "NewsArticle", "headline": SEO, "datePublished": "2026-11-21T18:05:00+01:00", "author": {"name": "Zohra Benmalouk"}}


def sample(body: str = "", head: str = "", hints: Hints = HINTS) -> Sample:
    ld = f'<script type="application/ld+json">{json.dumps(LD)}</script><meta property="og:title" content="{TITLE} | Le Phare">'
    links = "".join(f'<li><a href="/{number}">{name}</a></li>' for number, name in enumerate(MENU))
    text = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
    html = (
        f'<html lang="fr"><head><title>{TITLE} - Le Phare</title>{ld}{head}</head><body><nav><ul>{links}</ul></nav><article>'
        f'<h1>{TITLE}</h1><p class="byline">Par Zohra Benmalouk</p><time datetime="2026-11-21">21 novembre 2026</time>'
        f'<div class="texte">{text}{body}</div></article><footer><p>Mentions légales</p></footer></body></html>'
    )
    return Sample(html.encode(), "text/html; charset=utf-8", URL, hints)


def field(told: Explanation, name: str) -> Field:
    (found,) = (each for each in told.fields if each.name == name)
    return found


@pytest.fixture(scope="module")
def plain() -> Explanation:
    return explain(sample())


@pytest.fixture(scope="module")
def templated() -> Explanation:
    return explain(sample(), [TEMPLATE])


# -- what is gathered --------------------------------------------------------------------------------------------------


def test_a_field_names_its_rule_how_sure_it_is_and_what_else_was_said(plain: Explanation) -> None:
    title = field(plain, "title")
    assert (title.value, title.origin) == (TITLE, "h1")
    assert Candidate(SEO, "json-ld", agrees=False) in title.candidates
    assert Candidate(TITLE, "meta:og:title", agrees=True) in title.candidates
    assert title.sure is not None
    assert 0.5 < title.sure < 1
    assert not [one for one in title.candidates if one.origin == "h1"]  # the chosen one is not its own rival


def test_a_date_shows_what_is_written_and_how_it_is_read(plain: Explanation) -> None:
    published = field(plain, "published")
    assert published.value == "2026-11-21 18:05+01:00"
    stamped, printed = (next(one for one in published.candidates if text in one.value) for text in ("T18:05", "21 novembre 2026"))
    assert (stamped.reading, stamped.agrees) == ("2026-11-21 18:05+01:00", True)
    assert printed.reading.startswith("2026-11-21")
    assert published.sure is not None


def test_every_field_is_there_found_or_not(plain: Explanation) -> None:
    names = ["title", "authors", "published", "section", "language", "lead", "image", "url", "text"]
    assert [each.name for each in plain.fields] == names
    assert field(plain, "authors").value == "Zohra Benmalouk"
    assert field(plain, "image") == Field("image", "", "")
    assert (field(plain, "url").value, field(plain, "url").origin) == (URL, "fetched")
    assert (field(plain, "language").value, field(plain, "language").origin) == ("fr", "text")


def test_doubts_stand_at_the_field_they_are_about() -> None:
    late = replace(HINTS, fetched_at=datetime(2026, 11, 1, tzinfo=UTC))
    told = explain(sample(hints=late))
    assert field(told, "published").doubts
    assert all(doubt.code.startswith("date.") for doubt in field(told, "published").doubts)
    assert field(told, "text").doubts == ()


def test_one_rule_is_heard_a_few_times_only() -> None:
    many = "".join(f"<h1>Un autre titre assez long, le numéro {number}</h1>" for number in range(40))
    candidates = field(explain(sample(many)), "title").candidates
    assert 0 < sum(one.origin == "h1" for one in candidates) <= MOST_OF_A_RULE
    assert any(one.origin == "json-ld" for one in candidates)  # not crowded out


def test_the_pieces_kept_are_the_text(plain: Explanation) -> None:
    assert [fate.text for fate in plain.pieces if fate.kept] == [block.text for block in plain.content.blocks] == TEXT
    assert [fate.text for fate in plain.pieces[: len(MENU)]] == MENU
    assert {fate.why for fate in plain.pieces} == {"panel"}
    assert all(fate.reasons for fate in plain.pieces)
    sure = field(plain, "text").sure
    assert sure is not None
    assert sure > 0.4


def test_a_template_is_named_with_its_rules(templated: Explanation) -> None:
    assert templated.template == TEMPLATE
    assert field(templated, "text").origin == "template"
    assert {(fate.why, fate.kept) for fate in templated.pieces} == {("accepted", True), ("outside", False)}


def test_a_template_in_doubt_is_named_with_its_doubt() -> None:
    lost = replace(TEMPLATE, container="div.corps")
    told = explain(sample(), [lost])
    assert told.template == lost
    assert field(told, "text").origin != "template"
    assert [doubt.code for doubt in field(told, "text").doubts] == ["template.container"]


def test_a_template_of_another_layout_has_no_say() -> None:
    assert explain(sample(), [replace(TEMPLATE, marks=("div.autre",))]).template is None


def test_what_is_chosen_and_shown_elsewhere_says_where() -> None:
    promotion = "Lire aussi : le bac de nuit, une histoire de cent ans"
    led = sample(f"<p>{promotion}</p>", f'<meta name="description" content="{LEAD}">')
    led = led._replace(body=led.body.replace(b'<div class="texte">', f'<div class="texte"><p><b>{LEAD}</b></p>'.encode()))
    why = {fate.text: fate.why for fate in explain(led, [TEMPLATE]).pieces}
    assert (why[promotion], why[LEAD], why[TEXT[0]]) == ("promotion", "lead", "accepted")


def test_the_text_of_the_feed_is_no_piece_of_the_page() -> None:
    whole = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
    hints = replace(HINTS, entry=Entry(URL, title=TITLE, content_html=whole))
    html = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><p>{TEXT[0]}</p></body></html>"
    told = explain(Sample(html.encode(), "text/html", URL, hints))
    assert field(told, "text").origin == "entry"
    assert [fate.text for fate in told.pieces if fate.kept] == TEXT[:1]


def test_a_page_without_an_article_is_explained_too() -> None:
    told = explain(Sample(b"<html><body><img src='a.png'></body></html>", "text/html", URL, HINTS))
    assert told.content.doubts == (Doubt(NO_ARTICLE),)
    assert told.pieces == ()
    assert "Comment" not in explained.page(told)  # of no language: in English


def test_what_is_nested_without_end_is_cut() -> None:
    start = time.process_time()
    nested = explain(sample("<div>" * 10_000 + "au fond"))
    assert time.process_time() - start < 2.5  # and not five
    assert [fate.text for fate in nested.pieces if fate.kept] == TEXT


def test_what_is_no_page_is_refused() -> None:
    with pytest.raises(ExtractError) as caught:
        explain(Sample(b"", "text/html", URL, HINTS))
    assert caught.value.key == "extract.empty"


def test_near_is_what_stands_around_the_text() -> None:
    pieces = [Fate(str(number), BlockKind.PARAGRAPH, number == 20, "panel") for number in range(40)]
    assert near(pieces) & set(range(40)) == set(range(20 - NEAR, 20 + NEAR + 1))
    assert near(pieces[:10]) == set(range(10))
    assert near(()) == frozenset()


# -- the page ----------------------------------------------------------------------------------------------------------


def told(text: str = "Un paragraphe.", language: str = "fr", **changed: object) -> Explanation:
    content = Extraction(URL, "Un titre", language, blocks=(Block(BlockKind.PARAGRAPH, text),), origins={"blocks": "panel"})
    fields = (Field("title", "Un titre", "h1", 0.5, (Candidate(text, "json-ld", agrees=False),)), Field("text", text, "panel", 0.9))
    pieces = (Fate(text, BlockKind.PARAGRAPH, True, "panel", 0.9, (("size", 1.25),)), Fate(text, BlockKind.ITEM, False, "panel"))
    return replace(Explanation(content, None, "phare", HINTS.fetched_at, fields, pieces), **changed)  # type: ignore[arg-type]


def parsed(explanation: Explanation) -> LexborHTMLParser:
    return LexborHTMLParser(explained.page(explanation))


@pytest.mark.parametrize(
    ("language", "own", "direction"), [("ar", "ar", "rtl"), ("fr", "fr", "ltr"), ("en", "en", "ltr"), ("de", "en", "ltr")]
)
def test_it_speaks_the_language_of_the_article(language: str, own: str, direction: str) -> None:
    tree = parsed(told(language=language))
    root, heading, said = tree.root, tree.css_first("h1"), tree.css_first(".kept .said")
    assert root is not None
    assert (root.attributes["lang"], root.attributes["dir"]) == (own, direction)
    assert heading is not None
    assert (heading.attributes["lang"], heading.attributes["dir"]) == (language, direction)
    assert said is not None
    assert said.attributes["lang"] == language


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=60))
@settings(max_examples=60)
def test_whatever_is_said_is_text(text: str) -> None:
    tree = parsed(told(text, source=text))
    assert [node.text() for node in tree.css(".said")] == [text, text]
    assert tree.css_first("meta[charset]") is not None
    assert not [node.tag for node in tree.css("script, img, iframe, object, embed, form, link, base")]


def test_a_hostile_page_is_harmless() -> None:
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    hints = replace(HINTS, source=evil, entry=Entry(URL, title=evil))
    page = explained.page(
        explain(sample(f"<p>{evil.replace('<', '&lt;')} et la suite de la phrase, assez longue.</p>", hints=hints))
    )
    tree = LexborHTMLParser(page)
    assert "alert(1)" in page
    assert not tree.css("script, img, iframe, object, embed, form, link, base")
    attributes = {name for node in tree.css("*") for name in node.attributes}
    assert not [name for name in attributes if name.startswith("on") or name in {"src", "style", "srcset", "action"}]
    assert {href.partition(":")[0] for node in tree.css("[href]") if (href := node.attributes["href"])} <= {"https", "#fields"}


def test_its_policy_allows_its_own_style_alone() -> None:
    tree = parsed(told())
    (style,) = tree.css("style")
    (policy,) = (node.attributes["content"] or "" for node in tree.css("meta[http-equiv='Content-Security-Policy']"))
    digest = base64.b64encode(hashlib.sha256(style.text().encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_pieces_are_coloured_by_their_fate(templated: Explanation) -> None:
    tree = parsed(templated)
    assert [node.text() for node in tree.css("li.kept.accepted .said")] == TEXT
    assert len(tree.css("li.gone.outside .said")) == len(templated.pieces) - len(TEXT)
    legend = [node.attributes["class"] for node in tree.css(".legend li")]
    assert legend == ["kept accepted", "gone outside"]
    assert len(tree.css("details .said")) == len(templated.pieces) - len(near(templated.pieces) & set(range(len(templated.pieces))))
    assert [node.text() for node in tree.css(".verdict")] == ["Lue par le modèle texte@1, corrigé à la main"]


def test_candidates_are_marked_where_they_say_the_same(plain: Explanation) -> None:
    rows = {node.text(separator=" ", strip=True) for node in parsed(plain).css("aside tr")}
    assert any(row.startswith("✓ retenu: h1") and row.endswith(TITLE) for row in rows)
    assert any(row.startswith("= dit la même chose: meta: og: title") for row in rows)
    assert any(row.startswith("json-ld") and row.endswith(SEO) for row in rows)


def test_it_says_what_the_article_is() -> None:
    content = replace(told().content, kind=PageKind.LIVE, partial=True, doubts=(Doubt("body.short", "12"),))
    tree = parsed(told(content=content))
    assert [node.text() for node in tree.css(".pill")] == ["direct", "une partie seulement : le reste est réservé aux abonnés"]
    assert [node.text() for node in tree.css("header .doubt")] == [
        "Le texte est très court : sa longueur en caractères body.short 12"
    ]


def test_a_piece_in_another_language_says_so() -> None:
    blocks = (Block(BlockKind.PARAGRAPH, "Un paragraphe.", "ar"),)
    (kept,) = parsed(told(content=replace(told().content, blocks=blocks))).css(".kept .said")
    assert (kept.attributes["lang"], kept.attributes["dir"]) == ("ar", "rtl")


def test_every_doubt_has_its_words() -> None:
    package = files("hemera.extract").joinpath("..")
    sources = [path.read_text("utf-8") for name in ("extract", "dates") for path in Path(str(package / name)).glob("*.py")]
    codes = {code for source in sources for code in re.findall(r'"((?:title|body|text|template|date|extract)\.[a-z-]+)"', source)}
    said = tomllib.loads((files("hemera.extract") / "explained.toml").read_text("utf-8"))["en"]["doubted"]
    errors = {code for code in codes if code.startswith("extract.")} - {NO_ARTICLE} | {"template.unreadable"}
    assert codes - errors == set(said)


# -- how sure ----------------------------------------------------------------------------------------------------------


def sure(name: str, *heads: str, hints: Hints = HINTS) -> float | None:
    return field(explain(sample(head="".join(heads), hints=hints)), name).sure


def test_section_lead_and_picture_are_as_sure_as_places_agree() -> None:
    sports, economy = (f'<meta property="article:section" content="{name}">' for name in ("Sport", "Économie"))
    trail = json.dumps({"@type": "BreadcrumbList", "itemListElement": [{"name": "Sports"}, {"name": "Le bac"}]})
    crumbs = f'<script type="application/ld+json">{trail}</script>'
    assert sure("section") == 0.5
    assert sure("section", sports) == pytest.approx(1 / 3)  # the address says otherwise
    assert sure("section", sports, crumbs) == 0.5
    assert sure("section", economy, crumbs) == 0.25
    agreeing = field(explain(sample(head=sports + crumbs)), "section").candidates
    assert [one.value for one in agreeing if one.agrees] == ["Sports"]
    led = f'<meta name="description" content="{LEAD}">'
    assert (sure("lead"), sure("lead", led)) == (None, 0.5)
    assert sure("lead", led, hints=replace(HINTS, entry=Entry(URL, summary=f"{LEAD[:60]}…"))) == pytest.approx(2 / 3)
    assert sure("lead", led, hints=replace(HINTS, entry=Entry(URL, summary="Autre chose, et assez long."))) == pytest.approx(1 / 3)
    picture = '<meta property="og:image" content="https://www.phare.example/photos/bac-nuit-800x600.jpg">'
    small = replace(HINTS, entry=Entry(URL, image_url="https://www.phare.example/photos/bac-nuit-150x150.jpg"))
    assert (sure("image"), sure("image", picture)) == (None, 0.5)
    assert sure("image", picture, hints=small) == pytest.approx(2 / 3)


def test_every_word_is_there_in_every_language_and_every_fate_has_a_colour() -> None:
    words = tomllib.loads((files("hemera.extract") / "explained.toml").read_text("utf-8"))
    assert set(words) == set(languages.LANGUAGES)
    keys = {
        language: {(name, *sorted(said)) if isinstance(said, dict) else name for name, said in table.items()}
        for language, table in words.items()
    }
    assert keys["ar"] == keys["fr"] == keys["en"]
    holes = {
        (language, name): sorted(re.findall(r"\{\w+\}", str(said)))
        for language, table in words.items()
        for name, said in table.items()
    }
    assert all(holes[language, name] == holes["en", name] for language, name in holes)
    style = (files("hemera.extract") / "explained.css").read_text("utf-8")
    assert all(f".{name}" in style for name in words["en"]["fates"])
