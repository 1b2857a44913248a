"""One article under several addresses, and over several pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemera.extract import variants
from hemera.extract.page import Page, parse
from hemera.types import Block, BlockKind, Doubt, Entry, Extraction, Hints

HINTS = Hints("phare", ("fr", "ar"), "Africa/Casablanca", datetime(2026, 11, 22, 12, tzinfo=UTC))
URL = "https://www.example.com/port/2026/passerelle"


def page(head: str = "", body: str = "<p>x</p>", url: str = URL, attributes: str = "lang=fr", entry: str = "") -> Page:
    html = f"<!DOCTYPE html><html {attributes}><head>{head}</head><body>{body}</body></html>"
    hints = replace(HINTS, entry=Entry(entry)) if entry else HINTS
    return parse(html.encode(), "text/html; charset=utf-8", url, hints)


def link(rel: str, href: str) -> str:
    return f"<link rel='{rel}' href='{href}'>"


@pytest.mark.parametrize(
    "other",
    [
        "http://www.example.com/port/2026/passerelle",
        "https://example.com/port/2026/passerelle/",
        "https://m.example.com/port/2026/passerelle",
        "https://amp.example.com/port/2026/passerelle",
        "https://www.example.com/port/2026/passerelle/amp/",
        "https://www.example.com/port/2026/passerelle/amp",
        "https://www.example.com/amp/port/2026/passerelle",
        "https://www.example.com/port/amp/2026/passerelle",
        "https://www.example.com/port/2026/passerelle.html",
        "https://www.example.com/port/2026/passerelle.amp.html",
        "https://www.example.com/port/2026/passerelle?amp=1",
        "https://www.example.com/port/2026/passerelle?outputType=amp",
        "https://www.example.com/port/2026/passerelle?print=1",
        "https://www.example.com/port/2026/passerelle/imprimer.html",
        "https://www.example.com/port/2026/passerelle/print/",
        "https://www.example.com/port/2026/passerelle/index.html",
        "https://www.example.com/port/2026/passerelle?utm_source=rss&fbclid=x#haut",
        "https://www-example-com.cdn.ampproject.org/c/s/www.example.com/port/2026/passerelle/amp/",
        "https://www.google.com/amp/s/www.example.com/amp/port/2026/passerelle",
    ],
)
def test_variants_of_one_article(other: str) -> None:
    assert variants.same_article(URL, other)
    assert variants.same_article(other, URL)


@pytest.mark.parametrize(
    "other",
    [
        "https://www.example.com/port/2026/passerelle-2",
        "https://www.example.com/port/2026/passerelle/2",
        "https://www.example.com/port/2026",
        "https://www.example.com/port/2026/passerelle?id=7",
        "https://www.voisin.example/port/2026/passerelle",
        "https://sport.example.com/port/2026/passerelle",
        "no address",
    ],
)
def test_other_articles(other: str) -> None:
    assert not variants.same_article(URL, other)


def test_arguments_tell_articles_apart_in_any_order() -> None:
    assert variants.same_article("https://example.com/a.php?id=7&lang=ar", "https://example.com/a.php?lang=ar&id=7&print=1")
    assert not variants.same_article("https://example.com/a.php?id=7", "https://example.com/a.php?id=8")


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (link("canonical", URL), URL),
        (link("canonical", "/port/2026/passerelle?utm_source=x"), URL),
        (link("canonical", "https://www.voisin.example/port/2026/passerelle"), f"{URL}/amp"),
        (link("canonical", "https://www.example.com/"), f"{URL}/amp"),
        (link("canonical", "/port"), f"{URL}/amp"),
        (link("canonical", "javascript:alert(1)"), f"{URL}/amp"),
        (f"<meta property='og:url' content='{URL}'>", URL),
        (link("canonical", "https://voisin.example/x") + f"<meta property='og:url' content='{URL}'>", URL),
        # What the link says is no variant of the address fetched, and og:url is: the link is another article's.
        (link("canonical", "/port/2026/un-autre-pont") + f"<meta property='og:url' content='{URL}'>", URL),
        (link("canonical", "/7654-la-passerelle"), "https://www.example.com/7654-la-passerelle"),
    ],
)
def test_the_address_a_page_gives_itself(head: str, expected: str) -> None:
    assert variants.canonical(page(head, url=f"{URL}/amp")) == expected


@pytest.mark.parametrize(
    "url",
    [
        f"{URL}/amp/",
        f"{URL}?amp=1",
        f"{URL}?print=1&utm_medium=mail",
        "https://www.example.com/amp/port/2026/passerelle",
        f"{URL}/imprimer.html",
        "https://www-example-com.cdn.ampproject.org/c/s/www.example.com/port/2026/passerelle?amp=1",
    ],
)
def test_where_nothing_is_said_the_marks_go(url: str) -> None:
    found = variants.canonical(page(url=url, attributes="⚡ lang=ar"))
    assert found.removesuffix("/") == URL


def test_an_amp_page_that_names_itself() -> None:
    assert variants.canonical(page(link("canonical", f"{URL}/amp/"), url=f"{URL}/amp/", attributes="amp")).removesuffix("/") == URL


def test_the_feeds_own_address_serves_a_mobile_page() -> None:
    assert variants.canonical(page(url="https://m.example.com/port/2026/passerelle", entry=URL)) == URL
    assert variants.canonical(page(url="https://m.example.com/port/2026/passerelle", entry=f"{URL}-autre")).startswith("https://m.")


@pytest.mark.parametrize("path", ["/print/2026/reportage", "/amp", "/guide/print", "/guitares/amp"])
def test_words_of_an_address_are_no_marks_where_they_may_be_its_own(path: str) -> None:
    url = f"https://www.example.com{path}"
    assert variants.canonical(page(url=url)) == url
    assert variants.canonical(page(link("canonical", url), url=url)) == url


PAGES = "<div class=page-links>Pages : <span>1</span> <a href='{}'>{}</a></div>"


@pytest.mark.parametrize(
    ("url", "href", "text"),
    [
        (URL, f"{URL}/2/", "2"),
        (f"{URL}/", "2/", "2"),
        (URL, "?page=2", "Page suivante »"),
        (URL, "?page=2", "2"),
        (f"{URL}/page/2", f"{URL}/page/3", "التالي"),
        (f"{URL}/2/", f"{URL}/3/", "3"),
        (f"{URL}.html", f"{URL}-2.html", "Suivant"),
        (f"{URL},2.html", f"{URL},3.html", "suite"),
        (URL, f"{URL}/page/2", "الصفحة 2"),
        (URL, f"{URL}?paged=2", "Page 2 / 3"),
        (URL, f"{URL}/2", "Next page"),
        (f"{URL}-2024.html", f"{URL}-2024_2.html", "2"),
    ],
)
def test_the_next_page(url: str, href: str, text: str) -> None:
    found = page(body=f"<article><p>…</p>{PAGES.format(href, text)}</article>", url=url)
    address = variants.next_page(found)
    assert address is not None
    assert address == found.address(href)
    assert variants.more_pages(found) == (Doubt("body.more-pages", address),)


def test_the_head_names_it_too() -> None:
    assert variants.next_page(page(link("next", f"{URL}?page=2"))) == f"{URL}?page=2"


@pytest.mark.parametrize(
    ("url", "body"),
    [
        (URL, "<a rel=next href='/port/2026/un-autre-pont'>Article suivant</a>"),
        (URL, "<a href='/port/2026/passerelle-2'>La passerelle, deux ans après</a>"),
        (URL, "<div class=page-links><a href='/port/2026/voisin/2'>2</a></div>"),
        (URL, "<div class=comments><div class=pagination><a href='?page=2'>2</a></div></div>"),
        (URL, "<p id=tout><a href='?p=2'>2</a></p>"),  # counted, but nothing calls it a row of pages
        (URL, "<aside class=pagination><a href='?page=2'>2</a></aside>"),
        (URL, "<div class=pagination><a href='?page=3'>3</a></div>"),
        (f"{URL}/2", f"<div class=pagination><a href='{URL}'>1</a><a href='{URL}/2'>2</a></div>"),
        (f"{URL}/10", f"<div class=pagination><a href='{URL}/11'>11</a></div>"),
        ("https://www.example.com/?p=1", "<div class=pagination><a href='/?p=2'>2</a></div>"),
        (URL, "<div class=pagination><a href='https://voisin.example/port/2026/passerelle/2'>2</a></div>"),
    ],
)
def test_no_next_page(url: str, body: str) -> None:
    assert variants.next_page(page(body=f"<article><p>…</p>{body}</article>", url=url)) is None


SENTENCES = [f"Phrase numéro {n} d’un long récit de la traversée, qui ne se répète pas." for n in range(6)]


def part(*texts: str, doubts: tuple[Doubt, ...] = (), **fields: Any) -> Extraction:
    blocks = tuple(Block(BlockKind.PARAGRAPH, text) for text in texts)
    return replace(
        Extraction(
            URL, "La passerelle", "fr", lead="Longue de 214 mètres, elle relie les deux rives.", blocks=blocks, doubts=doubts
        ),
        **fields,
    )


def test_pages_are_joined_without_what_they_repeat() -> None:
    box = "Abonnez-vous à notre lettre du matin, tous les jours."
    first = part(
        SENTENCES[0], box, "Oui.", doubts=(Doubt("body.short", "80"), Doubt("body.more-pages", f"{URL}/2")), origins={"title": "h1"}
    )
    second = part("Longue de 214 mètres, elle relie les deux rives.", SENTENCES[1], SENTENCES[2], box, "Oui.", partial=True)
    third = part("La passerelle", SENTENCES[3], SENTENCES[4], modified=datetime(2026, 11, 22, tzinfo=UTC))
    joined = variants.join(first, [second, third])
    assert [block.text for block in joined.blocks] == [
        SENTENCES[0], box, "Oui.", SENTENCES[1], SENTENCES[2], "Oui.", "La passerelle", SENTENCES[3], SENTENCES[4],
    ]  # fmt: skip
    assert joined.partial
    assert joined.modified == third.modified
    assert joined.doubts == ()
    assert joined.origins == {"title": "h1", "pages": "3"}


def test_a_page_that_could_not_be_read_stays_a_doubt() -> None:
    more = Doubt("body.more-pages", f"{URL}/2")
    first = part(SENTENCES[0], doubts=(more,))
    assert variants.join(first, []) is first
    assert variants.goes_on_at(first) == f"{URL}/2"
    third = Doubt("body.more-pages", f"{URL}/3")
    joined = variants.join(first, [part(SENTENCES[1], doubts=(third, Doubt("body.short", "70")))])
    assert joined.doubts == (third,)
    assert variants.goes_on_at(variants.join(first, [part(SENTENCES[1])])) == ""


def test_no_more_than_ten_pages_are_joined() -> None:
    pages = [part(f"Page {n} : {SENTENCES[0]}") for n in range(20)]
    assert len(variants.join(pages[0], pages[1:]).blocks) == variants.MAX_PAGES


ADDRESSES = st.sampled_from(
    [
        "",
        "2",
        "/2/",
        "amp",
        "/amp/",
        "?page=2",
        "?p=2",
        "?amp",
        "//",
        "/%E0%A4%A",
        "http://[::1]/2",
        "https://x.example/2",
        "#2",
        "a b/2",
    ]
)


@given(ADDRESSES, ADDRESSES, st.text(max_size=30))
@settings(max_examples=80, deadline=None)
def test_any_address_is_judged(one: str, other: str, printed: str) -> None:
    found = page(
        link("canonical", one), f"<p class=pages><a href='{other}'>{printed}</a></p>", url=f"{URL}/{one.strip('/:#?')[:8] or 'x'}"
    )
    assert variants.canonical(found).startswith("https://www.example.com/")
    assert (variants.next_page(found) or "https://www.example.com").startswith("https://www.example.com")
    assert variants.same_article(URL + one, URL + one)


def whole(href: str) -> str:
    return f"<a href='{href}'>Version complète</a><a href='/port'>Port</a><a href='/port/2026/passerelle-du-port-fermee'>À lire</a>"


@pytest.mark.parametrize(
    ("url", "body", "expected"),
    [
        (
            "https://www.example.com/ampnews/712-passerelle",
            whole("/news/712-passerelle"),
            "https://www.example.com/news/712-passerelle",
        ),
        (
            "https://www.example.com/news/print/712-passerelle",
            whole("/news/712-passerelle.html"),
            "https://www.example.com/news/712-passerelle.html",
        ),
        ("https://amp.example.com/port/2026/passerelle", whole(f"{URL}?utm_source=amp#haut"), URL),
        ("https://m.example.com/port/2026/passerelle", whole(URL), URL),
        # none, another site's, several, a section's, and a page that is no variant of any
        ("https://www.example.com/ampnews/712-passerelle", "", "https://www.example.com/ampnews/712-passerelle"),
        (
            "https://www.example.com/ampnews/712-passerelle",
            whole("https://voisin.org/news/712-passerelle"),
            "https://www.example.com/ampnews/712-passerelle",
        ),
        (
            "https://www.example.com/ampnews/712-passerelle",
            whole("/news/712-passerelle") + whole("/blog/712-passerelle"),
            "https://www.example.com/ampnews/712-passerelle",
        ),
        ("https://www.example.com/ampnews/port", whole("/news/port"), "https://www.example.com/ampnews/port"),
        (
            "https://www.example.com/essais/712-passerelle",
            whole("/news/712-passerelle"),
            "https://www.example.com/essais/712-passerelle",
        ),
    ],
)
def test_a_variant_that_names_no_address_is_known_by_the_one_it_links_to_as_whole(url: str, body: str, expected: str) -> None:
    assert variants.canonical(page(body=body or "<p>x</p>", url=url)) == expected


def test_a_further_page_in_another_language_says_so_and_keeps_what_was_told_apart() -> None:
    own = (Block(BlockKind.PARAGRAPH, "The text of the law."), Block(BlockKind.PARAGRAPH, "Et la suite.", "fr"))
    first = Extraction(URL, "La passerelle", "fr", blocks=(Block(BlockKind.PARAGRAPH, "Elle rouvre."),))
    joined = variants.join(first, (replace(first, language="en", blocks=own),))
    assert [block.language for block in joined.blocks] == [None, "en", None]
