"""Pages that are not what they are called, or say what cannot be: a named outcome, with a template learned for their layout too."""

from __future__ import annotations

import gzip
import random

import pytest
from a_layout import ARTICLE, HINTS, READINGS, URL, codes, framed, page, read, sample, script, text, title

from hemera.errors import ExtractError
from hemera.extract import extract, learn

# --- characters ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize(
    "mark",
    [
        "\ud800",
        "&#xD800;",
        "&#xDC00;",
        "\x00",
        "\x01",
        "&#0;",
        "\x7f",
        "&#x202E;",
        "\u202e",
        "\u2066",
        "\ufeff",
        "\u200b",
    ],
)
def test_stray_characters_leave_title_and_text(mark: str, reading: str) -> None:
    heading = title().replace("rouvre", f"{mark}rouvre")
    found = read(
        page(f"<p>Une fin {mark}que rien ne trouble, dans une phrase assez longue pour être gardée.</p>", heading=heading), reading
    )
    printed = found.title + found.text
    printed.encode()  # no lone surrogate
    assert not set(printed) & {chr(code) for code in (*range(10), *range(11, 32), 0x7F, 0x200B, 0x202E, 0x2066, 0xFEFF)}
    assert found.title.replace("\ufffd", "") == title()
    assert text()[4] in found.text


@pytest.mark.parametrize("reading", READINGS)
def test_surrogates_in_metadata(reading: str) -> None:
    head = script('{"@type":"NewsArticle","headline":"Le \\ud800 march\\u00e9","author":{"name":"Zohra \\udc00Benmalouk"}}')
    found = read(page(head=head), reading)
    assert found.title == title()
    assert found.authors == ("Zohra Benmalouk",)


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("where", ["heading", "og:title", "headline", "title"])
def test_bidi_overrides_in_titles(where: str, reading: str) -> None:
    turned = "جسر المشاة \u202eيعود\u202c إلى \u2067الخدمة\u2069 بعد ثلاث سنوات من الأشغال"
    plain = "جسر المشاة يعود إلى الخدمة بعد ثلاث سنوات من الأشغال"
    head = {
        "heading": "",
        "og:title": f"<meta property='og:title' content='{turned}'>",
        "headline": script({"@type": "NewsArticle", "headline": turned}),
        "title": f"<title>{turned}</title>",
    }[where]
    body = page(head=head, heading=turned if where == "heading" else "")
    if where != "heading":
        body = body.replace(f'<h1 class="post-title">{title()}</h1>', "").replace(
            f"<title>{title()} - Le Phare du Golfe</title>", ""
        )
    assert read(body, reading).title == plain


# --- contradictions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("said", ["<link rel='canonical' href='{}'>", "<meta property='og:url' content='{}'>", "{}"])
@pytest.mark.parametrize(
    "other",
    [
        "https://rival.example/a",
        "//rival.example/a",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://phare.example/a",
        "http://[",
        "https://phare.example@rival.example/a",
        "https://phare.example.rival.example/a",
    ],
)
def test_canonical_addresses_of_another_site(said: str, other: str, reading: str) -> None:
    head = said.format(other) if said != "{}" else script(ARTICLE | {"mainEntityOfPage": other, "url": other, "@id": other})
    found = read(page(head=head), reading)
    assert found.url == f"{URL}-5"
    assert text()[0] in found.text


@pytest.mark.parametrize("reading", READINGS)
def test_contradictory_dates_are_named(reading: str) -> None:
    head = "<meta property='article:published_time' content='2019-03-01T08:00:00+01:00'>" + script(
        ARTICLE | {"datePublished": "2021-07-09T08:00:00+01:00"}
    )
    found = read(page(head=head), reading)
    assert "date.contradicted" in codes(found)
    assert found.published is not None
    assert found.published.date().isoformat() in {"2019-03-01", "2021-07-09", "2026-11-20"}


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize(
    "date",
    ["2099-01-02T10:15:00+01:00", "9999-12-31T23:59:59+14:00", "0001-01-01T00:00:00Z", "2026-13-45", "99999999999999", "-1", "NaN"],
)
def test_dates_that_cannot_be(date: str, reading: str) -> None:
    found = read(page(date=date).replace(f">{date[:10]}</time>", "></time>"), reading)
    assert found.published is None or codes(found) & {"date.future", "date.unsure", "date.guessed", "date.unlikely"}
    assert "date.missing" in codes(found) or found.published is not None
    assert text()[0] in found.text


# --- what is not the article ----------------------------------------------------------------------------------------------

WALLS = {
    "fr": (
        "Votre vie privée nous importe",
        "Avec votre accord, nos 214 partenaires et nous utilisons des cookies. Vous pouvez retirer votre consentement.",
        "Tout accepter",
    ),
    "ar": (
        "نحن نهتم بخصوصيتك",
        "نستخدم نحن وشركاؤنا ملفات تعريف الارتباط لتخزين معلومات عن جهازك، ويمكنك سحب موافقتك في أي وقت.",
        "قبول الكل",
    ),
    "en": (
        "We value your privacy",
        "We and our 214 partners use cookies to store and access personal data. You can withdraw your consent at any time.",
        "Accept all",
    ),
}
MISSING = {
    "fr": ("Page introuvable", "La page que vous cherchez a été déplacée ou supprimée. Voici nos derniers articles."),
    "fr, with its number": ("Erreur 404", "La page que vous cherchez n’existe pas ou n’existe plus."),
    "ar": ("الصفحة غير موجودة", "عذرًا، الصفحة التي تبحث عنها غير موجودة أو تم نقلها إلى عنوان آخر."),
    "en": ("404 - Not found", "The page you are looking for has been moved or deleted."),
}


