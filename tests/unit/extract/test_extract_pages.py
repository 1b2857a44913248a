"""Whole pages: the layouts of a press, and the pages that stand where an article should."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from hemera.errors import ExtractError
from hemera.extract import EXTRACTOR, extract
from hemera.types import Block, BlockKind, Entry, Extraction, Hints, LeadImage, PageKind

URL = "https://phare.example/2026/11/passerelle"
HINTS = Hints(
    source="phare",
    languages=("fr", "ar"),
    zone="Africa/Casablanca",
    fetched_at=datetime(2026, 11, 22, 12, tzinfo=UTC),
    sections={"Vie du port": "economy"},
    source_names=("Le Phare du Golfe", "منارة الخليج"),
)
TITLE = "La passerelle de la vallée rouvre après trois ans de travaux"
LEAD = "Longue de 214 mètres, elle relie de nouveau les deux rives ; les écoliers l’ont franchie les premiers."
PARAGRAPHS = (
    (
        "Les premiers écoliers ont traversé samedi matin, suivis d’un âne nommé Bolbol, sous les "
        "applaudissements des riverains massés sur les quais."
    ),
    (
        "Le chantier, confié à trois entreprises de la région, a coûté 38 millions de dinars et duré trois "
        "ans, soit huit mois de plus que prévu."
    ),
    (
        "« Nous avons attendu ce jour longtemps », a déclaré le maire, Farid Louzani, avant de couper un "
        "ruban que le vent avait déjà dénoué deux fois."
    ),
    (
        "La passerelle sera fermée aux vélos le vendredi, jour du marché ; une signalisation provisoire sera "
        "posée dans la semaine par les services."
    ),
)
ARABIC_TITLE = "جسر المشاة في وادي ليلى يعود إلى الخدمة بعد ثلاث سنوات"
ARABIC_LEAD = "بعد ثلاث سنوات من الأشغال عبر تلاميذ المدارس الجسر الجديد البالغ طوله 214 مترًا."
ARABIC = (
    "عبر التلاميذ الجسر صباح السبت يتقدمهم حمار اسمه بلبل، وسط تصفيق السكان الذين تجمعوا على ضفتي الوادي منذ الفجر رغم البرد.",
    "وبلغت تكلفة الأشغال 38 مليون دينار واستغرقت ثلاث سنوات كاملة، أي أكثر بثمانية أشهر مما كان مقررًا في البداية بحسب البلدية.",
    "وقال رئيس البلدية فريد اللوزاني إن الجسر سيغلق أمام الدراجات يوم الجمعة، وهو يوم السوق الأسبوعية، إلى أن توضع الإشارات.",
)


def page(body: str, head: str = "", attributes: str = 'lang="fr"') -> str:
    return f"<!DOCTYPE html><html {attributes}><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"


def paragraphs(texts: tuple[str, ...] = PARAGRAPHS) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def ld(**fields: Any) -> str:
    data = json.dumps({"@context": "https://schema.org", **fields}, ensure_ascii=False)
    return f'<script type="application/ld+json">{data}</script>'


def read(html: str | bytes, url: str = URL, hints: Hints = HINTS, content_type: str = "text/html") -> Extraction:
    return extract(html if isinstance(html, bytes) else html.encode(), content_type, url, hints)


def codes(found: Extraction) -> list[str]:
    return [doubt.code for doubt in found.doubts]


PRESS = page(
    f"""<header><a href="/">Le Phare du Golfe</a></header>
