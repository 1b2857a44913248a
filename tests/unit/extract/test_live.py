"""Live blogs: what is one and what only looks like one; entries as they are printed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemera.extract import entries as boxed
from hemera.extract import live, stamps
from hemera.extract.page import Page, parse
from hemera.types import Block, BlockKind, Hints

HINTS = Hints("phare", ("fr", "ar"), "Africa/Casablanca", datetime(2026, 11, 22, 12, tzinfo=UTC))
URL = "https://phare.example/2026/11/bac-solaire"
TITLE = "Le bac solaire traverse le golfe pour la première fois"
PROSE = (
    "Le bac solaire a quitté le quai nord sous les applaudissements, avec quarante passagers et un âne nommé Bolbol à son bord.",
    "Le vent s’est levé au large du phare ; le capitaine a réduit l’allure et fait rentrer les passagers sous la tente avant.",
    "Les premières images du large montrent le bac entouré d’une douzaine de barques de pêche venues lui faire escorte.",
    "À mi-chemin, les batteries sont encore pleines aux deux tiers, a fait savoir l’ingénieure chargée du bord, soulagée.",
    "Le bac a touché le quai sud avec six minutes d’avance ; la fanfare municipale, elle, n’était pas encore arrivée.",
)
ARABIC = (
    "غادرت العبّارة الشمسية الرصيف الشمالي وسط تصفيق الحاضرين وعلى متنها أربعون مسافرا وحمار اسمه بلبل يرافقهم في الرحلة.",
    "اشتدت الرياح قبالة المنارة فخفّض الربّان السرعة وأدخل المسافرين تحت الخيمة الأمامية إلى أن هدأ البحر من جديد.",
    "أظهرت الصور الأولى من عرض البحر العبّارة محاطة باثني عشر قارب صيد جاءت لمرافقتها حتى منتصف الطريق على الأقل.",
    "بلغت العبّارة الرصيف الجنوبي قبل موعدها بست دقائق، أما الفرقة الموسيقية البلدية فلم تكن قد وصلت بعد إلى المكان.",
)
CLOCKS = ("17:42", "17:08", "16:31", "16:03", "15:57")


def page(body: str, head: str = "", url: str = URL) -> Page:
    html = f"<!DOCTYPE html><html lang=fr><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>"
    return parse(html.encode(), "text/html; charset=utf-8", url, HINTS)


def entry(clock: str, text: str, heading: str = "") -> str:
    return f"<div class=post><time>{clock}</time>{f'<h3>{heading}</h3>' if heading else ''}<p>{text}</p></div>"


def times(blocks: Iterable[Block]) -> list[str]:
    return [block.text for block in blocks if block.kind is BlockKind.TIME]


def boxes(clocks: Iterable[str] = CLOCKS, texts: Iterable[str] = PROSE) -> str:
    return "".join(map(entry, clocks, texts))


def test_structure_alone_makes_a_live_blog() -> None:
    found = live.entries(page(f"<main><h1>{TITLE}</h1><p>{PROSE[0][:40]}</p><div>{boxes()}</div></main>"))
    assert times(found) == list(CLOCKS)
    assert [block.text for block in found if block.kind is BlockKind.PARAGRAPH] == list(PROSE)


def test_bare_clocks_count_where_lines_are_read() -> None:
    posts = "".join(f"<li><b>{clock}</b><p>{text}</p></li>" for clock, text in zip(CLOCKS, PROSE, strict=True))
    assert times(live.entries(page(f"<h1>{TITLE}</h1><ul>{posts}</ul>"))) == list(CLOCKS)


@pytest.mark.parametrize(
    "sign", ["En direct : le bac", "LIVE: the ferry", "مباشر: العبارة تقطع الخليج", "تغطية لحظة بلحظة: العبارة"]
)
def test_announced_entries_need_no_time_element(sign: str) -> None:
    clocks = ("18:15", "18:00", "17:45", "17:30")
    posts = "".join(f"<div><span>{clock}</span><p>{text}</p></div>" for clock, text in zip(clocks, ARABIC, strict=True))
    assert times(live.entries(page(f"<h1>{sign}</h1><section>{posts}</section>"))) == list(clocks)


def test_headings_are_subheads_and_by_lines_and_labels_go() -> None:
    posts = "".join(
        f"<div><div class=info><time>{clock}</time><mark>Nadia Sefrioui</mark></div><h3>Étape {n}</h3><p>{text}</p>"
        f"<p class=author>Idris Tamarzi</p><p>Par Salma Ould Brahim</p><span>Partager</span>"
        f"<a href='/autre-{n}'>Notre article sur le chantier du bac solaire, jour {n}</a></div>"
        for n, (clock, text) in enumerate(zip(CLOCKS, PROSE, strict=True))
    )
    found = live.entries(page(f"<h1>En direct : {TITLE}</h1><div>{posts}</div>"))
    assert found[:3] == (
        Block(BlockKind.TIME, "17:42"),
        Block(BlockKind.SUBHEAD, "Étape 0"),
        Block(BlockKind.PARAGRAPH, PROSE[0]),
    )
    assert len(found) == 3 * len(CLOCKS)


def test_a_moment_for_machines_is_shown_on_the_newsrooms_clock() -> None:
    moments = ("2026-11-22T09:12:00Z", "2026-11-22T08:47:00Z", "2026-11-21T23:31:00Z", "2026-11-21T21:03:00Z")
    posts = "".join(
        f"<div class=post><time datetime='{at}'>il y a longtemps</time><p>{text}</p></div>"
        for at, text in zip(moments, PROSE, strict=False)
    )
    assert times(live.entries(page(f"<div>{posts}</div>"))) == ["10:12", "09:47", "00:31", "2026-11-21 22:03"]


def test_entries_in_several_batches_are_one_live_blog() -> None:
    older = "".join(map(entry, ("14:40", "14:11", "13:58", "13:02"), PROSE))
    found = live.entries(page(f"<h1>Live</h1><div><div class=batch>{boxes()}</div><div class=batch>{older}</div></div>"))
    assert len(times(found)) == 9


def updates(texts: Iterable[str]) -> str:
    listed = [
        {"@type": "BlogPosting", "headline": f"Étape {n}", "datePublished": f"2026-11-22T1{n}:05:00+01:00", "articleBody": text}
        for n, text in enumerate(texts)
    ]
    data = {"@context": "https://schema.org", "@type": "LiveBlogPosting", "headline": TITLE, "liveBlogUpdate": listed}
    return f"<script type='application/ld+json'>{json.dumps(data)}</script>"


def test_metadata_serves_where_entries_are_loaded_late() -> None:
    found = live.entries(page(f"<h1>{TITLE}</h1><div id=app></div>", updates([f"{PROSE[0]}\n{PROSE[1]}", f"<p>{PROSE[2]}</p>"])))
    assert found == (
        Block(BlockKind.TIME, "10:05"),
        Block(BlockKind.SUBHEAD, "Étape 0"),
        Block(BlockKind.PARAGRAPH, PROSE[0]),
        Block(BlockKind.PARAGRAPH, PROSE[1]),
        Block(BlockKind.TIME, "11:05"),
        Block(BlockKind.SUBHEAD, "Étape 1"),
        Block(BlockKind.PARAGRAPH, PROSE[2]),
    )


def test_what_is_printed_goes_before_metadata_that_runs_paragraphs_together() -> None:
    found = live.entries(page(f"<h1>{TITLE}</h1><div>{boxes()}</div>", updates([" ".join(PROSE)] * 8)))
    assert times(found) == list(CLOCKS)


COMMENTS = "".join(
    f"<li class=item><b>Lecteur {n}</b><time>{clock}</time><p>{text}</p><a href='#r'>Répondre</a></li>"
    for n, (clock, text) in enumerate(zip(CLOCKS, PROSE, strict=True))
)
TEASERS = "".join(
    f"<div><time>{clock}</time><h3><a href='/{n}'>Un titre assez long pour en être un, le {n}</a></h3><p>{text}</p></div>"
    for n, (clock, text) in enumerate(zip(CLOCKS, PROSE, strict=True))
)
PROGRAMME = "".join(map(entry, ("18:00", "19:30", "20:15", "21:00", "22:45"), PROSE))
MINUTES = "".join(
    f"<tr><td>{n}'</td><td>But de la tête, sur un corner tiré de la gauche par le capitaine, 1-{n}</td></tr>" for n in range(8)
)
HEADLINES = "".join(f"<li><time>{clock}</time> <a href=/{n}>Titre court numéro {n}</a></li>" for n, clock in enumerate(CLOCKS))


@pytest.mark.parametrize(
    "other",
    [
        f"<ol class=comment-list>{COMMENTS}</ol>",
        f"<ol>{COMMENTS}</ol>",
        f"<div>{TEASERS}</div>",
        f"<div>{PROGRAMME}</div>",
        f"<aside><div>{boxes()}</div></aside>",
        f"<table>{MINUTES}</table>",
        f"<div>{boxes(CLOCKS[:3])}</div>",
        f"<div>{''.join(entry('17:42', text) for text in PROSE)}</div>",  # one time over and over: by-lines, not entries
        f"<ul>{HEADLINES}</ul>",
    ],
    ids=["comments", "talk", "teasers", "programme", "aside", "minutes", "three", "same-time", "headlines"],
)
def test_other_lists_are_no_live_blog(other: str) -> None:
    assert live.entries(page(f"<article><h1>{TITLE}</h1><p>{PROSE[0]}</p></article>{other}")) == ()


def test_a_few_dated_boxes_below_a_long_article_are_none() -> None:
    story = "".join(f"<p>{text} Suite numéro {n}.</p>" for n in range(4) for text in PROSE)
    assert live.entries(page(f"<article><h1>{TITLE}</h1>{story}</article><div>{boxes()}</div>")) == ()


def blocks(*texts: str, kind: BlockKind = BlockKind.PARAGRAPH) -> tuple[Block, ...]:
    return tuple(Block(kind, text) for text in texts)


def test_subheads_that_begin_with_clocks_head_entries() -> None:
    body = [*blocks("Nous suivons la traversée depuis le pont supérieur.")]
    for clock, text in zip(CLOCKS, PROSE, strict=True):
        body += [Block(BlockKind.SUBHEAD, f"{clock} : une étape"), Block(BlockKind.PARAGRAPH, text)]
    found = live.flat(page("<h1>Le bac</h1>"), tuple(body))
    assert times(found) == list(CLOCKS)
    assert found[:4] == (
        body[0],
        Block(BlockKind.TIME, "17:42"),
        Block(BlockKind.SUBHEAD, "une étape"),
        Block(BlockKind.PARAGRAPH, PROSE[0]),
    )


def test_paragraphs_that_begin_with_clocks_do_so_only_where_announced() -> None:
    body = blocks(*(f"{clock} – {text}" for clock, text in zip(("18h12", "17h40", "17h05", "16h33"), PROSE, strict=False)))
    assert live.flat(page(f"<h1>{TITLE}</h1>"), body) == ()
    assert times(live.flat(page("<h1>Le fil info de la traversée</h1>"), body)) == ["18h12", "17h40", "17h05", "16h33"]


def test_clocks_alone_on_their_lines() -> None:
    body = [
        block for clock, text in zip(("18:12", "17:40", "17:05", "16:33"), ARABIC, strict=True) for block in blocks(clock, text)
    ]
    assert len(times(live.flat(page("<h1>Le bac</h1>"), tuple(body)))) == 4


@pytest.mark.parametrize("clocks", [("9h00", "9h30", "10h15", "11h00"), ("18:00",) * 4])
def test_a_programme_of_the_day_is_an_article(clocks: tuple[str, ...]) -> None:
    body = [
        block
        for clock, text in zip(clocks, PROSE, strict=False)
        for block in (*blocks(clock, kind=BlockKind.SUBHEAD), *blocks(text))
    ]
    assert live.flat(page("<h1>Le bac</h1>"), tuple(body)) == ()


def test_the_introduction_is_what_no_entry_says() -> None:
    intro = blocks("Nous suivons la traversée depuis le pont supérieur, appareil en main.")
    found = tuple(
        block for clock, text in zip(CLOCKS, PROSE, strict=True) for block in (Block(BlockKind.TIME, clock), *blocks(text))
    )
    read = (*intro, *blocks("17:42", *PROSE, "Retrouvez tous nos articles sur le golfe et ses bateaux."))
    assert live.introduction(read, found) == intro
    run_together = (Block(BlockKind.TIME, "17:42"), *blocks(" ".join(PROSE)))
    assert live.introduction((*intro, *blocks(*PROSE)), run_together) == intro


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("22:17", 1337),
        ("22h17", 1337),
        ("21.04 Uhr", 1264),
        ("Publié à 14h32", 872),
        ("Mardi 12 mars 2024 à 14 h 05", 845),
        ("10:15 PM", 1335),
        ("الساعة 14:32", 872),
        ("١٤:٣٢", 872),
        ("2:05 م", 845),
        ("2 March 2024 22:17", 1337),
    ],
)
def test_clocks(text: str, minute: int) -> None:
    assert stamps.is_clock(text)
    assert stamps.minutes(text) == minute


@pytest.mark.parametrize(
    "text", ["", "10,5 %", "2:1", "Il y a 20 minutes", "03:15 min", "00:00 / 03:15", "Score 2:30 hier soir", "KEY EVENT"]
)
def test_no_clocks(text: str) -> None:
    assert not stamps.is_clock(text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("14h32 - Le bac part", ("14h32", "Le bac part", True)),
        ("11.04 Uhr: Das Boot", ("11.04 Uhr", "Das Boot", True)),
        ("[14:05] Parti", ("14:05", "Parti", True)),
        ("الساعة 10:15 - انطلق", ("الساعة 10:15", "انطلق", True)),
        ("10:30 marque le départ", ("10:30", "marque le départ", False)),
        ("10.5 millions", None),
        ("Vers 10:30, le bac", None),
    ],
)
def test_lines_that_begin_with_a_clock(text: str, parts: tuple[str, str, bool] | None) -> None:
    assert stamps.split(text) == parts


@given(st.text(max_size=200))
@settings(max_examples=150)
def test_any_line_is_judged(text: str) -> None:
    parts = stamps.split(text)
    assert parts is None or (parts[0] and stamps.minutes(parts[0]) is not None and parts[1] in text)
    stamps.is_clock(text)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*CLOCKS, "", "x", "25:99"]),
            st.sampled_from(["div", "li", "p", "tr", "a", "nav"]),
            st.text(max_size=90),
        )
    )
)
@settings(max_examples=60, deadline=None)
def test_any_page_gives_whole_entries_or_none(found: list[tuple[str, str, str]]) -> None:
    body = "".join(f"<{tag}><time>{clock}</time><p>{text}</p></{tag}>" for clock, tag, text in found)
    read = live.entries(page(f"<h1>En direct</h1><div>{body}</div>"))
    assert not read or (read[0].kind is BlockKind.TIME and read[-1].kind is not BlockKind.TIME)


def test_order() -> None:
    assert boxed.is_ordered(["10:01", "09:58", "09:12", "23:40", "23:01"])  # over midnight
    assert not boxed.is_ordered(["10:01", "10:01", "10:01"])
    assert not boxed.is_ordered([])
    assert boxed.is_programme(["18:00", "19:30"])
    assert not boxed.is_programme(["18:00", "19:31"])
