"""By-lines that only their place tells, houses and clocks: whole pages, as old content systems set them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hemera.extract import Sample, extract, learn
from hemera.types import Extraction, Hints

TEXT = (
    "Les barques du port de Marsa Ennour sont rentrées avant midi, les cales pleines, et la criée a duré jusqu'au soir.",
    "La coopérative avait demandé aux patrons d'attendre la marée, mais le vent annoncé pour la nuit les a fait partir plus tôt.",
    "Le prix de la caisse a perdu un quart de sa valeur en deux heures, et les mareyeurs parlent déjà d'une saison exceptionnelle.",
)
TEXT_AR = (
    "عادت المراكب إلى مرسى النور قبل الظهر محملة بالأسماك، واستمر البيع في المزاد حتى المساء تحت المطر الذي لم ينقطع منذ الفجر.",
    "وكانت التعاونية قد طلبت من أصحاب المراكب انتظار المد، لكن الرياح المتوقعة ليلا دفعتهم إلى الخروج مبكرا على غير عادتهم.",
)
HINTS = Hints(
    "journal", ("fr", "ar"), "Africa/Tunis", datetime(2026, 11, 22, tzinfo=UTC), source_names=("Le Journal du Port", "جريدة المرسى")
)


def read(inside: str, head: str = "<title>Les barques sont rentrées avant midi - Le Journal du Port</title>") -> Extraction:
    html = f"<html><head>{head}</head><body>{inside}</body></html>"
    return extract(html.encode(), "text/html; charset=utf-8", "https://journal.example/a/12", HINTS)


def paragraphs(texts: tuple[str, ...] = TEXT, tag: str = "p") -> str:
    return "".join(f"<{tag}>{text}</{tag}>" for text in texts)


BIO = "<div class='author-bio'>Nous écrivons du port, et nous répondons à chaque lettre qui nous parvient, ou presque.</div>"
TEASER = "<table><tr><td><span>Par Slim Kerkouri le 18/09/2016 à 19:35</span><a href='/b'>Tomates</a></td></tr></table>"
HEADING = "<h1>Les barques sont rentrées avant midi</h1>"
HEADING_AR = "<h1>المراكب تعود إلى مرسى النور قبل الظهر</h1>"


@pytest.mark.parametrize(
    ("inside", "authors", "agency"),
    [
        pytest.param(
            f"{HEADING}<div><span>Zohra Benmalouk</span><span>12/05/2024 - 08h40</span></div>{paragraphs()}",
            ("Zohra Benmalouk",),
            "",
            id="beside the date",
        ),
        pytest.param(
            f"{HEADING}<div><span>Sports Nautiques</span><span>12 bateaux</span></div>{paragraphs()}", (), "", id="beside no date"
        ),
        pytest.param(
            f"{HEADING}<div><figure><span>Zohra Benmalouk</span><span>12/05/2024</span></figure></div>{paragraphs()}",
            (),
            "",
            id="of a picture",
        ),
        pytest.param(
            f"{HEADING_AR}<div><span>جريدة المرسى - سلمى أولحاج</span></div>{paragraphs(TEXT_AR)}",
            ("سلمى أولحاج",),
            "",
            id="the house and a name",
        ),
        pytest.param(
            f"{HEADING_AR}<div>مرسى النور - سلمى أولحاج</div>{paragraphs(TEXT_AR, 'div')}",
            ("سلمى أولحاج",),
            "",
            id="a town and a name",
        ),
        pytest.param(
            f"{HEADING_AR}<div>مرسى النور - وكالة خليج اللوز للأنباء</div>{paragraphs(TEXT_AR, 'div')}",
            (),
            "و.خ.ل",
            id="a town and an agency",
        ),
        pytest.param(f"{HEADING_AR}<div>رياضة - كرة القدم</div>{paragraphs(TEXT_AR, 'div')}", (), "", id="a section and another"),
        pytest.param(
            f"{HEADING_AR}<div>تصوير: المرسى - شاهد بقية التسجيلات</div>{paragraphs(TEXT_AR, 'div')}",
            (),
            "",
            id="a town and a link",
        ),
        pytest.param(
            f"{HEADING}<div>{paragraphs(tag='div')}<div><b>Zohra Benmalouk</b></div></div><p>Partager</p>",
            ("Zohra Benmalouk",),
            "",
            id="bold, behind the text",
        ),
        pytest.param(
            f"{HEADING}<div>{paragraphs()}<p><b>Aïn Khzama</b></p>{paragraphs(TEXT[:1])}</div>", (), "", id="a subhead in bold"
        ),
        pytest.param(
            f"{HEADING_AR}<div>{paragraphs(TEXT_AR)}<p><b>المزيد من الأخبار</b></p></div>", (), "", id="a list's heading in bold"
        ),
        pytest.param(
            f"{HEADING}<p>Texte et photos : Zohra Benmalouk</p>{paragraphs()}", ("Zohra Benmalouk",), "", id="text and pictures"
        ),
        pytest.param(
            f"{HEADING}{paragraphs()}{BIO}",
            (),
            "",
            id="what an author's box tells",
        ),
        pytest.param(
            f"{HEADING}{paragraphs()}{TEASER}",
            (),
            "",
            id="another article's",
        ),
    ],
)
def test_who_signed_where_nothing_says_so(inside: str, authors: tuple[str, ...], agency: str) -> None:
    found = read(inside)
    assert (found.authors, found.agency) == (authors, agency)


@pytest.mark.parametrize(
    ("inside", "house", "agency"),
    [
        pytest.param("<p class='byline'>La rédaction</p>", "La rédaction", "", id="a desk"),
        pytest.param("<p class='byline'>Le Journal du Port avec AFP</p>", "Le Journal du Port", "AFP", id="with an agency"),
        pytest.param("<p class='byline'>AFP</p><meta name='author' content='Le Journal du Port'>", "", "AFP", id="an agency alone"),
        pytest.param("<p class='byline'>Super User</p>", "", "", id="an account"),
        pytest.param("<p class='byline'>Par Zohra Benmalouk, Le Journal du Port</p>", "", "", id="a person"),
    ],
)
def test_the_house_signs_where_no_person_does(inside: str, house: str, agency: str) -> None:
    found = read(f"{HEADING}{inside}{paragraphs()}")
    assert (found.house, found.agency) == (house, agency)


@pytest.mark.parametrize(
    ("printed", "published"),
    [
        ("<span>12/02/2008</span> <span>18:40</span>", "2008-02-12T18:40:00+01:00"),
        ("<span>الثلاثاء ٩ نيسان ٢٠١٩م - ٤ شعبان ١٤٤٠هـ - الساعة ٠٩:٢٥</span>", "2019-04-09T09:25:00+01:00"),
        ("<span>12/02/2008</span> <span>mis à jour à 18:40</span>", "2008-02-12T00:00:00+01:00"),
        ("<font>Posté par : Zohra le Mardi 12 février 2008 à 18:40:00</font>", "2008-02-12T18:40:00+01:00"),
        (
            "<abbr itemprop='datePublished' title='2008-02-12T09:40:00-08:00'>18:40</abbr><span>12 février 2008</span>",
            "2008-02-12T18:40:00+01:00",
        ),
    ],
    ids=["in the next element", "behind another calendar", "an update's", "posted", "an abbreviation's title, by another clock"],
)
def test_a_day_and_its_clock(printed: str, published: str) -> None:
    found = read(f"{HEADING}<div>{printed}</div>{paragraphs()}")
    assert found.published is not None
    assert found.published.isoformat() == published


def test_a_form_around_the_page_is_the_page() -> None:
    """ASP.NET puts all of a page into one form."""
    box = "<form action='/find'><p>Par Slim Kerkouri</p></form>"
    found = read(
        f"<form id='aspnetForm'>{box}{HEADING}<p>Par Zohra Benmalouk</p><span>12/02/2008 18:40</span>{paragraphs(TEXT * 4)}</form>"
    )
    assert found.authors == ("Zohra Benmalouk",)
    assert found.published is not None
    assert found.origins["published"] == "printed"


@pytest.mark.parametrize(
    ("head", "inside", "title"),
    [
        pytest.param(
            "<title>Le Journal du Port - Quotidien de la côte</title><meta name='description' content='Quotidien de la côte'>",
            f"<b>Menu du jour</b><font class='option'><b>Les barques rentrent</b></font><div>12/02/2008</div>{paragraphs()}",
            "Les barques rentrent",
            id="a motto for a title",
        ),
        pytest.param(
            "<title>Le Journal du Port: Les barques rentrent</title><meta property='og:title' content='Les barques rentrent'>",
            f"<h1>Le Journal du Port</h1><h3 class='post-title'>Les barques rentrent</h3>{paragraphs()}",
            "Les barques rentrent",
            id="the site's name for a heading",
        ),
        pytest.param(
            "<title>La criée du port reste ouverte</title><meta name='title' content='La criée du port reste ouverte'>",
            f"<p class='title'>{TEXT[0]} La criée du port reste ouverte.</p>{paragraphs()}",
            "La criée du port reste ouverte",
            id="a sentence that holds the title",
        ),
        pytest.param(
            "<title>Prix du poisson : le guide</title><meta property='og:title' content='Prix du poisson : le guide'>",
            f"{HEADING}{paragraphs()}",
            "Les barques sont rentrées avant midi",
            id="a headline for search engines",
        ),
    ],
)
def test_the_title_as_printed(head: str, inside: str, title: str) -> None:
    assert read(inside, head).title == title


def _sample(number: int, foot: str) -> Sample:
    texts = [text.replace("port", f"port {number}").replace("barques", f"barques du quai {number}") for text in TEXT]
    words = "".join(f"<p>{text} {number * 17} caisses.</p>" for text in texts)
    body = f"<div class='top'><h1>Nouvelles du quai numéro {number}</h1></div><div class='story'>{words}{foot}</div>"
    html = f"<html><head><title>Nouvelles du quai numéro {number}</title></head><body>{body}</body></html>"
    return Sample(html.encode(), "text/html; charset=utf-8", f"https://journal.example/a/{number}", HINTS)


@pytest.mark.parametrize(
    ("foot", "authors", "agency"),
    [
        ("<p>La nuit sera calme, dit le capitaine. (AGA)</p>", (), "AGA"),
        ("<p><b>Zohra Benmalouk</b></p>", ("Zohra Benmalouk",), ""),
    ],
    ids=["an agency in brackets", "a name in bold"],
)
def test_a_learned_page_signs_at_the_foot_of_its_text(foot: str, authors: tuple[str, ...], agency: str) -> None:
    templates = learn([_sample(number, "") for number in range(1, 8)])
    found = extract(*_sample(9, foot), templates)
    assert found.origins["blocks"] == "template"
    assert (found.authors, found.agency) == (authors, agency)