<nav class="breadcrumbs"><a href="/">Accueil</a> » <a href="/port">Vie du port</a></nav>
<main><article><h1>{TITLE}</h1><div class="byline">Par <span class="author">Zohra Benmalouk</span> et Idris Tamarzi</div>
<span class="posted-on">Publié le <time datetime="2026-11-21T10:15:00+01:00">21 novembre 2026 à 10h15</time></span>
<figure><img src="/i/pont-1200x800.jpg" width="1200"><figcaption>Bolbol au milieu du pont. © Yanis Aourir</figcaption></figure>
<p class="chapo">{LEAD}</p>{paragraphs(PARAGRAPHS[:2])}<p>Lire aussi : <a href="/x">Le bac ne passera plus</a></p>
<h2>Un ruban dénoué</h2>{paragraphs(PARAGRAPHS[2:])}</article></main>
<aside><h3>Les plus lus</h3><p>Un tout autre article, assez long pour être pris pour un paragraphe de celui-ci, hélas.</p></aside>
<footer>© Le Phare du Golfe. Tous droits réservés.</footer>""",
    f"""<title>Pont rouvert - Le Phare du Golfe</title><link rel="canonical" href="/2026/11/passerelle?utm_source=x">
<meta property="og:description" content="{LEAD}"><meta property="og:image" content="https://phare.example/i/pont.jpg">"""
    + ld(
        **{
            "@graph": [
                {"@type": "WebPage", "name": "x"},
                {
                    "@type": "NewsArticle",
                    "headline": f"{TITLE} - Le Phare du Golfe",
                    "datePublished": "2026-11-21T10:15:00+01:00",
                    "dateModified": "2026-11-21T12:00:00+01:00",
                    "author": [{"@id": "#zohra"}, {"@type": "Person", "name": "Idris Tamarzi"}],
                    "articleSection": ["Vie du port"],
                },
                {"@type": "Person", "@id": "#zohra", "name": "Zohra Benmalouk"},
            ]
        }
    ),
)


def test_a_page_with_all_its_metadata() -> None:
    found = read(PRESS)
    assert found.url == "https://phare.example/2026/11/passerelle"
    assert found.title == TITLE
    assert found.language == "fr"
    assert found.authors == ("Zohra Benmalouk", "Idris Tamarzi")
    assert found.published is not None
    assert found.published.isoformat() == "2026-11-21T10:15:00+01:00"
    assert found.modified is not None
    assert (found.section, found.section_raw) == ("economy", "Vie du port")
    assert found.lead == LEAD
    assert found.image == LeadImage("https://phare.example/i/pont.jpg", "Bolbol au milieu du pont.", "Yanis Aourir")
    assert found.blocks == (
        Block(BlockKind.PARAGRAPH, PARAGRAPHS[0]),
        Block(BlockKind.PARAGRAPH, PARAGRAPHS[1]),
        Block(BlockKind.SUBHEAD, "Un ruban dénoué"),
        Block(BlockKind.PARAGRAPH, PARAGRAPHS[2]),
        Block(BlockKind.PARAGRAPH, PARAGRAPHS[3]),
    )
    assert (found.kind, found.partial, found.doubts, found.extractor) == (PageKind.ARTICLE, False, (), EXTRACTOR)
    assert found.origins["title"] == "h1"
    assert found.origins["published"] == "json-ld"
    assert found.origins["published.precision"] == "minute"


def test_extractions_cross_process_boundaries() -> None:
    found = read(PRESS)
    assert pickle.loads(pickle.dumps(found)) == found


def test_reading_again_gives_the_same() -> None:
    assert read(PRESS) == read(PRESS)


OLD = f"""<HTML dir="rtl"><HEAD><TITLE>البوصلة - {ARABIC_TITLE}</TITLE></HEAD><BODY><CENTER><TABLE width="980">
<TR><TD colspan="3"><A href="/">الرئيسية</A> | <A href="/1">مجتمع</A> | <A href="/2">اقتصاد</A></TD></TR>
<TR><TD width="180"><TABLE><TR><TD><B>الأكثر قراءة</B></TD></TR><TR><TD>&#8226;
<A href="/3">موسم زيتون قياسي في عين الزيتون هذا العام</A></TD></TR></TABLE></TD>
<TD><TABLE><TR><TD><FONT size="1"><A href="/c">شؤون عامة</A></FONT><BR><FONT size="5"><B>{ARABIC_TITLE}</B></FONT><BR>
<FONT size="1">السبت 21 نوفمبر 2026 - 10:15</FONT><BR><FONT size="2"><B>كتب: سفيان بن رياح ومليكة الزيتوني</B></FONT><HR>
<TABLE width="310"><TR><TD><IMG src="/photos/jisr.jpg" width="300"></TD></TR><TR><TD>
<FONT size="1">بلبل في منتصف الجسر (تصوير: كنزة الرحالي)</FONT></TD></TR></TABLE>
<FONT size="4"><B>{ARABIC_LEAD}</B></FONT><BR><BR><FONT size="4">{ARABIC[0]}<BR><BR>
<FONT color="#8A1C1C"><B>خطاب من جملتين</B></FONT><BR>{ARABIC[1]}<BR><BR>{ARABIC[2]}<BR><BR></FONT><HR>
<FONT size="1"><A href="/print">نسخة للطباعة</A> | عدد القراءات: 812</FONT></TD></TR></TABLE></TD>
<TD><TABLE><TR><TD><B>آخر الأخبار</B></TD></TR></TABLE></TD></TR></TABLE></CENTER></BODY></HTML>"""


def test_the_old_arabic_web() -> None:
    """Tables, <font>, windows-1256 that nobody declares, line breaks for paragraphs, no metadata."""
    found = read(
        OLD.encode("cp1256", "xmlcharrefreplace"),
        hints=replace(HINTS, languages=("ar",), zone="Africa/Cairo", source_names=("البوصلة",)),
    )
    assert found.title == ARABIC_TITLE
    assert found.language == "ar"
    assert found.authors == ("سفيان بن رياح", "مليكة الزيتوني")
    assert found.published is not None
    assert found.published.isoformat() == "2026-11-21T10:15:00+02:00"
    assert (found.section, found.section_raw) == ("politics", "شؤون عامة")
    assert found.lead == ARABIC_LEAD
    assert found.image == LeadImage("https://phare.example/photos/jisr.jpg", "بلبل في منتصف الجسر", "كنزة الرحالي")
    assert [block.text for block in found.blocks] == [ARABIC[0], "خطاب من جملتين", *ARABIC[1:]]
    assert found.blocks[1].kind is BlockKind.SUBHEAD


def test_the_printed_title_wins_over_the_one_for_search_engines() -> None:
    found = read(
        page(
            f"<article><h1>{TITLE}</h1>{paragraphs()}</article>",
            "<title>Pont : tout savoir, horaires, prix | Le Phare du Golfe</title>",
        )
    )
    assert (found.title, found.origins["title"]) == (TITLE, "h1")


def test_the_site_name_is_no_title() -> None:
    html = page(
        f"<h1>Le Phare du Golfe</h1><div class='post-title'>{TITLE}</div>{paragraphs()}",
        f"<meta property='og:title' content='{TITLE} | Le Phare du Golfe'>",
    )
    assert read(html).title == TITLE


def test_bidirectional_controls_leave_titles() -> None:
    assert (
        read(page(f"<h1>La passerelle \u202erouvre\u202c aux piétons</h1>{paragraphs()}")).title
        == "La passerelle rouvre aux piétons"
    )


def test_a_local_clock_stamped_as_utc() -> None:
    html = page(
        f"<h1>{TITLE}</h1><p class='date'>Publié le 21 novembre 2026 à 10h15</p>{paragraphs()}",
        "<meta property='article:published_time' content='2026-11-21T10:15:00+00:00'>",
    )
    found = read(html)
    assert found.published is not None
    assert found.published.isoformat() == "2026-11-21T10:15:00+01:00"
    assert found.origins["published"] == "meta:article:published_time, clock as printed"


def test_the_update_is_not_the_publication() -> None:
    found = read(
        page(
            f"<h1>{TITLE}</h1><div class='meta'>Mis à jour le 22 novembre 2026 à 08:00</div>"
            f"<div class='meta'>Publié le 20 novembre 2026</div>{paragraphs()}"
        )
    )
    assert found.published is not None
    assert found.published.date().isoformat() == "2026-11-20"
    assert found.origins["published.precision"] == "day"


@pytest.mark.parametrize(
    ("printed", "published", "doubts"),
    [
        ("2099-11-21T10:15:00+01:00", None, ["date.future", "date.missing"]),
        ("2020-01-01T00:00:00+01:00", "2020-01-01T00:00:00+01:00", ["date.january-first"]),
        ("soon", None, ["date.missing"]),
    ],
)
def test_unlikely_dates_are_doubted(printed: str, published: str | None, doubts: list[str]) -> None:
    html = page(f"<h1>{TITLE}</h1>{paragraphs()}", f"<meta property='article:published_time' content='{printed}'>")
    found = read(html, url="https://phare.example/passerelle")
    assert (found.published.isoformat() if found.published else None) == published
    assert codes(found) == doubts
    assert found.published_raw == printed


def test_an_unlikely_date_gives_way_to_a_printed_one() -> None:
    html = page(
        f"<h1>{TITLE}</h1><p>Publié le 12 juin 2020</p>{paragraphs()}",
        "<meta property='article:published_time' content='2020-01-01T00:00:00Z'>",
    )
    found = read(html)
    assert found.published is not None
    assert found.published.date().isoformat() == "2020-06-12"
    assert found.doubts == ()


def test_the_feed_dates_what_the_page_does_not() -> None:
    entry = Entry(
        URL,
        published=datetime(2026, 11, 21, 9, 15, tzinfo=UTC),
        authors=("Selma Oulhadj",),
        section_raw="Culture",
        summary=LEAD,
        title=TITLE,
    )
    found = read(page(f"<h1>{TITLE}</h1>{paragraphs()}"), "https://phare.example/p", replace(HINTS, entry=entry))
    assert found.published == entry.published
    assert (found.authors, found.section, found.lead) == (("Selma Oulhadj",), "culture", LEAD)
    assert {found.origins[name] for name in ("published", "authors", "section", "lead")} == {"entry"}


def test_a_bare_page_with_a_feed_that_carries_everything() -> None:
    entry = Entry(
        URL,
        title=TITLE,
        content_html=f"<p>{PARAGRAPHS[0]}</p><script>alert(1)</script><h3>Un ruban</h3><p>{PARAGRAPHS[1]}<br>{PARAGRAPHS[2]}</p>",
    )
    found = read(page("<div id='app'></div>", f"<title>{TITLE}</title>"), hints=replace(HINTS, entry=entry))
    assert found.origins["blocks"] == "entry"
    assert [block.text for block in found.blocks] == [PARAGRAPHS[0], "Un ruban", PARAGRAPHS[1], PARAGRAPHS[2]]


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (ld(**{"@type": "NewsArticle", "headline": TITLE, "isAccessibleForFree": "False"}), ""),
        (
            ld(**{"@type": "NewsArticle", "headline": TITLE, "hasPart": {"@type": "WebPageElement", "isAccessibleForFree": False}}),
            "",
        ),
        ("<meta property='article:content_tier' content='locked'>", ""),
        ("", "<div class='paywall-box'>La suite de cet article est réservée à nos abonnés</div>"),
        ("", "<p>Il vous reste 72 % de cet article à lire.</p>"),
        ("", "<p>هذا المحتوى للمشتركين فقط، اشترك للمتابعة</p>"),
    ],
)
def test_paid_articles_are_never_whole(head: str, body: str) -> None:
    found = read(page(f"<article><h1>{TITLE}</h1>{paragraphs()}{body}</article>", head))
    assert found.partial
    assert found.text.endswith(PARAGRAPHS[-1])


def test_free_articles_are_whole() -> None:
    head = ld(**{"@type": "NewsArticle", "headline": TITLE, "isAccessibleForFree": True})
    assert not read(page(f"<article><h1>{TITLE}</h1>{paragraphs()}</article>", head)).partial


def test_a_live_blog_keeps_its_entries_apart() -> None:
    updates = "".join(
        f"<div class='entry'><span class='when'>{clock}</span><div><p>{text}</p><p>Et le bac suit à distance.</p></div></div>"
        for clock, text in (("14:05", PARAGRAPHS[2]), ("13:40", PARAGRAPHS[1]), ("13:10", PARAGRAPHS[0]), ("12:55", PARAGRAPHS[3]))
    )
    intro = "Le bac solaire quitte le port pour la première fois : nous le suivons depuis le pont supérieur, appareil en main."
    found = read(page(f"<article><h1>En direct : {TITLE}</h1><p>{intro}</p><div class='live'>{updates}</div></article>"))
    assert found.kind is PageKind.LIVE
    assert [block.text for block in found.blocks if block.kind is BlockKind.TIME] == ["14:05", "13:40", "13:10", "12:55"]
    assert [block.text for block in found.blocks[:3]] == [intro, "14:05", PARAGRAPHS[2]]


def test_a_live_blog_by_its_metadata() -> None:
    updates = [
        {"@type": "BlogPosting", "headline": f"Étape {n}", "articleBody": text, "datePublished": f"2026-11-21T1{n}:05:00+01:00"}
        for n, text in enumerate(PARAGRAPHS)
    ]
    head = ld(
        **{"@type": "LiveBlogPosting", "headline": TITLE, "datePublished": "2026-11-21T10:00:00+01:00", "liveBlogUpdate": updates}
    )
    found = read(page(f"<h1>{TITLE}</h1><p>{LEAD} {LEAD}</p>", head))
    assert found.kind is PageKind.LIVE
    assert [block.kind.value for block in found.blocks if block.kind is not BlockKind.PARAGRAPH][:4] == [
        "time",
        "subhead",
        "time",
        "subhead",
    ]
    assert found.blocks[-3:] == (
        Block(BlockKind.TIME, "13:05"),
        Block(BlockKind.SUBHEAD, "Étape 3"),
        Block(BlockKind.PARAGRAPH, PARAGRAPHS[3]),
    )


def test_a_list_of_headlines_with_times_is_no_live_blog() -> None:
    wire = "".join(
        f"<li><span>{10 + n}:05</span> <a href='/{n}'>Un titre de la journée, assez long pour compter, numéro {n}</a></li>"
        for n in range(8)
    )
    found = read(page(f"<article><h1>En direct de la mairie : {TITLE}</h1>{paragraphs()}</article><ul>{wire}</ul>"))
    assert found.kind is PageKind.ARTICLE


def test_a_gallery_is_its_captions() -> None:
    photos = "".join(
        f"<li><figure><img src='/{n}.jpg'><figcaption>Photo {n} : {text}</figcaption></figure></li>"
        for n, text in enumerate(PARAGRAPHS)
    )
    found = read(page(f"<article><h1>{TITLE}</h1><p>{PARAGRAPHS[0]}</p><ul class='gallery'>{photos}</ul></article>"))
    assert found.kind is PageKind.GALLERY
    assert [block.text for block in found.blocks if block.kind is BlockKind.CAPTION] == [
        f"Photo {n} : {text}" for n, text in enumerate(PARAGRAPHS)
    ]
    assert PARAGRAPHS[3] not in found.text


def test_a_short_gallery_is_not_doubted() -> None:
    photos = "".join(f"<figure><img src='/{n}.jpg'><figcaption>Vue numéro {n} du port</figcaption></figure>" for n in range(4))
    assert "body.short" not in codes(
        read(page(f"<h1>{TITLE}</h1><p>Quatre vues du port.</p><div class='diaporama'>{photos}</div>"))
    )


CONSENT = page(
    """<div role="dialog"><h1>Votre vie privée nous importe</h1><p>Avec votre accord, nos 214 partenaires et nous utilisons des