def wall(language: str, inside: bool) -> str:
    heading, said, button = WALLS[language]
    box = f'<h1 class="post-title">{heading}</h1><div class="entry-body"><p>{said}</p><button>{button}</button></div>'
    return framed(box, language=language) if inside else f"<html lang={language}><body><div role=dialog>{box}</div></body></html>"


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("inside", [True, False], ids=["in the layout", "alone"])
@pytest.mark.parametrize("language", WALLS)
def test_consent_walls(language: str, inside: bool, reading: str) -> None:
    found = read(wall(language, inside), reading)
    assert found.blocks == ()
    assert {"body.consent-wall", "body.empty"} <= codes(found)


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("language", WALLS)
def test_a_consent_box_over_an_article_leaves_it(language: str, reading: str) -> None:
    heading, said, button = WALLS[language]
    box = f'<div class="cmp" role="dialog"><h2>{heading}</h2><p>{said}</p><button>{button}</button></div>'
    found = read(page().replace('<header class="site-head">', box + '<header class="site-head">'), reading)
    assert (found.title, found.text.split("\n"), found.doubts) == (title(), text(), ())


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("inside", [True, False], ids=["in the layout", "alone"])
@pytest.mark.parametrize("language", MISSING)
def test_pages_not_found_that_answer_200(language: str, inside: bool, reading: str) -> None:
    heading, said = MISSING[language]
    box = f'<h1 class="post-title">{heading}</h1><div class="entry-body"><p>{said}</p></div>'
    found = read(framed(box) if inside else f"<title>{heading}</title><body>{box}", reading)
    assert found.blocks == ()
    assert {"body.not-found", "body.empty"} <= codes(found)


OTHERS = {
    "en": "The lighthouse keeper counted every boat that passed the harbour wall, and wrote {} of them down in a book.",
    "de": "Der Leuchtturmwärter zählte jedes Boot, das an der Hafenmauer vorbeifuhr, und schrieb {} davon in ein Buch.",
    "es": "El farero contó cada barco que pasaba junto al muro del puerto y apuntó {} de ellos en un libro grande.",
    "ar": "أحصى حارس المنارة كل قارب مر بجدار الميناء خلال الشهر، وكتب {} منها في دفتر كبير يحتفظ به منذ سنوات.",
    "zh": "灯塔看守人数了每一艘经过港口墙壁的船，并将其中的{}艘记录在一本大书里，这本书他已经保存了很多年。",
}


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("language", OTHERS)
def test_pages_of_another_language_say_which(language: str, reading: str) -> None:
    lines = [OTHERS[language].format(n * 17) for n in range(3, 9)]
    body = "".join(f"<p>{line}</p>" for line in lines)
    inside = f'<h1 class="post-title">{lines[0][:40]}</h1><div class="entry-body">{body}</div>'
    found = read(framed(inside), reading)
    assert found.language == language
    assert found.text.split("\n") == lines


RANDOM = random.Random(11)
NO_PAGES = {
    "empty": b"",
    "blank": b" \r\n\t ",
    "a byte-order mark": b"\xef\xbb\xbf",
    "an empty page": b"<html><head></head><body></body></html>",
    "JPEG": b"\xff\xd8\xff\xe0\x00\x10JFIF" + RANDOM.randbytes(50_000),
    "PNG": b"\x89PNG\r\n\x1a\n" + RANDOM.randbytes(900),
    "PDF": b"%PDF-1.7\n" + RANDOM.randbytes(900),
    "PDF behind a line": b"\r\n%PDF-1.4" + b"texte " * 300,
    "ZIP": b"PK\x03\x04" + RANDOM.randbytes(900),
    "gzip": gzip.compress(page().encode()),
    "MP4": b"\x00\x00\x00\x18ftypmp42" + RANDOM.randbytes(900),
    "MP3": b"ID3\x03" + RANDOM.randbytes(50_000),
    "program": b"\x7fELF\x02\x01\x01" + RANDOM.randbytes(900),
    "font": b"wOF2" + RANDOM.randbytes(9_000),
    "old document": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + RANDOM.randbytes(9_000),
    "noise": RANDOM.randbytes(50_000),
    "little noise": RANDOM.randbytes(300),
    "zeros": bytes(10_000),
    "a feed": b"<?xml version='1.0'?><rss><channel><title>x</title></channel></rss>",
}


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("name", NO_PAGES)
def test_what_is_no_page_is_refused_by_name(name: str, reading: str) -> None:
    with pytest.raises(ExtractError) as refusal:
        read(NO_PAGES[name], reading)
    empty = dict.fromkeys(("empty", "blank", "a byte-order mark"), "extract.empty")
    wanted = (empty | {"a feed": "extract.no-article"}).get(name, "extract.not-html")
    assert refusal.value.key == wanted


def test_a_page_with_a_few_binary_bytes_is_one() -> None:
    assert read(page("\x00\x01\x02" * 3), "bare").title == title()


def test_a_wide_page_is_no_binary() -> None:
    assert extract(page().encode("utf-16"), "text/html", URL, HINTS).title == title()


def test_what_is_no_article_teaches_nothing() -> None:
    """Refused and empty pages are passed over; walls and missing pages, alike as they are, do not become what an article is."""
    good = [sample(page(number=number), number) for number in range(4)]
    bad = [*NO_PAGES.values(), *(wall(language, True) for language in WALLS)]
    bad += [
        framed(f'<h1 class="post-title">{heading}</h1><div class="entry-body"><p>{said}</p></div>')
        for heading, said in MISSING.values()
    ]
    found = learn([*good, *(sample(each, 10 + n) for n, each in enumerate(bad))])
    again = extract(*sample(page()), found)
    assert (again.title, again.text.split("\n")) == (title(), text())
    assert learn([sample(each, n) for n, each in enumerate(NO_PAGES.values())]) == ()
