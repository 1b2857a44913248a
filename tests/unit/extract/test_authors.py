"""Who signed: by-lines taken apart, and what is printed weighed against what metadata says."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera.extract import authors, byline
from hemera.extract.authors import Credits
from hemera.extract.blocks import pieces
from hemera.extract.page import Page, parse
from hemera.types import Entry, Hints

OWN = ("Le Phare du Golfe", "البوصلة")
TEXT = "<p>" + "Le bac a quitté le quai à l’aube, sous une pluie fine, avec huit passagers et un âne. " * 2 + "</p>"


@pytest.mark.parametrize(
    ("text", "people", "agency"),
    [
        # what opens a by-line
        ("Rédigé par Zohra Benmalouk", ("Zohra Benmalouk",), ""),
        ("Entretien réalisé par Zohra Benmalouk", ("Zohra Benmalouk",), ""),
        ("Propos recueillis par : Zohra Benmalouk et Idris Tamarzi", ("Zohra Benmalouk", "Idris Tamarzi"), ""),
        ("Publié par Zohra Benmalouk", ("Zohra Benmalouk",), ""),
        ("إعداد: مليكة الزيتوني", ("مليكة الزيتوني",), ""),
        ("إعداد وتقديم: مليكة الزيتوني", ("مليكة الزيتوني",), ""),
        ("كتب - سفيان بن رياح:", ("سفيان بن رياح",), ""),
        ("متابعة: سفيان بن رياح", ("سفيان بن رياح",), ""),
        ("كُتب بواسطة سفيان بن رياح", ("سفيان بن رياح",), ""),
        ("حاورته: مليكة الزيتوني", ("مليكة الزيتوني",), ""),
        ("ترجمة: مليكة الزيتوني عن الفرنسية", ("مليكة الزيتوني",), ""),
        ("Von Zohra Benmalouk und Idris Tamarzi", ("Zohra Benmalouk", "Idris Tamarzi"), ""),
        ("Additional reporting by Lina Haddouch; Editing by Farid Louzani", ("Lina Haddouch",), ""),
        # more than one
        ("سعاد وحيدي وليلى علوي", ("سعاد وحيدي", "ليلى علوي"), ""),
        ("مليكة الزيتوني، وليد الصفراني", ("مليكة الزيتوني", "وليد الصفراني"), ""),
        ("ZOHRA BENMALOUK AND IDRIS TAMARZI", ("ZOHRA BENMALOUK", "IDRIS TAMARZI"), ""),
        ("Zohra Benmalouk y Idris Tamarzi", ("Zohra Benmalouk", "Idris Tamarzi"), ""),
        ("José Tamarzi y Gassoud", ("José Tamarzi y Gassoud",), ""),
        ("Dan Tamarzi", ("Dan Tamarzi",), ""),
        # trades and places
        ("Zohra Benmalouk, correspondante à Oran", ("Zohra Benmalouk",), ""),
        ("De notre correspondant à Tunis, Idris Tamarzi", ("Idris Tamarzi",), ""),
        ("Par notre envoyé spécial Idris Tamarzi", ("Idris Tamarzi",), ""),
        ("Par Zohra Benmalouk, envoyée spéciale à Oued Leïla", ("Zohra Benmalouk",), ""),
        ("De notre envoyée spéciale à Ras Tamr, Zohra Benmalouk", ("Zohra Benmalouk",), ""),
        ("Zohra Benmalouk (envoyée spéciale à Marsa Ennour) et Idris Tamarzi", ("Zohra Benmalouk", "Idris Tamarzi"), ""),
        ("Zohra Benmalouk (à Paris) et Idris Tamarzi (à Alger)", ("Zohra Benmalouk", "Idris Tamarzi"), ""),
        ("Von Zohra Benmalouk, Redakteurin Politik", ("Zohra Benmalouk",), ""),
        ("Staff Writer Lina Haddouch", ("Lina Haddouch",), ""),
        ("Lina Haddouch Staff Writer", ("Lina Haddouch",), ""),
        ("Dr. Lina Haddouch, Professor of Tides at the Institute", ("Dr. Lina Haddouch",), ""),
        ("الرباط - سفيان بن رياح", ("سفيان بن رياح",), ""),
        ("نواكشوط ـ سفيان بن رياح", ("سفيان بن رياح",), ""),
        ("سفيان بن رياح مراسلنا من وجدة", ("سفيان بن رياح",), ""),
        ("مكتب القاهرة - مليكة الزيتوني", ("مليكة الزيتوني",), ""),
        ("د. مليكة الزيتوني", ("د. مليكة الزيتوني",), ""),
        # dates
        ("Par Zohra Benmalouk le 12 juin 2020 à 10h15", ("Zohra Benmalouk",), ""),
        ("Le 12 juin 2020 par Zohra Benmalouk", ("Zohra Benmalouk",), ""),
        ("Zohra Benmalouk | 12 Juin 2020", ("Zohra Benmalouk",), ""),
        ("By Lina Haddouch Monday, November 18, 2019", ("Lina Haddouch",), ""),
        ("كتبها سفيان بن رياح في الخميس 12 يونيو", ("سفيان بن رياح",), ""),
        ("نشر في 12 يونيو 2020 بقلم سفيان بن رياح", ("سفيان بن رياح",), ""),
        ("12 juin 2020", (), ""),
        # pictures
        ("Text: Zohra Benmalouk Fotos: Idris Tamarzi", ("Zohra Benmalouk",), ""),
        ("إعداد: مليكة الزيتوني، تصوير: سفيان بن رياح", ("مليكة الزيتوني",), ""),
        ("Photo : Zohra Benmalouk", (), ""),
        # agencies
        ("Zohra Benmalouk (avec MAP)", ("Zohra Benmalouk",), "MAP"),
        ("Zohra Benmalouk / APS", ("Zohra Benmalouk",), "APS"),
        ("Zohra Benmalouk avec agences", ("Zohra Benmalouk",), ""),
        ("LINA HADDOUCH, AP Science Writer", ("LINA HADDOUCH",), "AP"),
        ("AFP, MARSA", (), "AFP"),
        ("الأناضول - الدار البيضاء", (), "Anadolu"),
        ("القاهرة – «رويترز»", (), "Reuters"),
        ("Le Phare du Golfe et AFP", (), "AFP"),
        # the house
        ("Rédaction du Phare", (), ""),
        ("Marsa Business Desk", (), ""),
        ("البوصلة - مليكة الزيتوني", ("مليكة الزيتوني",), ""),
        ("البوصلة من وجدة", (), ""),
        ("مراسل البوصلة", (), ""),
        # as printed
        ("Z. B.", ("Z. B.",), ""),
        ("Zohra BENMALOUK-RAHALI", ("Zohra BENMALOUK-RAHALI",), ""),
        ("Lina Haddouch lina@phare.example @linah", ("Lina Haddouch",), ""),
        ("홍길동 기자", ("홍길동",), ""),
    ],
)  # fmt: skip
def test_a_byline(text: str, people: tuple[str, ...], agency: str) -> None:
    assert authors.read([text], OWN) == (people, agency)


@given(st.lists(st.text(max_size=80), max_size=4))
def test_any_text_at_all(texts: list[str]) -> None:
    found = authors.read(texts, OWN)
    assert len(found.authors) <= authors.MOST
    assert all(0 < len(name) <= byline.MAX_NAME + 1 for name in found.authors)


@given(st.text(alphabet=" ,;/-–():.،وabAB1", max_size=300))
def test_any_punctuation(text: str) -> None:
    assert all(name.strip() == name for name in authors.read([text]).authors)


def page(body: str, head: str = "", author: Any = None, entry: Entry | None = None) -> Page:
    node = {"@type": "NewsArticle", "headline": "Le bac", "author": author, "publisher": {"name": "Phare Éditions"}}
    script = f'<script type="application/ld+json">{json.dumps(node)}</script>' if author is not None else ""
    hints = Hints("phare", ("fr",), "UTC", datetime(2026, 11, 22, tzinfo=UTC), source_names=OWN, entry=entry)
    html = f"<html><head>{head}{script}</head><body><h1>Le bac</h1>{body}</body></html>"
    return parse(html.encode(), "text/html; charset=utf-8", "https://www.phare.example/a", hints)


def person(name: str) -> dict[str, str]:
    return {"@type": "Person", "name": name}


def organisation(name: str) -> dict[str, str]:
    return {"@type": "NewsMediaOrganization", "name": name}


@pytest.mark.parametrize(
    ("body", "author", "people", "agency", "origin"),
    [
        pytest.param("", "Zohra Benmalouk, Idris Tamarzi", ("Zohra Benmalouk", "Idris Tamarzi"), "", "json-ld", id="one text"),
        pytest.param("", [person("Z. Benmalouk"), person("AFP")], ("Z. Benmalouk",), "AFP", "json-ld", id="an agency for a person"),
        pytest.param("", [organisation("Le Fanal"), organisation("dpa")], (), "dpa", "json-ld", id="organisations"),
        pytest.param("", person("Phare Éditions"), (), "", "", id="the publisher for a person"),
        pytest.param(
            "<p class='byline'>Par Zohra Benmalouk et Idris Tamarzi</p>", person("Zohra Benmalouk"),
            ("Zohra Benmalouk", "Idris Tamarzi"), "", "json-ld", id="a second name is only printed",
        ),
        pytest.param(
            "<ul><li class='byline'>Idris Tamarzi</li><li class='byline'>Zohra Benmalouk</li></ul>", person("Zohra Benmalouk"),
            ("Zohra Benmalouk", "Idris Tamarzi"), "", "json-ld", id="one line each",
        ),
        pytest.param(
            "<p class='author'>Zohra Benmalouk</p>" + TEXT * 70 + "<p class='author'>Lina Haddouch</p>", person("Lina Haddouch"),
            ("Zohra Benmalouk",), "", "byline", id="metadata names whoever put it online",
        ),
        pytest.param("<p>Zohra Benmalouk</p>" + TEXT, person("Zohra Benmalouk"), ("Zohra Benmalouk",), "", "json-ld", id="agreed"),
        pytest.param(
            "<p class='author'>Zohra M. Benmalouk</p><p class='author'>Journaliste au port</p>", person("Zohra Benmalouk"),
            ("Zohra Benmalouk",), "", "json-ld", id="a middle name is no second person",
        ),
        pytest.param(
            "<div class='author'>Zohra Ben malouk</div>", person("Zohra Benmalouk"),
            ("Zohra Benmalouk",), "", "json-ld", id="stray space",
        ),
        pytest.param(
            "<span class='auteur'>Zohra Benmalouk</span>", organisation("Le Fanal"),
            ("Zohra Benmalouk",), "", "byline", id="a house on record",
        ),
        pytest.param("<p>بقلم: مليكة الزيتوني</p>" + TEXT, None, ("مليكة الزيتوني",), "", "printed", id="told by its words"),
        pytest.param(
            "<p><b>Zohra Benmalouk</b></p>" + TEXT * 2, None,
            ("Zohra Benmalouk",), "", "signature", id="bold before the text",
        ),
        pytest.param(
            TEXT * 60 + "<p><strong>Zohra Benmalouk</strong></p>", None,
            ("Zohra Benmalouk",), "", "signature", id="bold behind the text",
        ),
        pytest.param(TEXT * 60 + "<p>Z. B.</p>", None, ("Z. B.",), "", "signature", id="initials"),
        pytest.param(
            TEXT * 60 + "<p>Par Zohra Benmalouk</p>", None,
            ("Zohra Benmalouk",), "", "signature", id="by-line at the end",
        ),
        pytest.param(TEXT + "<p><b>Une nuit à quai</b></p>" + TEXT, None, (), "", "", id="a subhead"),
        pytest.param(
            "<figure><span class='author'>Yanis Aourir</span></figure>" + TEXT, None,
            (), "", "", id="who took the picture",
        ),
        pytest.param("<div class='comment-author'>Yanis Aourir</div>" + TEXT, None, (), "", "", id="who commented"),
        pytest.param("<aside><p class='author'>Yanis Aourir</p></aside>" + TEXT, None, (), "", "", id="beside the article"),
        pytest.param(
            "<p>Marsa Ennour (MAP) – Le bac a quitté le quai.</p>", None,
            (), "MAP", "printed", id="agency in the dateline",
        ),
        pytest.param("<p>Le bac est à quai. (MAP)</p>", None, (), "MAP", "printed", id="agency at the end"),
        pytest.param("<p>المصدر: رويترز</p>", None, (), "Reuters", "printed", id="agency as source"),
        pytest.param("<p>Source : Ministère du Port</p>", None, (), "", "", id="a source is nobody's by-line"),
        pytest.param(
            "<p>L’Institut de navigation (INA) a fermé ses portes samedi.</p>", None,
            (), "", "", id="no agency's initials",
        ),
        pytest.param("<figcaption>Le bac (AFP) – samedi</figcaption>" + TEXT * 9, None, (), "", "", id="the picture's agency"),
    ],
)  # fmt: skip
def test_who_signed(body: str, author: Any, people: tuple[str, ...], agency: str, origin: str) -> None:
    assert authors.credits_of(page(body, author=author)) == (Credits(people, agency), origin)


@pytest.mark.parametrize(
    ("head", "people", "origin"),
    [
        ('<meta name="author" content="Zohra Benmalouk">', ("Zohra Benmalouk",), "meta:author"),
        ('<meta name="author" content="Le Phare du Golfe">', (), ""),
        ('<meta name="author" content="phare.example, Marsa">', (), ""),
        ('<meta property="article:author" content="https://social.example/zohra.benmalouk">', (), ""),
        ('<meta name="twitter:creator" content="@zohra">', (), ""),
        (
            '<meta name="twitter:label1" content="Écrit par"><meta name="twitter:data1" content="Z. Rahali">',
            ("Z. Rahali",), "meta:twitter:data1",
        ),
        (
            '<meta name="twitter:label1" content="كُتب بواسطة"><meta name="twitter:data1" content="مليكة الزيتوني">',
            ("مليكة الزيتوني",), "meta:twitter:data1",
        ),
        ('<meta name="twitter:label1" content="Durée de lecture"><meta name="twitter:data1" content="Trois minutes">', (), ""),
    ],
)  # fmt: skip
def test_what_metadata_says(head: str, people: tuple[str, ...], origin: str) -> None:
    assert authors.credits_of(page("", head)) == (Credits(people, ""), origin)


def test_the_feed_is_believed_last() -> None:
    entry = Entry("https://www.phare.example/a", authors=("Zohra Benmalouk",))
    assert authors.credits_of(page("", entry=entry)) == (Credits(("Zohra Benmalouk",), ""), "entry")


def test_candidates_and_how_sure_they_make_us() -> None:
    offered = authors.candidates(
        page("<p class='byline'>Par Zohra Benmalouk</p>", '<meta name="author" content="Idris Tamarzi">', person("Zohra Benmalouk"))
    )
    assert [(said.value.authors, said.origin) for said in offered] == [
        (("Zohra Benmalouk",), "json-ld"),
        (("Zohra Benmalouk",), "json-ld"),
        (("Idris Tamarzi",), "meta:author"),
        (("Zohra Benmalouk",), "printed"),
    ]
    assert authors.confidence(offered) == pytest.approx(2 / 3)


def test_nobody_signed() -> None:
    assert authors.candidates(page(TEXT)) == []
    assert authors.confidence([]) == 0


@pytest.mark.parametrize(
    ("body", "author", "house"),
    [
        ("", person("Le Phare du Golfe"), ("Le Phare du Golfe", "json-ld")),
        ("", organisation("Le Phare du Golfe avec AFP"), ("Le Phare du Golfe", "json-ld")),
        ("<p>Par la Rédaction</p>", None, ("la Rédaction", "printed")),
        ("<p class='byline'>Par La rédaction</p>", None, ("La rédaction", "printed")),
        ("<p class='author'>هيئة التحرير</p>", None, ("هيئة التحرير", "byline")),
        ("<p class='author'>Zohra Benmalouk</p>", None, None),
        ("<p class='author'>AFP</p>", person("AFP"), None),
        ("", None, None),
    ],
)
def test_the_house_signs(body: str, author: Any, house: tuple[str, str] | None) -> None:
    assert authors.house(page(body, author=author)) == house


def test_a_headline_right_above_the_text_is_nobody_s_name() -> None:
    """Arabic has no capitals, and writes "and" in one with the word behind it: a bold headline reads like two names."""
    title = "أم وصغيرها يسبحان أمام المدينة: 300 متر من فضلكم"
    text = "رصد طاقم زورق إرشاد في ساعة مبكرة من الصباح أنثى حوت برفقة صغيرها قرب مدخل الميناء. " * 4
    html = (
        f"<html><head><title>البوصلة - {title}</title></head><body><table><tr><td><font><b>{title}</b></font><br><br>"
        f"<font>{text}<br><br>{text}</font></td></tr></table></body></html>"
    )
    hints = Hints("bousla", ("ar",), "UTC", datetime(2026, 6, 12, tzinfo=UTC), entry=Entry("https://b.example/a", title=title))
    read = parse(html.encode(), "text/html; charset=utf-8", "https://b.example/a", hints)
    assert authors.credits_of(read, pieces(read.tree.css_first("td"))).value == Credits((), "")