cookies pour stocker des informations personnelles comme votre visite sur ce site.</p><button>Tout accepter</button></div>""",
    "<title>Le Phare du Golfe</title>",
)


def test_a_consent_wall_is_not_the_article() -> None:
    found = read(CONSENT)
    assert found.blocks == ()
    assert {"body.consent-wall", "body.empty"} <= set(codes(found))


def test_an_article_about_cookies_is_one() -> None:
    text = tuple(
        f"{paragraph} La loi sur les cookies et la vie privée prévoit un bouton « tout accepter »." for paragraph in PARAGRAPHS * 2
    )
    text = tuple(f"{n}. {paragraph}" for n, paragraph in enumerate(text))
    assert "body.consent-wall" not in codes(read(page(f"<h1>{TITLE}</h1>{paragraphs(text)}")))


@pytest.mark.parametrize("title", ["Page introuvable", "404 - Not found", "الصفحة غير موجودة", "Oups ! Cette page n’existe plus"])
def test_a_page_that_says_it_is_missing(title: str) -> None:
    found = read(
        page(f"<h1>{title}</h1><p>La page que vous cherchez a été déplacée ou supprimée. Voici nos derniers articles.</p>")
    )
    assert found.blocks == ()
    assert {"body.not-found", "body.empty"} <= set(codes(found))


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (b"", "extract.empty"),
        (b"  \n", "extract.empty"),
        (b"%PDF-1.7 ...", "extract.not-html"),
        (b"\x89PNG\r\n\x1a\n", "extract.not-html"),
        (b"<html></html>", "extract.not-html"),
        (b"<html><head></head><body><img src=x></body></html>", "extract.no-article"),
    ],
)
def test_what_is_no_page(body: bytes, key: str) -> None:
    with pytest.raises(ExtractError) as refusal:
        read(body)
    assert refusal.value.key == key


def test_an_empty_body_is_a_doubt() -> None:
    found = read(page(f"<h1>{TITLE}</h1>"))
    assert found.title == TITLE
    assert {"body.empty", "date.missing"} == set(codes(found)) - {"date.missing"} | {"date.missing"}


def test_the_language_is_the_texts_not_the_sites() -> None:
    assert read(page(f"<article><h1>{TITLE}</h1>{paragraphs()}</article>", attributes='lang="ar" dir="rtl"')).language == "fr"
    assert read(page(f"<article><h1>{ARABIC_TITLE}</h1>{paragraphs(ARABIC)}</article>")).language == "ar"


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        ("https://www.phare.example/autre", URL),  # .example is no public suffix: other hosts are other sites
        ("https://rival.example/passerelle", URL),
        ("javascript:alert(1)", URL),
        ("https://phare.example/", URL),
        ("https://phare.example/article/3", "https://phare.example/article/3"),
        ("/article/3#haut", "https://phare.example/article/3"),
    ],
)
def test_97_canonical_addresses_of_the_same_site_only(canonical: str, url: str) -> None:
    assert read(page(f"<h1>{TITLE}</h1>{paragraphs()}", f'<link rel="canonical" href="{canonical}">')).url == url


@pytest.mark.parametrize(
    ("byline", "authors", "agency"),
    [
        ("<p>Par Zohra Benmalouk</p>", ("Zohra Benmalouk",), ""),
        ("<p class='byline'>Source : AGA</p>", (), "AGA"),
        ("<p class='byline'>Avec AFP</p>", (), "AFP"),
        ("<p>«و.خ.ل» - مرسى النور</p>", (), "و.خ.ل"),
        ("<p class='author'>La rédaction</p>", (), ""),
        ("<p>بقلم: سلمى أولحاج</p>", ("سلمى أولحاج",), ""),
    ],
)
def test_bylines(byline: str, authors: tuple[str, ...], agency: str) -> None:
    found = read(page(f"<article><h1>{TITLE}</h1>{byline}{paragraphs()}</article>"))
    assert (found.authors, found.agency) == (authors, agency)
