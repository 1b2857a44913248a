"""What is read of a front page to know it again."""

from __future__ import annotations

import pytest

from hemera.pipeline.frontpage import read_front

HOME = "https://phare.example/"
LINES = "".join(
    f"<li class=teaser><a href='/a/{n}'>Les cigognes sont revenues au port, récit numéro {n}</a></li>" for n in range(100, 112)
)
PAGE = (
    "<html lang=en><head><title>Le Phare – accueil</title><meta property='og:site_name' content='Le Phare du Golfe'></head>"
    f"<body><div class=une><nav><a href='/politique'>Politique</a></nav><ul class=teasers>{LINES}</ul></div></body></html>"
)


def test_a_front_page_in_a_few_words() -> None:
    look = read_front((PAGE.encode(), "text/html; charset=utf-8", HOME))
    assert (look.name, look.title, look.links, look.parked) == ("Le Phare du Golfe", "Le Phare – accueil", 13, False)
    assert look.language == "fr"  # what is printed, not what the page says of itself
    assert look.shapes == ("/a/N", "/politique")
    assert 'ul[class~="teasers"]' in look.marks


@pytest.mark.parametrize(
    "text",
    ["This domain is for sale!", "Ce domaine est à vendre", "Buy this domain now", "هذا النطاق معروض للبيع", "Related searches"],
)
def test_a_parked_domain_says_so(text: str) -> None:
    assert read_front(
        (f"<html><body><h1>phare.example</h1><p>{text}</p></body></html>".encode(), "text/html; charset=utf-8", HOME)
    ).parked


def test_a_newspaper_that_speaks_of_domains_for_sale_at_length_is_none() -> None:
    page = f"<html><body><p>{'La mer est calme. ' * 2_000}Buy this domain</p></body></html>"
    assert not read_front((page.encode(), "text/html", HOME)).parked


@pytest.mark.parametrize("body", [b"", b"\x00\xff\xfe", b"<", b"%PDF-1.4", b"<a href='http://[::'>x</a>" * 50])
def test_whatever_stands_there_is_read_or_refused_by_name(body: bytes) -> None:
    look = read_front((body, "text/html", HOME))
    assert look.links == 0
